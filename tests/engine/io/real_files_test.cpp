// Reference: files written by real instruments and programs. None of them is ours, so they are not in the project.

#include "io/measurement_files.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

using namespace undertone;
using namespace io_test;
using testing::HasSubstr;

namespace {

class RealFile : public testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(shared_data / "instrument_files"))
            GTEST_SKIP() << "reference measurements are not here: " << (shared_data / "instrument_files");
    }

    static std::vector<Measurement> read(const char* path) { return read_measurements((shared_data / path).string()); }

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
    EXPECT_TRUE(has_diagnostic(all[2], "zeros_dropped")); // M2, ultraviolet cut: zeros at 380 and 390 nm
    EXPECT_EQ(all[2].wavelengths_nm.front(), 400);
}

// The maker's own Lab (D65, 2 degrees) beside each of 414 spectra: reading, resampling and colorimetry in one.
TEST_F(RealFile, SpectraGiveTheLabTheirMakerComputed) {
    const Viewing noon("D65");
    double worst = 0;
    for (const auto& m : read("instrument_files/spectrashop/example.csv"))
        worst = std::max(worst, delta_e_1976(noon.lab(on_grid(m).values), *m.lab));
    RecordProperty("worst_delta_e_1976", std::to_string(worst));
    EXPECT_LE(worst, 0.1);
}

TEST_F(RealFile, OtherKindsAreNamedAndRefused) {
    const std::pair<const char*, const char*> kinds[] = {
        {"qtx", "Datacolor QTX"}, {"mif", "X-Rite MIF"}, {"mtf", "MTF"}, {"xtf", "X-Rite XTF"}, {"cxf", ""}};
    int seen = 0;
    for (const auto& [folder, name] : kinds)
        for (const auto& entry : fs::directory_iterator(shared_data / "instrument_files" / folder)) {
            const std::string message = refusal(entry.path());
            EXPECT_THAT(message, HasSubstr(name)) << entry.path();
            EXPECT_THAT(message, HasSubstr("does not read that kind; export")) << entry.path();
            ++seen;
        }
    EXPECT_GE(seen, 25);
    EXPECT_THAT(refusal(shared_data / "instrument_files/spectrashop/example.txt"), HasSubstr("SpectraShop project"));
    EXPECT_THAT(refusal(shared_data / "instrument_files/Fluorescent.spdx"), HasSubstr("TM-27"));
    EXPECT_THAT(refusal(shared_data / "instrument_files/uprtek.xls.txt"), HasSubstr("light meter"));
}
