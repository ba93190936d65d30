#pragma once
// A line's folder as an ink pack, and a pack as files again: what a supplier sends out, and what who uses it sees of it.

#include "undertone/app/line_report.hpp"
#include "undertone/pigment/ink_pack.hpp"

#include <map>
#include <string>
#include <vector>

namespace undertone {

struct PackRequest {
    std::string folder;  ///< with line.toml, and evidence.toml with the files it names; or a line's .toml file alone
    std::string version; ///< of the pack; "" for the line's
    std::string made_on; ///< ISO date
    std::map<std::string, std::vector<std::string>> safety_sheets; ///< files, by ink id
    std::map<std::string, std::vector<std::string>> certificates;  ///< files, by lot
    std::vector<std::string> documents;                            ///< other files: how to use it, a price list
};

/// Reads all files. Throws DataError and DomainError.
InkPack pack_line(const PackRequest& request);

struct PackEntry {
    std::string kind;
    std::vector<std::string> about;
    std::string name;
    std::size_t size_bytes = 0;
};

/// What a pack holds and who signed it.
struct InkPackReport {
    std::string version, made_on, signed_by;
    LineReport line;
    std::vector<PackEntry> documents;
};

/// `today` as for line_report.
InkPackReport ink_pack_report(const SignedInkPack& read, const std::string& today);
std::string ink_pack_text(const InkPackReport& report);
std::string to_json(const InkPackReport& report);

/// Writes line.toml and all documents into a folder that is not there yet, or is empty. Throws DataError.
void unpack_ink_pack(const InkPack& pack, const std::string& folder);
/// Refuses as unpack_ink_pack would for the folder: to refuse before the work.
void check_unpack_folder(const std::string& folder);

} // namespace undertone
