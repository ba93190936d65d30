// sessions.toml: what was done to one client.
#include "undertone/app/session_records.hpp"

#include "toml_record.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

namespace undertone {

namespace {

constexpr std::size_t longest_lot_bytes = 200;

class SessionsFile : detail::TomlRecord {
public:
    SessionsFile(std::string_view text, const std::string& file, const Line& line)
        : TomlRecord(text, file), file_(file), line_(line) {}

    std::vector<SessionRecord> sessions() const {
        refuse_unknown_keys(root(), {"sessions"});
        const toml::array* list = root()["sessions"].as_array();
        if (list == nullptr || list->empty())
            fail(root(), "no [[sessions]]", "the file records what was done, one table per session",
                 "begin each session with a line [[sessions]], or leave the file out where none was done");
        constexpr std::size_t most_sessions = 200;
        if (list->size() > most_sessions)
            fail(list->source(), fmt::format("{} sessions, where at most {} are taken", list->size(), most_sessions),
                 "nobody is treated so often", "keep one file for each client");
        std::vector<SessionRecord> result;
        std::optional<int> latest;
        for (const toml::node& node : *list) {
            if (!node.is_table())
                fail(node.source(), "not a session", "each session is a table", "begin it with [[sessions]]");
            result.push_back(session(*node.as_table()));
            for (const char* key : {"date", "healed_on"}) {
                const toml::node* at = node.as_table()->get(key);
                if (at == nullptr) continue;
                const std::optional<int>& day =
                    key == std::string_view("date") ? result.back().date : result.back().healed_on;
                if (latest && *day < *latest)
                    fail(at->source(), fmt::format("\"{}\" is before the date above it", key),
                         "sessions are read oldest first, and what stood in the skin depends on it",
                         "correct the date, or put the sessions in the order in which they were done");
                latest = day;
            }
        }
        return result;
    }

private:
    SessionRecord session(const toml::table& table) const {
        refuse_unknown_keys(table, {"parts", "water_parts", "density_per_cm2", "date", "healed", "healed_on", "diameter_mm",
                                    "top_mm", "bottom_mm", "lots", "diluent_lot", "needle_lot"});
        SessionRecord record;
        const toml::node* parts = table.get("parts");
        if (parts == nullptr || !parts->is_table() || parts->as_table()->empty())
            fail(parts == nullptr ? table.source() : parts->source(), "no parts", "without them nobody knows what was mixed",
                 "write parts = { soft_black = 3, mid_brown = 1 }");
        for (const auto& [key, value] : *parts->as_table()) {
            const std::string id(key.str());
            try {
                line_.ink_index(id);
            } catch (const DomainError& error) {
                fail(key.source(), fmt::format("line \"{}\" has no ink \"{}\"", line_.id, id), "its pigments are not known",
                     "use one of " + error.allowed);
            }
            record.blend.parts[id] = number(
                value, id, [](double v) { return v >= 1e-6 && v <= 1000; }, "parts, from 0.000001 to 1000");
        }
        record.blend.water_parts = required(
            table, "water_parts", [](double v) { return v >= 0 && v <= 1000; }, "N of N:1, 0 to 1000");
        record.density_per_cm2 = required(
            table, "density_per_cm2", [](double v) { return v > 0 && v <= 1000; }, "above 0, up to 1000 dots per cm2");
        const auto optional = [&](const char* key) -> std::optional<double> {
            const toml::node* node = table.get(key);
            if (node == nullptr) return {};
            return number(
                *node, key, [](double v) { return v >= 0 && v < 5; }, "mm, 0 to 5");
        };
        record.diameter_mm = optional("diameter_mm");
        record.top_mm = optional("top_mm");
        record.bottom_mm = optional("bottom_mm");
        record.date = day(table, "date");
        take_lots(table, record);
        record.healed_on = day(table, "healed_on");
        if (const toml::node* on = table.get("healed_on"); on != nullptr && table.get("healed") == nullptr)
            fail(on->source(), "\"healed_on\" without \"healed\"", "a date alone teaches nothing",
                 "name the file of the readings: healed = \"healed_1.csv\"");
        if (const toml::node* healed = table.get("healed")) {
            if (!healed->is_string() || healed->as_string()->get().empty())
                fail(healed->source(), "\"healed\" is not a file name", "the readings are in a file of their own",
                     "write healed = \"healed_1.csv\", or leave it out");
            record.healed = beside(*healed);
        }
        return record;
    }

    void take_lots(const toml::table& of, SessionRecord& record) const {
        if (const toml::table* lots = table(of, "lots"))
            for (const auto& [key, value] : *lots) {
                const std::string id(key.str());
                if (!record.blend.parts.contains(id))
                    fail(key.source(), fmt::format("\"lots\" names \"{}\", of which no part was used", id),
                         "a recall goes by what was used", "write it as in \"parts\", or leave it out");
                record.lots[id] = required_text(*lots, id, longest_lot_bytes);
            }
        if (of.contains("diluent_lot")) record.diluent_lot = required_text(of, "diluent_lot", longest_lot_bytes);
        if (of.contains("needle_lot")) record.needle_lot = required_text(of, "needle_lot", longest_lot_bytes);
    }

    /// The file of readings beside this one.
    std::string beside(const toml::node& healed) const {
        const std::string folder = std::filesystem::path(file_).parent_path().string(), &name = healed.as_string()->get();
        try {
            if (const auto path = file_in_folder(folder, name)) return *path;
        } catch (const DomainError& error) {
            fail(healed.source(), fmt::format("\"healed\" names {}", error.value),
                 "a record of sessions names files beside it, and may come from elsewhere", error.what_to_do);
        }
        fail(healed.source(), fmt::format("no such file: {}", (std::filesystem::path(folder) / name).string()),
             "the healed readings are named here", "put the file beside this one, or correct its name");
    }

    /// Days since 1970-01-01.
    std::optional<int> day(const toml::table& table, const char* key) const {
        const toml::node* node = table.get(key);
        if (node == nullptr) return {};
        const auto date = node->value<toml::date>();
        if (!date)
            fail(node->source(), fmt::format("\"{}\" is not a date", key), "days between sessions are counted from it",
                 "write it without quotes, year first: 2026-05-01");
        return static_cast<int>(
            std::chrono::sys_days(std::chrono::year(date->year) / date->month / date->day).time_since_epoch().count());
    }

    template <class Good>
    double number(const toml::node& node, std::string_view key, const Good& good, const char* allowed) const {
        const double value = as_number(node, key);
        if (!good(value))
            fail(node.source(), fmt::format("\"{}\" is {:g}", key, value), "it cannot have been so",
                 fmt::format("write {}", allowed));
        return value;
    }

    template <class Good>
    double required(const toml::table& table, const char* key, const Good& good, const char* allowed) const {
        const toml::node* node = table.get(key);
        if (node == nullptr)
            fail(table.source(), fmt::format("\"{}\" is missing", key), "the record is not complete without it",
                 fmt::format("add {} = {}", key, allowed));
        return number(*node, key, good, allowed);
    }

    std::string file_;
    const Line& line_;
};

} // namespace

std::vector<SessionRecord> parse_sessions(std::string_view text, const std::string& file, const Line& line) {
    return SessionsFile(text, file, line).sessions();
}

std::vector<SessionRecord> read_sessions(const std::string& path, const Line& line) {
    return parse_sessions(read_input_file(path, input_kinds::sessions), path, line);
}

} // namespace undertone
