#pragma once
// The record of batches that were judged: a file of SQLite to which rows are only ever added. A row that was confirmed is on the disk,
// whatever happens to the process afterwards.

#include "undertone/supply/batch_check.hpp"
#include "undertone/supply/control_chart.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One judged batch, as it stands in the log.
struct LogEntry {
    std::int64_t id = 0; ///< given by the log, rising
    std::string date;    ///< ISO, as given by the caller
    std::string ink, lot, master_lot;
    std::string metric, set_by, verdict;  ///< verdict: "pass" or "fail"
    double tolerance = 0, difference = 0; ///< difference in the metric
    double delta_l = 0, delta_a = 0, delta_b = 0, delta_c = 0, delta_h = 0;
    std::optional<double> strength_percent, residual_delta_e_2000; ///< by wsum
    int master_readings = 0, batch_readings = 0;
    std::string instrument, geometry, illuminant, observer;
};

/// What of a check goes into the log.
LogEntry log_entry(const BatchCheck& check, const std::string& date);

class QualityLog {
public:
    /// Opens the log, or makes it (mode 0600) where there is none. A file is read and checked before anything is written to it. Throws
    /// DataError: a file that is no log or of a newer version, one that is damaged, a folder, a link, no permission.
    explicit QualityLog(const std::string& path);
    ~QualityLog();
    QualityLog(QualityLog&&) noexcept;
    QualityLog& operator=(QualityLog&&) noexcept;

    /// Adds a row; when it returns the row is on the disk. Returns its id. Throws DomainError for a lot of that ink which is already in
    /// the log, unless `again` (judged anew, on purpose), for what is no date or verdict, and for no lot or ink; DataError where the disk is full or
    /// the log stays locked by another process.
    std::int64_t add(const LogEntry& entry, bool again = false);

    /// In the order in which they were added; of one ink, or of all where "".
    std::vector<LogEntry> entries(const std::string& ink = "") const;

    /// The chart of one quantity of one ink over its lots: "difference", "delta_l", "delta_a", "delta_b", "delta_c", "delta_h",
    /// "strength_percent" or "residual_delta_e_2000". Rows without that quantity are left out, which is said ("rows_left_out"). Throws
    /// DomainError as control_chart does, for an unknown quantity, and where metrics or masters differ among the rows.
    ControlChart chart(const std::string& ink, const std::string& quantity, const ControlChartOptions& options = {}) const;

    const std::string& path() const { return path_; }

private:
    struct Database;
    std::string path_;
    std::unique_ptr<Database> database_;
};

/// The quantities of which a log gives charts.
const std::vector<std::string>& log_quantities();

} // namespace undertone
