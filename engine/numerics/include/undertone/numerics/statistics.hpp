#pragma once
// Statistics of samples and of the normal distribution.

#include <span>
#include <vector>

namespace undertone {

/// The central 80 % of a normal distribution lie within this many standard deviations.
inline constexpr double central_80_deviate = 1.2815515655446004;

/// Low, median and high of an uncertain number.
struct ValueRange {
    double low = 0, median = 0, high = 0;
};

/// Where the standard normal distribution's cumulative share is `share`, 0 < share < 1.
double normal_quantile(double share);

/// Middles of `count` equally likely slices of the standard normal distribution.
std::vector<double> equally_likely_deviates(int count);

/// Linear between order statistics (type 7 of Hyndman and Fan 1996); `sorted` is ascending and not empty.
double quantile_of_sorted(std::span<const double> sorted, double share);

/// Of values in any order, at least one: the median, and what the central `share` of them lies between.
ValueRange central_range(std::vector<double> values, double share);
double median(std::vector<double> values);

/// Between which shares of all the share seen in a sample lets us put the true one, with this confidence (Wilson 1927); `median` is the
/// share seen. Throws DomainError unless 0 <= successes <= n, 1 <= n and 0 < confidence < 1.
ValueRange wilson_interval(int successes, int n, double confidence);

/// How likely chance alone splits n even wagers at least as unevenly, both sides (the exact sign test; of paired yes and no: McNemar's).
/// 1 for n = 0.
double sign_test(int one, int other);

/// Of the values themselves, not of a population they were drawn from.
double standard_deviation(std::span<const double> values);

} // namespace undertone
