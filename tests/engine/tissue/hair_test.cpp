// Reference, consistency, property: hair and fringes.

#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/hair.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace undertone {
namespace {

constexpr int band_550 = 34;

bool says(const StrandFit& fit, const std::string& code) {
    return std::any_of(fit.diagnostics.begin(), fit.diagnostics.end(), [&](const Diagnostic& d) { return d.code == code; });
}

// --- reference -------------------------------------------------------------------------------------------------------

TEST(HairReference, MelaninAbsorbsAsSarnaMeasured) {
    // Decadic extinction at 550.7 nm: eumelanin 5.758 1/cm per mg/ml, pheomelanin about 2.98 (Sarna and Swartz 1988).
    const Bands keratin = hair_mu_a_per_mm({});
    EXPECT_NEAR(hair_mu_a_per_mm({1, 0})(band_550) - keratin(band_550), 0.2303 * 5.78, 0.01);
    EXPECT_NEAR(hair_mu_a_per_mm({0, 1})(band_550) - keratin(band_550), 0.2303 * 2.99, 0.02);
}

TEST(HairReference, MelaninsHaveTheHueOfRenderedHair) {
    // Absorption in red, green, blue as d'Eon et al. 2011 fitted it for rendering, read from Blender's manual: eumelanin
    // 0.506, 0.841, 1.653, pheomelanin 0.343, 0.733, 1.924 (their unit is not ours, so ratios alone). Taken at 650, 550, 450 nm.
    constexpr int blue = 14, green = band_550, red = 54;
    const Bands keratin = hair_mu_a_per_mm({}), eumelanin = hair_mu_a_per_mm({1, 0}) - keratin,
                pheomelanin = hair_mu_a_per_mm({0, 1}) - keratin;
    EXPECT_NEAR(eumelanin(red) / eumelanin(green), 0.506 / 0.841, 0.1);
    EXPECT_NEAR(eumelanin(blue) / eumelanin(green), 1.653 / 0.841, 0.2);
    EXPECT_NEAR(pheomelanin(red) / pheomelanin(green), 0.343 / 0.733, 0.1);
    EXPECT_NEAR(pheomelanin(blue) / pheomelanin(green), 1.924 / 0.733, 0.2);
}

TEST(HairReference, SharesOfPheomelaninAreThoseOfBorgesAndOfIto) {
    // Black 1 %, brown and blond 5 % (Borges et al. 2001); red about equal amounts of both (Ito and Wakamatsu 2011).
    const auto share = [](const char* name) {
        const HairMelanin melanin = melanin_of(name);
        return melanin.pheomelanin_mg_per_ml / (melanin.eumelanin_mg_per_ml + melanin.pheomelanin_mg_per_ml);
    };
    EXPECT_NEAR(share("black"), 0.01, 0.002);
    for (const char* name : {"dark_brown", "medium_brown", "light_brown", "blond"})
        EXPECT_NEAR(share(name), 0.05, 0.002) << name;
    EXPECT_NEAR(share("red"), 0.5, 0.005);
}

TEST(HairReference, CortexAttenuatesInTheOrderThatKharinMeasured) {
    // Kharin et al. 2009, abstract: attenuation falls with wavelength (409, 532, 633 nm) and with less pigment, and the ratios of medulla
    // to cortex leave black hair's cortex far above that of grey hair (data/tissue/hair_shaft.toml).
    const Table shaft = data_table("tissue/hair_shaft.csv");
    const auto attenuation = [&](const char* name) -> Eigen::Array3d {
        const Bands mu_a = hair_mu_a_per_mm(melanin_of(name));
        return Eigen::Array3d(mu_a(6), mu_a(30), mu_a(51)) + shaft.column("scattering_per_mm")(0); // 410, 530, 635 nm
    };
    for (const char* name : {"black", "light_brown", "blond", "grey"}) {
        const Eigen::Array3d at = attenuation(name);
        EXPECT_GT(at(0), at(1)) << name;
        EXPECT_GT(at(1), at(2)) << name;
    }
    EXPECT_TRUE((attenuation("black") > attenuation("light_brown")).all());
    EXPECT_TRUE((attenuation("light_brown") > attenuation("blond")).all());
    EXPECT_TRUE((attenuation("blond") > attenuation("grey")).all());
    EXPECT_GT(attenuation("black")(2) / attenuation("grey")(2), 10);
}

TEST(HairReference, BlackMelaninAbsorbsMorePerGramThanRed) {
    // 2.9 times (Liu et al. 2005, melanosomes, proteins deducted). Of equal parts, as Ito and Wakamatsu say, no more than 2 is possible
    // whatever pheomelanin absorbs: the table stays below, and says so in its uncertainty.
    constexpr int band_500 = 24;
    const auto per_gram = [](const char* name) {
        const HairMelanin melanin = melanin_of(name);
        return (hair_mu_a_per_mm(melanin)(band_500) - hair_mu_a_per_mm({})(band_500)) /
               (melanin.eumelanin_mg_per_ml + melanin.pheomelanin_mg_per_ml);
    };
    const double ratio = per_gram("black") / per_gram("red");
    EXPECT_GT(ratio, 1.2);
    EXPECT_LT(ratio, 2);
}

// --- consistency -----------------------------------------------------------------------------------------------------

TEST(Hair, StrandsGoFromBlackToWhiteInOrder) {
    const Viewing daylight("D65");
    double before = 0;
    for (const char* name : {"black", "dark_brown", "medium_brown", "light_brown", "blond", "grey", "white"}) {
        const Lab lab = daylight.lab(strand_reflectance(melanin_of(name)));
        EXPECT_GT(lab.l, before + 1) << name;
        before = lab.l;
    }
    const Lab white = daylight.lab(strand_reflectance({})), black = daylight.lab(strand_reflectance(melanin_of("black")));
    EXPECT_NEAR(white.l, 75, 8);
    EXPECT_LT(black.l, 20);
    EXPECT_LT(lch_from_lab(black).c, 4);
}

TEST(Hair, PheomelaninReddens) {
    const Viewing daylight("D65");
    const Lab red = daylight.lab(strand_reflectance(melanin_of("red")));
    // The same lightness from eumelanin alone is duller.
    double eumelanin = 1;
    while (daylight.lab(strand_reflectance({eumelanin, 0})).l > red.l) eumelanin += 0.05;
    EXPECT_GT(lch_from_lab(red).c, lch_from_lab(daylight.lab(strand_reflectance({eumelanin, 0}))).c + 1);
}

TEST(Hair, FringeOfNoHairIsTheBareSkin) {
    const Skin skin(SkinParameters{}, Skin().reflectance() * 1.03);
    Stubble none;
    none.density_per_cm2 = 0;
    EXPECT_TRUE((fringe_reflectance(skin, melanin_of("black"), none) == skin.reflectance()).all());
}

TEST(Hair, FringeCarriesTheSkinsResidual) {
    const Bands ratio = 1 + 0.03 * (wavelengths_nm() / 40).sin();
    const Skin plain, measured(SkinParameters{}, plain.reflectance() * ratio);
    const Bands a = fringe_reflectance(plain, melanin_of("dark_brown"), {}),
                b = fringe_reflectance(measured, melanin_of("dark_brown"), {});
    EXPECT_LT((b / a - ratio).abs().maxCoeff(), 1e-12);
}

TEST(Hair, FringeDarkensWithMelaninDensityAndWidth) {
    const Skin skin;
    const auto at_550 = [&](const char* color, double density, double diameter) {
        Stubble stubble;
        stubble.density_per_cm2 = density;
        stubble.shaft_diameter_mm = diameter;
        return fringe_reflectance(skin, melanin_of(color), stubble)(band_550);
    };
    const double base = at_550("medium_brown", 150, 0.07);
    EXPECT_LT(at_550("black", 150, 0.07), base);
    EXPECT_LT(at_550("medium_brown", 220, 0.07), base);
    EXPECT_LT(at_550("medium_brown", 150, 0.09), base);
    EXPECT_LT(base, skin.reflectance()(band_550));
}

TEST(Hair, GreyFringeRunsFromAllPigmentedToAllWhite) {
    const Skin skin;
    const HairMelanin black = melanin_of("black");
    Stubble stubble;
    stubble.grey_fraction = 1;
    EXPECT_TRUE(fringe_reflectance(skin, black, stubble).isApprox(fringe_reflectance(skin, {}, stubble)));
    double before = 0;
    for (const double grey : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        stubble.grey_fraction = grey;
        const double here = fringe_reflectance(skin, black, stubble)(band_550);
        EXPECT_GT(here, before);
        before = here;
    }
}

// --- property --------------------------------------------------------------------------------------------------------

TEST(Hair, MelaninComesBackFromTheStrand) {
    const Viewing daylight("D65");
    for (const std::string& name : hair_color_names()) {
        const HairMelanin truth = melanin_of(name);
        const Bands strand = strand_reflectance(truth);
        for (const HairMelanin& found : {melanin_from_strand(strand), melanin_from_strand(daylight.lab(strand), daylight)}) {
            EXPECT_NEAR(found.eumelanin_mg_per_ml, truth.eumelanin_mg_per_ml, 0.02 + 0.02 * truth.eumelanin_mg_per_ml)
                << name;
            EXPECT_NEAR(found.pheomelanin_mg_per_ml, truth.pheomelanin_mg_per_ml, 0.1 + 0.02 * truth.pheomelanin_mg_per_ml)
                << name;
        }
    }
}

TEST(Hair, FitTellsHowWellTheStrandTellsTheMelanin) {
    for (const std::string& name : hair_color_names()) {
        const StrandFit fit = fit_strand(strand_reflectance(melanin_of(name)));
        EXPECT_TRUE(fit.converged) << name;
        EXPECT_LT(fit.rms, 1e-4) << name;
        EXPECT_GT(fit.standard_error()(0), 0) << name;
        EXPECT_GT(fit.standard_error()(1), 0) << name;
        EXPECT_LE(std::abs(fit.correlation()), 1) << name;
        EXPECT_TRUE(fit.covariance.isApprox(fit.covariance.transpose())) << name;
    }
    // More melanin hides more.
    const auto error = [](const char* name) { return fit_strand(strand_reflectance(melanin_of(name))).standard_error(); };
    EXPECT_GT(error("black")(0), error("medium_brown")(0));
    EXPECT_GT(error("medium_brown")(0), error("blond")(0));
}

TEST(Hair, BlackStrandsColourDoesNotTellItsPheomelanin) {
    const Viewing daylight("D65");
    const StrandFit black = fit_strand(daylight.lab(strand_reflectance(melanin_of("black"))), daylight);
    EXPECT_TRUE(says(black, "lab_only"));
    EXPECT_TRUE(says(black, "not_identified"));
    const StrandFit blond = fit_strand(strand_reflectance(melanin_of("blond")));
    EXPECT_FALSE(says(blond, "not_identified"));
}

TEST(Hair, StatedErrorIsTheScatterOfNoisyReadings) {
    const Bands clean = strand_reflectance(melanin_of("blond"));
    constexpr int repeats = 30;
    Eigen::Array2Xd found(2, repeats);
    StrandFit fit;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        RandomStream random(7, static_cast<std::uint64_t>(repeat));
        Bands noisy = clean;
        for (double& value : noisy) value = std::max(0.001, value + 0.01 * random.normal());
        fit = fit_strand(noisy);
        found.col(repeat) << fit.melanin.eumelanin_mg_per_ml, fit.melanin.pheomelanin_mg_per_ml;
    }
    const Eigen::Array2d scatter =
        ((found.colwise() - found.rowwise().mean()).square().rowwise().sum() / (repeats - 1)).sqrt();
    for (Eigen::Index i = 0; i < 2; ++i) {
        EXPECT_LT(scatter(i), 1.7 * fit.standard_error()(i)) << i;
        EXPECT_GT(scatter(i), 0.3 * fit.standard_error()(i)) << i;
    }
}

TEST(Hair, BandsThatWereNotMeasuredAreNotFitted) {
    Bands strand = strand_reflectance(melanin_of("red"));
    Coverage coverage;
    for (int band = 0; band < 4; ++band) {
        coverage.measured[static_cast<std::size_t>(band)] = false;
        strand(band) = std::numeric_limits<double>::quiet_NaN();
    }
    const StrandFit fit = fit_strand(strand, coverage);
    EXPECT_NEAR(fit.melanin.pheomelanin_mg_per_ml, melanin_of("red").pheomelanin_mg_per_ml, 0.1);
    EXPECT_EQ(fit.residual(2), 0);
    coverage.measured.reset();
    EXPECT_THROW(fit_strand(strand, coverage), DomainError);
}

TEST(Hair, SaysWhenAReadingIsNoHair) {
    const Bands green = 0.05 + 0.4 * (-((wavelengths_nm() - 540) / 30).square()).exp();
    EXPECT_TRUE(says(fit_strand(green), "poor_fit"));
}

// --- bad input -------------------------------------------------------------------------------------------------------

TEST(Hair, RefusesUnknownColoursListingTheKnown) {
    try {
        melanin_of("chestnut");
        FAIL() << "chestnut was accepted";
    } catch (const DomainError& error) {
        EXPECT_NE(error.allowed.find("dark_brown"), std::string::npos);
        EXPECT_EQ(error.value, "chestnut");
    }
}

TEST(Hair, RefusesStrandsThatAreNoReflectance) {
    Bands strand = strand_reflectance(melanin_of("blond"));
    EXPECT_THROW(melanin_from_strand(Bands(100 * strand)), DomainError);
    strand(3) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(melanin_from_strand(strand), DomainError);
    EXPECT_THROW(melanin_from_strand(Lab{std::numeric_limits<double>::quiet_NaN(), 0, 0}, Viewing("D65")), DomainError);
}

TEST(Hair, RefusesImpossibleStubble) {
    const Skin skin;
    Stubble stubble;
    stubble.grey_fraction = 1.5;
    EXPECT_THROW(fringe_reflectance(skin, {}, stubble), DomainError);
    stubble = {};
    stubble.density_per_cm2 = -1;
    EXPECT_THROW(fringe_reflectance(skin, {}, stubble), DomainError);
    EXPECT_THROW(fringe_reflectance(skin, {-1, 0}, {}), DomainError);
}

} // namespace
// White hair standing out of dark skin makes it lighter; black hair makes it darker still.
TEST(Fringe, OfClippedHairShowsTheShaftsThemselves) {
    const Skin skin;
    Stubble clipped;
    clipped.length_above_mm = 1;
    const Bands bare = skin.reflectance(), white = fringe_reflectance(skin, melanin_of("white"), clipped);
    EXPECT_GT(white.mean(), bare.mean());
    EXPECT_LT(fringe_reflectance(skin, melanin_of("black"), clipped).mean(),
              fringe_reflectance(skin, melanin_of("black"), {}).mean());
    clipped.length_above_mm = 10;
    EXPECT_THROW(fringe_reflectance(skin, melanin_of("black"), clipped), DomainError);
}

// Consistency with Monte Carlo: shaved shafts of melanin from the surface into the follicle, alone and with white ones among
// them, at 450, 550 and 650 nm.
TEST(FringeConsistency, AgreesWithMonteCarlo) {
    const std::vector<int> bands{14, band_550, 54};
    const Table shaft = data_table("tissue/hair_shaft.csv");
    const auto at = [&](const Bands& values) -> Eigen::ArrayXd { return values(bands); };
    const Eigen::ArrayXd mu_s = Eigen::ArrayXd::Constant(3, shaft.column("scattering_per_mm")(0)),
                         g = Eigen::ArrayXd::Constant(3, shaft.column("anisotropy")(0));
    for (const double melanosomes : {0.01, 0.1})
        for (const double grey : {0.0, 0.5}) {
            SkinParameters parameters;
            parameters.melanosome_fraction = melanosomes;
            const Skin skin(parameters);
            LayerStack layers = skin.layers();
            layers.mu_a_per_mm = skin.layers().mu_a_per_mm(Eigen::all, bands);
            layers.mu_s_per_mm = skin.layers().mu_s_per_mm(Eigen::all, bands);
            layers.g = skin.layers().g(Eigen::all, bands);
            const HairMelanin melanin = melanin_of("dark_brown");
            Stubble stubble;
            stubble.grey_fraction = grey;
            const DotField hairs{stubble.shaft_diameter_mm,
                                 10 / std::sqrt(stubble.density_per_cm2),
                                 0,
                                 stubble.length_in_skin_mm,
                                 at(hair_mu_a_per_mm(melanin)),
                                 mu_s,
                                 g};
            MonteCarloOptions options;
            options.photons = testing::photons(12000);
            options.threads = 2;
            options.other_dots = OtherDots{grey, at(hair_mu_a_per_mm({})), mu_s, g};
            const MonteCarloResult walked = monte_carlo(layers, hairs, options);
            const Eigen::ArrayXd ours = at(fringe_reflectance(skin, melanin, stubble));
            for (Eigen::Index i = 0; i < 3; ++i)
                EXPECT_NEAR(ours(i), walked.mean(i), 0.003 + 3 * walked.standard_error(i))
                    << "melanosomes " << melanosomes << ", grey " << grey << ", band " << i;
        }
}

} // namespace undertone
