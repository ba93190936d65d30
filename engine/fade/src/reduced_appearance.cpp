#include "undertone/fade/reduced_appearance.hpp"

#include "undertone/numerics/band_reduction.hpp"
#include "undertone/numerics/parallel.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <algorithm>
#include <numeric>

namespace undertone {

namespace {

Eigen::ArrayXd pick(const Eigen::ArrayXd& values, const std::vector<int>& at) { return values(at); }

DotField pick(DotField dots, const std::vector<int>& at) {
    dots.pigment_mu_a_per_mm = pick(dots.pigment_mu_a_per_mm, at);
    dots.pigment_mu_s_per_mm = pick(dots.pigment_mu_s_per_mm, at);
    dots.pigment_g = pick(dots.pigment_g, at);
    return dots;
}

/// Some states spread over all, the extremes among them, by each of what shapes a spectrum.
std::vector<PigmentState> examples_of(const std::vector<PigmentState>& states) {
    constexpr std::size_t per_key = 24;
    std::vector<PigmentState> examples;
    const auto take = [&](auto key) {
        std::vector<std::size_t> order(states.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::size_t compared = 0;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            if (++compared % 4096 == 0) poll_stop(); // there may be millions
            return key(states[a]) < key(states[b]);
        });
        const std::size_t count = std::min(per_key, order.size());
        for (std::size_t i = 0; i < count; ++i)
            examples.push_back(states[order[count == 1 ? 0 : i * (order.size() - 1) / (count - 1)]]);
    };
    take([](const PigmentState& s) { return s.mg_per_ml.sum() * s.diameter_mm * s.diameter_mm * s.density_per_cm2; });
    take([](const PigmentState& s) { return s.top_mm; });
    take([](const PigmentState& s) { return s.mg_per_ml.sum() / s.top_mm; });
    take([](const PigmentState& s) { return s.width_mm(); });
    take([](const PigmentState& s) { return s.edge_sigma_mm / s.diameter_mm; });
    // Strong dots against the surface have spectra of their own: the shorter, the more so.
    take([](const PigmentState& s) { return s.mg_per_ml.sum() / (s.bottom_mm - s.top_mm); });
    return examples;
}

} // namespace

ReducedAppearance::ReducedAppearance(const Skin& skin, const Line& line, const std::vector<PigmentState>& states,
                                     int threads)
    : line_(line), bare_(skin.reflectance()) {
    if (states.empty()) throw DomainError("states", "empty", "at least one state", "take them from the ensemble");
    const std::vector<PigmentState> examples = examples_of(states);
    const auto count = static_cast<Eigen::Index>(examples.size());
    Eigen::MatrixXd area(band_count, count), dot(band_count, count);
    parallel_for(static_cast<int>(count), threads, [&](int i) {
        const Appearance full = appearance(skin, line, examples[static_cast<std::size_t>(i)]);
        area.col(i) = (full.area / full.bare).log();
        dot.col(i) = (full.dot / full.bare).log();
    });
    area_ = find_basis(skin, area);
    dot_ = find_basis(skin, dot);
}

ReducedAppearance::Basis ReducedAppearance::find_basis(const Skin& skin, const Eigen::MatrixXd& log_ratios) {
    // Modes that are only rounding say nothing of the ensemble and would fit noise.
    BandChoice choice = choose_bands(log_ratios, bands, 1e-9);
    Basis result;
    result.at = std::move(choice.bands);
    result.expand = std::move(choice.expand);
    result.layers = skin.layers().at(result.at);
    result.bare = reflectance(result.layers);
    return result;
}

Bands ReducedAppearance::expand(const Basis& basis, const Eigen::ArrayXd& sampled) const {
    const Eigen::VectorXd log_ratio = (sampled / basis.bare).log();
    return bare_ * (basis.expand * log_ratio).array().exp();
}

Bands ReducedAppearance::area(const PigmentState& state) const {
    return expand(area_, dot_reflectance(area_.layers, pick(dot_lattice(line_, state), area_.at)));
}

Bands ReducedAppearance::dot(const PigmentState& state) const {
    return expand(dot_, dot_center_reflectance(dot_.layers, pick(dot_lattice(line_, state), dot_.at)));
}

Appearance ReducedAppearance::operator()(const PigmentState& state) const { return {area(state), dot(state), bare_, {}}; }

} // namespace undertone
