#pragma once
// `line qc` and `line gauge` as a laboratory uses them: files in, a verdict that is read in a second out, a row in the log.

#include "undertone/supply/batch_check.hpp"
#include "undertone/supply/gauge_study.hpp"
#include "undertone/supply/quality_log.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// What is compared with what, and where the result goes.
struct BatchJob {
    std::string master, batch, over_black;     ///< files of readings; over_black "" where there are none
    std::map<std::string, std::string> others; ///< files of the masters of other inks, by ink
    BatchCheckOptions options;
    std::string line;                        ///< of the ink, for what the batch does in skin; "" for none
    std::vector<double> water_parts{10, 20}; ///< N of N:1 there
    std::string log, chart;                  ///< the log's file and the quantity to chart; "" for none
    ControlChartOptions charting;
    bool again = false; ///< the lot may be in the log already
    std::string today;  ///< ISO date, for the log
};

struct BatchReport {
    BatchCheck check;
    std::optional<ControlChart> chart;
    std::int64_t log_id = 0; ///< row of the log; 0 where none was asked for
};

/// Throws as check_batch, with_skin and QualityLog do; nothing is logged where the check is refused.
BatchReport batch_report(const BatchJob& job);

std::string batch_check_text(const BatchCheck& check);
std::string control_chart_text(const ControlChart& chart);
std::string batch_report_text(const BatchReport& report);
std::string gauge_study_text(const GaugeStudy& study);

std::string to_json(const BatchCheck& check);
std::string to_json(const ControlChart& chart);
/// The check's JSON, with "chart" and "log_id".
std::string to_json(const BatchReport& report);
std::string to_json(const GaugeStudy& study);

} // namespace undertone
