// Consistency: the walk of layers without dots, in every kernel that this processor has. Looks inside the layer on purpose.

#include "walk/photon_walk.hpp"

#include "stack_of.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

using testing::infinite;
using testing::stack_of;

namespace {

std::vector<LayerStack> stacks() {
    return {stack_of({{2, 40, 0.8, 0.08}, {0.05, 25, 0.8, 0.3}, {0.05, 15, 0.8, infinite}}),
            stack_of({{1, 9, 0.75, 0.2}}, 1.0),
            stack_of({{0.02, 5, 0, 1.0}}, 1.5),
            stack_of({{0.02, 5, 0.3, 0.5}}, 1.4, 1.4),
            stack_of({{0.5, 0, 0, 0.3}, {0.01, 30, 0.95, infinite}}),
            stack_of({{0.2, 9, -0.4, 1.0}, {0.3, 0, 0, infinite}})};
}

} // namespace

TEST(PlainWalk, AgreesWithAddingDoubling) {
    const auto photons = testing::photons(120000);
    for (const LayerStack& stack : stacks()) {
        MonteCarloOptions options;
        options.photons = photons;
        options.threads = 2;
        const auto result = monte_carlo(stack, {}, options);
        EXPECT_NEAR(result.mean(0), reflectance(stack, 32)(0), 3.5 * result.standard_error(0));
    }
}

// The same layers walked by the other code, which follows all three directions.
TEST(PlainWalk, AgreesWithTheWalkInThreeDimensions) {
    MonteCarloOptions options;
    options.photons = testing::photons(15000);
    options.threads = 2;
    for (const LayerStack& stack : stacks()) {
        const auto paths = monte_carlo_paths(stack, {}, options);
        const auto walked = paths.reflectance(stack.mu_a_per_mm.col(0), 0);
        const auto plain = monte_carlo(stack, {}, options);
        EXPECT_NEAR(plain.mean(0), walked.mean, 3.5 * std::hypot(plain.standard_error(0), walked.standard_error));
    }
}

TEST(PlainWalk, IsTheSameToTheBitInEveryKernel) {
    for (const LayerStack& stack : stacks()) {
        const PlainMedium medium = plain_medium(Medium(stack, 0));
        std::vector<double> first(500), again(500), shifted(300);
        supported_plain_walks().front()(medium, 7, 1000, 500, first.data());
        for (const PlainWalk walk : supported_plain_walks()) {
            walk(medium, 7, 1000, 500, again.data());
            EXPECT_EQ(first, again);
            walk(medium, 7, 1200, 300, shifted.data()); // a photon's way is its own, whoever goes beside it
            EXPECT_TRUE(std::equal(shifted.begin(), shifted.end(), first.begin() + 200));
        }
    }
}

} // namespace undertone
