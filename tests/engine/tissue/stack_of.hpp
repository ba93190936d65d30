#pragma once
// Layer stacks written in one line, for tests.

#include "sanitized.hpp"
#include "undertone/tissue/layer_stack.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace undertone::testing {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

struct TestLayer {
    double mu_a, mu_s, g, thickness_mm;
};

inline LayerStack stack_of(const std::vector<TestLayer>& layers, double n = 1.4, double n_below = 1.0,
                           Eigen::Index wavelengths = 1) {
    LayerStack stack;
    const auto count = static_cast<Eigen::Index>(layers.size());
    stack.thickness_mm.resize(count);
    stack.mu_a_per_mm.resize(count, wavelengths);
    stack.mu_s_per_mm.resize(count, wavelengths);
    stack.g.resize(count, wavelengths);
    stack.n = n;
    stack.n_below = n_below;
    for (Eigen::Index i = 0; i < count; ++i) {
        const TestLayer& layer = layers[static_cast<std::size_t>(i)];
        stack.thickness_mm(i) = layer.thickness_mm;
        stack.mu_a_per_mm.row(i) = layer.mu_a;
        stack.mu_s_per_mm.row(i) = layer.mu_s;
        stack.g.row(i) = layer.g;
    }
    return stack;
}

/// Photons for a test whose bounds follow the standard error.
inline std::int64_t photons(std::int64_t count) { return sanitized ? count / 10 : count; }

} // namespace undertone::testing
