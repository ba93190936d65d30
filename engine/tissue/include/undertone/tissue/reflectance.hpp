#pragma once
// Reflectance of a stack of layers, by discrete ordinates of the radiative transfer equation.

#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

/// Directional-hemispherical reflectance for a collimated beam at normal incidence from air: all diffusely
/// escaping light, specular reflection excluded; one value per wavelength. `streams` is the number of
/// quadrature angles per hemisphere: 4, 8, 16 or 32; skin is right to 2e-3, 3e-4, 1e-5, 5e-6 with them. A plate of less
/// than eight scattering lengths with a lower index on both sides catches light between its surfaces; it is solved with
/// as many angles on each side of the critical one, and right to 5e-3, 1e-3, 1e-4, 1e-4 (the worst for g of 0.9).
/// Wavelengths at which a layer's g is above 0.91 take 32 streams, right to 3e-4 for g to 0.995; below -0.6 they take 16 and below
/// -0.8 32, right to 3e-3 for g to -0.9. Those whose reflectance would come out below zero take more as well.
Eigen::ArrayXd reflectance(const LayerStack& layers, int streams = 8);

/// Fresnel reflectance at normal incidence between refractive indices 1 and n: what `reflectance` leaves out.
inline double specular_reflectance(double n) { return (n - 1.0) * (n - 1.0) / ((n + 1.0) * (n + 1.0)); }

} // namespace undertone
