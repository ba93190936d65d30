// Reference, consistency, property: what an eye at some distance makes of a fine pattern.

#include "undertone/colorimetry/pattern_sight.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace undertone {

// Reference: sums of Gaussians as the table of 1996 has them, worked out by hand at 10 cycles per degree.
TEST(OpponentGains, FollowThePublishedTable) {
    const auto gaussian = [](double spread_deg) { return std::exp(-100 * std::pow(std::numbers::pi * spread_deg, 2)); };
    const Eigen::Array3d gains = opponent_gains(10);
    EXPECT_NEAR(gains(0), (0.921 * gaussian(0.0283) + 0.105 * gaussian(0.133)) / 0.918, 1e-9);
    EXPECT_NEAR(gains(1), 0.531 * gaussian(0.0392) / 0.861, 1e-9);
    EXPECT_NEAR(gains(2), 0.488 * gaussian(0.0536) / 0.859, 1e-9);
    EXPECT_NEAR(gains(0), 0.455, 0.001);
}

TEST(OpponentGains, KeepEvenAreasAndPassLuminanceFarthest) {
    EXPECT_TRUE((opponent_gains(0) - 1).abs().maxCoeff() < 1e-12);
    for (const double f : {3.0, 6.0, 12.0, 24.0}) {
        const Eigen::Array3d gains = opponent_gains(f);
        EXPECT_GT(gains(0), gains(1)) << f;
        EXPECT_GT(gains(1), gains(2)) << f;
    }
    EXPECT_LT(opponent_gains(60)(0), 1e-6); // beyond what any eye resolves
}

TEST(PatternSight, AgreesWithLabOnCoarsePatterns) {
    const Viewing viewing("D65");
    const XYZ mean = viewing.xyz(Bands::LinSpaced(0.1, 0.4));
    const Eigen::Matrix3d slopes = PatternSight(mean, viewing.white(), 1).lab_per_xyz(1e-5);
    const Lab at = lab_from_xyz(mean, viewing.white());
    for (int channel = 0; channel < 3; ++channel) {
        XYZ moved = mean;
        (channel == 0 ? moved.x : channel == 1 ? moved.y : moved.z) += 1e-5;
        const Lab lab = lab_from_xyz(moved, viewing.white());
        EXPECT_NEAR(slopes(0, channel), (lab.l - at.l) / 1e-5, 1e-3);
        EXPECT_NEAR(slopes(1, channel), (lab.a - at.a) / 1e-5, 1e-3);
        EXPECT_NEAR(slopes(2, channel), (lab.b - at.b) / 1e-5, 1e-3);
    }
}

TEST(PatternSight, SeesLessFromFartherAndRefusesWhatNoEyeDoes) {
    const Viewing viewing("D65");
    const XYZ mean = viewing.xyz(Bands::Constant(0.3));
    double before = 1e9;
    for (const double distance_m : {0.25, 0.5, 1.0, 3.0}) {
        const double now = PatternSight(mean, viewing.white(), distance_m).lab_per_xyz(8)(0, 1);
        EXPECT_LT(now, before);
        before = now;
    }
    EXPECT_NEAR(mm_per_degree(1), 17.455, 0.001);
    for (const double bad : {0.0, -1.0, 0.05, 101.0, std::nan("")})
        EXPECT_THROW(PatternSight(mean, viewing.white(), bad), DomainError) << bad;
}

// Legge and Foley: the difference that is seen grows with the 0.6th power of what stands there.
TEST(LeastTextureDifference, GrowsWithTheTexture) {
    const double least = least_texture_difference(55, 0);
    EXPECT_NEAR(least, 71.0 / 3 * 0.005 / std::numbers::sqrt2, 1e-12);
    EXPECT_EQ(least_texture_difference(55, 0.5 * least), least);
    EXPECT_NEAR(least_texture_difference(55, 10 * least), least * std::pow(10, 0.6), 1e-12);
}

} // namespace undertone
