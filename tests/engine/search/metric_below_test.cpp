// Property: a metric that never exceeds CIEDE2000 near a target. Looks inside the layer on purpose.

#include "bounds/metric_below.hpp"

#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

using namespace undertone;

namespace {

Lab around(const Lab& middle, double by, RandomStream& random) {
    return {middle.l + by * random.normal(), middle.a + by * random.normal(), middle.b + by * random.normal()};
}

/// Somewhere in the triangle of three colours, or up to `slack` beside it.
Lab near_triangle(const std::array<Lab, 3>& corners, double slack, RandomStream& random) {
    double part[3], sum = 0;
    for (double& p : part) sum += p = -std::log(random.uniform());
    Lab at{};
    for (std::size_t k = 0; k < 3; ++k) {
        at.l += part[k] / sum * corners[k].l;
        at.a += part[k] / sum * corners[k].a;
        at.b += part[k] / sum * corners[k].b;
    }
    const Lab aside = around({}, 1, random);
    const double scale = slack * random.uniform() / std::sqrt(aside.l * aside.l + aside.a * aside.a + aside.b * aside.b);
    return {at.l + scale * aside.l, at.a + scale * aside.a, at.b + scale * aside.b};
}

Lab difference(const Lab& a, const Lab& b) { return {a.l - b.l, a.a - b.a, a.b - b.b}; }

} // namespace

// property: skins, hairs, and colours far from either

TEST(MetricBelow, NeverExceedsCiede2000) {
    RandomStream random(1, 0);
    for (int i = 0; i < 20000; ++i) {
        const Lab target{5 + 90 * random.uniform(), 25 * random.normal(), 40 * random.uniform() - 5};
        const double spread = std::pow(10, 2 * random.uniform() - 1), slack = spread * random.uniform();
        const Lab middle = around(target, spread, random);
        const std::array<Lab, 3> corners{around(middle, spread, random), around(middle, spread, random),
                                         around(middle, spread, random)};
        const Metric metric = TargetMetric(target).below(corners, slack);
        for (int k = 0; k < 10; ++k) {
            const Lab color = near_triangle(corners, slack, random), off = difference(color, target);
            const double by_metric = length(metric(off));
            ASSERT_LE(by_metric, delta_e_2000(color, target) * (1 + 1e-9) + 1e-9)
                << "target " << target.l << " " << target.a << " " << target.b << ", color " << color.l << " " << color.a
                << " " << color.b;
            ASSERT_LE(by_metric, metric.widest * std::sqrt(off.l * off.l + off.a * off.a + off.b * off.b) + 1e-12);
        }
    }
}

// ... and is close to it where cells are small: what it misses is looked at for nothing

TEST(MetricBelow, IsCloseToCiede2000NearTheTarget) {
    RandomStream random(2, 0);
    double least = 1, sum = 0;
    constexpr int cases = 2000;
    for (int i = 0; i < cases; ++i) {
        const Lab target{30 + 40 * random.uniform(), 5 + 10 * random.uniform(), 8 + 14 * random.uniform()}; // skin, shaved
        const Lab color = around(target, 0.5, random);
        const std::array<Lab, 1> corner{color};
        const double share =
            length(TargetMetric(target).below(corner, 0.1)(difference(color, target))) / delta_e_2000(color, target);
        least = std::min(least, share);
        sum += share / cases;
    }
    RecordProperty("least", std::to_string(least));
    RecordProperty("mean", std::to_string(sum));
    EXPECT_GT(least, 0.8);
    EXPECT_GT(sum, 0.93);
}
