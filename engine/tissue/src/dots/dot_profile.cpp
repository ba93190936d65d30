#include "dot_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace undertone {

namespace {

/// exp(-x) I0(x) (Abramowitz and Stegun 1964, 9.8.1 and 9.8.2; 2e-7).
double scaled_bessel_i0(double x) {
    if (x < 3.75) {
        const double t = x * x / (3.75 * 3.75);
        return std::exp(-x) *
               (1 + t * (3.5156229 + t * (3.0899424 + t * (1.2067492 + t * (0.2659732 + t * (0.0360768 + t * 0.0045813))))));
    }
    const double t = 3.75 / x;
    return (0.39894228 +
            t * (0.01328592 +
                 t * (0.00225319 +
                      t * (-0.00157565 +
                           t * (0.00916281 + t * (-0.02057706 + t * (0.02635537 + t * (-0.01647633 + t * 0.00392377)))))))) /
           std::sqrt(x);
}

/// Concentration at distance r from the axis, 1 inside a sharp disc of radius 1: disc and Gaussian, midpoint rule.
double blurred_disc(double r, double sigma) {
    constexpr int steps = 400;
    double sum = 0;
    for (int i = 0; i < steps; ++i) {
        const double s = (i + 0.5) / steps, z = (r - s) / sigma;
        sum += s / (sigma * sigma) * std::exp(-0.5 * z * z) * scaled_bessel_i0(r * s / (sigma * sigma)) / steps;
    }
    return sum;
}

} // namespace

std::vector<Shell> dot_profile(double diameter_mm, double sigma_mm) {
    const double radius = 0.5 * diameter_mm, sigma = sigma_mm / radius;
    if (sigma < 0.02) return {{radius, 1.0}};
    constexpr int shells = 12, steps = 600;
    const double farthest = 1 + 5 * sigma, step = farthest / steps;
    std::vector<double> r(steps), c(steps);
    double mass = 0;
    for (std::size_t i = 0; i < steps; ++i) {
        r[i] = (static_cast<double>(i) + 0.5) * step;
        c[i] = blurred_disc(r[i], sigma);
        mass += c[i] * 2 * r[i] * step; // over pi; 1 for a disc of radius 1
    }
    // Slice the bell sideways: a slice between two concentrations has the mean of r^2 over it for its radius squared.
    const double peak = blurred_disc(1e-6, sigma), share = peak / shells;
    std::vector<Shell> result;
    for (int k = 0; k < shells; ++k) {
        double held = 0;
        for (std::size_t i = 0; i < steps; ++i) held += std::clamp(c[i] - share * k, 0.0, share) * 2 * r[i] * step;
        result.push_back({radius * std::sqrt(held / (share * mass)), share});
    }
    return result;
}

} // namespace undertone
