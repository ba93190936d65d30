#pragma once

#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

/// Directional-hemispherical reflectance for a collimated beam at normal incidence from air: all diffusely
/// escaping light, specular reflection excluded; one value per wavelength. `streams` is the number of
/// quadrature angles per hemisphere: 4, 8, 16 or 32.
Eigen::ArrayXd reflectance(const LayerStack& layers, int streams = 8);

/// Fresnel reflectance at normal incidence between refractive indices 1 and n: what `reflectance` leaves out.
inline double specular_reflectance(double n) { return (n - 1.0) * (n - 1.0) / ((n + 1.0) * (n + 1.0)); }

} // namespace undertone
