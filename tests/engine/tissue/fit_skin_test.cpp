#include "undertone/base/error.hpp"
#include "undertone/base/random.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include "csv.hpp"

#include <Eigen/Eigenvalues>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
    parameters.pheomelanin_fraction = 0.1 + 0.6 * random.uniform();
    parameters.blood_fraction = 0.005 + 0.01 * random.uniform();
    parameters.deep_blood_fraction = 0.005 + 0.02 * random.uniform();
    parameters.oxygen_saturation = 0.35 + 0.4 * random.uniform();
    parameters.scattering_a_per_mm = 4 + 4 * random.uniform();
    parameters.scattering_b = 0.9 + random.uniform();
    parameters.carotene_mg_per_l = 0.2 + 0.8 * random.uniform();
    return parameters;
}

std::vector<ResampledSpectrum> nist_subjects(const std::vector<testing::Row>& rows, double last_nm) {
    std::vector<ResampledSpectrum> subjects;
    for (int subject = 1; subject < 100; subject += 2) {
        char name[32];
        std::snprintf(name, sizeof name, "subject_%03d_average", subject);
        std::vector<double> at_nm, values;
        for (const auto& row : rows) {
            const double nm = std::stod(row.at("wavelength_nm"));
            if (nm < 400 || nm > last_nm) continue;
            at_nm.push_back(nm);
            values.push_back(std::stod(row.at(name)));
        }
        subjects.push_back(resample(at_nm, values));
    }
    return subjects;
}

// --- reference -------------------------------------------------------------------------------------------------------

TEST(FitSkinReference, DescribesAllFiftyNistSubjects) {
    UNDERTONE_READ_OR_SKIP(rows, "skin/nist_odd_subjects.csv");
    std::vector<double> rms;
    SkinFitOptions options;
    options.specular_included = true;
    for (const ResampledSpectrum& subject : nist_subjects(rows, 700)) {
        const SkinFit fit = fit_skin(subject.values, subject.coverage, options);
        EXPECT_TRUE(fit.converged);
        rms.push_back(fit.rms);
    }
    ASSERT_EQ(rms.size(), 50u);
    std::sort(rms.begin(), rms.end());
    EXPECT_LE(0.5 * (rms[24] + rms[25]), 0.0042); // 0.0053 published for two layers and six parameters
    EXPECT_LE(rms.back(), 0.007);
}

TEST(FitSkinReference, ColourAloneGivesASpectrumThatHoldsUnderOtherLights) {
    UNDERTONE_READ_OR_SKIP(rows, "skin/nist_odd_subjects.csv");
    const Viewing daylight("D65"), tungsten("A");
    std::vector<double> under_a;
    for (const ResampledSpectrum& subject : nist_subjects(rows, 781)) {
        const Bands body = subject.values - 0.02778;
        const SkinFit fit = fit_skin(daylight.lab(body), daylight);
        EXPECT_TRUE(says(fit.diagnostics, "lab_only"));
        EXPECT_LT(delta_e_2000(daylight.lab(body), daylight.lab(fit.reflectance)), 0.3);
        under_a.push_back(delta_e_2000(tungsten.lab(body), tungsten.lab(fit.reflectance)));
    }
    std::sort(under_a.begin(), under_a.end());
    EXPECT_LE(under_a[25], 0.35);
    EXPECT_LE(under_a.back(), 1.2);
}

// --- consistency -----------------------------------------------------------------------------------------------------

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
    EXPECT_LT((with.parameters - without.parameters).cwiseAbs().maxCoeff(), 1e-6);
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
    Eigen::MatrixXd found(8, repeats);
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
    for (Eigen::Index i = 0; i < 8; ++i) {
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
