// Property: what a syringe can measure, and cups made of it.

#include "undertone/search/dosing.hpp"

#include "pigment/test_line.hpp"
#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

using namespace undertone;

namespace {

DosingGrid ten_ml_cup() {
    DosingGrid grid;
    grid.water_ladder = {1, 7.5, 20, 60};
    return grid;
}

const Blend warm{{{"black", 3}, {"brown", 1}}, 20};

} // namespace

TEST(DosingGrid, LeavesNineStepsOfInkAtTwentyToOneInTenMillilitres) {
    EXPECT_EQ(ten_ml_cup().largest_multiple(1, 20), 9); // 21 * 9 = 189 of 200 steps
    EXPECT_EQ(ten_ml_cup().largest_multiple(9, 20), 1);
    EXPECT_EQ(ten_ml_cup().largest_multiple(10, 20), 0);
}

TEST(DosingGrid, HoldsNoMorePigmentThanAllowed) { EXPECT_EQ(ten_ml_cup().largest_multiple(3, 1), 6); } // 18 of 20 steps

TEST(DosingGrid, TakesOnlyWholeStepsOfWater) {
    EXPECT_EQ(ten_ml_cup().largest_multiple(1, 7.5), 20); // 20 steps of ink, 150 of water
    EXPECT_EQ(ten_ml_cup().largest_multiple(15, 7.5), 0); // 112.5 steps of water
}

TEST(DosingGrid, ListsDilutionsThatFit) {
    EXPECT_EQ(ten_ml_cup().allowed_water(3), (std::vector<int>{0, 1, 2, 3}));
    EXPECT_EQ(ten_ml_cup().allowed_water(4), (std::vector<int>{0, 1, 2})); // 4 * 61 > 200
    EXPECT_TRUE(ten_ml_cup().allowed_water(21).empty());
}

TEST(Cup, KeepsTheRatioAndTheTotal) {
    const Cup cup = fill_cup(testing_line::line(), warm, 8.4);
    EXPECT_NEAR(cup.pigment_ml, 0.4, 1e-12);
    EXPECT_NEAR(cup.water.ml, 8.0, 1e-12);
    EXPECT_NEAR(cup.water.ml / cup.pigment_ml, 20, 1e-9);
    ASSERT_EQ(cup.inks.size(), 2u);
    EXPECT_NEAR(cup.inks[0].ml, 0.3, 1e-12);
    EXPECT_NEAR(cup.inks[1].ml, 0.1, 1e-12);
    EXPECT_TRUE(cup.whole_steps);
}

TEST(Cup, WeighsByEachDensity) {
    const Cup cup = fill_cup(testing_line::line(), warm, 8.4);
    EXPECT_NEAR(cup.inks[0].grams, 0.3 * 1.10, 1e-12);
    EXPECT_NEAR(cup.inks[1].grams, 0.1 * 1.15, 1e-12);
    EXPECT_NEAR(cup.total_grams, 0.33 + 0.115 + 8.0 * 0.9982, 1e-12);
}

TEST(Cup, CountsDropsAndSteps) {
    const Cup cup = fill_cup(testing_line::line(), warm, 8.4, {}, 25);
    EXPECT_NEAR(cup.inks[0].drops, 7.5, 1e-12);
    EXPECT_NEAR(cup.inks[0].steps, 6, 1e-9);
    EXPECT_NEAR(cup.water.steps, 160, 1e-9);
}

TEST(Cup, CountsStepsOfAScale) {
    const Cup cup = fill_cup(testing_line::line(), warm, 8.4, {0.05, 0.01});
    EXPECT_TRUE(cup.weighed);
    EXPECT_NEAR(cup.inks[0].steps, 33, 1e-9);
    EXPECT_NEAR(cup.inks[1].steps, 11.5, 1e-9);
    EXPECT_FALSE(cup.whole_steps);
}

TEST(Cup, HalvesEverythingForHalfTheVolume) {
    const Cup full = fill_cup(testing_line::line(), warm, 8.4), half = fill_cup(testing_line::line(), warm, 4.2);
    EXPECT_NEAR(half.water.ml, full.water.ml / 2, 1e-12);
    EXPECT_NEAR(half.total_grams, full.total_grams / 2, 1e-12);
    for (std::size_t i = 0; i < full.inks.size(); ++i) {
        EXPECT_NEAR(half.inks[i].ml, full.inks[i].ml / 2, 1e-12);
        EXPECT_NEAR(half.inks[i].drops, full.inks[i].drops / 2, 1e-12);
    }
}

TEST(Cup, SaysWhereAVolumeMissesTheMarks) {
    EXPECT_FALSE(fill_cup(testing_line::line(), warm, 2.1).whole_steps);
} // 0.075 ml of black

TEST(Cup, RejectsAVolumeThatIsNotPositive) {
    EXPECT_THROW(fill_cup(testing_line::line(), warm, 0), DomainError);
    EXPECT_THROW(fill_cup(testing_line::line(), warm, std::nan("")), DomainError);
}
