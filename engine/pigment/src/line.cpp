#include "undertone/pigment/line.hpp"

#include "join.hpp"
#include "toml_record.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace undertone {

namespace {

using detail::TomlRecord;

constexpr double water_g_per_ml = 0.9982;
/// What can carry pigment: alcohol mixtures at the light end, glycerol at the heavy one.
constexpr double lightest_carrier_g_per_ml = 0.75, heaviest_carrier_g_per_ml = 1.30;
constexpr double most_solids_by_volume = 0.6;

/// Index of the colorant in the line, added when it is new.
std::size_t colorant_index(Line& line, const TomlRecord& record, const toml::table& component) {
    const std::string id = record.required_text(component, "colorant");
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

double positive(const TomlRecord& record, const toml::table& table, std::string_view key) {
    const double value = record.required_number(table, key);
    if (!(value > 0))
        record.fail(*table.get(key), fmt::format("\"{}\" is {}", key, value), "it must be more than 0",
                    "correct the number");
    return value;
}

/// "2027-03-31", as a TOML date or as text.
std::string iso_date(const TomlRecord& record, const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return "";
    if (node->is_date()) {
        const toml::date date = **node->as_date();
        return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    }
    const auto fail = [&] {
        record.fail(*node, fmt::format("\"{}\" is not a date", key), "a mix card must not guess at it",
                    "write it as 2027-03-31");
    };
    if (!node->is_string()) fail();
    const std::string text = **node->as_string();
    if (text.empty()) return text; // not stated
    try {
        const toml::table parsed = toml::parse("date = " + text);
        if (!parsed["date"].is_date()) fail();
    } catch (const toml::parse_error&) {
        fail();
    }
    return text;
}

Ink read_ink(Line& line, const TomlRecord& record, const toml::table& table, double carrier_g_per_ml) {
    record.refuse_unknown_keys(table, {"id", "name", "components", "density_g_per_ml", "lot", "expires"});
    Ink ink;
    ink.id = record.required_text(table, "id");
    ink.name = record.required_text(table, "name");
    ink.lot = record.text(table, "lot").value_or("");
    ink.expires = iso_date(record, table, "expires");
    double solids_g_per_ml = 0, solids_ml_per_ml = 0;
    for (const auto& node : record.required_array(table, "components")) {
        const toml::table& component = record.as_table(node, "components");
        record.refuse_unknown_keys(component, {"colorant", "mg_per_ml"});
        InkComponent entry{colorant_index(line, record, component), positive(record, component, "mg_per_ml")};
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
    std::ifstream stream(path, std::ios::binary);
    if (!stream || std::filesystem::is_directory(path)) {
        std::vector<std::string_view> shipped;
        for (std::string_view name : data_files("lines/"))
            if (name.ends_with(".toml")) shipped.push_back(name.substr(6, name.size() - 11));
        throw DataError(path, {}, "no such line of inks",
                        "it is neither a line shipped with the engine nor a file that can be read",
                        "give the path of a line's .toml file, or one of: " + detail::join(shipped));
    }
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
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
    line.id = record.required_text(root, "id");
    line.name = record.required_text(root, "name");
    line.maker = record.required_text(root, "maker");
    line.version = record.required_text(root, "version");
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
        line.diluent_name = record.required_text(*diluent, "name");
        line.diluent_density_g_per_ml = positive(record, *diluent, "density_g_per_ml");
    }
    for (const auto& node : record.required_array(root, "inks")) {
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
