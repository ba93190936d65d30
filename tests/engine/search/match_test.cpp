// Consistency, property: a match, held against brute force by the full model.

#include "undertone/search/match.hpp"

#include "pigment/test_line.hpp"
#include "sanitized.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

using namespace undertone;
using testing::HasSubstr;

namespace {

Skin fair_skin() { return Skin(SkinParameters{}); }

Skin dark_skin() {
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.25;
    return Skin(parameters);
}

/// What a blend looks like healed: a target that the line can meet.
Bands area_of(const Skin& skin, const Blend& blend, const Dots& dots = {}) {
    return appearance(skin, testing_line::line(), blend, dots).area;
}

Epoch year_three(const Line& line) {
    Epoch epoch;
    epoch.label = "year 3";
    epoch.years = 3;
    epoch.remaining = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(line.colorants.size()), 0.55);
    epoch.diameter_mm = 0.18;
    return epoch;
}

MatchOptions small_cup() {
    MatchOptions options;
    options.cup_volume_ml = 4;
    options.max_pigment_ml = 0.25;
    options.max_inks = 2;
    options.water_ladder = {2, 4, 6, 8, 10, 12, 15, 20, 25, 30};
    return options;
}

/// Weighted CIEDE2000 and the darkness rule by the full model only, through nothing of the matching layer.
struct FullModel {
    double objective = 0;
    bool too_dark = false;
    double worst_delta_e_2000 = 0, worst_delta_e_ab = 0; ///< healed, over the illuminants
};

FullModel full_model(const Skin& skin, const Bands& target, const Line& line, const Blend& blend, const Dots& dots,
                     const MatchOptions& options) {
    FullModel result;
    result.objective = options.extra_ink_penalty * (static_cast<double>(blend.parts.size()) - 1) +
                       options.pigment_penalty * mix(line, blend).mg_per_ml.sum();
    double weights = options.healed_weight, lights = 0;
    for (const Epoch& epoch : options.later_epochs) weights += epoch.weight;
    for (const auto& light : options.illuminants) lights += light.weight;
    const PigmentState healed = healed_state(mix(line, blend), dots);
    for (std::size_t e = 0; e <= options.later_epochs.size(); ++e) {
        PigmentState state = healed;
        double weight = options.healed_weight;
        if (e > 0) {
            const Epoch& epoch = options.later_epochs[e - 1];
            weight = epoch.weight;
            state = {healed.mg_per_ml * epoch.remaining, epoch.diameter_mm, epoch.density_per_cm2, epoch.top_mm,
                     epoch.bottom_mm};
        }
        const Bands area = appearance(skin, line, state).area;
        for (const auto& light : options.illuminants) {
            const Viewing viewing(light.name, options.observer);
            const Lab seen = viewing.lab(area), wanted = viewing.lab(target);
            result.objective += weight / weights * light.weight / lights * delta_e_2000(seen, wanted);
            if (e > 0) continue;
            if (seen.l < wanted.l - options.darker_tolerance_l) result.too_dark = true;
            result.worst_delta_e_2000 = std::max(result.worst_delta_e_2000, delta_e_2000(seen, wanted));
            result.worst_delta_e_ab = std::max(result.worst_delta_e_ab, delta_e_1976(seen, wanted));
        }
    }
    return result;
}

struct BruteForce {
    double best = 1e9;
    std::map<std::string, int> steps;
    double water = 0;
    double best_of_all = 1e9; ///< acceptable when healed or not
};

/// Every recipe of one or two inks. Only what is acceptable when healed counts where both tolerances are given. `step_ml` of the water (""), and of each ink.
BruteForce brute_force(const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                       const MatchOptions& options, const std::map<std::string, double>& step_ml) {
    BruteForce result;
    double largest_ml = 0;
    for (const auto& [id, ml] : step_ml) largest_ml = std::max(largest_ml, ml);
    const int most = static_cast<int>(options.max_pigment_ml / largest_ml + 1e-9);
    const int cup = static_cast<int>(options.cup_volume_ml / largest_ml + 1e-9);
    const auto consider = [&](const std::map<std::string, int>& steps, double water) {
        Blend blend;
        int sum = 0;
        double ml = 0;
        for (const auto& [id, k] : steps) {
            sum += k;
            ml += blend.parts[id] = k * step_ml.at(id);
        }
        if (sum > most || sum * (water + 1) > cup) return;
        blend.water_parts = water * sum * step_ml.at("") / ml;
        const FullModel seen = full_model(skin, target, line, blend, dots, options);
        if (seen.too_dark) return;
        result.best_of_all = std::min(result.best_of_all, seen.objective);
        const bool any = options.perceptible_delta_e_2000 <= 0 || options.acceptable_delta_e_ab <= 0;
        if (!any && seen.worst_delta_e_2000 > options.perceptible_delta_e_2000 &&
            seen.worst_delta_e_ab > options.acceptable_delta_e_ab)
            return;
        if (seen.objective < result.best) result = {seen.objective, steps, water, result.best_of_all};
    };
    for (double water : options.water_ladder)
        for (std::size_t i = 0; i < line.inks.size(); ++i) {
            consider({{line.inks[i].id, 1}}, water);
            for (std::size_t j = i + 1; j < line.inks.size(); ++j)
                for (int a = 1; a < most; ++a)
                    for (int b = 1; a + b <= most; ++b)
                        if (std::gcd(a, b) == 1) consider({{line.inks[i].id, a}, {line.inks[j].id, b}}, water);
        }
    return result;
}

/// What the cup of a recipe holds, in steps without common divisor.
void expect_steps(const Recipe& recipe, const BruteForce& expected) {
    std::map<std::string, int> steps;
    int divisor = 0, sum = 0;
    for (const Dose& dose : recipe.cup.inks) {
        EXPECT_NEAR(dose.steps, std::round(dose.steps), 1e-9);
        divisor = std::gcd(divisor, static_cast<int>(std::lround(dose.steps)));
    }
    for (const Dose& dose : recipe.cup.inks) sum += steps[dose.ink_id] = static_cast<int>(std::lround(dose.steps)) / divisor;
    EXPECT_EQ(steps, expected.steps);
    EXPECT_NEAR(recipe.cup.water.steps, expected.water * sum * divisor, 1e-9);
}

/// Neither readings nor skin scatter.
MatchOptions steady() {
    MatchOptions options;
    options.reading_delta_e = options.skin_delta_e = 0;
    return options;
}

void expect_never_darker(const MatchReport& report, const Bands& target, const MatchOptions& options) {
    for (const PlannedSession& session : report.plan.sessions)
        for (std::size_t v = 0; v < options.illuminants.size(); ++v)
            EXPECT_GE(session.area[v].l,
                      Viewing(options.illuminants[v].name, options.observer).lab(target).l - options.darker_tolerance_l)
                << "session " << session.number;
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const DomainError& error) {
        return error.what();
    }
    return "(no DomainError)";
}

} // namespace

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
    EXPECT_GT(otherwise, sanitized ? -1 : 3); // else this shows nothing
}

TEST(Match, RecoversTheRecipeItsTargetWasMadeFrom) {
    const Line line = testing_line::line();
    const Skin skin = fair_skin();
    for (const Blend& blend : {Blend{{{"black", 1}}, 20}, Blend{{{"black", 1}, {"brown", 2}}, 15},
                               Blend{{{"black", 2}, {"brown", 1}, {"red", 1}}, 24}}) {
        MatchOptions options;
        options.extra_ink_penalty = options.pigment_penalty = 0; // colour alone
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

TEST(Match, RangeHoldsTheMedianAndWidensWithUncertainty) {
    const Skin skin = fair_skin();
    const Bands target = area_of(skin, {{{"black", 1}}, 12});
    Dots vague, sure;
    sure.retention.log_sd = 0.05;
    sure.depth_log_sd = 0.03;
    const UncertainColor wide = match(skin, target, testing_line::line(), vague, steady()).recipes.front().range;
    const UncertainColor narrow = match(skin, target, testing_line::line(), sure, steady()).recipes.front().range;
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
    const Recipe recipe =
        match(skin, area_of(skin, {{{"black", 1}}, 12}), testing_line::line(), certain, steady()).recipes.front();
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
        const double z_retention = random.normal(), z_depth = random.normal();
        l.push_back(viewing.lab(appearance(skin, line, healed_state(mixture, dots, z_retention, z_depth)).area).l);
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
                const double z_retention = random.normal(), z_depth = random.normal();
                Lab reads = viewing.lab(appearance(skin, line, healed_state(mixture, dots, z_retention, z_depth)).area);
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
    options.extra_ink_penalty = options.pigment_penalty = 0;
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

// rules

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
                EXPECT_THAT(report.recipes[i].ranked_below_because, HasSubstr("has to earn"));
                EXPECT_THAT(report.full_report(), HasSubstr(report.recipes[i].ranked_below_because));
                ++said;
            }
        }
    }
    EXPECT_GT(said, 3);
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

// bad input

TEST(MatchInput, AnEmptyLineIsRefused) {
    Line line = testing_line::line();
    line.inks.clear();
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, line, {}); }), HasSubstr("line.inks"));
}

TEST(MatchInput, AnInkNamedTwiceIsRefused) {
    Line line = testing_line::line();
    line.inks[1].id = "black";
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, line, {}); }),
                HasSubstr("'black' again"));
    MatchOptions options;
    options.must_use = {"red", "red"};
    EXPECT_THAT(message_of([&] { options.validate(); }), HasSubstr("must_use[1]"));
    options.must_use = {"red"};
    options.never_use = {"red"};
    EXPECT_THAT(message_of([&] { options.validate(); }), HasSubstr("also in must_use"));
}

TEST(MatchInput, AnUnknownInkIsRefusedWithTheInksThereAre) {
    MatchOptions options;
    options.must_use = {"blakc"};
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), {}, options); }),
                testing::AllOf(HasSubstr("blakc"), HasSubstr("brown")));
}

TEST(MatchInput, ABrokenTargetNamesTheBand) {
    Bands target = fair_skin().reflectance();
    target[40] = std::nan("");
    EXPECT_THAT(message_of([&] { match(fair_skin(), target, testing_line::line(), {}); }),
                testing::AllOf(HasSubstr("target[40]"), HasSubstr("580 nm")));
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 100, testing_line::line(), {}); }),
                HasSubstr("percent"));
}

TEST(MatchInput, ACupTooSmallForTheLadderIsRefused) {
    MatchOptions options;
    options.cup_volume_ml = 0.3;
    options.water_ladder = {20};
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), {}, options); }),
                HasSubstr("cup_volume_ml"));
}

TEST(MatchInput, DotsThatOverlapAreRefused) {
    Dots dots;
    dots.density_per_cm2 = 1e5;
    EXPECT_THROW(match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), dots), DomainError);
}

struct BadOption {
    const char* name;
    std::function<void(MatchOptions&)> spoil;
};

class MatchOptionsInput : public testing::TestWithParam<BadOption> {};

TEST_P(MatchOptionsInput, NamesWhatIsWrong) {
    MatchOptions options;
    EXPECT_TRUE(options.is_valid());
    GetParam().spoil(options);
    std::string why;
    EXPECT_FALSE(options.is_valid(&why));
    EXPECT_THAT(why, HasSubstr(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(
    Each, MatchOptionsInput,
    testing::Values(BadOption{"max_inks", [](MatchOptions& o) { o.max_inks = 0; }},
                    BadOption{"illuminants", [](MatchOptions& o) { o.illuminants.clear(); }},
                    BadOption{"illuminants",
                              [](MatchOptions& o) {
                                  for (auto& light : o.illuminants) light.weight = 0;
                              }},
                    BadOption{"illuminants[1].weight", [](MatchOptions& o) { o.illuminants[1].weight = -1; }},
                    BadOption{"X99", [](MatchOptions& o) { o.illuminants[0].name = "X99"; }},
                    BadOption{"healed_weight", [](MatchOptions& o) { o.healed_weight = 0; }},
                    BadOption{"cup_volume_ml", [](MatchOptions& o) { o.cup_volume_ml = std::nan(""); }},
                    BadOption{"syringe_step_ml", [](MatchOptions& o) { o.syringe_step_ml = 20; }},
                    BadOption{"syringe_step_ml", [](MatchOptions& o) { o.syringe_step_ml = 0.001; }},
                    BadOption{"scale_step_g", [](MatchOptions& o) { o.scale_step_g = -0.1; }},
                    BadOption{"scale_step_g", [](MatchOptions& o) { o.scale_step_g = 0.001; }},
                    BadOption{"drops_per_ml", [](MatchOptions& o) { o.drops_per_ml = 0; }},
                    BadOption{"water_ladder", [](MatchOptions& o) { o.water_ladder.clear(); }},
                    BadOption{"water_ladder[1]",
                              [](MatchOptions& o) {
                                  o.water_ladder = {20, 10};
                              }},
                    BadOption{"session_shares",
                              [](MatchOptions& o) {
                                  o.session_shares = {0.3, 0.7};
                              }},
                    BadOption{"session_shares[1]",
                              [](MatchOptions& o) {
                                  o.session_shares = {0.7, 0.3, 1};
                              }},
                    BadOption{"later_epochs[0].weight",
                              [](MatchOptions& o) {
                                  o.later_epochs = {Epoch{}};
                                  o.later_epochs[0].weight = -1;
                              }},
                    BadOption{"later_epochs[0].years", [](MatchOptions& o) { o.later_epochs = {Epoch{}}; }},
                    BadOption{"range_probability", [](MatchOptions& o) { o.range_probability = 1; }},
                    BadOption{"darker_tolerance_l", [](MatchOptions& o) { o.darker_tolerance_l = -0.1; }},
                    BadOption{"stock_ml['black']", [](MatchOptions& o) { o.stock_ml["black"] = -1; }},
                    BadOption{"fixed_pairs[0].first_parts",
                              [](MatchOptions& o) {
                                  o.fixed_pairs = {{"black", "red", 0, 1}};
                              }},
                    BadOption{"max_pigment_mg_per_ml", [](MatchOptions& o) { o.max_pigment_mg_per_ml = 0; }},
                    BadOption{"max_blue_shift_b", [](MatchOptions& o) { o.max_blue_shift_b = -1; }},
                    BadOption{"today", [](MatchOptions& o) { o.today = "31.3.2026"; }},
                    BadOption{"reading_delta_e", [](MatchOptions& o) { o.reading_delta_e = std::nan(""); }},
                    BadOption{"cannot be verified", [](MatchOptions& o) { o.acceptable_delta_e_ab = 0.3; }},
                    BadOption{"recipe_count", [](MatchOptions& o) { o.recipe_count = 0; }}));

// consistency: what is kept from one match to the next changes no answer

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
