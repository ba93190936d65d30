#include "undertone/numerics/statistics.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

double normal_quantile(double share) {
    const auto cumulative = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
    double low = -9, high = 9;
    for (int i = 0; i < 60; ++i) (cumulative(0.5 * (low + high)) < share ? low : high) = 0.5 * (low + high);
    return 0.5 * (low + high);
}

std::vector<double> equally_likely_deviates(int count) {
    std::vector<double> deviates;
    for (int i = 0; i < count; ++i) deviates.push_back(normal_quantile((i + 0.5) / count));
    return deviates;
}

double quantile_of_sorted(std::span<const double> sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

ValueRange central_range(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double tail = 0.5 * (1 - share);
    return {quantile_of_sorted(values, tail), quantile_of_sorted(values, 0.5), quantile_of_sorted(values, 1 - tail)};
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return quantile_of_sorted(values, 0.5);
}

double standard_deviation(std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / count);
}

ValueRange wilson_interval(int successes, int n, double confidence) {
    if (n < 1) throw DomainError("n", fmt::format("{}", n), "1 or more");
    if (successes < 0 || successes > n)
        throw DomainError("successes", fmt::format("{}", successes), fmt::format("0 to n = {}", n));
    if (!(confidence > 0 && confidence < 1))
        throw DomainError("confidence", fmt::format("{:g}", confidence), "between 0 and 1");
    const double z = normal_quantile(0.5 + 0.5 * confidence), share = static_cast<double>(successes) / n;
    const double squared = z * z / n, middle = (share + 0.5 * squared) / (1 + squared);
    const double half = z / (1 + squared) * std::sqrt(share * (1 - share) / n + squared / (4 * n));
    return {successes == 0 ? 0 : middle - half, share, successes == n ? 1 : middle + half};
}

double sign_test(int one, int other) {
    if (one < 0 || other < 0) throw DomainError("counts", fmt::format("{} and {}", one, other), "0 or more");
    const int n = one + other;
    double tail = 0;
    for (int k = 0; k <= std::min(one, other); ++k)
        tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) - n * std::log(2.0));
    return std::min(1.0, 2 * tail);
}

} // namespace undertone
