// Consistency, property: the search, held against every recipe.

#include "synthetic_problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace undertone;

namespace {

void expect_same(const Candidate& found, const Candidate& expected) {
    EXPECT_EQ(found.inks, expected.inks);
    EXPECT_EQ(found.steps, expected.steps);
    EXPECT_EQ(found.water, expected.water);
    EXPECT_NEAR(found.objective, expected.objective, 1e-9);
}

} // namespace

// consistency: brute force over every recipe, sharing nothing with the pruning

TEST(Search, FindsWhatBruteForceFinds) {
    int solved = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const SearchProblem problem = synthetic::problem(4, seed, synthetic::small_grid(), 3);
        const std::vector<Candidate> all = synthetic::every_recipe(problem);
        const SearchResult found = search(problem, {12, 3, true, {}});
        ASSERT_EQ(found.best.size(), std::min<std::size_t>(12, all.size())) << "seed " << seed;
        for (std::size_t i = 0; i < found.best.size(); ++i) {
            SCOPED_TRACE(testing::Message() << "seed " << seed << ", rank " << i + 1);
            expect_same(found.best[i], all[i]);
        }
        solved += !all.empty();
    }
    EXPECT_GE(solved, 50) << "too few of the random targets can be met without being darker: the test would show little";
}

TEST(Search, FindsWhatBruteForceFindsWhereScatteringBrightens) {
    int brightening = 0;
    for (std::uint64_t seed = 100; seed < 130; ++seed) {
        const SearchProblem problem = synthetic::problem(4, seed, synthetic::small_grid(), 3, 0.4, true);
        const SearchEpoch& healed = problem.epochs.front();
        brightening +=
            healed.surrogate.falls_up_to(healed.ink_mu_a_per_mm.back(), healed.ink_reduced_mu_s_per_mm.back()) == 0;
        const std::vector<Candidate> all = synthetic::every_recipe(problem);
        const SearchResult found = search(problem, {12, 3, true, {}});
        ASSERT_EQ(found.best.size(), std::min<std::size_t>(12, all.size()));
        for (std::size_t i = 0; i < found.best.size(); ++i) expect_same(found.best[i], all[i]);
    }
    EXPECT_EQ(brightening, 30) << "the white ink does not brighten: the path without bisection was not tested";
}

TEST(Search, KeepsAllThatIsNearTheBestWhereNoMoreIsAskedFor) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const SearchProblem problem = synthetic::problem(4, seed, synthetic::small_grid(), 3);
        const std::vector<Candidate> all = synthetic::every_recipe(problem);
        if (all.empty()) continue;
        SearchOptions near;
        near.pool = 1000;
        near.sets = 0;
        near.keep_within = 0.3;
        const SearchResult found = search(problem, near);
        const double limit = all.front().objective + near.keep_within;
        for (std::size_t i = 0; i < all.size() && all[i].objective < limit; ++i) {
            ASSERT_LT(i, found.best.size());
            expect_same(found.best[i], all[i]);
        }
        EXPECT_NEAR(found.bound, limit, 1e-9);
    }
}

// consistency: cells of mixtures leave nothing out that looking at every proportion finds

TEST(Search, FindsTheSameWithCellsAsWithoutThem) {
    DosingGrid grid = synthetic::small_grid();
    grid.cup_steps = 200;
    grid.pigment_steps = 14;
    std::uint64_t with = 0, without = 0;
    for (std::uint64_t seed = 200; seed < 224; ++seed) {
        const bool white = seed % 4 == 0;
        SearchProblem problem =
            synthetic::problem(6, seed, grid, 3, 0.2 * static_cast<double>(seed % 3), white, seed % 2 == 0 ? 1 : 0.1);
        if (seed % 3 == 0) problem.step_volume = {1, 0.7, 0.95, 0.8, 1.1, 0.6}; // weighed
        if (seed % 5 == 0) problem.darker_tolerance_l = std::numeric_limits<double>::infinity();
        const SearchResult cells = search(problem, {24, 4, true, {}}), plain = search(problem, {24, 4, false, {}});
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        EXPECT_LE(cells.cell_miss, 1);
        EXPECT_EQ(cells.recipes_covered, plain.recipes_covered);
        EXPECT_EQ(cells.bound, plain.bound);
        ASSERT_EQ(cells.best.size(), plain.best.size());
        for (std::size_t i = 0; i < cells.best.size(); ++i) expect_same(cells.best[i], plain.best[i]);
        ASSERT_EQ(cells.best_of_set.size(), plain.best_of_set.size());
        for (std::size_t i = 0; i < cells.best_of_set.size(); ++i) expect_same(cells.best_of_set[i], plain.best_of_set[i]);
        with += cells.colors_computed;
        without += plain.colors_computed;
    }
    EXPECT_LT(2 * with, without);
}

TEST(Search, StoppedEarlySaysWhatItCannotRuleOut) {
    const SearchProblem problem = synthetic::problem(6, 3, synthetic::small_grid(), 3);
    const SearchResult whole = search(problem, {5, 2, true, {}});
    int calls = 0;
    const SearchResult part = search(problem, {5, 2, true, [&] { return ++calls > 1; }});
    EXPECT_TRUE(part.stopped);
    EXPECT_FALSE(whole.stopped);
    EXPECT_LT(part.recipes_covered, whole.recipes_covered);
    EXPECT_LE(part.bound, whole.best.front().objective + 1e-12);
    ASSERT_FALSE(part.best.empty());
    EXPECT_GE(part.best.front().objective, whole.best.front().objective);
}

TEST(Search, GivesTheBestRecipeOfEachOfTheBestSets) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const SearchProblem problem = synthetic::problem(5, seed, synthetic::small_grid(), 3);
        std::set<std::vector<int>> sets;
        std::vector<Candidate> expected;
        for (const Candidate& candidate : synthetic::every_recipe(problem))
            if (sets.insert(candidate.inks).second && expected.size() < 4) expected.push_back(candidate);
        const SearchResult found = search(problem, {2, 4, true, {}});
        ASSERT_EQ(found.best_of_set.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) expect_same(found.best_of_set[i], expected[i]);
    }
}

TEST(Search, KeepsAllUpToALimitAndSaysSo) {
    int kept = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const SearchProblem problem = synthetic::problem(5, seed, synthetic::small_grid(), 3);
        std::vector<Candidate> expected = synthetic::every_recipe(problem); // best first
        const double limit = expected.front().objective + 0.1;
        std::erase_if(expected, [&](const Candidate& candidate) { return candidate.objective > limit; });
        for (const int sets : {0, 3}) {
            const SearchResult found = search(problem, {1000, sets, true, {}, limit});
            ASSERT_EQ(found.best.size(), expected.size()) << "seed " << seed;
            for (std::size_t i = 0; i < expected.size(); ++i) expect_same(found.best[i], expected[i]);
            EXPECT_EQ(found.bound, limit);
            EXPECT_EQ(found.best_of_set.size(), static_cast<std::size_t>(sets)); // whatever the limit
            if (sets > 0) {
                EXPECT_EQ(found.best_of_set[2].inks, search(problem, {1, 3, true, {}}).best_of_set[2].inks);
            }
        }
        kept += static_cast<int>(expected.size());
    }
    EXPECT_GT(kept, 60);
}

TEST(Search, EvaluatesFarFewerRecipesThanItCovers) {
    DosingGrid grid = synthetic::small_grid();
    grid.cup_steps = 200;
    grid.pigment_steps = 20;
    const SearchResult found = search(synthetic::problem(6, 3, grid, 3), {20, 5, true, {}});
    EXPECT_GT(found.recipes_covered, 100000u);
    EXPECT_LT(found.recipes_evaluated, found.recipes_covered / 20);
}

TEST(Search, CoversExactlyTheGrid) {
    SearchProblem problem = synthetic::problem(4, 1, synthetic::small_grid(), 3);
    problem.darker_tolerance_l = std::numeric_limits<double>::infinity();
    EXPECT_EQ(search(problem, {5, 2, true, {}}).recipes_covered, synthetic::every_recipe(problem).size());
}

// property

TEST(Search, NeverReturnsARecipeDarkerThanTheTarget) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const SearchProblem problem = synthetic::problem(5, seed, synthetic::small_grid(), 3);
        for (const Candidate& candidate : search(problem, {20, 3, true, {}}).best)
            for (std::size_t v = 0; v < problem.viewings.size(); ++v)
                EXPECT_GE(evaluate(problem, candidate).lab[0][v].l,
                          problem.viewings[v].target.l - problem.darker_tolerance_l - 1e-9);
    }
}

TEST(Search, KeepsToRequiredAndForbiddenInks) {
    SearchProblem problem = synthetic::problem(5, 2, synthetic::small_grid(), 3);
    problem.required[3] = 1;
    problem.allowed[0] = 0;
    problem.darker_tolerance_l = std::numeric_limits<double>::infinity();
    const SearchResult found = search(problem, {30, 3, true, {}});
    ASSERT_EQ(found.best.size(), 30u);
    for (const Candidate& candidate : found.best) {
        EXPECT_EQ(std::count(candidate.inks.begin(), candidate.inks.end(), 3), 1);
        EXPECT_EQ(std::count(candidate.inks.begin(), candidate.inks.end(), 0), 0);
    }
}

TEST(Search, FindsNothingWhereEveryRecipeIsTooDark) {
    SearchProblem problem = synthetic::problem(3, 4, synthetic::small_grid(), 3);
    for (SearchViewing& viewing : problem.viewings) viewing.target = {99, 0, 0};
    const SearchResult found = search(problem, {5, 2, true, {}});
    EXPECT_TRUE(found.best.empty());
    EXPECT_TRUE(found.best_of_set.empty());
    EXPECT_GT(found.recipes_covered, 0u);
}

TEST(Search, BoundsNeverExceedDeltaE) {
    RandomStream random(1, 0);
    for (int i = 0; i < 20000; ++i) {
        const Lab first{100 * random.uniform(), 40 * random.normal(), 40 * random.normal()};
        const Lab second{100 * random.uniform(), first.a + 5 * random.normal(), first.b + 5 * random.normal()};
        EXPECT_LE(delta_e_2000_lower_bound(first.l, second.l), delta_e_2000(first, second) + 1e-12);
        EXPECT_LE(delta_e_2000_lower_bound(first, second), delta_e_2000(first, second) + 1e-12);
        EXPECT_GE(delta_e_2000_lower_bound(first, second), delta_e_2000_lower_bound(first.l, second.l));
    }
}

TEST(Search, BoundIsCloseAmongColoursOfSkin) {
    RandomStream random(2, 0);
    for (int i = 0; i < 2000; ++i) {
        const Lab first{30 + 40 * random.uniform(), 4 + 10 * random.uniform(), 8 + 12 * random.uniform()};
        const Lab second{first.l + random.normal(), first.a + random.normal(), first.b + random.normal()};
        EXPECT_GE(delta_e_2000_lower_bound(first, second), 0.7 * delta_e_2000(first, second));
    }
}

TEST(Search, LightnessBoundGrowsWithTheDifference) {
    for (double target = 1; target < 100; target += 3)
        for (double l = target; l < 100; l += 0.5)
            EXPECT_LT(delta_e_2000_lower_bound(l, target), delta_e_2000_lower_bound(l + 0.5, target));
}
