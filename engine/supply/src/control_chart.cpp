#include "undertone/supply/control_chart.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

constexpr double d2 = 1.128;              // mean range of two normal values, in standard deviations
constexpr double range_limit = 3.267;     // D4 of ranges of two
constexpr std::size_t enough_points = 20; // below, limits themselves are uncertain

/// What the rules look at: each value from the center, in standard deviations.
using Deviates = std::vector<double>;

/// Are `most` of the last `of` values up to `at` beyond `limit` on one side, the last among them?
bool beyond(const Deviates& z, std::size_t at, int most, int of, double limit) {
    if (at + 1 < static_cast<std::size_t>(of)) return false;
    for (const double side : {1.0, -1.0}) {
        int count = 0;
        for (std::size_t i = at + 1 - static_cast<std::size_t>(of); i <= at; ++i) count += side * z[i] > limit;
        if (count >= most && side * z[at] > limit) return true;
    }
    return false;
}

/// Does every one of the last `of` values up to `at` hold to `holds`?
template <class Holds>
bool all_of_last(const Deviates& z, std::size_t at, std::size_t of, const Holds& holds) {
    if (at + 1 < of) return false;
    for (std::size_t i = at + 1 - of; i <= at; ++i)
        if (!holds(z[i])) return false;
    return true;
}

bool steady_run(const Deviates& z, std::size_t at, std::size_t of) {
    if (at + 1 < of) return false;
    bool rises = true, falls = true;
    for (std::size_t i = at + 2 - of; i <= at; ++i) {
        rises = rises && z[i] > z[i - 1];
        falls = falls && z[i] < z[i - 1];
    }
    return rises || falls;
}

bool alternating(const Deviates& z, std::size_t at, std::size_t of) {
    if (at + 1 < of) return false;
    for (std::size_t i = at + 3 - of; i <= at; ++i)
        if (!((z[i] - z[i - 1]) * (z[i - 1] - z[i - 2]) < 0)) return false;
    return true;
}

std::vector<std::string> broken_rules(const Deviates& z, std::size_t at) {
    std::vector<std::string> broken;
    const auto note = [&](bool is_broken, const char* id) {
        if (is_broken) broken.emplace_back(id);
    };
    note(std::abs(z[at]) > 3, "nelson_1");
    note(beyond(z, at, 9, 9, 0), "nelson_2");
    note(steady_run(z, at, 6), "nelson_3");
    note(alternating(z, at, 14), "nelson_4");
    note(beyond(z, at, 2, 3, 2), "nelson_5");
    note(beyond(z, at, 4, 5, 1), "nelson_6");
    note(all_of_last(z, at, 15, [](double one) { return std::abs(one) < 1; }), "nelson_7");
    note(all_of_last(z, at, 8, [](double one) { return std::abs(one) > 1; }), "nelson_8");
    return broken;
}

void set_limits(ControlChart& chart, std::span<const double> values, const ControlChartOptions& options) {
    const std::size_t count = options.baseline > 0 ? static_cast<std::size_t>(options.baseline) : values.size();
    const std::span<const double> first = values.first(count);
    double ranges = 0;
    for (std::size_t i = 1; i < first.size(); ++i) ranges += std::abs(first[i] - first[i - 1]);
    const double mean_range = ranges / static_cast<double>(first.size() - 1);
    if (!options.sd && !(mean_range > 0))
        throw DomainError("values", fmt::format("{} values that are all {:g}", first.size(), first[0]), "values that differ",
                          "limits cannot be set from them: state sd, or look whether one reading was copied");
    chart.center =
        options.center.value_or(std::accumulate(first.begin(), first.end(), 0.0) / static_cast<double>(first.size()));
    chart.sd = options.sd.value_or(mean_range / d2);
    chart.mean_moving_range = options.sd ? d2 * *options.sd : mean_range;
    // 2.66 is 3 / 1.128, rounded as the tables print it.
    chart.low = options.sd ? chart.center - 3 * chart.sd : chart.center - 2.66 * mean_range;
    chart.high = options.sd ? chart.center + 3 * chart.sd : chart.center + 2.66 * mean_range;
    chart.range_high = range_limit * chart.mean_moving_range;
    chart.baseline = options.center && options.sd ? 0 : static_cast<int>(count);
    if (chart.baseline > 0 && count < enough_points)
        chart.diagnostics.push_back(
            {Severity::warning, "few_points",
             fmt::format("the limits rest on {} values; from {} on they can be relied upon", count, enough_points)});
}

void add_points(ControlChart& chart, std::span<const double> values, const std::vector<std::string>& labels) {
    Deviates z;
    for (const double value : values) z.push_back((value - chart.center) / chart.sd);
    double ewma = chart.center;
    const double kept = 1 - chart.ewma_weight;
    for (std::size_t i = 0; i < values.size(); ++i) {
        ControlPoint point;
        point.label = labels.empty() ? std::to_string(i + 1) : labels[i];
        point.value = values[i];
        if (i > 0) point.moving_range = std::abs(values[i] - values[i - 1]);
        ewma = chart.ewma_weight * values[i] + kept * ewma;
        const double share =
            chart.ewma_weight / (2 - chart.ewma_weight) * (1 - std::pow(kept, 2 * (static_cast<double>(i) + 1)));
        const double width = chart.ewma_width * chart.sd * std::sqrt(share);
        point.ewma = ewma;
        point.ewma_low = chart.center - width;
        point.ewma_high = chart.center + width;
        point.signals = broken_rules(z, i);
        if (point.moving_range && *point.moving_range > chart.range_high) point.signals.emplace_back("moving_range");
        if (ewma < point.ewma_low || ewma > point.ewma_high) point.signals.emplace_back("ewma");
        chart.points.push_back(std::move(point));
    }
}

void add_summary(ControlChart& chart) {
    const auto signalling =
        std::count_if(chart.points.begin(), chart.points.end(), [](const auto& one) { return !one.signals.empty(); });
    if (signalling == 0) return;
    const auto first =
        std::find_if(chart.points.begin(), chart.points.end(), [](const auto& one) { return !one.signals.empty(); });
    const auto rule = std::find_if(control_rules().begin(), control_rules().end(),
                                   [&](const auto& one) { return one.id == first->signals.front(); });
    chart.diagnostics.push_back({Severity::warning, "out_of_control",
                                 fmt::format("{} of {} points break a rule, the first at {}: {} ({})", signalling,
                                             chart.points.size(), first->label, rule->text, rule->id)});
}

} // namespace

const std::vector<ControlRule>& control_rules() {
    static const std::vector<ControlRule> rules{
        {"nelson_1", "one point beyond 3 standard deviations"},
        {"nelson_2", "nine in a row on one side of the center"},
        {"nelson_3", "six in a row that rise, or fall"},
        {"nelson_4", "fourteen in a row that go up and down in turn"},
        {"nelson_5", "two of three beyond 2 standard deviations on one side"},
        {"nelson_6", "four of five beyond 1 standard deviation on one side"},
        {"nelson_7", "fifteen in a row within 1 standard deviation"},
        {"nelson_8", "eight in a row beyond 1 standard deviation, on either side"},
        {"moving_range", "a step from the point before above 3.267 mean moving ranges"},
        {"ewma", "the weighted average beyond its limits"},
    };
    return rules;
}

void ControlChartOptions::validate() const {
    if (center) require_range("center", *center, -1e9, 1e9);
    if (sd) require_range("sd", *sd, 1e-9, 1e9, "standard deviation of the process");
    require_range("baseline", baseline, 0, 1e6, "values that set the limits");
    if (baseline == 1) throw DomainError("baseline", "1", "0 (all), or 2 and more");
    require_range("ewma_weight", ewma_weight, 0.01, 1, "0.2 to 0.3 is usual");
    require_range("ewma_width", ewma_width, 0.1, 10, "3 is usual");
}

ControlChart control_chart(std::span<const double> values, const std::vector<std::string>& labels,
                           const ControlChartOptions& options, const std::string& quantity) {
    options.validate();
    if (values.size() < 2)
        throw DomainError("values", fmt::format("{}", values.size()), "at least 2 values", "a chart needs points");
    require_size("values", static_cast<double>(values.size()), 1e6, "values");
    for (std::size_t i = 0; i < values.size(); ++i) require_range(fmt::format("values[{}]", i), values[i], -1e9, 1e9);
    if (!labels.empty() && labels.size() != values.size())
        throw DomainError("labels", fmt::format("{} labels", labels.size()),
                          fmt::format("{}, one per value, or none", values.size()));
    if (static_cast<std::size_t>(options.baseline) > values.size())
        throw DomainError("baseline", fmt::format("{}", options.baseline),
                          fmt::format("up to {}, the number of values", values.size()));
    ControlChart chart;
    chart.quantity = quantity;
    chart.ewma_weight = options.ewma_weight;
    chart.ewma_width = options.ewma_width;
    set_limits(chart, values, options);
    add_points(chart, values, labels);
    add_summary(chart);
    return chart;
}

} // namespace undertone
