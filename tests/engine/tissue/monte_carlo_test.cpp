// Consistency, property: the walk of photons.

#include "undertone/tissue/monte_carlo.hpp"

#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/placement.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

using testing::infinite;
using testing::stack_of;

namespace {

DotField lattice(double mu_a, double mu_s, double diameter_mm, double pitch_mm) {
    DotField dots;
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
    options.photons = testing::photons(60000);
    options.threads = 2;
    for (const auto& stack : {stack_of({{2, 40, 0.8, 0.08}, {0.05, 25, 0.8, 0.3}, {0.05, 15, 0.8, infinite}}),
                              stack_of({{1, 9, 0.75, 0.2}}, 1.0), stack_of({{0.2, 9, -0.4, 1.0}}, 1.5)}) {
        const auto result = monte_carlo(stack, {}, options);
        EXPECT_NEAR(result.mean(0), reflectance(stack, 16)(0), 3.5 * result.standard_error(0));
        EXPECT_LT(result.standard_error(0), 0.5 / std::sqrt(static_cast<double>(options.photons)));
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
    options.photons = testing::photons(30000);
    options.threads = 2;
    const auto result = monte_carlo(skin, dots, options);
    EXPECT_NEAR(result.mean(0), reflectance(layered, 16)(0), 3.5 * result.standard_error(0));
}

TEST(MonteCarlo, GivesTheSameBitsForAnyNumberOfThreads) {
    const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, 2}});
    MonteCarloOptions options;
    options.photons = testing::photons(20001);
    options.seed = 42;
    const auto one = monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options);
    options.threads = 3;
    const auto three = monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options);
    EXPECT_EQ(one.mean(0), three.mean(0));
    EXPECT_EQ(one.standard_error(0), three.standard_error(0));
    options.seed = 43;
    EXPECT_NE(one.mean(0), monte_carlo(skin, lattice(20, 5, 0.15, 0.6), options).mean(0));
}

// Where every dot is of the other kind, or both kinds are alike, nothing changes but the sample.
TEST(MonteCarlo, MixesTwoKindsOfDots) {
    const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, infinite}});
    const auto dark = lattice(60, 5, 0.15, 0.6), pale = lattice(1, 10, 0.15, 0.6);
    MonteCarloOptions options;
    options.photons = 40000;
    options.threads = 2;
    const auto all_dark = monte_carlo(skin, dark, options), all_pale = monte_carlo(skin, pale, options);
    options.other_dots = OtherDots{1, pale.pigment_mu_a_per_mm, pale.pigment_mu_s_per_mm, pale.pigment_g};
    const auto exchanged = monte_carlo(skin, dark, options);
    EXPECT_NEAR(exchanged.mean(0), all_pale.mean(0), 5 * all_pale.standard_error(0));
    options.other_dots->share = 0.5;
    const auto half = monte_carlo(skin, dark, options);
    EXPECT_GT(half.mean(0), all_dark.mean(0) + 3 * half.standard_error(0));
    EXPECT_LT(half.mean(0), all_pale.mean(0) - 3 * half.standard_error(0));
}

// Dots blurred until they fill the cell are a layer, also of pigment that scatters far more than the tissue does, and where the
// tissue does not scatter at all.
TEST(MonteCarlo, BlurredDotsBecomeALayer) {
    for (const double tissue : {20.0, 0.0})
        for (const double pigment : {20.0, 240.0}) {
            const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, tissue, 0.8, 0.6}});
            auto dots = lattice(10, pigment, 0.2, 0.2);
            dots.edge_sigma_mm = 0.2;
            const double area = dots.area_fraction(), added = area * pigment,
                         g = (tissue * 0.8 + added * 0.6) / (tissue + added);
            const auto layered = stack_of({{1, 20, 0.8, 0.08},
                                           {0.1, tissue, 0.8, 0.02},
                                           {0.1 + 10 * area, tissue + added, g, 0.3},
                                           {0.1, tissue, 0.8, 0.28}});
            MonteCarloOptions options;
            options.photons = testing::photons(20000);
            options.threads = 2;
            const auto result = monte_carlo(skin, dots, options);
            EXPECT_NEAR(result.mean(0), reflectance(layered, 16)(0), 3.5 * result.standard_error(0))
                << tissue << " " << pigment;
        }
}

// Blurring moves pigment but keeps its amount: light meets as much of it on its way, whatever the profile.
TEST(MonteCarlo, KeepsTheAmountOfPigmentWhenBlurred) {
    const auto skin = stack_of({{1, 20, 0.8, 0.08}, {0.1, 20, 0.8, infinite}});
    MonteCarloOptions options;
    options.photons = 20000;
    options.threads = 2;
    double met[2];
    for (const bool blurred : {false, true}) {
        auto dots = lattice(0, 0, 0.15, 0.6);
        dots.edge_sigma_mm = blurred ? 0.06 : 0;
        const PhotonPaths paths = monte_carlo_paths(skin, dots, options);
        met[blurred] = paths.dot_mm.col(0).cast<double>().mean();
        const double spread = std::sqrt((paths.dot_mm.col(0).cast<double>() - met[blurred]).square().mean() /
                                        static_cast<double>(paths.dot_mm.size()));
        const double everywhere = paths.layer_mm.col(1).cast<double>().mean();
        EXPECT_LT(met[blurred], everywhere);
        EXPECT_LT(spread, 0.05 * met[blurred]);
    }
    EXPECT_NEAR(met[0], met[1], 0.12 * met[0]);
}

TEST(MonteCarlo, PathsAnswerForAnyAbsorption) {
    auto skin = stack_of({{0.5, 20, 0.8, 0.08}, {0.05, 20, 0.8, infinite}});
    auto dots = lattice(2, 8, 0.15, 0.6);
    MonteCarloOptions options;
    options.photons = testing::photons(40000);
    options.threads = 2;
    const PhotonPaths paths = monte_carlo_paths(skin, dots, options);
    const auto own = monte_carlo(skin, dots, options);
    EXPECT_NEAR(paths.reflectance(Eigen::Array2d(0.5, 0.05), 2).mean, own.mean(0), 1e-6); // the same photons
    skin.mu_a_per_mm << 3, 0.3;
    dots.pigment_mu_a_per_mm << 60;
    options.seed = 1;
    const auto direct = monte_carlo(skin, dots, options);
    const auto answer = paths.reflectance(Eigen::Array2d(3, 0.3), 60);
    EXPECT_NEAR(answer.mean, direct.mean(0), 4 * std::hypot(answer.standard_error, direct.standard_error(0)));
    EXPECT_THROW(paths.reflectance(Eigen::Array3d(1, 1, 1)), DomainError);
    EXPECT_THROW(paths.reflectance(Eigen::Array2d(1, -1)), DomainError);
}

TEST(BlueNoise, KeepsItsDistanceAndIsTheSameForTheSameSeed) {
    const auto places = blue_noise_places(64, 4.0, 0.35, 5), again = blue_noise_places(64, 4.0, 0.35, 5);
    ASSERT_EQ(places.size(), 64u);
    for (std::size_t i = 0; i < places.size(); ++i) {
        EXPECT_EQ(places[i].x_mm, again[i].x_mm);
        EXPECT_GE(places[i].x_mm, 0);
        EXPECT_LT(places[i].x_mm, 4);
        for (std::size_t j = 0; j < i; ++j) {
            const double dx = std::remainder(places[i].x_mm - places[j].x_mm, 4.0),
                         dy = std::remainder(places[i].y_mm - places[j].y_mm, 4.0);
            EXPECT_GE(std::hypot(dx, dy), 0.35 * (1 - 1e-9));
        }
    }
    EXPECT_THROW(blue_noise_places(64, 4.0, 0.6, 5), DomainError);
}

TEST(MonteCarlo, StopsWhenAskedTo) {
    MonteCarloOptions options;
    options.photons = 10'000'000;
    options.progress = [](double) { return false; };
    EXPECT_TRUE(monte_carlo(stack_of({{1, 20, 0.8, infinite}}), {}, options).cancelled);
}

TEST(MonteCarlo, RefusesOptionsThatCannotBe) {
    const auto skin = stack_of({{1, 20, 0.8, infinite}});
    const auto refused = [&](const char* name, auto change, bool with_dots = true) {
        MonteCarloOptions options;
        change(options);
        try {
            monte_carlo(skin, with_dots ? std::optional(lattice(1, 1, 0.15, 0.6)) : std::nullopt, options);
            FAIL() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name);
        }
    };
    const Eigen::ArrayXd one = Eigen::ArrayXd::Ones(1), negative = -one, zero = 0 * one;
    refused("photons", [](auto& options) { options.photons = 0; });
    refused("threads", [](auto& options) { options.threads = 0; });
    refused("dots_per_cell", [](auto& options) { options.dots_per_cell = 50; });
    refused(
        "start_over_dot", [](auto& options) { options.start_over_dot = true; }, false);
    refused(
        "other_dots",
        [&](auto& options) {
            options.other_dots = OtherDots{0.5, one, one, zero};
        },
        false);
    refused("other_dots.share", [&](auto& options) { options.other_dots = OtherDots{1.5, one, one, zero}; });
    refused("pigment_mu_a_per_mm[0]", [&](auto& options) { options.other_dots = OtherDots{0.5, negative, one, zero}; });
}

} // namespace undertone
