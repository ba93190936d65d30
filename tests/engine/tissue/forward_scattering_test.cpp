// Consistency, reference, property: scattering far forward, as blood's (g 0.98-0.995): few streams once erred by a quarter there,
// or fell below zero.

#include "undertone/tissue/layer_evaluator.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/radiative_transfer.hpp"
#include "undertone/tissue/reflectance.hpp"

#include "stack_of.hpp"
#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace undertone {

using testing::infinite;
using testing::stack_of;
using testing::TestLayer;

namespace {

struct Known {
    std::vector<TestLayer> layers;
    double n, n_below, reflectance, standard_error;
};

// A Monte Carlo that shares no code with ours (2e6 photons each): thin and thick, bright and dark, with and without surfaces.
const Known known[] = {
    {{{0.1, 10, 0.99, 1}}, 1.4, 1.0, 0.039178, 7.0e-5},
    {{{0.1, 10, 0.995, 1}}, 1.4, 1.0, 0.028065, 4.3e-5},
    {{{2, 20, 0.95, 0.1}}, 1.4, 1.0, 0.027981, 5.2e-5},
    {{{3, 20, 0.95, 3}}, 1.4, 1.0, 0.008419, 0.000040},
    {{{0.4, 20, 0.99, 0.5}}, 1.4, 1.0, 0.028227, 0.000053},
    {{{0.01, 20, 0.99, 15}}, 1.4, 1.0, 0.345573, 0.000239},
    {{{0.2, 20, 0.995, 1}}, 1.4, 1.0, 0.028194, 0.000053},
    {{{0.03, 20, 0.99, 5}}, 1.4, 1.4, 0.120765, 0.000181},
    {{{0.1, 10, 0.98, 1}}, 1.0, 1.0, 0.042172, 0.000128},
    {{{0.5, 20, 0.8, 0.1}, {0.1, 60, 0.995, 0.3}, {0.1, 15, 0.8, 2}}, 1.4, 1.0, 0.311581, 0.000203},
};

/// What reflectance.hpp states.
constexpr double stated = 3e-4;

LayerStack forward_stack(std::uint64_t index) {
    RandomStream random(11, index);
    std::vector<TestLayer> layers;
    for (std::uint64_t i = 0; i <= index % 3; ++i) {
        const double g = 0.915 + 0.08 * random.uniform(),
                     turned = std::pow(10.0, 3 * random.uniform() - 2); // mu_s (1 - g) d
        const double mu_s = 5 + 60 * random.uniform(), reduced = mu_s * (1 - g);
        layers.push_back({reduced * std::pow(10.0, 3 * random.uniform() - 2), mu_s, g, turned / reduced});
    }
    if (index % 5 == 0) layers.back().thickness_mm = infinite;
    return stack_of(layers, index % 2 == 0 ? 1.4 : 1.0, index % 4 < 2 ? 1.0 : 1.4);
}

} // namespace

TEST(ForwardScatteringReference, AgreesWithAnotherMonteCarloAtAnyNumberOfStreams) {
    for (const Known& one : known)
        for (const int streams : {4, 8, 16, 32})
            EXPECT_NEAR(reflectance(stack_of(one.layers, one.n, one.n_below), streams)(0), one.reflectance,
                        std::min(stated, 0.02 * one.reflectance) + 3 * one.standard_error)
                << "g " << one.layers.back().g << ", " << one.layers.size() << " layers, " << streams << " streams";
}

TEST(ForwardScatteringConsistency, AgreesWithOurMonteCarlo) {
    for (std::uint64_t index = 0; index < 16; ++index) {
        const LayerStack stack = forward_stack(index);
        MonteCarloOptions options;
        options.photons = testing::photons(40'000);
        options.seed = index;
        const MonteCarloResult truth = monte_carlo(stack, std::nullopt, options);
        for (const int streams : {4, 8})
            EXPECT_NEAR(reflectance(stack, streams)(0), truth.mean(0), stated + 4 * truth.standard_error(0))
                << index << ", " << streams << " streams";
    }
}

TEST(ForwardScatteringConsistency, EveryWayToTheReflectanceAgrees) {
    for (std::uint64_t index = 0; index < 24; ++index) {
        const LayerStack stack = forward_stack(index);
        const double expected = reflectance(stack, 8)(0);
        EXPECT_NEAR(reflectance_with_derivatives(stack, 8).value(0), expected, 1e-13) << index;
        EXPECT_NEAR(LayerEvaluator(stack, 0, 1, 8)
                        .reflectance(stack.mu_a_per_mm.topRows(1), stack.mu_s_per_mm.topRows(1), stack.g.topRows(1))(0),
                    expected, 1e-13)
            << index;
        const Fluxes fluxes = radiative_transfer(stack, {}, 8);
        EXPECT_NEAR(fluxes.reflectance(0), expected, stated) << index;
        EXPECT_NEAR(fluxes.reflectance(0) + fluxes.specular + fluxes.transmittance(0) + fluxes.absorbed.sum(), 1, 1e-9)
            << index;
    }
}

TEST(ForwardScatteringConsistency, DerivativesAreTheSlopes) {
    for (std::uint64_t index = 0; index < 8; ++index) {
        LayerStack stack = forward_stack(index);
        const ReflectanceDerivatives exact = reflectance_with_derivatives(stack, 8);
        const auto slope = [&](double& varied, double step) {
            const double here = varied;
            varied = here + step;
            const double more = reflectance(stack, 8)(0);
            varied = here - step;
            const double less = reflectance(stack, 8)(0);
            varied = here;
            return (more - less) / (2 * step);
        };
        EXPECT_NEAR(exact.d_mu_a_per_mm(0, 0), slope(stack.mu_a_per_mm(0, 0), 1e-3 * stack.mu_a_per_mm(0, 0)), 1e-5)
            << index;
        EXPECT_NEAR(exact.d_mu_s_per_mm(0, 0), slope(stack.mu_s_per_mm(0, 0), 1e-3), 1e-5) << index;
        EXPECT_NEAR(exact.d_g(0, 0), slope(stack.g(0, 0), 1e-6), 1e-3 * std::max(1.0, std::abs(exact.d_g(0, 0)))) << index;
    }
}

// Skin (g to 0.9) takes as many streams as were asked for: 8 and 16 differ there, above they are the same.
TEST(ForwardScatteringProperty, LeavesSkinAlone) {
    const auto differs = [](double g) {
        const LayerStack stack = stack_of({{0.5, 20, g, 0.1}, {0.1, 15, g, infinite}});
        return reflectance(stack, 4)(0) != reflectance(stack, 8)(0);
    };
    for (const double g : {0.0, 0.5, 0.8, 0.9, 0.91}) EXPECT_TRUE(differs(g)) << g;
    for (const double g : {0.92, 0.95, 0.995}) EXPECT_FALSE(differs(g)) << g;
}

// Far backward, few streams once erred by 0.04.
TEST(BackwardScatteringConsistency, AgreesWithOurMonteCarlo) {
    for (const double g : {-0.65, -0.85, -0.9})
        for (const double thickness : {0.1, 1.0, 5.0}) {
            const LayerStack stack = stack_of({{0.3, 10, g, thickness}});
            MonteCarloOptions options;
            options.photons = testing::photons(100'000);
            const MonteCarloResult truth = monte_carlo(stack, std::nullopt, options);
            for (const int streams : {4, 8})
                EXPECT_NEAR(reflectance(stack, streams)(0), truth.mean(0), 3e-3 + 4 * truth.standard_error(0)) << g;
        }
}

TEST(ForwardScatteringProperty, NeverGivesLessThanNoLight) {
    for (std::uint64_t index = 0; index < 300; ++index) {
        RandomStream random(12, index);
        std::vector<TestLayer> layers;
        for (std::uint64_t i = 0; i <= index % 3; ++i)
            layers.push_back({std::pow(10.0, 4 * random.uniform() - 3), std::pow(10.0, 4 * random.uniform() - 2),
                              0.998 * (2 * random.uniform() - 1), std::pow(10.0, 4 * random.uniform() - 3)});
        const LayerStack stack = stack_of(layers, index % 2 == 0 ? 1.4 : 1.0, index % 4 < 2 ? 1.4 : 1.0);
        for (const int streams : {4, 8}) {
            EXPECT_GE(reflectance(stack, streams)(0), 0) << index;
            EXPECT_GE(reflectance_with_derivatives(stack, streams).value(0), 0) << index;
            EXPECT_LE(reflectance(stack, streams)(0), 1) << index;
        }
    }
}

} // namespace undertone
