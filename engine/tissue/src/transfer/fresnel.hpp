#pragma once
// Reflection at a step of the refractive index.

#include <cmath>

namespace undertone {

/// Reflectance of unpolarised light that meets the step from index n to n_outside at cosine mu (Fresnel 1823);
/// 1 beyond the critical angle.
inline double fresnel_reflectance(double n, double n_outside, double mu) {
    if (n == n_outside) return 0.0;
    const double sine_squared = (n / n_outside) * (n / n_outside) * (1.0 - mu * mu);
    if (sine_squared >= 1.0) return 1.0;
    const double mu_out = std::sqrt(1.0 - sine_squared);
    const double s = (n * mu - n_outside * mu_out) / (n * mu + n_outside * mu_out);
    const double p = (n_outside * mu - n * mu_out) / (n_outside * mu + n * mu_out);
    return 0.5 * (s * s + p * p);
}

} // namespace undertone
