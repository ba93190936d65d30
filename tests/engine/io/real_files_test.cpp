// Reference: files written by real instruments and programs. None of them is ours, so they are not in the project.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

using namespace undertone;
using namespace io_test;
using testing::HasSubstr;

namespace {

class RealFile : public testing::Test {
protected:
    void SetUp() override { UNDERTONE_NEEDS_SHARED_FILES(); }

    static std::vector<Measurement> read(const char* path) { return read_measurements(shared_data(path).string()); }

    static std::string refusal(const fs::path& path) {
        try {
            read_measurements(path.string());
        } catch (const Error& e) {
            return e.what();
        }
        return "";
    }
};

} // namespace

TEST_F(RealFile, SkinOfFiftySubjects) {
    const auto all = read("skin/nist_odd_subjects.csv");
    ASSERT_EQ(all.size(), 200u);
    EXPECT_EQ(all[0].name, "subject_001_R1");
    EXPECT_EQ(all[199].name, "subject_099_average");
    for (const auto& m : all) {
        EXPECT_EQ(m.wavelengths_nm.size(), 251u);
        EXPECT_TRUE(m.diagnostics.empty()) << m.name << ": " << m.diagnostics[0].message;
    }
    EXPECT_DOUBLE_EQ(all[0].reflectance[10], 0.0530); // 280 nm
}

TEST_F(RealFile, SkinReadingsRepeatAsPublished) {
    const auto all = read("skin/nist_odd_subjects.csv");
    double worst_mean = 0;
    std::vector<double> spreads;
    for (std::size_t i = 0; i < all.size(); i += 4) {
        const auto repeats = average_readings(std::span(all).subspan(i, 3));
        spreads.push_back(*repeats.spread_delta_e);
        for (std::size_t k = 0; k < repeats.mean.reflectance.size(); ++k) // NIST's own average, rounded to 1e-4
            worst_mean = std::max(worst_mean, std::abs(repeats.mean.reflectance[k] - all[i + 3].reflectance[k]));
    }
    EXPECT_LE(worst_mean, 1.01e-4);
    std::sort(spreads.begin(), spreads.end());
    RecordProperty("median_spread", std::to_string(spreads[spreads.size() / 2]));
    EXPECT_GT(spreads[spreads.size() / 2], 0.1);
    EXPECT_LT(spreads[spreads.size() / 2], 1.5); // the range reported for skin
}

TEST_F(RealFile, ArgyllColorCheckerHoldsLab) {
    const auto all = read("instrument_files/cgats/ColorChecker.cie");
    ASSERT_EQ(all.size(), 24u);
    EXPECT_EQ(all[0].name, "A01");
    EXPECT_DOUBLE_EQ(all[0].lab->l, 37.99);
    EXPECT_DOUBLE_EQ(all[1].lab->b, 17.81);
    EXPECT_TRUE(has_diagnostic(all[0], "viewing_assumed"));
}

TEST_F(RealFile, SpectrolinoTargetHoldsSpectra) {
    const auto all = read("instrument_files/cgats/X-Rite_Digital_Colour_Checker.txt");
    ASSERT_EQ(all.size(), 10u);
    EXPECT_EQ(all[3].name, "X4");
    EXPECT_EQ(all[3].wavelengths_nm.size(), 36u);
    EXPECT_DOUBLE_EQ(all[3].reflectance[0], 0.1763);
    EXPECT_EQ(all[3].instrument, "Spectrolino");
    EXPECT_EQ(all[3].illuminant, "D65");
    EXPECT_EQ(all[3].observer, "1964_10deg");
}

TEST_F(RealFile, ArgyllIlluminantIsReadAndDoubted) {
    const auto all = read("instrument_files/cgats/example.sp");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].wavelengths_nm.size(), 107u);
    EXPECT_TRUE(has_diagnostic(all[0], "above_white")); // daylight over 100 % of its value at 560 nm
}

TEST_F(RealFile, SpectraShopTableHoldsSpectraAndLab) {
    const auto all = read("instrument_files/spectrashop/example.csv");
    ASSERT_EQ(all.size(), 414u);
    EXPECT_EQ(all[0].name, "TR651_T35_P1_dmax-0 M0");
    EXPECT_DOUBLE_EQ(all[0].reflectance[0], 0.1624852);
    EXPECT_DOUBLE_EQ(all[0].lab->l, 73.98);
    EXPECT_TRUE(has_diagnostic(all[2], "zeros_at_ends")); // M2, ultraviolet cut: zeros at 380 and 390 nm
    EXPECT_EQ(all[2].wavelengths_nm.front(), 380);
    EXPECT_EQ(all[2].reflectance.front(), 0);
    const auto grid = on_grid(all[2]);
    EXPECT_EQ(grid.coverage.first_nm, 400);
    EXPECT_FALSE(grid.coverage.measured[0]);
}

TEST_F(RealFile, SpectraShopTextAndTableHoldTheSame) {
    const auto table = read("instrument_files/spectrashop/example.csv"),
               text = read("instrument_files/spectrashop/example.txt");
    ASSERT_EQ(text.size(), 414u);
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_EQ(text[i].name, table[i].name);
        EXPECT_EQ(text[i].wavelengths_nm, table[i].wavelengths_nm);
        EXPECT_EQ(text[i].reflectance, table[i].reflectance);
        EXPECT_EQ(text[i].lab->b, table[i].lab->b);
        EXPECT_EQ(text[i].illuminant + text[i].observer, "D651931_2deg");
        EXPECT_EQ(text[i].geometry, "45/0");
        EXPECT_EQ(text[i].instrument, "i1Pro");
        EXPECT_EQ(text[i].metadata.at("MEASUREMENT_APERTURE"), "4 mm");
    }
}

// The maker's own Lab (D65, 2 degrees) beside each of 414 spectra: reading, resampling and colorimetry in one.
TEST_F(RealFile, SpectraGiveTheLabTheirMakerComputed) {
    const Viewing noon("D65");
    double worst = 0;
    for (const auto& m : read("instrument_files/spectrashop/example.txt"))
        worst = std::max(worst, delta_e_1976(noon.lab(on_grid(m).values), *m.lab));
    RecordProperty("worst_delta_e_1976", std::to_string(worst));
    EXPECT_LE(worst, 0.03);
}

TEST_F(RealFile, QtxSpectraGiveTheXyzTaggedD65And10Degrees) {
    int tagged = 0;
    double worst = 0;
    const Viewing noon("D65", "1964_10deg");
    for (const auto& entry : fs::directory_iterator(shared_data("instrument_files/qtx")))
        for (const auto& m : read_measurements(entry.path().string())) {
            if (m.illuminant.empty() || m.lab_only()) continue;
            EXPECT_EQ(m.illuminant + "/" + m.observer, "D65/1964_10deg");
            double x = 0, y = 0, z = 0;
            ASSERT_EQ(std::sscanf(m.metadata.at("XYZ").c_str(), "%lf %lf %lf", &x, &y, &z), 3);
            const XYZ computed = noon.xyz(on_grid(m).values);
            worst = std::max({worst, std::abs(computed.x - x), std::abs(computed.y - y), std::abs(computed.z - z)});
            ++tagged;
        }
    EXPECT_GE(tagged, 1);
    RecordProperty("worst_xyz", std::to_string(worst));
    EXPECT_LE(worst, 0.02);
}

namespace {

struct Expected {
    const char* file;
    std::size_t count;
    const char *name, *geometry, *instrument;
    double first_nm, last_nm, first_value;
};

} // namespace

TEST_F(RealFile, InstrumentExportsHoldWhatIsInThem) {
    const Expected files[] = {
        {"qtx/332hs628.qtx", 14, "Blue Nylon 33445", "8/d SCE", "", 360, 700, 0.2984853},
        {"qtx/CARTER TEST.qtx", 1, "nyk batch1", "", "", 400, 700, 0.04130611},
        {"qtx/CARTER2.qtx", 2, "164-365", "8/d SCI", "", 360, 700, 0.44634426},
        {"qtx/CTMAIL3.QTX", 9, "NEXT_!DarkredNXCW/cott/intl/LD/10860C", "8/d SCI", "", 360, 700, 0.06224},
        {"qtx/Ctmail5.qtx", 481, "RIVER RED STD", "", "", 400, 700, 0.05413826},
        {"qtx/color4j.qtx", 435, "31006", "8/d SCI", "", 360, 700, 0.13669474},
        {"qtx/file1.qtx", 1, "Blue Nylon 33445", "8/d SCE", "", 360, 700, 0.2984853},
        {"qtx/file2.qtx", 1, "332 Hong Seng 6/26 1b", "8/d SCE", "", 360, 700, 0.32352676},
        {"qtx/file4.qtx", 1, "332 Hong Seng 6/26 1b", "8/d SCE", "", 360, 700, 0.22613037},
        {"qtx/file6.qtx", 1, "332 Hong Seng 6/26 2C", "8/d SCE", "", 360, 700, 0.03352193},
        {"qtx/file8.qtx", 1, "332 Hong Seng 6/26 1b", "8/d SCE", "", 360, 700, 0.31235275},
        {"qtx/next2.qtx", 13, "NEXT136CTV2PALE GREY", "8/d SCI", "Datacolor Spectraflash 600", 360, 700, 0.52776039},
        {"qtx/nyk test.qtx", 2, "nyk test", "", "", 400, 700, 0.03246958},
        {"mif/G7_P1w08.mif", 11, "G7-B-1-w", "45/0", "X-Rite 968", 400, 700, 0.15500975},
        {"mif/G7_P5w08.mif", 8, "G7-B-5-w", "45/0", "X-Rite 968", 400, 700, 0.15265015},
        {"xtf/Gold2.xtf", 10, "Golden Yellow SCI", "8/d SCI", "X-Rite SP64", 400, 700, 0.13885177},
        {"xtf/blue.xtf", 4, "AC382 Pastel Blue SCI", "8/d SCI", "", 400, 700, 0.58299999},
        {"xtf/manystd.xtf", 12, "Chameleon #31 (SP64) SCI", "8/d SCI", "X-Rite SP64", 400, 700, 0.094316397},
        {"mtf/FEDERAL.mtf", 1, "ERAL", "", "", 400, 740, 0.19342},
        {"mtf/MID.mtf", 2, "MIDNIGHT", "8/d SCI", "CM3700d", 400, 740, 0.03875},
        {"mtf/OR-20090  PETAL.MTF", 2, "PETAL", "8/d SCI", "CM3700d", 400, 700, 0.6037},
        {"mtf/SEA  BLUE.mtf", 1, "BLUE", "", "", 400, 740, 0.10640},
        {"mtf/VS-205585 AQUAMARINE.MTF", 2, "AQUAMARINE", "8/d SCI", "CM3700d", 400, 740, 0.32190},
        {"cxf/sample.cxf", 144, "1", "45/0", "", 380, 680, 0.0179408},
    };
    for (const Expected& expected : files) {
        SCOPED_TRACE(expected.file);
        const auto all = read((std::string("instrument_files/") + expected.file).c_str());
        ASSERT_EQ(all.size(), expected.count);
        const Measurement& m = all.front();
        EXPECT_EQ(m.name, expected.name);
        EXPECT_EQ(m.geometry, expected.geometry);
        EXPECT_EQ(m.instrument, expected.instrument);
        EXPECT_EQ(m.wavelengths_nm.front(), expected.first_nm);
        EXPECT_EQ(m.wavelengths_nm.back(), expected.last_nm);
        EXPECT_NEAR(m.reflectance.front(), expected.first_value, 1e-12);
    }
}

TEST_F(RealFile, WhatSurroundsTheNumbersIsKept) {
    const auto qtx = read("instrument_files/qtx/332hs628.qtx");
    EXPECT_EQ(qtx[0].date, "2002-06-06T14:20:19Z");
    EXPECT_EQ(qtx[0].metadata.at("aperture"), "SAV");
    EXPECT_EQ(qtx[1].metadata.at("standard"), "Blue Nylon 33445");
    EXPECT_EQ(qtx[1].metadata.at("role"), "batch");
    const auto mif = read("instrument_files/mif/G7_P1w08.mif");
    EXPECT_EQ(mif[3].metadata.at("tolerance"), "45 CMC D65/10 2.0000000e+000 1.0000000e+000 1.0000000e+000");
    EXPECT_EQ(mif[3].metadata.at("customer"), "GRACoL_White_1");
    const auto xtf = read("instrument_files/xtf/Gold2.xtf");
    EXPECT_EQ(xtf[1].name, "Golden Yellow SCE");
    EXPECT_EQ(xtf[1].geometry, "8/d SCE");
    EXPECT_EQ(xtf[9].name, "Golden Yellow sample 4 SCE");
    EXPECT_EQ(xtf[9].metadata.at("note"), "hahahaha2 | mwahahahaha6");
    const auto mtf = read("instrument_files/mtf/MID.mtf");
    EXPECT_EQ(mtf[1].metadata.at("id"), "RS-20307");
    EXPECT_EQ(mtf[0].date, "05/09/2003 10:09:11 AM");
    EXPECT_EQ(mtf[0].metadata.at("tolerance"), "CMC 2:1");
    EXPECT_NEAR(mtf[1].reflectance.back(), 0.5685, 1e-12);
    const auto broken = read("instrument_files/qtx/Ctmail5.qtx");
    EXPECT_EQ(std::count_if(broken.begin(), broken.end(), [](const auto& m) { return has_diagnostic(m, "extra_values"); }),
              1);
}

TEST_F(RealFile, CxfGivesTheLabThatStandsBesideItsSpectra) {
    const auto all = read("instrument_files/cxf/sample.cxf");
    EXPECT_EQ(all[0].illuminant, "D50");
    EXPECT_EQ(all[0].date, "2007-06-14T00:00:00-08:00");
    double worst = 0; // ends at 680 nm: its writer and we continue it differently
    const Viewing viewing("D50");
    for (const auto& m : all) worst = std::max(worst, delta_e_1976(viewing.lab(on_grid(m).values), *m.lab));
    RecordProperty("worst_delta_e_1976", std::to_string(worst));
    EXPECT_LE(worst, 0.15);
    const auto references = read("instrument_files/cxf/id_reference_validation.cxf");
    ASSERT_EQ(references.size(), 9u);
    EXPECT_EQ(references[0].illuminant, "D65");
    EXPECT_EQ(references[1].illuminant, "D50"); // "spec1" is not "SPEC1"
}

TEST_F(RealFile, OthersAreRefusedWithTheRightReason) {
    const std::pair<const char*, const char*> reasons[] = {
        {"cxf/custom_resources.cxf", "the file holds no objects"},
        {"cxf/empty_sections.cxf", "the file holds no objects"},
        {"cxf/fileinformation_all_optional.cxf", "the file holds no objects"},
        {"cxf/multiple_objects.cxf", "none of the 10 objects holds reflectance, Lab or XYZ"},
        {"cxf/string_edge_cases.cxf", "the only object holds no"},
        {"Fluorescent.spdx", "TM-27"},
        {"uprtek.xls.txt", "light meter"},
    };
    for (const auto& [file, reason] : reasons)
        EXPECT_THAT(refusal(shared_data("instrument_files") / file), HasSubstr(reason)) << file;
}
