// Reference, consistency, property: grains in lumps.

#include "undertone/pigment/clump.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

namespace {

int band_at(double nm) { return static_cast<int>((nm - first_wavelength_nm) / wavelength_step_nm); }

std::vector<OpticalConstants> constants(double n, double k) { return {{Bands::Constant(n), Bands::Constant(k), 1}}; }

/// Slope of ln mu_a over ln wavelength between 400 and 700 nm.
double exponent(const Bands& mu_a) { return std::log(mu_a(band_at(700)) / mu_a(band_at(400))) / std::log(700.0 / 400.0); }

} // namespace

TEST(ClumpReference, SolidLumpsOfCarbonAbsorbWhatMieSpheresDo) {
    // One sphere each of 1.95 + 0.79i, 1.8 g/ml, in a medium of 1.4 at 550 nm (worked out apart): 2.3, 1.0 and 0.45 m2/g for
    // 0.5, 1 and 2 um. Lumps here have a spread of sizes, which takes up to 15 % off.
    for (const auto& [um, expected] : {std::pair{0.5, 2.3}, {1.0, 1.0}, {2.0, 0.45}}) {
        const double found = clumped(colorant("carbon_black"), {um, 1}).mu_a_per_mm(band_at(550));
        EXPECT_NEAR(found, expected, 0.2 * expected) << um;
    }
}

TEST(ClumpReference, ASieveOfBallsFollowsDuysens1956) {
    // Integrated over the ball's chords by hand: absorbed share Q = 1 - 2 (1 - (1 + p) e^-p) / p^2, over 2 p / 3 for none lost.
    const Bands found = sieve_factor(Bands::Constant(2));
    EXPECT_NEAR(found(0), 3.0 / 4 * (1 - 2 * (1 - 3 * std::exp(-2.0)) / 4), 1e-12);
    double absorbed = 0; // the same by a sum over rings
    constexpr int rings = 20000;
    for (int i = 0; i < rings; ++i) {
        const double r = (i + 0.5) / rings, chord = std::sqrt(1 - r * r);
        absorbed += 2 * r / rings * (1 - std::exp(-2 * chord));
    }
    EXPECT_NEAR(found(0), absorbed / (2 * 2.0 / 3), 1e-6);
    EXPECT_NEAR(sieve_factor(Bands::Constant(0.00999))(0), sieve_factor(Bands::Constant(0.01001))(0), 1e-5);
    EXPECT_EQ(sieve_factor(Bands::Zero())(0), 1);
}

TEST(ClumpConsistency, MieGoesOverIntoTheSieveWhereALumpDoesNotRefract) {
    // Index of the medium, weak absorption, large: rays go straight through. One size, so that both mean the same ball.
    for (const double k : {0.01, 0.03}) {
        const double um = 3;
        const ClumpFactors found = clump_factors(constants(1.4, k), 2, {20, 1.01}, {um, 1});
        double expected = 0, weights = 0;
        for (double z = -4; z <= 4; z += 0.05) {
            const double d = um * std::pow(1.5, z), weight = std::exp(-0.5 * z * z);
            weights += weight;
            expected += weight * sieve_factor(Bands::Constant(4 * 3.141592653589793 * k / 0.55 * d))(0);
        }
        EXPECT_NEAR(found.mu_a(band_at(550)), expected / weights, 0.02) << k;
    }
}

TEST(ClumpConsistency, ASolidLumpAsLargeAsTheGrainsChangesNothing) {
    const ClumpFactors same = clump_factors(constants(2.5, 0.3), 4, {150, 1.5}, {0.150, 1});
    EXPECT_LT((same.mu_a - 1).abs().maxCoeff(), 1e-9);
    EXPECT_LT((same.mu_s - 1).abs().maxCoeff(), 1e-9);
}

TEST(ClumpProperty, LargerAndDenserLumpsOfCarbonAbsorbLessAndMoreEvenly) {
    const Colorant& carbon = colorant("carbon_black");
    double last = carbon.mu_a_per_mm(band_at(550));
    for (const double um : {0.5, 1.0, 2.0, 4.0}) {
        const Colorant lumps = clumped(carbon, {um, 0.6});
        EXPECT_LT(lumps.mu_a_per_mm(band_at(550)), last) << um;
        EXPECT_GT(exponent(lumps.mu_a_per_mm), exponent(carbon.mu_a_per_mm)) << um;
        EXPECT_LT(lumps.mu_a_per_mm(band_at(550)), clumped(carbon, {um, 0.3}).mu_a_per_mm(band_at(550))) << um;
        last = lumps.mu_a_per_mm(band_at(550));
    }
}

TEST(ClumpProperty, EveryColorantStaysPhysical) {
    for (const auto& id : colorant_ids())
        for (const double um : {0.05, 0.3, 2.0, 20.0}) {
            const Colorant lumps = clumped(colorant(id), {um, 0.5});
            EXPECT_NO_THROW(lumps.validate()) << id << ", " << um;
            EXPECT_EQ((lumps.mu_a_per_mm > 0).count(), (colorant(id).mu_a_per_mm > 0).count()) << id;
        }
    Colorant own;
    own.id = "own";
    own.mu_a_per_mm = Bands::Constant(5);
    own.mu_s_per_mm = Bands::Constant(1);
    own.density_g_per_ml = 1.8;
    const Colorant lumps = clumped(own, {1, 0.6});
    EXPECT_NEAR(lumps.mu_a_per_mm(0), 5 * sieve_factor(Bands::Constant(5 * 1.8 * 0.6))(0), 1e-12);
    EXPECT_EQ(lumps.mu_s_per_mm(0), 1);
}

TEST(Clump, RefusesLumpsThatCannotBe) {
    const auto refused = [](const char* name, Clump clump) {
        try {
            clumped(colorant("hematite"), clump);
            ADD_FAILURE() << "accepted: " << name;
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name);
        }
    };
    refused("clump.diameter_um", {0, 0.6});
    refused("clump.diameter_um", {std::nan(""), 0.6});
    refused("clump.diameter_um", {100, 0.6});
    refused("clump.packing", {1, 0});
    refused("clump.packing", {1, 1.5});
}

} // namespace undertone
