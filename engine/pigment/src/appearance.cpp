#include "undertone/pigment/appearance.hpp"

#include "pigment_optics.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

DotField dot_lattice(const Line& line, const PigmentState& state) {
    const PigmentOptics inside = pigment_optics(line, state.mg_per_ml, "state.mg_per_ml", state.granule_um);
    if (!(state.density_per_cm2 > 0 && state.density_per_cm2 <= 1e6))
        throw DomainError("state.density_per_cm2", fmt::format("{}", state.density_per_cm2),
                          "more than 0, up to 1e6 per cm2");
    DotField dots;
    dots.diameter_mm = state.diameter_mm;
    dots.pitch_mm = 10 / std::sqrt(state.density_per_cm2);
    dots.top_mm = state.top_mm;
    dots.bottom_mm = state.bottom_mm;
    dots.edge_sigma_mm = state.edge_sigma_mm;
    dots.pigment_mu_a_per_mm = inside.mu_a_per_mm;
    dots.pigment_mu_s_per_mm = inside.mu_s_per_mm;
    dots.pigment_g = inside.g;
    return dots;
}

namespace {

// What the skin model misses of the bare skin is carried to the pigmented skin as the same factor per band.
Bands area_reflectance(const Skin& skin, const DotField& dots) {
    return dot_reflectance(skin.layers(), dots) * skin.residual_ratio();
}

} // namespace

Bands area_reflectance(const Skin& skin, const Line& line, const PigmentState& state) {
    // Before the first session there are no dots, and no lattice to work out.
    return state.density_per_cm2 == 0 ? skin.reflectance() : area_reflectance(skin, dot_lattice(line, state));
}

Appearance appearance(const Skin& skin, const Line& line, const PigmentState& state) {
    const Bands& bare = skin.reflectance();
    if (state.density_per_cm2 == 0) return {bare, bare, bare, {}};
    const DotField dots = dot_lattice(line, state);
    return {area_reflectance(skin, dots), dot_center_reflectance(skin.layers(), dots) * skin.residual_ratio(), bare,
            dot_range(skin.layers(), dots)};
}

Appearance appearance(const Skin& skin, const Line& line, const Blend& blend, const Dots& dots) {
    return appearance(skin, line, healed_state(mix(line, blend), dots));
}

} // namespace undertone
