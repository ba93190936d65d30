#include "undertone/pigment/film.hpp"

#include "pigment_optics.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"
#include "undertone/tissue/skin.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace undertone {

namespace {

constexpr double card_mu_s_per_mm = 100; ///< isotropic; only its ratio to the absorption matters
constexpr double brightest = 0.96;       ///< without absorption 1 - 0.028 comes back through a surface of n 1.4

LayerStack bottomless(const Bands& mu_a) {
    LayerStack card;
    card.thickness_mm = Eigen::ArrayXd::Constant(1, std::numeric_limits<double>::infinity());
    card.mu_a_per_mm = mu_a.transpose();
    card.mu_s_per_mm = Eigen::ArrayXXd::Constant(1, band_count, card_mu_s_per_mm);
    card.g = Eigen::ArrayXXd::Zero(1, band_count);
    card.n = skin_refractive_index();
    return card;
}

} // namespace

FilmOptics film_optics(const Line& line, const Eigen::ArrayXd& mg_per_ml) {
    const PigmentOptics pigment = pigment_optics(line, mg_per_ml, "mg_per_ml");
    return {pigment.mu_a_per_mm, pigment.mu_s_per_mm, pigment.g};
}

Bands masstone(const FilmOptics& film) {
    LayerStack stack = bottomless(film.mu_a_per_mm);
    stack.mu_s_per_mm = film.mu_s_per_mm.transpose();
    stack.g = film.g.transpose();
    return undertone::reflectance(stack);
}

Bands masstone(const Line& line, const Eigen::ArrayXd& mg_per_ml) {
    const FilmOptics film = film_optics(line, mg_per_ml);
    if (!(mg_per_ml.sum() > 0)) throw DomainError("mg_per_ml", "none of any colorant", "an amount above 0 of at least one");
    return masstone(film);
}

DrawdownCard::DrawdownCard(const Bands& reflectance) : reflectance_(reflectance) {
    for (int b = 0; b < band_count; ++b)
        if (!(reflectance(b) > 0 && reflectance(b) < brightest))
            throw DomainError(fmt::format("card[{}]", b), fmt::format("{:.4g}", reflectance(b)),
                              fmt::format("above 0 and below {}", brightest),
                              reflectance(b) > 1.5
                                  ? "this looks like percent: divide by 100"
                                  : fmt::format("check the reading of the bare card at {} nm, and take a card without "
                                                "optical brightener",
                                                first_wavelength_nm + wavelength_step_nm * b));
    // Reflectance falls as absorption rises: halve the interval of ln(mu_a) in all bands at once.
    Bands low = Bands::Constant(std::log(1e-7)), high = Bands::Constant(std::log(1e5));
    for (int i = 0; i < 48; ++i) {
        const Bands middle = 0.5 * (low + high);
        const Bands seen = undertone::reflectance(bottomless(middle.exp()));
        low = (seen > reflectance).select(middle, low);
        high = (seen > reflectance).select(high, middle);
    }
    mu_a_per_mm_ = (0.5 * (low + high)).exp();
}

Bands DrawdownCard::under_film(const Line& line, const Eigen::ArrayXd& mg_per_ml, double wet_thickness_mm) const {
    return under_film(film_optics(line, mg_per_ml), wet_thickness_mm);
}

Bands DrawdownCard::under_film(const FilmOptics& film, double wet_thickness_mm) const {
    if (!(wet_thickness_mm >= 0 && wet_thickness_mm <= 10))
        throw DomainError("wet_thickness_mm", fmt::format("{}", wet_thickness_mm), "0 to 10 mm",
                          "a drawdown bar leaves 0.02 to 0.3 mm: were micrometres meant?");
    if (wet_thickness_mm == 0) return reflectance_;
    LayerStack stack;
    stack.thickness_mm = Eigen::Array2d(wet_thickness_mm, std::numeric_limits<double>::infinity());
    stack.mu_a_per_mm.resize(2, band_count);
    stack.mu_s_per_mm.resize(2, band_count);
    stack.g.resize(2, band_count);
    stack.mu_a_per_mm << film.mu_a_per_mm.transpose(), mu_a_per_mm_.transpose();
    stack.mu_s_per_mm << film.mu_s_per_mm.transpose(), Bands::Constant(card_mu_s_per_mm).transpose();
    stack.g << film.g.transpose(), Bands::Zero().transpose();
    stack.n = skin_refractive_index();
    return undertone::reflectance(stack);
}

} // namespace undertone
