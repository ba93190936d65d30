// Property: a file is written whole or not at all, and never onto what was read.

#include "undertone/base/output_file.hpp"

#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

using namespace undertone;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

class OutputFile : public testing::Test {
protected:
    fs::path folder = fs::path(testing::TempDir()) / ("output_" + std::to_string(::getpid()) + "_" +
                                                      testing::UnitTest::GetInstance()->current_test_info()->name());
    void SetUp() override { fs::create_directories(folder); }
    void TearDown() override { fs::remove_all(folder); }

    std::string path(const char* name = "card.html") const { return (folder / name).string(); }
    std::string text(const char* name = "card.html") const {
        std::ostringstream out;
        out << std::ifstream(folder / name, std::ios::binary).rdbuf();
        return out.str();
    }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }
    static mode_t mode(const std::string& of) {
        struct stat status {};
        ::stat(of.c_str(), &status);
        return status.st_mode & 07777;
    }
    std::string refusal(const std::string& of, const OutputRules& rules = {}) const {
        std::string before, after;
        try {
            check_output_file(of, "the card", rules);
        } catch (const DataError& error) {
            before = error.what();
        }
        try {
            write_output_file(of, "new", "the card", rules);
        } catch (const DataError& error) {
            after = error.what();
        }
        EXPECT_EQ(before, after) << "what can be known beforehand is";
        return after;
    }
};

} // namespace

TEST_F(OutputFile, IsWrittenForItsOwnerAlone) {
    write_output_file(path(), "one", "the card");
    EXPECT_EQ(text(), "one");
    EXPECT_EQ(mode(path()), 0600u);
    EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, IsForAllWhereSaid) {
    const mode_t before = ::umask(022);
    write_output_file(path(), "one", "the card", {false, false, {}});
    ::umask(before);
    EXPECT_EQ(mode(path()), 0644u);
}

TEST_F(OutputFile, DoesNotReplaceUnlessAsked) {
    write_output_file(path(), "old", "the card");
    EXPECT_THAT(refusal(path()), HasSubstr("the file exists; it would be lost"));
    EXPECT_EQ(text(), "old");
    write_output_file(path(), "new", "the card", {true, true, {}});
    EXPECT_EQ(text(), "new");
    EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, NeverReplacesAnInput) {
    std::ofstream(path("skin.csv")) << "readings";
    fs::create_symlink("skin.csv", folder / "alias.csv");
    EXPECT_THAT(refusal(path("skin.csv"), {true, true, {path("alias.csv")}}),
                HasSubstr("this file was read for the answer"));
    fs::create_hard_link(folder / "skin.csv", folder / "second.csv");
    EXPECT_THAT(refusal(path("second.csv"), {true, true, {path("skin.csv")}}), HasSubstr("this file was read"));
    EXPECT_EQ(text("skin.csv"), "readings");
}

TEST_F(OutputFile, FollowsNoLinkAndWritesToNoDevice) {
    std::ofstream(path("victim")) << "precious";
    fs::create_symlink("victim", folder / "link");
    fs::create_symlink("nowhere", folder / "dangling");
    for (const char* name : {"link", "dangling"})
        EXPECT_THAT(refusal(path(name), {true, true, {}}), HasSubstr("this is a link")) << name;
    EXPECT_EQ(text("victim"), "precious");
    for (const std::string& device : {std::string("/dev/full"), std::string("/dev/null"), folder.string()})
        EXPECT_THAT(refusal(device, {true, true, {}}), HasSubstr("not an ordinary file")) << device;
    ::mkfifo(path("pipe").c_str(), 0600);
    EXPECT_THAT(refusal(path("pipe"), {true, true, {}}), HasSubstr("not an ordinary file"));
    for (const char* name : {"", ".", "..", "a/"}) EXPECT_NE(refusal(path(name), {true, true, {}}), "") << name;
    EXPECT_NE(refusal((folder / "none" / "card.html").string()), "");
}

TEST_F(OutputFile, OnAFullDiskLeavesTheOldOne) {
    write_output_file(path(), "old", "the card");
    struct rlimit before {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const struct rlimit small { 4096, before.rlim_max };
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small); // a write past it fails, as on a full disk
    try {
        write_output_file(path(), std::string(10000, 'x'), "the card", {true, true, {}});
        ADD_FAILURE() << "reported as done";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), HasSubstr("could not be written"));
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(text(), "old");
    EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, OfTwoWritersOneWinsAndTheOtherIsTold) {
    std::vector<std::thread> threads;
    std::atomic<int> done{0}, refused{0};
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            try {
                write_output_file(path(), std::string(100'000, static_cast<char>('a' + i)), "the card");
                ++done;
            } catch (const DataError&) {
                ++refused;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, OfManyThatMayReplaceTheLastIsWhole) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 20; ++round)
                write_output_file(path(), std::string(20'000, static_cast<char>('a' + i)), "the card", {true, true, {}});
        });
    for (std::thread& thread : threads) thread.join();
    const std::string left = text();
    EXPECT_EQ(left, std::string(20'000, left.at(0)));
    EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, RemovesWhatAKilledWriterLeft) {
    std::ofstream(path(".undertone-part-0123456789abcdef")) << "half";
    write_output_file(path(), "old", "the card");
    write_output_file(path(), "new", "the card", {true, true, {}});
    EXPECT_EQ(files(), 1u);
}
