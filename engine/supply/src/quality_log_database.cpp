#include "quality_log_database.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace undertone {

namespace {

constexpr std::int64_t log_application = 0x55544C47; // "UTLG": tells our file from any other of SQLite
constexpr std::int64_t log_version = 1;
constexpr int wait_ms = 5000;

const char* const log_tables = R"sql(
CREATE TABLE checks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    date TEXT NOT NULL, ink TEXT NOT NULL, lot TEXT NOT NULL, master_lot TEXT NOT NULL,
    metric TEXT NOT NULL, set_by TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail')),
    tolerance REAL NOT NULL, difference REAL NOT NULL,
    delta_l REAL NOT NULL, delta_a REAL NOT NULL, delta_b REAL NOT NULL, delta_c REAL NOT NULL, delta_h REAL NOT NULL,
    strength_percent REAL, residual_delta_e_2000 REAL,
    master_readings INTEGER NOT NULL, batch_readings INTEGER NOT NULL,
    instrument TEXT NOT NULL, geometry TEXT NOT NULL, illuminant TEXT NOT NULL, observer TEXT NOT NULL
) STRICT;
CREATE INDEX checks_by_ink ON checks (ink, lot);
CREATE TRIGGER checks_never_change BEFORE UPDATE ON checks BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER checks_never_go BEFORE DELETE ON checks BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER checks_never_replaced BEFORE INSERT ON checks WHEN EXISTS (SELECT 1 FROM checks WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
)sql";

[[noreturn]] void refuse_log(const std::string& path, const std::string& what, const std::string& why,
                             const std::string& what_to_do) {
    throw DataError(path, {}, what, why, what_to_do);
}

/// What went wrong in SQLite, in words.
[[noreturn]] void fail(sqlite3* connection, const std::string& path) {
    const int code = sqlite3_errcode(connection) & 0xff;
    const std::string said = sqlite3_errmsg(connection);
    switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        refuse_log(path, "it could not be written (" + said + ")",
                   "the disk is full, or fails: nothing of this row was kept",
                   "free space and add it again; earlier rows stand");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        refuse_log(path, "another process has locked it",
                   fmt::format("it stayed so for {} s: nothing was written", wait_ms / 1000),
                   "end the other, or wait, and add it again");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        refuse_log(path, "it cannot be written (" + said + ")", "a log is added to",
                   "look at the permissions of the file and its folder");
    case SQLITE_NOTADB:
        refuse_log(path, "it is no quality log", "it is not a file of SQLite",
                   "name a log, or a file that does not exist yet");
    case SQLITE_CORRUPT:
        refuse_log(path, "it is damaged (" + said + ")", "its rows cannot be relied upon", "take the last backup");
    default: refuse_log(path, "SQLite refuses (" + said + ")", "the log cannot be used", "report it with the file");
    }
}

/// Whether there is a file; refuses what is none.
bool is_there(const std::string& path) {
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0) return false;
    if (S_ISLNK(found.st_mode)) refuse_log(path, "it is a link", "a log is one file", "name the file itself");
    if (!S_ISREG(found.st_mode))
        refuse_log(path, "it is no ordinary file", "a log is one", "name a file, or one that does not exist yet");
    return true;
}

/// An empty file of another name in the same folder, for the owner alone. SQLite gives its side files the same mode.
std::string make_draft(const std::string& path) {
    std::string draft = path + ".XXXXXX";
    const int made = mkostemp(draft.data(), O_CLOEXEC);
    if (made < 0)
        refuse_log(path, fmt::format("it cannot be made ({})", std::strerror(errno)), "the log is written there",
                   "check the folder and its permissions");
    close(made);
    return draft;
}

/// Gives the draft its name, unless another process was first. Some file systems know no second name of a file.
void put_in_place(const std::string& draft, const std::string& path) {
    if (link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST &&
        renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0 && errno != EEXIST)
        refuse_log(path, fmt::format("it cannot be made ({})", std::strerror(errno)), "the log is written there",
                   "check the folder and its permissions");
}

void remove_draft(const std::string& draft) {
    for (const char* part : {"", "-wal", "-shm", "-journal"}) unlink((draft + part).c_str());
}

} // namespace

LogStatement::LogStatement(sqlite3* connection, const std::string& path, const char* sql)
    : connection_(connection), path_(path) {
    if (sqlite3_prepare_v2(connection, sql, -1, &statement_, nullptr) != SQLITE_OK) fail(connection, path);
}

void LogStatement::bind(int at, const std::string& text) {
    sqlite3_bind_text(statement_, at, text.c_str(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT); // NOLINT: SQLite's own cast
}
void LogStatement::bind(int at, double number) { sqlite3_bind_double(statement_, at, number); }
void LogStatement::bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }
void LogStatement::bind(int at, const std::optional<double>& number) {
    if (number)
        sqlite3_bind_double(statement_, at, *number);
    else
        sqlite3_bind_null(statement_, at);
}

bool LogStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(connection_, path_);
    return code == SQLITE_ROW;
}

std::string LogStatement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return text == nullptr ? std::string() : std::string(text, text + size);
}

std::optional<double> LogStatement::number_or_null(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return {};
    return number(column);
}

QualityLog::Database::Database(const std::string& file) : path(file) {
    if (path.empty() || path.find('\0') != std::string::npos) throw DomainError("path", "\"\"", "the name of a file");
    if (!is_there(path)) make();
    connect(path);
}

QualityLog::Database::~Database() { disconnect(); }

void QualityLog::Database::make() {
    const std::string draft = make_draft(path);
    try {
        connect(draft);
        disconnect();
        put_in_place(draft, path);
    } catch (...) {
        remove_draft(draft);
        throw;
    }
    remove_draft(draft);
}

void QualityLog::Database::connect(const std::string& file) {
    try {
        set_up(file);
    } catch (...) {
        disconnect();
        throw;
    }
}

void QualityLog::Database::disconnect() {
    sqlite3_close(connection);
    connection = nullptr;
}

void QualityLog::Database::set_up(const std::string& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(file.c_str(), &connection, flags, nullptr) != SQLITE_OK) fail(connection, path);
    sqlite3_busy_timeout(connection, wait_ms);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    const bool is_new = pragma("PRAGMA application_id") == 0 && pragma("SELECT count(*) FROM sqlite_schema") == 0;
    if (!is_new) require_log();
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL"); // a row that was confirmed is on the disk
    if (is_new) make_tables();
}

void QualityLog::Database::require_log() const {
    if (pragma("PRAGMA application_id") != log_application)
        refuse_log(path, "it is no quality log", "it is a file of SQLite that another program made",
                   "name a log, or a file that does not exist yet");
    const std::int64_t version = pragma("PRAGMA user_version");
    if (version > log_version)
        refuse_log(path, fmt::format("its version is {}", version),
                   fmt::format("this undertone knows version {}", log_version), "install a newer undertone");
    if (version < 1 || pragma("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN "
                              "('checks_never_change', 'checks_never_go', 'checks_never_replaced')") != 3)
        refuse_log(path, "its guards against changes are gone", "someone altered the file: its rows cannot be relied upon",
                   "take the last backup");
}

void QualityLog::Database::make_tables() const {
    run("BEGIN IMMEDIATE");
    if (pragma("SELECT count(*) FROM sqlite_schema") == 0) {
        run(log_tables);
        run(fmt::format("PRAGMA application_id = {}", log_application).c_str());
        run(fmt::format("PRAGMA user_version = {}", log_version).c_str());
    }
    run("COMMIT");
}

void QualityLog::Database::run(const char* sql) const {
    if (sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(connection, path);
}

std::int64_t QualityLog::Database::pragma(const char* sql) const {
    LogStatement statement(connection, path, sql);
    return statement.step() ? statement.whole(0) : 0;
}

} // namespace undertone
