#pragma once
// A connection to the log's file, and statements on it. Errors of SQLite become DataError that says what to do.

#include "undertone/supply/quality_log.hpp"

#include <sqlite3.h>

namespace undertone {

/// One prepared statement, stepped by hand.
class LogStatement {
public:
    LogStatement(sqlite3* connection, const std::string& path, const char* sql);
    ~LogStatement() { sqlite3_finalize(statement_); }
    LogStatement(const LogStatement&) = delete;
    LogStatement& operator=(const LogStatement&) = delete;

    void bind(int at, const std::string& text);
    void bind(int at, double number);
    void bind(int at, std::int64_t number);
    void bind(int at, const std::optional<double>& number);
    /// True while there is a row. Throws DataError.
    bool step();
    std::string text(int column) const;
    double number(int column) const { return sqlite3_column_double(statement_, column); }
    std::int64_t whole(int column) const { return sqlite3_column_int64(statement_, column); }
    std::optional<double> number_or_null(int column) const;

private:
    sqlite3* connection_;
    std::string path_;
    sqlite3_stmt* statement_ = nullptr;
};

struct QualityLog::Database {
    /// Opens an existing log or makes one. Throws DataError.
    explicit Database(const std::string& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql) const;
    std::int64_t pragma(const char* sql) const;

    std::string path;
    sqlite3* connection = nullptr;

private:
    /// Makes it under another name and puts it in place whole, so that no other process ever finds half of one.
    void make();
    void connect(const std::string& file);
    void disconnect();
    void set_up(const std::string& file);
    void require_log() const;
    void make_tables() const;
};

} // namespace undertone
