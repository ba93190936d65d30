#include "undertone/supply/gauge_study.hpp"

#include "plain_csv.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <boost/math/distributions/fisher_f.hpp>

#include <fmt/format.h>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

constexpr double pooled_above_p = 0.25; // AIAG's rule for the interaction

/// 1 / d2*, as AIAG prints them: of ranges over 2-3 trials, over 2-3 appraisers, over 2-10 parts.
constexpr std::array<double, 2> k1{0.8862, 0.5908}, k2{0.7071, 0.5231};
constexpr std::array<double, 9> k3{0.7071, 0.5231, 0.4467, 0.4030, 0.3742, 0.3534, 0.3375, 0.3249, 0.3146};

using Names = std::vector<std::string>;

std::size_t position(const Names& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void add_name(Names& names, const std::string& name) {
    if (position(names, name) == names.size()) names.push_back(name);
}

/// Values by appraiser, part and trial.
struct GaugeTable {
    Names appraisers, trials, parts;
    std::vector<double> values;

    double at(std::size_t a, std::size_t p, std::size_t t) const {
        return values[(a * parts.size() + p) * trials.size() + t];
    }
};

GaugeTable table_of(std::span<const GaugeReading> readings) {
    require_size("readings", static_cast<double>(readings.size()), 1e5, "readings");
    GaugeTable table;
    for (const GaugeReading& one : readings) {
        add_name(table.appraisers, one.appraiser);
        add_name(table.trials, one.trial);
        add_name(table.parts, one.part);
    }
    const auto at_least_two = [](const char* what, std::size_t count) {
        if (count < 2)
            throw DomainError(what, fmt::format("{}", count), "at least 2",
                              "its share of the spread cannot be told from fewer");
    };
    at_least_two("appraisers", table.appraisers.size());
    at_least_two("trials", table.trials.size());
    at_least_two("parts", table.parts.size());
    const auto cell = [&](const GaugeReading& one) {
        return (position(table.appraisers, one.appraiser) * table.parts.size() + position(table.parts, one.part)) *
                   table.trials.size() +
               position(table.trials, one.trial);
    };
    table.values.assign(table.appraisers.size() * table.parts.size() * table.trials.size(), 0);
    std::vector<bool> read(table.values.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const GaugeReading& one = readings[i];
        require_range(fmt::format("readings[{}].value", i), one.value, -1e9, 1e9);
        if (read[cell(one)])
            throw DomainError(fmt::format("readings[{}]", i),
                              fmt::format("appraiser {}, trial {}, part {} again", one.appraiser, one.trial, one.part),
                              "each once");
        read[cell(one)] = true;
        table.values[cell(one)] = one.value;
    }
    const auto missing = std::find(read.begin(), read.end(), false);
    if (missing != read.end()) {
        const auto i = static_cast<std::size_t>(missing - read.begin());
        throw DomainError(
            "readings",
            fmt::format("no reading of appraiser {}, trial {}, part {}",
                        table.appraisers[i / table.trials.size() / table.parts.size()],
                        table.trials[i % table.trials.size()], table.parts[i / table.trials.size() % table.parts.size()]),
            "a balanced study: every appraiser, trial and part", "read what is missing, or leave out that part for all");
    }
    return table;
}

/// Mean over what is left open: -1 stands for all.
double mean_of(const GaugeTable& table, int a, int p) {
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < table.appraisers.size(); ++i)
        for (std::size_t j = 0; j < table.parts.size(); ++j) {
            if ((a >= 0 && i != static_cast<std::size_t>(a)) || (p >= 0 && j != static_cast<std::size_t>(p))) continue;
            for (std::size_t k = 0; k < table.trials.size(); ++k) sum += table.at(i, j, k);
            count += static_cast<int>(table.trials.size());
        }
    return sum / count;
}

void complete(GaugeResult& result, std::optional<double> tolerance_width) {
    result.gauge_sd = std::hypot(result.repeatability_sd, result.reproducibility_sd);
    result.total_sd = std::hypot(result.gauge_sd, result.part_sd);
    result.gauge_percent_of_total = 100 * result.gauge_sd / result.total_sd;
    constexpr double most_categories = 1e6;
    result.distinct_categories = static_cast<int>(
        result.gauge_sd > 0 ? std::min(most_categories, 1.41 * result.part_sd / result.gauge_sd) : most_categories);
    if (tolerance_width) result.precision_to_tolerance = 6 * result.gauge_sd / *tolerance_width;
}

std::optional<GaugeResult> average_range_of(const GaugeTable& table, std::optional<double> tolerance_width) {
    const std::size_t a = table.appraisers.size(), t = table.trials.size(), p = table.parts.size();
    if (a > 3 || t > 3 || p > 10) return {};
    double ranges = 0;
    std::vector<double> appraiser_means, part_means;
    for (std::size_t i = 0; i < a; ++i) {
        appraiser_means.push_back(mean_of(table, static_cast<int>(i), -1));
        for (std::size_t j = 0; j < p; ++j) {
            double low = table.at(i, j, 0), high = low;
            for (std::size_t k = 1; k < t; ++k) {
                low = std::min(low, table.at(i, j, k));
                high = std::max(high, table.at(i, j, k));
            }
            ranges += high - low;
        }
    }
    for (std::size_t j = 0; j < p; ++j) part_means.push_back(mean_of(table, -1, static_cast<int>(j)));
    const auto range = [](const std::vector<double>& values) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return *high - *low;
    };
    GaugeResult result;
    result.method = "average_range";
    result.repeatability_sd = k1[t - 2] * ranges / static_cast<double>(a * p);
    const double between = k2[a - 2] * range(appraiser_means), within = result.repeatability_sd;
    result.reproducibility_sd = std::sqrt(std::max(0.0, between * between - within * within / static_cast<double>(p * t)));
    result.part_sd = k3[p - 2] * range(part_means);
    complete(result, tolerance_width);
    return result;
}

struct Squares {
    double appraiser = 0, part = 0, interaction = 0, error = 0;
};

Squares squares_of(const GaugeTable& table) {
    const auto a = static_cast<int>(table.appraisers.size()), p = static_cast<int>(table.parts.size()),
               t = static_cast<int>(table.trials.size());
    const auto squared = [](double x) { return x * x; };
    const double grand = mean_of(table, -1, -1);
    Squares out;
    for (int i = 0; i < a; ++i) out.appraiser += p * t * squared(mean_of(table, i, -1) - grand);
    for (int j = 0; j < p; ++j) out.part += a * t * squared(mean_of(table, -1, j) - grand);
    for (int i = 0; i < a; ++i)
        for (int j = 0; j < p; ++j) {
            const double cell = mean_of(table, i, j);
            out.interaction += t * squared(cell - mean_of(table, i, -1) - mean_of(table, -1, j) + grand);
            for (int k = 0; k < t; ++k)
                out.error += squared(
                    table.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j), static_cast<std::size_t>(k)) - cell);
        }
    return out;
}

AnovaRow row_of(const char* source, int freedom, double squares) {
    return {source, freedom, squares, squares / freedom, {}, {}};
}

void test(AnovaRow& row, const AnovaRow& against) {
    if (!(against.mean_square > 0)) return; // nothing to test against
    row.f = row.mean_square / against.mean_square;
    row.p = boost::math::cdf(
        boost::math::complement(boost::math::fisher_f(row.degrees_of_freedom, against.degrees_of_freedom), *row.f));
}

void add_anova(GaugeStudy& study, const GaugeTable& table) {
    const int a = study.appraisers, p = study.parts, t = study.trials;
    const Squares squares = squares_of(table);
    AnovaRow appraiser = row_of("appraiser", a - 1, squares.appraiser), part = row_of("part", p - 1, squares.part),
             interaction = row_of("interaction", (a - 1) * (p - 1), squares.interaction),
             error = row_of("repeatability", a * p * (t - 1), squares.error);
    test(interaction, error);
    study.interaction_pooled = interaction.p.value_or(0) > pooled_above_p;
    if (study.interaction_pooled)
        error = row_of("repeatability", error.degrees_of_freedom + interaction.degrees_of_freedom,
                       squares.error + squares.interaction);
    const AnovaRow& against = study.interaction_pooled ? error : interaction;
    test(appraiser, against);
    test(part, against);
    const auto variance = [](double squared, double over) { return std::max(0.0, squared) / over; };
    const double of_interaction = study.interaction_pooled ? 0 : variance(interaction.mean_square - error.mean_square, t);
    GaugeResult& result = study.anova;
    result.method = "anova";
    result.repeatability_sd = std::sqrt(error.mean_square);
    result.reproducibility_sd = std::sqrt(variance(appraiser.mean_square - against.mean_square, p * t) + of_interaction);
    result.part_sd = std::sqrt(variance(part.mean_square - against.mean_square, a * t));
    complete(result, study.tolerance_width);
    study.table = {appraiser, part, interaction, error};
}

void judge_gauge(GaugeStudy& study) {
    const double share =
        study.anova.precision_to_tolerance ? *study.anova.precision_to_tolerance : study.anova.gauge_percent_of_total / 100;
    study.verdict = share < 0.1 ? "good" : share <= 0.3 ? "marginal" : "unacceptable";
    if (!study.tolerance_width)
        study.diagnostics.push_back({Severity::info, "no_tolerance",
                                     "no tolerance was stated: the gauge is judged by its share of the total spread"});
    if (study.anova.distinct_categories < 5)
        study.diagnostics.push_back(
            {Severity::warning, "few_categories",
             fmt::format("the gauge tells {} kinds of these parts apart; 5 are wanted", study.anova.distinct_categories)});
    if (!study.average_range)
        study.diagnostics.push_back(
            {Severity::info, "no_average_range",
             "the average-range method has published constants for 2-3 appraisers, 2-3 trials and 2-10 parts: ANOVA alone"});
}

} // namespace

GaugeStudy gauge_study(std::span<const GaugeReading> readings, std::optional<double> tolerance_width) {
    if (tolerance_width) require_range("tolerance_width", *tolerance_width, 1e-9, 1e9, "upper minus lower limit");
    const GaugeTable table = table_of(readings);
    const auto [low, high] = std::minmax_element(table.values.begin(), table.values.end());
    if (*low == *high)
        throw DomainError("readings", fmt::format("all {:g}", *low), "values that differ",
                          "there is no spread to share out");
    GaugeStudy study;
    study.appraisers = static_cast<int>(table.appraisers.size());
    study.trials = static_cast<int>(table.trials.size());
    study.parts = static_cast<int>(table.parts.size());
    study.tolerance_width = tolerance_width;
    study.average_range = average_range_of(table, tolerance_width);
    add_anova(study, table);
    judge_gauge(study);
    return study;
}

std::vector<GaugeReading> read_gauge_readings(const std::string& path) {
    static constexpr InputKind kind{"the gauge study", input_kinds::megabyte,
                                    "a thousand readings take 20 kB: this is another kind of file"};
    const PlainCsv table = parse_plain_csv(read_input_file(path, kind), path, {"appraiser", "trial", "part", "value"});
    std::vector<GaugeReading> readings;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        readings.push_back(
            {table.text(i, "appraiser"), table.text(i, "trial"), table.text(i, "part"), table.number(i, "value")});
    return readings;
}

} // namespace undertone
