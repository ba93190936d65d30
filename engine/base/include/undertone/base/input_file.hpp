#pragma once
// The one way in for files that others wrote: nothing else in the project opens a file for reading.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace undertone {

/// A kind of file that is read, and how messages speak of it.
struct InputKind {
    std::string_view what;                                             ///< "the measurements"
    std::uintmax_t most_bytes;                                         ///< larger files are refused
    std::string_view why_small;                                        ///< why no honest file is larger
    std::string_view if_missing = "check the spelling and the folder"; ///< what to do where there is no such file
};

namespace input_kinds {
constexpr std::uintmax_t megabyte = 1024u * 1024u;
inline constexpr InputKind measurements{"the measurements", 16 * megabyte,
                                        "a thousand measurements take a megabyte: this is probably another kind of file"};
inline constexpr InputKind picture{"the picture", 256 * megabyte,
                                   "no photograph of a card is so large: this is probably another kind of file"};
inline constexpr InputKind profile{"the colour profile", 16 * megabyte,
                                   "profiles of printers take 3 MB: this is probably another kind of file"};
inline constexpr InputKind line{"the line of inks", megabyte, "two hundred inks take 100 kB: this is another kind of file"};
inline constexpr InputKind ink_pack{"the ink pack", 64 * megabyte,
                                    "a line with twenty safety sheets takes 10 MB: this is another kind of file",
                                    "check the spelling, or ask the ink's maker for it"};
inline constexpr InputKind signing_key{"the signing key", 1024, "a key is two lines: this is another kind of file",
                                       "make one with `undertone line key FILE`"};
inline constexpr InputKind document{"the document", 16 * megabyte,
                                    "safety sheets and certificates take 1 MB: this is probably another kind of file"};
inline constexpr InputKind plan{"the plan", megabyte, "a plan takes a page: this is another kind of file",
                                "give the path of a plan's .toml file"};
inline constexpr InputKind sessions{"the record of sessions", megabyte,
                                    "a session takes ten lines: this is another kind of file",
                                    "write one (`undertone session --help` shows how), or name it with --sessions"};
inline constexpr InputKind limits{"the list of limits", 16 * megabyte,
                                  "ten thousand substances take a megabyte: this is another kind of file"};
inline constexpr InputKind laboratory{"the laboratory's results", 16 * megabyte,
                                      "ten thousand results take a megabyte: this is another kind of file"};
inline constexpr InputKind visits{"the table of visits", 4 * megabyte, "a visit takes a line: this is another kind of file"};
inline constexpr InputKind exchange{"the fade model", 16 * megabyte,
                                    "a fade model takes 200 kB: this is another kind of file",
                                    "give a file of write_sbml, or a folder of write_petab"};
} // namespace input_kinds

/// All bytes of an ordinary file. What is none (a folder, a pipe, a device, a socket), too large, or yours to see and not to open is
/// refused at once with a DataError that names the kind. Reads to the end of what is there, whatever size the file states.
std::string read_input_file(const std::string& path, const InputKind& kind);

/// Where the file lies that another file, or a convention, calls `name` in `folder`; nothing where there is none. Throws DomainError
/// for a name that leads out of the folder: absolute, with "..", "~" or backslashes, or through a link.
std::optional<std::string> file_in_folder(const std::string& folder, const std::string& name);

} // namespace undertone
