#include "undertone/app/line_pack.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/app/line_folder.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/output_file.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace undertone {

namespace {

namespace fs = std::filesystem;

/// evidence.toml, and every file that it names.
void add_evidence(InkPack& pack, const std::string& folder) {
    const LineEvidence evidence = read_line_evidence(folder);
    pack.documents.push_back({"evidence",
                              {},
                              "evidence.toml",
                              read_input_file((fs::path(folder) / "evidence.toml").string(), input_kinds::line)});
    std::set<std::string> files;
    for (const FilmEntry& card : evidence.cards) files.insert(card.file);
    for (const InkEntry& ink : evidence.inks)
        for (const FilmEntry& film : ink.films) files.insert(film.file);
    for (const MixtureEntry& mixture : evidence.mixtures) files.insert(mixture.film.file);
    for (const std::string& file : files) {
        const auto path = file_in_folder(folder, file);
        if (!path)
            throw DataError((fs::path(folder) / file).string(), {}, "there is no such file", "evidence.toml names it",
                            "add it to the folder, or correct evidence.toml");
        pack.documents.push_back({"reading", {}, file, read_input_file(*path, input_kinds::measurements)});
    }
}

/// One file for several inks or lots is one document about all of them.
void add_document(InkPack& pack, const std::string& kind, const std::string& about, const std::string& file) {
    const std::string name = "documents/" + fs::path(file).filename().string();
    std::string bytes = read_input_file(file, input_kinds::document);
    const auto same = std::find_if(pack.documents.begin(), pack.documents.end(), [&](const PackDocument& one) {
        return one.kind == kind && one.name == name && one.bytes == bytes;
    });
    if (same == pack.documents.end())
        pack.documents.push_back(
            {kind, about.empty() ? std::vector<std::string>{} : std::vector{about}, name, std::move(bytes)});
    else if (!about.empty())
        same->about.push_back(about);
}

} // namespace

InkPack pack_line(const PackRequest& request) {
    const bool is_folder = fs::is_directory(request.folder);
    const std::string file = is_folder ? (fs::path(request.folder) / "line.toml").string() : request.folder;
    InputKind kind = input_kinds::line;
    if (is_folder) kind.if_missing = "make it with `undertone line characterise FOLDER --write`";
    InkPack pack{request.version, request.made_on, read_input_file(file, kind), {}};
    const Line line = parse_line(pack.line_toml, file);
    if (pack.version.empty()) pack.version = line.version;
    if (is_folder && fs::exists(fs::path(request.folder) / "evidence.toml")) add_evidence(pack, request.folder);
    for (const auto& [ink, files] : request.safety_sheets)
        for (const std::string& one : files) add_document(pack, "safety_sheet", ink, one);
    for (const auto& [lot, files] : request.certificates)
        for (const std::string& one : files) add_document(pack, "certificate", lot, one);
    for (const std::string& one : request.documents) add_document(pack, "document", "", one);
    return pack;
}

InkPackReport ink_pack_report(const SignedInkPack& read, const std::string& today) {
    InkPackReport report{read.pack.version, read.pack.made_on, read.signed_by, line_report(read.line, today), {}};
    for (const PackDocument& one : read.pack.documents)
        report.documents.push_back({one.kind, one.about, one.name, one.bytes.size()});
    return report;
}

std::string ink_pack_text(const InkPackReport& report) {
    std::string text = heading("Ink pack " + report.version);
    text += fmt::format("Made on {}. Signed by {}: the signature fits.\n"
                        "A signature says who made the pack and that no byte was changed, not that what it says is true.\n"
                        "Compare the fingerprint with what the maker tells you by another way than the pack came.\n\n",
                        report.made_on, report.signed_by);
    text += line_report_text(report.line);
    if (!report.documents.empty()) text += "\nDocuments\n";
    for (const PackEntry& one : report.documents) {
        std::string about;
        for (const std::string& each : one.about) about += (about.empty() ? "" : ", ") + each;
        text += fmt::format("  {:<13} {:>9} bytes  {}{}\n", one.kind, one.size_bytes, shown_line(one.name),
                            about.empty() ? "" : " (" + shown_line(about) + ")");
    }
    return text;
}

std::string to_json(const InkPackReport& report) { return text_of(json_of(report)); }

void check_unpack_folder(const std::string& folder) {
    std::error_code failed;
    const fs::file_type type = fs::symlink_status(folder, failed).type();
    if (type == fs::file_type::not_found) return;
    if (type != fs::file_type::directory || !fs::is_empty(folder, failed) || failed)
        throw DataError(folder, {}, "not an empty folder", "files of the pack would mix with what is there",
                        "name a folder that is not there yet");
}

void unpack_ink_pack(const InkPack& pack, const std::string& folder) {
    check_unpack_folder(folder);
    OutputRules rules;
    rules.owner_only = false;
    const auto write = [&](const std::string& name, const std::string& bytes) {
        const fs::path path = fs::path(folder) / name;
        std::error_code failed;
        fs::create_directories(path.parent_path(), failed);
        if (failed)
            throw DataError(path.parent_path().string(), {}, "cannot be made: " + failed.message(),
                            "files of the pack belong there", "choose a folder in which you may write");
        write_output_file(path.string(), bytes, "the pack's file", rules);
    };
    write("line.toml", pack.line_toml);
    for (const PackDocument& one : pack.documents) write(one.name, one.bytes);
}

} // namespace undertone
