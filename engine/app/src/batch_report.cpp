#include "undertone/app/batch_report.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/reading_conditions.hpp"
#include "undertone/supply/batch_in_skin.hpp"

#include <fmt/format.h>

namespace undertone {

BatchReport batch_report(const BatchJob& job) {
    if (!job.chart.empty() && job.log.empty())
        throw DomainError("chart", job.chart, "a chart of a log", "name the log's file too (--log)");
    BatchCheckOptions options = job.options;
    options.illuminant = illuminant_from(options.illuminant);
    options.observer = observer_from(options.observer);
    if (!options.geometry.empty()) options.geometry = geometry_from(options.geometry);
    options.validate();
    job.charting.validate();
    for (const double water : job.water_parts) require_range("water_parts", water, 0, 1000, "N of N:1");
    std::vector<OtherMaster> others;
    for (const auto& [ink, file] : job.others) others.push_back({ink, read_measurements(file)});
    const auto over_black = job.over_black.empty() ? std::vector<Measurement>() : read_measurements(job.over_black);
    BatchReport report;
    report.check = check_batch(read_measurements(job.master), read_measurements(job.batch), options, others, over_black);
    if (!job.line.empty()) report.check = with_skin(std::move(report.check), load_line(job.line), job.water_parts);
    if (job.log.empty()) return report;
    QualityLog log(job.log);
    report.log_id = log.add(log_entry(report.check, job.today), job.again);
    if (!job.chart.empty()) {
        // The first lots of a log have no chart yet: that is no fault of this one's.
        if (log.entries(report.check.ink).size() < 2)
            report.check.findings.push_back(
                {Severity::info, "no_chart_yet", "a chart needs two batches in the log: this is the first"});
        else
            report.chart = log.chart(report.check.ink, job.chart, job.charting);
    }
    return report;
}

} // namespace undertone
