// Property, reference: what is found wrong with a reading.

#include "undertone/io/check.hpp"

#include "measurement_files.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"

#include <algorithm>

using namespace undertone;
using namespace io_test;

namespace {

Measurement skin(int step_nm = 10, int first_nm = 400, int last_nm = 700) {
    Measurement m;
    m.name = "arm";
    m.geometry = "8/d SCI";
    for (int nm = first_nm; nm <= last_nm; nm += step_nm) {
        m.wavelengths_nm.push_back(nm);
        m.reflectance.push_back(skin_like(nm));
    }
    return m;
}

bool has(const Diagnostics& list, const std::string& code, Severity severity) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Diagnostic& d) { return d.code == code && d.severity == severity; });
}

Diagnostics findings(const Measurement& m) { return check_measurements(std::span(&m, 1)).measurements.at(0).findings; }

} // namespace

TEST(Check, FindsNothingWrongWithACompleteSmoothReading) {
    const Measurement m = skin(5, 380, 780);
    const CheckReport report = check_measurements(std::span(&m, 1));
    EXPECT_TRUE(report.measurements.at(0).findings.empty());
    EXPECT_EQ(report.verdict(), "usable");
    EXPECT_EQ(report.measurements[0].step_nm, 5);
    EXPECT_EQ(report.measurements[0].missing_bands, 0);
}

TEST(Check, NegativeReflectanceIsDoubtfulAndThenRefused) {
    Measurement m = skin();
    m.reflectance[0] = -0.009;
    EXPECT_TRUE(has(findings(m), "negative_reflectance", Severity::warning));
    m.reflectance[0] = -0.011;
    EXPECT_TRUE(has(findings(m), "negative_reflectance", Severity::error));
    EXPECT_EQ(check_measurements(std::span(&m, 1)).verdict(), "not usable");
    EXPECT_EQ(m.reflectance[0], -0.011);
}

TEST(Check, SeesPercentAndAWrongWhite) {
    Measurement m = skin();
    for (double& r : m.reflectance) r *= 100;
    EXPECT_TRUE(has(findings(m), "looks_like_percent", Severity::error));
    Measurement bright = skin();
    bright.reflectance[28] = bright.reflectance[29] = 1.03;
    EXPECT_FALSE(has(findings(bright), "above_white", Severity::warning)); // two bands are noise
    bright.reflectance[30] = 1.03;
    EXPECT_TRUE(has(findings(bright), "above_white", Severity::warning));
}

TEST(Check, TellsRangeAndSpacing) {
    EXPECT_TRUE(has(findings(skin()), "range_short", Severity::info));
    EXPECT_TRUE(has(findings(skin(20, 400, 700)), "coarse_spacing", Severity::warning));
    Measurement narrow = skin(10, 450, 700);
    EXPECT_TRUE(has(findings(narrow), "range", Severity::error));
}

// Property: white noise of a known size is found at that size, whatever the smooth spectrum under it.
TEST(Check, MeasuresNoiseOfKnownSize) {
    EXPECT_LT(*noise_of(skin(5, 380, 780)), 2e-4);
    for (const double size : {0.001, 0.004, 0.02}) {
        double sum = 0;
        for (std::uint64_t i = 0; i < 200; ++i) {
            RandomStream random(5, i);
            Measurement m = skin(5, 380, 780);
            for (double& r : m.reflectance) {
                double uniform = 0;
                for (int k = 0; k < 12; ++k) uniform += random.uniform(); // near enough to normal
                r += size * (uniform - 6);
            }
            sum += *noise_of(m);
        }
        EXPECT_NEAR(sum / 200 / size, 1, 0.06) << size;
    }
}

TEST(Check, WarnsOfNoise) {
    Measurement m = skin(5, 380, 780);
    for (std::size_t i = 0; i < m.reflectance.size(); i += 2) m.reflectance[i] += 0.02;
    EXPECT_TRUE(has(findings(m), "noise", Severity::warning));
}

TEST(Check, RepeatsThatDisagreeAreTold) {
    std::vector<Measurement> three = {skin(), skin(), skin()};
    for (double& r : three[2].reflectance) r += 0.08;
    const CheckReport report = check_measurements(three);
    ASSERT_TRUE(report.spread_delta_e);
    EXPECT_GT(*report.spread_delta_e, 1.5);
    EXPECT_TRUE(has(report.findings, "repeat_spread", Severity::info));
}

TEST(Check, SkinAndFringeMustBeMeasuredAlike) {
    Measurement arm = skin(), fringe = skin();
    EXPECT_TRUE(check_pair(arm, fringe).empty());
    fringe.geometry = "8/d SCE";
    EXPECT_TRUE(has(check_pair(arm, fringe), "geometry_mismatch", Severity::warning));
    arm.geometry = "45/0";
    EXPECT_TRUE(has(check_pair(arm, fringe), "geometry_mismatch", Severity::warning));
    fringe.geometry = "";
    EXPECT_TRUE(has(check_pair(arm, fringe), "geometry_unstated", Severity::warning));
}

// Reference: 150 readings of skin by a laboratory instrument are not noisy.
TEST(Check, LaboratoryReadingsOfSkinPass) {
    UNDERTONE_NEEDS_SHARED_FILES();
    const fs::path file = shared_data("skin/nist_odd_subjects.csv");
    double worst = 0;
    for (const Measurement& m : read_measurements(file.string())) worst = std::max(worst, *noise_of(m));
    RecordProperty("worst_noise", std::to_string(worst));
    EXPECT_LT(worst, CheckLimits{}.noise);
}

// Consistency: Lab computed here, stored as the file's, agrees; moved, or of another light, it does not.
TEST(Check, ComparesTheLabOfTheFileWithThatOfItsSpectrum) {
    Measurement m = skin(5, 380, 780);
    m.illuminant = "D65";
    m.observer = "1964_10deg";
    m.lab = Viewing("D65", "1964_10deg").lab(on_grid(m).values);
    const MeasurementCheck same = check_measurements(std::span(&m, 1)).measurements.at(0);
    EXPECT_NEAR(*same.lab_difference, 0, 1e-9);
    EXPECT_FALSE(has(same.findings, "lab_differs", Severity::warning));

    m.lab->l += 0.5; // less than 0.5 CIEDE2000 near L* 60
    EXPECT_FALSE(has(findings(m), "lab_differs", Severity::warning));
    m.lab->l += 1;
    EXPECT_TRUE(has(findings(m), "lab_differs", Severity::warning));
    EXPECT_EQ(check_measurements(std::span(&m, 1)).verdict(), "usable with care");
    m.lab = Viewing("A", "1964_10deg").lab(on_grid(m).values);
    EXPECT_TRUE(has(findings(m), "lab_differs", Severity::warning));
}

TEST(Check, FindsTheLightOfALabThatStatesNone) {
    Measurement m = skin(5, 380, 780);
    m.lab = Viewing("A", "1964_10deg").lab(on_grid(m).values);
    const MeasurementCheck found = check_measurements(std::span(&m, 1)).measurements.at(0);
    EXPECT_EQ(found.illuminant + found.observer, "A1964_10deg");
    EXPECT_TRUE(has(found.findings, "lab_viewing_found", Severity::info));
    m.lab->l -= 5;
    EXPECT_TRUE(has(findings(m), "lab_differs", Severity::warning));
}
