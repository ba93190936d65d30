// Property: from the ink of a puncture to the healed concentration.

#include "undertone/pigment/dose.hpp"

#include "undertone/base/error.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace undertone {

using ::testing::HasSubstr;

TEST(Dose, OfTheUsualDotIsTheDefaultRetention) {
    // 1.1 nl x 0.67 over a cylinder of 0.125 mm between 0.1 and 0.45 mm.
    const LogNormal usual = retention(InkDose{}, Dots{});
    EXPECT_NEAR(usual.median, Dots{}.retention.median, 0.005);
    EXPECT_NEAR(usual.log_sd, Dots{}.retention.log_sd, 0.005);
    EXPECT_NEAR(dot_volume_nl(Dots{}), 4.295, 0.001);
}

TEST(Dose, IsThinnerInMoreTissue) {
    Dots wide;
    wide.diameter_mm = 2 * usual_dot::diameter_mm;
    EXPECT_NEAR(retention(InkDose{}, wide).median, retention(InkDose{}, Dots{}).median / 4, 1e-12);
    const Dots dosed = with_dose(wide, {{2.2, 0.1}, {0.5, 0.2}});
    EXPECT_NEAR(dosed.retention.median, 2.2 * 0.5 / dot_volume_nl(wide), 1e-12);
    EXPECT_NEAR(dosed.retention.log_sd, std::hypot(0.1, 0.2), 1e-12);
    EXPECT_EQ(dosed.kept_share, 0.5);
}

TEST(Dose, FollowsTheHoleOfTheNeedle) {
    const InkDose usual = dose_of_needle({}, Dots{}), twice = dose_of_needle({0.6}, Dots{});
    EXPECT_NEAR(usual.ink_volume_nl.median, InkDose{}.ink_volume_nl.median, 1e-12);
    EXPECT_NEAR(twice.ink_volume_nl.median, 4 * usual.ink_volume_nl.median, 1e-12);
    Dots deep;
    deep.bottom_mm = 0.9;
    EXPECT_NEAR(dose_of_needle({}, deep).ink_volume_nl.median, 2 * usual.ink_volume_nl.median, 1e-12);
}

TEST(Dose, OfACountedPracticeIsKnownBetterWhereTheLossWasMeasured) {
    // 0.4 ml for 9000 dots is 44 nl a dot: most was wiped off.
    const InkDose counted = dose_of_practice({0.4, 9000, {}}, Dots{}),
                  weighed = dose_of_practice({0.4, 9000, 0.382}, Dots{});
    EXPECT_LT(counted.ink_volume_nl.log_sd, InkDose{}.ink_volume_nl.log_sd);
    EXPECT_GT(counted.ink_volume_nl.log_sd, 0.9 * InkDose{}.ink_volume_nl.log_sd);
    EXPECT_NEAR(weighed.ink_volume_nl.median, 2.0, 0.1); // 0.018 ml over 9000 dots
    EXPECT_LT(weighed.ink_volume_nl.log_sd, 0.1);
    EXPECT_GT(dose_of_practice({0.8, 9000, {}}, Dots{}).ink_volume_nl.median, counted.ink_volume_nl.median);
}

TEST(Dose, RefusesWhatCannotBe) {
    const auto refused = [](auto call, const char* name, const char* says) {
        try {
            call();
            ADD_FAILURE() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name);
            EXPECT_THAT(error.what(), HasSubstr(says));
        }
    };
    refused([] { retention({{20, 0.1}, {0.67, 0.2}}, Dots{}); }, "dose.ink_volume_nl", "cannot hold more than the cup's");
    refused([] { retention({{-1, 0.1}, {0.67, 0.2}}, Dots{}); }, "dose.ink_volume_nl.median", "nl");
    refused([] { retention({{1, 0.1}, {1.2, 0.2}}, Dots{}); }, "dose.kept_share.median", "share");
    refused([] { dose_of_needle({0}, Dots{}); }, "needle_mm", "mm");
    refused([] { dose_of_practice({0.4, 9000, 0.4}, Dots{}); }, "practice.lost_ml", "less than");
    refused([] { dose_of_practice({0.4, 9000, 0.0}, Dots{}); }, "practice.used_ml", "a hole 0.3 mm wide");
    refused([] { dose_of_practice({0, 9000, {}}, Dots{}); }, "practice.used_ml", "");
    refused([] { dose_of_practice({0.4, 0, {}}, Dots{}); }, "practice.dots", "");
}

} // namespace undertone
