// Datacolor QTX: [STANDARD_DATA n] and [BATCH_DATA n] sections. Reflectance is in percent on a stated, even grid; XYZ beside it
// is of a stated illuminant in some files, of an unknown one in most.

#include "cells/number.hpp"
#include "cells/quantity.hpp"
#include "cells/readings.hpp"
#include "formats.hpp"
#include "sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace undertone::io_detail {

namespace {

/// Unix seconds as "2002-06-06T14:20:19Z" (days to date: Howard Hinnant, chrono-compatible date algorithms, 2013).
std::string utc_date(const std::string& seconds_text) {
    long long seconds = 0;
    const auto [rest, code] = std::from_chars(seconds_text.data(), seconds_text.data() + seconds_text.size(), seconds);
    constexpr long long year_2200 = 7'258'118'400;
    if (code != std::errc{} || rest != seconds_text.data() + seconds_text.size() || seconds <= 0 || seconds > year_2200)
        return "";
    const long long days = seconds / 86400 + 719468, era = days / 146097, day_of_era = days % 146097;
    const long long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const long long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const long long m = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * m + 2) / 5 + 1;
    const long long month = m < 10 ? m + 3 : m - 9, year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    const long long rest_s = seconds % 86400;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, day, rest_s / 3600, rest_s / 60 % 60,
                       rest_s % 60);
}

/// "Instrument Name: Spectraflash 600,Manufacture:Datacolor,...,Geometry:d/8?Specular component:I ,..."
void read_device(const std::string& text, Measurement& m) {
    const auto value = [&](std::string_view key) {
        const auto at = text.find(key);
        if (at == text.npos) return std::string();
        const std::size_t start = at + key.size();
        return std::string(trimmed(std::string_view(text).substr(start, text.find_first_of(",?", start) - start)));
    };
    const std::string name = value("Instrument Name:"), maker = value("Manufacture:");
    if (!name.empty()) m.instrument = maker.empty() ? name : maker + " " + name;
    const std::string specular = value("Specular component:");
    if (m.geometry.empty() && (specular == "I" || specular == "E")) m.geometry = specular == "I" ? "8/d SCI" : "8/d SCE";
}

class QtxReader {
public:
    explicit QtxReader(const SourceText& source) : source_(source) { table_.scale = Scale::percent; }

    std::vector<Measurement> read() {
        int without = 0;
        TextPosition first;
        for (const Section& whole : sections_of(source_, "=,"))
            for (const Section& section : records_of(whole)) {
                const bool standard = holds(section, "STD_"), batch = holds(section, "BAT_");
                if (!standard && !batch && section.name != "STANDARD_DATA" && section.name != "BATCH_DATA") continue;
                if (first.line == 0) first = section.at;
                bool read = standard && read_section(section, "STD_");
                read = (batch && read_section(section, "BAT_")) || read;
                if (!read) ++without;
            }
        if (table_.readings.empty())
            source_.refuse(first, "no standard or batch holds reflectance or a colour whose illuminant is named",
                           "a QTX file lists reflectance after STD_R or BAT_R, or XYZ with STD_CORD_ILLUM",
                           "export it again with spectral data");
        if (without > 0)
            table_.diagnostics.push_back({Severity::warning, "records_without_values",
                                          fmt::format("{} records hold no values and were left out", without)});
        return finish_readings(source_, std::move(table_));
    }

private:
    /// Does the section describe a measurement of its own of this kind? A batch names its standard, and no more of it.
    static bool holds(const Section& section, const std::string& prefix) {
        return std::any_of(section.entries.begin(), section.entries.end(), [&](const Entry& entry) {
            return entry.key.starts_with(prefix) && entry.key != prefix + "NAME";
        });
    }

    /// One record per section; where a file has no sections, a key that comes again starts the next.
    static std::vector<Section> records_of(const Section& section) {
        std::vector<Section> out(1);
        out.back().name = section.name;
        out.back().at = section.at;
        for (const Entry& entry : section.entries) {
            if (section.name.empty() && out.back().find(entry.key)) out.push_back({section.name, entry.at, {}});
            out.back().entries.push_back(entry);
        }
        return out;
    }

    bool read_section(const Section& section, const std::string& prefix) {
        Reading reading;
        Measurement& m = reading.measurement;
        m.file = source_.file();
        m.metadata["role"] = prefix == "STD_" ? "standard" : "batch";
        m.name = section.text(prefix + "NAME");
        if (m.name.empty()) m.name = section.text("STD_NAME");
        if (m.name.empty()) m.name = fmt::format("{} {}", m.metadata["role"], table_.readings.size() + 1);
        if (prefix == "BAT_" && !section.text("STD_NAME").empty()) m.metadata["standard"] = section.text("STD_NAME");
        const std::string viewing = section.text(prefix + "VIEWING");
        // "%R SAV SCE": %T, ABS and K/S stand in the same place
        const Quantity named = quantity_of_title(viewing.substr(0, viewing.find_first_of(" ,;")));
        if (!named.other.empty())
            source_.refuse(section.find(prefix + "VIEWING")->at, fmt::format("{}VIEWING is \"{}\"", prefix, viewing),
                           fmt::format("that is {}, not reflectance", named.other), "export reflectance (%R)");
        m.geometry = geometry_in(viewing);
        if (m.geometry.empty()) m.geometry = specular_mode_in(viewing);
        for (const char* aperture : {"XUSAV", "USAV", "SAV", "MAV", "LAV"})
            if (viewing.find(aperture) != viewing.npos) {
                m.metadata["aperture"] = aperture;
                break;
            }
        read_device(section.text(prefix + "MEASDLL_PARAMS"), m);
        m.date = utc_date(section.text(prefix + "DATETIME"));
        const std::string light = section.text(prefix + "CORD_ILLUM");
        m.illuminant = illuminant_in(light);
        m.observer = observer_in(light);
        keep_the_rest(section, prefix, m);

        read_bands(section, prefix, reading);
        if (!m.illuminant.empty() && !m.observer.empty()) reading.xyz = xyz_cells(section, prefix);
        if (reading.bands.empty() && !reading.xyz) return false;
        table_.readings.push_back(std::move(reading));
        return true;
    }

    static void keep_the_rest(const Section& section, const std::string& prefix, Measurement& m) {
        for (const Entry& entry : section.entries) {
            bool used = entry.key == "STD_NAME";
            for (const char* key : {"NAME", "R", "REFLPOINTS", "REFLINTERVAL", "REFLLOW"})
                used = used || entry.key == prefix + key;
            if (!used && !entry.text().empty()) m.metadata.emplace(entry.key, entry.text());
        }
    }

    static std::optional<std::array<Cell, 3>> xyz_cells(const Section& section, const std::string& prefix) {
        std::array<Cell, 3> out;
        for (std::size_t i = 0; i < 3; ++i) {
            const Entry* entry = section.find(prefix + "XYZ"[i]);
            if (!entry || entry->text().empty()) return {};
            out[i] = {entry->text(), entry->pieces.front().at};
        }
        return out;
    }

    double stated(const Section& section, const std::string& key, const Entry& values) const {
        const Entry* entry = section.find(key);
        const Number number = parse_number(entry ? entry->text() : "");
        if (number.kind != Number::Kind::number)
            source_.refuse(entry ? entry->at : values.at,
                           entry ? fmt::format("{} is \"{}\", not a number", key, entry->text())
                                 : fmt::format("{} is missing beside {}", key, values.key),
                           "without the first wavelength, the step and the number of points the values have no wavelengths",
                           "export the file again");
        return number.value;
    }

    void read_bands(const Section& section, const std::string& prefix, Reading& reading) const {
        const Entry* values = section.find(prefix + "R");
        if (!values || values->text().empty()) return;
        const double low = stated(section, prefix + "REFLLOW", *values),
                     step = stated(section, prefix + "REFLINTERVAL", *values),
                     points = stated(section, prefix + "REFLPOINTS", *values);
        if (!(low >= 200 && low <= 1000 && step > 0 && step <= 100))
            source_.refuse(section.find(prefix + "REFLLOW")->at,
                           fmt::format("the wavelengths start at {:g} nm in steps of {:g} nm", low, step),
                           "a spectrum of visible light starts between 200 and 1000 nm, in steps of at most 100 nm",
                           "export the file again");
        // a decimal comma looks like the commas between values, so semicolons may stand between them
        const bool semicolons = values->text().find(';') != std::string::npos;
        std::vector<Cell> cells = values->cells(semicolons ? ";" : ",");
        if (static_cast<double>(cells.size()) > points &&
            points >= 1) { // the writer's buffer held more of an earlier record
            reading.measurement.diagnostics.push_back(
                {Severity::warning, "extra_values",
                 fmt::format("{} holds {} values, the file says {:g}: those after the last wavelength were left out",
                             values->key, cells.size(), points)});
            cells.resize(static_cast<std::size_t>(points));
        }
        if (static_cast<double>(cells.size()) != points)
            source_.refuse(
                values->at,
                fmt::format("{} has {} values where {}REFLPOINTS says {:g}", values->key, cells.size(), prefix, points),
                "values cannot be given to wavelengths; the file may have been cut off", "export the file again");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const TextPosition at = cells[i].at;
            reading.bands.push_back({low + step * static_cast<double>(i), at, std::move(cells[i])});
        }
    }

    const SourceText& source_;
    ReadingTable table_;
};

} // namespace

std::vector<Measurement> read_qtx(const SourceText& source) { return QtxReader(source).read(); }

} // namespace undertone::io_detail
