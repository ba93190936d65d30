// Words about recipes: warnings, why each ranks where it does, and what a target that cannot be met asks for.

#include "recipe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

constexpr double most_steady_cup_ml = 100; ///< nobody mixes more for one client

void warn_of_color(const Matcher& matcher, Recipe& recipe) {
    if (recipe.darker_than_target) {
        const SeenColor& darkest =
            *std::max_element(recipe.seen.begin(), recipe.seen.end(), [](const SeenColor& x, const SeenColor& y) {
                return x.target.l - x.area.l < y.target.l - y.area.l;
            });
        recipe.diagnostics.push_back(
            {Severity::error, "darker_than_target",
             fmt::format("heals {:.2f} L* darker than the target under {}: too dark cannot be undone by adding",
                         darkest.target.l - darkest.area.l, illuminant_text(darkest.illuminant))});
    }
    if (recipe.blue_beyond_neutral_b < -matcher.options().bluish_limit_b)
        recipe.diagnostics.push_back(
            {Severity::warning, "bluish",
             fmt::format(
                 "bluish: b* {:.1f} below neutral shading of this skin; shallower dots, a thinner mix or a warmer ink help",
                 -recipe.blue_beyond_neutral_b)});
}

/// Where the verdict and the outcomes that healing leaves open disagree.
void warn_of_chance(Recipe& recipe) {
    const double chance = recipe.range.chance_acceptable;
    if (recipe.acceptable && chance < 0.5)
        recipe.diagnostics.push_back({Severity::warning, "outcome_uncertain",
                                      fmt::format("within tolerance where the skin keeps the ink as it usually does, but "
                                                  "skins differ (most of all in {1}) and "
                                                  "only {0:.0f} % of outcomes are: a healed test spot would narrow that",
                                                  100 * chance, recipe.range.dominated_by)});
    if (!recipe.acceptable && !recipe.darker_than_target && chance > 0.5)
        recipe.diagnostics.push_back({Severity::info, "close_call",
                                      fmt::format("just outside tolerance where the skin keeps the ink as it usually does, "
                                                  "yet {:.0f} % of outcomes are within it",
                                                  100 * chance)});
}

/// Where one step too much of an ink shows; sets the cup in which it would not.
void warn_of_steps(const Matcher& matcher, Recipe& recipe) {
    const double shows = matcher.tolerance().perceptible_delta_e_2000;
    const auto name = [&](const StepEffect& effect) {
        const Line& line = matcher.line();
        return effect.ink_id.empty() ? line.diluent_name : line.ink(effect.ink_id).name;
    };
    const auto matters = [&](const StepEffect& effect) {
        return effect.delta_e_2000 > shows && effect.steps > 0 && effect.delta_l < 0;
    };
    for (const StepEffect& effect : recipe.step_effects)
        if (matters(effect)) {
            const double seen_ml = recipe.cup.total_ml * effect.delta_e_2000 / shows;
            recipe.steady_cup_ml =
                std::max(recipe.steady_cup_ml, std::ceil(1.05 * seen_ml)); // beside that it is not quite linear
        }
    for (const StepEffect& effect : recipe.step_effects)
        if (matters(effect))
            recipe.diagnostics.push_back(
                {Severity::warning, "one_step_matters",
                 recipe.steady_cup_ml <= most_steady_cup_ml
                     ? fmt::format(
                           "one step of {} too much of {} shows (delta E {:.1f}, darker): measure it with care, or mix "
                           "{:g} ml in the same ratio, where it does not",
                           matcher.options().dose_step_text(), name(effect), effect.delta_e_2000,
                           std::max(recipe.steady_cup_ml, usual_cup_ml + 1))
                     : fmt::format("one step of {} too much of {} shows (delta E {:.1f}, darker), and would up to {:g} ml: "
                                   "measure in finer steps",
                                   matcher.options().dose_step_text(), name(effect), effect.delta_e_2000,
                                   recipe.steady_cup_ml)});
}

void warn_of_expired(const Matcher& matcher, Recipe& recipe) {
    for (const std::string& id : matcher.expired())
        if (recipe.blend.parts.contains(id)) {
            const Ink& ink = matcher.line().ink(id);
            recipe.diagnostics.push_back({Severity::warning, "expired_ink",
                                          fmt::format("{} (lot {}) expired on {}; used because: {}", ink.name,
                                                      ink.lot_text(), ink.expires, matcher.options().expired_reason)});
        }
}

/// Choices known to turn blue, named as such.
void warn_of_blue_causes(const Matcher& matcher, Recipe& recipe) {
    const bool fair = is_light_skin(matcher.lights().bare.front());
    double carbon = 0, all = 0;
    for (const auto& [id, parts] : recipe.blend.parts)
        for (const InkComponent& component : matcher.line().ink(id).components) {
            all += parts * component.mg_per_ml;
            if (matcher.line().colorants[component.colorant].role == ColorantRole::carbon_black)
                carbon += parts * component.mg_per_ml;
        }
    if (fair && all > 0 && carbon > 0.8 * all && recipe.blend.water_parts < 5)
        recipe.diagnostics.push_back(
            {Severity::warning, "undiluted_carbon",
             fmt::format(
                 "carbon black at {:g}:1 on fair skin: practitioners see it heal blue-grey, where the model has b* {:.1f} "
                 "{} neutral shading; thin it, add a warm ink, or read a healed test spot first",
                 recipe.blend.water_parts, std::abs(recipe.blue_beyond_neutral_b),
                 recipe.blue_beyond_neutral_b < 0 ? "below" : "above")});
    if (matcher.dots().top_mm > 0.5 || matcher.dots().bottom_mm > 1.2)
        recipe.diagnostics.push_back(
            {Severity::warning, "too_deep",
             fmt::format("dots from {:g} to {:g} mm lie deeper than the upper dermis: they heal bluer and spread",
                         matcher.dots().top_mm, matcher.dots().bottom_mm)});
}

void warn_of_later(const Matcher& matcher, Recipe& recipe) {
    for (const LaterColor& later : recipe.later) {
        const double worst = *std::max_element(later.delta_e_2000.begin(), later.delta_e_2000.end());
        if (worst > 2 * matcher.tolerance().perceptible_delta_e_2000)
            recipe.diagnostics.push_back(
                {Severity::info, "later_epoch_off",
                 fmt::format("{}: delta E {:.1f} from the target; plan a touch-up", later.label, worst)});
    }
}

/// What sets `recipe` apart from the best, the largest difference first.
std::string trade_off(const Recipe& best, const Recipe& recipe) {
    const double farther = recipe.weighted_delta_e_2000 - best.weighted_delta_e_2000;
    std::string text = std::abs(farther) < 0.005 ? "as near over all lights"
                                                 : fmt::format("{:.2f} delta E {} over all lights", std::abs(farther),
                                                               farther > 0 ? "farther" : "nearer");
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
                            illuminant_text(recipe.seen[at].illuminant), main.symbol, main.difference);
    else
        text += "; the same colour to the eye";
    const auto inks = static_cast<int>(recipe.blend.parts.size()) - static_cast<int>(best.blend.parts.size());
    if (inks != 0)
        text += fmt::format("; {} ink{} {}", std::abs(inks), std::abs(inks) == 1 ? "" : "s", inks > 0 ? "more" : "fewer");
    return text;
}

/// What puts `lower` below `upper` although it is nearer to the target by the weights given.
std::string overriding_rule(const Matcher& matcher, const Recipe& upper, const Recipe& lower) {
    constexpr double rounding_error = 1e-6;
    if (lower.objective < upper.objective - rounding_error)
        return fmt::format(
            "ranked by the healed colour alone (delta E {:.2f} against {:.2f}): what suits the later years better, or "
            "costs less, is not acceptable when healed",
            lower.seen.front().area_delta_e_2000, upper.seen.front().area_delta_e_2000);
    const double nearer = upper.weighted_delta_e_2000 - lower.weighted_delta_e_2000;
    if (nearer <= 0.005) return "";
    const MatchOptions& options = matcher.options();
    const auto pigment = [&](const Recipe& recipe) { return mix(matcher.line(), recipe.blend).mg_per_ml.sum(); };
    std::vector<std::string> why;
    const auto add = [&](double penalty, const std::string& what) {
        if (penalty > 0.0005) why.push_back(fmt::format("{} (counts as {:.3f})", what, penalty));
    };
    const double inks = static_cast<double>(lower.blend.parts.size()) - static_cast<double>(upper.blend.parts.size());
    add(options.extra_ink_penalty * inks, fmt::format("{:g} more ink{}", inks, inks == 1 ? "" : "s"));
    const double mg = pigment(lower) - pigment(upper);
    add(options.pigment_penalty * mg, fmt::format("{:.1f} mg/ml more pigment", mg));
    const double rougher = lower.texture_penalty - upper.texture_penalty;
    add(rougher, "a texture less like hair");
    if (lower.cost && upper.cost)
        add(options.cost_penalty * (*lower.cost / lower.cup.total_ml - *upper.cost / upper.cup.total_ml), "a higher cost");
    return fmt::format("nearer by {:.3f} delta E over all lights, but with {}", nearer, fmt::join(why, " and "));
}

/// How a mix that somebody chose misses the target; what another could do is not known, for none was looked at.
std::string heals_off_target(const Lab& missing) {
    std::string text;
    const auto add = [&](const char* more, const char* less, const char* axis, double missing_by) {
        if (std::abs(missing_by) >= 0.3)
            text +=
                fmt::format("{}{} ({} {:+.1f})", text.empty() ? "" : ", ", missing_by < 0 ? more : less, axis, -missing_by);
    };
    add("lighter", "darker", "L*", missing.l);
    add("redder", "less red", "a*", missing.a);
    add("yellower", "bluer", "b*", missing.b);
    return text.empty() ? "the mix chosen misses the target" : fmt::format("the mix chosen heals {} than the target", text);
}

} // namespace

void add_warnings(const Matcher& matcher, Recipe& recipe) {
    warn_of_color(matcher, recipe);
    warn_of_chance(recipe);
    warn_of_steps(matcher, recipe);
    warn_of_expired(matcher, recipe);
    warn_of_blue_causes(matcher, recipe);
    warn_of_later(matcher, recipe);
}

void add_notes(const Matcher& matcher, std::vector<Recipe>& recipes, const MatchProof& proof) {
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
            if (const std::string why = overriding_rule(matcher, recipes[j], recipe); !why.empty())
                recipe.ranked_below_because = fmt::format("ranked below {}: {}", j + 1, why);
        if (!recipe.ranked_below_because.empty()) recipe.note += "; " + recipe.ranked_below_because;
    }
}

std::string limiting_direction(const Matcher& matcher, const Recipe& best) {
    const SeenColor& seen = best.seen.front();
    const Lab missing{seen.target.l - seen.area.l, seen.target.a - seen.area.a, seen.target.b - seen.area.b};
    const std::vector<double>& ladder = matcher.options().water_ladder;
    const double from_bare = delta_e_2000(seen.bare, seen.target);
    if (from_bare <= std::max(seen.area_delta_e_2000, matcher.tolerance().perceptible_delta_e_2000) &&
        seen.target.l <= seen.bare.l + 0.05)
        return fmt::format("bare skin is as near (delta E {:.1f}) as any mix: leave it bare, or choose a darker look",
                           from_bare);
    if (matcher.options().mixture_given) return heals_off_target(missing);
    if (seen.target.l > seen.bare.l + 0.05) {
        const double lighter = seen.target.l - seen.bare.l;
        if (from_bare <= matcher.tolerance().perceptible_delta_e_2000)
            return fmt::format(
                "needs lighter than bare skin (by {:.1f} L*), and pigment can only darken; the difference from bare "
                "skin is hardly seen (delta E {:.1f}): leave it bare, or choose a darker look",
                lighter, from_bare);
        return fmt::format("needs lighter than bare skin (by {:.1f} L*): pigment can only darken", lighter);
    }
    if (best.darker_than_target)
        return fmt::format(
            "needs lighter than {}:1 at this density: fewer or smaller dots, more water, or a weaker or warmer ink",
            ladder.back());
    const std::string least = fmt::format("{}:1", ladder.front());
    if (std::abs(missing.l) >= std::max(std::abs(missing.a), std::abs(missing.b)))
        return missing.l < 0
                   ? fmt::format("needs darker than {} at {:.0f} dots/cm2 can give: more or larger dots, or a stronger ink",
                                 least, matcher.dots().density_per_cm2)
                   : "needs lighter at this colour: the inks that have the hue darken too much";
    if (std::abs(missing.a) >= std::abs(missing.b))
        return missing.a > 0
                   ? fmt::format("needs redder (a* {:+.1f}): no ink allowed here is red enough at this depth", missing.a)
                   : fmt::format("needs less red (a* {:+.1f}): no ink of the line takes the skin's red away", missing.a);
    return missing.b > 0
               ? fmt::format("needs warmer (b* {:+.1f}): no ink allowed here is yellow enough at this depth", missing.b)
               : fmt::format("needs cooler (b* {:+.1f}): no ink of the line takes the skin's yellow away", missing.b);
}

} // namespace undertone
