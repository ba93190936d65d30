// Reads an exposure series: a small table that names the films' files, or holds their Lab.
#include "plain_csv.hpp"

#include "undertone/base/error.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/reading_conditions.hpp"
#include "undertone/supply/lightfastness.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <map>

namespace undertone {

namespace {

std::map<std::string, std::string> series_notes(const PlainCsv& table) {
    static const std::vector<std::string> known{"unit",       "behind_glass", "method",  "irradiance_W_per_m2",
                                                "illuminant", "observer",     "geometry"};
    std::map<std::string, std::string> notes;
    for (const auto& [key, value] : table.notes)
        if (std::find(known.begin(), known.end(), key) != known.end() && !notes.emplace(key, value).second)
            throw DataError(table.file, {}, fmt::format("\"# {}\" stands twice", key), "one would be left out",
                            "state it once");
    return notes;
}

ExposureUnit unit_of(const PlainCsv& table, const std::map<std::string, std::string>& notes) {
    const auto refuse = [&](const std::string& what, const std::string& what_to_do) {
        throw DataError(table.file, {}, what, "exposures mean nothing without it", what_to_do);
    };
    ExposureUnit unit;
    if (!notes.contains("unit"))
        refuse("the unit of exposure is not stated", "add a line \"# unit: hours\", MJ_per_m2 or blue_wool_step");
    unit.name = notes.at("unit");
    if (notes.contains("method")) unit.method = notes.at("method");
    if (notes.contains("behind_glass")) {
        const std::string& said = notes.at("behind_glass");
        if (said != "yes" && said != "no") refuse(fmt::format("behind_glass is \"{}\"", said), "yes or no");
        unit.behind_glass = said == "yes";
    }
    if (notes.contains("irradiance_W_per_m2")) {
        const std::string& said = notes.at("irradiance_W_per_m2");
        double value = 0;
        if (std::from_chars(said.data(), said.data() + said.size(), value).ptr != said.data() + said.size())
            refuse(fmt::format("irradiance_W_per_m2 is \"{}\"", said), "a number");
        unit.irradiance_W_per_m2 = value;
    }
    try {
        unit.validate();
    } catch (const DomainError& error) {
        refuse(error.what(), "mend the line above the table");
    }
    return unit;
}

Measurement lab_reading(const PlainCsv& table, std::size_t row, const std::map<std::string, std::string>& notes) {
    if (!notes.contains("illuminant") || !notes.contains("observer"))
        table.refuse(row, "Lab without its light", "add lines \"# illuminant: D65\" and \"# observer: 10\"");
    Measurement m;
    m.name = table.text(row, "ink");
    m.file = table.file;
    m.lab = Lab{table.number(row, "l"), table.number(row, "a"), table.number(row, "b")};
    m.illuminant = illuminant_from(notes.at("illuminant"));
    m.observer = observer_from(notes.at("observer"));
    if (notes.contains("geometry")) m.geometry = geometry_from(notes.at("geometry"));
    return m;
}

std::vector<Measurement> film_readings(const PlainCsv& table, std::size_t row) {
    const std::string& name = table.text(row, "file");
    if (name.empty()) table.refuse(row, "no file", "name the readings of that film");
    const std::string folder = std::filesystem::path(table.file).parent_path().string();
    const auto path = file_in_folder(folder.empty() ? "." : folder, name);
    if (!path) table.refuse(row, fmt::format("there is no file {}", name), "files are looked for beside the series");
    return readings_of_one_geometry(read_measurements(*path)).readings;
}

} // namespace

ExposureSeries read_exposure_series(const std::string& path) {
    static constexpr InputKind kind{"the exposure series", input_kinds::megabyte,
                                    "a thousand films take 50 kB: this is another kind of file"};
    const PlainCsv table = parse_plain_csv(read_input_file(path, kind), path, {"ink", "exposure"}, {"file", "l", "a", "b"});
    const bool has_lab = table.has("l") && table.has("a") && table.has("b"), has_files = table.has("file");
    if (has_lab == has_files)
        throw DataError(path, {}, has_lab ? "both file and l, a, b" : "neither file nor l, a, b",
                        "a film's colour must come from one of them", "give the column file, or the three columns l,a,b");
    const auto notes = series_notes(table);
    ExposureSeries series;
    series.unit = unit_of(table, notes);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const std::string& ink = table.text(i, "ink");
        if (ink.empty()) table.refuse(i, "no ink", "name the ink of each film");
        const double exposure = table.number(i, "exposure");
        if (has_lab)
            series.readings.push_back({ink, exposure, lab_reading(table, i, notes)});
        else
            for (Measurement& one : film_readings(table, i)) series.readings.push_back({ink, exposure, std::move(one)});
    }
    return series;
}

} // namespace undertone
