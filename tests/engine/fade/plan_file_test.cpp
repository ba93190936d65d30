// Property: plans from files are read whole or refused with their place.

#include "undertone/fade/plan_file.hpp"

#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {

TEST(FadePlanFiles, AreReadWhole) {
    const FadePlanFile plan =
        parse_fade_plan("water_parts = 15\nsession_shares = [0.5, 0.5]\nsession_interval_days = 14\n"
                        "ink = {soft_black = 2, ash = 1}\nhabits = {latitude_deg = -34, spf_applied = 8}\n"
                        "[[touch_up]]\nyears = 3\n[[touch_up]]\nyears = 6.5\nshare = 0.4\n",
                        "plan.toml");
    EXPECT_EQ(plan.water_parts, 15);
    EXPECT_EQ(plan.session_interval_days, 14);
    EXPECT_THAT(plan.session_shares, testing::ElementsAre(0.5, 0.5));
    EXPECT_EQ(plan.ink.at("soft_black"), 2);
    EXPECT_EQ(plan.habits->latitude_deg, -34);
    EXPECT_EQ(plan.habits->hat_share, Habits{}.hat_share);
    ASSERT_EQ(plan.touch_ups.size(), 2u);
    EXPECT_EQ(plan.touch_ups[0].share, 1);
    EXPECT_EQ(plan.touch_ups[1].years, 6.5);
    const std::string twice =
        "water_parts = 15\n[[touch_up]]\nyears = 3\nshare = 0.2\n[[touch_up]]\nyears = 3\nshare = 0.3\n";
    EXPECT_EQ(parse_fade_plan(twice, "plan.toml").touch_ups.size(), 2u); // two on one day
    EXPECT_FALSE(parse_fade_plan("", "empty.toml").habits.has_value());
}

TEST(FadePlanFiles, SayWhereTheyAreWrong) {
    const auto refused = [](const char* text, int line, const char* what) {
        try {
            parse_fade_plan(text, "plan.toml");
            ADD_FAILURE() << text << " was accepted";
        } catch (const DataError& error) {
            EXPECT_EQ(error.position.line, line) << error.what();
            EXPECT_THAT(error.what(), testing::HasSubstr(what));
        }
    };
    refused("water_parts = 20\nwater = 3\n", 2, "water");
    refused("water_parts = -1\n", 1, "water_parts");
    refused("water_parts = \"much\"\n", 1, "water_parts");
    refused("session_shares = [0.5, 0.4]\n", 1, "0.9");
    refused("session_shares = [0.5, -0.5]\n", 1, "share");
    refused("[[touch_up]]\nyears = 5\n[[touch_up]]\nyears = 4\n", 4, "order");
    refused("[[touch_up]]\nshare = 0.5\n", 1, "years");
    refused("[habits]\nlatitude_deg = 100\n", 1, "latitude");
    refused("[habits]\nlatitude = 10\n", 2, "latitude");
    refused("water_parts = \n", 1, "plan.toml");
    for (const std::string number :
         {"9007199254740993", "9223372036854775807", "1e400", "inf", "nan", "true", "2026-01-01"}) {
        refused(("session_shares = [" + number + "]\n").c_str(), 1, "");
        refused(("ink = { a = " + number + " }\n").c_str(), 1, "");
        refused(("water_parts = " + number + "\n").c_str(), 1, "");
        refused(("[habits]\nlatitude_deg = " + number + "\n").c_str(), 2, "");
        refused(("[[touch_up]]\nyears = " + number + "\n").c_str(), 2, "");
    }
    for (const char* number : {"0", "0.0", "-0.0", "0e5", "0.0_0e-400", "+0.000"}) // zero it is
        EXPECT_EQ(
            parse_fade_plan("habits = { latitude_deg = 1e1, altitude_m = " + std::string(number) + " } # \u00e9\n", "p")
                .habits->altitude_m,
            0.0)
            << number;
    for (const char* number : {"1e-400", "-1e-400", "0.1e-500", "5e-320", "2.2250738585072011e-308"}) // and this is not
        refused(("ink = { \"\u00e9\" = 1 }\nhabits = { latitude_deg = " + std::string(number) + " }\n").c_str(), 2,
                "a number that a double holds, or 0");
    std::string touch_ups, deep = "a";
    for (int i = 0; i < 101; ++i) touch_ups += "[[touch_up]]\nyears = 5\n";
    refused(touch_ups.c_str(), 1, "101 touch-ups, where at most 100 are taken");
    for (int i = 0; i < 50'000; ++i) deep += ".a";
    refused((deep + " = 1\n").c_str(), 1, "nested");
    EXPECT_THROW(read_fade_plan("/nowhere/plan.toml"), DataError);
    EXPECT_THROW(read_fade_plan("/dev/zero"), DataError);
}

} // namespace undertone
