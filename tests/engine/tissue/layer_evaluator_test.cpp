// Consistency, property: one layer changed at a time, against the full solve.

#include "undertone/tissue/layer_evaluator.hpp"

#include "random_stack.hpp"
#include "stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

namespace undertone {

using testing::infinite;
using testing::random_stack;
using testing::stack_of;

namespace {

Eigen::ArrayXd evaluate(const LayerEvaluator& evaluator, const LayerStack& stack) {
    const auto rows = [&](const Eigen::ArrayXXd& all) -> Eigen::ArrayXXd {
        return all.middleRows(evaluator.first(), evaluator.count());
    };
    return evaluator.reflectance(rows(stack.mu_a_per_mm), rows(stack.mu_s_per_mm), rows(stack.g));
}

/// The stack with other coefficients in some layers.
LayerStack changed(LayerStack stack, Eigen::Index first, Eigen::Index count) {
    stack.mu_a_per_mm.middleRows(first, count) = 2 * stack.mu_a_per_mm.middleRows(first, count) + 0.3;
    stack.mu_s_per_mm.middleRows(first, count) += 5;
    stack.g.middleRows(first, count) *= 0.5;
    return stack;
}

} // namespace

TEST(LayerEvaluatorConsistency, EqualsTheFullSolve) {
    for (std::uint64_t index = 0; index < 60; ++index) {
        const LayerStack stack = random_stack(index, 11);
        for (Eigen::Index first = 0; first < stack.layer_count(); ++first)
            for (Eigen::Index count = 1; count <= stack.layer_count() - first; ++count) {
                const int streams = index % 8 == 0 ? 16 : index % 2 == 0 ? 8 : 4;
                const LayerEvaluator evaluator(stack, first, count, streams);
                EXPECT_LT((evaluate(evaluator, stack) - reflectance(stack, streams)).abs().maxCoeff(), 1e-10);
                const LayerStack other = changed(stack, first, count);
                EXPECT_LT((evaluate(evaluator, other) - reflectance(other, streams)).abs().maxCoeff(), 1e-10)
                    << index << " " << first << " " << count;
            }
    }
}

TEST(LayerEvaluatorConsistency, TakesLayersOfNoThickness) {
    const auto stack =
        stack_of({{1, 20, 0.8, 0}, {2, 30, 0.8, 0.1}, {1, 10, 0.8, 0}, {0.1, 15, 0.8, infinite}}, 1.4, 1.4, 9);
    for (Eigen::Index first = 0; first < 4; ++first) {
        const LayerEvaluator evaluator(stack, first, 1, 8);
        const LayerStack other = changed(stack, first, 1);
        EXPECT_LT((evaluate(evaluator, other) - reflectance(other, 8)).abs().maxCoeff(), 1e-12) << first;
    }
}

TEST(LayerEvaluatorProperty, GivesTheSameFromManyThreads) {
    const auto stack = stack_of({{1, 20, 0.8, 0.1}, {10, 20, 0.8, 0.2}, {0.1, 15, 0.8, infinite}}, 1.4, 1.4, 81);
    const LayerEvaluator evaluator(stack, 1, 1, 8);
    const Eigen::ArrayXd expected = evaluate(evaluator, stack);
    std::vector<int> wrong(4, 0);
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < wrong.size(); ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) wrong[t] += (evaluate(evaluator, stack) != expected).any() ? 1 : 0;
            });
    }
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(LayerEvaluatorBadInput, NamesArgumentIndexValueAndRange) {
    const auto stack = stack_of({{1, 20, 0.8, 0.1}, {0.1, 15, 0.8, infinite}}, 1.4, 1.4, 2);
    const auto refuse = [](auto call, const char* name, const char* value) {
        try {
            call();
            FAIL() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name);
            EXPECT_EQ(error.value, value);
            EXPECT_FALSE(error.allowed.empty());
        }
    };
    refuse([&] { LayerEvaluator(stack, 2); }, "first", "2");
    refuse([&] { LayerEvaluator(stack, -1); }, "first", "-1");
    refuse([&] { LayerEvaluator(stack, 1, 2); }, "count", "2");
    refuse([&] { LayerEvaluator(stack, 0, 0); }, "count", "0");
    refuse([&] { LayerEvaluator(stack, 0, 1, 5); }, "streams", "5");
    const LayerEvaluator evaluator(stack, 0);
    const Eigen::ArrayXXd good = Eigen::ArrayXXd::Constant(1, 2, 0.5);
    Eigen::ArrayXXd bad = good;
    bad(0, 1) = -1;
    refuse([&] { evaluator.reflectance(bad, good, good); }, "mu_a_per_mm[0,1]", "-1");
    refuse([&] { evaluator.reflectance(good, good, 2 * good); }, "g[0,0]", "1");
    refuse([&] { evaluator.reflectance(good, Eigen::ArrayXXd::Zero(2, 2), good); }, "mu_s_per_mm.shape", "(2, 2)");
    refuse([&] { evaluator.reflectance(Eigen::ArrayXXd::Zero(1, 3), good, good); }, "mu_a_per_mm.shape", "(1, 3)");
}

} // namespace undertone
