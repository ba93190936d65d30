// A line of inks as a TOML file: read strictly, and written.

#include "colorant_record.hpp"
#include "join.hpp"
#include "line_rules.hpp"
#include "stated_role.hpp"
#include "toml_record.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/pigment/ink_pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace undertone {

namespace {

using detail::longest_name_bytes;
using detail::TomlRecord;

/// "2027-03-31", as a TOML date or as text; "" where there is none.
std::string date_text(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return "";
    if (const auto* date = node->as_date())
        return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    return node->is_string() ? node->as_string()->get() : "none";
}

/// One number for each band of the engine's grid, or one for all.
Bands read_bands(const TomlRecord& record, const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node != nullptr && !node->is_array()) return Bands::Constant(record.required_number(table, key));
    const toml::array& list = record.required_array(table, key);
    if (list.size() != static_cast<std::size_t>(band_count))
        record.fail(list, fmt::format("\"{}\" has {} numbers", key, list.size()),
                    "optics are used as they stand, without resampling",
                    fmt::format("give {} numbers, for 380 to 780 nm every 5 nm", band_count));
    Bands result;
    for (int band = 0; band < band_count; ++band)
        result(band) = record.as_number(*list.get(static_cast<std::size_t>(band)), key);
    return result;
}

/// The role stated; else that of the colorant of data/pigments with the same Colour Index name.
ColorantRole read_role(const TomlRecord& record, const toml::table& table, const Colorant& colorant_read) {
    if (table.contains("role")) return stated_role(record, table);
    const ColorIndexEntry* named = find_color_index(colorant_read.color_index);
    return named != nullptr && !named->colorant.empty() ? colorant_record(named->colorant)->colorant.role
                                                        : ColorantRole::other;
}

Colorant read_colorant(const TomlRecord& record, const toml::table& table) {
    record.refuse_unknown_keys(table, {"id", "name", "color_index", "role", "optics", "density_g_per_ml", "source",
                                       "mu_a_per_mm", "mu_s_per_mm", "g", "absorption_log_sd", "absorption_exponent_sd"});
    Colorant result;
    result.id = record.required_text(table, "id", longest_name_bytes);
    result.name = record.required_text(table, "name", longest_name_bytes);
    result.color_index = record.text(table, "color_index", longest_name_bytes).value_or("");
    result.source = record.text(table, "source").value_or("");
    result.density_g_per_ml = record.required_number(table, "density_g_per_ml");
    result.mu_a_per_mm = read_bands(record, table, "mu_a_per_mm");
    result.mu_s_per_mm = read_bands(record, table, "mu_s_per_mm");
    result.g = read_bands(record, table, "g");
    result.absorption_log_sd = record.number(table, "absorption_log_sd").value_or(0);
    result.absorption_exponent_sd = record.number(table, "absorption_exponent_sd").value_or(0);
    result.role = read_role(record, table, result);
    result.optics = OpticsOrigin::measured;
    if (const auto optics = record.text(table, "optics")) {
        if (*optics != "mie" && *optics != "measured" && *optics != "label")
            record.fail(*table.get("optics"), fmt::format("\"optics\" is \"{}\"", *optics),
                        "reports say where optics come from", "use one of mie, measured, label");
        result.optics = optics_origin(*optics);
    }
    return result;
}

std::vector<InkLot> read_lots(const TomlRecord& record, const toml::table& table) {
    std::vector<InkLot> lots;
    if (!table.contains("lots")) return lots;
    for (const auto& node : record.required_array(table, "lots")) {
        const toml::table& lot = record.as_table(node, "lots");
        record.refuse_unknown_keys(lot, {"lot", "expires"});
        lots.push_back({record.required_text(lot, "lot", longest_name_bytes), date_text(lot, "expires")});
    }
    return lots;
}

InkDescription read_ink(const TomlRecord& record, const toml::table& table) {
    record.refuse_unknown_keys(table, {"id", "name", "components", "density_g_per_ml", "lot", "expires", "lots"});
    InkDescription ink;
    ink.id = record.required_text(table, "id", longest_name_bytes);
    ink.name = record.required_text(table, "name", longest_name_bytes);
    ink.lot = record.text(table, "lot", longest_name_bytes).value_or("");
    ink.expires = date_text(table, "expires");
    ink.lots = read_lots(record, table);
    ink.density_g_per_ml = record.number(table, "density_g_per_ml");
    for (const auto& node : record.required_array(table, "components")) {
        const toml::table& component = record.as_table(node, "components");
        record.refuse_unknown_keys(component, {"colorant", "mg_per_ml"});
        ink.components.push_back({record.required_text(component, "colorant", longest_name_bytes),
                                  record.required_number(component, "mg_per_ml")});
    }
    return ink;
}

/// Name and density of a carrier or diluent, where it is stated.
void read_liquid(const TomlRecord& record, std::string_view key, std::string& name, double& density_g_per_ml) {
    const toml::table* liquid = record.table(record.root(), key);
    if (liquid == nullptr) return;
    record.refuse_unknown_keys(*liquid, {"name", "density_g_per_ml"});
    name = record.required_text(*liquid, "name", longest_name_bytes);
    density_g_per_ml = record.required_number(*liquid, "density_g_per_ml");
}

LineDescription read_description(const TomlRecord& record) {
    const toml::table& root = record.root();
    record.refuse_unknown_keys(root, {"id", "name", "maker", "version", "title", "note", "source", "licence", "carrier",
                                      "diluent", "colorants", "inks"});
    LineDescription line;
    line.id = record.required_text(root, "id", longest_name_bytes);
    line.name = record.required_text(root, "name", longest_name_bytes);
    line.maker = record.required_text(root, "maker", longest_name_bytes);
    line.version = record.required_text(root, "version", longest_name_bytes);
    line.note = record.text(root, "note").value_or("");
    for (const char* key : {"title", "source", "licence"}) record.text(root, key); // for people; checked to be text
    read_liquid(record, "carrier", line.carrier_name, line.carrier_density_g_per_ml);
    read_liquid(record, "diluent", line.diluent_name, line.diluent_density_g_per_ml);
    if (const toml::array* colorants = record.array(root, "colorants"))
        for (const auto& node : *colorants)
            line.colorants.push_back(read_colorant(record, record.as_table(node, "colorants")));
    for (const auto& node : record.required_array(root, "inks"))
        line.inks.push_back(read_ink(record, record.as_table(node, "inks")));
    return line;
}

std::string read_file(const std::string& path) {
    std::vector<std::string_view> shipped;
    for (std::string_view name : data_files("lines/"))
        if (name.ends_with(".toml")) shipped.push_back(name.substr(6, name.size() - 11));
    const std::string if_missing = "give the path of a line's .toml file or ink pack, or one of: " + detail::join(shipped);
    InputKind kind = is_named_as_ink_pack(path) ? input_kinds::ink_pack : input_kinds::line;
    kind.if_missing = if_missing;
    return read_input_file(path, kind);
}

/// Whether it is of data/pigments as it stands there, so that its id says all.
bool is_shipped(const Colorant& one) {
    const ColorantRecord* record = shipped_record(one);
    return record != nullptr && record->withdrawn.empty();
}

toml::array bands_array(const Bands& bands) {
    toml::array result;
    for (const double value : bands) result.push_back(value);
    return result;
}

toml::table colorant_table(const Colorant& one) {
    toml::table table{{"id", one.id},
                      {"name", one.name},
                      {"color_index", one.color_index},
                      {"role", name_of(colorant_roles, one.role)},
                      {"optics", name_of(optics_origins, one.optics)},
                      {"density_g_per_ml", one.density_g_per_ml},
                      {"source", one.source},
                      {"mu_a_per_mm", bands_array(one.mu_a_per_mm)},
                      {"mu_s_per_mm", bands_array(one.mu_s_per_mm)},
                      {"g", bands_array(one.g)}};
    if (one.absorption_log_sd != 0) table.insert("absorption_log_sd", one.absorption_log_sd);
    if (one.absorption_exponent_sd != 0) table.insert("absorption_exponent_sd", one.absorption_exponent_sd);
    return table;
}

toml::array lots_array(const std::vector<InkLot>& lots) {
    toml::array all;
    for (const InkLot& one : lots) {
        toml::table entry{{"lot", one.lot}};
        if (!one.expires.empty()) entry.insert("expires", one.expires);
        entry.is_inline(true);
        all.push_back(std::move(entry));
    }
    return all;
}

toml::table ink_table(const Line& line, const Ink& ink) {
    toml::array components;
    for (const InkComponent& component : ink.components) {
        toml::table entry{{"colorant", line.colorants[component.colorant].id}, {"mg_per_ml", component.mg_per_ml}};
        entry.is_inline(true);
        components.push_back(std::move(entry));
    }
    toml::table table{{"id", ink.id}, {"name", ink.name}, {"components", std::move(components)}};
    if (ink.lots.empty()) {
        if (!ink.lot.empty()) table.insert("lot", ink.lot);
        if (!ink.expires.empty()) table.insert("expires", ink.expires);
    } else {
        table.insert("lots", lots_array(ink.lots));
        if (ink.lots.size() > 1 && !ink.lot.empty()) table.insert("lot", ink.lot);
    }
    if (ink.density_g_per_ml != detail::density_from_carrier(line, ink))
        table.insert("density_g_per_ml", ink.density_g_per_ml);
    return table;
}

} // namespace

namespace {

Line parse(std::string_view toml_text, const std::string& file, bool kept) {
    const TomlRecord record(toml_text, file);
    const auto refuse = [&](const detail::LineFault& fault) {
        auto node = toml::at_path(record.root(), fault.path);
        if (!node)
            node = toml::at_path(record.root(), fault.path.substr(0, fault.path.rfind('['))); // one number for all bands
        record.fail(node ? *node.node() : record.root(), fault.what, fault.why, fault.what_to_do);
    };
    return detail::checked_line(read_description(record), refuse, kept);
}

} // namespace

Line parse_line(std::string_view toml_text, const std::string& file) { return parse(toml_text, file, false); }

Line parse_kept_line(std::string_view toml_text, const std::string& file) { return parse(toml_text, file, true); }

std::string line_toml(const Line& line) {
    toml::table root{{"id", line.id}, {"name", line.name}, {"maker", line.maker}, {"version", line.version}};
    if (!line.note.empty()) root.insert("note", line.note);
    root.insert("carrier", toml::table{{"name", line.carrier_name}, {"density_g_per_ml", line.carrier_density_g_per_ml}});
    root.insert("diluent", toml::table{{"name", line.diluent_name}, {"density_g_per_ml", line.diluent_density_g_per_ml}});
    toml::array colorants, inks;
    for (const Colorant& one : line.colorants)
        if (!is_shipped(one)) colorants.push_back(colorant_table(one));
    for (const Ink& ink : line.inks) inks.push_back(ink_table(line, ink));
    if (!colorants.empty()) root.insert("colorants", std::move(colorants));
    root.insert("inks", std::move(inks));
    std::ostringstream text;
    text << root << "\n";
    return text.str();
}

namespace {

std::string shipped_file(const std::string& name) { return "lines/" + name + ".toml"; }

/// Suppliers keep a line as a folder: which file in it is meant, or how that file is made.
void refuse_folder(const std::string& path) {
    std::error_code none;
    if (!std::filesystem::is_directory(path, none)) return;
    const std::string file = (std::filesystem::path(path) / "line.toml").string();
    throw DataError(path, {}, "this is a folder, and a line is read from one file", "its evidence is not read here",
                    std::filesystem::exists(file, none)
                        ? "name its line, " + file
                        : "make its line.toml first: undertone line characterise " + path + " --write");
}

} // namespace

bool is_shipped_line(const std::string& name) {
    const std::vector<std::string_view> shipped = data_files("lines/");
    return std::find(shipped.begin(), shipped.end(), shipped_file(name)) != shipped.end();
}

LineSource line_source(const std::string& name_or_path, const std::string& signed_by) {
    if (!is_shipped_line(name_or_path)) {
        refuse_folder(name_or_path);
        std::string text = read_file(name_or_path);
        if (is_ink_pack(text) || is_named_as_ink_pack(name_or_path)) {
            SignedInkPack signed_pack = read_ink_pack(text, name_or_path, signed_by);
            return {std::move(signed_pack.pack.line_toml), detail::line_in_pack(name_or_path),
                    std::move(signed_pack.line.pack)};
        }
        if (signed_by.empty()) return {std::move(text), name_or_path, {}};
    }
    if (!signed_by.empty()) {
        fingerprint_from(signed_by); // where it is none, that is the mistake
        throw DataError(name_or_path, {}, "not signed by anybody", fmt::format("{} was asked for as its signer", signed_by),
                        "give the maker's ink pack, or ask for no signer");
    }
    return {std::string(data_file(shipped_file(name_or_path))), "data/" + shipped_file(name_or_path), {}};
}

Line load_line(const std::string& name_or_path, const std::string& signed_by) {
    LineSource source = line_source(name_or_path, signed_by);
    Line line = parse_line(source.toml_text, source.file);
    line.pack = std::move(source.pack);
    return line;
}

} // namespace undertone
