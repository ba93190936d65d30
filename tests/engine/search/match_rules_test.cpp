// Consistency, property: a match keeps to its rules, and says so where none can.
#include "match_example.hpp"
#include "sanitized.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace undertone;
using namespace match_example;
using testing::HasSubstr;

TEST(Match, KeepsToStockPairsAndTheMostPigment) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 2}, {"brown", 3}}, 6});
    MatchOptions options;
    options.acceptable_delta_e_ab = 50;
    options.stock_ml = {{"black", 0.1}};
    MatchReport report = match(skin, target, line, {}, options);
    ASSERT_TRUE(report.is_usable());
    for (const Recipe& recipe : report.recipes)
        for (const Dose& dose : recipe.cup.inks)
            if (dose.ink_id == "black") {
                EXPECT_LE(dose.ml, 0.1 + 1e-9);
                EXPECT_TRUE(recipe.cup.whole_steps);
            }
    options.stock_ml.clear();
    options.fixed_pairs = {{"brown", "red", 3, 1}};
    report = match(skin, target, line, {}, options);
    ASSERT_TRUE(report.is_usable());
    int paired = 0;
    for (const Recipe& recipe : report.recipes) {
        ASSERT_EQ(recipe.blend.parts.count("brown"), recipe.blend.parts.count("red"));
        if (recipe.blend.parts.contains("brown")) {
            ++paired;
            EXPECT_DOUBLE_EQ(recipe.blend.parts.at("brown"), 3 * recipe.blend.parts.at("red"));
        }
    }
    EXPECT_GT(paired, 0);
    options.fixed_pairs.clear();
    options.max_pigment_mg_per_ml = 6;
    report = match(skin, target, line, {}, options);
    for (const Recipe& recipe : report.is_usable() ? report.recipes : report.nearest)
        EXPECT_LE(mix(line, recipe.blend).mg_per_ml.sum(), 6 + 1e-9);
}

// A scale's stock and pairs are by weight: red (1.20 g/ml) and brown (1.15) differ from steps of a syringe.
TEST(Match, KeepsToStockAndPairsInGrams) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"brown", 3}, {"red", 1}}, 10});
    MatchOptions options;
    options.acceptable_delta_e_ab = 50;
    options.scale_step_g = 0.05;
    options.stock_ml = {{"brown", 0.26}};
    options.fixed_pairs = {{"brown", "red", 3, 1}};
    const MatchReport report = match(skin, target, line, {}, options);
    ASSERT_TRUE(report.is_usable());
    int paired = 0;
    for (const Recipe& recipe : report.recipes) {
        std::map<std::string, Dose> doses;
        for (const Dose& dose : recipe.cup.inks) doses[dose.ink_id] = dose;
        if (!doses.contains("brown")) continue;
        ++paired;
        EXPECT_NEAR(doses["brown"].grams, 3 * doses["red"].grams, 1e-9);
        EXPECT_LE(doses["brown"].ml, 0.26 + 1e-9);
        EXPECT_LE(recipe.cup.total_ml, options.cup_volume_ml);
    }
    EXPECT_GT(paired, 0);
    options.stock_ml["brown"] = 0.14; // 0.161 g: three steps, which 0.05 ml steps would not be
    options.must_use = {"brown"};
    EXPECT_TRUE(match(skin, target, line, {}, options).is_usable());
    options.stock_ml["brown"] = 0.13; // 0.1495 g: only two, too few for three parts
    EXPECT_FALSE(match(skin, target, line, {}, options).is_usable());
}

TEST(Match, KeepsToTheLargestBlueShift) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 1}}, 8});
    MatchOptions options;
    options.acceptable_delta_e_ab = 50;
    const MatchReport free = match(skin, target, line, {}, options);
    options.max_blue_shift_b = -0.5 * free.recipes.front().blue_shift_b;
    ASSERT_GT(options.max_blue_shift_b, 0);
    const MatchReport kept = match(skin, target, line, {}, options);
    ASSERT_FALSE(kept.recipes.empty());
    for (const Recipe& recipe : kept.recipes) EXPECT_GE(recipe.blue_shift_b, -options.max_blue_shift_b - 1e-9);
    EXPECT_GT(kept.recipes.front().objective, free.recipes.front().objective);
}

TEST(Match, LeavesExpiredInksOutUnlessThereIsAReason) {
    Line line = testing_line::line();
    line.inks[0].expires = "2026-01-31";
    line.inks[0].lot = "K7";
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 1}}, 12});
    MatchOptions options;
    options.acceptable_delta_e_ab = 50;
    options.today = "2026-01-31";
    EXPECT_TRUE(match(skin, target, line, {}, options).recipes.front().blend.parts.contains("black"));
    options.today = "2026-02-01";
    const MatchReport without = match(skin, target, line, {}, options);
    for (const Recipe& recipe : without.recipes) EXPECT_FALSE(recipe.blend.parts.contains("black"));
    EXPECT_THAT(without.full_report(), HasSubstr("expired on 2026-01-31 and is left out"));
    options.must_use = {"black"};
    EXPECT_THAT(message_of([&] { match(skin, target, line, {}, options); }), HasSubstr("K7 expired"));
    options.expired_reason = "training on silicone";
    EXPECT_THAT(match(skin, target, line, {}, options).full_report(), HasSubstr("training on silicone"));
}

TEST(Match, SaysThatNoRecipeKeepsToTheRules) {
    MatchOptions options;
    for (const Ink& ink : testing_line::line().inks) options.stock_ml[ink.id] = 0;
    const MatchReport report =
        match(fair_skin(), area_of(fair_skin(), {{{"black", 1}}, 12}), testing_line::line(), {}, options);
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    EXPECT_TRUE(report.nearest.empty());
    EXPECT_THAT(report.full_report(), HasSubstr("no recipe keeps to the rules"));
}

TEST(Match, NamesUnwiseChoices) {
    const Line line = testing_line::line();
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.012;
    const Skin skin(parameters);
    Dots deep;
    deep.top_mm = 0.7;
    deep.bottom_mm = 1.3;
    deep.density_per_cm2 = 300;
    MatchOptions options;
    options.acceptable_delta_e_ab = 50;
    options.water_ladder = {1, 2, 3};
    options.never_use = {"brown", "red", "cream"};
    const std::string text = match(skin, skin.reflectance() * 0.5, line, deep, options).full_report();
    EXPECT_THAT(text, HasSubstr("carbon black at"));
    EXPECT_THAT(text, HasSubstr("deeper than the upper dermis"));
}

TEST(Match, StoppedEarlyGivesTheBestSoFarAndTheGap) {
    MatchOptions options;
    options.extra_ink_penalty = 0; // else one ink alone may be proven the best
    int calls = 0;
    options.should_stop = [&] { return ++calls > 1; };
    const MatchReport report =
        match(fair_skin(), area_of(fair_skin(), {{{"black", 1}, {"brown", 1}}, 12}), testing_line::line(), {}, options);
    EXPECT_FALSE(report.proof.complete);
    EXPECT_FALSE(report.proof.proven());
    EXPECT_GT(report.proof.gap, 0);
    EXPECT_FALSE(report.recipes.empty() && report.nearest.empty());
}

TEST(Match, OneStepMoreOfAnyInkDarkensAndOfWaterLightens) {
    const Skin skin = fair_skin();
    const Recipe recipe =
        match(skin, area_of(skin, {{{"black", 1}, {"brown", 2}}, 15}), testing_line::line(), {}).recipes.front();
    ASSERT_EQ(recipe.step_effects.size(), 2 * (recipe.blend.parts.size() + 1));
    for (const StepEffect& effect : recipe.step_effects) {
        EXPECT_GT(effect.delta_e_2000, 0);
        if (effect.ink_id == "black" || effect.ink_id == "brown") {
            EXPECT_LT(effect.delta_l * effect.steps, 0) << effect.ink_id;
        }
        if (effect.ink_id.empty()) {
            EXPECT_GT(effect.delta_l * effect.steps, 0);
        }
    }
}

TEST(Match, KeepsToMustUseAndNeverUse) {
    const Skin skin = fair_skin();
    MatchOptions options;
    options.must_use = {"brown"};
    options.never_use = {"black"};
    options.acceptable_delta_e_ab = 50;
    const MatchReport report = match(skin, area_of(skin, {{{"black", 1}}, 20}), testing_line::line(), {}, options);
    ASSERT_TRUE(report.is_usable());
    for (const Recipe& recipe : report.recipes) {
        EXPECT_EQ(recipe.blend.parts.count("brown"), 1u);
        EXPECT_EQ(recipe.blend.parts.count("black"), 0u);
    }
}

// a larger cup, and what ranks

TEST(Match, ALargerCupHoldsTheSameRatio) {
    const Skin skin = fair_skin();
    for (const double water : {3.0, 9.0, 20.0, 34.0}) {
        MatchOptions options;
        const Bands target = area_of(skin, {{{"black", 1}, {"brown", 1.4}}, water + 0.3});
        const MatchReport usual = match(skin, target, testing_line::line(), {}, options);
        options.cup_volume_ml = 30;
        const MatchReport large = match(skin, target, testing_line::line(), {}, options);
        ASSERT_EQ(usual.recipes.size(), large.recipes.size());
        for (std::size_t i = 0; i < usual.recipes.size(); ++i) {
            EXPECT_EQ(usual.recipes[i].blend.parts, large.recipes[i].blend.parts);
            EXPECT_EQ(usual.recipes[i].blend.water_parts, large.recipes[i].blend.water_parts);
            EXPECT_TRUE(large.recipes[i].cup.whole_steps);
            EXPECT_LE(large.recipes[i].cup.total_ml, 30 + 1e-9);
            EXPECT_GT(large.recipes[i].cup.total_ml, 19.9); // as many whole multiples as fit
        }
    }
}

TEST(Match, TheCupAdvisedIsOneInWhichAStepDoesNotShow) {
    const Line line = testing_line::line();
    int advised = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        RandomStream random(seed, 33);
        const Skin skin = fair_skin();
        MatchOptions options;
        options.syringe_step_ml = 0.2; // coarse, so that a step shows
        options.perceptible_delta_e_2000 = 0.5;
        options.acceptable_delta_e_ab = 20;
        const Bands target =
            area_of(skin, {{{"black", random.uniform()}, {"brown", random.uniform()}}, 15 + 30 * random.uniform()});
        const MatchReport report = match(skin, target, line, {}, options);
        if (!report.is_usable() || report.recipes.front().steady_cup_ml <= 0 || report.recipes.front().steady_cup_ml > 100)
            continue;
        const Recipe& recipe = report.recipes.front();
        options.cup_volume_ml = std::max(11.0, recipe.steady_cup_ml + recipe.cup.total_ml); // a whole multiple fits
        const Recipe larger = match(skin, target, line, {}, options).recipes.front();
        EXPECT_EQ(larger.blend.parts, recipe.blend.parts);
        EXPECT_EQ(larger.steady_cup_ml, 0) << "seed " << seed;
        ++advised;
    }
    EXPECT_GT(advised, 0);
}

TEST(Match, ARecipeThatIsNearerButRanksLowerSaysWhy) {
    const Line line = testing_line::line();
    int said = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        RandomStream random(seed, 34);
        const Skin skin = fair_skin();
        MatchOptions options = small_cup();
        options.extra_ink_penalty = 0.3;
        options.acceptable_delta_e_ab = 10;
        const MatchReport report = match(
            skin, area_of(skin, {{{"black", random.uniform()}, {"brown", random.uniform()}}, 5 + 15 * random.uniform()}),
            line, {}, options);
        for (std::size_t i = 1; i < report.recipes.size(); ++i) {
            bool nearer = false;
            for (std::size_t j = 0; j < i; ++j)
                nearer = nearer || report.recipes[i].weighted_delta_e_2000 < report.recipes[j].weighted_delta_e_2000 - 0.005;
            EXPECT_EQ(nearer, !report.recipes[i].ranked_below_because.empty()) << "seed " << seed << ", recipe " << i;
            if (nearer) {
                EXPECT_THAT(report.recipes[i].ranked_below_because, HasSubstr("but with"));
                EXPECT_THAT(report.full_report(), HasSubstr(report.recipes[i].ranked_below_because));
                ++said;
            }
        }
    }
    EXPECT_GT(said, 3);
}
