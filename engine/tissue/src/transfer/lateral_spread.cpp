#include "undertone/tissue/lateral_spread.hpp"

#include "dots/dot_shading.hpp"
#include "stack_lanes.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace undertone {

namespace {

/// Blur of the light that leaves above a dot without much deflection, per depth of the dot: fitted to Monte Carlo profiles
/// around dots 0.05-0.3 mm deep, 0.01 of reflectance (tests/engine/tissue/lateral_spread_test.cpp).
constexpr double sharp_per_depth = 0.3;

/// mu_a(k) - mu_a over t, for q = k / t.
double added_absorption(double q) {
    if (q < 1e-3) return q * q / 3;
    return (1 + q * q) * std::atan(q) / (2 * q) - 0.5;
}

/// Reflectance of patterns, (K x W).
Eigen::ArrayXXd patterned_reflectance(const LayerStack& layers, const Eigen::ArrayXd& k_per_mm, int streams) {
    const Eigen::Index patterns = k_per_mm.size(), wavelengths = layers.wavelength_count();
    LayerStack stack;
    stack.thickness_mm = layers.thickness_mm;
    stack.n = layers.n;
    stack.n_below = layers.n_below;
    stack.g.setZero(layers.layer_count(), patterns * wavelengths);
    stack.mu_s_per_mm = (layers.mu_s_per_mm * (1 - layers.g)).replicate(1, patterns);
    stack.mu_a_per_mm = layers.mu_a_per_mm.replicate(1, patterns);
    for (Eigen::Index p = 0; p < patterns; ++p)
        for (Eigen::Index w = p * wavelengths; w < (p + 1) * wavelengths; ++w)
            for (Eigen::Index i = 0; i < layers.layer_count(); ++i) {
                const double t = stack.mu_a_per_mm(i, w) + stack.mu_s_per_mm(i, w);
                if (t > 0) stack.mu_a_per_mm(i, w) += t * added_absorption(k_per_mm(p) / t);
            }
    return reflectance(stack, streams).reshaped(wavelengths, patterns).transpose();
}

void check(const char* name, const LayerStack& layers, const Eigen::ArrayXd& values, const char* allowed,
           Eigen::Index besides = 0) {
    require_size(name,
                 static_cast<double>(values.size() + besides) * static_cast<double>(layers.layer_count()) *
                     static_cast<double>(layers.wavelength_count()),
                 most_cells, "values times layers times wavelengths");
    for (Eigen::Index i = 0; i < values.size(); ++i)
        if (!(values(i) >= 0 && values(i) <= 1e6))
            throw DomainError(fmt::format("{}[{}]", name, i), fmt::format("{}", values(i)), allowed);
}

Eigen::ArrayXd with_zero(const Eigen::ArrayXd& k_per_mm) {
    Eigen::ArrayXd all(k_per_mm.size() + 1);
    all << 0, k_per_mm;
    return all;
}

} // namespace

Eigen::ArrayXXd surface_transfer(const LayerStack& layers, const Eigen::ArrayXd& k_per_mm, int streams) {
    layers.validate();
    check("k_per_mm", layers, k_per_mm, "0 to 1e6 rad/mm");
    const Eigen::ArrayXXd all = patterned_reflectance(layers, with_zero(k_per_mm), streams);
    return all.bottomRows(k_per_mm.size()).rowwise() / all.row(0);
}

Eigen::ArrayXXd enclosed_reflectance(const LayerStack& layers, const Eigen::ArrayXd& radius_mm, int streams) {
    check("radius_mm", layers, radius_mm, "0 to 1e6 mm");
    // E(r) = r times the integral of T(k) J1(k r) dk. T is smooth on a logarithmic grid and linear between its nodes.
    constexpr int nodes = 96;
    constexpr double least = 1e-3, most = 3e3;
    Eigen::ArrayXd k(nodes);
    for (int i = 0; i < nodes; ++i) k(i) = least * std::pow(most / least, i / (nodes - 1.0));
    const Eigen::ArrayXXd transfer = surface_transfer(layers, k, streams);
    Eigen::ArrayXXd result = Eigen::ArrayXXd::Zero(radius_mm.size(), layers.wavelength_count());
    for (Eigen::Index r = 0; r < radius_mm.size(); ++r) {
        const double radius = radius_mm(r);
        poll_stop();
        if (radius == 0) continue;
        int last = 0;
        for (int i = 0; i + 1 < nodes && k(i) * radius < 100; ++i, last = i) {
            const double a = k(i) * radius, b = k(i + 1) * radius;
            const int steps = 2 * std::max(1, static_cast<int>(std::ceil((b - a) / 0.5)));
            double j0_integral = 0;
            for (int s = 0; s <= steps; ++s)
                j0_integral += (s == 0 || s == steps ? 1
                                : s % 2 == 1         ? 4
                                                     : 2) *
                               std::cyl_bessel_j(0, a + (b - a) * s / steps);
            j0_integral *= (b - a) / steps / 3;
            const double j0_a = std::cyl_bessel_j(0, a), j0_b = std::cyl_bessel_j(0, b);
            // The integral of (T_a + slope (x - a)) J1(x) dx is T_a J0(a) - T_b J0(b) plus slope times the integral of J0 (Simpson).
            const Eigen::ArrayXd t_a = transfer.row(i).transpose(), t_b = transfer.row(i + 1).transpose();
            result.row(r) += (t_a * j0_a - t_b * j0_b + (t_b - t_a) / (b - a) * j0_integral).transpose();
        }
        // Below the first node T is 1; beyond the last the oscillations cancel but for their first half.
        result.row(r) +=
            1 - std::cyl_bessel_j(0, k(0) * radius) + transfer.row(last) * std::cyl_bessel_j(0, k(last) * radius);
    }
    return result.max(0.0).min(1.0);
}

Eigen::ArrayXXd dot_transfer(const LayerStack& layers, const DotField& dots, const Eigen::ArrayXd& k_per_mm, int streams) {
    constexpr Eigen::Index nodes = 48;
    layers.validate();
    dots.validate(layers);
    check("k_per_mm", layers, k_per_mm, "0 to 1e6 rad/mm", 2 * nodes);
    const LayerStack shaded = shaded_area(layers, dots);

    // k = 0, then the nodes of an integral over all patterns but the even one, then what was asked for.
    const double pi = std::numbers::pi, radius = 0.5 * dots.diameter_mm, sharp_mm = sharp_per_depth * dots.top_mm;
    const double coarsest = 2 * std::sqrt(pi) / dots.pitch_mm, finest = std::max(60 / radius, 2 * coarsest);
    Eigen::ArrayXd k(1 + nodes + k_per_mm.size());
    k(0) = 0;
    for (Eigen::Index i = 0; i < nodes; ++i)
        k(1 + i) = coarsest * std::pow(finest / coarsest, static_cast<double>(i) / (nodes - 1));
    k.tail(k_per_mm.size()) = k_per_mm;
    const Eigen::ArrayXXd bare = patterned_reflectance(layers, k, streams);
    const Eigen::ArrayXXd shadow = (bare - patterned_reflectance(shaded, k, streams)).max(0.0);
    const Eigen::ArrayXd sharp = (-0.5 * (k * sharp_mm).square()).exp(); // what was hardly deflected on its way out

    // How much darker than the area the middle of a dot is, for a transfer function: the power of discs over all patterns.
    Eigen::ArrayXd weight = Eigen::ArrayXd::Zero(k.size());
    const double step = std::log(finest / coarsest) / (nodes - 1), per_dot = dots.pitch_mm * dots.pitch_mm / (2 * pi);
    for (Eigen::Index i = 1; i <= nodes; ++i) {
        const double disc = 2 * std::cyl_bessel_j(1, k(i) * radius) / (k(i) * radius);
        const double blur = std::exp(-0.5 * k(i) * k(i) * dots.edge_sigma_mm * dots.edge_sigma_mm);
        weight(i) = per_dot * disc * disc * blur * k(i) * k(i) * step * (i == 1 || i == nodes ? 0.5 : 1);
    }
    const double sharp_excess = (weight * sharp).sum();
    const Eigen::ArrayXd area = reflectance(shaded, streams), center = reflectance(shaded_center(layers, dots), streams),
                         skin = reflectance(layers, streams);
    Eigen::ArrayXXd result(k_per_mm.size(), layers.wavelength_count());
    for (Eigen::Index w = 0; w < result.cols(); ++w) {
        if (shadow(0, w) < 1e-12 || skin(w) - area(w) < 1e-9) {
            result.col(w).setOnes(); // no shadow to blur
            continue;
        }
        const Eigen::ArrayXd wide = (shadow.col(w) / shadow(0, w)).min(1.0).sqrt();
        const double wanted = (skin(w) - center(w)) / (skin(w) - area(w)) - 1, wide_excess = (weight * wide).sum();
        const double share =
            sharp_excess > wide_excess ? std::clamp((wanted - wide_excess) / (sharp_excess - wide_excess), 0.0, 1.0) : 0.0;
        result.col(w) = ((1 - share) * wide + share * sharp).tail(k_per_mm.size());
    }
    return result;
}

} // namespace undertone
