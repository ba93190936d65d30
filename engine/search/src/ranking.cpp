#include "ranking.hpp"

#include "infinity.hpp"
#include "recheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace undertone {

namespace {

constexpr std::size_t recheck_batch = 8; ///< estimates between two looks at the stopping rule
/// A search up to a known objective goes beyond it by so many errors of the surrogate; a proof asks for two.
constexpr double surrogate_errors_kept = 4, least_surrogate_error = 0.002;
constexpr double usual_surrogate_error = 0.003; ///< before any was seen
constexpr int usual_pool = 512, largest_pool = 4096;

/// What of a search is kept for rechecking; see SearchOptions.
struct Scope {
    int pool;
    double limit, keep_within;
};

/// The match's problem under these rules, before the margins that the surrogate's error needs.
SearchProblem problem_under(const RankingRules& rules, const Matcher& matcher) {
    SearchProblem problem = matcher.problem();
    if (rules.healed_color_only) {
        problem.extra_ink_penalty = problem.pigment_penalty = 0;
        problem.ink_penalty.clear();
        problem.texture = nullptr;
        double healed = problem.scenario_weight;
        for (std::size_t e = 0; e < problem.epochs.size(); ++e) {
            double& weight = problem.epochs[e].weight;
            if (matcher.moments()[e].later >= 0) weight = 0;
            if (!problem.epochs[e].scenario) healed += weight;
        }
        for (SearchEpoch& epoch : problem.epochs) epoch.weight /= healed;
        problem.scenario_weight /= healed;
    }
    if (rules.any_darkness) problem.darker_tolerance_l = infinity;
    return problem;
}

/// No larger than what the last match's best come to now, as far as the surrogate knows.
double limit_by_last(const MatchMemory& memory, const SearchProblem& problem) {
    SearchProblem strict = problem; // so that what is taken obeys whatever the surrogate errs by
    strict.darker_tolerance_l -= darkness_margin_l;
    strict.least_b += blueness_margin_b;
    double least = infinity;
    for (Candidate candidate : memory.last) {
        const auto usable = [&](std::size_t ink) {
            return std::find(candidate.inks.begin(), candidate.inks.end(), static_cast<int>(ink)) != candidate.inks.end()
                       ? problem.allowed[ink]
                       : !problem.required[ink];
        };
        bool all_usable = static_cast<int>(candidate.inks.size()) <= problem.max_inks;
        for (std::size_t ink = 0; ink < problem.ink_count(); ++ink) all_usable = all_usable && usable(ink);
        if (!all_usable || candidate.step_sum() > problem.grid.pigment_steps) continue;
        for (const int water : problem.grid.allowed_water(candidate.step_sum())) {
            candidate.water = water;
            const SearchEvaluation seen = evaluate(strict, candidate);
            if (!seen.too_dark && !seen.excluded) least = std::min(least, seen.objective);
        }
    }
    return least + surrogate_errors_kept * memory.last_error;
}

std::string method_text(const Matcher& matcher, int pool, bool stopped) {
    return fmt::format("every set of up to {} inks, every proportion in whole steps, every dilution: left out only where a "
                       "bound on its colour "
                       "exceeds that of what is kept (near the best, {} at most), or a rule excludes it; surrogate in {} "
                       "bands, what is kept "
                       "rechecked with the full model as far as it could still win{}",
                       std::min<int>(matcher.options().max_inks, static_cast<int>(matcher.line().inks.size())), pool,
                       reduced_band_count, stopped ? "; stopped before the end" : "");
}

/// `best_of_sets`: found at the first call, used again.
Ranking search_once(const Matcher& matcher, const SearchProblem& problem, const RankingRules& rules, const Scope& scope,
                    std::optional<std::vector<Candidate>>& best_of_sets) {
    const MatchOptions& options = matcher.options();
    const int sets = best_of_sets || options.recipe_count == 1 ? 0 : options.recipe_count + 3;
    SearchResult found =
        search(problem, {scope.pool, sets, options.robustness != Robustness::quantile_80, options.should_stop, scope.limit,
                         scope.keep_within, options.audit_recipes, options.audit_seed});
    if (!best_of_sets) best_of_sets = found.best_of_set;

    Ranking ranking;
    ranking.kept = static_cast<int>(found.best.size());
    ranking.proof = proof_of(found);
    ranking.drawn = std::move(found.audit);
    const auto verify = [&](std::span<const Candidate> candidates) {
        ranking.verified.insert(ranking.verified.end(), candidates.begin(), candidates.end());
        std::vector<Verified> result;
        for (std::optional<Rechecked>& seen : matcher.full_model(problem, rules, candidates)) {
            result.push_back(seen ? Verified{seen->objective, true} : Verified{});
            if (seen) ranking.ranked.push_back(std::move(*seen));
        }
        return result;
    };
    recheck(
        *best_of_sets, shortlist_of(found, *best_of_sets), recheck_batch, verify, ranking.proof,
        [&](std::span<const Candidate> candidates) { return matcher.reduced_objectives(problem, candidates); },
        StopToken(options.should_stop));
    ranking.proof.method = method_text(matcher, scope.pool, ranking.proof.stopped);
    std::sort(ranking.ranked.begin(), ranking.ranked.end());
    return ranking;
}

} // namespace

Ranking rank(const Matcher& matcher, const RankingRules& rules) {
    SearchProblem problem = problem_under(rules, matcher);
    MatchMemory& memory = matcher.memory();
    const double error = std::max(memory.last_error, usual_surrogate_error);
    Scope scope{usual_pool, rules.best_known + surrogate_errors_kept * error, surrogate_errors_kept * error};
    if (matcher.options().recipe_count == 1 && std::isinf(scope.limit)) scope.limit = limit_by_last(memory, problem);
    if (!rules.any_darkness) problem.darker_tolerance_l += darkness_margin_l;
    problem.least_b -= blueness_margin_b;
    Ranking ranking;
    std::optional<std::vector<Candidate>> best_of_sets;
    for (bool limit_is_known = false;;) {
        ranking = search_once(matcher, problem, rules, scope, best_of_sets);
        memory.last_error = std::max(least_surrogate_error, ranking.proof.surrogate_error);
        if (!ranking.proof.complete) break;
        const bool none = ranking.ranked.empty();
        if (none ? ranking.kept == 0 && std::isinf(scope.limit) : ranking.proof.proven()) break;
        if (none && ranking.kept < scope.pool) { // what was thought to be in reach is not
            if (std::isinf(scope.limit) && std::isinf(scope.keep_within)) break;
            scope.limit = scope.keep_within = infinity;
        } else if (none || limit_is_known) { // very many look alike, or break a rule, and must be ruled out one by one
            if (scope.pool == largest_pool) break;
            scope.pool = largest_pool;
        }
        if (none) continue;
        // What is still to be ruled out lies below this.
        scope.limit = ranking.ranked.front().objective + surrogate_errors_kept * memory.last_error;
        scope.keep_within = infinity;
        limit_is_known = true;
    }
    if (matcher.options().audit_recipes > 0) audit(matcher, problem, rules, ranking);
    memory.last.clear();
    for (std::size_t i = 0; i < std::min<std::size_t>(4, ranking.ranked.size()); ++i)
        memory.last.push_back(ranking.ranked[i].candidate);
    return ranking;
}

} // namespace undertone
