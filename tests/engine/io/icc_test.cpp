// Consistency: device colour: Little CMS against the closed form of IEC 61966-2-1, two implementations that share nothing.

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/srgb.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/color_management.hpp"
#include "undertone/io/icc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

using namespace undertone;

namespace {

/// XYZ of an sRGB pixel by the closed form's inverse (IEC 61966-2-1), Y = 100 for white.
XYZ xyz_of_pixel(int r, int g, int b) {
    const auto linear = [](int v) {
        const double c = v / 255.0;
        return 100 * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    };
    const double lr = linear(r), lg = linear(g), lb = linear(b);
    return {0.4124 * lr + 0.3576 * lg + 0.1805 * lb, 0.2126 * lr + 0.7152 * lg + 0.0722 * lb,
            0.0193 * lr + 0.1192 * lg + 0.9505 * lb};
}

std::vector<std::uint8_t> pixel_grid() {
    std::vector<std::uint8_t> rgb;
    for (int r = 0; r <= 255; r += 17)
        for (int g = 0; g <= 255; g += 17)
            for (int b = 0; b <= 255; b += 17)
                for (const int v : {r, g, b}) rgb.push_back(static_cast<std::uint8_t>(v));
    return rgb;
}

int byte_of(double value) { return static_cast<int>(std::lround(255 * std::clamp(value, 0.0, 1.0))); }

} // namespace

TEST(SrgbConverter, AgreesWithTheClosedFormWithinOneStep) {
    const auto grid = pixel_grid();
    std::vector<XYZ> xyz;
    for (std::size_t i = 0; i < grid.size(); i += 3) xyz.push_back(xyz_of_pixel(grid[i], grid[i + 1], grid[i + 2]));
    std::vector<std::uint8_t> out(grid.size());
    SrgbConverter().pixels_from_xyz(xyz, out);
    int worst = 0, differing = 0;
    for (std::size_t i = 0; i < xyz.size(); ++i) {
        const Srgb closed = srgb_from_xyz(xyz[i]);
        const int expected[] = {byte_of(closed.r), byte_of(closed.g), byte_of(closed.b)};
        for (std::size_t k = 0; k < 3; ++k) {
            worst = std::max(worst, std::abs(out[3 * i + k] - expected[k]));
            differing += out[3 * i + k] != expected[k];
        }
    }
    RecordProperty("bytes_that_differ", differing);
    EXPECT_LE(worst, 1);
}

TEST(SrgbConverter, ReturnsEveryPixelItIsGiven) {
    const SrgbConverter convert;
    const auto grid = pixel_grid();
    std::vector<std::uint8_t> out(grid.size());
    EXPECT_EQ(convert.pixels_from_lab(convert.lab_from_pixels(grid), out), 0u);
    EXPECT_EQ(out, grid);
}

TEST(SrgbConverter, LabOfAPixelAgreesWithTheClosedForm) {
    const auto grid = pixel_grid();
    const auto labs = SrgbConverter().lab_from_pixels(grid);
    // Lightness needs no chromatic adaptation to compare for greys; white is white under any.
    for (std::size_t i = 0; i < labs.size(); ++i) {
        if (grid[3 * i] != grid[3 * i + 1] || grid[3 * i] != grid[3 * i + 2]) continue;
        const XYZ xyz = xyz_of_pixel(grid[3 * i], grid[3 * i], grid[3 * i]);
        EXPECT_NEAR(labs[i].l, lab_from_xyz(xyz, {95.05, 100, 108.9}).l, 0.01);
        EXPECT_NEAR(labs[i].a, 0, 0.02);
        EXPECT_NEAR(labs[i].b, 0, 0.02);
    }
}

TEST(SrgbConverter, CountsAndClipsColoursOutsideTheGamut) {
    const SrgbConverter convert;
    const std::vector<Lab> colours = {{50, 0, 0}, {50, 120, 0}, {65, 12, 15}, {40, 0, -110}};
    std::vector<std::uint8_t> rgb(12);
    EXPECT_EQ(convert.pixels_from_lab(colours, rgb), 2u);
    EXPECT_TRUE(convert.in_gamut(colours[0]));
    EXPECT_FALSE(convert.in_gamut(colours[1]));
    EXPECT_TRUE(convert.in_gamut(colours[2])); // skin
    EXPECT_FALSE(convert.in_gamut(colours[3]));
    EXPECT_EQ(rgb[0], 119); // L* 50 is sRGB 119 (118.9)
    EXPECT_EQ(rgb[0], rgb[1]);
    EXPECT_EQ(rgb[1], rgb[2]);
}

TEST(SrgbConverter, WhiteUnderDaylightIsWhite) {
    std::vector<std::uint8_t> rgb(3);
    const XYZ white = Viewing("D65").white();
    EXPECT_EQ(SrgbConverter().pixels_from_xyz(std::span(&white, 1), rgb), 0u);
    EXPECT_EQ(rgb, (std::vector<std::uint8_t>{255, 255, 255}));
}

TEST(SrgbConverter, IsSharedByThreads) {
    const SrgbConverter convert;
    const auto grid = pixel_grid();
    const auto labs = convert.lab_from_pixels(grid);
    std::vector<std::vector<std::uint8_t>> out(4, std::vector<std::uint8_t>(grid.size()));
    std::vector<std::thread> threads;
    for (auto& one : out) threads.emplace_back([&] { convert.pixels_from_lab(labs, one); });
    for (auto& thread : threads) thread.join();
    for (const auto& one : out) EXPECT_EQ(one, grid);
}

TEST(SrgbConverter, RejectsAnOutputOfTheWrongSize) {
    const std::vector<Lab> colours(2);
    std::vector<std::uint8_t> rgb(5);
    EXPECT_THROW(SrgbConverter().pixels_from_lab(colours, rgb), DomainError);
}

TEST(SrgbProfile, IsAProfileAndAlwaysTheSame) {
    const auto profile = srgb_icc_profile();
    EXPECT_THAT(icc_description(profile), testing::HasSubstr("sRGB"));
    EXPECT_EQ(std::string(profile.begin() + 36, profile.begin() + 40), "acsp"); // ICC.1:2022, 7.2.9
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));               // the header's date has seconds
    EXPECT_EQ(srgb_icc_profile(), profile);
}

// Found by fuzz_icc: such a byte begins no character of UTF-8, so the text is Latin-1.
TEST(SrgbProfile, MayBeDescribedInLatin1) {
    auto profile = srgb_icc_profile();
    const std::string type = "mluc";
    const auto at = std::search(profile.begin(), profile.end(), type.begin(), type.end());
    ASSERT_NE(at, profile.end());
    constexpr char latin1[] = "text\0\0\0\0Gr\xF8n \xFF\xF5\x80";
    std::copy_n(latin1, sizeof latin1, at); // with the zero that ends it
    EXPECT_THAT(icc_description(profile), testing::StartsWith("Gr\xC3\xB8n \xC3\xBF\xC3\xB5\xC2\x80"));
}

// Found by fuzz_icc: a class and a space that no enumeration has.
TEST(SrgbProfile, MayClaimAnyClassAndSpace) {
    for (const std::size_t at : {12, 16, 20}) { // ICC.1:2022, 7.2: class, space, connection space
        auto profile = srgb_icc_profile();
        std::fill_n(profile.begin() + static_cast<std::ptrdiff_t>(at), 4, std::uint8_t{0xFF});
        try { // Little CMS itself refuses some
            const IccInfo info = icc_info(profile);
            EXPECT_EQ(info.device_class, at == 12 ? "other" : "display");
            EXPECT_EQ(info.color_space, at == 16 ? "????" : "RGB");
        } catch (const DataError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("not an ICC profile"));
        }
        EXPECT_THROW(DeviceToLab{profile}, Error);
    }
}

TEST(SrgbProfile, AFailureOfLittleCmsBecomesAnError) {
    const std::vector<std::uint8_t> junk(300, 7);
    try {
        icc_description(junk);
        FAIL() << "junk passed for a profile";
    } catch (const Error& e) {
        EXPECT_THAT(e.what(), testing::StartsWith("Little CMS: reading an ICC profile failed: "));
    }
}
