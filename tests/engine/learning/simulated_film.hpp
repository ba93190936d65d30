#pragma once
// Drawdowns whose true cup is known, with errors of their own.

#include "undertone/learning/drawdown.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/pigment/film.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

inline const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

inline Bands white_card() { return 0.86 - 0.04 * ((450 - wavelengths_nm()) / 40).exp().min(1.0); }
inline Bands black_card() { return Bands::Constant(0.012); }

/// The colorants of this blend with each ink's amount multiplied.
inline Eigen::ArrayXd cup_of(const Blend& meant, const std::vector<double>& factors) {
    double sum = 0;
    for (const auto& [id, parts] : meant.parts) sum += parts;
    Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(demo().colorants.size()));
    std::size_t i = 0;
    for (const auto& [id, parts] : meant.parts)
        mg += factors[i++] * parts / sum / (meant.water_parts + 1) * mix(demo(), Blend{{{id, 1}}, 0}).mg_per_ml;
    return mg;
}

inline Drawdown film(const Bands& card, const Eigen::ArrayXd& mg_per_ml, double thickness_mm, const Line& line = demo()) {
    Drawdown drawdown;
    drawdown.card = card;
    drawdown.reflectance = DrawdownCard(card).under_film(line, mg_per_ml, thickness_mm);
    return drawdown;
}

/// Errors of three averaged readings: lightness of the film as a whole (CIE 1976, not the engine's own formula), and each band.
inline void spoil(Drawdown& drawdown, RandomStream& random) {
    Bands& r = *drawdown.reflectance;
    const double l = 0.5 / std::sqrt(3.0) * random.normal();
    for (double& value : r) {
        const double f = std::cbrt(value) + l / 116;
        value = std::max(2e-4, f * f * f * (1 + 0.004 * random.normal()) + 0.0005 * random.normal());
    }
}

} // namespace undertone
