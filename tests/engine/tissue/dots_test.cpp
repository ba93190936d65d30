// Consistency, property: the model of dots.

#include "undertone/tissue/dots.hpp"

#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace undertone {

using testing::infinite;
using testing::stack_of;

namespace {

DotField lattice(double mu_a, double mu_s = 0, double diameter_mm = 0.15) {
    DotField dots;
    dots.diameter_mm = diameter_mm;
    dots.pitch_mm = 0.6;
    dots.top_mm = 0.1;
    dots.bottom_mm = 0.6;
    dots.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(1, mu_a);
    dots.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(1, mu_s);
    dots.pigment_g = Eigen::ArrayXd::Constant(1, 0.5);
    return dots;
}

const LayerStack skin = stack_of({{1, 20, 0.8, 0.08}, {0.12, 20, 0.8, infinite}});

} // namespace

TEST(DotReflectance, IsBareSkinWithoutPigment) {
    EXPECT_NEAR(dot_reflectance(skin, lattice(0))(0), reflectance(skin)(0), 1e-8);
    EXPECT_NEAR(dot_center_reflectance(skin, lattice(0))(0), reflectance(skin)(0), 1e-8);
}

TEST(DotReflectance, FallsWithPigmentAndTheDotIsDarkerThanTheArea) {
    double before = 1;
    for (const double mu_a : {0.0, 1.0, 5.0, 20.0, 100.0}) {
        const double area = dot_reflectance(skin, lattice(mu_a))(0);
        EXPECT_LT(area, before);
        EXPECT_LE(dot_center_reflectance(skin, lattice(mu_a))(0), area + 1e-8);
        before = area;
    }
}

// Consistency: the model against our own Monte Carlo at single wavelengths, dots of pigment that scatters among them. Whole
// colours of 300 cases are in tests/python/test_dot_model.py.
TEST(DotReflectance, AgreesWithMonteCarlo) {
    MonteCarloOptions options;
    options.photons = testing::photons(30000);
    options.threads = 2;
    for (const double mu_a : {2.0, 20.0, 120.0})
        for (const double mu_s : {0.0, 15.0, 100.0, 240.0})
            for (const bool disordered : {false, true}) {
                auto dots = lattice(mu_a, mu_s);
                if (disordered) {
                    dots.placement = Placement::blue_noise;
                    dots.edge_sigma_mm = 0.05;
                }
                const auto truth = monte_carlo(skin, dots, options);
                EXPECT_NEAR(dot_reflectance(skin, dots)(0), truth.mean(0), 0.002 + 3 * truth.standard_error(0))
                    << mu_a << " " << mu_s << " " << disordered;
            }
}

// Exact limits. Dots too fine to shade themselves are a layer with their absorption times the area they cover.
TEST(DotReflectance, OfFineDotsIsThatOfALayer) {
    auto dots = lattice(2, 0, 0.002);
    dots.pitch_mm = 0.006;
    const auto layered = stack_of({{1, 20, 0.8, 0.08},
                                   {0.12, 20, 0.8, 0.02},
                                   {0.12 + 2 * dots.area_fraction(), 20, 0.8, 0.5},
                                   {0.12, 20, 0.8, infinite}});
    EXPECT_NEAR(dot_reflectance(skin, dots)(0), reflectance(layered)(0), 2e-4);
}

// Weak pigment does not shade itself either, however wide the dots.
TEST(DotReflectance, OfWeakDotsIsThatOfALayer) {
    auto dots = lattice(0.01, 0, 0.35);
    const auto layered = stack_of({{1, 20, 0.8, 0.08},
                                   {0.12, 20, 0.8, 0.02},
                                   {0.12 + 0.01 * dots.area_fraction(), 20, 0.8, 0.5},
                                   {0.12, 20, 0.8, infinite}});
    EXPECT_NEAR(dot_reflectance(skin, dots)(0), reflectance(layered)(0), 1e-5);
    dots.edge_sigma_mm = 0.1; // blurring keeps the amount
    EXPECT_NEAR(dot_reflectance(skin, dots)(0), reflectance(layered)(0), 1e-5);
}

// Dots that are blurred until they cover everything are a layer.
TEST(DotReflectance, AtFullCoverIsThatOfALayer) {
    auto dots = lattice(10, 0, 0.2);
    dots.pitch_mm = 0.2;
    dots.edge_sigma_mm = 0.2;
    const auto layered = stack_of({{1, 20, 0.8, 0.08},
                                   {0.12, 20, 0.8, 0.02},
                                   {0.12 + 10 * dots.area_fraction(), 20, 0.8, 0.5},
                                   {0.12, 20, 0.8, infinite}});
    EXPECT_NEAR(dot_reflectance(skin, dots)(0), reflectance(layered)(0), 1e-9);
}

TEST(DotRange, WarnsOutsideWhatWasLearnt) {
    EXPECT_TRUE(dot_range(skin, lattice(20)).empty());
    EXPECT_TRUE(dot_range(skin, lattice(400, 250)).empty()); // where recipes live
    const auto warnings = dot_range(skin, lattice(600));
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].code, "dots_extrapolated");
    EXPECT_NE(warnings[0].message.find("pigment_mu_a_per_mm = 600"), std::string::npos) << warnings[0].message;
    EXPECT_EQ(dot_range(skin, lattice(20, 0, 0.5)).size(), 1u); // wide
}

// In words for those who have never heard of a coefficient, with the one call that checks it.
TEST(DotRange, SaysInWordsWhatIsOutside) {
    const auto said = [](const DotField& dots) {
        const auto warnings = dot_range(skin, dots);
        return warnings.size() == 1 ? warnings[0].message : fmt::format("{} warnings", warnings.size());
    };
    auto deep = lattice(20);
    deep.top_mm = 1;
    deep.bottom_mm = 1.5;
    auto sparse = lattice(20);
    sparse.pitch_mm = 3;
    EXPECT_EQ(said(lattice(20, 400)).find("The ink in the dots is more opaque than any"), 0u) << said(lattice(20, 400));
    EXPECT_EQ(said(lattice(600)).find("The ink in the dots is darker than any"), 0u) << said(lattice(600));
    EXPECT_EQ(said(deep).find("The dots begin deeper than any"), 0u) << said(deep);
    EXPECT_EQ(said(sparse).find("The dots stand farther apart than any"), 0u) << said(sparse);
    EXPECT_NE(said(deep).find("check_appearance"), std::string::npos);
}

// Consistency: the close-up estimate against photons started over one dot (reciprocity).
TEST(DotCenterReflectance, AgreesWithMonteCarlo) {
    MonteCarloOptions options;
    options.photons = testing::photons(20000);
    options.threads = 2;
    options.start_over_dot = true;
    for (const double mu_a : {5.0, 40.0})
        for (const double depth : {0.1, 0.3}) {
            auto dots = lattice(mu_a, 0, 0.12);
            dots.top_mm = depth;
            const auto truth = monte_carlo(skin, dots, options);
            EXPECT_NEAR(dot_center_reflectance(skin, dots)(0), truth.mean(0), 0.02 + 3 * truth.standard_error(0))
                << mu_a << " " << depth;
        }
}

TEST(DotReflectance, RefusesGeometryThatCannotBe) {
    auto dots = lattice(5);
    dots.diameter_mm = 0.7;
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError); // overlap
    dots = lattice(5);
    dots.bottom_mm = 0.05;
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError); // bottom above top
    dots = lattice(-5);
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError);
    dots = lattice(5);
    dots.top_mm = -0.1;
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError); // above the surface
    dots.top_mm = dots.bottom_mm = 0;
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError); // no depth at all
    dots = lattice(5);
    EXPECT_THROW(dot_reflectance(stack_of({{1, 20, 0.8, 0.3}}), dots), DomainError); // deeper than the tissue
    dots.pigment_g.resize(2);
    EXPECT_THROW(dot_reflectance(skin, dots), DomainError);
}

} // namespace undertone
