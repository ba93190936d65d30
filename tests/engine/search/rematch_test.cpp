// Consistency: what is kept from one match to the next changes no answer.
#include "match_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace undertone;
using namespace match_example;
using testing::HasSubstr;

class Rematched : public testing::TestWithParam<int> {};

TEST_P(Rematched,
       AnswersAsMatchDoesWhenSlidersMove) { // how many recipes are asked for: of one, the last answer is a first guess
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    MatchOptions options = small_cup();
    options.recipe_count = GetParam();
    options.later_epochs = {year_three(line)};
    Rematch rematch(skin, line);
    Dots dots;
    dots.retention.median = 0.1;
    // The first match knows one weak ink only: nothing of it may be left in those with all inks.
    MatchOptions one_ink = options;
    for (std::size_t i = 0; i + 1 < line.inks.size(); ++i) one_ink.never_use.push_back(line.inks[i].id);
    rematch.match(area_of(skin, {{{line.inks.back().id, 1.0}}, 9.0}), dots, one_ink);
    for (int move = 0; move < 14; ++move) {
        if (move % 4 == 0) dots.density_per_cm2 += 12;
        if (move == 9) dots.density_per_cm2 += 60; // the last recipe is now far too dark
        if (move == 10) options.syringe_step_ml = 0.025;
        if (move == 11) options.water_ladder = {1, 3, 9, 14};
        if (move == 12) options.must_use = {line.inks[0].id};
        if (move == 13) options.max_inks = 1;
        if (move % 4 == 1) dots.top_mm += 0.02;
        if (move % 4 == 2) options.illuminants.front().weight += 0.5;
        if (move == 6) dots.retention.median = 0.75; // more in dots that stay where they are
        if (move % 4 == 3) options.never_use = {line.inks[static_cast<std::size_t>(move / 4)].id};
        const Bands target =
            area_of(skin, {{{line.inks[2].id, 1.0}, {line.inks[3].id, 1.0 + move}}, move == 6 ? 2.0 : 9.0}, dots);
        const MatchReport again = rematch.match(target, dots, options), anew = match(skin, target, line, dots, options);
        ASSERT_EQ(again.is_usable(), anew.is_usable()) << "move " << move;
        ASSERT_TRUE(anew.is_usable() || move >= 9) << "move " << move;
        const Recipe& best_again = again.is_usable() ? again.recipes.front() : again.nearest.front();
        const Recipe& best_anew = anew.is_usable() ? anew.recipes.front() : anew.nearest.front();
        EXPECT_TRUE(again.proof.proven() && anew.proof.proven()) << "move " << move;
        EXPECT_LT(again.proof.surrogate_error, 3 * anew.proof.surrogate_error + 0.002) << "move " << move;
        EXPECT_EQ(best_again.blend.parts, best_anew.blend.parts) << "move " << move;
        EXPECT_EQ(best_again.blend.water_parts, best_anew.blend.water_parts) << "move " << move;
    }
}

INSTANTIATE_TEST_SUITE_P(Recipes, Rematched, testing::Values(1, 5));
