// Reference, property: spectra put on the engine's grid.

#include "undertone/spectral/resample.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace undertone {
namespace {

struct Samples {
    std::vector<double> nm, value;

    ResampledSpectrum resampled() const { return resample(nm, value); }
};

template <class Curve>
Samples sampled(const Curve& curve, double first, double last, double step) {
    Samples samples;
    for (int i = 0; first + i * step <= last + 1e-9; ++i) {
        samples.nm.push_back(first + i * step);
        samples.value.push_back(curve(samples.nm.back()));
    }
    return samples;
}

/// A smooth skin-like reflectance: a rising edge with the two dips of oxygenated blood.
double skin_like(double nm) {
    const auto dip = [nm](double at, double width) { return std::exp(-std::pow((nm - at) / width, 2)); };
    return 0.15 + 0.45 / (1 + std::exp(-(nm - 590) / 25)) - 0.05 * dip(542, 18) - 0.05 * dip(577, 14);
}

double worst_error(const ResampledSpectrum& spectrum, double (*truth)(double)) {
    double worst = 0;
    for (int band = 0; band < band_count; ++band)
        if (spectrum.coverage.measured[static_cast<std::size_t>(band)])
            worst = std::max(worst, std::abs(spectrum.values[band] - truth(wavelengths_nm()[band])));
    return worst;
}

std::string refusal(const Samples& samples) {
    try {
        samples.resampled();
    } catch (const DomainError& error) {
        return error.what();
    }
    return "accepted";
}

// Reference ---------------------------------------------------------------------------------------------------------

// Sprague's quintic joins its pieces with two derivatives and reproduces a quartic; so do our end pieces.
TEST(Resample, ReproducesAQuarticExactlyOnEvenSpacing) {
    const auto quartic = [](double nm) {
        const double x = (nm - 580) / 200;
        return 0.4 + 0.3 * x - 0.2 * x * x + 0.15 * x * x * x - 0.1 * x * x * x * x;
    };
    for (const double step : {10.0, 20.0, 2.5, 4.0}) {
        const auto spectrum = sampled(quartic, 380, 780, step).resampled();
        for (int band = 0; band < band_count; ++band)
            EXPECT_NEAR(spectrum.values[band], quartic(wavelengths_nm()[band]), 1e-12) << step << " nm, band " << band;
    }
}

TEST(Resample, FollowsSkinCloselyOnTheSpacingsOfInstruments) {
    EXPECT_LT(worst_error(sampled(skin_like, 380, 780, 1).resampled(), skin_like), 1e-12);
    EXPECT_LT(worst_error(sampled(skin_like, 380, 780, 3.5).resampled(), skin_like), 1e-4);
    EXPECT_LT(worst_error(sampled(skin_like, 380, 730, 10.0 / 3).resampled(), skin_like), 1e-4);
    EXPECT_LT(worst_error(sampled(skin_like, 360, 740, 10).resampled(), skin_like), 2e-3);
    EXPECT_LT(worst_error(sampled(skin_like, 400, 700, 20).resampled(), skin_like), 1.5e-2);
}

// Property ----------------------------------------------------------------------------------------------------------

TEST(Resample, LeavesTheEnginesOwnGridAlone) {
    const auto samples = sampled(skin_like, 380, 780, 5);
    const auto spectrum = samples.resampled();
    for (int band = 0; band < band_count; ++band)
        EXPECT_NEAR(spectrum.values[band], samples.value[static_cast<std::size_t>(band)], 1e-15);
    EXPECT_TRUE(spectrum.coverage.complete());
    EXPECT_TRUE(spectrum.diagnostics.empty());
}

TEST(Resample, TakesWavelengthsRoundedInAnExport) {
    auto samples = sampled(skin_like, 380, 730, 10.0 / 3);
    const auto exact = samples.resampled();
    for (double& nm : samples.nm) nm = std::round(nm * 100) / 100;
    EXPECT_LT((samples.resampled().values - exact.values).abs().maxCoeff(), 1e-4);
}

TEST(Resample, ReadsDescendingWavelengthsTheSameWay) {
    auto samples = sampled(skin_like, 390, 700, 10);
    const auto ascending = samples.resampled();
    std::reverse(samples.nm.begin(), samples.nm.end());
    std::reverse(samples.value.begin(), samples.value.end());
    const auto descending = samples.resampled();
    EXPECT_TRUE((ascending.values == descending.values).all());
    EXPECT_EQ(ascending.coverage.measured, descending.coverage.measured);
}

TEST(Resample, StaysBetweenNeighboursOnUnevenSpacing) {
    Samples samples;
    for (double nm = 380, step = 3; nm <= 790; nm += step, step = step > 14 ? 3 : step + 2) {
        samples.nm.push_back(nm);
        samples.value.push_back(nm < 560 ? 0.05 : 0.9); // a step, the hardest case
    }
    const auto spectrum = samples.resampled();
    for (int band = 0; band < band_count; ++band) {
        const double nm = wavelengths_nm()[band];
        const auto after = std::upper_bound(samples.nm.begin() + 1, samples.nm.end() - 1, nm) - samples.nm.begin();
        const auto i = static_cast<std::size_t>(after);
        EXPECT_GE(spectrum.values[band], std::min(samples.value[i - 1], samples.value[i]) - 1e-15) << nm;
        EXPECT_LE(spectrum.values[band], std::max(samples.value[i - 1], samples.value[i]) + 1e-15) << nm;
    }
    EXPECT_TRUE(spectrum.diagnostics.empty());
}

TEST(Resample, ReproducesALineOnUnevenSpacing) {
    Samples samples;
    for (double nm = 375, step = 4; nm <= 790; nm += step, step = step == 4 ? 11 : 4) {
        samples.nm.push_back(nm);
        samples.value.push_back(0.1 + 0.001 * nm);
    }
    EXPECT_LT((samples.resampled().values - (0.1 + 0.001 * wavelengths_nm())).abs().maxCoeff(), 1e-12);
}

TEST(Resample, ReplacesRingingAtAStepAndSaysSo) {
    const auto step = [](double nm) { return nm < 555 ? 0.002 : 0.8; };
    const auto spectrum = sampled(step, 380, 780, 10).resampled();
    EXPECT_GE(spectrum.values.minCoeff(), 0.0);
    EXPECT_LE(spectrum.values.maxCoeff(), 0.8 + 0.02 * 0.798);
    ASSERT_EQ(spectrum.diagnostics.size(), 1u);
    EXPECT_EQ(spectrum.diagnostics[0].code, "interpolation_ringing");
}

TEST(Resample, KeepsAPeakBetweenTwoSamples) {
    const auto hill = [](double nm) { return 0.2 + 0.5 * std::exp(-std::pow((nm - 585) / 40, 2)); };
    const auto spectrum = sampled(hill, 380, 780, 10).resampled();
    EXPECT_NEAR(spectrum.values[41], 0.7, 1e-4); // 585 nm: above both neighbours, and rightly so
    EXPECT_TRUE(spectrum.diagnostics.empty());
}

TEST(Resample, MarksBandsOutsideTheMeasurement) {
    const auto samples = sampled(skin_like, 400, 700, 10);
    const auto spectrum = samples.resampled();
    for (int band = 0; band < band_count; ++band) {
        const double nm = wavelengths_nm()[band];
        EXPECT_EQ(spectrum.coverage.measured[static_cast<std::size_t>(band)], nm >= 400 && nm <= 700) << nm;
        if (nm <= 400) {
            EXPECT_EQ(spectrum.values[band], samples.value.front());
        } else if (nm >= 700) {
            EXPECT_EQ(spectrum.values[band], samples.value.back());
        }
    }
    EXPECT_EQ(spectrum.coverage.first_nm, 400);
    EXPECT_EQ(spectrum.coverage.last_nm, 700);
    ASSERT_EQ(spectrum.diagnostics.size(), 1u);
    EXPECT_EQ(spectrum.diagnostics[0].code, "bands_extended");
    EXPECT_EQ(spectrum.diagnostics[0].message,
              "measured 400-700 nm; the other 20 of 81 bands hold the nearest measured value");
}

TEST(Resample, AcceptsTheNarrowestUsefulRangeAndAGapOfTwenty) {
    EXPECT_EQ(sampled(skin_like, 420, 680, 20).resampled().coverage.measured.count(), 53u);
    Samples samples = sampled(skin_like, 250, 1000, 3); // far wider than the grid is welcome
    EXPECT_TRUE(samples.resampled().coverage.complete());
    EXPECT_EQ(samples.resampled().coverage.first_nm, 380);
    samples = sampled(skin_like, 380, 780, 10);
    samples.nm.push_back(900); // a gap where no band lies is nobody's business
    samples.value.push_back(0.5);
    EXPECT_TRUE(samples.resampled().coverage.complete());
}

// Refusals ----------------------------------------------------------------------------------------------------------

TEST(Resample, RefusesPartOfTheSpectrum) {
    EXPECT_EQ(
        refusal(sampled(skin_like, 500, 700, 10)),
        "wavelengths_nm is 500-700 nm; allowed: at least 420-680 nm; export the whole visible range; colour cannot be known "
        "from part of it");
    EXPECT_EQ(refusal(sampled(skin_like, 380, 670, 10)).substr(0, 31), "wavelengths_nm is 380-670 nm; a");
    EXPECT_EQ(refusal({{550}, {0.5}}).substr(0, 32), "wavelengths_nm is 550-550 nm; al");
    EXPECT_EQ(refusal({{}, {}}),
              "wavelengths_nm is empty; allowed: samples from 420 nm or below to 680 nm or above; check the export");
}

TEST(Resample, RefusesAGapOverTwentyNanometres) {
    Samples samples = sampled(skin_like, 380, 780, 10);
    samples.nm.erase(samples.nm.begin() + 17, samples.nm.begin() + 19); // 550 and 560 nm
    samples.value.erase(samples.value.begin() + 17, samples.value.begin() + 19);
    EXPECT_EQ(refusal(samples),
              "wavelengths_nm is without samples between 540 and 570 nm; allowed: gaps of at most 20 nm; measure or "
              "export at 20 nm or finer");
}

TEST(Resample, RefusesARepeatedWavelength) {
    Samples samples = sampled(skin_like, 380, 780, 10);
    samples.nm[5] = samples.nm[6];
    EXPECT_EQ(refusal(samples),
              "wavelengths_nm is 440 nm twice; allowed: each wavelength once; keep one value per wavelength, or "
              "average the readings first");
}

TEST(Resample, RefusesShuffledWavelengths) {
    Samples samples = sampled(skin_like, 380, 780, 10);
    std::swap(samples.nm[5], samples.nm[6]);
    EXPECT_EQ(refusal(samples),
              "wavelengths_nm is out of order (440 nm beside 430 nm); allowed: wavelengths that only rise or only "
              "fall; sort the samples");
}

TEST(Resample, RefusesWhatIsNotANumber) {
    Samples samples = sampled(skin_like, 380, 780, 10);
    samples.value[3] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(refusal(samples),
              "values[3] is nan (at 410 nm); allowed: finite numbers; measure again, or leave out that wavelength");
    samples = sampled(skin_like, 380, 780, 10);
    samples.nm[3] = std::numeric_limits<double>::infinity();
    EXPECT_EQ(refusal(samples), "wavelengths_nm[3] is inf; allowed: finite numbers of nanometres");
}

TEST(Resample, RefusesUnequalLengths) {
    Samples samples = sampled(skin_like, 380, 780, 10);
    samples.value.pop_back();
    EXPECT_EQ(refusal(samples), "values is 40 numbers for 41 wavelengths; allowed: one per wavelength");
}

TEST(InterpolateLinear, HoldsItsEndsAndRunsStraightBetween) {
    Eigen::ArrayXd nm(3), value(3);
    nm << 400, 500, 700;
    value << 1, 2, 6;
    const Bands bands = interpolate_linear(nm, value);
    EXPECT_EQ(bands[0], 1);
    EXPECT_NEAR(bands[14], 1.5, 1e-15); // 450 nm
    EXPECT_NEAR(bands[44], 4, 1e-14);   // 600 nm
    EXPECT_EQ(bands[80], 6);
    nm << 400, 400, 700;
    EXPECT_THROW(interpolate_linear(nm, value), DomainError);
}

} // namespace
} // namespace undertone
