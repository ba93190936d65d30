// The best thing to pour on top of what a cup holds.

#include "addition_walk.hpp"
#include "pours.hpp"

#include <fmt/format.h>

#include <utility>

namespace undertone {

namespace {

Pour pour_of(const CupColors& colors, const AdditionWalk& walk, const Candidate& candidate) {
    Pour pour;
    for (const int i : candidate.inks) pour.inks.push_back(colors.inks()[static_cast<std::size_t>(i)]);
    pour.steps = candidate.steps;
    pour.water_steps = candidate.water;
    pour.mg_per_ml = walk.mg_per_ml(candidate);
    pour.objective = walk.penalty(candidate);
    return pour;
}

} // namespace

PourSearch search_additions(const CupColors& colors, const CupContents& cup) {
    const SearchProblem& problem = colors.problem();
    PourSearch result;
    for (const int pool : recheck_pools) {
        AdditionWalk walk(colors, cup, pool, problem.darker_tolerance_l + darkness_margin_l,
                          problem.least_b - blueness_margin_b);
        const Shortlist list = walk.run();
        const PourOf pour = [&](const Candidate& candidate) { return pour_of(colors, walk, candidate); };
        MatchProof proof;
        proof.recipes_covered = walk.covered;
        proof.recipes_evaluated = walk.evaluated;
        proof.ink_sets = walk.ink_sets;
        proof.stopped = walk.stopped;
        result.pours.clear();
        std::vector<Candidate> verified;
        recheck({}, list, recheck_batch, verifier(colors, pour, result.pours, verified), proof, {},
                StopToken(colors.options().should_stop));
        sort_best_first(result.pours);
        if (proof.proven() && colors.options().audit_recipes > 0) {
            proof.audit = audit(colors, pour, walk.draw_audit(list), verified, result.pours, proof.surrogate_error);
            sort_best_first(result.pours);
        }
        result.proof = proof;
        if (walk.covered == 0) break; // an ink must be added and there is no room, or no stock, for it
        result.least_dark.reset();
        if (result.pours.empty() && walk.any_dark()) result.least_dark = judged(colors, pour(walk.least_dark));
        if (proof.proven() || !proof.complete || proof.audit.failed()) break;
    }
    result.proof.method =
        fmt::format("nothing, water alone, and up to {} of {} inks in every number of steps with every number of steps of "
                    "water that the "
                    "cup has room for (never stronger than {:g}:1): left out only by a bound on its lightness or by a rule; "
                    "surrogate in {} bands, the best rechecked "
                    "with the full model{}",
                    problem.max_inks, colors.inks().size(), problem.grid.water_ladder.front(), reduced_band_count,
                    result.proof.complete ? "" : "; three and more inks among a few, or stopped before the end");
    return result;
}

} // namespace undertone
