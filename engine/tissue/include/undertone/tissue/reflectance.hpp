#pragma once

#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

/// Directional-hemispherical reflectance for a collimated beam at normal incidence from air: all diffusely
/// escaping light, specular reflection excluded; one value per wavelength. `streams` is the number of
/// quadrature angles per hemisphere: 4, 8, 16 or 32; skin is right to 2e-3, 3e-4, 1e-5, 5e-6 with them. A plate in air on both
/// sides and thinner than about one scattering length is not: light caught between its surfaces makes errors of up to
/// 0.03 there (0.002 at one scattering length); use monte_carlo.
Eigen::ArrayXd reflectance(const LayerStack& layers, int streams = 8);

/// Fresnel reflectance at normal incidence between refractive indices 1 and n: what `reflectance` leaves out.
inline double specular_reflectance(double n) { return (n - 1.0) * (n - 1.0) / ((n + 1.0) * (n + 1.0)); }

} // namespace undertone
