// TREEPOINT QTEX statistics (.mtf): a printed report. Blocks "nm 0 10 ... 90" hold ten percent values a line, three decimals each,
// often run together ("32.19039.240"); the first block is of the reference, the others of the samples named above them.

#include "cells/characters.hpp"
#include "cells/readings.hpp"
#include "formats.hpp"
#include "sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace undertone::io_detail {

namespace {

/// Numbers of exactly three decimals, with or without space between them.
std::vector<Cell> packed_numbers(const SourceText& source, int line_number, std::size_t from) {
    const std::string_view line = source.line(line_number);
    std::vector<Cell> out;
    for (std::size_t i = from; i < line.size();) {
        if (trimmed(line.substr(i, 1)).empty()) {
            ++i;
            continue;
        }
        const std::size_t start = i;
        if (line[i] == '-') ++i;
        while (i < line.size() && is_digit(line[i])) ++i;
        const bool mark = i < line.size() && (line[i] == '.' || line[i] == ',');
        const bool decimals =
            mark && i + 3 < line.size() && is_digit(line[i + 1]) && is_digit(line[i + 2]) && is_digit(line[i + 3]);
        const TextPosition at{line_number, source.column(line_number, start)};
        if (!decimals)
            source.refuse(at, fmt::format("\"{}\" is not a value with three decimals", trimmed(line.substr(start))),
                          "the numbers of this report run together, so their decimals must be counted",
                          "export the report again");
        i += 4;
        out.push_back({std::string(line.substr(start, i - start)), at});
    }
    return out;
}

class MtfReader {
public:
    explicit MtfReader(const SourceText& source) : source_(source) { table_.scale = Scale::percent; }

    std::vector<Measurement> read() {
        for (line_ = 1; line_ <= source_.line_count(); ++line_) {
            const std::string_view line = trimmed(source_.line(line_));
            if (starts_with_no_case(line, "nm ") && line.find("90") != line.npos) {
                read_block();
            } else if (starts_with_no_case(line, "No.")) {
                sample_header_ = source_.line(line_);
            } else if (const auto slash = line.find('/'); slash != line.npos && slash > 0 && slash < 5 &&
                                                          is_digit(line[0]) && slash + 1 < line.size() &&
                                                          is_digit(line[slash + 1])) {
                read_sample();
            } else if (const auto colon = line.find(':'); colon != line.npos) {
                read_key(line, colon);
            }
        }
        if (table_.readings.empty())
            source_.refuse({1, 1}, "no block of reflectance (\"nm 0 10 20 ...\") was found",
                           "the report holds colour differences only, and no measurement",
                           "print it again with reflectance values");
        for (Reading& reading : table_.readings)
            for (const auto& [key, value] : summary_) reading.measurement.metadata.emplace(key, value);
        return finish_readings(source_, std::move(table_));
    }

private:
    void read_key(std::string_view line, std::size_t colon) {
        std::string_view key = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
        if (starts_with_no_case(key, "Reference")) { // "Reference : ID   :STD"
            const auto second = value.find(':');
            if (second == value.npos) return;
            key = "ID";
            value = trimmed(value.substr(second + 1));
        }
        if (starts_with_no_case(key, "Total summary, light used")) { // "light used :F2     Formula used :CMC 2:1"
            summary_["illuminant_of_differences"] = std::string(trimmed(value.substr(0, value.find("  "))));
            if (const auto at = value.find("Formula used :"); at != value.npos)
                summary_["tolerance"] = value.substr(at + 14);
            return;
        }
        if (value.empty() || value.find_first_not_of('-') == value.npos || !table_.readings.empty()) return;
        if (key == "Name" || key == "Designation") {
            next_.name = value;
        } else if (key == "Date") {
            next_.date = value;
        } else if (key == "Status") { // "CM3700d/Reflexion/Black-White calibration/SCI/14.8.2003/N:1/UV:401"
            if (const auto maker = trimmed(value.substr(0, value.find('/'))); maker.find_first_not_of('-') != maker.npos)
                next_.instrument = maker;
            next_.geometry = geometry_in(value);
            next_.metadata["status"] = value;
        } else if (key == "ID" || key == "Description") {
            next_.metadata[lower(key)] = value;
        }
    }

    /// "1/1   RS-20307  MIDNIGHT            0.76    0.71 ...", in the columns of the header above it.
    void read_sample() {
        const Measurement reference = next_;
        next_ = {};
        next_.instrument = reference.instrument;
        next_.geometry = reference.geometry;
        next_.metadata = reference.metadata;
        next_.metadata.erase("id");
        next_.metadata.erase("description");
        if (!reference.name.empty() && next_.metadata.find("standard") == next_.metadata.end())
            next_.metadata["standard"] = reference.name;
        const std::string_view line = source_.line(line_);
        const auto column = [&](std::string_view title) { return std::min(sample_header_.find(title), line.size()); };
        const std::size_t end = column("dE"), designation = column("Designation"),
                          name = std::min(column("Name"), designation);
        if (name < end) next_.name = trimmed(line.substr(name, end - name));
        if (const std::size_t id = column("ID"); id < name) {
            const auto text = trimmed(line.substr(id, name - id));
            if (!text.empty()) next_.metadata["id"] = text;
            if (next_.name.empty()) next_.name = text;
        }
        sample_ = true;
    }

    void read_block() {
        Reading reading;
        reading.measurement = next_;
        reading.measurement.file = source_.file();
        reading.measurement.metadata["role"] = sample_ ? "sample" : "reference";
        if (reading.measurement.name.empty())
            reading.measurement.name =
                fmt::format("{} {}", std::filesystem::path(source_.file()).stem().string(), table_.readings.size() + 1);
        for (; line_ < source_.line_count(); ++line_) {
            const std::string_view next = source_.line(line_ + 1), text = trimmed(next);
            const auto lead = text.empty() ? 0 : static_cast<std::size_t>(text.data() - next.data());
            if (text.size() < 4 || !is_digit(text[0]) || text.substr(1, 2) != "00" || !trimmed(text.substr(3, 1)).empty())
                break;
            const double hundred = 100.0 * (text[0] - '0');
            std::vector<Cell> cells = packed_numbers(source_, line_ + 1, lead + 3);
            const TextPosition at{line_ + 1, source_.column(line_ + 1, lead)};
            const bool gap = !reading.bands.empty() && reading.bands.back().nm + 10 != hundred; // the line before was short
            if (cells.size() > 10 || cells.empty() || gap)
                source_.refuse(at,
                               gap ? fmt::format("before {:g} nm values are missing", hundred)
                                   : fmt::format("the line of {:g} nm holds {} values", hundred, cells.size()),
                               "a line of this report holds ten values, fewer only at the ends of the range",
                               "export it again");
            // the first line ends at 90, the last one starts at 0
            const std::size_t shift = reading.bands.empty() ? 10 - cells.size() : 0;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const double nm = hundred + 10.0 * static_cast<double>(i + shift);
                reading.bands.push_back({nm, cells[i].at, std::move(cells[i])});
            }
        }
        // the report prints 0.000 for what the instrument did not measure
        const auto is_zero = [](const BandCell& band) {
            return band.cell.text.find_first_of("123456789") == std::string::npos;
        };
        auto& bands = reading.bands;
        bands.erase(std::find_if_not(bands.rbegin(), bands.rend(), is_zero).base(), bands.end());
        bands.erase(bands.begin(), std::find_if_not(bands.begin(), bands.end(), is_zero));
        table_.readings.push_back(std::move(reading));
    }

    const SourceText& source_;
    int line_ = 1;
    ReadingTable table_;
    Measurement next_; // what was said above the next block
    std::string sample_header_;
    std::map<std::string, std::string> summary_;
    bool sample_ = false;
};

} // namespace

std::vector<Measurement> read_mtf(const SourceText& source) { return MtfReader(source).read(); }

} // namespace undertone::io_detail
