#include "undertone/io/write_measurements.hpp"

#include "cells/source_text.hpp"
#include "metadata_keys.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/spreadsheet_text.hpp"
#include "writers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace io_detail {

bool TextField::shared() const {
    return !values.front().empty() &&
           std::all_of(values.begin(), values.end(), [&](const std::string& v) { return v == values.front(); });
}

bool TextField::empty() const {
    return std::all_of(values.begin(), values.end(), [](const std::string& v) { return v.empty(); });
}

std::vector<TextField> text_fields(std::span<const Measurement> measurements, const std::vector<const char*>& labels) {
    static constexpr std::string Measurement::*own[] = {&Measurement::geometry, &Measurement::instrument, &Measurement::date,
                                                        &Measurement::illuminant, &Measurement::observer};
    std::vector<TextField> out;
    for (std::size_t f = 0; f < labels.size(); ++f) {
        out.push_back({labels[f], {}});
        for (const Measurement& m : measurements) out.back().values.push_back(without_controls(m.*own[f]));
    }
    std::set<std::string> keys;
    for (const Measurement& m : measurements)
        for (const auto& [key, value] : m.metadata) keys.insert(key);
    for (const std::string& key : keys) {
        out.push_back({metadata_mark + encoded_key(key), {}});
        for (const Measurement& m : measurements) {
            const auto found = m.metadata.find(key);
            out.back().values.push_back(found == m.metadata.end() ? "" : encoded_value(found->second));
        }
    }
    std::erase_if(out, [](const TextField& field) { return field.empty(); });
    return out;
}

} // namespace io_detail

MeasurementFormat measurement_format(std::string_view name_or_path) {
    const std::string name = io_detail::lower(name_or_path);
    const std::string ending = name.substr(std::min(name.rfind('.') + 1, name.size()));
    if (ending == "csv") return MeasurementFormat::csv;
    if (ending == "cgats" || ending == "txt" || ending == "ti3") return MeasurementFormat::cgats;
    if (ending == "cxf" || ending == "xml") return MeasurementFormat::cxf;
    if (ending == "json") return MeasurementFormat::json;
    throw DomainError("format", "\"" + std::string(name_or_path) + "\"",
                      "csv, cgats, cxf, json, or a file name that ends so", "other formats are read but not written");
}

std::string measurements_text(std::span<const Measurement> measurements, MeasurementFormat format) {
    if (measurements.empty()) throw DomainError("measurements", "empty", "at least one", "");
    validate_all(measurements);
    if (format == MeasurementFormat::json) return io_detail::json_text(measurements);
    // an assumption must not come back as a statement: reading makes it anew
    std::vector<Measurement> stated(measurements.begin(), measurements.end());
    for (Measurement& m : stated) {
        if (m.assumed.count("geometry")) m.geometry.clear();
        if (m.assumed.count("illuminant")) m.illuminant.clear();
        if (m.assumed.count("observer")) m.observer.clear();
    }
    switch (format) {
    case MeasurementFormat::csv: return io_detail::csv_text(stated);
    case MeasurementFormat::cgats: return io_detail::cgats_text(stated);
    default: return io_detail::cxf_text(stated);
    }
}

Diagnostics write_measurements(const std::string& path, std::span<const Measurement> measurements, MeasurementFormat format,
                               const OutputRules& rules) {
    write_output_file(path, measurements_text(measurements, format), "the readings", rules);
    Diagnostics notes;
    const auto guarded = [](const Measurement& m) {
        return holds_formula(m.name) || holds_formula(m.instrument) || holds_formula(m.date) ||
               std::any_of(m.metadata.begin(), m.metadata.end(),
                           [](const auto& entry) { return holds_formula(entry.second); });
    };
    if (const auto count = std::count_if(measurements.begin(), measurements.end(), guarded);
        format == MeasurementFormat::csv && count > 0)
        notes.push_back(
            {Severity::info, "formula_guarded",
             fmt::format("{} reading{} a text that starts with =, +, - or @: an apostrophe stands before it, so that no "
                         "spreadsheet computes it; reading the file here takes it off again",
                         count, count == 1 ? " holds" : "s hold")});
    return notes;
}

} // namespace undertone
