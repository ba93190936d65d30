// Consistency: the kernels under every step, against sums written out.

#include "integrate/step_control.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace undertone {

namespace {

double number(std::size_t i, std::size_t j) {
    return std::sin(1 + 3.7 * static_cast<double>(i) + 11.3 * static_cast<double>(j));
}

} // namespace

// To the bit: every instruction set must take the same steps. Lengths with and without a rest beyond whole registers.
TEST(StepSums, CombineInTheOrderOfTheParts) {
    for (const std::size_t n : {1, 3, 4, 20, 23})
        for (std::size_t count = 2; count <= 9; ++count) {
            std::vector<std::vector<double>> parts(count, std::vector<double>(n));
            std::vector<const double*> from;
            std::vector<double> factors, to(n);
            for (std::size_t j = 0; j < count; ++j) {
                for (std::size_t i = 0; i < n; ++i) parts[j][i] = number(i, j);
                from.push_back(parts[j].data());
                factors.push_back(number(j, 50));
            }
            for (const StepSums& kernel : supported_step_sums()) {
                kernel.combine(from.data(), factors.data(), count, n, to.data());
                for (std::size_t i = 0; i < n; ++i) {
                    volatile double sum = factors[0] * parts[0][i]; // volatile: product and sum rounded each
                    for (std::size_t j = 1; j < count; ++j) {
                        const volatile double more = factors[j] * parts[j][i];
                        sum = sum + more;
                    }
                    EXPECT_EQ(to[i], sum) << count << " parts of " << n;
                }
            }
        }
}

TEST(StepSums, SquareErrorsAreTheSameToTheBit) {
    for (const std::size_t n : {1, 4, 7, 20, 23}) {
        std::vector<double> error(n), before(n), after(n);
        for (std::size_t i = 0; i < n; ++i) {
            error[i] = 0.01 * number(i, 0);
            before[i] = number(i, 1);
            after[i] = number(i, 2);
        }
        std::vector<std::array<double, lane_count>> sums;
        for (const StepSums& kernel : supported_step_sums())
            kernel.square_errors(error.data(), before.data(), after.data(), 1e-6, 1e-4, n, sums.emplace_back().data());
        for (const auto& other : sums) EXPECT_EQ(other, sums.front()) << n;
    }
}

TEST(StepSums, TheErrorIsAMeanSquareOverTheStates) {
    IntegrationOptions options;
    options.atol = 1e-3;
    options.rtol = 1e-2;
    for (const std::size_t n : {1, 5, 20, 22}) {
        std::vector<double> error(n), before(n), after(n);
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            error[i] = 0.01 * number(i, 0);
            before[i] = number(i, 1);
            after[i] = number(i, 2);
            sum += std::pow(error[i] / (1e-3 + 1e-2 * std::max(std::abs(before[i]), std::abs(after[i]))), 2);
        }
        const double mean = sum / static_cast<double>(n);
        EXPECT_NEAR(mean_square_error(error.data(), before.data(), after.data(), n, options, step_sums()), mean,
                    1e-13 * mean);
        for (double* const bad : {&error[n - 1], &after[0]})
            for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
                const double good = *bad;
                *bad = value;
                EXPECT_FALSE(
                    std::isfinite(mean_square_error(error.data(), before.data(), after.data(), n, options, step_sums())));
                *bad = good;
            }
    }
}

// One rule for all steppers: a step of the tolerance's error is kept, a larger one is not, one that is not a number is cut hard.
TEST(StepControl, KeepsRefusesAndGivesUp) {
    StepControl control({0.9F, 0.2F, 0.2F});
    IntegrationCounts counts;
    double step = 1;
    EXPECT_TRUE(control.judge(1, 0, 1, step, counts).accepted);
    EXPECT_NEAR(step, 0.9, 1e-6);
    EXPECT_FALSE(control.judge(4, 0, 1, step, counts).accepted);
    EXPECT_NEAR(step, 0.9 * std::pow(2, -0.2), 1e-6);
    step = 1;
    EXPECT_TRUE(control.judge(1, 0, 0.1, step, counts).accepted);
    EXPECT_EQ(step, 1) << "a step cut short says nothing against longer ones";
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(control.judge(nan, 0, 1, step, counts).status, FadeStatus::ok);
    EXPECT_EQ(step, 0.1);
    EXPECT_EQ(control.judge(nan, 1, 1e-10, step, counts).status, FadeStatus::not_finite);
    EXPECT_EQ(control.judge(1e9, 1, 1e-13, step, counts).status, FadeStatus::step_too_small);
    EXPECT_EQ(counts.steps, 2);
    EXPECT_EQ(counts.rejected, 4);
}

} // namespace undertone
