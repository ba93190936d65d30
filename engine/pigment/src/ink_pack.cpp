// Packs as files: what is signed, what is refused. The signature is checked before anything is parsed.
#include "undertone/pigment/ink_pack.hpp"

#include "line_rules.hpp"
#include "signing.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/base/stop.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace undertone {

namespace {

using Json = nlohmann::json;

constexpr std::string_view first_line = "undertone ink pack 1\n", any_version = "undertone ink pack ";
constexpr std::string_view key_word = "key: ", signature_word = "signature: ";
constexpr std::size_t most_documents = 500, most_about = 200, longest_path_bytes = 255;
constexpr int deepest = 4; ///< the root, the documents, one of them, what it is about
constexpr std::string_view kinds[] = {"evidence", "reading", "safety_sheet", "certificate", "document"};

// ---- what a pack may hold, whether it is written or read

/// A fault is told by `refuse(path, value, allowed, what_to_do)`, which throws.
template <class Refuse>
void check_text(const std::string& path, const std::string& text, const Refuse& refuse) {
    if (text.empty() || text.size() > detail::longest_name_bytes || shown_line(text) != text)
        refuse(path, text.empty() ? "empty" : fmt::format("\"{}\"", shown_line(text.substr(0, 60))),
               fmt::format("a text of 1 to {} bytes, for print", detail::longest_name_bytes), "correct it");
}

/// A plain path inside a folder, as any system takes it.
bool is_plain_path(const std::string& name) {
    if (name.empty() || name.size() > longest_path_bytes || shown_line(name) != name) return false;
    if (name.find_first_of("\\:~") != name.npos || name.front() == '/' || name.back() == '/') return false;
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t end = std::min(name.find('/', start), name.size());
        const std::string_view part = std::string_view(name).substr(start, end - start);
        if (part.empty() || part == "." || part == "..") return false;
        start = end + 1;
    }
    return true;
}

std::vector<std::string> lots_of(const Ink& ink) {
    if (ink.lots.empty()) return ink.lot.empty() ? std::vector<std::string>{} : std::vector{ink.lot};
    std::vector<std::string> lots;
    for (const InkLot& one : ink.lots) lots.push_back(one.lot);
    return lots;
}

/// Ink ids by lot. A certificate and a recall name a lot alone, so in a pack it is of one ink.
template <class Refuse>
std::map<std::string, std::string> inks_by_lot(const Line& line, const Refuse& refuse) {
    std::map<std::string, std::string> inks;
    for (std::size_t i = 0; i < line.inks.size(); ++i)
        for (const std::string& lot : lots_of(line.inks[i])) {
            const auto [other, is_new] = inks.emplace(lot, line.inks[i].id);
            if (!is_new)
                refuse(
                    fmt::format("line.inks[{}].lots", i),
                    fmt::format("lot \"{}\" of ink \"{}\" and of ink \"{}\"", lot, line.inks[i].id, other->second),
                    "a lot of its own for each filling of each ink",
                    "a recall or certificate of that lot could mean either ink: correct the lot, or add the ink's id to it");
        }
    return inks;
}

/// "A1, B2".
std::string known(const std::map<std::string, std::string>& lots) {
    std::string text;
    for (const auto& [lot, ink] : lots) text += fmt::format("{}{}", text.empty() ? "" : ", ", lot);
    return text;
}

template <class Refuse>
void check_documents(const InkPack& pack, const Line& line, const Refuse& refuse) {
    const std::map<std::string, std::string> lots = inks_by_lot(line, refuse);
    std::set<std::string> names{"line.toml"};
    if (pack.documents.size() > most_documents)
        refuse("documents", fmt::format("{} of them", pack.documents.size()), fmt::format("at most {}", most_documents),
               "leave out what nobody needs");
    for (std::size_t i = 0; i < pack.documents.size(); ++i) {
        const PackDocument& one = pack.documents[i];
        const std::string path = fmt::format("documents[{}].", i);
        if (std::find(std::begin(kinds), std::end(kinds), one.kind) == std::end(kinds))
            refuse(path + "kind", fmt::format("\"{}\"", shown_line(one.kind.substr(0, 60))),
                   fmt::format("one of {}", fmt::join(kinds, ", ")), "correct it");
        if (!is_plain_path(one.name))
            refuse(path + "name", fmt::format("\"{}\"", shown_line(one.name.substr(0, 60))),
                   "a path inside the folder, of plain names with / between", "rename the file");
        if (!names.insert(one.name).second)
            refuse(path + "name", fmt::format("\"{}\" again", one.name), "a name of its own for each file",
                   "rename one of the two files");
        if (one.bytes.size() > input_kinds::document.most_bytes)
            refuse(path + "bytes", fmt::format("{} bytes", one.bytes.size()),
                   fmt::format("at most {}", input_kinds::document.most_bytes), "make the file smaller");
        const bool named = one.kind == "safety_sheet" || one.kind == "certificate";
        if (one.about.size() > most_about || named == one.about.empty())
            refuse(path + "about", fmt::format("{} entries", one.about.size()),
                   named ? "the inks or lots that it is for" : "none for this kind", "correct it");
        for (const std::string& about : one.about) {
            if (one.kind == "certificate" && !lots.contains(about))
                refuse(path + "about", fmt::format("lot \"{}\"", shown_line(about.substr(0, 60))),
                       "a lot that the line names: " + (lots.empty() ? "it names none" : known(lots)),
                       "add the lot to its ink in the line's file, or correct it");
            if (one.kind == "safety_sheet") try {
                    line.ink_index(about);
                } catch (const DomainError& error) {
                    refuse(path + "about", shown_line(error.value.substr(0, 60)), error.allowed, "correct the ink's id");
                }
        }
    }
}

/// The line, and that all of the pack goes with it.
template <class Refuse>
Line checked_pack(const InkPack& pack, const std::string& file, const Refuse& refuse) {
    check_text("version", pack.version, refuse);
    if (!detail::is_iso_date(pack.made_on))
        refuse("made_on", fmt::format("\"{}\"", shown_line(pack.made_on.substr(0, 60))), "a date such as 2026-12-01",
               "write it year first");
    if (pack.line_toml.size() > input_kinds::line.most_bytes)
        refuse("line", fmt::format("{} bytes", pack.line_toml.size()),
               fmt::format("at most {}", input_kinds::line.most_bytes), std::string(input_kinds::line.why_small));
    Line line = parse_line(pack.line_toml, file);
    check_documents(pack, line, refuse);
    return line;
}

// ---- the one spelling

std::string payload_of(const InkPack& pack) {
    Json documents = Json::array();
    for (const PackDocument& one : pack.documents)
        documents.push_back(
            {{"kind", one.kind}, {"about", one.about}, {"name", one.name}, {"base64", detail::base64(one.bytes)}});
    const Json json{
        {"version", pack.version}, {"made_on", pack.made_on}, {"line", pack.line_toml}, {"documents", documents}};
    return json.dump(-1, ' ', true);
}

/// What is signed: all but the line of the signature.
std::string signed_text(std::string_view key_hex, std::string_view payload) {
    return fmt::format("{}{}{}\n{}\n", first_line, key_word, key_hex, payload);
}

class PackReader {
public:
    PackReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    SignedInkPack read(const std::string& signed_by) {
        const std::string wanted = signed_by.empty() ? "" : fingerprint_from(signed_by);
        take_first_line();
        const std::string key_hex = hex_line(2, key_word, 2 * detail::public_key_bytes);
        const std::string signature_hex = hex_line(3, signature_word, 2 * detail::signature_bytes);
        if (text_.empty() || text_.back() != '\n')
            refuse(4, "the file ends too early", "a part of it is missing", "copy it again, whole");
        const std::string_view payload = text_.substr(0, text_.size() - 1);
        const std::string key = detail::from_hex(key_hex);
        if (!detail::signature_fits(detail::from_hex(signature_hex), signed_text(key_hex, payload), key))
            refuse(0, "the signature does not fit: a byte of this file was changed after it was signed, or in copying",
                   "inks, lots and expiry may not be what the maker said, so nothing of it is used",
                   "get it again from the maker");
        SignedInkPack read{parsed(payload), {}, detail::fingerprint_of(key)};
        if (!wanted.empty() && read.signed_by != wanted)
            refuse(2, fmt::format("signed by {}, not by {}", read.signed_by, wanted),
                   "another than the signer you trust may have written it",
                   "ask the maker for the fingerprint of the key, by another way than the file came");
        if (payload_of(read.pack) != payload)
            refuse(4, "not in the one spelling that packs have", "two programs could read it as two different packs",
                   "the maker should make it with `undertone line pack`");
        read.line = checked_pack(
            read.pack, detail::line_in_pack(file_),
            [&](const std::string& path, const std::string& value, const std::string& allowed, const std::string&) {
                refuse(4, fmt::format("{} is {}", path, value), "allowed is " + allowed,
                       "the maker should make the pack again");
            });
        read.line.pack = PackOrigin{read.pack.version, read.signed_by};
        return read;
    }

private:
    [[noreturn]] void refuse(int line, const std::string& what, const std::string& why,
                             const std::string& what_to_do) const {
        throw DataError(file_, {line, line > 0 ? 1 : 0}, what, why, what_to_do);
    }

    void take_first_line() {
        if (!is_ink_pack(text_))
            refuse(1, "not an ink pack",
                   fmt::format("a pack begins with \"{}\"", first_line.substr(0, first_line.size() - 1)),
                   "make one with `undertone line pack`, or give the line's .toml file");
        if (!text_.starts_with(first_line))
            refuse(1, "an ink pack of a version that is not known here", "what it says could be misread",
                   "update Undertone, or ask the maker for a pack of version 1");
        text_.remove_prefix(first_line.size());
    }

    std::string hex_line(int line, std::string_view word, std::size_t digits) {
        const bool whole =
            text_.size() > word.size() + digits && text_.starts_with(word) && text_[word.size() + digits] == '\n';
        const std::string_view hex = whole ? text_.substr(word.size(), digits) : std::string_view();
        if (!whole || hex.find_first_not_of("0123456789abcdef") != hex.npos)
            refuse(line, fmt::format("no \"{}\" with {} hexadecimal digits in small letters", word, digits),
                   "without it nobody knows whether the file was changed", "get it again from the maker");
        text_.remove_prefix(word.size() + digits + 1);
        return std::string(hex);
    }

    InkPack parsed(std::string_view payload) const {
        Json json;
        try {
            json = Json::parse(payload, [&](int depth, Json::parse_event_t, const Json&) {
                poll_stop();
                if (depth > deepest) refuse_form("nested too deep");
                return true;
            });
        } catch (const Json::exception& error) {
            refuse_form(error.what());
        }
        require_keys(json, {"documents", "line", "made_on", "version"});
        InkPack pack{text(json, "version"), text(json, "made_on"), text(json, "line"), {}};
        for (const Json& entry : list(json, "documents")) {
            require_keys(entry, {"about", "base64", "kind", "name"});
            PackDocument one{text(entry, "kind"), {}, text(entry, "name"), ""};
            for (const Json& about : list(entry, "about")) {
                if (!about.is_string()) refuse_form("\"about\" holds what is no text");
                one.about.push_back(about.get<std::string>());
            }
            const auto bytes = detail::from_base64(
                entry["base64"].is_string() ? entry["base64"].get_ref<const std::string&>() : std::string("?"));
            if (!bytes) refuse_form(fmt::format("\"base64\" of \"{}\" is none", shown_line(one.name.substr(0, 60))));
            one.bytes = *bytes;
            pack.documents.push_back(std::move(one));
            if (pack.documents.size() > most_documents) refuse_form(fmt::format("more than {} documents", most_documents));
        }
        return pack;
    }

    [[noreturn]] void refuse_form(const std::string& what) const {
        refuse(4, "signed, but not a pack's contents: " + what, "it could be misread",
               "the maker should make the pack again");
    }

    void require_keys(const Json& json, const std::set<std::string>& keys) const {
        bool same = json.is_object() && json.size() == keys.size();
        if (same)
            for (const auto& [key, value] : json.items()) same = same && keys.contains(key);
        if (!same) refuse_form(fmt::format("an object should have the keys {}", fmt::join(keys, ", ")));
    }

    std::string text(const Json& json, const char* key) const {
        if (!json[key].is_string()) refuse_form(fmt::format("\"{}\" is no text", key));
        return json[key].get<std::string>();
    }

    const Json& list(const Json& json, const char* key) const {
        if (!json[key].is_array()) refuse_form(fmt::format("\"{}\" is no list", key));
        return json[key];
    }

    std::string_view text_;
    const std::string& file_;
};

} // namespace

std::string write_ink_pack(const InkPack& pack, std::string_view key_text, const std::string& key_file) {
    checked_pack(pack, "line.toml",
                 [](const std::string& path, const std::string& value, const std::string& allowed,
                    const std::string& what_to_do) { throw DomainError(path, value, allowed, what_to_do); });
    const detail::SigningKey key(key_text, key_file);
    const std::string payload = payload_of(pack), key_hex = detail::to_hex(key.public_key());
    std::string text = fmt::format("{}{}{}\n{}{}\n{}\n", first_line, key_word, key_hex, signature_word,
                                   detail::to_hex(key.signature(signed_text(key_hex, payload))), payload);
    if (text.size() > input_kinds::ink_pack.most_bytes)
        throw DomainError("documents", fmt::format("a pack of {} bytes", text.size()),
                          fmt::format("at most {}", input_kinds::ink_pack.most_bytes), "make the documents smaller");
    return text;
}

SignedInkPack read_ink_pack(std::string_view text, const std::string& file, const std::string& signed_by) {
    return PackReader(text, file).read(signed_by);
}

SignedInkPack load_ink_pack(const std::string& path, const std::string& signed_by) {
    return read_ink_pack(read_input_file(path, input_kinds::ink_pack), path, signed_by);
}

bool is_ink_pack(std::string_view text) { return text.starts_with(any_version); }

bool is_named_as_ink_pack(std::string_view path) { return path.ends_with(".inkpack"); }

} // namespace undertone
