// Property: whatever a path leads to, it is read whole or refused at once, and no name that a file gives leads out of its folder.

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <gmock/gmock.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

using namespace undertone;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

constexpr InputKind small{"the test file", 10'000, "tests are small"};

class InputFile : public testing::Test {
protected:
    void SetUp() override {
        root = fs::temp_directory_path() / ("undertone_input_" + std::to_string(::getpid()));
        fs::remove_all(root);
        fs::create_directories(root / "client" / "readings");
        write(root / "secret.csv", "secret");
        write(root / "client" / "healed.csv", "healed");
        write(root / "client" / "readings" / "1.csv", "first");
    }
    void TearDown() override { fs::remove_all(root); }

    static void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
    static std::string refusal(const std::string& path) {
        try {
            read_input_file(path, small);
        } catch (const DataError& error) {
            return error.what();
        }
        return "read";
    }
    bool leads_out(const std::string& name) const {
        try {
            file_in_folder((root / "client").string(), name);
        } catch (const DomainError& error) {
            EXPECT_THAT(error.what(), testing::Not(HasSubstr("secret\n")));
            return true;
        }
        return false;
    }

    fs::path root;
};

} // namespace

TEST_F(InputFile, IsReadWhole) {
    std::string all;
    for (int i = 0; i < 10'000; ++i) all += static_cast<char>(i * 7);
    for (const std::size_t size : {0, 1, 4095, 4096, 4097, 8192, 10'000}) {
        write(root / "some.bin", all.substr(0, size));
        EXPECT_EQ(read_input_file((root / "some.bin").string(), small), all.substr(0, size)) << size;
    }
    write(root / "some.bin", all + "x");
    EXPECT_THAT(refusal((root / "some.bin").string()), HasSubstr("the test file cannot be read: the file is larger than"));
}

TEST_F(InputFile, OfTheSystemIsReadToItsEndThoughItsSizeIsZero) {
    if (!fs::exists("/proc/self/status")) GTEST_SKIP() << "no /proc here";
    EXPECT_THAT(read_input_file("/proc/self/status", small), HasSubstr("Pid:"));
}

TEST_F(InputFile, IsRefusedUnreadWhereItIsLarge) {
    write(root / "large.bin", "");
    fs::resize_file(root / "large.bin", std::uintmax_t{1} << 40); // sparse: takes no room
    EXPECT_THAT(refusal((root / "large.bin").string()), HasSubstr("larger"));
}

TEST_F(InputFile, IsNoFolderPipeDeviceOrSocket) {
    EXPECT_THAT(refusal(root.string()), HasSubstr("this is a folder"));
    EXPECT_THAT(refusal((root / "client").string() + "/"), HasSubstr("this is a folder"));
    const std::string pipe = (root / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(refusal(pipe), HasSubstr("a named pipe")); // nobody writes to it: to wait would be for ever
    fs::create_symlink("pipe", root / "link_to_pipe");
    EXPECT_THAT(refusal((root / "link_to_pipe").string()), HasSubstr("a named pipe"));
    for (const char* device : {"/dev/zero", "/dev/null", "/dev/full", "/dev/urandom", "/dev/tty"}) {
        if (!fs::exists(device)) continue;
        EXPECT_THAT(refusal(device), HasSubstr("a device")) << device;
    }
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string socket = (root / "socket").string();
    if (socket.size() < sizeof address.sun_path) {
        socket.copy(address.sun_path, socket.size());
        ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_THAT(refusal(socket), HasSubstr("a socket"));
    }
    ::close(listening);
}

TEST_F(InputFile, IsNamedInTheMessageWithItsKind) {
    EXPECT_EQ(
        refusal("no/such/file.csv"),
        "no/such/file.csv: the test file cannot be read: there is no such file; nothing can be read; check the spelling "
        "and the folder");
    EXPECT_THAT(refusal(""), HasSubstr("(no name): the test file cannot be read"));
    EXPECT_THAT(refusal(std::string("/etc/passwd\0.csv", 16)),
                HasSubstr("/etc/passwd\\0.csv: the test file cannot be read: its "
                          "name holds a zero byte"));
    EXPECT_THAT(refusal((root / "secret.csv" / "below").string()), HasSubstr("there is no such file"));
    EXPECT_THAT(refusal(std::string(5000, 'x')), HasSubstr("the test file cannot be read: File name too long"));
    fs::create_symlink("loop", root / "loop");
    EXPECT_THAT(refusal((root / "loop").string()), HasSubstr("symbolic links"));
}

TEST_F(InputFile, ThatAFileNamesLiesInItsFolder) {
    const std::string client = (root / "client").string();
    EXPECT_EQ(file_in_folder(client, "healed.csv"), client + "/healed.csv");
    EXPECT_EQ(file_in_folder(client, "readings/1.csv"), client + "/readings/1.csv");
    EXPECT_EQ(file_in_folder(client, "nowhere.csv"), std::nullopt);
    EXPECT_EQ(file_in_folder(client, "nowhere/1.csv"), std::nullopt);
    fs::create_symlink("readings/1.csv", root / "client" / "within.csv");
    EXPECT_EQ(file_in_folder(client, "within.csv"), client + "/within.csv");
    fs::create_directory_symlink(client, root / "called_otherwise"); // the folder itself may be reached in any way
    EXPECT_TRUE(file_in_folder((root / "called_otherwise").string(), "healed.csv"));
}

TEST_F(InputFile, ThatAFileNamesIsNowhereElse) {
    const fs::path client = root / "client";
    fs::create_symlink("../secret.csv", client / "relative.csv");
    fs::create_symlink(root / "secret.csv", client / "absolute.csv");
    fs::create_symlink("/etc/passwd", client / "passwd.csv");
    fs::create_symlink("relative.csv", client / "by_another_link.csv");
    fs::create_symlink("no_such_file", client / "dangling.csv");
    fs::create_symlink("loop.csv", client / "loop.csv");
    fs::create_directory_symlink("..", client / "up");
    fs::create_directory_symlink("/", client / "top");
    fs::create_directories(root / "client_of_another"); // its name begins like the folder's
    write(root / "client_of_another" / "x.csv", "secret");
    fs::create_symlink("../client_of_another/x.csv", client / "neighbour.csv");
    for (const std::string name : {"../secret.csv",
                                   "../../../etc/passwd",
                                   "readings/../../secret.csv",
                                   "./../secret.csv",
                                   "readings/..",
                                   "..",
                                   ".",
                                   "./healed.csv",
                                   "/etc/passwd",
                                   "//etc/passwd",
                                   "~/healed.csv",
                                   "~root/x",
                                   "..\\secret.csv",
                                   "C:\\secret.csv",
                                   "\\\\server\\x",
                                   "readings\\1.csv",
                                   "",
                                   "relative.csv",
                                   "absolute.csv",
                                   "passwd.csv",
                                   "by_another_link.csv",
                                   "dangling.csv",
                                   "loop.csv",
                                   "up/secret.csv",
                                   "up",
                                   "top/etc/passwd",
                                   "neighbour.csv",
                                   "a\nb.csv",
                                   "\x1b[2Jx.csv",
                                   "healed.csv/../../secret.csv"})
        EXPECT_TRUE(leads_out(name)) << name;
    EXPECT_TRUE(leads_out(std::string("healed.csv\0/../x", 16)));
    EXPECT_TRUE(leads_out((root / "client" / "healed.csv").string())); // absolute, though within
    EXPECT_TRUE(leads_out(std::string(300, 'x')));
}

// Nobody writes to the pipe: to open it as one opens a file would be to wait for ever.
TEST_F(InputFile, IsNeverWaitedFor) {
    const std::string pipe = (root / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_THROW(read_input_file(pipe, small), DataError);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}
