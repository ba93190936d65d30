// Consistency, property: slopes of the reflectance.

#include "undertone/tissue/radiative_transfer.hpp"

#include "random_stack.hpp"
#include "stack_of.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace undertone {

using testing::infinite;
using testing::random_stack;
using testing::stack_of;

namespace {

/// Central difference in one number of the stack, with a step of Richardson's extrapolation: of fourth order.
double slope(const LayerStack& stack, double& varied, Eigen::Index band, int streams, double step) {
    const double here = varied;
    const auto value = [&](double at) {
        varied = at;
        const double result = reflectance(stack, streams)(band);
        varied = here;
        return result;
    };
    const auto difference = [&](double h) { return (value(here + h) - value(here - h)) / (2 * h); };
    return (4 * difference(step / 2) - difference(step)) / 3;
}

void expect_slopes(LayerStack stack, int streams, double tolerance) {
    const ReflectanceDerivatives exact = reflectance_with_derivatives(stack, streams);
    EXPECT_LT((exact.value - reflectance(stack, streams)).abs().maxCoeff(), 1e-13);
    const auto expect = [&](double derivative, double& varied, Eigen::Index band, double step) {
        const double expected = slope(stack, varied, band, streams, step);
        EXPECT_NEAR(derivative, expected, tolerance * std::max(1.0, std::abs(expected)));
    };
    for (Eigen::Index band = 0; band < stack.wavelength_count(); ++band)
        for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer) {
            double& mu_a = stack.mu_a_per_mm(layer, band);
            double& mu_s = stack.mu_s_per_mm(layer, band);
            if (mu_a > 0) expect(exact.d_mu_a_per_mm(layer, band), mu_a, band, std::min(1e-3, 0.1 * mu_a));
            if (mu_s > 0) expect(exact.d_mu_s_per_mm(layer, band), mu_s, band, std::min(1e-2, 0.1 * mu_s));
            expect(exact.d_g(layer, band), stack.g(layer, band), band, 2e-4);
            const double thickness = stack.thickness_mm(layer);
            if (std::isinf(thickness))
                EXPECT_EQ(exact.d_thickness_mm(layer, band), 0);
            else if (thickness > 0)
                expect(exact.d_thickness_mm(layer, band), stack.thickness_mm(layer), band, 1e-3 * thickness);
        }
}

} // namespace

TEST(ReflectanceDerivativesConsistency, AreTheSlopesOfTheReflectance) {
    for (std::uint64_t index = 0; index < 40; ++index) {
        SCOPED_TRACE(index);
        expect_slopes(random_stack(index), index % 2 == 0 ? 8 : 4, 2e-8);
    }
    for (std::uint64_t index = 40; index < 44; ++index) expect_slopes(random_stack(index, 1), 16, 2e-8);
    expect_slopes(random_stack(45, 1), 32, 2e-8);
}

TEST(ReflectanceDerivativesConsistency, HoldForSkinAndForPlates) {
    expect_slopes(stack_of({{1.2, 25, 0.8, 0.08}, {0.08, 20, 0.8, 0.15}, {10, 20, 0.8, 0.2}, {0.05, 12, 0.8, infinite}}), 8,
                  2e-8);
    expect_slopes(stack_of({{0.1, 0.9, 0.8, 1}}), 8, 2e-8); // light caught between two surfaces
    expect_slopes(stack_of({{0.1, 6, 0.8, 1}}), 8, 2e-8);   // some comes back unscattered
    expect_slopes(stack_of({{0.1, 6, -0.5, 1}}, 1.4, 1.6), 8, 2e-8);
    expect_slopes(stack_of({{0.7, 0, 0.3, 1}}), 8, 2e-8);                // clear
    expect_slopes(stack_of({{50, 400, 0.9, 3}, {1, 1, 0, 1}}), 8, 2e-8); // opaque
}

// At mu_a = 0 and at no thickness there is a slope to one side.
TEST(ReflectanceDerivativesConsistency, ExistAtTheEdges) {
    const auto one_sided = [](auto value, double h) { return (4 * value(h) - value(2 * h) - 3 * value(0)) / (2 * h); };
    const auto tinted = [](double mu_a) {
        return reflectance(stack_of({{mu_a, 15, 0.8, 1}, {0.1, 20, 0.8, infinite}}), 8)(0);
    };
    const auto exact = reflectance_with_derivatives(stack_of({{0, 15, 0.8, 1}, {0.1, 20, 0.8, infinite}}), 8);
    EXPECT_NEAR(exact.d_mu_a_per_mm(0, 0), one_sided(tinted, 2e-5), 1e-6);
    const auto coated = [](double thickness) {
        return reflectance(stack_of({{5, 15, 0.8, thickness}, {0.1, 20, 0.8, infinite}}), 8)(0);
    };
    const auto film = reflectance_with_derivatives(stack_of({{5, 15, 0.8, 0}, {0.1, 20, 0.8, infinite}}), 8);
    EXPECT_NEAR(film.value(0), coated(0), 1e-14);
    EXPECT_NEAR(film.d_thickness_mm(0, 0), one_sided(coated, 1e-6), 1e-3);
    EXPECT_NEAR(film.d_mu_a_per_mm(0, 0), 0, 1e-5);
    const auto air = reflectance_with_derivatives(stack_of({{0, 0, 0, 0.5}, {0.1, 20, 0.8, infinite}}), 8);
    EXPECT_NEAR(air.d_thickness_mm(0, 0), 0, 1e-9);
    EXPECT_LT(air.d_mu_a_per_mm(0, 0), -0.1);
    const auto opaque = reflectance_with_derivatives(stack_of({{1e4, 1, 0, 1}, {1, 10, 0, 1}}), 8);
    EXPECT_NEAR(opaque.d_mu_a_per_mm(1, 0), 0, 1e-15);
    EXPECT_TRUE(std::isfinite(opaque.d_mu_s_per_mm(0, 0)));
    const auto conservative = reflectance_with_derivatives(stack_of({{0, 15, 0.8, infinite}}), 8);
    EXPECT_LT(conservative.d_mu_a_per_mm(0, 0), -100); // a root: the true slope has no bound
    EXPECT_TRUE(std::isfinite(conservative.d_mu_a_per_mm(0, 0)));
}

// R depends on mu_a d and mu_s d only; so it stays as it is where all coefficients rise and all thicknesses fall.
TEST(ReflectanceDerivativesProperty, AreHomogeneousInLength) {
    for (std::uint64_t index = 50; index < 80; ++index) {
        const LayerStack stack = random_stack(index);
        const auto exact = reflectance_with_derivatives(stack, 8);
        for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer) {
            if (std::isinf(stack.thickness_mm(layer))) continue;
            const Eigen::ArrayXd scaled = exact.d_mu_a_per_mm.row(layer) * stack.mu_a_per_mm.row(layer) +
                                          exact.d_mu_s_per_mm.row(layer) * stack.mu_s_per_mm.row(layer) -
                                          exact.d_thickness_mm.row(layer) * stack.thickness_mm(layer);
            EXPECT_LT(scaled.abs().maxCoeff(), 1e-12) << index;
        }
    }
}

} // namespace undertone
