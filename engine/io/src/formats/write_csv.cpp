// CSV: what is the same for all measurements in "# key: value" lines, then one row per measurement; fractions.

#include "cells/column_roles.hpp"
#include "cells/quantity.hpp"
#include "metadata_keys.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/io/spreadsheet_text.hpp"
#include "writers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone::io_detail {

namespace {

std::string csv_quoted(const std::string& text) {
    if (text.find_first_of(",;\"\t#") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

/// All wavelengths, rising. Cells may stay empty only beyond the ends of a measurement, where reading takes them as not measured.
std::vector<double> common_wavelengths(std::span<const Measurement> measurements) {
    std::set<double> all;
    for (const Measurement& m : measurements) all.insert(m.wavelengths_nm.begin(), m.wavelengths_nm.end());
    for (const Measurement& m : measurements) {
        if (m.lab_only()) continue;
        const auto inside =
            std::distance(all.lower_bound(m.wavelengths_nm.front()), all.upper_bound(m.wavelengths_nm.back()));
        if (static_cast<std::size_t>(inside) != m.wavelengths_nm.size())
            throw DomainError("measurements", fmt::format("on different wavelengths (\"{}\" lacks some of another)", m.name),
                              "measurements whose wavelengths fit one table", "write them as cgats, cxf or json");
    }
    return {all.begin(), all.end()};
}

/// A line "# key: value" that a spreadsheet would not split into a formula.
bool in_comment(const TextField& field) { return field.shared() && !holds_formula(field.values.front()); }

} // namespace

std::string csv_text(std::span<const Measurement> measurements) {
    const std::vector<TextField> fields =
        text_fields(measurements, {"geometry", "instrument", "date", "illuminant", "observer"});
    const std::vector<double> wavelengths = common_wavelengths(measurements);
    const bool any_lab =
        std::any_of(measurements.begin(), measurements.end(), [](const Measurement& m) { return m.lab.has_value(); });

    std::vector<std::string> names;
    for (const Measurement& m : measurements) names.push_back(without_controls(m.name));
    const std::vector<Role> roles = roles_of(names, true, std::vector<double>(names.size(), 0));
    const bool misleading = std::any_of(roles.begin(), roles.end(), [](Role role) { return role != Role::reading; }) ||
                            std::any_of(names.begin(), names.end(), [](const std::string& name) {
                                const Quantity named = quantity_in_text(name);
                                return !named.other.empty();
                            });
    std::string out = "# unit: fraction\n", header = "name";
    if (misleading) out += fmt::format("# {}: yes\n", rows_are_readings);
    for (const TextField& field : fields) {
        if (in_comment(field))
            out += fmt::format("# {}: {}\n", field.label, field.values.front());
        else
            header += "," + field.label;
    }
    if (any_lab) header += ",L*,a*,b*";
    for (const double nm : wavelengths) header += fmt::format(",{}", nm);
    out += header + "\n";
    for (std::size_t i = 0; i < measurements.size(); ++i) {
        poll_stop();
        const Measurement& m = measurements[i];
        out += csv_quoted(guarded_cell(without_controls(m.name)));
        for (const TextField& field : fields)
            if (!in_comment(field)) out += "," + csv_quoted(guarded_cell(field.values[i]));
        if (any_lab) out += m.lab ? fmt::format(",{},{},{}", m.lab->l, m.lab->a, m.lab->b) : ",,,";
        std::size_t band = 0;
        for (const double nm : wavelengths) {
            const bool measured = band < m.wavelengths_nm.size() && m.wavelengths_nm[band] == nm;
            out += measured ? fmt::format(",{}", m.reflectance[band++]) : ",";
        }
        out += "\n";
    }
    return out;
}

} // namespace undertone::io_detail
