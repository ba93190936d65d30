#pragma once
// The usual healed dot: what every struct of dots starts from (data/exposure/implant_priors.toml has the sources).

namespace undertone::usual_dot {

inline constexpr double diameter_mm = 0.125, density_per_cm2 = 150, top_mm = 0.1, bottom_mm = 0.45;

} // namespace undertone::usual_dot
