#include "undertone/tissue/monte_carlo.hpp"

#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

using testing::infinite;
using testing::stack_of;

namespace {

DotLattice lattice(double mu_a, double mu_s, double diameter_mm, double pitch_mm) {
    DotLattice dots;
    dots.diameter_mm = diameter_mm;
    dots.pitch_mm = pitch_mm;
    dots.top_mm = 0.1;
    dots.bottom_mm = 0.4;
    dots.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(1, mu_a);
    dots.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(1, mu_s);
    dots.pigment_g = Eigen::ArrayXd::Constant(1, 0.6);
    return dots;
}

} // namespace

TEST(MonteCarlo, AgreesWithAddingDoublingForLayers) {
    MonteCarloOptions options;
    options.photons = 60000;
    options.threads = 2;
    for (const auto& stack : {stack_of({{2, 40, 0.8, 0.08}, {0.05, 25, 0.8, 0.3}, {0.05, 15, 0.8, infinite}}),
                              stack_of({{1, 9, 0.75, 0.2}}, 1.0), stack_of({{0.2, 9, -0.4, 1.0}}, 1.5)}) {
        const auto result = monte_carlo(stack, {}, options);
        EXPECT_NEAR(result.mean(0), reflectance(stack, 16)(0), 3.5 * result.standard_error(0));
        EXPECT_LT(result.standard_error(0), 2e-3);
    }
}

// Very fine dots that scatter are a layer with their coefficients times the area they cover.
TEST(MonteCarlo, SeesFineDotsAsALayer) {
    const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, infinite}});
    const auto dots = lattice(3, 12, 0.004, 0.01);
    const double area = dots.area_fraction();
    const double g = (20 * 0.8 + area * 12 * 0.6) / (20 + area * 12);
    const auto layered = stack_of(
        {{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, 0.02}, {0.1 + 3 * area, 20 + 12 * area, g, 0.3}, {0.1, 20, 0.8, infinite}});
    MonteCarloOptions options;
    options.photons = 30000;
    options.threads = 2;
    const auto result = monte_carlo(skin, dots, options);
    EXPECT_NEAR(result.mean(0), reflectance(layered, 16)(0), 3.5 * result.standard_error(0));
}

TEST(MonteCarlo, GivesTheSameBitsForAnyNumberOfThreads) {
    const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, 2}});
    MonteCarloOptions options;
    options.photons = 20001;
    options.seed = 42;
    const auto one = monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options);
    options.threads = 3;
    const auto three = monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options);
    EXPECT_EQ(one.mean(0), three.mean(0));
    EXPECT_EQ(one.standard_error(0), three.standard_error(0));
    options.seed = 43;
    EXPECT_NE(one.mean(0), monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options).mean(0));
}

TEST(MonteCarlo, StopsWhenAskedTo) {
    MonteCarloOptions options;
    options.photons = 10'000'000;
    options.progress = [](double) { return false; };
    EXPECT_TRUE(monte_carlo(stack_of({{1, 20, 0.8, infinite}}), {}, options).cancelled);
}

TEST(MonteCarlo, RefusesNoPhotons) {
    MonteCarloOptions options;
    options.photons = 0;
    EXPECT_THROW(monte_carlo(stack_of({{1, 20, 0.8, infinite}}), {}, options), DomainError);
}

} // namespace undertone
