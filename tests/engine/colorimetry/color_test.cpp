// Reference, property: Lab, LCh, sRGB and the classes of skin.

#include "undertone/colorimetry/color.hpp"
#include "undertone/colorimetry/srgb.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

// Reference ---------------------------------------------------------------------------------------------------------

// By definition (CIE 015:2018, 8.2.1): f((24/116)^3) = 24/116, so L* = 8 there; below it L* = 903.3 Y/Yn.
TEST(Lab, HasItsKneeAtLightnessEight) {
    const XYZ white{95, 100, 109};
    const double knee = 216.0 / 24389.0;
    EXPECT_NEAR(lab_from_xyz({95 * knee, 100 * knee, 109 * knee}, white).l, 8.0, 1e-12);
    EXPECT_NEAR(lab_from_xyz({0.095, 0.1, 0.109}, white).l, 24389.0 / 27.0 * 0.001, 1e-12);
    EXPECT_NEAR(lab_from_xyz({95 * 0.18, 18, 109 * 0.18}, white).l, 116 * std::cbrt(0.18) - 16, 1e-12);
}

// IEC 61966-2-1: the primaries and white of sRGB, and Lab of the primaries as profiles and converters give them for
// D65 (two decimals).
TEST(Srgb, KnowsItsPrimaries) {
    EXPECT_EQ(srgb_from_lab({100, 0, 0}).hex(), "#ffffff");
    EXPECT_EQ(srgb_from_lab({0, 0, 0}).hex(), "#000000");
    EXPECT_EQ(srgb_from_lab({53.585, 0, 0}).hex(), "#808080");
    EXPECT_EQ(srgb_from_lab({53.24, 80.09, 67.20}).hex(), "#ff0000");
    EXPECT_EQ(srgb_from_lab({87.73, -86.18, 83.18}).hex(), "#00ff00");
    EXPECT_EQ(srgb_from_lab({32.30, 79.19, -107.86}).hex(), "#0000ff");
}

TEST(Srgb, OfTheD65TableIsWhite) {
    const Srgb white = srgb_from_xyz(Viewing("D65").white());
    EXPECT_NEAR(white.r, 1, 1e-3);
    EXPECT_NEAR(white.g, 1, 1e-3);
    EXPECT_NEAR(white.b, 1, 1e-3);
}

TEST(Srgb, MarksColoursOutsideItsGamut) {
    const Srgb cyan = srgb_from_lab({60, -60, -40});
    EXPECT_LT(cyan.r, 0);
    EXPECT_FALSE(cyan.in_gamut());
    EXPECT_EQ(cyan.hex().substr(0, 3), "#00");
    EXPECT_TRUE(srgb_from_lab({60, 10, 15}).in_gamut());
}

// Chardon, Cretois and Hourseau (1991), with the limits of Del Bino and Bernerd (2013).
TEST(Ita, SortsSkinByLightnessAndYellow) {
    EXPECT_NEAR(ita_deg({70, 10, 20}), 45.0, 1e-12);
    EXPECT_NEAR(ita_deg({35, 10, 15}), -45.0, 1e-12);
    EXPECT_STREQ(ita_class(60), "very_light");
    EXPECT_STREQ(ita_class(55), "light");
    EXPECT_STREQ(ita_class(41), "intermediate");
    EXPECT_STREQ(ita_class(28), "tan");
    EXPECT_STREQ(ita_class(10), "brown");
    EXPECT_STREQ(ita_class(-30), "dark");
}

TEST(Ita, DoesNotJumpWhereYellowVanishes) {
    EXPECT_EQ(ita_deg({70, 0, 0.0}), 90.0);
    EXPECT_EQ(ita_deg({70, 0, -0.0}), 90.0);
    EXPECT_EQ(ita_deg({50, 0, -0.0}), 0.0);
    // The plain arctangent of the 1991 formula would call this bluish dark skin very light.
    EXPECT_STREQ(ita_class(ita_deg({30, 0, -0.1})), "dark");
    EXPECT_STREQ(ita_class(ita_deg({30, 0, 0.1})), "dark");
}

// Property ----------------------------------------------------------------------------------------------------------

TEST(Lab, ComesBackFromXyzUnchanged) {
    RandomStream random(5, 0);
    const XYZ white = Viewing("F2", "1964_10deg").white();
    for (int i = 0; i < 1000; ++i) {
        const Lab lab{100 * random.uniform(), 200 * random.uniform() - 100, 200 * random.uniform() - 100};
        const Lab back = lab_from_xyz(xyz_from_lab(lab, white), white);
        EXPECT_NEAR(back.l, lab.l, 1e-10);
        EXPECT_NEAR(back.a, lab.a, 1e-10);
        EXPECT_NEAR(back.b, lab.b, 1e-10);
    }
}

TEST(LCh, KeepsHueInOneTurn) {
    EXPECT_NEAR(lch_from_lab({50, 0, -10}).h_deg, 270, 1e-12);
    EXPECT_NEAR(lch_from_lab({50, -3, 4}).c, 5, 1e-12);
    EXPECT_EQ(lch_from_lab({50, 1, -1e-20}).h_deg, 0);
    EXPECT_EQ(lch_from_lab({50, -0.0, 0.0}).h_deg, 0);
    RandomStream random(6, 0);
    for (int i = 0; i < 1000; ++i) {
        const Lab lab{50, random.normal(), random.normal()};
        const LCh lch = lch_from_lab(lab);
        EXPECT_GE(lch.h_deg, 0);
        EXPECT_LT(lch.h_deg, 360);
        const double hue = lch.h_deg * std::acos(-1.0) / 180;
        EXPECT_NEAR(lch.c * std::cos(hue), lab.a, 1e-12);
        EXPECT_NEAR(lch.c * std::sin(hue), lab.b, 1e-12);
    }
}

} // namespace
} // namespace undertone
