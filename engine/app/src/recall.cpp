#include "undertone/app/recall.hpp"

#include "json_parts.hpp"
#include "toml_record.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/base/stop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

namespace undertone {

namespace {

namespace fs = std::filesystem;

constexpr InputKind recall_kind{"the card or record of sessions", 16 * input_kinds::megabyte,
                                "a card takes 100 kB: this is another kind of file"};
constexpr int deepest_card = 64;
constexpr std::size_t longest_recalled_lot = 200;

/// As lots are compared: people type them off a bottle.
std::string plain_lot(std::string_view lot) {
    std::string plain;
    for (const char c : lot)
        if (std::isspace(static_cast<unsigned char>(c)) == 0)
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

/// A text's value, "" where there is none.
std::string word(const Json& of, const char* key) {
    const auto found = of.find(key);
    return found != of.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Else TOML, whose tables of tables begin with "[[".
bool is_json(std::string_view text) {
    constexpr const char* blank = " \t\r\n";
    const std::size_t first = std::min(text.find_first_not_of(blank), text.size());
    const std::string_view rest = text.substr(first);
    const std::size_t second = rest.empty() ? rest.npos : rest.find_first_not_of(blank, 1);
    return rest.starts_with('{') ||
           (rest.starts_with('[') && second != rest.npos && (rest[second] == '{' || rest[second] == ']'));
}

/// Reads texts one by one into a Recall.
class Search {
public:
    explicit Search(const std::string& lot) : plain_(plain_lot(lot)) {
        if (plain_.empty() || lot.size() > longest_recalled_lot)
            throw DomainError("lot", fmt::format("\"{}\"", shown_line(lot.substr(0, 60))),
                              fmt::format("a lot, of 1 to {} bytes", longest_recalled_lot), "write it as the bottle has it");
        found_.lot = lot;
    }

    void look_at(const std::string& name, std::string_view text) {
        poll_stop();
        const int before = found_.cards + found_.sessions;
        Recall kept = found_; // a file that turns out to be damaged counts for nothing
        try {
            if (is_json(text))
                look_at_json(name, text);
            else
                look_at_sessions(name, text);
        } catch (const Error& error) {
            found_ = std::move(kept);
            found_.unread.push_back({name, error.what()});
            return;
        } catch (const Json::exception& error) {
            found_ = std::move(kept);
            found_.unread.push_back({name, std::string("not JSON: ") + error.what()});
            return;
        }
        if (found_.cards + found_.sessions == before) found_.other.push_back({name, "holds neither a card nor sessions"});
    }

    void look_at_file(const std::string& path) {
        try {
            look_at(path, read_input_file(path, recall_kind));
        } catch (const DataError& error) {
            found_.unread.push_back({path, error.what()});
        }
    }

    void look_at_path(const std::string& path) {
        std::error_code failed;
        if (!fs::is_directory(path, failed)) {
            // Somebody named it: whatever it is called, it should hold a card or sessions.
            const std::size_t other = found_.other.size();
            look_at_file(path);
            if (found_.other.size() > other) {
                found_.unread.push_back(std::move(found_.other.back()));
                found_.other.pop_back();
            }
            return;
        }
        look_at_folder(path);
    }

    Recall result() {
        for (const auto& [ending, count] : unseen_)
            found_.unseen.push_back(fmt::format("{} {}", count, ending.empty() ? "without an ending" : ending));
        return std::move(found_);
    }

private:
    void add(const LotUse& use) {
        if (use.lot.empty())
            found_.unrecorded.push_back(use);
        else if (plain_lot(use.lot) == plain_)
            found_.uses.push_back(use);
    }

    // ---- cards

    void look_at_json(const std::string& name, std::string_view text) {
        const Json json = Json::parse(text, [&](int depth, Json::parse_event_t, const Json&) {
            poll_stop();
            if (depth > deepest_card)
                throw DataError(name, {}, fmt::format("nested more than {} deep", deepest_card),
                                "no card is built like that", "look at it by eye");
            return true;
        });
        for (const Json& one : json.is_array() ? json : Json::array({json}))
            if (one.is_object()) look_at_object(name, one);
    }

    void look_at_object(const std::string& name, const Json& json) {
        if (word(json, "schema").starts_with("undertone.card/")) {
            look_at_card(name, json);
            return;
        }
        if (const auto card = json.find("card"); card != json.end() && card->is_object()) look_at_card(name, *card);
        if (const auto zones = json.find("zones"); zones != json.end() && zones->is_array())
            for (const Json& zone : *zones)
                if (zone.is_object() && zone.contains("card") && zone["card"].is_object()) look_at_card(name, zone["card"]);
        if (const auto done = json.find("done"); done != json.end() && done->is_array())
            for (const Json& session : *done) look_at_session(name, word(json, "client"), session);
    }

    void look_at_card(const std::string& name, const Json& card) {
        const auto doses = card.find("doses");
        if (doses == card.end() || !doses->is_array())
            throw DataError(name, {}, "a card without a list of doses", "its lots stand there", "look at it by eye");
        ++found_.cards;
        for (const Json& dose : *doses) {
            if (!dose.is_object())
                throw DataError(name, {}, "a dose that is none", "its lot stands there", "look at it by eye");
            const std::string ink = word(dose, "ink");
            if (!ink.empty())
                add({name, word(card, "kind") + " card", word(card, "client"), word(card, "date"), ink, word(dose, "lot")});
        }
    }

    /// Of `session --json`: what was done.
    void look_at_session(const std::string& name, const std::string& client, const Json& session) {
        if (!session.is_object() || !session.contains("parts") || !session["parts"].is_object())
            throw DataError(name, {}, "a session without parts", "what was used stands there", "look at it by eye");
        ++found_.sessions;
        const Json lots = session.contains("lots") && session["lots"].is_object() ? session["lots"] : Json::object();
        for (const auto& [ink, parts] : session["parts"].items())
            add({name, "session", client, word(session, "date"), ink, word(lots, ink.c_str())});
        add_other(name, client, word(session, "date"), "diluent", word(session, "diluent_lot"));
        add_other(name, client, word(session, "date"), "needle", word(session, "needle_lot"));
    }

    /// Diluent and needle: who writes no lot of theirs keeps none, so it is not counted as open.
    void add_other(const std::string& name, const std::string& client, const std::string& date, const char* what,
                   const std::string& lot) {
        if (!lot.empty()) add({name, "session", client, date, what, lot});
    }

    // ---- records of sessions. Whatever line they are of: its inks need not be known here.

    void look_at_sessions(const std::string& name, std::string_view text) {
        const detail::TomlRecord record(text, name);
        const toml::array* sessions = record.root().contains("sessions") ? record.array(record.root(), "sessions") : nullptr;
        if (sessions == nullptr) return;
        const std::string client = fs::path(name).parent_path().filename().string();
        for (const toml::node& node : *sessions) {
            const toml::table& session = record.as_table(node, "sessions");
            const toml::table *parts = record.table(session, "parts"), *lots = record.table(session, "lots");
            if (parts == nullptr)
                record.fail(node, "a session without parts", "what was used stands there", "look at it by eye");
            ++found_.sessions;
            const auto date = session["date"].value<toml::date>();
            const std::string day = date ? fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day) : "";
            std::set<std::string> inks;
            for (const auto& [key, value] : *parts) inks.insert(std::string(key.str()));
            if (lots != nullptr)
                for (const auto& [key, value] : *lots) inks.insert(std::string(key.str()));
            for (const std::string& ink : inks)
                add({name, "session", client, day, ink, lots != nullptr ? record.text(*lots, ink).value_or("") : ""});
            add_other(name, client, day, "diluent", record.text(session, "diluent_lot").value_or(""));
            add_other(name, client, day, "needle", record.text(session, "needle_lot").value_or(""));
        }
    }

    // ---- files

    void look_at_folder(const std::string& folder) {
        std::error_code failed;
        std::vector<fs::path> entries;
        fs::directory_iterator at(folder, failed);
        for (; !failed && at != fs::directory_iterator(); at.increment(failed)) entries.push_back(at->path());
        if (failed) found_.unread.push_back({folder, "the folder cannot be read: " + failed.message()});
        std::sort(entries.begin(), entries.end());
        for (const fs::path& entry : entries) {
            const fs::file_type type = fs::symlink_status(entry, failed).type();
            if (type == fs::file_type::symlink && fs::is_directory(entry, failed))
                found_.unread.push_back(
                    {entry.string(), "a link to a folder, which is not followed: name the folder itself"});
            else if (type == fs::file_type::directory)
                look_at_folder(entry.string());
            else if (const std::string ending = lower_ending(entry); ending == ".json" || ending == ".toml")
                look_at_file(entry.string());
            else
                ++unseen_[ending];
        }
    }

    static std::string lower_ending(const fs::path& path) {
        std::string ending = path.extension().string();
        std::transform(ending.begin(), ending.end(), ending.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return ending;
    }

    std::string plain_;
    Recall found_;
    std::map<std::string, int> unseen_;
};

} // namespace

Recall recall_lot(const std::string& lot, const std::vector<RecallText>& texts) {
    Search search(lot);
    for (const RecallText& one : texts) search.look_at(one.name, one.text);
    return search.result();
}

Recall recall_lot_in_files(const std::string& lot, const std::vector<std::string>& paths) {
    Search search(lot);
    if (paths.empty())
        throw DomainError("paths", "none", "files or folders of cards and sessions", "name where they are kept");
    for (const std::string& path : paths) search.look_at_path(path);
    return search.result();
}

} // namespace undertone
