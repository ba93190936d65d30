#include "undertone/search/match.hpp"

#include "fork_safe_mutex.hpp"
#include "matcher.hpp"
#include "undertone/search/rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace undertone {

namespace {

/// b* of the bare skin under a neutral filter that brings its L* down to `l`: X, Y and Z fall by one factor, so a* and
/// b* shrink with f(Y) = (L* + 16) / 116 (exact above the linear toe of CIE 1976).
double neutral_b(const Lab& bare, double l) { return bare.b * (l + 16) / (bare.l + 16); }

struct Context {
    const Skin& skin;
    const Bands& target;
    const Line& line;
    const Dots& dots;
    const MatchOptions& options;
    const Matcher& matcher;
    const Tolerance& tolerance;
};

std::vector<SeenColor> seen_colors(const Context& context, const Appearance& looks) {
    std::vector<SeenColor> result;
    for (std::size_t v = 0; v < context.matcher.viewings().size(); ++v) {
        const Viewing& viewing = context.matcher.viewings()[v];
        SeenColor seen;
        seen.illuminant = viewing.illuminant_name();
        seen.target = context.matcher.target_lab()[v];
        seen.bare = viewing.lab(looks.bare);
        seen.area = viewing.lab(looks.area);
        seen.dot = viewing.lab(looks.dot);
        seen.area_delta_e_2000 = delta_e_2000(seen.area, seen.target);
        seen.area_delta_e_ab = delta_e_1976(seen.area, seen.target);
        seen.dot_delta_e_2000 = delta_e_2000(seen.dot, seen.target);
        result.push_back(std::move(seen));
    }
    return result;
}

constexpr double most_steady_cup_ml = 100; ///< nobody mixes more for one client

void judge(const Context& context, Recipe& recipe) {
    for (const SeenColor& seen : recipe.seen) {
        recipe.worst_delta_e_2000 = std::max(recipe.worst_delta_e_2000, seen.area_delta_e_2000);
        recipe.worst_delta_e_ab = std::max(recipe.worst_delta_e_ab, seen.area_delta_e_ab);
        if (seen.area.l < seen.target.l - context.options.darker_tolerance_l) recipe.darker_than_target = true;
    }
    recipe.imperceptible = recipe.worst_delta_e_2000 <= context.tolerance.perceptible_delta_e_2000;
    recipe.acceptable = recipe.imperceptible || recipe.worst_delta_e_ab <= context.tolerance.acceptable_delta_e_ab;
    if (recipe.darker_than_target) recipe.acceptable = recipe.imperceptible = false;
}

/// Choices known to turn blue, named as such.
void warn_of_blue_causes(const Context& context, Recipe& recipe) {
    const bool fair = ita_deg(context.matcher.bare_lab().front()) > 28;
    double carbon = 0, all = 0;
    for (const auto& [id, parts] : recipe.blend.parts)
        for (const InkComponent& component : context.line.inks[context.line.ink_index(id)].components) {
            all += parts * component.mg_per_ml;
            if (context.line.colorants[component.colorant].role == ColorantRole::carbon_black)
                carbon += parts * component.mg_per_ml;
        }
    if (fair && all > 0 && carbon > 0.8 * all && recipe.blend.water_parts < 5)
        recipe.diagnostics.push_back(
            {Severity::warning, "undiluted_carbon",
             fmt::format("carbon black at {:g}:1 on fair skin heals blue-grey: thin it, or add a warm ink",
                         recipe.blend.water_parts)});
    if (context.dots.top_mm > 0.5 || context.dots.bottom_mm > 1.2)
        recipe.diagnostics.push_back(
            {Severity::warning, "too_deep",
             fmt::format("dots from {:g} to {:g} mm lie deeper than the upper dermis: they heal bluer and spread",
                         context.dots.top_mm, context.dots.bottom_mm)});
}

void warn(const Context& context, Recipe& recipe) {
    const SeenColor& seen = recipe.seen.front();
    if (recipe.darker_than_target) {
        const SeenColor& darkest =
            *std::max_element(recipe.seen.begin(), recipe.seen.end(), [](const SeenColor& x, const SeenColor& y) {
                return x.target.l - x.area.l < y.target.l - y.area.l;
            });
        recipe.diagnostics.push_back(
            {Severity::error, "darker_than_target",
             fmt::format("heals to L* {:.2f} under {} where the target has {:.2f}: too dark cannot be undone by adding",
                         darkest.area.l, darkest.illuminant, darkest.target.l)});
    }
    if (recipe.blue_beyond_neutral_b < -context.options.bluish_limit_b)
        recipe.diagnostics.push_back(
            {Severity::warning, "bluish",
             fmt::format("bluish: b* {:.1f}, {:.1f} below neutral shading of this skin (bare b* {:.1f}); "
                         "shallower dots, a thinner mix or a warmer ink help",
                         seen.area.b, -recipe.blue_beyond_neutral_b, seen.bare.b)});
    const double chance = recipe.range.chance_acceptable;
    if (recipe.acceptable && chance < 0.5)
        recipe.diagnostics.push_back(
            {Severity::warning, "outcome_uncertain",
             fmt::format(
                 "within tolerance at the median retention and depth, but with what is known of these only {:.0f} % of "
                 "outcomes are (mostly {}): a healed test spot would narrow that",
                 100 * chance, recipe.range.dominated_by)});
    if (!recipe.acceptable && !recipe.darker_than_target && chance > 0.5)
        recipe.diagnostics.push_back(
            {Severity::info, "close_call",
             fmt::format("just outside tolerance at the median retention and depth, yet {:.0f} % of outcomes are within it",
                         100 * chance)});
    for (const StepEffect& effect : recipe.step_effects)
        if (effect.delta_e_2000 > context.tolerance.perceptible_delta_e_2000 && effect.steps > 0 && effect.delta_l < 0) {
            const double seen_ml = recipe.cup.total_ml * effect.delta_e_2000 / context.tolerance.perceptible_delta_e_2000;
            recipe.steady_cup_ml =
                std::max(recipe.steady_cup_ml, std::ceil(1.05 * seen_ml)); // beside that it is not quite linear
        }
    for (const StepEffect& effect : recipe.step_effects)
        if (effect.delta_e_2000 > context.tolerance.perceptible_delta_e_2000 && effect.steps > 0 && effect.delta_l < 0)
            recipe.diagnostics.push_back(
                {Severity::warning, "one_step_matters",
                 recipe.steady_cup_ml <= most_steady_cup_ml
                     ? fmt::format(
                           "one step of {} too much of {} shows (delta E {:.1f}, darker): measure it with care, or mix "
                           "{:g} ml (cup_volume_ml) in the same ratio, where it does not",
                           context.options.dose_step_text(), effect.ink_id, effect.delta_e_2000,
                           std::max(recipe.steady_cup_ml, usual_cup_ml + 1))
                     : fmt::format("one step of {} too much of {} shows (delta E {:.1f}, darker), and would up to {:g} ml: "
                                   "measure in finer steps",
                                   context.options.dose_step_text(), effect.ink_id, effect.delta_e_2000,
                                   recipe.steady_cup_ml)});
    for (const std::string& id : context.matcher.expired())
        if (recipe.blend.parts.contains(id)) {
            const Ink& ink = context.line.inks[context.line.ink_index(id)];
            recipe.diagnostics.push_back({Severity::warning, "expired_ink",
                                          fmt::format("{} (lot {}) expired on {}; used because: {}", ink.name, ink.lot,
                                                      ink.expires, context.options.expired_reason)});
        }
    warn_of_blue_causes(context, recipe);
    for (const LaterColor& later : recipe.later) {
        const double worst = *std::max_element(later.delta_e_2000.begin(), later.delta_e_2000.end());
        if (worst > 2 * context.tolerance.perceptible_delta_e_2000)
            recipe.diagnostics.push_back(
                {Severity::info, "later_epoch_off",
                 fmt::format("{}: delta E {:.1f} from the target; plan a touch-up", later.label, worst)});
    }
}

Recipe make_recipe(const Context& context, const Rechecked& found) {
    const MatchOptions& options = context.options;
    Recipe recipe;
    recipe.blend = context.matcher.blend(found.candidate);
    const SearchProblem& problem = context.matcher.problem();
    const DosingGrid& grid = problem.grid;
    const double water_steps =
        grid.water_ladder[static_cast<std::size_t>(found.candidate.water)] * found.candidate.step_sum();
    const int multiple = context.matcher.fill_multiple(found.candidate);
    double volume_steps = water_steps;
    for (const auto& [id, volume] : recipe.blend.parts) volume_steps += volume;
    recipe.cup = fill_cup(context.line, recipe.blend, multiple * volume_steps * grid.step_ml,
                          {options.syringe_step_ml, options.scale_step_g}, options.drops_per_ml);
    if (!options.cost_per_ml.empty()) {
        recipe.cost = 0;
        for (const Dose& dose : recipe.cup.inks) *recipe.cost += dose.ml * options.cost_per_ml.at(dose.ink_id);
    }
    const Appearance looks = appearance(context.skin, context.line, recipe.blend, context.dots);
    recipe.seen = seen_colors(context, looks);
    recipe.area = looks.area;
    recipe.diagnostics = looks.diagnostics;
    for (std::size_t e = 1; e <= options.later_epochs.size(); ++e) {
        const Epoch& epoch = options.later_epochs[e - 1];
        LaterColor later{epoch.label, epoch.years, found.lab[e], {}};
        for (std::size_t v = 0; v < later.area.size(); ++v)
            later.delta_e_2000.push_back(delta_e_2000(later.area[v], context.matcher.target_lab()[v]));
        recipe.later.push_back(std::move(later));
    }
    recipe.weighted_delta_e_2000 = found.objective - problem.penalty(found.candidate.inks, found.candidate.steps,
                                                                     water_steps / found.candidate.step_sum());
    recipe.objective = found.objective; // the colour's, and the penalties for inks and pigment
    judge(context, recipe);
    recipe.range = context.matcher.uncertain_color(found.candidate);
    if (recipe.darker_than_target) recipe.range.chance_acceptable = 0;
    recipe.step_effects = context.matcher.step_effects(found.candidate);
    const SeenColor& first = recipe.seen.front();
    recipe.blue_shift_b = first.area.b - first.bare.b;
    recipe.blue_beyond_neutral_b = first.area.b - neutral_b(first.bare, first.area.l);
    warn(context, recipe);
    return recipe;
}

/// The best of each set of inks: alternatives that differ in what is on the table, not in the last step of one dose.
std::vector<Rechecked> best_of_each_set(const std::vector<Rechecked>& ranked, std::size_t count) {
    std::vector<Rechecked> result;
    std::set<std::vector<int>> sets;
    for (const Rechecked& seen : ranked) {
        if (result.size() == count) break;
        if (sets.insert(seen.candidate.inks).second) result.push_back(seen);
    }
    return result;
}

/// What sets `recipe` apart from the best, the largest difference first.
std::string trade_off(const Recipe& best, const Recipe& recipe) {
    std::string text = fmt::format("{:+.2f} in weighted delta E", recipe.weighted_delta_e_2000 - best.weighted_delta_e_2000);
    std::size_t at = 0;
    double largest = -1;
    for (std::size_t v = 0; v < recipe.seen.size(); ++v) {
        const double difference = delta_e_2000(recipe.seen[v].area, best.seen[v].area);
        if (difference > largest) {
            largest = difference;
            at = v;
        }
    }
    const Lab &mine = recipe.seen[at].area, &its = best.seen[at].area;
    struct Direction {
        double difference;
        const char *more, *less, *symbol;
    };
    const Direction directions[] = {{mine.l - its.l, "lighter", "darker", "L*"},
                                    {mine.a - its.a, "redder", "greener", "a*"},
                                    {mine.b - its.b, "warmer", "bluer", "b*"}};
    const Direction& main =
        *std::max_element(std::begin(directions), std::end(directions), [](const Direction& x, const Direction& y) {
            return std::abs(x.difference) < std::abs(y.difference);
        });
    if (std::abs(main.difference) >= 0.05)
        text += fmt::format("; {} under {} ({} {:+.1f})", main.difference > 0 ? main.more : main.less,
                            recipe.seen[at].illuminant, main.symbol, main.difference);
    else
        text += "; the same colour to the eye";
    const auto inks = static_cast<int>(recipe.blend.parts.size()) - static_cast<int>(best.blend.parts.size());
    if (inks != 0)
        text += fmt::format("; {} ink{} {}", std::abs(inks), std::abs(inks) == 1 ? "" : "s", inks > 0 ? "more" : "fewer");
    return text;
}

/// What puts `lower` below `upper` although it is nearer to the target by the weights given.
std::string overriding_rule(const Context& context, const Recipe& upper, const Recipe& lower) {
    constexpr double rounding = 1e-6;
    if (lower.objective < upper.objective - rounding)
        return fmt::format("ranked by the healed colour alone (delta E {:.2f} against {:.2f}): what the later years and the "
                           "penalties favour is not acceptable when healed",
                           lower.seen.front().area_delta_e_2000, upper.seen.front().area_delta_e_2000);
    const double nearer = upper.weighted_delta_e_2000 - lower.weighted_delta_e_2000;
    if (nearer <= 0.005) return "";
    const MatchOptions& options = context.options;
    const auto pigment = [&](const Recipe& recipe) { return mix(context.line, recipe.blend).mg_per_ml.sum(); };
    std::vector<std::string> why;
    const auto add = [&](double penalty, const std::string& what) {
        if (penalty > 0.0005) why.push_back(fmt::format("{} ({:.3f})", what, penalty));
    };
    const double inks = static_cast<double>(lower.blend.parts.size()) - static_cast<double>(upper.blend.parts.size());
    add(options.extra_ink_penalty * inks, fmt::format("{:g} more ink{}", inks, inks == 1 ? "" : "s"));
    const double mg = pigment(lower) - pigment(upper);
    add(options.pigment_penalty * mg, fmt::format("{:.1f} mg/ml more pigment", mg));
    if (lower.cost && upper.cost)
        add(options.cost_penalty * (*lower.cost / lower.cup.total_ml - *upper.cost / upper.cup.total_ml), "a higher cost");
    return fmt::format("nearer by {:.3f} in weighted delta E, but it has to earn {}", nearer, fmt::join(why, " and "));
}

void annotate(const Context& context, std::vector<Recipe>& recipes, const MatchProof& proof) {
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        Recipe& recipe = recipes[i];
        if (i == 0) {
            recipe.note =
                fmt::format("{} of {} recipes on the dosing grid, fewer inks and less pigment preferred where none shows",
                            proof.proven() ? "the best" : "the best found", proof.recipes_covered);
            continue;
        }
        recipe.note = trade_off(recipes.front(), recipe);
        for (std::size_t j = 0; j < i && recipe.ranked_below_because.empty(); ++j)
            if (const std::string why = overriding_rule(context, recipes[j], recipe); !why.empty())
                recipe.ranked_below_because = fmt::format("ranked below {}: {}", j + 1, why);
        if (!recipe.ranked_below_because.empty()) recipe.note += "; " + recipe.ranked_below_because;
    }
}

/// In which way the best answer falls short, in words.
std::string limiting_direction(const Context& context, const Recipe& best) {
    const SeenColor& seen = best.seen.front();
    const Lab missing{seen.target.l - seen.area.l, seen.target.a - seen.area.a, seen.target.b - seen.area.b};
    const std::vector<double>& ladder = context.options.water_ladder;
    const double from_bare = delta_e_2000(seen.bare, seen.target);
    if (from_bare <= std::max(seen.area_delta_e_2000, context.tolerance.perceptible_delta_e_2000) &&
        seen.target.l <= seen.bare.l + 0.05)
        return fmt::format("bare skin is as near (delta E {:.1f}) as any mix: leave it bare, or choose a darker look",
                           from_bare);
    if (seen.target.l > seen.bare.l + 0.05)
        return fmt::format("needs lighter than bare skin (L* {:.1f}, skin {:.1f}): pigment can only darken", seen.target.l,
                           seen.bare.l);
    if (best.darker_than_target)
        return fmt::format(
            "needs lighter than {}:1 at this density: fewer or smaller dots, more water, or a weaker or warmer ink",
            ladder.back());
    const std::string least = fmt::format("{}:1", ladder.front());
    if (std::abs(missing.l) >= std::max(std::abs(missing.a), std::abs(missing.b)))
        return missing.l < 0
                   ? fmt::format("needs darker than {} at {:.0f} dots/cm2 can give: more or larger dots, or a stronger ink",
                                 least, context.dots.density_per_cm2)
                   : "needs lighter at this colour: the inks that have the hue darken too much";
    if (std::abs(missing.a) >= std::abs(missing.b))
        return missing.a > 0
                   ? fmt::format("needs redder (a* {:+.1f}): no ink allowed here is red enough at this depth", missing.a)
                   : fmt::format("needs less red (a* {:+.1f}): no ink of the line takes the skin's red away", missing.a);
    return missing.b > 0
               ? fmt::format("needs warmer (b* {:+.1f}): no ink allowed here is yellow enough at this depth", missing.b)
               : fmt::format("needs cooler (b* {:+.1f}): no ink of the line takes the skin's yellow away", missing.b);
}

std::vector<Recipe> make_recipes(const Context& context, const std::vector<Rechecked>& chosen) {
    std::vector<Recipe> recipes;
    for (const Rechecked& found : chosen) recipes.push_back(make_recipe(context, found));
    return recipes;
}

std::vector<Rechecked> acceptable_only(const Matcher& matcher, const std::vector<Rechecked>& ranked) {
    std::vector<Rechecked> result;
    std::copy_if(ranked.begin(), ranked.end(), std::back_inserter(result),
                 [&](const Rechecked& seen) { return matcher.acceptable(seen); });
    return result;
}

/// The best that are acceptable when healed, if any are. Later years, or what inks cost, may favour recipes that are not.
std::vector<Rechecked> usable_of(const Matcher& matcher, Ranking& ranking, std::vector<Diagnostic>& diagnostics) {
    std::vector<Rechecked> usable = acceptable_only(matcher, ranking.ranked);
    if (ranking.ranked.empty() || (!usable.empty() && !(ranking.ranked.front() < usable.front()))) return usable;
    Ranking among;
    double best_known = usable.empty() ? 0 : usable.front().objective;
    if (usable.empty()) {
        among = matcher.rank({.healed_color_only = true});
        usable = acceptable_only(matcher, among.ranked);
        if (usable.empty()) return usable;
        best_known = matcher.objective(usable.front());
    }
    Ranking by_all = matcher.rank({.acceptable = true, .best_known = best_known});
    if (by_all.ranked.empty() && among.ranked.empty()) {
        // Too many that look better are not acceptable to rule them all out: the best that was seen, not proven.
        ranking.proof.bound = ranking.ranked.front().objective;
        ranking.proof.gap = usable.front().objective - ranking.proof.bound;
        return usable;
    }
    const bool by_color = !among.ranked.empty() && (by_all.ranked.empty() || !by_all.proof.proven());
    if (!by_color) among = std::move(by_all);
    for (Rechecked& seen : among.ranked) seen.objective = matcher.objective(seen);
    ranking.proof = std::move(among.proof);
    diagnostics.push_back({Severity::warning, "healed_first",
                           by_color
                               ? "what also suits the later years, or costs less, is not acceptable when healed; ranked by "
                                 "the healed colour alone"
                               : "what suits the later years better, or costs less, is not acceptable when healed; the best "
                                 "of what is"});
    return acceptable_only(matcher, among.ranked);
}

} // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::matched: return "matched";
    case Verdict::acceptable: return "acceptable";
    case Verdict::no_pigment_needed: return "no pigment needed";
    case Verdict::undecided: return "undecided";
    case Verdict::cannot_match: break;
    }
    return "cannot match";
}

namespace {

double worst_delta_e_2000(const Matcher& matcher, std::span<const Lab> seen) {
    double worst = 0;
    for (std::size_t v = 0; v < seen.size(); ++v) worst = std::max(worst, delta_e_2000(seen[v], matcher.target_lab()[v]));
    return worst;
}

/// How good an answer these options would give.
std::optional<Level> level_with(const Context& context, const MatchOptions& options) {
    MatchOptions quick = options;
    quick.recipe_count = 1;
    quick.audit_recipes = 0;
    MatchMemory cache;
    const Matcher matcher(context.skin, context.target, context.line, context.dots, quick, cache);
    Ranking ranking = matcher.rank({});
    Diagnostics ignored;
    const std::vector<Rechecked> usable = usable_of(matcher, ranking, ignored);
    if (usable.empty() && ranking.proof.stopped) return std::nullopt;
    if (usable.empty()) return ranking.ranked.empty() ? Level::none : Level::some;
    return worst_delta_e_2000(matcher, usable.front().lab.front()) <= matcher.tolerance().perceptible_delta_e_2000
               ? Level::matched
               : Level::acceptable;
}

/// Names the rules that keep an acceptable recipe, or one that cannot be told from the target, out.
void name_binding_rules(const Context& context, Level level, MatchReport& report) {
    const MatchOptions& options = context.options;
    const bool usual = level < Level::acceptable;
    const BindingRules binding = binding_rules(rules_in_force(options, context.line, usual), options, level,
                                               [&](const MatchOptions& loosened) { return level_with(context, loosened); });
    report.binding_rules = binding.options();
    const std::string text = binding_text(binding, level, options, context.line);
    if (text.empty()) return;
    report.diagnostics.push_back({Severity::warning, binding.sets.empty() ? "rules_not_examined" : "rule_binds", text});
    if (level >= Level::acceptable || binding.sets.empty()) return;
    const bool given = std::any_of(binding.sets.begin(), binding.sets.end(), [](const std::vector<Rule>& set) {
        return std::any_of(set.begin(), set.end(), [](Rule rule) { return rule != Rule::darkness && rule != Rule::cup; });
    });
    // What a rule does must not be put down to the inks.
    if (given || report.limiting_direction.empty())
        report.limiting_direction = text;
    else
        report.limiting_direction += "; " + text;
}

MatchReport match_with(MatchMemory& cache, const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                       const MatchOptions& options) {
    const Matcher matcher(skin, target, line, dots, options, cache);
    const Context context{skin, target, line, dots, options, matcher, matcher.tolerance()};

    MatchReport report;
    report.skin_class = context.tolerance.skin_class;
    report.perceptible_delta_e_2000 = context.tolerance.perceptible_delta_e_2000;
    report.acceptable_delta_e_ab = context.tolerance.acceptable_delta_e_ab;
    report.bare_delta_e_2000 = worst_delta_e_2000(matcher, matcher.bare_lab());
    Ranking ranking = matcher.rank({});
    const std::vector<Rechecked> usable = usable_of(matcher, ranking, report.diagnostics);
    report.proof = ranking.proof;
    Level level = ranking.ranked.empty() ? Level::none : Level::some;

    if (!usable.empty()) {
        report.recipes = make_recipes(context, best_of_each_set(usable, static_cast<std::size_t>(options.recipe_count)));
        annotate(context, report.recipes, report.proof);
        level = report.recipes.front().imperceptible ? Level::matched : Level::acceptable;
        report.gap_delta_e_2000 = report.recipes.front().worst_delta_e_2000;
        report.plan = plan_sessions(skin, target, line, report.recipes.front().blend, dots, options);
    } else {
        if (ranking.ranked.empty() && !ranking.proof.stopped) { // show the least dark, if darkness is what excludes all
            ranking = matcher.rank({.any_darkness = true});
            report.proof = ranking.proof;
        }
        report.nearest = make_recipes(
            context, best_of_each_set(ranking.ranked, static_cast<std::size_t>(std::min(3, options.recipe_count))));
        annotate(context, report.nearest, report.proof);
        report.gap_delta_e_2000 =
            report.nearest.empty() ? report.bare_delta_e_2000 : report.nearest.front().worst_delta_e_2000;
        if (!report.nearest.empty()) report.limiting_direction = limiting_direction(context, report.nearest.front());
    }
    // Whether a thin mix happens to be as near or not, the answer is the same.
    const bool bare_is_target =
        report.bare_delta_e_2000 <= std::min(options.reading_delta_e, report.gap_delta_e_2000); // readings differ by as much
    // A target lighter than bare skin is another matter: pigment cannot do that, and the verdict says so.
    const bool lighter = matcher.target_lab().front().l > matcher.bare_lab().front().l + options.darker_tolerance_l;
    const bool bare_serves =
        !lighter && report.bare_delta_e_2000 <= report.perceptible_delta_e_2000 && (usable.empty() || bare_is_target);
    report.hardly_needed = !bare_serves && !usable.empty() && report.bare_delta_e_2000 <= report.perceptible_delta_e_2000;
    if (bare_serves) {
        const std::string why = fmt::format(
            "the target cannot be told from bare skin under any light (delta E up to {:.2f}, noticed from {:.2g}): "
            "pigment would add nothing that anyone sees. Consider a darker look, or none",
            report.bare_delta_e_2000, report.perceptible_delta_e_2000);
        report.verdict = Verdict::no_pigment_needed;
        report.limiting_direction = why;
        report.gap_delta_e_2000 = report.bare_delta_e_2000;
        if (!report.recipes.empty()) report.nearest = std::move(report.recipes);
        report.recipes.clear();
        report.plan = {};
        report.diagnostics.push_back({Severity::warning, "target_is_bare_skin", "T" + why.substr(1) + "."});
    } else if (level >= Level::acceptable) {
        report.verdict = level == Level::matched ? Verdict::matched : Verdict::acceptable;
    } else if (report.proof.stopped) {
        report.verdict = Verdict::undecided;
        report.limiting_direction = fmt::format(
            "the time given ended the search after {} set{} of inks, before an acceptable recipe was found: allow more time",
            report.proof.ink_sets, report.proof.ink_sets == 1 ? "" : "s");
    }
    // Where bare skin cannot be told from the target no rule is to blame.
    if (report.bare_delta_e_2000 > report.perceptible_delta_e_2000 && !report.proof.stopped && level < Level::matched)
        name_binding_rules(context, level, report);
    if (options.expired_reason.empty())
        for (const std::string& id : matcher.expired()) {
            const Ink& ink = line.inks[line.ink_index(id)];
            report.diagnostics.push_back(
                {Severity::warning, "expired_ink",
                 fmt::format("{} (lot {}) expired on {} and is left out: open a fresh lot, or give a reason to use it",
                             ink.name, ink.lot, ink.expires)});
        }
    if (report.proof.stopped)
        report.diagnostics.push_back(
            {Severity::warning, "search_stopped",
             "the time given ended the search before every set of inks was looked at: the best so far; "
             "allow more time, or offer fewer inks (max_inks, never_use)"});
    if (report.proof.audit.failed())
        report.diagnostics.push_back({Severity::warning, "audit_failed", report.proof.audit.text()});
    if (report.proof.gap > 0)
        report.diagnostics.push_back(
            {Severity::warning, "not_proven",
             fmt::format("a recipe up to {:.2g} better in weighted delta E cannot be ruled out", report.proof.gap)});
    if (dots.density_per_cm2 > 310)
        report.diagnostics.push_back(
            {Severity::warning, "dense_dots",
             fmt::format("{:.0f} dots/cm2 is more than any practice reports (310)", dots.density_per_cm2)});
    report.diagnostics.push_back({Severity::info, "model_only", "model only, not validated on healed scalp"});
    return report;
}

} // namespace

MatchReport match(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options) {
    MatchMemory cache;
    return match_with(cache, skin, target, line, dots, options);
}

namespace {

ForkSafeMutex& memory_mutex() {
    static ForkSafeMutex mutex; // held while a pointer is copied
    return mutex;
}

} // namespace

MatchMemory MatchCache::copy() const {
    std::shared_ptr<const MatchMemory> memory;
    {
        const std::lock_guard lock(memory_mutex());
        memory = memory_;
    }
    return *memory;
}

void MatchCache::replace(MatchMemory memory) {
    auto made = std::make_shared<const MatchMemory>(std::move(memory));
    const std::lock_guard lock(memory_mutex());
    memory_.swap(made);
}

Rematch::Rematch(Skin skin, Line line)
    : skin_(std::move(skin)), line_(std::move(line)), cache_(std::make_unique<MatchCache>()) {}
Rematch::~Rematch() = default;
Rematch::Rematch(Rematch&&) noexcept = default;
Rematch& Rematch::operator=(Rematch&&) noexcept = default;

MatchReport Rematch::match(const Bands& target, const Dots& dots, const MatchOptions& options) {
    // Not locked while it works: the same thread may come back in a callback, and another must not wait for a whole match.
    MatchMemory memory = cache_->copy();
    MatchReport report = match_with(memory, skin_, target, line_, dots, options);
    cache_->replace(std::move(memory));
    return report;
}

bool SessionPlan::never_darker() const {
    return std::none_of(sessions.begin(), sessions.end(),
                        [](const PlannedSession& session) { return session.darker_than_target; });
}

SessionPlan plan_sessions(const Skin& skin, const Bands& target, const Line& line, const Blend& blend, const Dots& dots,
                          const MatchOptions& options) {
    options.validate();
    SessionPlan plan;
    double standing = 0;
    for (std::size_t i = 0; i < options.session_shares.size(); ++i) {
        PlannedSession session;
        session.number = static_cast<int>(i) + 1;
        session.water_parts = blend.water_parts;
        session.share = options.session_shares[i];
        session.density_per_cm2 = dots.density_per_cm2 * session.share;
        session.new_density_per_cm2 = session.density_per_cm2 - standing;
        standing = session.density_per_cm2;
        Dots so_far = dots;
        so_far.density_per_cm2 = standing;
        const Bands area = session.reflectance = area_reflectance(skin, line, healed_state(mix(line, blend), so_far));
        for (const WeightedIlluminant& light : options.illuminants) {
            const Viewing viewing(light.name, options.observer);
            const Lab wanted = viewing.lab(target), reached = viewing.lab(area);
            session.area.push_back(reached);
            session.delta_e_2000.push_back(delta_e_2000(reached, wanted));
            if (reached.l < wanted.l - options.darker_tolerance_l) session.darker_than_target = true;
        }
        plan.sessions.push_back(std::move(session));
    }
    const Lab wanted = Viewing(options.illuminants.front().name, options.observer).lab(target);
    plan.stop_rule = fmt::format(
        "Stop adding dots once the healed area reads L* {:.1f} or less under {}, the surface reflection excluded; measure "
        "after 4 to 6 weeks.",
        wanted.l, options.illuminants.front().name);
    return plan;
}

} // namespace undertone
