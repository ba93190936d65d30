// Property: a rule that keeps an answer out is named as that rule, and time that runs out as that. Looks inside the layer on
// purpose.

#include "undertone/search/rules.hpp"

#include "pigment/test_line.hpp"
#include "sanitized.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/planning/correction.hpp"
#include "undertone/planning/next_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

using namespace undertone;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

using Names = std::vector<std::vector<std::string>>;

const Line& line() {
    static const Line line = testing_line::line();
    return line;
}

/// Small enough that many searches take no time.
MatchOptions small_options() {
    MatchOptions options;
    options.cup_volume_ml = 10;
    options.illuminants = {{"D65", 1}, {"A", 1}};
    return options;
}

struct Case {
    Skin skin{SkinParameters{}};
    Dots dots;
    MatchOptions options = small_options();
    Line line = ::line();
    Bands target = appearance(skin, line, Blend{{{"black", 1}, {"brown", 2}}, 4}, dots).area;

    MatchReport match() const { return undertone::match(skin, target, line, dots, options); }
    Correction correct(const Blend& blend, double ml) const {
        return correct_cup(HealingBelief(skin, dots), {}, {blend, ml, {}}, target, line, dots, options);
    }
    NextSession next() const {
        NextSessionOptions session;
        session.matching = options;
        session.draws = 20;
        return next_session(HealingBelief(skin, dots), {}, target, line, dots, session);
    }
};

bool has(const Diagnostics& diagnostics, const std::string& code) {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& d) { return d.code == code; });
}

std::string message(const Diagnostics& diagnostics, const std::string& code) {
    for (const Diagnostic& d : diagnostics)
        if (d.code == code) return d.message;
    return "(no " + code + ")";
}

} // namespace

// the search for the rules itself, against levels that are known

TEST(BindingRules, FindsEverySingleRuleThenPairsThenAll) {
    MatchOptions options;
    options.max_pigment_mg_per_ml = 1;
    options.max_blue_shift_b = 1;
    options.must_use = {"red"};
    const std::vector<Rule> rules{Rule::most_pigment, Rule::blue_shift, Rule::must_use};
    const auto find = [&](auto&& good) {
        return binding_rules(rules, options, Level::none,
                             [&](const MatchOptions& o) -> std::optional<Level> {
                                 return good(std::isinf(o.max_pigment_mg_per_ml), std::isinf(o.max_blue_shift_b),
                                             o.must_use.empty())
                                            ? Level::some
                                            : Level::none;
                             })
            .options();
    };
    const std::string pigment = "max_pigment_mg_per_ml", blue = "max_blue_shift_b", must = "must_use";
    EXPECT_EQ(find([](bool p, bool, bool) { return p; }), Names({{pigment}}));
    EXPECT_EQ(find([](bool p, bool, bool m) { return p || m; }), Names({{pigment}, {must}}));
    EXPECT_EQ(find([](bool p, bool b, bool) { return p && b; }), Names({{pigment, blue}}));
    EXPECT_EQ(find([](bool p, bool b, bool m) { return (p && b) || (b && m); }), Names({{pigment, blue}, {blue, must}}));
    EXPECT_EQ(find([](bool p, bool b, bool m) { return p && b && m; }), Names({{pigment, blue, must}}));
    EXPECT_EQ(find([](bool, bool, bool) { return false; }), Names());
}

TEST(BindingRules, SaysWhereItWasStopped) {
    MatchOptions options;
    options.max_pigment_mg_per_ml = 1;
    const BindingRules found = binding_rules({Rule::most_pigment}, options, Level::none,
                                             [](const MatchOptions&) { return std::optional<Level>{}; });
    EXPECT_TRUE(found.stopped);
    EXPECT_THAT(binding_text(found, Level::none, options, line()), HasSubstr("was not found before the search was stopped"));
}

// match: each rule alone keeps every acceptable recipe out, and is named

struct RuleCase {
    std::string option;
    std::string words;
    std::function<void(Case&)> set;
};

class MatchRule : public testing::TestWithParam<RuleCase> {};

TEST_P(MatchRule, IsNamed) {
    Case c;
    ASSERT_EQ(c.match().verdict, Verdict::matched);
    GetParam().set(c);
    const MatchReport report = c.match();
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    ASSERT_FALSE(report.binding_rules.empty());
    for (const auto& set : report.binding_rules) EXPECT_THAT(set, ElementsAre(GetParam().option));
    EXPECT_TRUE(has(report.diagnostics, "rule_binds"));
    EXPECT_THAT(report.limiting_direction, HasSubstr(GetParam().words));
    EXPECT_THAT(report.brief_report(), HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Each, MatchRule,
    testing::Values(
        RuleCase{"max_pigment_mg_per_ml", "at most 0.5 mg/ml", [](Case& c) { c.options.max_pigment_mg_per_ml = 0.5; }},
        RuleCase{"max_blue_shift_b", "b* at most 0 below",
                 [](Case& c) {
                     c.target = appearance(c.skin, c.line, Blend{{{"black", 1}}, 6}, c.dots).area;
                     c.options.max_blue_shift_b = 0;
                 }},
        RuleCase{"stock_ml", "0 ml of Ink black",
                 [](Case& c) {
                     c.options.stock_ml = {{"black", 0}, {"brown", 0}, {"red", 0}};
                 }},
        RuleCase{"fixed_pairs", "Ink black with Ink cream as 1:9",
                 [](Case& c) {
                     c.options.fixed_pairs = {{"black", "cream", 1, 9}, {"brown", "cream", 1, 9}, {"red", "cream", 1, 9}};
                 }},
        RuleCase{"must_use", "always Ink cream",
                 [](Case& c) {
                     c.target = appearance(c.skin, c.line, Blend{{{"red", 1}}, 1}, c.dots).area * 0.9;
                     c.options.must_use = {"cream", "black", "brown"};
                 }},
        RuleCase{"never_use", "never Ink black, Ink brown",
                 [](Case& c) {
                     c.options.never_use = {"black", "brown", "red"};
                 }},
        RuleCase{"today", "black, lot K7, on 2020-01-31",
                 [](Case& c) {
                     for (std::size_t i = 0; i < 3; ++i) {
                         c.line.inks[i].expires = "2020-01-31";
                         c.line.inks[i].lot = "K7";
                     }
                     c.options.today = "2026-01-01";
                 }},
        RuleCase{"water_ladder", "0:1 to 1:1",
                 [](Case& c) {
                     c.target = appearance(c.skin, c.line, Blend{{{"black", 1}}, 8}, c.dots).area;
                     c.line.inks.resize(1);
                     c.options.water_ladder = {0, 1};
                 }}),
    [](const auto& one) { return one.param.option; });

TEST(MatchRules, TwoRulesThatBothHaveToGoAreNamedTogether) {
    Case c;
    c.options.max_pigment_mg_per_ml = 0.5;
    c.options.never_use = {"black", "brown", "red"};
    const MatchReport report = c.match();
    EXPECT_EQ(report.verdict, Verdict::cannot_match);
    EXPECT_EQ(report.binding_rules, Names({{"max_pigment_mg_per_ml", "never_use"}}));
    EXPECT_THAT(report.limiting_direction, HasSubstr("together with"));
}

TEST(MatchRules, ARuleThatDoesNothingIsNotNamed) {
    Case c;
    c.options.max_pigment_mg_per_ml = 500;
    c.options.never_use = {"black", "brown", "red"};
    EXPECT_EQ(c.match().binding_rules, Names({{"never_use"}}));
}

TEST(MatchRules, DarknessIsNamedWhereItIsTheMatter) {
    Case c;
    c.dots.density_per_cm2 = 300; // even the thinnest mix is too dark
    c.target = c.skin.reflectance() * 0.99;
    c.options.perceptible_delta_e_2000 = c.options.acceptable_delta_e_ab = 0.1;
    c.options.reading_delta_e = c.options.skin_delta_e = 0.05;
    c.line.inks.pop_back(); // the cream, which can brighten
    const MatchReport report = c.match();
    ASSERT_EQ(report.verdict, Verdict::cannot_match);
    ASSERT_FALSE(report.nearest.empty());
    EXPECT_TRUE(report.nearest.front().darker_than_target);
    std::set<std::string> named;
    for (const auto& set : report.binding_rules) named.insert(set.begin(), set.end());
    EXPECT_EQ(named.count("darker_tolerance_l"), 1u);
    EXPECT_EQ(report.nearest.front().range.chance_acceptable, 0);
}

TEST(MatchRules, TimeThatRunsOutIsItsOwnOutcome) {
    Case c;
    c.options.should_stop = [] { return true; };
    const MatchReport report = c.match();
    EXPECT_EQ(report.verdict, Verdict::undecided);
    EXPECT_FALSE(report.is_usable());
    EXPECT_FALSE(report.proof.proven());
    EXPECT_TRUE(report.proof.stopped);
    EXPECT_TRUE(report.binding_rules.empty());
    EXPECT_TRUE(has(report.diagnostics, "search_stopped"));
    EXPECT_THAT(report.brief_report(), HasSubstr("allow more time"));
    EXPECT_THAT(report.full_report(), Not(HasSubstr("loosen")));
    EXPECT_THAT(report.full_report(), Not(HasSubstr("proven best")));
}

// correct_cup and next_session: the same

TEST(CupRules, TheMostPigmentIsNotCalledDarkness) {
    Case c;
    c.options.max_pigment_mg_per_ml = 0.5;
    const Correction correction = c.correct(Blend{{{"cream", 1}}, 20}, 5);
    EXPECT_FALSE(correction.obeys_rules);
    EXPECT_TRUE(correction.additions.empty());
    EXPECT_EQ(correction.binding_rules.front(), std::vector<std::string>{"max_pigment_mg_per_ml"});
    EXPECT_THAT(correction.sentence, HasSubstr("at most 0.5 mg/ml in the cup"));
    EXPECT_THAT(correction.sentence + correction.method, Not(HasSubstr("dark")));
    const NextSession next = c.next();
    EXPECT_FALSE(next.undecided);
    EXPECT_FALSE(next.binding_rules.empty());
    for (const auto& set : next.binding_rules) EXPECT_THAT(set, ElementsAre("max_pigment_mg_per_ml"));
    EXPECT_THAT(message(next.diagnostics, "rule_binds"), HasSubstr("at most 0.5 mg/ml in the cup"));
    EXPECT_THAT(message(next.diagnostics, "cannot_match"), Not(HasSubstr("lighter than the target")));
}

TEST(CupRules, AFullCupIsNamed) {
    Case c;
    const Correction correction = c.correct(Blend{{{"cream", 1}}, 3}, 10);
    EXPECT_TRUE(correction.additions.empty());
    EXPECT_EQ(correction.binding_rules, Names({{"cup_volume_ml"}}));
}

TEST(CupRules, DarknessIsNamedWhereTheCupIsTooDark) {
    Case c;
    const Correction correction = c.correct(Blend{{{"black", 1}}, 2}, 9.5);
    EXPECT_FALSE(correction.obeys_rules);
    EXPECT_TRUE(correction.corrected.darker_than_target);
    std::set<std::string> named;
    for (const auto& set : correction.binding_rules) named.insert(set.begin(), set.end());
    EXPECT_EQ(named, (std::set<std::string>{"cup_volume_ml", "darker_tolerance_l"}));
}

TEST(CupRules, AnInkThatMustBeUsedButIsNotThereIsNamed) {
    Case c;
    c.options.must_use = {"red"};
    c.options.stock_ml = {{"red", 0}};
    const Correction correction = c.correct(Blend{{{"black", 1}}, 20}, 5);
    EXPECT_FALSE(correction.obeys_rules);
    EXPECT_EQ(correction.binding_rules, Names({{"stock_ml"}, {"must_use"}}));
    EXPECT_TRUE(has(c.next().diagnostics, "rule_binds"));
}

TEST(CupRules, TimeThatRunsOutIsItsOwnOutcome) {
    Case c;
    c.options.must_use = {"red"};
    c.options.should_stop = [] { return true; };
    const Correction correction = c.correct(Blend{{{"black", 1}}, 20}, 5);
    EXPECT_TRUE(correction.undecided);
    EXPECT_FALSE(correction.proof.proven());
    EXPECT_TRUE(correction.additions.empty());
    EXPECT_TRUE(has(correction.diagnostics, "search_stopped"));
    EXPECT_THAT(correction.sentence, HasSubstr("allow more time"));
    EXPECT_THAT(correction.sentence + correction.method, Not(HasSubstr("dark")));
    const NextSession next = c.next();
    EXPECT_TRUE(next.undecided);
    EXPECT_FALSE(next.stop);
    EXPECT_FALSE(next.proof.proven());
    EXPECT_THAT(next.why, HasSubstr("no advice to stop"));
    EXPECT_FALSE(has(next.diagnostics, "cannot_match"));
}

// bare skin as a target, and chances beside verdicts

TEST(Verdicts, ATargetThatIsBareSkinIsLeftBareWhateverTheSkin) {
    for (const double melanin : {0.012, 0.03, 0.06, 0.11, 0.2, 0.3}) {
        Case c;
        SkinParameters parameters;
        parameters.melanosome_fraction = melanin;
        c.skin = Skin(parameters);
        c.target = c.skin.reflectance();
        const MatchReport report = c.match();
        EXPECT_EQ(report.verdict, Verdict::no_pigment_needed) << melanin;
        EXPECT_NEAR(report.gap_delta_e_2000, 0, 1e-9);
        EXPECT_TRUE(has(report.diagnostics, "target_is_bare_skin"));
        EXPECT_FALSE(has(report.diagnostics, "rule_binds"));
        EXPECT_THAT(report.brief_report(), HasSubstr("no pigment needed"));
    }
}

// property: over many synthetic clients no verdict stands beside a chance that contradicts it, unless a diagnostic says why

TEST(Verdicts, AgreeWithTheChanceOfAnAcceptableMatch) {
    int cannot = 0, usable = 0, explained = 0;
    for (std::uint64_t seed = 0; seed < (sanitized ? 4 : 80); ++seed) {
        RandomStream random(seed, 71);
        Case c;
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.01 + 0.25 * random.uniform() * random.uniform();
        c.skin = Skin(parameters);
        c.dots.density_per_cm2 = 80 + 250 * random.uniform();
        c.dots.retention.log_sd = 0.6 * random.uniform();
        c.options.water_ladder = {2, 4, 6, 8, 10, 12, 15, 20, 25, 30};
        c.options.max_inks = 2;
        c.options.recipe_count = 3;
        if (random.uniform() < 0.3) c.options.never_use = {"black"};
        if (random.uniform() < 0.3) c.options.max_pigment_mg_per_ml = 1 + 8 * random.uniform();
        c.target =
            appearance(c.skin, c.line,
                       Blend{{{"black", random.uniform()}, {"red", random.uniform()}}, 3 + 20 * random.uniform()}, c.dots)
                .area *
            std::exp(0.05 * random.normal());
        const MatchReport report = c.match();
        if (report.verdict == Verdict::no_pigment_needed) continue;
        for (const Recipe& recipe : report.nearest) {
            ++cannot;
            EXPECT_FALSE(recipe.acceptable);
            if (recipe.darker_than_target) {
                EXPECT_EQ(recipe.range.chance_acceptable, 0);
            } else if (recipe.range.chance_acceptable > 0.5) {
                EXPECT_TRUE(has(recipe.diagnostics, "close_call")) << "seed " << seed;
                ++explained;
            }
        }
        for (const Recipe& recipe : report.recipes) {
            ++usable;
            EXPECT_TRUE(recipe.acceptable);
            EXPECT_EQ(recipe.range.chance_acceptable, recipe.range.chance_within_tolerance);
            EXPECT_EQ(recipe.range.chance_acceptable < 0.5, has(recipe.diagnostics, "outcome_uncertain")) << "seed " << seed;
        }
        if (report.verdict == Verdict::cannot_match && !report.nearest.empty() &&
            report.nearest.front().darker_than_target) {
            EXPECT_THAT(report.brief_report(), testing::AnyOf(HasSubstr("darker"), HasSubstr("lighter")));
        }
    }
    EXPECT_GT(usable, sanitized ? 0 : 40);
    EXPECT_GT(cannot, sanitized ? -1 : 15);
    EXPECT_LT(explained, std::max(3, cannot / 5)) << "a contradiction that has to be explained is the exception";
}

TEST(MatchOptions, AreRefusedBeyondWhatAnyoneMeans) {
    const auto refused = [](const auto& change, const std::string& name) {
        MatchOptions options;
        change(options);
        try {
            options.validate();
            ADD_FAILURE() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name) << error.what();
        }
    };
    // Weights are summed and divided by: an infinite sum would make another recipe the best.
    refused([](MatchOptions& o) { o.illuminants = {{"D65", 1e308}, {"A", 1e308}}; }, "illuminants[0].weight");
    refused([](MatchOptions& o) { o.illuminants = {{"D65", 1e-320}}; }, "illuminants[0].weight");
    refused([](MatchOptions& o) { o.healed_weight = 1e300; }, "healed_weight");
    refused([](MatchOptions& o) { o.cup_volume_ml = 1e300; }, "cup_volume_ml");
    refused([](MatchOptions& o) { o.drops_per_ml = 1e300; }, "drops_per_ml");
    refused([](MatchOptions& o) { o.cost_penalty = 1e300; }, "cost_penalty");
    refused([](MatchOptions& o) { o.reading_delta_e = 1e300; }, "reading_delta_e");
    refused([](MatchOptions& o) { o.water_ladder = {1, 1e300}; }, "water_ladder[1]");
    refused([](MatchOptions& o) { o.water_ladder.assign(100000, 1); }, "water_ladder");
    refused([](MatchOptions& o) { o.stock_ml["ash"] = 1e300; }, "stock_ml['ash']");
    refused([](MatchOptions& o) { o.fixed_pairs = {{"ash", "blond", 2000000000, 1}}; }, "fixed_pairs[0].first_parts");
}
