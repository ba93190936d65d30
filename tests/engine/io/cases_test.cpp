// Reference: inputs made after public reports, each with what is right (../shared/cases/files/NAME.expect.txt). The spectrum in
// most of them has, under D65 for 2 degrees, L* 66.9 a* 12.6 b* 19.2.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/check.hpp"

#include <gmock/gmock.h>

#include <algorithm>

using namespace undertone;
using namespace io_test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const fs::path cases = undertone_tests::shared_folder() / "cases";

class Case : public testing::Test {
protected:
    void SetUp() override { UNDERTONE_NEEDS_SHARED_FILES(); }

    static std::vector<Measurement> read(const char* name) { return read_measurements((cases / "files" / name).string()); }

    static std::string refusal(const char* name) {
        try {
            read(name);
        } catch (const Error& error) {
            return error.what();
        }
        return "read without a word";
    }
};

void expect_lab(const Measurement& m, double l, double a, double b) {
    const Lab lab = Viewing("D65").lab(on_grid(m).values);
    EXPECT_NEAR(lab.l, l, 0.051) << m.name;
    EXPECT_NEAR(lab.a, a, 0.051) << m.name;
    EXPECT_NEAR(lab.b, b, 0.051) << m.name;
}

void expect_scalp(const Measurement& m) { expect_lab(m, 66.9, 12.6, 19.2); }

std::vector<std::string> names(const std::vector<Measurement>& all) {
    std::vector<std::string> out;
    for (const Measurement& m : all) out.push_back(m.name);
    return out;
}

std::vector<std::string> geometries(const std::vector<Measurement>& all) {
    std::vector<std::string> out;
    for (const Measurement& m : all) out.push_back(m.geometry);
    return out;
}

} // namespace

TEST_F(Case, BatchesWithoutStandard) {
    const auto all = read("batches_without_standard.qtx");
    EXPECT_THAT(names(all), ElementsAre("Soft black drawdown", "Soft black, second bottle"));
    EXPECT_THAT(geometries(all), ElementsAre("8/d SCE", "8/d SCE"));
    EXPECT_DOUBLE_EQ(all[0].reflectance.at(0), 0.041);
    EXPECT_DOUBLE_EQ(all[1].reflectance.at(0), 0.044);
}

TEST_F(Case, BeyondTwoThousandFiveHundredNanometres) {
    const auto all = read("beyond_2500_nm.csv");
    ASSERT_EQ(all.size(), 1u);
    expect_scalp(all[0]);
    EXPECT_DOUBLE_EQ(all[0].wavelengths_nm.back(), 2500);
    EXPECT_TRUE(has_diagnostic(all[0], "bands_out_of_range"));
}

TEST_F(Case, CgatsWeightingFunctionTwice) {
    const auto all = read("cgats_weighting_function_twice.txt");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].illuminant, "D65");
    EXPECT_EQ(all[0].observer, "1964_10deg");
    EXPECT_FALSE(has_diagnostic(all[0], "viewing_assumed"));
    EXPECT_TRUE(all[0].states("illuminant"));
}

TEST_F(Case, ChartWithEstimatedValues) {
    EXPECT_THAT(refusal("chart_with_estimated_values.ti2"), HasSubstr("still to be measured"));
}

TEST_F(Case, RowsThatBeginWithAHash) {
    EXPECT_THAT(names(read("cm700d.csv")),
                ElementsAre("#1 scalp", "#2 scalp", "#3 scalp", "#1 scalp", "#2 scalp", "#3 scalp"));
}

TEST_F(Case, ModeOfEachRowInAColumn) {
    const auto all = read("cm_mix.csv");
    EXPECT_THAT(geometries(all), ElementsAre("8/d SCI", "8/d SCI", "8/d SCI", "8/d SCE", "8/d SCE", "8/d SCE"));
    EXPECT_THROW(average_readings(all), DomainError);
    const OneGeometry one = readings_of_one_geometry(all);
    EXPECT_EQ(one.readings.size(), 3u);
    EXPECT_EQ(one.geometry, "8/d SCI");
    ASSERT_EQ(one.diagnostics.size(), 1u);
    EXPECT_THAT(one.diagnostics[0].message, HasSubstr("3 of 8/d SCE were left out"));
    EXPECT_EQ(readings_of_one_geometry(all, "8/d SCE").geometry, "8/d SCE");
    const CheckReport report = check_measurements(all);
    EXPECT_TRUE(std::any_of(report.findings.begin(), report.findings.end(),
                            [](const Diagnostic& d) { return d.code == "mixed_geometry"; }));
}

TEST_F(Case, TitlesThatNameAnotherQuantity) {
    EXPECT_THAT(refusal("column_says_absorbance.csv"), HasSubstr("\"Absorbance\" says absorbance, not"));
    EXPECT_THAT(refusal("column_says_counts.csv"), HasSubstr("\"Counts\" says counts, not"));
    EXPECT_THAT(refusal("column_says_k_over_s.csv"), HasSubstr("\"K/S\" says K/S, not"));
    EXPECT_THAT(refusal("column_says_transmittance.csv"), HasSubstr("\"Transmittance\" says transmittance, not"));
}

TEST_F(Case, GeometryInMeasurementSource) {
    const auto all = read("geometry_in_measurement_source.txt");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].geometry, "45/0");
    EXPECT_TRUE(all[0].states("geometry"));
}

TEST_F(Case, IndexColumnOfPandas) {
    const auto all = read("index_column_pandas.csv");
    EXPECT_THAT(names(all), ElementsAre("reading_1", "reading_2"));
    expect_scalp(all[0]);
    EXPECT_TRUE(has_diagnostic(all[0], "row_numbers_left_out"));
}

TEST_F(Case, JcampIsRefusedByName) {
    for (const char* name : {"jcamp_xpp.jdx", "jcamp_yfactor.jdx"})
        EXPECT_THAT(refusal(name), HasSubstr("JCAMP-DX")) << name;
}

TEST_F(Case, LabTitlesWithModes) {
    const auto all = read("lab_titles_sci_sce.csv");
    EXPECT_THAT(geometries(all), ElementsAre("8/d SCI", "8/d SCE"));
    EXPECT_EQ(all[0].illuminant, "D65");
    EXPECT_DOUBLE_EQ(all[0].lab->l, 62.1);
    EXPECT_DOUBLE_EQ(all[1].lab->l, 60.5);
}

TEST_F(Case, LabUnderTwoIlluminants) {
    const auto all = read("lab_two_illuminants.csv");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_DOUBLE_EQ(all[0].lab->l, 62.1);
    EXPECT_EQ(all[0].illuminant, "D65");
    EXPECT_EQ(all[0].observer, "1964_10deg");
    EXPECT_TRUE(has_diagnostic(all[0], "lab_of_other_lights"));
    EXPECT_EQ(all[0].metadata.at("L*(10\xC2\xB0/A)"), "64.0");
}

TEST_F(Case, LongTable) {
    const auto all = read("long_table.csv");
    EXPECT_THAT(names(all), ElementsAre("s1", "s2"));
    expect_scalp(all[0]);
    EXPECT_DOUBLE_EQ(all[1].reflectance.at(0), 0.1836);
}

TEST_F(Case, MeanAndDeviationColumns) {
    const auto all = read("mean_sd_min_max_columns.csv");
    EXPECT_THAT(names(all), ElementsAre("mean"));
    expect_scalp(all[0]);
    EXPECT_TRUE(has_diagnostic(all[0], "statistics_left_out"));
}

TEST_F(Case, Micrometres) {
    const auto all = read("micrometres.csv");
    ASSERT_EQ(all.size(), 1u);
    expect_scalp(all[0]);
    EXPECT_DOUBLE_EQ(all[0].wavelengths_nm.at(1), 410);
}

TEST_F(Case, NulPaddedHeader) {
    const auto all = read("nul_padded_header.ttt");
    ASSERT_EQ(all.size(), 1u);
    expect_scalp(all[0]);
}

TEST_F(Case, NumberOfFieldsThatContradictsNames) {
    const auto all = read("number_of_fields_differs.ti3");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_DOUBLE_EQ(all[1].lab->b, 16.9);
    EXPECT_TRUE(has_diagnostic(all[0], "field_count"));
}

TEST_F(Case, EndMarkerOfOceanOptics) {
    const auto all = read("ocean_end_marker.txt");
    ASSERT_EQ(all.size(), 1u);
    expect_scalp(all[0]);
    EXPECT_TRUE(has_diagnostic(all[0], "lines_below_skipped"));
}

TEST_F(Case, PairsOfColumns) {
    const auto all = read("pairs_of_columns.csv");
    EXPECT_THAT(names(all), ElementsAre("s1", "s2"));
    expect_scalp(all[0]);
}

TEST_F(Case, PercentRTitleOfADarkDrawdown) {
    const auto all = read("percent_R_title_dark.csv");
    ASSERT_EQ(all.size(), 1u);
    expect_lab(all[0], 4.1, 0.4, 1.6);
}

TEST_F(Case, SciSceColumn) { EXPECT_THAT(geometries(read("sci_sce_column.csv")), ElementsAre("8/d SCI", "8/d SCE")); }

TEST_F(Case, TitlesAboveRowsBelow200Nanometres) {
    const auto all = read("titles_lost_below_200_nm.csv");
    ASSERT_EQ(all.size(), 1u);
    expect_lab(all[0], 4.1, 0.4, 1.6);
    EXPECT_DOUBLE_EQ(all[0].wavelengths_nm.front(), 200);
}

TEST_F(Case, EveryFileIsTriedHere) {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(cases / "files"))
        if (entry.path().string().ends_with(".expect.txt")) ++files;
    EXPECT_EQ(files, 26u) << "a case was added: give it a test above";
}

TEST_F(Case, ClientWhoseFilesAreAllSci) {
    for (const char* name : {"skin.csv", "fringe.csv"})
        for (const Measurement& m : read_measurements((cases / "client_all_sci" / name).string())) {
            EXPECT_EQ(m.geometry, "8/d SCI") << name;
            EXPECT_TRUE(m.states("geometry")) << name;
        }
}
