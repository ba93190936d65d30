// Property: the log keeps every row that it confirmed, whatever happens to the process, and lets none be changed.
#include "undertone/base/error.hpp"
#include "undertone/supply/quality_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace undertone {
namespace {

namespace fs = std::filesystem;

class QualityLogTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "undertone-log-XXXXXX").string();
        folder = mkdtemp(name.data());
        path = (folder / "qc.log").string();
    }
    void TearDown() override { fs::remove_all(folder); }

    void sql(const std::string& text) const {
        sqlite3* other = nullptr;
        sqlite3_open(path.c_str(), &other);
        sqlite3_exec(other, text.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(other);
    }
    std::string refusal() const {
        try {
            QualityLog log(path);
        } catch (const DataError& error) {
            return error.what();
        }
        return "";
    }

    fs::path folder;
    std::string path;
};

LogEntry entry(const std::string& lot, double difference = 0.5) {
    LogEntry e;
    e.date = "2026-05-01";
    e.ink = "mid_brown";
    e.lot = lot;
    e.metric = "delta_e_2000";
    e.set_by = "the supplier";
    e.verdict = "pass";
    e.tolerance = 1;
    e.difference = difference;
    e.delta_l = -difference;
    e.strength_percent = 100 + difference;
    e.illuminant = "D65";
    e.observer = "1964_10deg";
    return e;
}

TEST_F(QualityLogTest, GivesBackWhatWasAdded) {
    {
        QualityLog log(path);
        EXPECT_EQ(log.add(entry("L1")), 1);
        EXPECT_EQ(log.add(entry("L2", 0.7)), 2);
    }
    const QualityLog log(path);
    const auto rows = log.entries("mid_brown");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].lot, "L2");
    EXPECT_EQ(rows[1].difference, 0.7);
    EXPECT_EQ(rows[1].delta_l, -0.7);
    EXPECT_EQ(rows[1].strength_percent, 100.7);
    EXPECT_EQ(rows[1].residual_delta_e_2000, std::nullopt);
    EXPECT_EQ(rows[1].observer, "1964_10deg");
    EXPECT_TRUE(log.entries("black").empty());
    EXPECT_EQ(log.entries().size(), 2u);
}

TEST_F(QualityLogTest, IsTheOwnersAlone) {
    QualityLog log(path);
    log.add(entry("L1"));
    for (const char* side : {"", "-wal", "-shm"}) {
        struct stat found {};
        ASSERT_EQ(stat((path + side).c_str(), &found), 0) << side;
        EXPECT_EQ(found.st_mode & 0777, 0600u) << side;
    }
}

TEST_F(QualityLogTest, RefusesALotTwiceUnlessOnPurpose) {
    QualityLog log(path);
    log.add(entry("L1"));
    try {
        log.add(entry("L1"));
        FAIL();
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "lot");
        EXPECT_THAT(error.what(), ::testing::HasSubstr("2026-05-01"));
    }
    EXPECT_EQ(log.add(entry("L1"), true), 2);
    LogEntry other = entry("L1");
    other.ink = "black";
    EXPECT_EQ(log.add(other), 3);
}

TEST_F(QualityLogTest, RefusesRowsThatSayTooLittle) {
    QualityLog log(path);
    const auto bad = [&](auto change) {
        LogEntry e = entry("L1");
        change(e);
        EXPECT_THROW(log.add(e), DomainError);
    };
    bad([](LogEntry& e) { e.lot = ""; });
    bad([](LogEntry& e) { e.ink = ""; });
    bad([](LogEntry& e) { e.set_by = ""; });
    bad([](LogEntry& e) { e.date = "1 May"; });
    bad([](LogEntry& e) { e.date = "2026-02-30"; });
    bad([](LogEntry& e) { e.verdict = "perhaps"; });
    bad([](LogEntry& e) { e.difference = std::nan(""); });
    bad([](LogEntry& e) { e.ink = std::string(2000, 'x'); });
    EXPECT_TRUE(log.entries().empty());
}

TEST_F(QualityLogTest, LetsNoRowBeChangedOrTakenAway) {
    QualityLog log(path);
    log.add(entry("L1"));
    sql("UPDATE checks SET verdict = 'fail'");
    sql("DELETE FROM checks");
    sql("CREATE TEMP TABLE other AS SELECT * FROM checks; UPDATE other SET verdict = 'fail'; REPLACE INTO checks SELECT * "
        "FROM other");
    ASSERT_EQ(log.entries().size(), 1u);
    EXPECT_EQ(log.entries()[0].verdict, "pass");
    sql("DROP TRIGGER checks_never_go");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("guards against changes are gone"));
}

TEST_F(QualityLogTest, HasEveryConfirmedRowAfterTheWriterIsKilled) {
    // A child writes rows and confirms each through a pipe, until it is killed in the middle of one: five times over.
    std::size_t confirmed = 0;
    for (int round = 0; round < 5; ++round) {
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            QualityLog log(path);
            for (int i = 0;; ++i) {
                log.add(entry("R" + std::to_string(round) + "-" + std::to_string(i)));
                const char mark = 'x';
                if (write(ends[1], &mark, 1) != 1) _exit(1);
            }
        }
        close(ends[1]);
        char mark = 0;
        for (int i = 0; i < 40 + 13 * round; ++i) {
            ASSERT_EQ(read(ends[0], &mark, 1), 1);
            ++confirmed;
        }
        kill(child, SIGKILL);
        while (read(ends[0], &mark, 1) == 1) ++confirmed; // what it confirmed before the signal came
        close(ends[0]);
        waitpid(child, nullptr, 0);
        const QualityLog log(path);
        const std::size_t rows = log.entries().size();
        EXPECT_GE(rows, confirmed);
        EXPECT_LE(rows, confirmed + static_cast<std::size_t>(round) +
                            1); // a row written and not yet confirmed may stand, one each round
    }
}

TEST_F(QualityLogTest, IsMadeAndWrittenBySeveralProcessesAtOnce) {
    for (int round = 0; round < 12; ++round) {
        path = (folder / ("qc" + std::to_string(round))).string();
        for (int one = 0; one < 4; ++one)
            if (fork() == 0) {
                try {
                    QualityLog log(path);
                    for (int i = 0; i < 5; ++i) log.add(entry(std::to_string(one) + "-" + std::to_string(i)));
                } catch (const DataError& error) {
                    std::fputs(error.what(), stderr);
                    _exit(1);
                }
                _exit(0);
            }
        for (int one = 0; one < 4; ++one) {
            int status = 0;
            wait(&status);
            EXPECT_EQ(status, 0);
        }
        EXPECT_EQ(QualityLog(path).entries().size(), 20u);
    }
    const auto files = std::distance(fs::directory_iterator(folder), fs::directory_iterator());
    EXPECT_EQ(files, 12) << "no draft stays";
}

TEST_F(QualityLogTest, SaysThatTheDiskIsFullAndKeepsWhatStood) {
    // A file that may not grow stands for a full disk.
    { QualityLog(path).add(entry("L1")); }
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        QualityLog log(path);
        const rlimit least{4096, 4096};
        setrlimit(RLIMIT_FSIZE, &least);
        try {
            for (int i = 0; i < 1000; ++i) log.add(entry("F" + std::to_string(i)));
        } catch (const DataError& error) {
            _exit(std::string(error.what()).find("could not be written") != std::string::npos ? 7 : 8);
        }
        _exit(9);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 7);
    EXPECT_EQ(QualityLog(path).entries()[0].lot, "L1");
}

TEST_F(QualityLogTest, SaysThatAnotherProcessHoldsIt) {
    QualityLog log(path);
    sqlite3* other = nullptr;
    sqlite3_open(path.c_str(), &other);
    sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
    try {
        log.add(entry("L1"));
        FAIL();
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("locked"));
    }
    sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    EXPECT_EQ(log.add(entry("L1")), 1);
}

TEST_F(QualityLogTest, RefusesFilesThatAreNotItsOwn) {
    { QualityLog log(path); }
    sql("PRAGMA user_version = 2");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("newer undertone"));
    sql("PRAGMA user_version = 1");
    EXPECT_EQ(refusal(), "");
    sql("PRAGMA application_id = 5");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("another program"));
    path = (folder / "text").string();
    std::ofstream(path) << "lot,verdict\nL1,pass\n and so on, for more than a hundred bytes, which is where SQLite's head "
                           "ends, and no log.\n";
    EXPECT_THAT(refusal(), ::testing::HasSubstr("no quality log"));
    path = (folder / "link").string();
    fs::create_symlink(folder / "qc.log", path);
    EXPECT_THAT(refusal(), ::testing::HasSubstr("it is a link"));
    path = folder.string();
    EXPECT_THAT(refusal(), ::testing::HasSubstr("no ordinary file"));
    path = (folder / "none" / "qc.log").string();
    EXPECT_THAT(refusal(), ::testing::HasSubstr("cannot be made"));
    EXPECT_THROW(QualityLog(""), DomainError);
}

TEST_F(QualityLogTest, GivesChartsOfOneScale) {
    QualityLog log(path);
    for (int i = 0; i < 12; ++i) log.add(entry("L" + std::to_string(i), 0.3 + 0.1 * (i % 3)));
    const ControlChart chart = log.chart("mid_brown", "difference");
    EXPECT_EQ(chart.points.size(), 12u);
    EXPECT_EQ(chart.points[3].label, "L3");
    EXPECT_NEAR(chart.center, 0.4, 1e-12);
    EXPECT_THROW(log.chart("mid_brown", "residual_delta_e_2000"), DomainError); // none was logged
    EXPECT_THROW(log.chart("mid_brown", "colour"), DomainError);
    EXPECT_THROW(log.chart("", "difference"), DomainError);
    EXPECT_THROW(log.chart("black", "difference"), DomainError);
    LogEntry other = entry("M1");
    other.metric = "cmc(2:1)";
    log.add(other);
    EXPECT_THROW(log.chart("mid_brown", "difference"), DomainError);
    EXPECT_EQ(log.chart("mid_brown", "delta_l").points.size(), 13u); // of which the metric says nothing
}

} // namespace
} // namespace undertone
