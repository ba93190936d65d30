// Reference, property: quantiles, ranges and deviates.

#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace undertone {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// Reference: NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.1 and its inverse.
TEST(Statistics, NormalQuantilesAreThoseOfTheTables) {
    EXPECT_NEAR(normal_quantile(0.5), 0, 1e-15);
    EXPECT_NEAR(normal_quantile(0.9), central_80_deviate, 1e-14);
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_quantile(0.001), -3.090232306167813, 1e-13);
}

// Reference: R's quantile(c(1, 2, 4, 8), type = 7).
TEST(Statistics, QuantilesAreLinearBetweenOrderStatistics) {
    const std::vector<double> sorted{1, 2, 4, 8};
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sorted, 0.25), 1.75);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sorted, 0.5), 3);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sorted, 0.9), 6.8);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(sorted, 1), 8);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(std::vector<double>{5.0}, 0.3), 5);
}

TEST(Statistics, CentralRangesTakeValuesInAnyOrder) {
    const ValueRange range = central_range({8, 1, 4, 2, 16}, 0.5);
    EXPECT_THAT((std::vector{range.low, range.median, range.high}), ElementsAre(2, 4, 8));
    EXPECT_DOUBLE_EQ(median({3, 1, 2, 10}), 2.5);
    EXPECT_DOUBLE_EQ(standard_deviation(std::vector<double>{2, 4, 4, 4, 5, 5, 7, 9}), 2);
}

TEST(Statistics, EquallyLikelyDeviatesAreSymmetric) {
    EXPECT_THAT(equally_likely_deviates(3), ElementsAre(DoubleNear(-0.967421566101701, 1e-12), DoubleNear(0, 1e-12),
                                                        DoubleNear(0.967421566101701, 1e-12)));
}

// Reference: Newcombe R. G., Statistics in Medicine 17, 857-872, 1998, table I, method 3.
TEST(Statistics, WilsonIntervalsAreThoseOfNewcombe) {
    const auto interval = [](int successes, int n) {
        const ValueRange range = wilson_interval(successes, n, 0.95);
        return std::vector<double>{range.low, range.high};
    };
    EXPECT_THAT(interval(81, 263), ElementsAre(DoubleNear(0.2553, 5e-5), DoubleNear(0.3662, 5e-5)));
    EXPECT_THAT(interval(15, 148), ElementsAre(DoubleNear(0.0624, 5e-5), DoubleNear(0.1605, 5e-5)));
    EXPECT_THAT(interval(0, 20), ElementsAre(0, DoubleNear(0.1611, 5e-5)));
    EXPECT_THAT(interval(1, 29), ElementsAre(DoubleNear(0.0061, 5e-5), DoubleNear(0.1718, 5e-5)));
    EXPECT_EQ(wilson_interval(20, 20, 0.95).high, 1);
    EXPECT_THROW(wilson_interval(0, 0, 0.95), DomainError);
    EXPECT_THROW(wilson_interval(3, 2, 0.95), DomainError);
    EXPECT_THROW(wilson_interval(1, 2, 1), DomainError);
}

// Reference: binomial sums by hand; 7 of 8 gives 2 (1 + 8) / 256.
TEST(Statistics, SignTestIsExact) {
    EXPECT_NEAR(sign_test(7, 1), 0.0703125, 1e-12);
    EXPECT_NEAR(sign_test(1, 7), 0.0703125, 1e-12);
    EXPECT_NEAR(sign_test(0, 10), 2.0 / 1024, 1e-12);
    EXPECT_EQ(sign_test(5, 5), 1);
    EXPECT_EQ(sign_test(0, 0), 1);
}

} // namespace
} // namespace undertone
