// X-Rite ColorMaster exchange files. XTF: a line REFL=index`31 values` per angle, inside [STANDARD], [ALT STANDARD], [SAMPLE].
// MIF: the same in [MEASUREMENT] sections, as ANGL=angle 31 values, each below the standard or sample that it is of. Both are in
// percent from 400 to 700 nm, every 10 nm.

#include "cells/readings.hpp"
#include "formats.hpp"
#include "sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace undertone::io_detail {

namespace {

constexpr double first_nm = 400, step_nm = 10;
constexpr std::size_t points = 31;

/// Adds to what is there: notes, tags and tolerances come on several lines.
void keep(Measurement& m, const std::string& key, const std::string& value) {
    if (value.empty()) return;
    std::string& text = m.metadata[key];
    text += (text.empty() ? "" : " | ") + value;
}

/// What an angle of these instruments means: "In", "Ex", "45", or the aspecular angles of a multi-angle instrument.
void set_angle(Measurement& m, const std::string& angle, bool several_angles) {
    if (angle == "In" || angle == "Ex") {
        m.geometry = angle == "In" ? "8/d SCI" : "8/d SCE";
    } else if (angle == "45") {
        m.geometry = "45/0";
    } else {
        m.metadata["aspecular_angle_deg"] = angle;
        m.diagnostics.push_back({Severity::warning, "geometry_unsuited",
                                 fmt::format("taken {} degrees from the mirror's direction: of a multi-angle instrument's "
                                             "readings only the one at 45 can be compared with skin",
                                             angle)});
    }
    if (several_angles) m.name += " " + std::string(angle == "In" ? "SCI" : angle == "Ex" ? "SCE" : angle);
}

void add_bands(const SourceText& source, const Entry& entry, std::vector<Cell> cells, Reading& reading) {
    if (cells.size() != points)
        source.refuse(
            entry.at,
            fmt::format("{} of \"{}\" has {} values, not {}", entry.key, reading.measurement.name, cells.size(), points),
            "these files hold 31 values for 400 to 700 nm and do not name their wavelengths",
            "export the file again; it may have been cut off");
    for (std::size_t i = 0; i < points; ++i) {
        const TextPosition at = cells[i].at;
        reading.bands.push_back({first_nm + step_nm * static_cast<double>(i), at, std::move(cells[i])});
    }
}

std::string stem(const SourceText& source) { return std::filesystem::path(source.file()).stem().string(); }

std::vector<Measurement> finish(const SourceText& source, ReadingTable table, const char* what) {
    if (table.readings.empty())
        source.refuse({1, 1}, fmt::format("no standard or sample with reflectance ({}) was found", what),
                      "there is no measurement to read", "export the file again with spectral data");
    table.scale = Scale::percent;
    return finish_readings(source, std::move(table));
}

// ---- XTF -----------------------------------------------------------------------------------------------------------

/// What the index before the values of REFL means, by the number of angles of the instrument.
std::string xtf_angle(const SourceText& source, int angles, const Cell& index) {
    static const std::vector<std::pair<int, std::vector<const char*>>> meanings = {
        {1, {"45"}}, {2, {"In", "Ex"}}, {3, {"25", "45", "75"}}, {5, {"15", "25", "45", "75", "110"}}};
    for (const auto& [count, names] : meanings)
        if (count == angles)
            for (std::size_t i = 0; i < names.size(); ++i)
                if (index.text == std::to_string(i)) return names[i];
    source.refuse(index.at, fmt::format("REFL starts with \"{}\" in a file of {} angles", index.text, angles),
                  "1 angle (45/0), 2 (specular in, out), 3 or 5 are known, each numbered from 0",
                  "export the file again from the instrument's program");
}

} // namespace

std::vector<Measurement> read_xtf(const SourceText& source) {
    ReadingTable table;
    int angles = 2;
    std::string customer, standard;
    int samples = 0, unnamed = 0;
    for (const Section& section : sections_of(source)) {
        if (section.name == "FILE INFO") {
            const std::string text = section.text("ANGLES");
            if (!text.empty()) angles = text.size() == 1 ? text[0] - '0' : 0;
        }
        if (section.name == "CUSTOMER") {
            const Entry* entry = section.find("CUST");
            customer = entry && !entry->cells("`").empty() ? entry->cells("`").front().text : "";
        }
        const bool is_standard = section.name == "STANDARD", is_alternative = section.name == "ALT STANDARD",
                   is_sample = section.name == "SAMPLE";
        if (!is_standard && !is_alternative && !is_sample) continue;

        Measurement common;
        common.file = source.file();
        keep(common, "customer", customer);
        common.metadata["role"] = is_sample ? "sample" : is_standard ? "standard" : "alternative standard";
        const Entry* title = section.find(is_standard ? "STD" : is_alternative ? "ALT" : "SAMP");
        const std::vector<Cell> name = title ? title->cells("`") : std::vector<Cell>{};
        if (!name.empty()) common.name = name[0].text;
        if (name.size() > 1) keep(common, "description", name[1].text);
        if (name.size() > 3) keep(common, "date_code", name[2].text + " " + name[3].text);
        if (is_standard) {
            standard = common.name;
            samples = 0;
        } else {
            keep(common, "standard", standard);
            if (is_sample) ++samples;
        }
        if (common.name.empty())
            common.name = is_sample ? fmt::format("{} sample {}", standard.empty() ? stem(source) : standard, samples)
                                    : fmt::format("{} {}", stem(source), ++unnamed);
        for (const Entry& entry : section.entries) {
            if (entry.key == "TOL") keep(common, "tolerance", entry.text());
            if (entry.key == "NOTE") keep(common, "note", entry.text());
            if (entry.key == "MEAS") keep(common, "instrument_codes", entry.text());
            if (entry.key == "TAGS") {
                for (const Cell& tag : entry.cells("`")) {
                    keep(common, "tags", tag.text);
                    if (tag.text.starts_with("<XR>")) common.instrument = "X-Rite " + tag.text.substr(4);
                }
            }
        }
        for (const Entry& entry : section.entries) {
            if (entry.key != "REFL") continue;
            std::vector<Cell> cells = entry.cells("`");
            if (cells.empty()) continue;
            Reading reading;
            reading.measurement = common;
            set_angle(reading.measurement, xtf_angle(source, angles, cells.front()), angles > 1);
            cells.erase(cells.begin());
            add_bands(source, entry, std::move(cells), reading);
            table.readings.push_back(std::move(reading));
        }
    }
    return finish(source, std::move(table), "REFL=");
}

// ---- MIF -----------------------------------------------------------------------------------------------------------

std::vector<Measurement> read_mif(const SourceText& source) {
    ReadingTable table;
    Measurement common; // of the standard or sample above a measurement
    std::string customer, standard;
    int samples = 0;
    for (const Section& section : sections_of(source)) {
        if (section.name == "CUSTOMER") customer = section.text("COMP");
        if (section.name == "STANDARD" || section.name == "ALT STANDARD" || section.name == "SAMPLE") {
            const bool is_sample = section.name == "SAMPLE", is_standard = section.name == "STANDARD";
            common = {};
            common.file = source.file();
            keep(common, "customer", customer);
            common.metadata["role"] = is_sample ? "sample" : is_standard ? "standard" : "alternative standard";
            common.name = section.text("NAME");
            if (is_standard) {
                standard = common.name;
                samples = 0;
            } else {
                keep(common, "standard", standard);
            }
            if (is_sample) { // NAME is the standard's; LOT distinguishes samples
                ++samples;
                const std::string lot = section.text("LOT");
                common.name =
                    !lot.empty() ? lot : fmt::format("{} sample {}", common.name.empty() ? standard : common.name, samples);
            }
            keep(common, "description", section.text("DESC"));
            for (const Entry& entry : section.entries) {
                if (entry.key == "TOLR") keep(common, "tolerance", entry.text());
                if (entry.key == "NOTE") keep(common, "note", entry.text());
            }
        }
        if (section.name != "MEASUREMENT") continue;
        Measurement m = common;
        m.file = source.file();
        if (m.name.empty()) m.name = fmt::format("{} {}", stem(source), table.readings.size() + 1);
        if (const std::string code = section.text("INST"); !code.empty() && code != "0") m.instrument = "X-Rite " + code;
        keep(m, "aperture_code", section.text("APER"));
        keep(m, "readings_averaged", section.text("AVGS"));
        keep(m, "time_code", section.text("TIME"));
        for (const Entry& entry : section.entries)
            if (entry.key == "TAGS") keep(m, "tags", entry.text());
        const auto spectra =
            std::count_if(section.entries.begin(), section.entries.end(), [](const Entry& e) { return e.key == "ANGL"; });
        for (const Entry& entry : section.entries) {
            if (entry.key != "ANGL") continue;
            std::vector<Cell> cells = entry.cells(" \t");
            if (cells.empty()) continue;
            Reading reading;
            reading.measurement = m;
            set_angle(reading.measurement, cells.front().text, spectra > 1);
            cells.erase(cells.begin());
            add_bands(source, entry, std::move(cells), reading);
            table.readings.push_back(std::move(reading));
        }
    }
    return finish(source, std::move(table), "ANGL=");
}

} // namespace undertone::io_detail
