// Property: CGATS.17 and its kin.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>

using namespace undertone;
using namespace io_test;
using testing::HasSubstr;

namespace {

std::string cgats(const std::string& header, const std::string& field_prefix, double scale = 1) {
    std::string fields = "SAMPLE_ID SAMPLE_NAME", values = "1 \"left arm\"";
    for (int nm = 400; nm <= 700; nm += 10) {
        fields += " " + field_prefix + std::to_string(nm);
        values += " " + number(scale * skin_like(nm));
    }
    return "CGATS.17\n" + header + "NUMBER_OF_FIELDS 33\nBEGIN_DATA_FORMAT\n" + fields +
           "\nEND_DATA_FORMAT\nNUMBER_OF_SETS 1\nBEGIN_DATA\n" + values + "\nEND_DATA\n";
}

std::string error_of(const std::string& text) {
    try {
        parse(text);
    } catch (const DataError& e) {
        return e.what();
    }
    return "no error";
}

} // namespace

TEST(Cgats, ReadsEverySpellingOfASpectralField) {
    for (const char* prefix : {"SPECTRAL_NM", "SPECTRAL_", "nm", "SPEC_", "SPECTRAL_DEC", "R_"}) {
        const auto all = parse(cgats("", prefix));
        ASSERT_EQ(all.size(), 1u) << prefix;
        expect_skin_like(all[0]);
        EXPECT_EQ(all[0].name, "left arm");
    }
    expect_skin_like(parse(cgats("", "SPECTRAL_PCT", 100))[0]);
}

TEST(Cgats, ScalesByTheStatedNormOrBySize) {
    const auto stated = parse(cgats("SPECTRAL_NORM \"100.0\"\n", "SPEC_", 100));
    expect_skin_like(stated[0]);
    EXPECT_TRUE(has_diagnostic(stated[0], "percent_scaled"));
    expect_skin_like(parse(cgats("", "SPEC_", 100))[0]);
    expect_skin_like(parse(cgats("SPECTRAL_NORM 1\n", "SPEC_"))[0]);
    EXPECT_THAT(error_of(cgats("SPECTRAL_NORM 1\n", "SPEC_", 100)), HasSubstr("not a reflectance"));
}

TEST(Cgats, ReadsKeywords) {
    const auto m = parse(
        cgats("INSTRUMENTATION \"i1Pro 2\" # serial 1\nCREATED \"11/14/2014\"\nMEASUREMENT_GEOMETRY \"45:0\"\n"
              "WEIGHTING_FUNCTION \"ILLUMINANT, D65\"\nWEIGHTING_FUNCTION \"OBSERVER, 10 degree\"\nORIGINATOR \"us\"\n",
              "SPECTRAL_NM"))[0];
    EXPECT_EQ(m.instrument, "i1Pro 2");
    EXPECT_EQ(m.date, "11/14/2014");
    EXPECT_EQ(m.geometry, "45/0");
    EXPECT_EQ(m.metadata.at("ORIGINATOR"), "us");
}

TEST(Cgats, ChecksTheBandsThatKeywordsPromise) {
    expect_skin_like(parse(cgats("SPECTRAL_BANDS 31\nSPECTRAL_START_NM 400\nSPECTRAL_END_NM 700\n", "SPEC_"))[0]);
    EXPECT_THAT(error_of(cgats("SPECTRAL_BANDS 36\n", "SPEC_")), HasSubstr("SPECTRAL_BANDS is 36, but 31"));
    EXPECT_THAT(error_of(cgats("SPECTRAL_END_NM 730\n", "SPEC_")), HasSubstr("SPECTRAL_END_NM is 730"));
}

TEST(Cgats, ReadsSeveralTables) {
    const std::string lab = "NUMBER_OF_FIELDS 4\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\n"
                            "NUMBER_OF_SETS 2\nBEGIN_DATA\nA 50 1 2\nB 40 3 4\nEND_DATA\n";
    const auto all = parse(cgats("", "SPECTRAL_NM") + lab);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_FALSE(all[0].lab_only());
    EXPECT_EQ(all[2].name, "B");
    EXPECT_DOUBLE_EQ(all[2].lab->l, 40);
    EXPECT_TRUE(has_diagnostic(all[2], "viewing_assumed"));
}

TEST(Cgats, LeavesOutTablesWithoutColourAndSaysSo) {
    const std::string device = "BEGIN_DATA_FORMAT\nID RGB_R RGB_G RGB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n1 0 0 0\nEND_DATA\n";
    const auto all = parse(cgats("", "SPECTRAL_NM") + device);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_TRUE(has_diagnostic(all[0], "tables_skipped"));
    EXPECT_THAT(error_of("CGATS.17\n" + device), HasSubstr("fields: ID, RGB_R, RGB_G, RGB_B"));
}

TEST(Cgats, TurnsXyzIntoLabUnderTheStatedWhite) {
    const auto all = parse(
        "CGATS.17\nILLUMINANT \"D65\"\nOBSERVER \"2 degree\"\nBEGIN_DATA_FORMAT\nID XYZ_X XYZ_Y XYZ_Z\nEND_DATA_FORMAT\n"
        "BEGIN_DATA\nwhite 95.047 100 108.883\nEND_DATA\n");
    ASSERT_TRUE(all[0].lab);
    EXPECT_NEAR(all[0].lab->l, 100, 1e-6);
    EXPECT_NEAR(all[0].lab->a, 0, 0.05);
    EXPECT_NEAR(all[0].lab->b, 0, 0.05);
    EXPECT_TRUE(has_diagnostic(all[0], "lab_from_xyz"));
}

TEST(Cgats, ReadsRowsWrappedOverLinesWhenTheCountAgrees) {
    std::string text = cgats("", "SPECTRAL_NM");
    const auto at = text.rfind(" 0.3");
    text[at] = '\n';
    expect_skin_like(parse(text)[0]);
}

TEST(Cgats, ReadsTabSeparatedRowsWithEmptyNames) {
    std::string text = cgats("", "nm");
    const auto begin = text.find("BEGIN_DATA\n");
    for (auto i = begin; i < text.size(); ++i)
        if (text[i] == ' ') text[i] = '\t';
    text.replace(text.find("\"left\tarm\""), 10, "");
    const auto all = parse(text);
    expect_skin_like(all[0]);
    EXPECT_EQ(all[0].name, "1");
}

TEST(Cgats, RefusesLightSources) {
    EXPECT_THAT(error_of(cgats("MEAS_TYPE \"EMISSION\"\n", "SPEC_")), HasSubstr("measured by reflection"));
}

TEST(Cgats, NeverMisreadsATruncatedFile) {
    const std::string text = cgats("SPECTRAL_NORM 100\n", "SPECTRAL_NM", 100);
    for (std::size_t length = 0; length + std::string("_DATA\n").size() < text.size(); ++length)
        EXPECT_THROW(parse(text.substr(0, length)), Error) << "cut at " << length;
}

TEST(Cgats, RefusesOtherQuantitiesUnderAnyOfItsKeywords) {
    for (const char* line : {"MEASUREMENT_MODE \"Transmission\"", "COLOR_REP \"DENSITY\"", "DATA_TYPE \"Emission\"",
                             "SPECTRAL_TYPE \"Transmittance\"", "MEASUREMENT_TYPE \"Transmission\""})
        EXPECT_THAT(error_of(cgats(std::string(line) + "\n", "SPEC_")), HasSubstr("measured by reflection")) << line;
    for (const char* line :
         {"DESCRIPTOR \"Emission of a display\"", "MEASUREMENT_SOURCE \"MeasurementMode=Transmissive\""}) {
        const std::string text = cgats(std::string(line) + "\n", "SPEC_");
        EXPECT_TRUE(error_of(text) != "no error" || has_diagnostic(parse(text).at(0), "quantity_doubtful")) << line;
    }
    EXPECT_TRUE(has_diagnostic(parse(cgats("# absorbance\n", "SPEC_")).at(0), "quantity_doubtful"));
    EXPECT_FALSE(has_diagnostic(parse(cgats("DESCRIPTOR \"left arm\"\n", "SPEC_")).at(0), "quantity_doubtful"));
}

TEST(Cgats, BelievesAStatedUnit) {
    const auto all = parse(cgats("SPECTRAL_UNITS \"PERCENT\"\n", "SPEC_", 1.5));
    EXPECT_NEAR(all.at(0).reflectance.at(0), 0.015 * skin_like(400), 1e-5);
}

TEST(Cgats, LeavesOutRowsOfStatistics) {
    std::string text = cgats("", "SPEC_");
    const auto start = text.find("1 \"left arm\"");
    std::string deviation = "2 \"StdDev\"";
    for (int nm = 400; nm <= 700; nm += 10) deviation += " 0.005";
    deviation += "\n";
    text.insert(start, deviation);
    text.replace(text.find("NUMBER_OF_SETS 1"), 16, "NUMBER_OF_SETS 2");
    const auto all = parse(text);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].name, "left arm");
    EXPECT_TRUE(has_diagnostic(all[0], "statistics_left_out"));
}
