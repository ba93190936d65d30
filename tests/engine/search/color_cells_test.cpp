// Consistency: what is pruned, against every recipe. Looks inside the layer on purpose.

#include "bounds/color_cells.hpp"

#include "sanitized.hpp"
#include "synthetic_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <span>
#include <string>

using namespace undertone;

namespace {

/// The best recipe of each set of two or three inks.
std::map<std::vector<int>, Candidate> best_of_each_set(const SearchProblem& problem) {
    std::map<std::vector<int>, Candidate> best;
    for (const Candidate& candidate : synthetic::every_recipe(problem))
        if (candidate.inks.size() > 1) best.emplace(candidate.inks, candidate); // they come best first
    return best;
}

} // namespace

// consistency: a limit just above a set's best recipe never leaves that recipe out, nor the set

TEST(ColorCells, NeverLeaveOutTheBestRecipeOfASet) {
    int sets = 0, bounded = 0;
    double tightest = 0;
    for (std::uint64_t seed = 300; seed < (sanitized ? 310 : 400); ++seed) {
        const SearchProblem problem =
            synthetic::problem(7, seed, synthetic::small_grid(), 3, 0.2 * static_cast<double>(seed % 3), false, 0.1);
        ColorCells cells(problem, 1);
        for (const auto& [inks, best] : best_of_each_set(problem)) {
            if (best.objective > 1) continue; // so far off, cells leave lightness to decide
            const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(best.water)];
            const double beside = problem.penalty(best.inks, best.steps, water_parts);
            const double limit = best.objective * (1 + 1e-9);
            ColorCells::Set set(cells, inks);
            bool stronger = false;
            const double of_set = set.bound(limit, stronger);
            EXPECT_LE(of_set, limit) << "seed " << seed;
            EXPECT_TRUE(set.refine(limit)) << "seed " << seed;
            const auto known =
                set.proportion(best.steps, limit - problem.extra_ink_penalty * static_cast<double>(inks.size() - 1));
            EXPECT_FALSE(known.pruned) << "seed " << seed;
            if (!known.pruned && known.known) {
                const double bound = set.bound_at(set.lightness(-std::log(water_parts + 1)));
                EXPECT_LE(bound, best.objective - beside + 1e-9) << "seed " << seed;
                tightest = std::max(tightest, bound / (best.objective - beside));
                ++bounded;
            }
            ++sets;
        }
    }
    RecordProperty("sets", sets);
    RecordProperty("bounded", bounded);
    RecordProperty("tightest", std::to_string(tightest));
    if (sanitized) return; // too few sets to speak of shares
    EXPECT_GT(sets, 300);
    EXPECT_GT(bounded, sets / 3);
    EXPECT_GT(tightest, 0.8); // a bound of nothing would hold as well
}

// A target that a mixture meets exactly: whatever colours do between the corners, nothing may be left out there.

TEST(ColorCells, NeverLeaveOutAMixtureThatIsTheTarget) {
    int bounded = 0;
    for (std::uint64_t seed = 400; seed < (sanitized ? 420 : 520); seed += 2) {
        SearchProblem problem = synthetic::problem(5, seed, synthetic::small_grid(), 3, 0, false, 0.1);
        problem.pigment_penalty = problem.extra_ink_penalty = 0;
        RandomStream random(seed, 11);
        for (const std::vector<int>& inks : std::vector<std::vector<int>>{{0, 1}, {2, 3}, {0, 1, 2}, {1, 3, 4}}) {
            Candidate middle{inks, {}, static_cast<int>(5 + 20 * random.uniform()), 0};
            for (std::size_t i = 0; i < inks.size(); ++i) middle.steps.push_back(1 + static_cast<int>(4 * random.uniform()));
            const std::vector<Lab> colors = evaluate(problem, middle).lab.front();
            for (std::size_t v = 0; v < problem.viewings.size(); ++v) problem.viewings[v].target = colors[v];
            ColorCells cells(problem, 1);
            ColorCells::Set set(cells, inks);
            const double limit = 1e-3;
            bool stronger = false;
            EXPECT_LE(set.bound(limit, stronger), limit) << "seed " << seed;
            EXPECT_TRUE(set.refine(limit)) << "seed " << seed;
            const auto known = set.proportion(middle.steps, limit);
            EXPECT_FALSE(known.pruned) << "seed " << seed;
            if (known.pruned || !known.known) continue;
            const double log_volume = std::log(problem.grid.water_ladder[static_cast<std::size_t>(middle.water)] + 1);
            EXPECT_LE(set.bound_at(set.lightness(-log_volume)), 1e-9) << "seed " << seed;
            ++bounded;
        }
    }
    EXPECT_GT(bounded, sanitized ? 5 : 40);
}

TEST(ColorCells, LeaveMuchOut) {
    int proportions = 0, pruned = 0;
    for (std::uint64_t seed = 300; seed < 330; ++seed) {
        const SearchProblem problem = synthetic::problem(7, seed, synthetic::small_grid(), 3, 0.4, false, 0.1);
        ColorCells cells(problem, 1);
        const auto best = best_of_each_set(problem);
        double least = 1e9;
        for (const auto& [inks, candidate] : best) least = std::min(least, candidate.objective);
        if (least > 0.5) continue; // a target that nothing meets
        for (const auto& [inks, candidate] : best) {
            ColorCells::Set set(cells, inks);
            bool stronger = false;
            const bool any = (set.bound(least, stronger) <= least || stronger) && set.refine(least);
            for (int first = 1; first < 12; ++first) {
                const int steps[] = {first, 12 - first, 5};
                ++proportions;
                pruned += !any || set.proportion(std::span(steps, inks.size()), least).pruned;
            }
        }
    }
    RecordProperty("proportions", proportions);
    RecordProperty("pruned", pruned);
    ASSERT_GT(proportions, 100);
    EXPECT_GT(pruned, proportions / 5);
}
