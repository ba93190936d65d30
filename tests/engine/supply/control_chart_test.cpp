// Reference, property: charts against NIST's EWMA example and the tables' constants; each rule on a series made to break it.
#include "csv.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/supply/control_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace undertone {
namespace {

/// Values of a column of a shared file that begins with comments.
std::vector<double> column(const std::string& path, std::size_t index) {
    std::ifstream file(undertone_tests::shared_data(path));
    std::vector<double> values;
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#' && line.find("value") == std::string::npos)
            values.push_back(std::stod(testing::split_csv_line(line)[index]));
    return values;
}

bool signals(const ControlChart& chart, std::size_t at, const char* rule) {
    const auto& found = chart.points[at].signals;
    return std::find(found.begin(), found.end(), rule) != found.end();
}

TEST(ControlChart, GivesNistsAverages) {
    UNDERTONE_NEEDS_SHARED_FILES();
    const auto values = column("quality/ewma_nist_6_3_2_4.csv", 0), printed = column("quality/ewma_nist_6_3_2_4.csv", 1);
    ASSERT_EQ(values.size(), 20u);
    ControlChartOptions options;
    options.center = 50;
    options.sd = 2.0539;
    options.ewma_weight = 0.3;
    const ControlChart chart = control_chart(values, {}, options);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(chart.points[i].ewma, printed[i], 0.0051) << i; // printed to two places
        EXPECT_FALSE(signals(chart, i, "ewma"));
    }
    EXPECT_NEAR(chart.points.back().ewma_high, 52.5884, 1e-3);
    EXPECT_NEAR(chart.points.back().ewma_low, 47.4115, 1e-3);
    EXPECT_NEAR(chart.points[0].ewma_high, 50 + 3 * 2.0539 * 0.3, 1e-9); // one term alone: lambda s
    EXPECT_EQ(chart.baseline, 0);
}

TEST(ControlChart, HasTheLimitsOfTheTables) {
    const std::vector<double> values{10, 12, 11, 13, 10};
    const ControlChart chart = control_chart(values);
    const double mean_range = (2 + 1 + 2 + 3) / 4.0;
    EXPECT_DOUBLE_EQ(chart.center, 11.2);
    EXPECT_DOUBLE_EQ(chart.high, 11.2 + 2.66 * mean_range);
    EXPECT_DOUBLE_EQ(chart.low, 11.2 - 2.66 * mean_range);
    EXPECT_DOUBLE_EQ(chart.range_high, 3.267 * mean_range);
    EXPECT_EQ(chart.diagnostics[0].code, "few_points");
}

/// Deviates of a process with center 0 and sd 1.
ControlChart standard_chart(const std::vector<double>& values) {
    ControlChartOptions options;
    options.center = 0;
    options.sd = 1;
    return control_chart(values, {}, options);
}

TEST(ControlChart, NamesEachRuleWhereItsPatternIsComplete) {
    EXPECT_TRUE(signals(standard_chart({0, 3.1}), 1, "nelson_1"));
    EXPECT_FALSE(signals(standard_chart({0, 2.9}), 1, "nelson_1"));
    const std::vector<double> above(9, 0.5);
    EXPECT_TRUE(signals(standard_chart(above), 8, "nelson_2"));
    EXPECT_FALSE(signals(standard_chart(above), 7, "nelson_2"));
    EXPECT_TRUE(signals(standard_chart({-1, -.5, 0, .1, .2, .3}), 5, "nelson_3"));
    EXPECT_FALSE(signals(standard_chart({-1, -.5, 0, .1, .1, .3}), 5, "nelson_3"));
    std::vector<double> zigzag;
    for (int i = 0; i < 14; ++i) zigzag.push_back(i % 2 == 0 ? 0.2 : -0.2);
    EXPECT_TRUE(signals(standard_chart(zigzag), 13, "nelson_4"));
    EXPECT_FALSE(signals(standard_chart(zigzag), 12, "nelson_4"));
    EXPECT_TRUE(signals(standard_chart({2.1, 0, 2.1}), 2, "nelson_5"));
    EXPECT_FALSE(signals(standard_chart({2.1, 0, -2.1}), 2, "nelson_5"));
    EXPECT_TRUE(signals(standard_chart({1.1, 1.1, 0, 1.1, 1.1}), 4, "nelson_6"));
    EXPECT_FALSE(signals(standard_chart({1.1, 1.1, 0, 1.1, 0.9}), 4, "nelson_6"));
    std::vector<double> quiet;
    for (int i = 0; i < 15; ++i) quiet.push_back(i % 3 == 0 ? 0.3 : -0.2);
    EXPECT_TRUE(signals(standard_chart(quiet), 14, "nelson_7"));
    std::vector<double> loud;
    for (int i = 0; i < 8; ++i) loud.push_back(i % 2 == 0 ? 1.5 : -1.5);
    EXPECT_TRUE(signals(standard_chart(loud), 7, "nelson_8"));
    EXPECT_TRUE(signals(standard_chart({0, 3.7}), 1, "moving_range")); // 3.267 * 1.128 = 3.685
    EXPECT_FALSE(signals(standard_chart({0, 3.6}), 1, "moving_range"));
    EXPECT_EQ(control_rules().size(), 10u);
}

TEST(ControlChart, SeldomCallsOutAProcessThatIsInControl) {
    // 3 sigma of a normal process: 0.27 % of points; 10 000 draws, known limits.
    RandomStream random(7, 0);
    std::vector<double> values;
    for (int i = 0; i < 10000; ++i) values.push_back(random.normal());
    const ControlChart chart = standard_chart(values);
    int beyond = 0;
    for (std::size_t i = 0; i < values.size(); ++i) beyond += signals(chart, i, "nelson_1");
    EXPECT_GT(beyond, 12);
    EXPECT_LT(beyond, 44);
}

TEST(ControlChart, FindsASmallShiftByItsAverage) {
    RandomStream random(8, 0);
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) values.push_back(random.normal() + (i < 30 ? 0 : 1.2));
    ControlChartOptions options;
    options.baseline = 30;
    const ControlChart chart = control_chart(values, {}, options);
    bool found = false;
    for (std::size_t i = 30; i < 60; ++i) found = found || signals(chart, i, "ewma");
    EXPECT_TRUE(found);
    EXPECT_EQ(chart.diagnostics.back().code, "out_of_control");
}

TEST(ControlChart, RefusesWhatGivesNoLimits) {
    EXPECT_THROW(control_chart(std::vector<double>{1}), DomainError);
    EXPECT_THROW(control_chart(std::vector<double>{1, 1, 1}), DomainError);
    EXPECT_THROW(control_chart(std::vector<double>{1, std::nan("")}), DomainError);
    EXPECT_THROW(control_chart(std::vector<double>{1, 2}, {"a"}), DomainError);
    ControlChartOptions options;
    options.baseline = 3;
    EXPECT_THROW(control_chart(std::vector<double>{1, 2}, {}, options), DomainError);
    options = {};
    options.ewma_weight = 0;
    EXPECT_THROW(control_chart(std::vector<double>{1, 2}, {}, options), DomainError);
}

} // namespace
} // namespace undertone
