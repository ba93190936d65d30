// Consistency, property: skin fitted to readings of the model's own skins, and what is refused.

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <Eigen/Eigenvalues>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace undertone {
namespace {

bool says(const Diagnostics& diagnostics, const std::string& code) {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& d) { return d.code == code; });
}

SkinParameters random_parameters(std::uint64_t index) {
    RandomStream random(2017, index);
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.01 * std::exp(2.5 * random.uniform());
    parameters.blood_fraction = 0.005 + 0.01 * random.uniform();
    parameters.deep_blood_fraction = 0.005 + 0.02 * random.uniform();
    parameters.oxygen_saturation = 0.35 + 0.4 * random.uniform();
    parameters.scattering_a_per_mm = 4 + 4 * random.uniform();
    parameters.scattering_b = 0.9 + random.uniform();
    parameters.carotene_mg_per_l = 0.2 + 0.8 * random.uniform();
    return parameters;
}

TEST(FitSkin, CarriesTheReadingExactlyAndTheResidualBesideIt) {
    Bands measured = Skin(random_parameters(1)).reflectance() * (1 + 0.02 * (wavelengths_nm() / 25).sin());
    Coverage coverage;
    for (int band = 0; band < 4; ++band) coverage.measured[static_cast<std::size_t>(band)] = false;
    const SkinFit fit = fit_skin(measured, coverage);
    for (int band = 4; band < band_count; ++band) {
        EXPECT_DOUBLE_EQ(fit.skin.reflectance()(band), measured(band));
        EXPECT_NEAR(fit.reflectance(band) + fit.residual(band), measured(band), 1e-15);
    }
    EXPECT_EQ(fit.residual(2), 0);
    // Unmeasured bands continue the model without a step.
    EXPECT_NEAR(fit.skin.residual_ratio()(3), fit.skin.residual_ratio()(4), 1e-12);
    EXPECT_TRUE(says(fit.diagnostics, "bands_modelled"));
}

TEST(FitSkin, TakesTheSurfaceReflectionOffWhenAsked) {
    const Bands body = Skin(random_parameters(2)).reflectance();
    SkinFitOptions included;
    included.specular_included = true;
    const SkinFit without = fit_skin(body), with = fit_skin(body + 1.0 / 36, {}, included); // ((1.4 - 1) / (1.4 + 1))^2
    // That reflection is fitted too, so less is known of the skin, and its priors pull a little more.
    EXPECT_LT((with.reflectance - without.reflectance).abs().maxCoeff(), 0.0005);
    for (Eigen::Index i = 0; i < with.parameters.size(); ++i) {
        EXPECT_GE(std::sqrt(with.covariance(i, i)), 0.999 * std::sqrt(without.covariance(i, i))) << i;
        EXPECT_NEAR(with.parameters(i), without.parameters(i), 0.5 * std::sqrt(without.covariance(i, i))) << i;
    }
    EXPECT_LT((with.skin.reflectance() - body).abs().maxCoeff(), 1e-12); // what is taken off is the same for all
}

// Dark skin under a surface that reflects less than assumed: its violet bands read less than the surface alone should.
TEST(FitSkin, LeavesDarkBandsOutAndSaysSo) {
    SkinParameters dark = random_parameters(2);
    dark.melanosome_fraction = 0.25;
    const Bands body = Skin(dark).reflectance();
    SkinFitOptions included;
    included.specular_included = true;
    Bands reading = body + 1.0 / 36;
    reading(0) = 0.0265; // one band, by stray light or noise
    const SkinFit one = fit_skin(reading, {}, included);
    EXPECT_TRUE(says(one.diagnostics, "bands_left_out"));
    EXPECT_FALSE(says(one.diagnostics, "bands_modelled")); // it was measured
    EXPECT_GT(one.skin.reflectance()(0), 0.002);
    EXPECT_NEAR(one.skin.reflectance()(0), body(0), 0.3 * body(0));
    EXPECT_NEAR(one.skin.parameters().melanosome_fraction / dark.melanosome_fraction, 1, 0.15);

    const SkinFit shiny = fit_skin(body + 0.020, {}, included); // a surface of index 1.33
    EXPECT_TRUE(shiny.converged);
    EXPECT_TRUE(shiny.bounds_hit.empty());
    EXPECT_TRUE(says(shiny.diagnostics, "surface_reflection"));
    EXPECT_LT(shiny.rms, 0.001);
    EXPECT_TRUE((shiny.skin.reflectance() > 0).all());
    EXPECT_FALSE(says(fit_skin(body + 1.0 / 36, {}, included).diagnostics, "surface_reflection"));
}

TEST(FitSkin, AveragesReadingsAndReportsTheirSpread) {
    const Bands clean = Skin(random_parameters(7)).reflectance();
    const std::array<Bands, 3> readings{clean - 0.02, clean, clean + 0.02};
    const SkinFit fit = fit_skin(readings), one = fit_skin(clean);
    EXPECT_EQ(fit.readings, 3);
    EXPECT_LT((fit.reading_sd - 0.02).abs().maxCoeff(), 1e-12);
    EXPECT_LT((fit.skin.reflectance() - clean).abs().maxCoeff(), 1e-12);
    const Viewing daylight("D65");
    const Lab mean = daylight.lab(clean);
    EXPECT_NEAR(fit.spread_delta_e,
                (delta_e_2000(daylight.lab(readings[0]), mean) + delta_e_2000(daylight.lab(readings[2]), mean)) / 3, 1e-9);
    EXPECT_EQ(says(fit.diagnostics, "repeat_spread"), fit.spread_delta_e > 1.5);
    // Four times the noise: less is known of scattering and of oxygen.
    const Eigen::Index scattering = *fit.space.axis("scattering_a_per_mm"), oxygen = *fit.space.axis("oxygen_saturation");
    EXPECT_GT(fit.covariance(scattering, scattering) / std::pow(fit.parameters(scattering), 2),
              1.5 * one.covariance(scattering, scattering) / std::pow(one.parameters(scattering), 2));
    EXPECT_GT(fit.covariance(oxygen, oxygen), 1.5 * one.covariance(oxygen, oxygen));
    EXPECT_EQ(one.readings, 1);
    EXPECT_EQ(one.spread_delta_e, 0);
}

TEST(FitSkin, SpreadBelowTheModelsOwnErrorChangesNothing) {
    const Bands clean = Skin(random_parameters(8)).reflectance();
    const std::array<Bands, 2> readings{clean - 0.001, clean + 0.001};
    EXPECT_LT((fit_skin(readings).parameters - fit_skin(clean).parameters).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(FitSkin, AveragesLabReadings) {
    const Viewing daylight("D65");
    const std::array<Lab, 3> labs{Lab{60, 10, 15}, {62, 10, 15}, {64, 10, 15}};
    const SkinFit fit = fit_skin(labs, daylight);
    EXPECT_EQ(fit.readings, 3);
    EXPECT_NEAR(fit.spread_delta_e, (delta_e_2000(labs[0], labs[1]) + delta_e_2000(labs[2], labs[1])) / 3, 1e-9);
    EXPECT_LT(delta_e_2000(daylight.lab(fit.reflectance), labs[1]), 1);
    // A lightness that is known to 2 only holds the fit less than one known to 0.3.
    EXPECT_GT(fit.covariance(0, 0), fit_skin(labs[1], daylight).covariance(0, 0));
}

TEST(FitSkin, SiteMovesAColourMoreThanASpectrum) {
    const Viewing daylight("D65");
    const Bands body = Skin(random_parameters(9)).reflectance();
    SkinFitOptions scalp;
    scalp.site = "scalp";
    const SkinFit spectrum = fit_skin(body, {}, scalp), colour = fit_skin(daylight.lab(body), daylight, scalp);
    EXPECT_EQ(spectrum.site, "scalp");
    EXPECT_TRUE(spectrum.converged && colour.converged);
    // A whole spectrum overrules the prior: the reflectance stays, to a fraction of the noise.
    EXPECT_LT((spectrum.reflectance - fit_skin(body).reflectance).abs().maxCoeff(), 0.003);
    // A colour tells less about blood where the site says less.
    const Eigen::Index blood = *colour.space.axis("blood_fraction");
    const SkinFit anywhere = fit_skin(daylight.lab(body), daylight);
    EXPECT_GT(colour.covariance(blood, blood) / std::pow(colour.parameters(blood), 2),
              anywhere.covariance(blood, blood) / std::pow(anywhere.parameters(blood), 2));
    for (const std::string& name : skin_site_names()) {
        scalp.site = name;
        EXPECT_TRUE(fit_skin(body, {}, scalp).converged) << name;
    }
}

// --- property --------------------------------------------------------------------------------------------------------

TEST(FitSkin, FindsTheParametersASpectrumWasMadeWith) {
    SkinFitOptions options;
    options.noise = 1e-5; // so that the priors do not pull
    for (std::uint64_t index = 10; index < 20; ++index) {
        const SkinParameters truth = random_parameters(index);
        const SkinFit fit = fit_skin(Skin(truth).reflectance(), {}, options);
        EXPECT_TRUE(fit.converged);
        EXPECT_LT(fit.rms, 2e-5) << index;
        const SkinParameters& found = fit.skin.parameters();
        EXPECT_NEAR(found.melanosome_fraction / truth.melanosome_fraction, 1, 0.05) << index;
        EXPECT_NEAR(found.blood_fraction / truth.blood_fraction, 1, 0.05) << index;
        EXPECT_NEAR(found.deep_blood_fraction / truth.deep_blood_fraction, 1, 0.05) << index;
        EXPECT_NEAR(found.oxygen_saturation, truth.oxygen_saturation, 0.03) << index;
        EXPECT_NEAR(found.scattering_a_per_mm / truth.scattering_a_per_mm, 1, 0.05) << index;
        EXPECT_NEAR(found.carotene_mg_per_l / truth.carotene_mg_per_l, 1, 0.10) << index;
    }
}

TEST(FitSkin, CovarianceIsPositiveDefiniteAndPredictsTheScatterOfRepeats) {
    const SkinParameters truth = random_parameters(3);
    const Bands clean = Skin(truth).reflectance();
    constexpr int repeats = 40;
    const Eigen::Index count = SkinSpace::shipped().size();
    Eigen::MatrixXd found(count, repeats);
    SkinFit fit;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        RandomStream random(5, static_cast<std::uint64_t>(repeat));
        Bands noisy = clean;
        for (double& value : noisy) value += 0.005 * random.normal();
        fit = fit_skin(noisy);
        found.col(repeat) = fit.parameters;
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(fit.correlation());
    EXPECT_GT(eigen.eigenvalues().minCoeff(), 0);
    EXPECT_TRUE(fit.covariance.isApprox(fit.covariance.transpose()));
    const Eigen::VectorXd scatter =
        ((found.colwise() - found.rowwise().mean()).array().square().rowwise().sum() / (repeats - 1)).sqrt();
    for (Eigen::Index i = 0; i < count; ++i) {
        const double stated = std::sqrt(fit.covariance(i, i));
        // The prior's width is in the statement but not in the scatter, so the scatter may be smaller; never much larger.
        EXPECT_LT(scatter(i), 1.6 * stated) << fit.parameter_names[static_cast<std::size_t>(i)];
        EXPECT_GT(scatter(i), 0.1 * stated) << fit.parameter_names[static_cast<std::size_t>(i)];
    }
}

TEST(FitSkin, StaysWithinItsBoundsAndSaysWhichItHit) {
    // Green leather: nothing skin can be.
    const Bands green = 0.05 + 0.4 * (-((wavelengths_nm() - 540) / 30).square()).exp();
    const SkinFit fit = fit_skin(green);
    EXPECT_FALSE(fit.bounds_hit.empty());
    EXPECT_TRUE(says(fit.diagnostics, "bound_hit"));
    EXPECT_TRUE(says(fit.diagnostics, "poor_fit"));
    EXPECT_NO_THROW(fit.skin.parameters().validate());
}

TEST(FitSkin, ReportsWhenItRanOutOfIterations) {
    SkinFitOptions options;
    options.max_iterations = 1;
    const SkinFit fit = fit_skin(Skin(random_parameters(4)).reflectance(), {}, options);
    EXPECT_FALSE(fit.converged);
    EXPECT_TRUE(says(fit.diagnostics, "not_converged"));
}

TEST(FitSkin, FromColourReturnsTheColourWhateverTheMelanin) {
    const Viewing daylight("D50");
    for (const double fraction : {0.008, 0.03, 0.1, 0.25}) {
        SkinParameters parameters = random_parameters(6);
        parameters.melanosome_fraction = fraction;
        const Lab lab = daylight.lab(Skin(parameters).reflectance());
        const SkinFit fit = fit_skin(lab, daylight);
        EXPECT_TRUE(fit.converged);
        EXPECT_LT(delta_e_2000(lab, daylight.lab(fit.reflectance)), 0.5) << fraction;
    }
}

// --- bad input -------------------------------------------------------------------------------------------------------

TEST(FitSkin, RefusesPercentWithTheRemedy) {
    try {
        fit_skin(100 * Skin().reflectance());
        FAIL() << "percent was accepted";
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("divide by 100"));
        EXPECT_EQ(error.name, "reflectance at 380 nm");
    }
}

TEST(FitSkin, RefusesNotANumberNamingTheBand) {
    Bands measured = Skin().reflectance();
    measured(24) = std::numeric_limits<double>::quiet_NaN();
    try {
        fit_skin(measured);
        FAIL() << "NaN was accepted";
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "reflectance at 500 nm");
    }
    Coverage without;
    without.measured[24] = false;
    EXPECT_NO_THROW(fit_skin(measured, without));
}

TEST(FitSkin, RefusesAReadingBelowTheSurfaceReflection) {
    SkinFitOptions options;
    options.specular_included = true;
    EXPECT_THROW(fit_skin(Bands::Constant(0.02), {}, options), DomainError);
    // Dark in more than half of its bands: it was taken without the surface reflection.
    Bands reading = Bands::Constant(0.05);
    reading.head(41) = 0.02;
    EXPECT_THROW(fit_skin(reading, {}, options), DomainError);
}

TEST(FitSkin, RefusesAnUnknownSiteListingTheKnown) {
    SkinFitOptions options;
    options.site = "sculp";
    try {
        fit_skin(Skin().reflectance(), {}, options);
        FAIL() << "sculp was accepted";
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "site");
        EXPECT_THAT(error.allowed, ::testing::HasSubstr("scalp"));
    }
}

TEST(FitSkin, RefusesReadingsNamingTheOneThatIsWrong) {
    std::vector<Bands> readings(3, Skin().reflectance());
    readings[1](24) = 30;
    try {
        fit_skin(readings);
        FAIL() << "percent was accepted";
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "readings[1], reflectance at 500 nm");
        EXPECT_THAT(error.what(), ::testing::HasSubstr("divide by 100"));
    }
    EXPECT_THROW(fit_skin(std::span<const Bands>()), DomainError);
    EXPECT_THROW(fit_skin(std::span<const Lab>(), Viewing("D65")), DomainError);
}

TEST(FitSkin, RefusesSpreadsAndPopulationsThatAreNone) {
    SkinFitOptions options;
    options.band_noise(3) = -0.1;
    EXPECT_THROW(fit_skin(Skin().reflectance(), {}, options), DomainError);
    options = {};
    options.population = SkinPopulation{Eigen::VectorXd::Zero(SkinSpace::shipped().size()),
                                        Eigen::MatrixXd::Zero(SkinSpace::shipped().size(), SkinSpace::shipped().size()), 3};
    EXPECT_THROW(fit_skin(Lab{60, 10, 15}, Viewing("D65"), options), DomainError);
    options.population = SkinPopulation{Eigen::VectorXd::Zero(3), Eigen::MatrixXd::Identity(3, 3), 3};
    EXPECT_THROW(fit_skin(Lab{60, 10, 15}, Viewing("D65"), options), DomainError);
    EXPECT_THROW(skin_population(std::vector<SkinFit>(5)), DomainError);
    const SkinFit to_lab = fit_skin(Lab{60, 10, 15}, Viewing("D65"));
    EXPECT_THROW(skin_population(std::vector<SkinFit>(12, to_lab)), DomainError);
}

TEST(FitSkin, RefusesTooFewBandsAndImpossibleColours) {
    Coverage few;
    few.measured.reset();
    few.measured[30] = true;
    EXPECT_THROW(fit_skin(Skin().reflectance(), few), DomainError);
    EXPECT_THROW(fit_skin(Lab{120, 10, 15}, Viewing("D65")), DomainError);
    EXPECT_THROW(fit_skin(Lab{60, std::numeric_limits<double>::quiet_NaN(), 15}, Viewing("D65")), DomainError);
}

} // namespace
} // namespace undertone
