// Property, consistency: ladders of a line by class of skin, and which of their steps are flagged.
#include "undertone/app/line_ladder.hpp"
#include "undertone/base/error.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

/// A ladder whose area has these L*.
Ladder with_lightness(const std::vector<double>& water_parts, const std::vector<double>& l) {
    Ladder ladder;
    ladder.perceptible_delta_e_2000 = 0.6;
    ladder.inks.push_back({"ink", {}, {}});
    for (std::size_t i = 0; i < l.size(); ++i) {
        LadderStep step;
        step.water_parts = water_parts[i];
        step.area_lab = {l[i], 8, 15};
        ladder.inks[0].steps.push_back(step);
    }
    return ladder;
}

const std::vector<double> doubling{0, 1, 3, 7, 15, 31};

TEST(LineLadder, FlagsNoStepOfAStraightLine) {
    EXPECT_TRUE(flagged_steps(with_lightness(doubling, {50, 51, 52, 53, 54, 55})).empty());
    // Straight over log2(N + 1), however the dilutions are spaced.
    EXPECT_TRUE(flagged_steps(with_lightness({0, 3, 7, 31}, {50, 52, 53, 55})).empty());
}

TEST(LineLadder, FlagsJumpsStallsAndReversals) {
    const auto kind = [](const std::vector<double>& l) {
        const auto flagged = flagged_steps(with_lightness(doubling, l));
        return flagged.empty() ? std::string() : flagged.front().kind;
    };
    EXPECT_EQ(kind({50, 51, 52, 54.5, 55.5, 56.5}), "jump");
    EXPECT_EQ(kind({50, 51, 52, 52.2, 53.2, 54.2}), "stall");
    EXPECT_EQ(kind({50, 49.9, 51, 52, 53, 54}), "reverses");
    EXPECT_EQ(kind({50, 50.04, 50.08, 50.17, 50.21, 50.25}), "") << "what nobody could measure is no jump";
}

TEST(LineLadder, TellsApartWhatAnEyeDoes) {
    const auto apart = told_apart(with_lightness(doubling, {50, 50.3, 50.5, 51.5, 51.6, 53}));
    ASSERT_EQ(apart.size(), 1u);
    EXPECT_EQ(apart[0].water_parts, (std::vector<double>{0, 7, 31}));
}

TEST(LineLadder, HoldsTheLadderOfEachClassesTypicalSkin) {
    const Line line = load_line("demo");
    const LineLadder all = line_ladder(line, {"tan", "light"}, {"ash"}, {}, {0, 4, 20});
    ASSERT_EQ(all.classes.size(), 2u);
    EXPECT_EQ(all.classes[0].skin_class, "tan");
    const Ladder one = dilution_ladder(typical_skin(skin_class("tan")), line, {"ash"}, {}, {0, 4, 20});
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(all.classes[0].ladder.inks[0].steps[i].area_lab.l, one.inks[0].steps[i].area_lab.l);
    EXPECT_THAT(line_ladder_text(all), testing::HasSubstr("ash"));
}

TEST(LineLadder, RefusesAnUnknownClassAndOneTwice) {
    const Line line = load_line("demo");
    EXPECT_THROW(line_ladder(line, {"pale"}, {}, {}), DomainError);
    EXPECT_THROW(line_ladder(line, {"tan", "tan"}, {}, {}), DomainError);
    EXPECT_THROW(line_ladder(line, {"tan"}, {"no_ink"}, {}), DomainError);
}

} // namespace
} // namespace undertone
