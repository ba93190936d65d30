// The best thing to pour into an empty cup.

#include "pours.hpp"
#include "problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace undertone {

namespace {

Pour pour_of(const CupColors& colors, const Candidate& candidate) {
    const SearchProblem& problem = colors.problem();
    Pour pour;
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    pour.steps = candidate.steps;
    pour.blend = blend_of(colors.line(), colors.inks(), problem, candidate);
    pour.water_steps = water_parts * candidate.step_sum();
    pour.mg_per_ml = Eigen::ArrayXd::Zero(colors.pure_mg_per_ml()[0].size());
    for (std::size_t i = 0; i < candidate.inks.size(); ++i) {
        const auto ink = static_cast<std::size_t>(candidate.inks[i]);
        pour.inks.push_back(colors.inks()[ink]);
        pour.mg_per_ml += candidate.steps[i] * colors.pure_mg_per_ml()[ink];
    }
    pour.mg_per_ml /= candidate.step_sum() + pour.water_steps;
    pour.objective = problem.penalty(candidate.inks, candidate.steps, water_parts);
    return pour;
}

std::vector<Pour> best_of_each_set(std::vector<Pour> ranked, std::size_t count) {
    std::vector<Pour> result;
    for (Pour& pour : ranked) {
        const bool known =
            std::any_of(result.begin(), result.end(), [&](const Pour& other) { return other.inks == pour.inks; });
        if (!known && result.size() < count) result.push_back(std::move(pour));
    }
    return result;
}

} // namespace

PourSearch search_fresh(const CupColors& colors, std::size_t count) {
    const MatchOptions& options = colors.options();
    SearchProblem problem = colors.problem();
    problem.darker_tolerance_l += darkness_margin_l;
    problem.least_b -= blueness_margin_b;
    const PourOf pour = [&](const Candidate& candidate) { return pour_of(colors, candidate); };
    SearchOptions how{0, static_cast<int>(count) + 3, true, options.should_stop};
    how.audit_recipes = options.audit_recipes;
    how.audit_seed = options.audit_seed;
    std::vector<Pour> ranked;
    SearchResult found;
    std::vector<Candidate> verified;
    MatchProof proof;
    for (const int pool : recheck_pools) {
        how.pool = pool;
        found = search(problem, how);
        proof = proof_of(found);
        verified.clear();
        ranked.clear();
        recheck(found.best_of_set, shortlist_of(found, found.best_of_set), recheck_batch,
                verifier(colors, pour, ranked, verified), proof, {}, StopToken(options.should_stop));
        sort_best_first(ranked);
        if (proof.proven() || !proof.complete) break;
    }
    if (options.audit_recipes > 0) {
        proof.audit = audit(colors, pour, found.audit, verified, ranked, proof.surrogate_error);
        sort_best_first(ranked);
    }
    proof.method = fmt::format(
        "every set of up to {} of {} inks, every proportion in whole steps, every dilution: left out only by a bound on its "
        "colour or by a rule; surrogate in {} bands, the best rechecked with the full model{}",
        problem.max_inks, colors.inks().size(), reduced_band_count, proof.complete ? "" : "; stopped before the end");
    return {best_of_each_set(std::move(ranked), count), std::move(proof), {}};
}

} // namespace undertone
