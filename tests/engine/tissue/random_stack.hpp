#pragma once
// Stacks for tests of properties that hold for all of them.

#include "stack_of.hpp"
#include "undertone/numerics/random.hpp"

#include <cstdint>

namespace undertone::testing {

/// One to four layers; matched or mismatched above and below; some semi-infinite, some thin.
inline LayerStack random_stack(std::uint64_t index, Eigen::Index wavelengths = 3) {
    RandomStream random(7, index);
    const double n = index % 3 == 0 ? 1.0 : 1.3 + 0.3 * random.uniform(), n_below = index % 2 == 0 ? n : 1.0;
    const auto layers = static_cast<std::size_t>(1 + index % 4);
    LayerStack stack = stack_of(std::vector<TestLayer>(layers), n, n_below, wavelengths);
    for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer) {
        stack.thickness_mm(layer) = 0.02 + random.uniform();
        for (Eigen::Index band = 0; band < wavelengths; ++band) {
            stack.mu_a_per_mm(layer, band) = 3 * random.uniform() * random.uniform();
            stack.mu_s_per_mm(layer, band) = 30 * random.uniform() * random.uniform();
            stack.g(layer, band) = 1.8 * random.uniform() - 0.9;
        }
    }
    if (index % 5 == 0) stack.thickness_mm(stack.layer_count() - 1) = infinite;
    return stack;
}

} // namespace undertone::testing
