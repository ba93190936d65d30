#pragma once
// Shewhart's chart of individuals with moving ranges, and the exponentially weighted moving average, of one quantity over batches.

#include "undertone/base/diagnostic.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

struct ControlChartOptions {
    std::optional<double> center, sd; ///< of the process where known from before; else from the first `baseline` values
    int baseline = 0;                 ///< values that set the limits; 0 for all
    double ewma_weight = 0.2;         ///< lambda; 1 is the last value alone
    double ewma_width = 3;            ///< limits in standard deviations of the average

    /// Throws DomainError.
    void validate() const;
};

/// One rule that a point may break, by name.
struct ControlRule {
    std::string id;   ///< "nelson_1"
    std::string text; ///< "beyond 3 standard deviations"
};

/// nelson_1 to nelson_8 (Nelson 1984; 1, 5 and 6 are Western Electric's 1, 2 and 3), "moving_range" and "ewma".
const std::vector<ControlRule>& control_rules();

struct ControlPoint {
    std::string label;
    double value = 0;
    std::optional<double> moving_range;           ///< from the value before; none of the first
    double ewma = 0, ewma_low = 0, ewma_high = 0; ///< the limits widen from the first point on
    std::vector<std::string> signals;             ///< ids of rules that this point breaks, completing the pattern
};

struct ControlChart {
    std::string quantity;
    double center = 0, sd = 0;                    ///< sd: stated, or mean moving range / 1.128
    double low = 0, high = 0;                     ///< center +- 3 sd, which is 2.66 mean moving ranges
    double mean_moving_range = 0, range_high = 0; ///< 3.267 mean moving ranges
    double ewma_weight = 0, ewma_width = 0;
    int baseline = 0; ///< values that the limits rest on; 0 where both were stated
    std::vector<ControlPoint> points;
    Diagnostics diagnostics; ///< "few_points": limits of fewer than 20 values; "out_of_control"
};

/// `labels` are lots or dates, one each, or none. Throws DomainError: fewer than 2 values, labels of another number, values that are all
/// the same where no sd is stated, a baseline longer than the values.
ControlChart control_chart(std::span<const double> values, const std::vector<std::string>& labels = {},
                           const ControlChartOptions& options = {}, const std::string& quantity = "value");

} // namespace undertone
