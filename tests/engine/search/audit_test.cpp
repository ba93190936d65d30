// Property: the audit of what a search leaves out. Looks inside the layer on purpose.

#include "audit.hpp"

#include "pigment/test_line.hpp"
#include "sanitized.hpp"
#include "synthetic_problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>

using namespace undertone;
using testing::HasSubstr;

namespace {

DosingGrid usual_grid() {
    DosingGrid grid = synthetic::small_grid();
    grid.cup_steps = 200;
    grid.pigment_steps = 14;
    return grid;
}

SearchOptions with_audit(double bound_fault = 1, int recipes = 100) {
    SearchOptions options;
    options.pool = 24;
    options.audit_recipes = recipes;
    options.audit_seed = 5;
    options.bound_fault = bound_fault;
    return options;
}

/// With the surrogate for a full model.
PruneAudit audit(const SearchProblem& problem, const SearchResult& found) {
    const auto objectives = [&](std::span<const AuditDraw> draws, double) {
        std::vector<double> result;
        for (const AuditDraw& draw : draws)
            result.push_back(draw.excluded ? std::numeric_limits<double>::infinity() : draw.candidate.objective);
        return result;
    };
    const auto verify = [&](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (const Candidate& candidate : candidates) {
            const SearchEvaluation seen = evaluate(problem, candidate);
            result.push_back({seen.objective, !seen.too_dark && !seen.excluded});
        }
        return result;
    };
    const double best = found.best.empty() ? std::numeric_limits<double>::infinity() : found.best.front().objective;
    return audit_pruned(found.audit, found.best, objectives, verify, best, 0.003);
}

} // namespace

// reference: the exact limits of Clopper and Pearson (1934); none of n is 1 - 0.05^(1/n), the rest from tables of the beta distribution

TEST(ShareAtMost, IsTheExactLimit) {
    EXPECT_NEAR(share_at_most(0, 100, 0.95), 1 - std::pow(0.05, 0.01), 1e-12);
    EXPECT_NEAR(share_at_most(0, 1, 0.95), 0.95, 1e-12);
    EXPECT_NEAR(share_at_most(1, 100, 0.95), 0.0465598, 1e-6);
    EXPECT_NEAR(share_at_most(5, 100, 0.95), 0.1022534, 1e-6);
    EXPECT_NEAR(share_at_most(0, 300, 0.95), 0.0099361, 1e-6);
    EXPECT_DOUBLE_EQ(share_at_most(0, 0, 0.95), 1);
    EXPECT_DOUBLE_EQ(share_at_most(7, 7, 0.95), 1);
}

// property: the sample is uniform over the grid, and is not changed by what else is asked of the search

TEST(Audit, DrawsUniformlyFromTheGrid) {
    SearchProblem problem = synthetic::problem(4, 2, synthetic::small_grid(), 3);
    problem.darker_tolerance_l = std::numeric_limits<double>::infinity();
    const std::vector<Candidate> all = synthetic::every_recipe(problem);
    constexpr int drawn = 60000;
    std::map<std::vector<int>, double> found, expected;
    const auto cell =
        [](const Candidate& candidate) { // a few hundred kinds: the set, the sum of steps, a tenth of the ladder
            std::vector<int> key = candidate.inks;
            key.push_back(100 + candidate.step_sum());
            key.push_back(candidate.water / 6);
            return key;
        };
    for (const Candidate& candidate : all) expected[cell(candidate)] += drawn / static_cast<double>(all.size());
    const SearchResult result = search(problem, with_audit(1, drawn));
    ASSERT_EQ(result.audit.size(), static_cast<std::size_t>(drawn));
    for (const AuditDraw& draw : result.audit) found[cell(draw.candidate)] += 1;
    double chi_square = 0;
    for (const auto& [key, count] : expected) chi_square += (found[key] - count) * (found[key] - count) / count;
    EXPECT_EQ(found.size(), expected.size());
    const double freedom = static_cast<double>(expected.size()) - 1;
    EXPECT_NEAR(chi_square, freedom, 4 * std::sqrt(2 * freedom));
}

TEST(Audit, ChangesNothingAndDrawsTheSameWhateverIsKept) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const SearchProblem problem = synthetic::problem(6, seed, usual_grid(), 3, 0.4, seed % 3 == 0);
        SearchOptions options = with_audit();
        const SearchResult with = search(problem, options);
        options.audit_recipes = 0;
        const SearchResult without = search(problem, options);
        EXPECT_EQ(with.recipes_evaluated, without.recipes_evaluated);
        EXPECT_EQ(with.bound, without.bound);
        ASSERT_EQ(with.best.size(), without.best.size());
        for (std::size_t i = 0; i < with.best.size(); ++i) EXPECT_EQ(with.best[i].objective, without.best[i].objective);
        options = with_audit();
        options.pool = 3;
        const SearchResult fewer = search(problem, options);
        for (std::size_t i = 0; i < with.audit.size(); ++i) {
            EXPECT_EQ(with.audit[i].candidate.inks, fewer.audit[i].candidate.inks);
            EXPECT_EQ(with.audit[i].candidate.steps, fewer.audit[i].candidate.steps);
            EXPECT_EQ(with.audit[i].candidate.water, fewer.audit[i].candidate.water);
        }
    }
}

TEST(Audit, DrawsNothingThatARuleOfAmountsExcludes) {
    SearchProblem problem = synthetic::problem(5, 1, usual_grid(), 3);
    problem.required[2] = 1;
    problem.allowed[0] = 0;
    problem.most_steps = {99, 3, 99, 99, 2};
    problem.pairs = {{1, 3, 1, 2}};
    problem.most_mg_per_ml = 12;
    const SearchResult found = search(problem, with_audit());
    EXPECT_EQ(found.audit.size(), 100u);
    for (const AuditDraw& draw : found.audit) {
        EXPECT_TRUE(problem.permits(draw.candidate.inks, draw.candidate.steps));
        EXPECT_EQ(std::count(draw.candidate.inks.begin(), draw.candidate.inks.end(), 2), 1);
        EXPECT_EQ(std::count(draw.candidate.inks.begin(), draw.candidate.inks.end(), 0), 0);
    }
}

// consistency: what is said of each recipe that was left out holds, by every path

TEST(Audit, EveryBoundHoldsWhereTheSearchIsRight) {
    std::map<PrunedBy, int> paths;
    for (std::uint64_t seed = 300; seed < (sanitized ? 303 : 360); ++seed) {
        SearchProblem problem = synthetic::problem(6, seed, usual_grid(), 3, 0.2 * static_cast<double>(seed % 3),
                                                   seed % 4 == 0, seed % 2 == 0 ? 1 : 0.1);
        if (seed % 3 == 0) problem.step_volume = {1, 0.7, 0.95, 0.8, 1.1, 0.6};
        if (seed % 5 == 0) problem.darker_tolerance_l = std::numeric_limits<double>::infinity();
        const SearchResult found = search(problem, with_audit(1, 400));
        for (const AuditDraw& draw : found.audit) ++paths[draw.by];
        const PruneAudit result = audit(problem, found);
        EXPECT_FALSE(result.failed()) << "seed " << seed << ": " << result.text();
        EXPECT_LT(result.worst_below_bound, 1e-9) << "seed " << seed;
        EXPECT_EQ(result.recipes,
                  result.by_cells + result.by_dilution + result.by_darkness + result.by_color + result.by_rank);
        EXPECT_GT(result.recipes, 350);
    }
    if (sanitized) return; // three problems need not take every path
    for (const PrunedBy by : {PrunedBy::cells, PrunedBy::dilution, PrunedBy::darkness, PrunedBy::color, PrunedBy::rank})
        EXPECT_GT(paths[by], 0) << "path " << static_cast<int>(by) << " was not tested";
}

// fault injection: a bound that is wrong on purpose is caught

TEST(Audit, CatchesBoundsThatAreTooHigh) {
    // A fault that loses nothing shows nothing; a smaller one takes a larger sample.
    struct Fault {
        double factor;
        int recipes, least_caught;
    };
    for (const Fault& fault : {Fault{1.0, 1000, 0}, Fault{1.3, 3000, 9}, Fault{1.5, 1000, 10}, Fault{3.0, 100, 15}}) {
        int caught = 0, lost = 0, lost_and_caught = 0;
        for (std::uint64_t seed = 300; seed < 330; ++seed) {
            const SearchProblem problem = synthetic::problem(6, seed, usual_grid(), 3, 0.2, false, 0.1);
            const SearchResult found = search(problem, with_audit(fault.factor, fault.recipes));
            const double best = search(problem, with_audit(1, 0)).best.front().objective;
            const PruneAudit result = audit(problem, found);
            const bool is_lost = found.best.empty() || found.best.front().objective > best + 1e-9;
            caught += result.failed();
            lost += is_lost;
            lost_and_caught += is_lost && result.failed();
            if (result.failed()) {
                EXPECT_THAT(result.text(), HasSubstr("FAILED"));
            }
        }
        if (fault.factor == 1) {
            EXPECT_EQ(caught + lost, 0);
            continue;
        }
        EXPECT_GE(caught, fault.least_caught) << "fault " << fault.factor;
        if (fault.factor >= 3) {
            EXPECT_GT(lost, 5) << "the fault loses too little to test anything";
            EXPECT_EQ(lost_and_caught, lost) << "a best recipe was lost, and nothing said so";
        }
    }
}

TEST(Audit, AWronglyPrunedRecipeVoidsTheProofAndRaisesTheShare) {
    const SearchProblem problem = synthetic::problem(4, 6, synthetic::small_grid(), 3);
    SearchResult found = search(problem, with_audit());
    ASSERT_FALSE(audit(problem, found).failed());
    // As if the search had kept only its worst.
    found.best = {found.best.back()};
    found.best.front().objective += 1;
    const PruneAudit result = audit(problem, found);
    EXPECT_TRUE(result.failed());
    EXPECT_GT(result.wrongly_pruned, 0);
    EXPECT_GT(result.worst_gain, 0);
    EXPECT_GT(result.share_at_most, static_cast<double>(result.wrongly_pruned) / result.recipes);
    MatchProof proof;
    EXPECT_TRUE(proof.proven());
    proof.audit = result;
    EXPECT_FALSE(proof.proven());
    EXPECT_THAT(proof.text(), HasSubstr("audit failed"));
}

// through `match`

TEST(Audit, EveryMatchIsAuditedUnlessAskedNotToBe) {
    const Line line = testing_line::line();
    const Skin skin{SkinParameters{}};
    const Bands target = appearance(skin, line, Blend{{{"black", 1}, {"brown", 2.3}}, 13.4}, {}).area;
    MatchOptions options;
    options.audit_seed = 11;
    const MatchReport report = match(skin, target, line, {}, options);
    const PruneAudit& audit = report.proof.audit;
    EXPECT_GE(audit.recipes, 95); // the others were kept and seen through the full model
    EXPECT_LE(audit.recipes, 100);
    EXPECT_EQ(audit.seed, 11u);
    EXPECT_FALSE(audit.failed());
    EXPECT_LT(audit.share_at_most, 0.032);
    EXPECT_TRUE(report.proof.proven());
    EXPECT_THAT(report.full_report(), HasSubstr("recipes drawn from those left out"));
    const MatchReport again = match(skin, target, line, {}, options);
    EXPECT_EQ(again.proof.audit.text(), audit.text());
    options.audit_recipes = 0;
    const MatchReport without = match(skin, target, line, {}, options);
    EXPECT_EQ(without.proof.audit.recipes, 0);
    EXPECT_EQ(without.recipes.front().objective, report.recipes.front().objective);
    EXPECT_THAT(without.full_report(), HasSubstr("not audited"));
}
