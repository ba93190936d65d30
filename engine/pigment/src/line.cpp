#include "undertone/pigment/line.hpp"

#include "join.hpp"
#include "toml_record.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace undertone {

namespace {

using detail::TomlRecord;

constexpr double water_g_per_ml = 0.9982;
/// What can carry pigment: alcohol mixtures at the light end, glycerol at the heavy one.
constexpr double lightest_carrier_g_per_ml = 0.75, heaviest_carrier_g_per_ml = 1.30;
constexpr double most_solids_by_volume = 0.6;
/// What a balance of 0.01 mg still weighs into 10 ml, and more than solid titanium dioxide holds.
constexpr double least_mg_per_ml = 1e-3, most_mg_per_ml = 5000;
constexpr std::size_t most_inks = 200, most_components = 20; // the largest lines on sale have some 60 inks, of 5 colorants
constexpr std::size_t longest_name_bytes = 200;

/// Index of the colorant in the line, added when it is new.
std::size_t colorant_index(Line& line, const TomlRecord& record, const toml::table& component) {
    const std::string id = record.required_text(component, "colorant", longest_name_bytes);
    for (std::size_t i = 0; i < line.colorants.size(); ++i)
        if (line.colorants[i].id == id) return i;
    for (const auto& known : colorant_ids())
        if (known == id) {
            line.colorants.push_back(colorant(id));
            return line.colorants.size() - 1;
        }
    record.fail(*component.get("colorant"), fmt::format("no colorant \"{}\"", id),
                "an ink is made of colorants whose optics are known", "use one of " + detail::join(colorant_ids()));
}

double number_between(const TomlRecord& record, const toml::table& table, std::string_view key, double low, double high,
                      std::string_view why) {
    const double value = record.required_number(table, key);
    if (!(value >= low && value <= high))
        record.fail(*table.get(key), fmt::format("\"{}\" is {}", key, value), std::string(why),
                    fmt::format("give a number from {} to {}", low, high));
    return value;
}

/// Refuses a list that is longer than any line of inks has.
void check_length(const TomlRecord& record, const toml::array& list, std::size_t most, std::string_view what) {
    if (list.size() > most)
        record.fail(list, fmt::format("{} {}, where at most {} are taken", list.size(), what, most),
                    "no maker's line is so long, and every recipe of them would be looked at",
                    "leave out what is not needed");
}

/// A day of the calendar, year first.
bool is_iso_date(std::string_view text) {
    int part[3] = {0, 0, 0};
    constexpr std::size_t starts[] = {0, 5, 8}, sizes[] = {4, 2, 2};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string_view digits = text.substr(starts[i], sizes[i]);
        if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
        std::from_chars(digits.data(), digits.data() + digits.size(), part[i]);
    }
    return std::chrono::year_month_day(std::chrono::year(part[0]), std::chrono::month(static_cast<unsigned>(part[1])),
                                       std::chrono::day(static_cast<unsigned>(part[2])))
        .ok();
}

/// "2027-03-31", as a TOML date or as text.
std::string iso_date(const TomlRecord& record, const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return "";
    if (const auto* date = node->as_date())
        return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    const std::string text = node->is_string() ? node->as_string()->get() : "none";
    if (!text.empty() && !is_iso_date(text))
        record.fail(*node, fmt::format("\"{}\" is not a date", key), "a mix card must not guess at it",
                    "write it as 2027-03-31");
    return text; // empty: not stated
}

Ink read_ink(Line& line, const TomlRecord& record, const toml::table& table, double carrier_g_per_ml) {
    record.refuse_unknown_keys(table, {"id", "name", "components", "density_g_per_ml", "lot", "expires"});
    Ink ink;
    ink.id = record.required_text(table, "id", longest_name_bytes);
    ink.name = record.required_text(table, "name", longest_name_bytes);
    ink.lot = record.text(table, "lot", longest_name_bytes).value_or("");
    ink.expires = iso_date(record, table, "expires");
    double solids_g_per_ml = 0, solids_ml_per_ml = 0;
    const toml::array& components = record.required_array(table, "components");
    check_length(record, components, most_components, "components of an ink");
    for (const auto& node : components) {
        const toml::table& component = record.as_table(node, "components");
        record.refuse_unknown_keys(component, {"colorant", "mg_per_ml"});
        InkComponent entry{colorant_index(line, record, component),
                           number_between(record, component, "mg_per_ml", least_mg_per_ml, most_mg_per_ml,
                                          "it is mg of solid pigment in 1 ml of ink")};
        for (const auto& other : ink.components)
            if (other.colorant == entry.colorant)
                record.fail(component,
                            fmt::format("\"{}\" stands twice in ink \"{}\"", line.colorants[entry.colorant].id, ink.id),
                            "one of the two amounts may be an oversight", "give its amount once");
        solids_g_per_ml += entry.mg_per_ml / 1000;
        solids_ml_per_ml += entry.mg_per_ml / 1000 / line.colorants[entry.colorant].density_g_per_ml;
        ink.components.push_back(entry);
    }
    if (solids_ml_per_ml > most_solids_by_volume)
        record.fail(*table.get("components"),
                    fmt::format("the pigment of ink \"{}\" fills {:.0f} % of its volume", ink.id, 100 * solids_ml_per_ml),
                    "grains cannot be packed so tightly and still flow", "check that amounts are mg per ml of ink");
    const double carrier_ml_per_ml = 1 - solids_ml_per_ml;
    if (const auto density = record.number(table, "density_g_per_ml")) {
        const double carrier = (*density - solids_g_per_ml) / carrier_ml_per_ml;
        if (!(carrier >= lightest_carrier_g_per_ml && carrier <= heaviest_carrier_g_per_ml))
            record.fail(*table.get("density_g_per_ml"),
                        fmt::format("{} g/ml does not go with this ink's pigment: its carrier would weigh {:.2f} g/ml",
                                    *density, carrier),
                        fmt::format("carriers weigh {} to {} g/ml", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml),
                        fmt::format("correct it, or leave it out to have {:.3f} worked out",
                                    solids_g_per_ml + carrier_ml_per_ml * carrier_g_per_ml));
        ink.density_g_per_ml = *density;
    } else {
        ink.density_g_per_ml = solids_g_per_ml + carrier_ml_per_ml * carrier_g_per_ml;
    }
    return ink;
}

std::string read_file(const std::string& path) {
    std::vector<std::string_view> shipped;
    for (std::string_view name : data_files("lines/"))
        if (name.ends_with(".toml")) shipped.push_back(name.substr(6, name.size() - 11));
    const std::string if_missing = "give the path of a line's .toml file, or one of: " + detail::join(shipped);
    InputKind kind = input_kinds::line;
    kind.if_missing = if_missing;
    return read_input_file(path, kind);
}

} // namespace

std::size_t Line::ink_index(std::string_view ink_id) const {
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        if (inks[i].id == ink_id) return i;
        known.push_back(inks[i].id);
    }
    throw DomainError("ink", "\"" + std::string(ink_id) + "\"", "an ink of line \"" + id + "\": " + detail::join(known));
}

Line parse_line(std::string_view toml_text, const std::string& file) {
    const TomlRecord record(toml_text, file);
    const toml::table& root = record.root();
    record.refuse_unknown_keys(
        root, {"id", "name", "maker", "version", "title", "note", "source", "licence", "carrier", "diluent", "inks"});
    Line line;
    line.id = record.required_text(root, "id", longest_name_bytes);
    line.name = record.required_text(root, "name", longest_name_bytes);
    line.maker = record.required_text(root, "maker", longest_name_bytes);
    line.version = record.required_text(root, "version", longest_name_bytes);
    line.note = record.text(root, "note").value_or("");
    for (const char* key : {"title", "source", "licence"}) record.text(root, key); // for people; checked to be text

    double carrier_g_per_ml = water_g_per_ml;
    if (const toml::table* carrier = record.table(root, "carrier")) {
        record.refuse_unknown_keys(*carrier, {"name", "density_g_per_ml"});
        record.required_text(*carrier, "name");
        carrier_g_per_ml = record.required_number(*carrier, "density_g_per_ml");
        if (!(carrier_g_per_ml >= lightest_carrier_g_per_ml && carrier_g_per_ml <= heaviest_carrier_g_per_ml))
            record.fail(*carrier->get("density_g_per_ml"), fmt::format("{} g/ml is no carrier's density", carrier_g_per_ml),
                        fmt::format("carriers weigh {} to {} g/ml", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml),
                        "correct the number");
    }
    if (const toml::table* diluent = record.table(root, "diluent")) {
        record.refuse_unknown_keys(*diluent, {"name", "density_g_per_ml"});
        line.diluent_name = record.required_text(*diluent, "name", longest_name_bytes);
        line.diluent_density_g_per_ml =
            number_between(record, *diluent, "density_g_per_ml", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml,
                           "diluents are alcohol, water, glycerol or mixtures of them");
    }
    const toml::array& inks = record.required_array(root, "inks");
    check_length(record, inks, most_inks, "inks");
    for (const auto& node : inks) {
        const toml::table& table = record.as_table(node, "inks");
        Ink ink = read_ink(line, record, table, carrier_g_per_ml);
        for (const auto& other : line.inks)
            if (other.id == ink.id)
                record.fail(*table.get("id"), fmt::format("ink \"{}\" stands twice", ink.id),
                            "a recipe could not say which it means", "give each ink its own id");
        line.inks.push_back(std::move(ink));
    }
    return line;
}

namespace {

/// "lines/demo.toml" for "demo", "" for what is not shipped.
std::string shipped_line(const std::string& name) {
    const std::string wanted = "lines/" + name + ".toml";
    for (std::string_view file : data_files("lines/"))
        if (file == wanted) return wanted;
    return "";
}

} // namespace

std::string line_text(const std::string& name_or_path) {
    const std::string shipped = shipped_line(name_or_path);
    return shipped.empty() ? read_file(name_or_path) : std::string(data_file(shipped));
}

Line load_line(const std::string& name_or_path) {
    const std::string shipped = shipped_line(name_or_path);
    return parse_line(line_text(name_or_path), shipped.empty() ? name_or_path : "data/" + shipped);
}

} // namespace undertone
