// Consistency, property: a match, held against brute force by the full model.
#include "match_example.hpp"
#include "sanitized.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace undertone;
using namespace match_example;
using testing::HasSubstr;

// consistency: against brute force through the full model, recipe by recipe

TEST(Match, FindsWhatBruteForceWithTheFullModelFinds) {
    const Line line = testing_line::line();
    int proven = 0;
    constexpr std::uint64_t cases = sanitized ? 2 : 50;
    for (std::uint64_t seed = 0; seed < cases; ++seed) {
        RandomStream random(seed, 1);
        const Skin skin = seed % 2 == 0 ? fair_skin() : dark_skin();
        MatchOptions options = small_cup();
        const bool weighed = seed % 5 == 1; // inks differ in density, so that grams are another grid
        if (seed >= 2) options.later_epochs = {year_three(line)};
        // A target no recipe meets exactly: three inks, another dilution, a tilt.
        Bands target = area_of(skin, {{{"black", random.uniform()}, {"brown", random.uniform()}, {"red", random.uniform()}},
                                      4 + 15 * random.uniform()});
        target *= 1 + 0.02 * random.normal() * (wavelengths_nm() - 580) / 200;
        std::map<std::string, double> step_ml{{"", options.syringe_step_ml}};
        if (weighed) {
            options.scale_step_g = 0.05;
            options.cup_volume_ml = 4.1; // as many steps as without a scale, whatever the inks weigh
            options.max_pigment_ml = 0.26;
            step_ml[""] = options.scale_step_g / line.diluent_density_g_per_ml;
        }
        for (const Ink& ink : line.inks)
            step_ml[ink.id] = weighed ? options.scale_step_g / ink.density_g_per_ml : options.syringe_step_ml;
        const BruteForce expected = brute_force(skin, target, line, {}, options, step_ml);
        const MatchReport report = match(skin, target, line, {}, options);
        ASSERT_LT(expected.best, 1e9);
        const Recipe& best = report.is_usable() ? report.recipes.front() : report.nearest.front();
        SCOPED_TRACE(testing::Message() << "seed " << seed << (weighed ? ", weighed" : ""));
        expect_steps(best, expected);
        // A band's reflectance depends on its neighbours in a register by some 1e-9: they share the number of doublings.
        EXPECT_NEAR(best.objective, expected.best, 1e-7) << "seed " << seed;
        proven += report.proof.proven();
    }
    EXPECT_EQ(proven, static_cast<int>(cases));
}

// Where little pigment, or a later year, counts for so much that the best by the objective is not acceptable when healed, the best of
// those that are is meant, and proven.

TEST(Match, FindsTheBestOfWhatIsAcceptableWhenHealed) {
    const Line line = testing_line::line();
    MatchOptions options = small_cup();
    options.perceptible_delta_e_2000 = 0.6;
    options.acceptable_delta_e_ab = 1;
    options.darker_tolerance_l = 3;
    int otherwise = 0;
    for (std::uint64_t seed = 0; seed < (sanitized ? 2 : 10); ++seed) {
        RandomStream random(seed, 7);
        const Skin skin = seed % 2 == 0 ? fair_skin() : dark_skin();
        if (seed >= 5) options.later_epochs = {year_three(line)};
        options.pigment_penalty = 0.2 + 0.3 * random.uniform();
        const Bands target =
            area_of(skin, {{{"black", random.uniform()}, {"brown", random.uniform()}, {"red", random.uniform()}},
                           4 + 12 * random.uniform()});
        std::map<std::string, double> step_ml{{"", options.syringe_step_ml}};
        for (const Ink& ink : line.inks) step_ml[ink.id] = options.syringe_step_ml;
        const BruteForce expected = brute_force(skin, target, line, {}, options, step_ml);
        const MatchReport report = match(skin, target, line, {}, options);
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        ASSERT_EQ(expected.best < 1e9, report.is_usable());
        EXPECT_TRUE(report.proof.proven());
        if (!report.is_usable()) continue;
        expect_steps(report.recipes.front(), expected);
        EXPECT_NEAR(report.recipes.front().objective, expected.best, 1e-7);
        const bool named = std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                                       [](const Diagnostic& d) { return d.code == "healed_first"; });
        EXPECT_EQ(named, expected.best_of_all < expected.best - 1e-7);
        otherwise += named;
    }
    EXPECT_GT(otherwise, sanitized ? -1 : 2); // else this shows nothing
}

TEST(Match, RecoversTheRecipeItsTargetWasMadeFrom) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    for (const Blend& blend : {Blend{{{"black", 1}}, 20}, Blend{{{"black", 1}, {"brown", 2}}, 15},
                               Blend{{{"black", 2}, {"brown", 1}, {"red", 1}}, 24}}) {
        MatchOptions options;
        options.extra_ink_penalty = options.pigment_penalty = options.texture_weight = 0; // colour alone
        const MatchReport report = match(skin, area_of(skin, blend), line, {}, options);
        ASSERT_EQ(report.verdict, Verdict::matched);
        EXPECT_EQ(report.recipes.front().blend.parts, blend.parts);
        EXPECT_EQ(report.recipes.front().blend.water_parts, blend.water_parts);
        EXPECT_LT(report.recipes.front().objective, 1e-6);
        EXPECT_TRUE(report.proof.proven());
    }
}

TEST(Match, SurrogateStaysNearTheFullModel) {
    const Line line = testing_line::line();
    MatchOptions options;
    options.later_epochs = {year_three(line)};
    for (const Skin& skin : {fair_skin(), dark_skin()}) {
        const MatchReport report = match(skin, area_of(skin, {{{"black", 1}, {"brown", 3}}, 12}), line, {}, options);
        EXPECT_GT(report.proof.recipes_rechecked, 5u);
        EXPECT_LT(report.proof.surrogate_error, 0.01);
    }
}

// property

TEST(Match, GivesTheSameAnswerForAnyOrderOfInks) {
    Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 1.3}, {"red", 1}}, 17.3});
    const MatchReport first = match(skin, target, line, {});
    std::reverse(line.inks.begin(), line.inks.end());
    const MatchReport second = match(skin, target, line, {});
    ASSERT_EQ(first.recipes.size(), second.recipes.size());
    ASSERT_FALSE(first.recipes.empty());
    for (std::size_t i = 0; i < first.recipes.size(); ++i) {
        EXPECT_EQ(first.recipes[i].blend.parts, second.recipes[i].blend.parts);
        EXPECT_EQ(first.recipes[i].blend.water_parts, second.recipes[i].blend.water_parts);
        EXPECT_EQ(first.recipes[i].objective, second.recipes[i].objective);
    }
    EXPECT_EQ(first.proof.recipes_evaluated, second.proof.recipes_evaluated);
}

TEST(Match, IsNeverDarkerThanTheTargetAfterAnySession) {
    const Line line = testing_line::line();
    int usable = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        RandomStream random(seed, 2);
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.02 + 0.2 * random.uniform();
        const Skin skin(parameters);
        const Bands target =
            area_of(skin, {{{"black", random.uniform()}, {"brown", random.uniform()}}, 3 + 30 * random.uniform()});
        const MatchOptions options;
        const MatchReport report = match(skin, target, line, {}, options);
        usable += report.is_usable();
        EXPECT_EQ(report.plan.sessions.size(), report.is_usable() ? 3u : 0u);
        EXPECT_TRUE(report.plan.never_darker());
        expect_never_darker(report, target, options);
        for (const Recipe& recipe : report.recipes) EXPECT_FALSE(recipe.darker_than_target);
    }
    EXPECT_GE(usable, 6);
}

TEST(Match, SessionsGoFromLightToDarkAndEndAtTheRecipe) {
    const Skin skin = fair_skin();
    const MatchReport report = match(skin, area_of(skin, {{{"black", 1}}, 12}), testing_line::line(), {});
    ASSERT_TRUE(report.is_usable());
    const auto& sessions = report.plan.sessions;
    EXPECT_GT(sessions[0].area[0].l, sessions[1].area[0].l);
    EXPECT_GT(sessions[1].area[0].l, sessions[2].area[0].l);
    EXPECT_NEAR(delta_e_2000(sessions[2].area[0], report.recipes[0].seen[0].area), 0, 1e-9);
    EXPECT_NEAR(sessions[0].new_density_per_cm2 + sessions[1].new_density_per_cm2 + sessions[2].new_density_per_cm2,
                Dots{}.density_per_cm2, 1e-9);
}

TEST(Match, DosesAreWholeStepsThatFitTheCup) {
    const Skin skin = fair_skin();
    const MatchOptions options;
    const MatchReport report =
        match(skin, area_of(skin, {{{"black", 1}, {"brown", 1}}, 14.6}), testing_line::line(), {}, options);
    ASSERT_TRUE(report.is_usable());
    for (const Recipe& recipe : report.recipes) {
        EXPECT_TRUE(recipe.cup.whole_steps);
        EXPECT_LE(recipe.cup.total_ml, options.cup_volume_ml + 1e-9);
        EXPECT_LE(recipe.cup.pigment_ml, options.max_pigment_ml + 1e-9);
        EXPECT_NEAR(recipe.cup.water.ml, recipe.blend.water_parts * recipe.cup.pigment_ml, 1e-9);
    }
}

TEST(Match, RanksRecipesFromDifferentInksByObjective) {
    const Skin skin = fair_skin();
    const MatchReport report = match(skin, area_of(skin, {{{"black", 1}, {"brown", 2}}, 13.7}), testing_line::line(), {});
    ASSERT_GE(report.recipes.size(), 2u);
    for (std::size_t i = 1; i < report.recipes.size(); ++i) {
        EXPECT_GE(report.recipes[i].objective, report.recipes[i - 1].objective);
        std::map<std::string, double> first = report.recipes[i - 1].blend.parts, second = report.recipes[i].blend.parts;
        for (auto* parts : {&first, &second})
            for (auto& [id, amount] : *parts) amount = 1;
        EXPECT_NE(first, second);
        EXPECT_FALSE(report.recipes[i].note.empty());
    }
}

/// The line with pigments whose absorption is exactly known.
Line known_pigment() {
    Line line = testing_line::line();
    for (Colorant& colorant : line.colorants) colorant.absorption_log_sd = colorant.absorption_exponent_sd = 0;
    return line;
}

/// One outcome of all that the priors leave open: dose, depth, granules, and the pigments' strength and slope.
Bands healed_area(const Skin& skin, Line line, const Mixture& mixture, const Dots& dots, RandomStream& random) {
    const double z_strength = random.normal(), z_exponent = random.normal(), z_retention = random.normal(),
                 z_depth = random.normal(), z_granule = random.normal();
    for (Colorant& colorant : line.colorants) colorant.mu_a_per_mm = colorant.mu_a_at(z_strength, z_exponent);
    return appearance(skin, line, healed_state(mixture, dots, z_retention, z_depth, z_granule)).area;
}

TEST(Match, RangeHoldsTheMedianAndWidensWithUncertainty) {
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 1}}, 12});
    Dots vague, sure;
    sure.retention.log_sd = 0.05;
    sure.depth_log_sd = 0.03;
    sure.granule_um.log_sd = 0.05;
    const UncertainColor wide = match(skin, target, testing_line::line(), vague, steady()).recipes.front().range;
    const UncertainColor narrow = match(skin, target, known_pigment(), sure, steady()).recipes.front().range;
    EXPECT_LT(wide.l.low, wide.l.median);
    EXPECT_GT(wide.l.high, wide.l.median);
    EXPECT_GT(wide.l.high - wide.l.low, 3 * (narrow.l.high - narrow.l.low));
    EXPECT_NEAR(narrow.l.median, Viewing("D65").lab(target).l, 0.1);
    EXPECT_GT(wide.chance_darker, 0.2);
    EXPECT_LT(wide.chance_darker, 0.8);
    EXPECT_GE(narrow.chance_acceptable, wide.chance_acceptable);
}

TEST(Match, RangeIsAPointWhereNothingIsUncertain) {
    const Skin skin = fair_skin();
    Dots certain;
    certain.retention.log_sd = 0;
    certain.depth_log_sd = 0;
    certain.granule_um.log_sd = 0;
    const Recipe recipe =
        match(skin, area_of(skin, {{{"black", 1}}, 12}), known_pigment(), certain, steady()).recipes.front();
    EXPECT_NEAR(recipe.range.l.low, recipe.range.l.high, 1e-9);
    EXPECT_NEAR(recipe.range.l.low, recipe.seen[0].area.l, 0.01);
}

TEST(Match, RangeAgreesWithDrawsThroughTheFullModel) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Dots dots;
    const Recipe recipe =
        match(skin, area_of(skin, {{{"black", 1}, {"brown", 1}}, 10}), line, dots, steady()).recipes.front();
    const Mixture mixture = mix(line, recipe.blend);
    const Viewing viewing("D65");
    RandomStream random(11, 0);
    std::vector<double> l;
    for (int i = 0; i < 1500; ++i) {
        l.push_back(viewing.lab(healed_area(skin, line, mixture, dots, random)).l);
    }
    std::sort(l.begin(), l.end());
    const double width = l[1350] - l[150];
    EXPECT_NEAR(recipe.range.l.low, l[150], 0.08 * width);
    EXPECT_NEAR(recipe.range.l.high, l[1350], 0.08 * width);
}

// consistency: clients whose truth is drawn from the priors, through the full model

TEST(Match, RangesHoldFourOutOfFiveSimulatedClients) {
    const Line line = testing_line::line();
    const Viewing viewing("D65");
    int held_of_all = 0, all = 0;
    for (const double melanin : {0.012, 0.03, 0.06, 0.11, 0.2, 0.3}) { // very light to dark
        SkinParameters parameters;
        parameters.melanosome_fraction = melanin;
        const Skin skin(parameters);
        int held = 0, count = 0;
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            RandomStream random(seed, 90);
            Dots dots;
            dots.density_per_cm2 = 150 + 100 * random.uniform();
            const Blend wanted{{{"black", random.uniform()}, {"brown", random.uniform()}}, 4 + 12 * random.uniform()};
            MatchOptions options = small_cup();
            options.acceptable_delta_e_ab = 20;
            const MatchReport report = match(skin, area_of(skin, wanted, dots), line, dots, options);
            ASSERT_TRUE(report.is_usable());
            const Recipe& recipe = report.recipes.front();
            const Mixture mixture = mix(line, recipe.blend);
            for (int client = 0; client < 40; ++client) {
                Lab reads = viewing.lab(healed_area(skin, line, mixture, dots, random));
                const double sd = std::hypot(options.reading_delta_e, options.skin_delta_e) / 1.596;
                for (double* value : {&reads.l, &reads.a, &reads.b}) *value += sd * random.normal();
                const ValueRange* ranges[] = {&recipe.range.l, &recipe.range.a, &recipe.range.b};
                const double values[] = {reads.l, reads.a, reads.b};
                for (int i = 0; i < 3; ++i) held += values[i] >= ranges[i]->low && values[i] <= ranges[i]->high;
                count += 3;
            }
        }
        EXPECT_NEAR(static_cast<double>(held) / count, 0.80, 0.05) << "melanosome fraction " << melanin;
        held_of_all += held;
        all += count;
    }
    RecordProperty("coverage", std::to_string(static_cast<double>(held_of_all) / all));
    EXPECT_NEAR(static_cast<double>(held_of_all) / all, 0.80, 0.025);
}

// the robust objectives

TEST(Match, RobustObjectivesAreWhatTheFullModelGives) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    const Dots dots;
    const Viewing viewing("D65");
    const Bands target = area_of(skin, {{{"black", 1}, {"brown", 2}}, 9});
    MatchOptions options = small_cup();
    options.illuminants = {{"D65", 1}};
    options.extra_ink_penalty = options.pigment_penalty = options.texture_weight = 0;
    const auto outcomes = [&](const Blend& blend, double z) {
        std::vector<double> delta_e;
        for (const double depth : {-z, 0.0, z})
            for (const double retention : {-z, 0.0, z})
                delta_e.push_back(delta_e_2000(
                    viewing.lab(appearance(skin, line, healed_state(mix(line, blend), dots, retention, depth)).area),
                    viewing.lab(target)));
        return delta_e;
    };
    options.robustness = Robustness::mean;
    const Recipe mean = match(skin, target, line, dots, options).recipes.front();
    const std::vector<double> nine = outcomes(mean.blend, std::sqrt(3.0));
    double expected = 0;
    for (std::size_t i = 0; i < 9; ++i)
        expected += nine[i] * (i / 3 == 1 ? 2.0 / 3 : 1.0 / 6) * (i % 3 == 1 ? 2.0 / 3 : 1.0 / 6);
    EXPECT_NEAR(mean.objective, expected, 1e-6);
    options.robustness = Robustness::worst;
    const MatchReport worst = match(skin, target, line, dots, options);
    std::vector<double> corners = outcomes(worst.recipes.front().blend, 1.2815515655446004);
    EXPECT_NEAR(worst.recipes.front().objective, *std::max_element(corners.begin(), corners.end()), 1e-6);
    EXPECT_TRUE(worst.proof.proven());
    options.robustness = Robustness::quantile_80;
    const MatchReport quantile = match(skin, target, line, dots, options);
    std::vector<double> ranked = outcomes(quantile.recipes.front().blend, 0.967421566101701);
    std::sort(ranked.begin(), ranked.end());
    EXPECT_NEAR(quantile.recipes.front().objective, ranked[7], 1e-6);
    EXPECT_TRUE(quantile.proof.proven());
}

TEST(Match, TheWorstCaseIsNeverWorseThanTheMedianRecipes) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        RandomStream random(seed, 91);
        const Bands target =
            area_of(skin, {{{"black", random.uniform()}, {"red", random.uniform()}}, 5 + 10 * random.uniform()});
        MatchOptions options = small_cup();
        options.recipe_count = 50;
        options.acceptable_delta_e_ab = 20;
        const MatchReport plain = match(skin, target, line, {}, options);
        options.robustness = Robustness::worst;
        const MatchReport robust = match(skin, target, line, {}, options);
        // The robust best among the plain match's recipes cannot beat the robust search.
        for (const Recipe& recipe : plain.recipes)
            for (const Recipe& other : robust.recipes)
                if (recipe.blend.parts == other.blend.parts && recipe.blend.water_parts == other.blend.water_parts) {
                    EXPECT_LE(robust.recipes.front().objective, other.objective + 1e-12);
                }
        EXPECT_TRUE(robust.proof.proven());
    }
}

// nine outcomes and a later year under three lights are more terms than a cell bounds: it leaves some out, and stays a bound

TEST(Match, ProvesTheWorstCaseWithALaterYearUnderManyLights) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    MatchOptions options = small_cup();
    options.illuminants = {{"D65", 1}, {"A", 1}, {"F11", 1}, {"D50", 1}};
    options.robustness = Robustness::worst;
    Epoch later;
    later.years = 3;
    later.remaining = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(line.colorants.size()), 0.7);
    options.later_epochs = {later};
    const MatchReport report = match(skin, area_of(skin, {{{"black", 1}, {"brown", 2}}, 9}), line, {}, options);
    EXPECT_TRUE(report.proof.proven()) << report.proof.text();
    EXPECT_TRUE(report.is_usable());
}

// what cannot be done is a verdict

TEST(Match, SaysThatALighterTargetCannotBeMet) {
    const Skin skin = dark_skin();
    const MatchReport report = match(skin, skin.reflectance() * 1.6, testing_line::line(), {});
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    EXPECT_FALSE(report.is_usable());
    EXPECT_TRUE(report.recipes.empty());
    EXPECT_FALSE(report.nearest.empty());
    EXPECT_THAT(report.limiting_direction, HasSubstr("lighter than bare skin"));
    EXPECT_GT(report.gap_delta_e_2000, 3);
}

TEST(Match, SaysThatCarbonAloneCannotGiveRed) {
    const Skin skin = fair_skin();
    MatchOptions options;
    options.never_use = {"brown", "red", "cream"};
    const Bands target =
        skin.reflectance() * (0.72 + 0.28 / (1 + (-(wavelengths_nm() - 600) / 15).exp())); // only red left bright
    const MatchReport report = match(skin, target, testing_line::line(), {}, options);
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    EXPECT_THAT(report.limiting_direction, testing::AnyOf(HasSubstr("redder"), HasSubstr("warmer")));
    EXPECT_EQ(report.nearest.size(), 1u); // one ink, one set
}

TEST(Match, SaysThatATargetDarkerThanTheStrongestMixNeedsMoreDots) {
    const Skin skin = fair_skin();
    const MatchReport report = match(skin, skin.reflectance() * 0.1, testing_line::line(), {});
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    EXPECT_THAT(report.limiting_direction, HasSubstr("needs darker"));
    EXPECT_EQ(report.nearest.size(), 3u);
    for (const Recipe& recipe : report.nearest) EXPECT_FALSE(recipe.darker_than_target);
}

TEST(Match, ReportsAreReadable) {
    const Skin skin = fair_skin();
    const MatchReport report = match(skin, area_of(skin, {{{"black", 1}}, 20}), testing_line::line(), {});
    EXPECT_THAT(report.brief_report(), HasSubstr("black, 20:1"));
    EXPECT_THAT(report.full_report(),
                testing::AllOf(HasSubstr("Sessions"), HasSubstr("ml"), HasSubstr("range"), HasSubstr("proven")));
}
