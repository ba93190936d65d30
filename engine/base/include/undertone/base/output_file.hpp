#pragma once
// The one way out: every file that Undertone writes appears whole or not at all.

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct OutputRules {
    bool overwrite = false; ///< replace an ordinary file that exists; else it is refused
    bool owner_only = true; ///< mode 0600: readings, cards and pictures name a client. Else what the umask leaves of 0666
    std::vector<std::string> inputs; ///< files that the answer rests on: never written onto, whatever `overwrite` says
};

/// Writes `bytes` to `path`; `what` names them in messages ("the card"). The bytes go to a nameless or newly made file in the same
/// folder, to the disk, and only then take the name; a run that is killed, a full disk or a second run at the same time leaves the
/// old file or one whole new one. Links, folders, pipes and devices are not written to. Throws DataError and leaves what was there.
void write_output_file(const std::string& path, std::string_view bytes, const char* what, const OutputRules& rules = {});

/// Throws as write_output_file would for what can be known beforehand: to refuse before the work, not after it.
void check_output_file(const std::string& path, const char* what, const OutputRules& rules = {});

} // namespace undertone
