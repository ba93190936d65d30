#pragma once
// How far light wanders sideways in skin, per wavelength: what blurs a dot seen through the skin above it.
//
// A pattern of light of wavenumber k (rad/mm) dies away in a medium as if the medium absorbed more. The mean over all
// directions of the exact attenuation of such a wave between scatterings gives, with t = mu_a + mu_s (1 - g),
//     mu_a(k) = mu_a + t ((1 + q^2) atan(q) / (2 q) - 1/2),   q = k / t,
// which is diffusion theory's k^2 / (3 t) for coarse patterns and grows with k for fine ones. Scattering is taken as
// isotropic with the same mu_s (1 - g). So adding-doubling, run with mu_a(k), is the transfer function of layered skin; held
// against Monte Carlo radial profiles of skin it is right to 0.04 of 1 at any k (tests/engine/tissue/lateral_spread_test.cpp).

#include "undertone/tissue/dots.hpp"

namespace undertone {

/// Transfer function of light that enters skin at one place and leaves at another: Fourier transform of the radial reflectance
/// over its value at k = 0. (K x W). Throws DomainError for k that is negative or not finite.
Eigen::ArrayXXd surface_transfer(const LayerStack& layers, const Eigen::ArrayXd& k_per_mm, int streams = 8);

/// Share of the light reflected from a fine beam that leaves within each radius of it. (radii x W).
Eigen::ArrayXXd enclosed_reflectance(const LayerStack& layers, const Eigen::ArrayXd& radius_mm, int streams = 8);

/// Transfer function of the dots' shadow: what of a pattern of dots of wavenumber k is left in the light that leaves the skin
/// upwards, all of it being lit. (K x W). Two parts: light goes in without a pattern and comes out with one, so the scattered
/// part is the root of what it would be if both had it; light hardly deflected on its way out is blurred by 0.3 of the dot's
/// depth. Their shares are such that the middle of a dot is as dark as `dot_center_reflectance` says.
Eigen::ArrayXXd dot_transfer(const LayerStack& layers, const DotField& dots, const Eigen::ArrayXd& k_per_mm,
                             int streams = 8);

} // namespace undertone
