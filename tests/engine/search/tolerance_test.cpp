// Reference: thresholds of colour difference come from the table by skin tone, unless the options give their own.
#include "undertone/search/tolerance.hpp"

#include "undertone/base/table.hpp"
#include "undertone/pigment/appearance.hpp"

#include <gtest/gtest.h>

#include <utility>

using namespace undertone;

namespace {

Skin skin_of(double melanosome_fraction) {
    SkinParameters parameters;
    parameters.melanosome_fraction = melanosome_fraction;
    return Skin(parameters);
}

} // namespace

TEST(Tolerance, IsTheTablesByTheAngleOfTheSkin) {
    const Table table = data_table("tissue/color_tolerances.csv");
    for (const auto& [melanin, row] : {std::pair{0.015, "light"}, std::pair{0.25, "dark"}}) {
        const Tolerance tolerance = tolerance_for(skin_of(melanin), {});
        EXPECT_EQ(tolerance.perceptible_delta_e_2000, table.at(row, "perceptible_delta_e_2000"));
        EXPECT_EQ(tolerance.acceptable_delta_e_ab, table.at(row, "acceptable_delta_e_ab"));
    }
    EXPECT_TRUE(is_light_skin(Lab{70, 10, 15}));
    EXPECT_FALSE(is_light_skin(Lab{40, 10, 15}));
}

TEST(Tolerance, IsTheOptionsWhereTheyGiveOne) {
    MatchOptions options;
    options.perceptible_delta_e_2000 = 0.9;
    const Tolerance tolerance = tolerance_for(skin_of(0.25), options);
    EXPECT_EQ(tolerance.perceptible_delta_e_2000, 0.9);
    EXPECT_GT(tolerance.acceptable_delta_e_ab, 2);
}
