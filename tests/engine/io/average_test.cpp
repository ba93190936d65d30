// Property: repeated readings: mean, spread and what is said about them.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

using namespace undertone;
using namespace io_test;

namespace {

Measurement spectrum(double scale, int step = 10) {
    Measurement m;
    m.name = "spot";
    for (int nm = 400; nm <= 700; nm += step) {
        m.wavelengths_nm.push_back(nm);
        m.reflectance.push_back(scale * skin_like(nm));
    }
    return m;
}

Measurement lab_only(double l, double a, double b) {
    Measurement m;
    m.lab = Lab{l, a, b};
    m.illuminant = "D50";
    m.observer = "1931_2deg";
    return m;
}

} // namespace

TEST(AverageReadings, GivesMeanAndStandardDeviationPerBand) {
    const std::vector<Measurement> readings = {spectrum(0.98), spectrum(1.00), spectrum(1.02)};
    const auto out = average_readings(readings);
    EXPECT_EQ(out.count, 3);
    for (std::size_t i = 0; i < 31; ++i) {
        EXPECT_NEAR(out.mean.reflectance[i], skin_like(out.mean.wavelengths_nm[i]), 1e-12);
        EXPECT_NEAR(out.reflectance_sd[i], 0.02 * skin_like(out.mean.wavelengths_nm[i]), 1e-12);
    }
    EXPECT_TRUE(out.mean.diagnostics.empty());
}

TEST(AverageReadings, SpreadIsTheMeanDifferenceFromTheMeanColour) {
    const auto out =
        average_readings(std::vector<Measurement>{lab_only(60, 10, 12), lab_only(62, 10, 12), lab_only(61, 10, 12)});
    const Lab mean{61, 10, 12};
    EXPECT_NEAR(*out.spread_delta_e, (delta_e_2000(mean, {60, 10, 12}) + delta_e_2000(mean, {62, 10, 12})) / 3, 1e-12);
    EXPECT_NEAR(out.mean.lab->l, 61, 1e-12);
    EXPECT_TRUE(out.reflectance_sd.empty());
}

TEST(AverageReadings, WarnsOfFewerThanThree) {
    const auto one = average_readings(std::vector<Measurement>{spectrum(1)});
    EXPECT_FALSE(one.spread_delta_e);
    EXPECT_TRUE(one.reflectance_sd.empty());
    EXPECT_TRUE(has_diagnostic(one.mean, "few_readings"));
    EXPECT_TRUE(
        has_diagnostic(average_readings(std::vector<Measurement>{spectrum(1), spectrum(1.01)}).mean, "few_readings"));
}

TEST(AverageReadings, WarnsOfReadingsThatDoNotRepeat) {
    const auto out = average_readings(std::vector<Measurement>{spectrum(0.8), spectrum(1.0), spectrum(1.2)});
    EXPECT_GT(*out.spread_delta_e, 1.5);
    EXPECT_TRUE(has_diagnostic(out.mean, "repeat_spread"));
}

TEST(AverageReadings, WarnsOfCopies) {
    const auto out = average_readings(std::vector<Measurement>{spectrum(1), spectrum(1), spectrum(1)});
    EXPECT_TRUE(has_diagnostic(out.mean, "identical_readings"));
}

TEST(AverageReadings, MeetsOnTheEngineGridWhereWavelengthsDiffer) {
    const auto out = average_readings(std::vector<Measurement>{spectrum(1, 10), spectrum(1, 5), spectrum(1, 20)});
    EXPECT_EQ(out.mean.wavelengths_nm.front(), 400);
    EXPECT_EQ(out.mean.wavelengths_nm.back(), 700);
    EXPECT_EQ(out.mean.wavelengths_nm.size(), 61u);
    for (std::size_t i = 0; i < 61; ++i) EXPECT_NEAR(out.mean.reflectance[i], skin_like(out.mean.wavelengths_nm[i]), 2e-3);
}

TEST(AverageReadings, AssumesWhatOneOfTheReadingsAssumes) {
    Measurement stated = lab_only(60, 10, 12), assumed = stated;
    assumed.assumed = {{"observer", "default"}};
    const Measurement mean = average_readings(std::vector<Measurement>{stated, assumed}).mean;
    EXPECT_TRUE(mean.states("illuminant"));
    EXPECT_FALSE(mean.states("observer"));
}

TEST(AverageReadings, RefusesToMixKindsOrGeometries) {
    auto with_gloss = spectrum(1);
    with_gloss.geometry = "8/d SCI";
    auto other_light = lab_only(60, 10, 12);
    other_light.illuminant = "D65";
    EXPECT_THROW(average_readings(std::vector<Measurement>{spectrum(1), with_gloss}), DomainError);
    EXPECT_THROW(average_readings(std::vector<Measurement>{spectrum(1), lab_only(60, 10, 12)}), DomainError);
    EXPECT_THROW(average_readings(std::vector<Measurement>{lab_only(60, 10, 12), other_light}), DomainError);
    EXPECT_THROW(average_readings({}), DomainError);
}

TEST(ReadingsOfOneGeometry, TakeTheModeOfMostReadingsAndSayWhatIsLeftOut) {
    const auto of = [](const char* geometry) {
        Measurement m = spectrum(1);
        m.geometry = geometry;
        return m;
    };
    const std::vector<Measurement> two_to_one = {of("8/d SCI"), of("8/d SCE"), of("8/d SCE")};
    const OneGeometry most = readings_of_one_geometry(two_to_one);
    EXPECT_EQ(most.geometry, "8/d SCE");
    EXPECT_EQ(most.readings.size(), 2u);
    ASSERT_EQ(most.diagnostics.size(), 1u);
    EXPECT_EQ(most.diagnostics[0].code, "geometry_left_out");
    EXPECT_NE(most.diagnostics[0].message.find("1 of 8/d SCI was left out"), std::string::npos)
        << most.diagnostics[0].message;
    EXPECT_EQ(average_readings(most.readings).count, 2);

    EXPECT_EQ(readings_of_one_geometry(std::vector{of("45/0"), of("8/d SCE"), of("8/d SCI")}).geometry, "8/d SCI");
    EXPECT_EQ(readings_of_one_geometry(std::vector{of(""), of("45/0")}).geometry, "45/0");
    EXPECT_EQ(readings_of_one_geometry(two_to_one, "8/d SCI").readings.size(), 1u);
    EXPECT_EQ(readings_of_one_geometry(two_to_one, "45/0").geometry, "8/d SCE"); // nobody measured so
    EXPECT_TRUE(readings_of_one_geometry(std::vector{of("45/0"), of("45/0")}).diagnostics.empty());
    EXPECT_THROW(readings_of_one_geometry({}), DomainError);
}

TEST(ReadingsOfOneGeometry, PreferSpectraToLabAlone) {
    const OneGeometry one =
        readings_of_one_geometry(std::vector<Measurement>{lab_only(60, 10, 12), spectrum(1), lab_only(61, 10, 12)});
    EXPECT_EQ(one.readings.size(), 1u);
    EXPECT_FALSE(one.readings[0].lab_only());
    ASSERT_EQ(one.diagnostics.size(), 1u);
    EXPECT_EQ(one.diagnostics[0].code, "lab_left_out");
}

TEST(OnGrid, KeepsMeasuredValuesAndMarksTheRest) {
    const auto out = on_grid(spectrum(1));
    EXPECT_NEAR(out.values[4], skin_like(400), 1e-12);
    EXPECT_FALSE(out.coverage.measured[0]);
    EXPECT_TRUE(out.coverage.measured[4]);
    EXPECT_THROW(on_grid(lab_only(50, 0, 0)), DomainError);
}
