#pragma once
// Gauge repeatability and reproducibility: how much of what is read comes from the parts, and how much from reading them
// (AIAG, Measurement Systems Analysis).

#include "undertone/base/diagnostic.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

struct GaugeReading {
    std::string appraiser, trial, part;
    double value = 0;
};

/// Standard deviations by one method. Shares are of the total's standard deviation, so they do not add up to 100.
struct GaugeResult {
    std::string method; ///< "average_range" or "anova"
    double repeatability_sd = 0, reproducibility_sd = 0, gauge_sd = 0, part_sd = 0, total_sd = 0;
    double gauge_percent_of_total = 0;
    int distinct_categories = 0;                  ///< ndc: 1.41 part / gauge, rounded down
    std::optional<double> precision_to_tolerance; ///< 6 gauge_sd over the tolerance's width
};

struct AnovaRow {
    std::string source; ///< "appraiser", "part", "interaction", "repeatability"
    int degrees_of_freedom = 0;
    double sum_of_squares = 0, mean_square = 0;
    std::optional<double> f, p; ///< of the sources that are tested
};

struct GaugeStudy {
    int appraisers = 0, trials = 0, parts = 0;
    std::optional<double> tolerance_width;
    std::optional<GaugeResult>
        average_range; ///< none beyond the published constants: 2-3 trials, 2-3 appraisers, 2-10 parts
    GaugeResult anova;
    std::vector<AnovaRow> table;
    bool interaction_pooled = false; ///< p of the interaction above 0.25: its squares count as repeatability
    std::string verdict; ///< "good", "marginal", "unacceptable": gauge below 10 %, to 30 %, above, of the tolerance where
                         ///< stated, else of the total
    Diagnostics diagnostics; ///< "few_categories", "no_average_range", "no_tolerance"
};

/// A balanced study: every appraiser reads every part in every trial, once. Throws DomainError: a reading missing or twice, fewer than 2
/// appraisers, trials or parts, a width that is not positive, no variation at all.
GaugeStudy gauge_study(std::span<const GaugeReading> readings, std::optional<double> tolerance_width = {});

/// The readings of a file: CSV with the columns appraiser, trial, part, value, '#' comments. Throws DataError.
std::vector<GaugeReading> read_gauge_readings(const std::string& path);

} // namespace undertone
