#include "match_with.hpp"
#include "ranking.hpp"
#include "recipe.hpp"
#include "undertone/search/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

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
        RankingRules healed_alone;
        healed_alone.healed_color_only = true;
        among = rank(matcher, healed_alone);
        usable = acceptable_only(matcher, among.ranked);
        if (usable.empty()) return usable;
        best_known = matcher.objective(usable.front());
    }
    RankingRules acceptable;
    acceptable.acceptable = true;
    acceptable.best_known = best_known;
    Ranking by_all = rank(matcher, acceptable);
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

double worst_delta_e_2000(const Matcher& matcher, std::span<const Lab> seen) {
    double worst = 0;
    for (std::size_t v = 0; v < seen.size(); ++v) worst = std::max(worst, delta_e_2000(seen[v], matcher.lights().target[v]));
    return worst;
}

/// How good an answer these options would give.
std::optional<Level> level_with(const Matcher& asked, const Bands& target, const MatchOptions& options) {
    MatchOptions quick = options;
    quick.recipe_count = 1;
    quick.audit_recipes = 0;
    MatchMemory memory;
    const Matcher matcher(asked.skin(), target, asked.line(), asked.dots(), quick, memory);
    Ranking ranking = rank(matcher, {});
    Diagnostics ignored;
    const std::vector<Rechecked> usable = usable_of(matcher, ranking, ignored);
    if (usable.empty() && ranking.proof.stopped) return std::nullopt;
    if (usable.empty()) return ranking.ranked.empty() ? Level::none : Level::some;
    return worst_delta_e_2000(matcher, usable.front().lab.front()) <= matcher.tolerance().perceptible_delta_e_2000
               ? Level::matched
               : Level::acceptable;
}

/// Names the rules that keep an acceptable recipe, or one that cannot be told from the target, out.
void name_binding_rules(const Matcher& matcher, const Bands& target, Level level, MatchReport& report) {
    const MatchOptions& options = matcher.options();
    const bool usual = level < Level::acceptable;
    const BindingRules binding =
        binding_rules(rules_in_force(options, matcher.line(), usual), options, level,
                      [&](const MatchOptions& loosened) { return level_with(matcher, target, loosened); });
    report.binding_rules = binding.options();
    const std::string text = binding_text(binding, level, options, matcher.line());
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

/// The recipes, or what comes nearest. Returns how good they are.
Level add_recipes(const Matcher& matcher, const Bands& target, MatchReport& report) {
    const MatchOptions& options = matcher.options();
    Ranking ranking = rank(matcher, {});
    const std::vector<Rechecked> usable = usable_of(matcher, ranking, report.diagnostics);
    report.proof = ranking.proof;
    const Level level = ranking.ranked.empty() ? Level::none : Level::some;
    if (!usable.empty()) {
        report.recipes = make_recipes(matcher, usable, static_cast<std::size_t>(options.recipe_count), report.proof);
        const Recipe& best = report.recipes.front();
        report.gap_delta_e_2000 = best.worst_delta_e_2000;
        report.plan = plan_sessions(matcher.skin(), target, matcher.line(), best.blend, matcher.dots(), options);
        return best.imperceptible ? Level::matched : Level::acceptable;
    }
    if (level == Level::none && !ranking.proof.stopped) { // show the least dark, if darkness is what excludes all
        RankingRules any;
        any.any_darkness = true;
        ranking = rank(matcher, any);
        report.proof = ranking.proof;
    }
    report.nearest =
        make_recipes(matcher, ranking.ranked, static_cast<std::size_t>(std::min(3, options.recipe_count)), report.proof);
    report.gap_delta_e_2000 = report.bare_delta_e_2000;
    if (!report.nearest.empty()) {
        report.gap_delta_e_2000 = report.nearest.front().worst_delta_e_2000;
        report.limiting_direction = limiting_direction(matcher, report.nearest.front());
    }
    return level;
}

/// Bare skin serves where the target cannot be told from it, and no recipe is acceptable or comes nearer by more than readings differ.
void judge_bare_skin(const Matcher& matcher, MatchReport& report) {
    const MatchOptions& options = matcher.options();
    if (report.bare_delta_e_2000 > report.perceptible_delta_e_2000) return;
    // Whether a thin mix happens to be as near or not, the answer is the same.
    const bool bare_is_target = report.bare_delta_e_2000 <= std::min(options.reading_delta_e, report.gap_delta_e_2000);
    // A target lighter than bare skin is another matter: pigment cannot do that, and the verdict says so.
    const bool lighter = matcher.lights().target.front().l > matcher.lights().bare.front().l + options.darker_tolerance_l;
    if (lighter || (!report.recipes.empty() && !bare_is_target)) {
        report.hardly_needed = !report.recipes.empty();
        return;
    }
    const std::string why =
        fmt::format("the target cannot be told from bare skin under any light (delta E up to {:.2f}, noticed from {:.2g}): "
                    "pigment would add nothing that anyone sees. Consider a darker look, or none",
                    report.bare_delta_e_2000, report.perceptible_delta_e_2000);
    report.verdict = Verdict::no_pigment_needed;
    report.limiting_direction = why;
    report.gap_delta_e_2000 = report.bare_delta_e_2000;
    if (!report.recipes.empty()) report.nearest = std::move(report.recipes);
    report.recipes.clear();
    report.plan = {};
    report.diagnostics.push_back({Severity::warning, "target_is_bare_skin", "T" + why.substr(1) + "."});
}

void set_verdict(const Matcher& matcher, Level level, MatchReport& report) {
    judge_bare_skin(matcher, report);
    if (report.verdict == Verdict::no_pigment_needed) return;
    if (level >= Level::acceptable) {
        report.verdict = level == Level::matched ? Verdict::matched : Verdict::acceptable;
    } else if (report.proof.stopped) {
        report.verdict = Verdict::undecided;
        report.limiting_direction = fmt::format(
            "the time given ended the search after {} set{} of inks, before an acceptable recipe was found: allow more time",
            report.proof.ink_sets, report.proof.ink_sets == 1 ? "" : "s");
    }
}

void add_diagnostics(const Matcher& matcher, MatchReport& report) {
    const auto say = [&](Severity severity, const char* code, std::string message) {
        report.diagnostics.push_back({severity, code, std::move(message)});
    };
    if (matcher.options().expired_reason.empty())
        for (const std::string& id : matcher.expired()) {
            const Ink& ink = matcher.line().ink(id);
            say(Severity::warning, "expired_ink",
                fmt::format("{} (lot {}) expired on {} and is left out: open a fresh lot, or give a reason to use it",
                            ink.name, ink.lot_text(), ink.expires));
        }
    if (report.proof.stopped)
        say(Severity::warning, "search_stopped",
            "the time given ended the search before every set of inks was looked at: the best so far; "
            "allow more time, or offer fewer inks");
    if (report.proof.audit.failed()) say(Severity::warning, "audit_failed", report.proof.audit.text());
    if (report.proof.gap > 0)
        say(Severity::warning, "not_proven",
            fmt::format("a recipe up to {:.2g} better (delta E over all lights) cannot be ruled out", report.proof.gap));
    if (matcher.dots().density_per_cm2 > densest_practice_per_cm2)
        say(Severity::warning, "dense_dots",
            fmt::format("{:.0f} dots/cm2 is more than any practice reports ({:g})", matcher.dots().density_per_cm2,
                        densest_practice_per_cm2));
    say(Severity::info, "model_only", "model only, not validated on healed scalp");
}

} // namespace

MatchReport match_with(MatchMemory& memory, const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                       const MatchOptions& options) {
    const Matcher matcher(skin, target, line, dots, options, memory);
    const Tolerance& tolerance = matcher.tolerance();
    MatchReport report;
    report.skin_class = tolerance.skin_class;
    if (!options.viewing_distances_m.empty()) report.hair_basis = hair_text(options);
    report.perceptible_delta_e_2000 = tolerance.perceptible_delta_e_2000;
    report.acceptable_delta_e_ab = tolerance.acceptable_delta_e_ab;
    report.bare_delta_e_2000 = worst_delta_e_2000(matcher, matcher.lights().bare);
    const Level level = add_recipes(matcher, target, report);
    set_verdict(matcher, level, report);
    // Where bare skin cannot be told from the target no rule is to blame, nor where nothing was searched.
    if (!options.mixture_given && report.bare_delta_e_2000 > report.perceptible_delta_e_2000 && !report.proof.stopped &&
        level < Level::matched)
        name_binding_rules(matcher, target, level, report);
    add_diagnostics(matcher, report);
    return report;
}

MatchReport match(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options) {
    MatchMemory memory;
    return match_with(memory, skin, target, line, dots, options);
}

} // namespace undertone
