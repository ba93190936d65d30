#include "undertone/base/input_file.hpp"

#include "descriptor.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace undertone {

namespace {

namespace fs = std::filesystem;

using detail::Descriptor;

const char* kind_of(mode_t mode) {
    return S_ISFIFO(mode)                   ? "a named pipe"
           : S_ISSOCK(mode)                 ? "a socket"
           : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                            : "no ordinary file";
}

std::string reason(int error) { return std::generic_category().message(error); }

} // namespace

std::string read_input_file(const std::string& path, const InputKind& kind) {
    std::string shown = path.empty() ? "(no name)" : path;
    for (auto at = shown.find('\0'); at != shown.npos; at = shown.find('\0', at)) shown.replace(at, 1, "\\0");
    const auto refuse = [&](std::string_view what, std::string_view why, std::string_view what_to_do) {
        throw DataError(shown, {}, fmt::format("{} cannot be read: {}", kind.what, what), std::string(why),
                        std::string(what_to_do));
    };
    const auto refuse_kind = [&](mode_t mode) {
        if (S_ISDIR(mode)) refuse("this is a folder", "one file is read at a time", "name a file in it");
        if (!S_ISREG(mode))
            refuse(fmt::format("this is {}", kind_of(mode)), "only ordinary files are read: others may never end",
                   "save it to a file first, and name that");
    };
    const auto refuse_size = [&] {
        refuse(fmt::format("the file is larger than {} MB", kind.most_bytes / input_kinds::megabyte), kind.why_small,
               "give the right file, or only the part of it that is needed");
    };
    const auto refuse_error = [&](int error) {
        if (error == ENOENT || error == ENOTDIR) refuse("there is no such file", "nothing can be read", kind.if_missing);
        refuse(reason(error), "it may be locked, or yours to see but not to open", "check its permissions and its folder");
    };

    if (path.find('\0') != path.npos)
        refuse("its name holds a zero byte", "no file can be called that", "check the spelling and the folder");
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) refuse_error(errno);
    refuse_kind(found.st_mode); // before it is opened: opening alone can wake a device or a pipe's other end
    // Should a pipe take the file's place meanwhile: opening it does not wait, and what was opened is looked at once more.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0 || ::fstat(file.get(), &found) != 0) refuse_error(errno);
    refuse_kind(found.st_mode);
    if (found.st_size > 0 && static_cast<std::uintmax_t>(found.st_size) > kind.most_bytes) refuse_size();

    // The size is only where to begin: it may change, and files of the system state 0.
    constexpr std::size_t least_room = 4096;
    std::string bytes(std::max(static_cast<std::size_t>(found.st_size) + 1, least_room), '\0');
    std::size_t have = 0;
    while (true) {
        if (have == bytes.size()) bytes.resize(2 * bytes.size());
        const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) refuse_error(errno);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
        if (have > kind.most_bytes) refuse_size();
    }
    bytes.resize(have);
    return bytes;
}

std::optional<std::string> file_in_folder(const std::string& folder, const std::string& name) {
    const auto refuse = [&](std::string_view why) {
        throw DomainError("file name", fmt::format("\"{}\", which {}", name, why), "a file in the same folder",
                          "put the file beside the one that names it, and give its plain name");
    };
    constexpr std::size_t longest = 255;
    if (name.empty() || name.size() > longest) refuse("is empty, or too long for one");
    if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < ' ' || c == 127; }))
        refuse("holds characters that are not for print");
    const fs::path relative(name);
    if (relative.is_absolute() || name.front() == '~' || name.find('\\') != name.npos ||
        std::any_of(relative.begin(), relative.end(), [](const fs::path& part) { return part == ".." || part == "."; }))
        refuse("leads to another place");

    const fs::path root = folder.empty() ? fs::path(".") : fs::path(folder), path = fs::path(folder) / relative;
    std::error_code failure;
    if (fs::symlink_status(path, failure).type() == fs::file_type::not_found) return {};
    if (failure) refuse("cannot be followed");
    const fs::path real_root = fs::canonical(root, failure);
    if (failure) refuse("cannot be followed");
    const fs::path real = fs::canonical(path, failure);
    if (failure == std::errc::no_such_file_or_directory) refuse("is a link to nowhere");
    if (failure) refuse("cannot be followed");
    if (std::mismatch(real_root.begin(), real_root.end(), real.begin(), real.end()).first != real_root.end())
        refuse("is a link to another place");
    return path.string();
}

} // namespace undertone
