// Reference, consistency, property: colorants.

#include "undertone/pigment/colorant.hpp"

#include "undertone/base/error.hpp"
#include "undertone/pigment/blend.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <thread>

namespace undertone {

namespace {

int band(double nm) { return static_cast<int>((nm - first_wavelength_nm) / wavelength_step_nm); }

/// Carbon black of the index and density of data/pigments/carbon_black, in a medium of its own.
Colorant carbon(double volume_median_diameter_nm, double n_medium) {
    Colorant result;
    result.density_g_per_ml = 1.8;
    set_mie_optics(result, {{Bands::Constant(1.95), Bands::Constant(0.79), 1}}, {volume_median_diameter_nm, 1.6}, n_medium);
    return result;
}

} // namespace

TEST(ColorantReference, CarbonBlackAbsorbsInAirWhatIsMeasured) {
    // 7.5 +- 1.2 m2/g at 550 nm (Bond and Bergstrom 2006). Spheres of their index fall short by up to 30 %, as they say
    // themselves; 1/mm per mg/ml is m2/g.
    const double found = carbon(100, 1.0).mu_a_per_mm(band(550));
    EXPECT_GT(found, 0.7 * 7.5);
    EXPECT_LT(found, 7.5 + 1.2);
}

TEST(ColorantReference, CarbonBlackFallsWithWavelengthAsMeasured) {
    // Angstrom exponent 1.03 +- 0.09 between 550 and 840 nm (You et al. 2016); twice their error for the shorter range.
    const Colorant found = carbon(100, 1.0);
    const double exponent = -std::log(found.mu_a_per_mm(band(780)) / found.mu_a_per_mm(band(550))) / std::log(780.0 / 550.0);
    EXPECT_NEAR(exponent, 1.03, 0.25);
}

TEST(ColorantReference, InkThinnedTwentyToOneGivesTensPerMillimetreInTheDot) {
    // The trade's own numbers: 15 % solids, 20:1. First principles must land where dots are seen as dots.
    Line line;
    line.colorants = {colorant("carbon_black")};
    line.inks = {{"black", "Black", {{0, 150}}, 1.1, "", ""}};
    const Mixture mixture = mix(line, {{{"black", 1}}, 20});
    const double mu_a = mixture.mg_per_ml(0) * line.colorants[0].mu_a_per_mm(band(550));
    EXPECT_GT(mu_a, 20);
    EXPECT_LT(mu_a, 100);
}

TEST(ColorantProperty, ThePaletteHasItsColors) {
    const Colorant &black = colorant("carbon_black"), &red = colorant("hematite"), &yellow = colorant("yellow_oxide"),
                   &white = colorant("titanium_dioxide");
    EXPECT_GT(red.mu_a_per_mm(band(480)), 4 * red.mu_a_per_mm(band(650)));
    EXPECT_GT(yellow.mu_a_per_mm(band(450)), 10 * yellow.mu_a_per_mm(band(600)));
    EXPECT_LT(yellow.mu_a_per_mm(band(560)), 0.25 * red.mu_a_per_mm(band(560))); // the red edge lies further out
    EXPECT_EQ(white.mu_a_per_mm(band(500)), 0);
    for (const Colorant* other : {&red, &yellow, &white}) {
        EXPECT_GT(black.mu_a_per_mm(band(550)), 3 * other->mu_a_per_mm(band(550))) << other->id;
        EXPECT_LT(black.mu_s_per_mm(band(550)), other->mu_s_per_mm(band(550))) << other->id;
    }
    for (const Colorant* other : {&black, &red, &yellow})
        EXPECT_GT(white.mu_s_per_mm(band(550)), 1.5 * other->mu_s_per_mm(band(550))) << other->id;
}

TEST(ColorantProperty, BlackMayFallFasterOrNotAtAllWithWavelength) {
    const Colorant& black = colorant("carbon_black");
    const auto exponent = [](const Bands& mu_a) {
        return std::log(mu_a(band(700)) / mu_a(band(400))) / std::log(700.0 / 400.0);
    };
    // From the law of carbon aerosols (You et al. 2016) to the flattest measured tint (tests/python/test_paints.py): both lie
    // within what two standard deviations allow, and the middle between them.
    const double low = exponent(black.mu_a_at(0, -2)), middle = exponent(black.mu_a_at(0, 0)),
                 high = exponent(black.mu_a_at(0, 2));
    EXPECT_LT(low, -1.03);
    EXPECT_GT(high, 0.0);
    EXPECT_NEAR(middle, (low + high) / 2, 1e-9);
    for (const double z : {-2.0, 2.0}) EXPECT_NEAR(black.mu_a_at(0, z)(band(550)), black.mu_a_per_mm(band(550)), 1e-12) << z;
    EXPECT_NEAR(black.mu_a_at(1, 0)(band(450)) / black.mu_a_per_mm(band(450)), std::exp(black.absorption_log_sd), 1e-12);
    EXPECT_THROW(black.mu_a_at(std::nan(""), 0), DomainError);
}

TEST(ColorantProperty, EveryColorantIsPhysical) {
    EXPECT_GE(colorant_ids().size(), 4u);
    for (const auto& id : colorant_ids()) {
        const Colorant& found = colorant(id);
        EXPECT_EQ(found.id, id);
        EXPECT_THAT(found.color_index, testing::MatchesRegex("CI [0-9]+"));
        EXPECT_FALSE(found.source.empty());
        EXPECT_GE(found.mu_a_per_mm.minCoeff(), 0) << id;
        EXPECT_GT(found.mu_s_per_mm.minCoeff(), 0) << id;
        EXPECT_LT(found.g.abs().maxCoeff(), 1) << id;
        EXPECT_TRUE((found.mu_a_per_mm + found.mu_s_per_mm + found.g).isFinite().all()) << id;
    }
}

TEST(ColorantConsistency, TheDefaultNumberOfSizesIsEnough) {
    const auto difference = [](double n, double k, ParticleSizes sizes) {
        Colorant usual, fine;
        usual.density_g_per_ml = fine.density_g_per_ml = 4;
        const std::vector<OpticalConstants> constants = {{Bands::Constant(n), Bands::Constant(k), 1}};
        set_mie_optics(usual, constants, sizes);
        set_mie_optics(fine, constants, sizes, 1.4, 1025);
        return std::max((usual.mu_s_per_mm / fine.mu_s_per_mm - 1).abs().maxCoeff(),
                        (usual.mu_a_per_mm / fine.mu_a_per_mm - 1).abs().maxCoeff());
    };
    EXPECT_LT(difference(1.95, 0.79, {100, 1.6}), 1e-4); // carbon black
    EXPECT_LT(difference(3.0, 0.1, {150, 1.5}), 2e-3);   // iron oxides
    EXPECT_LT(difference(2.36, 0.01, {200, 1.5}), 5e-3);
    // Clear grains of high index have resonances narrower than any of their shapes would leave; they stay in as noise.
    EXPECT_LT(difference(2.75, 1e-3, {250, 1.4}), 0.06);
}

TEST(ColorantConsistency, SmallGrainsAbsorbByMassAlone) {
    const Colorant fine = carbon(12, 1.4), finer = carbon(6, 1.4);
    EXPECT_NEAR(fine.mu_a_per_mm(band(550)) / finer.mu_a_per_mm(band(550)), 1, 0.02);
    EXPECT_GT(fine.mu_s_per_mm(band(550)), 7 * finer.mu_s_per_mm(band(550))); // scattering goes by volume
}

TEST(Colorant, IsWorkedOutOnceWhateverThreadAsks) {
    std::vector<const Colorant*> seen(8);
    std::vector<std::thread> threads;
    for (auto& slot : seen) threads.emplace_back([&slot] { slot = &colorant("hematite"); });
    for (auto& thread : threads) thread.join();
    for (const auto* found : seen) EXPECT_EQ(found, seen[0]);
}

TEST(Colorant, RefusesWhatItDoesNotKnow) {
    try {
        colorant("unobtainium");
        FAIL() << "an unknown colorant was found";
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("carbon_black"), testing::HasSubstr("hematite")));
    }
    EXPECT_THAT(colorant_ids(), testing::Not(testing::Contains("magnetite")));
    try {
        colorant("magnetite");
        FAIL() << "a withdrawn colorant was given";
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("withdrawn: its table of k"));
    }
    Colorant result;
    const std::vector<OpticalConstants> constants = {{Bands::Constant(2), Bands::Constant(0.1), 1}};
    EXPECT_THROW(set_mie_optics(result, constants, {-1, 1.5}), DomainError);
    EXPECT_THROW(set_mie_optics(result, constants, {100, 0.9}), DomainError);
    EXPECT_THROW(set_mie_optics(result, {}, {100, 1.5}), DomainError);
    result.density_g_per_ml = 0;
    EXPECT_THROW(set_mie_optics(result, constants, {100, 1.5}), DomainError);
}

} // namespace undertone
