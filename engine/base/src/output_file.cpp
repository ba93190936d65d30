// Linux: O_TMPFILE and linkat, so that nothing is left of a run that is killed; a name of its own where the file system lacks that.
#include "undertone/base/output_file.hpp"

#include "descriptor.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

namespace undertone {

namespace {

constexpr std::string_view part_prefix = ".undertone-part-";

using detail::Descriptor;

/// One file on its way into one folder.
class Output {
public:
    Output(const std::string& path, const char* what, const OutputRules& rules)
        : path_(path), what_(what), rules_(rules), name_(std::filesystem::path(path).filename().string()),
          folder_(open_folder()) {
        refuse_what_stands_there();
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() {
        if (!part_.empty()) ::unlinkat(folder_.get(), part_.c_str(), 0);
    }

    void write(std::string_view bytes) {
        Descriptor file = open_part();
        while (!bytes.empty()) {
            const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) fail();
            if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(file.get()) != 0) fail();
        take_name(file.get());
        // What the name now stands for is whole; that the name itself outlives a power cut is worth the wait, but no reason to fail.
        ::fsync(folder_.get());
        if (!file.close()) fail();
    }

    void check_writable() const {
        if (::faccessat(folder_.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) fail();
    }

private:
    [[noreturn]] void refuse(const std::string& what, const char* why, const char* what_to_do) const {
        throw DataError(path_, {}, what, why, what_to_do);
    }
    [[noreturn]] void fail(int code = errno) const {
        refuse(fmt::format("{} could not be written ({})", what_, std::generic_category().message(code)),
               "nothing was changed", "check that the folder exists, may be written to and has room");
    }

    Descriptor open_folder() const {
        if (name_.empty() || name_ == "." || name_ == ".." || path_.find('\0') != path_.npos)
            refuse("this is not the name of a file", "nothing can be written there", "give a file's name");
        std::string parent = std::filesystem::path(path_).parent_path().string();
        if (parent.empty()) parent = ".";
        Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.get() < 0) fail();
        return folder;
    }

    void refuse_what_stands_there() const {
        struct stat there {};
        if (::fstatat(folder_.get(), name_.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT) fail();
            return;
        }
        if (S_ISLNK(there.st_mode))
            refuse("this is a link", "what it leads to would be replaced, or lost", "name the file itself");
        if (!S_ISREG(there.st_mode))
            refuse("this is not an ordinary file", "a file is written whole, or not at all", "name a file that is new");
        for (const std::string& input : rules_.inputs) {
            struct stat read {};
            if (::stat(input.c_str(), &read) == 0 && read.st_dev == there.st_dev && read.st_ino == there.st_ino)
                refuse("this file was read for the answer", "its readings would be lost", "name another file");
        }
        if (!rules_.overwrite) refuse_existing();
    }

    [[noreturn]] void refuse_existing() const {
        refuse("the file exists", "it would be lost",
               "name another one, or ask for it to be overwritten (--force, overwrite=True)");
    }

    mode_t mode() const { return rules_.owner_only ? 0600 : 0666; }

    /// Open for writing, and locked while it lives: see remove_leftovers.
    Descriptor open_part() {
        Descriptor nameless(::openat(folder_.get(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode()));
        if (nameless.get() >= 0 && ::flock(nameless.get(), LOCK_EX | LOCK_NB) == 0) return nameless;
        for (int attempt = 0; attempt < 100; ++attempt) {
            const std::string name = new_name();
            Descriptor file(
                ::openat(folder_.get(), name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode()));
            if (file.get() < 0 && errno == EEXIST) continue;
            if (file.get() < 0) fail();
            part_ = name;
            struct stat made {};
            if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(file.get(), &made) == 0 && made.st_nlink > 0)
                return file;
        }
        fail(EEXIST);
    }

    std::string new_name() const {
        std::uint64_t random = 0;
        if (::getrandom(&random, sizeof random, 0) != sizeof random) fail();
        return fmt::format("{}{:016x}", part_prefix, random);
    }

    void take_name(int file) {
        if (part_.empty()) {
            const std::string nameless = fmt::format("/proc/self/fd/{}", file);
            const auto link_as = [&](const std::string& name) {
                return ::linkat(AT_FDCWD, nameless.c_str(), folder_.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0;
            };
            if (link_as(name_)) return;
            if (errno != EEXIST) fail();
            if (!rules_.overwrite) refuse_existing();
            remove_leftovers();
            const std::string name = new_name(); // only a name can replace a name
            if (!link_as(name)) fail();
            part_ = name;
        }
        const unsigned how = rules_.overwrite ? 0 : RENAME_NOREPLACE;
        if (::renameat2(folder_.get(), part_.c_str(), folder_.get(), name_.c_str(), how) != 0) {
            if (errno == EEXIST) refuse_existing();
            if (errno != EINVAL || how == 0) fail();
            // a file system without RENAME_NOREPLACE: a second name does the same
            if (::linkat(folder_.get(), part_.c_str(), folder_.get(), name_.c_str(), 0) != 0) {
                if (errno == EEXIST) refuse_existing();
                fail();
            }
            ::unlinkat(folder_.get(), part_.c_str(), 0);
        }
        part_.clear();
    }

    /// Parts whose writer was killed between its two last steps: a writer that lives holds a lock on its part.
    void remove_leftovers() const {
        const int copy = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
        if (!folder) {
            if (copy >= 0) ::close(copy);
            return;
        }
        while (const dirent* entry = ::readdir(folder.get())) {
            if (!std::string_view(entry->d_name).starts_with(part_prefix)) continue;
            const Descriptor part(::openat(folder_.get(), entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
            if (part.get() >= 0 && ::flock(part.get(), LOCK_EX | LOCK_NB) == 0) ::unlinkat(folder_.get(), entry->d_name, 0);
        }
    }

    const std::string path_;
    const char* what_;
    const OutputRules& rules_;
    const std::string name_;
    Descriptor folder_;
    std::string part_; ///< the name under which the part stands, "" for none
};

} // namespace

void write_output_file(const std::string& path, std::string_view bytes, const char* what, const OutputRules& rules) {
    Output(path, what, rules).write(bytes);
}

void check_output_file(const std::string& path, const char* what, const OutputRules& rules) {
    Output(path, what, rules).check_writable();
}

} // namespace undertone
