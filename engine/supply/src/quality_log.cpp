#include "undertone/supply/quality_log.hpp"

#include "quality_log_database.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace undertone {

namespace {

bool is_date(const std::string& text) {
    int y = 0, m = 0, d = 0, used = 0;
    if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10) return false;
    return std::chrono::year_month_day(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                       std::chrono::day(static_cast<unsigned>(d)))
        .ok();
}

void require_entry(const LogEntry& entry) {
    constexpr std::size_t longest = 1000;
    const auto need = [](const char* name, const std::string& text) {
        if (text.empty())
            throw DomainError(name, "not stated", "a name",
                              fmt::format("a row of the log must say what was judged: give `{}` (--{})", name, name));
    };
    need("ink", entry.ink);
    need("lot", entry.lot);
    need("metric", entry.metric);
    need("set_by", entry.set_by);
    for (const std::string* text : {&entry.ink, &entry.lot, &entry.master_lot, &entry.metric, &entry.set_by,
                                    &entry.instrument, &entry.geometry, &entry.illuminant, &entry.observer})
        if (text->size() > longest || text->find('\0') != std::string::npos)
            throw DomainError("entry", fmt::format("a text of {} characters", text->size()),
                              fmt::format("up to {}, without NUL", longest));
    if (!is_date(entry.date)) throw DomainError("date", fmt::format("\"{}\"", entry.date), "an ISO date, 2026-05-01");
    if (entry.verdict != "pass" && entry.verdict != "fail")
        throw DomainError("verdict", fmt::format("\"{}\"", entry.verdict), "pass or fail");
    const auto finite = [](const char* name, double value) { require_range(name, value, -1e9, 1e9); };
    finite("tolerance", entry.tolerance);
    finite("difference", entry.difference);
    finite("delta_l", entry.delta_l);
    finite("delta_a", entry.delta_a);
    finite("delta_b", entry.delta_b);
    finite("delta_c", entry.delta_c);
    finite("delta_h", entry.delta_h);
    finite("strength_percent", entry.strength_percent.value_or(0));
    finite("residual_delta_e_2000", entry.residual_delta_e_2000.value_or(0));
}

std::optional<double> quantity_of(const LogEntry& entry, const std::string& quantity) {
    if (quantity == "difference") return entry.difference;
    if (quantity == "delta_l") return entry.delta_l;
    if (quantity == "delta_a") return entry.delta_a;
    if (quantity == "delta_b") return entry.delta_b;
    if (quantity == "delta_c") return entry.delta_c;
    if (quantity == "delta_h") return entry.delta_h;
    if (quantity == "strength_percent") return entry.strength_percent;
    return entry.residual_delta_e_2000;
}

/// One chart needs one scale: differences by two metrics, from two masters or under two lights are not one process.
void require_one_scale(const std::vector<LogEntry>& entries, const std::string& quantity) {
    std::set<std::string> scales;
    for (const LogEntry& one : entries)
        scales.insert((quantity == "difference" ? one.metric + ", " : std::string()) +
                      fmt::format("master {}, {}, {}, {}", one.master_lot.empty() ? "not stated" : one.master_lot,
                                  one.geometry.empty() ? "geometry not stated" : one.geometry, one.illuminant,
                                  one.observer));
    if (scales.size() < 2) return;
    throw DomainError(
        "quantity",
        fmt::format("{} rows on {} scales ({}; {})", entries.size(), scales.size(), *scales.begin(), *scales.rbegin()),
        "rows of one metric, master, geometry and light",
        "their numbers do not belong in one chart: begin a log for the new master or metric");
}

const char* const columns =
    "date, ink, lot, master_lot, metric, set_by, verdict, tolerance, difference, delta_l, delta_a, delta_b, delta_c, "
    "delta_h, "
    "strength_percent, residual_delta_e_2000, master_readings, batch_readings, instrument, geometry, illuminant, observer";

void bind_entry(LogStatement& statement, const LogEntry& e) {
    int at = 0;
    for (const std::string* text : {&e.date, &e.ink, &e.lot, &e.master_lot, &e.metric, &e.set_by, &e.verdict})
        statement.bind(++at, *text);
    for (const double number : {e.tolerance, e.difference, e.delta_l, e.delta_a, e.delta_b, e.delta_c, e.delta_h})
        statement.bind(++at, number);
    statement.bind(++at, e.strength_percent);
    statement.bind(++at, e.residual_delta_e_2000);
    statement.bind(++at, static_cast<std::int64_t>(e.master_readings));
    statement.bind(++at, static_cast<std::int64_t>(e.batch_readings));
    for (const std::string* text : {&e.instrument, &e.geometry, &e.illuminant, &e.observer}) statement.bind(++at, *text);
}

LogEntry entry_of(const LogStatement& row) {
    LogEntry e;
    int at = 0;
    e.id = row.whole(at);
    for (std::string* text : {&e.date, &e.ink, &e.lot, &e.master_lot, &e.metric, &e.set_by, &e.verdict})
        *text = row.text(++at);
    for (double* number : {&e.tolerance, &e.difference, &e.delta_l, &e.delta_a, &e.delta_b, &e.delta_c, &e.delta_h})
        *number = row.number(++at);
    e.strength_percent = row.number_or_null(++at);
    e.residual_delta_e_2000 = row.number_or_null(++at);
    e.master_readings = static_cast<int>(row.whole(++at));
    e.batch_readings = static_cast<int>(row.whole(++at));
    for (std::string* text : {&e.instrument, &e.geometry, &e.illuminant, &e.observer}) *text = row.text(++at);
    return e;
}

} // namespace

const std::vector<std::string>& log_quantities() {
    static const std::vector<std::string> names{"difference", "delta_l", "delta_a",          "delta_b",
                                                "delta_c",    "delta_h", "strength_percent", "residual_delta_e_2000"};
    return names;
}

LogEntry log_entry(const BatchCheck& check, const std::string& date) {
    LogEntry e;
    e.date = date;
    e.ink = check.ink;
    e.lot = check.lot;
    e.master_lot = check.master_lot;
    e.metric = check.metric;
    e.set_by = check.set_by;
    e.verdict = check.passed ? "pass" : "fail";
    e.tolerance = check.tolerance;
    e.difference = check.value;
    e.delta_l = check.difference.delta_l;
    e.delta_a = check.difference.delta_a;
    e.delta_b = check.difference.delta_b;
    e.delta_c = check.difference.delta_c;
    e.delta_h = check.difference.delta_h;
    if (check.strength) {
        e.strength_percent = check.strength->by("wsum").percent;
        e.residual_delta_e_2000 = check.strength->by("wsum").residual_delta_e_2000;
    }
    e.master_readings = check.master_readings;
    e.batch_readings = check.batch_readings;
    e.instrument = check.batch_instrument;
    e.geometry = check.geometry;
    e.illuminant = check.illuminant;
    e.observer = check.observer;
    return e;
}

QualityLog::QualityLog(const std::string& path) : path_(path), database_(std::make_unique<Database>(path)) {}
QualityLog::~QualityLog() = default;
QualityLog::QualityLog(QualityLog&&) noexcept = default;
QualityLog& QualityLog::operator=(QualityLog&&) noexcept = default;

std::int64_t QualityLog::add(const LogEntry& entry, bool again) {
    require_entry(entry);
    database_->run("BEGIN IMMEDIATE"); // the look for the lot and the row itself are one step for other processes
    try {
        if (!again) {
            LogStatement known(database_->connection, path_,
                               "SELECT date, verdict FROM checks WHERE ink = ? AND lot = ? ORDER BY id DESC");
            known.bind(1, entry.ink);
            known.bind(2, entry.lot);
            if (known.step())
                throw DomainError(
                    "lot", fmt::format("\"{}\" of {}", entry.lot, entry.ink), "a lot that is not in the log",
                    fmt::format(
                        "it was judged on {} ({}): is the label right? Judge it again on purpose with `again` (--again)",
                        known.text(0), known.text(1)));
        }
        const std::string sql =
            fmt::format("INSERT INTO checks ({}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", columns);
        LogStatement insert(database_->connection, path_, sql.c_str());
        bind_entry(insert, entry);
        insert.step();
        const std::int64_t id = sqlite3_last_insert_rowid(database_->connection);
        database_->run("COMMIT");
        return id;
    } catch (...) {
        sqlite3_exec(database_->connection, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

std::vector<LogEntry> QualityLog::entries(const std::string& ink) const {
    const std::string sql =
        fmt::format("SELECT id, {} FROM checks {} ORDER BY id", columns, ink.empty() ? "" : "WHERE ink = ?");
    LogStatement rows(database_->connection, path_, sql.c_str());
    if (!ink.empty()) rows.bind(1, ink);
    std::vector<LogEntry> found;
    while (rows.step()) found.push_back(entry_of(rows));
    return found;
}

ControlChart QualityLog::chart(const std::string& ink, const std::string& quantity,
                               const ControlChartOptions& options) const {
    if (std::find(log_quantities().begin(), log_quantities().end(), quantity) == log_quantities().end())
        throw DomainError("quantity", fmt::format("\"{}\"", quantity), fmt::format("{}", fmt::join(log_quantities(), ", ")));
    if (ink.empty()) throw DomainError("ink", "not stated", "one ink", "inks are processes of their own");
    const std::vector<LogEntry> rows = entries(ink);
    require_one_scale(rows, quantity);
    std::vector<double> values;
    std::vector<std::string> lots;
    for (const LogEntry& one : rows)
        if (const auto value = quantity_of(one, quantity)) {
            values.push_back(*value);
            lots.push_back(one.lot);
        }
    if (values.size() < 2)
        throw DomainError("ink", fmt::format("\"{}\", with {} rows that hold {}", ink, values.size(), quantity),
                          "at least 2 in the log");
    ControlChart chart = control_chart(values, lots, options, quantity);
    if (values.size() < rows.size())
        chart.diagnostics.push_back(
            {Severity::info, "rows_left_out",
             fmt::format("{} of {} rows hold no {}", rows.size() - values.size(), rows.size(), quantity)});
    return chart;
}

} // namespace undertone
