// CSV as people really save it: see io/read_measurements.hpp.

#include "formats.hpp"
#include "metadata_keys.hpp"
#include "number.hpp"
#include "readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace undertone::io_detail {

namespace {

struct Row {
    int line = 0;
    TextPosition end;        // just after its last character: where a missing cell would stand
    std::vector<Cell> cells; // trailing empty ones removed
};

constexpr char any_space = ' ';

bool is_comment(std::string_view line) {
    line = trimmed(line);
    return line.starts_with('#') || line.starts_with("//");
}

/// Finds `delimiter` outside quotes; for any_space, runs of spaces.
std::vector<std::pair<std::size_t, std::size_t>> cell_ranges(std::string_view line, char delimiter) {
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    std::size_t i = 0;
    if (delimiter == any_space)
        while (i < line.size() && line[i] == ' ') ++i;
    std::size_t start = i;
    bool quoted = false, at_start = true;
    for (; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted) {
            if (c == '"') quoted = false; // a doubled quote opens again at once
        } else if (c == '"' && (at_start || (i > start && line[i - 1] == '"'))) {
            quoted = true;
        } else if (c == delimiter) {
            ranges.emplace_back(start, i);
            if (delimiter == any_space)
                while (i + 1 < line.size() && line[i + 1] == ' ') ++i;
            start = i + 1;
            at_start = true;
            continue;
        }
        if (c != ' ') at_start = false;
    }
    ranges.emplace_back(start, line.size());
    return ranges;
}

/// The delimiter under which most lines have the same number of cells, more than one.
char find_delimiter(const SourceText& source) {
    constexpr int lines_to_look_at = 2000;
    char best = any_space;
    int best_lines = 0;
    for (const char candidate : {'\t', ';', ','}) {
        std::map<std::size_t, int> lines_by_count;
        for (int n = 1; n <= std::min(source.line_count(), lines_to_look_at); ++n)
            if (!is_comment(source.line(n)))
                if (const std::size_t count = cell_ranges(source.line(n), candidate).size(); count > 1)
                    ++lines_by_count[count];
        int most = 0;
        for (const auto& [count, lines] : lines_by_count) most = std::max(most, lines);
        if (most > best_lines) {
            best = candidate;
            best_lines = most;
        }
    }
    return best;
}

Row split_row(const SourceText& source, int line_number, char delimiter) {
    const std::string_view line = source.line(line_number);
    Row row{line_number, {line_number, source.column(line_number, line.size())}, {}};
    for (auto [start, end] : cell_ranges(line, delimiter)) {
        std::string_view text = line.substr(start, end - start);
        start += static_cast<std::size_t>(trimmed(text).empty() ? 0 : trimmed(text).data() - text.data());
        text = trimmed(text);
        const TextPosition at{line_number, source.column(line_number, start)};
        std::string value(text);
        if (text.starts_with('"')) {
            if (text.size() < 2 || !text.ends_with('"'))
                source.refuse(at, "a quotation mark opens here and is not closed on this line",
                              "the cells after it cannot be told apart", "close the quotation mark or remove it");
            value.clear();
            for (std::size_t i = 1; i + 1 < text.size(); ++i) {
                value += text[i];
                if (text[i] == '"' && i + 2 < text.size() && text[i + 1] == '"') ++i;
            }
            if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
                value = value.substr(1, value.size() - 2); // quoted twice
            if (value == "\"") value.clear();
        }
        row.cells.push_back({std::string(trimmed(value)), at});
    }
    while (!row.cells.empty() && row.cells.back().text.empty()) row.cells.pop_back();
    return row;
}

const std::string& text_of(const Row& row, std::size_t column) {
    static const std::string empty;
    return column < row.cells.size() ? row.cells[column].text : empty;
}

bool is_wavelength_cell(const std::string& text) { return wavelength_label(text).has_value(); }

bool is_number(const std::string& text) {
    const auto kind = parse_number(text).kind;
    return kind == Number::Kind::number || kind == Number::Kind::missing;
}

class CsvReader {
public:
    explicit CsvReader(const SourceText& source) : source_(source), delimiter_(find_delimiter(source)) {
        for (int n = 1; n <= source.line_count(); ++n) {
            const std::string_view line = trimmed(source.line(n));
            if (line.empty()) continue;
            if (is_comment(line)) {
                read_comment(line);
                continue;
            }
            if (Row row = split_row(source, n, delimiter_); !row.cells.empty()) rows_.push_back(std::move(row));
        }
    }

    std::vector<Measurement> read() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (const auto column = long_header(i)) return read_long(i, *column, i + 1);
            if (is_wide_header(rows_[i])) return read_wide(i);
            if (starts_bare_long(i)) return read_long(previous_is_header(i) ? i - 1 : npos, 0, i);
            read_preamble(rows_[i]);
        }
        const auto widest = std::max_element(rows_.begin(), rows_.end(),
                                             [](const Row& a, const Row& b) { return a.cells.size() < b.cells.size(); });
        source_.refuse(widest == rows_.end() ? TextPosition{} : TextPosition{widest->line, 1},
                       "no wavelengths and no L*, a*, b* columns were found, here or anywhere",
                       "a table needs a row of wavelengths (380, 390, ...), a column of wavelengths, or columns L*, a*, b*",
                       "export spectral reflectance or L*, a*, b* with its column names");
    }

private:
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    // ---- lines above the table ---------------------------------------------------------------------------------

    void read_comment(std::string_view line) {
        line.remove_prefix(std::min(line.size(), line.find_first_not_of("#/ \t")));
        if (const auto colon = line.find(':'); colon != line.npos) set(line.substr(0, colon), line.substr(colon + 1));
    }

    void read_preamble(const Row& row) {
        if (row.cells.size() == 2) {
            std::string key = row.cells[0].text;
            while (key.ends_with(':') || key.ends_with('=')) key.pop_back();
            if (!key.empty() && !is_number(key)) return set(key, row.cells[1].text);
        }
        if (row.cells.size() == 1) {
            const std::string& text = row.cells[0].text;
            if (const auto mark = text.find_first_of(":="); mark != text.npos && mark > 0)
                return set(text.substr(0, mark), text.substr(mark + 1));
        }
        ++skipped_lines_;
    }

    void set(std::string_view key, std::string_view value) {
        if (field_of(key) == Field::unit)
            table_.scale = scale_in(value);
        else
            set_column(common_, key, value);
    }

    /// A key that our writer made holds metadata, whatever its name means elsewhere.
    static void set_column(Measurement& m, std::string_view key, std::string_view value) {
        value = trimmed(value);
        if (!trimmed(key).starts_with(metadata_mark))
            set_field(m, key, value);
        else if (!value.empty())
            m.metadata[decoded_key(trimmed(key).substr(std::string_view(metadata_mark).size()))] = decoded_value(value);
    }

    // ---- which kind of table starts in row i -------------------------------------------------------------------

    /// The column of wavelengths under a header that names it.
    std::optional<std::size_t> long_header(std::size_t i) const {
        const Row& header = rows_[i];
        if (header.cells.size() < 2 || i + 1 >= rows_.size()) return {};
        for (std::size_t c = 0; c < header.cells.size(); ++c)
            if (is_wavelength_word(header.cells[c].text))
                for (std::size_t next = i + 1; next < std::min(i + 3, rows_.size());
                     ++next) // a row of units may stand between
                    if (is_wavelength_cell(text_of(rows_[next], c))) return c;
        return {};
    }

    static bool is_wide_header(const Row& row) {
        std::size_t wavelengths = 0, l = 0, a = 0, b = 0, x = 0, y = 0, z = 0, words = 0;
        for (const Cell& cell : row.cells) {
            if (is_wavelength_cell(cell.text)) {
                ++wavelengths;
                continue;
            }
            if (!cell.text.empty() && !is_number(cell.text)) ++words;
            switch (field_of(cell.text)) {
            case Field::lab_l: ++l; break;
            case Field::lab_a: ++a; break;
            case Field::lab_b: ++b; break;
            case Field::xyz_x: ++x; break;
            case Field::xyz_y: ++y; break;
            case Field::xyz_z: ++z; break;
            default: break;
            }
        }
        return wavelengths >= 3 || (l && a && b) || (x && y && z && words == row.cells.size());
    }

    bool is_bare_long_row(std::size_t i) const {
        if (i >= rows_.size() || rows_[i].cells.size() < 2) return false;
        const auto& cells = rows_[i].cells;
        return is_wavelength_cell(cells[0].text) && is_number(cells[1].text) && !is_wavelength_cell(cells[1].text);
    }
    bool starts_bare_long(std::size_t i) const { return is_bare_long_row(i) && is_bare_long_row(i + 1); }

    /// Was the row above a bare table of wavelengths its header after all?
    bool previous_is_header(std::size_t i) const {
        if (i == 0 || rows_[i - 1].cells.size() != rows_[i].cells.size() || rows_[i - 1].line + 1 != rows_[i].line)
            return false;
        return field_of(rows_[i - 1].cells[0].text) == Field::other || rows_[i].cells.size() > 2;
    }

    // ---- tables ------------------------------------------------------------------------------------------------

    std::string stem() const { return std::filesystem::path(source_.file()).stem().string(); }

    /// Bad rows are often the end of a file that was cut off, or a decimal comma taken for a separator.
    [[noreturn]] void refuse_ragged(const Row& row, std::size_t expected) const {
        const bool last = &row == &rows_.back();
        const std::size_t found = row.cells.size();
        const bool comma = delimiter_ == ',' && found > expected && found + 1 >= 2 * expected - 1;
        source_.refuse({row.line, found > expected ? row.cells[expected].at.column : row.cells.back().at.column},
                       fmt::format("this row has {} cells where the header names {}", found, expected),
                       comma ? "the numbers seem to have a decimal comma, and the comma also separates the cells"
                       : last
                           ? "values cannot be given to wavelengths; it is the last row, so the file may have been cut off"
                           : "values cannot be given to wavelengths",
                       comma  ? "save the table with semicolons or tabs between the cells"
                       : last ? "export the file again"
                              : "correct the row: every reading needs a value for every wavelength");
    }

    std::vector<Measurement> read_long(std::size_t header_row, std::size_t nm_column, std::size_t first_row) {
        const Row* header = header_row == npos ? nullptr : &rows_[header_row];
        if (!is_wavelength_cell(text_of(rows_[first_row], nm_column))) { // a row of units
            for (const Cell& cell : rows_[first_row].cells) hint(scale_of_header(cell.text));
            ++first_row;
        }
        std::size_t columns = header ? header->cells.size() : 0;
        if (!header)
            for (std::size_t r = first_row; r < rows_.size(); ++r) columns = std::max(columns, rows_[r].cells.size());

        std::vector<std::size_t> reading_columns;
        for (std::size_t c = 0; c < columns; ++c) {
            if (c == nm_column) continue;
            const bool used = std::any_of(rows_.begin() + static_cast<std::ptrdiff_t>(first_row), rows_.end(),
                                          [&](const Row& row) { return !text_of(row, c).empty(); });
            if (used) reading_columns.push_back(c);
            if (header) hint(scale_of_header(text_of(*header, c)));
        }
        if (reading_columns.empty())
            source_.refuse({rows_[first_row].line, 1}, "there are wavelengths but no values beside them",
                           "a reading needs one value per wavelength", "export the reflectance too");

        for (const std::size_t c : reading_columns) {
            Reading reading;
            reading.measurement = common_;
            const std::string column_name = header ? text_of(*header, c) : "";
            if (const std::string geometry = geometry_in(column_name); !geometry.empty())
                reading.measurement.geometry = geometry;
            reading.measurement.name = long_name(column_name, c, reading_columns.size());
            table_.readings.push_back(std::move(reading));
        }
        for (std::size_t r = first_row; r < rows_.size(); ++r) {
            const Row& row = rows_[r];
            const auto nm = wavelength_label(text_of(row, nm_column));
            const Cell nm_cell = nm_column < row.cells.size() ? row.cells[nm_column] : row.cells.front();
            if (!nm)
                source_.refuse(nm_cell.at, fmt::format("\"{}\" is not a wavelength", nm_cell.text),
                               "each row of this table starts with a wavelength between 200 and 2500 nm",
                               "correct or delete the row");
            if (row.cells.size() > columns) refuse_ragged(row, columns);
            // Only the last row, when short, is likely to be a torn one; cells missing above are named by their wavelength.
            if (r + 1 == rows_.size() && row.cells.size() <= reading_columns.back() && r > first_row &&
                rows_[r - 1].cells.size() > reading_columns.back())
                refuse_ragged(row, columns);
            for (std::size_t k = 0; k < reading_columns.size(); ++k) {
                const std::size_t c = reading_columns[k];
                const Cell cell = c < row.cells.size() ? row.cells[c] : Cell{"", row.end};
                table_.readings[k].bands.push_back({nm->nm, nm_cell.at, cell});
            }
        }
        return finish();
    }

    std::string long_name(const std::string& column_name, std::size_t column, std::size_t readings) const {
        const std::string& title = common_.name;
        if (readings == 1) {
            if (!title.empty()) return title;
            const std::string key = squeezed(column_name);
            const bool says_nothing = key.empty() || key == "r" || key == "reflectance" || key == "value" ||
                                      key == "reflectancefactor" || key == "rpercent" || key == "data";
            return says_nothing ? stem() : column_name;
        }
        const std::string own = column_name.empty() ? fmt::format("column {}", column + 1) : column_name;
        return title.empty() ? own : fmt::format("{} ({})", title, own);
    }

    struct WideColumns {
        std::vector<std::pair<std::size_t, WavelengthLabel>> wavelengths;
        std::map<Field, std::size_t> fields; // the first column of each meaning
        std::vector<std::size_t> others;
        std::set<std::string> groups; // "" , or "SCE" and "SCI" side by side
        std::size_t last_needed = 0;
    };

    WideColumns wide_columns(const Row& header) {
        WideColumns found;
        for (std::size_t c = 0; c < header.cells.size(); ++c) {
            const std::string& label = header.cells[c].text;
            if (const auto wavelength = wavelength_label(label)) {
                found.wavelengths.emplace_back(c, *wavelength);
                found.groups.insert(wavelength->group);
                hint(wavelength->scale);
                continue;
            }
            const Field field = field_of(label);
            if (field == Field::other || !found.fields.emplace(field, c).second) found.others.push_back(c);
            if (field == Field::lab_l || field == Field::xyz_x) {
                if (const auto light = illuminant_in(bracketed(label)); !light.empty()) common_.illuminant = light;
                if (const auto eye = observer_in(bracketed(label)); !eye.empty()) common_.observer = eye;
            }
        }
        for (const auto& [c, label] : found.wavelengths) found.last_needed = std::max(found.last_needed, c);
        for (const Field field : {Field::lab_l, Field::lab_a, Field::lab_b})
            if (found.fields.count(field)) found.last_needed = std::max(found.last_needed, found.fields.at(field));
        return found;
    }

    static std::optional<std::array<Cell, 3>> three(const WideColumns& columns, const Row& row,
                                                    const std::array<Field, 3>& fields) {
        std::array<Cell, 3> cells;
        bool any = false;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto column = columns.fields.find(fields[i]);
            if (column == columns.fields.end()) return {};
            cells[i] = column->second < row.cells.size() ? row.cells[column->second] : Cell{"", row.end};
            any = any || !cells[i].text.empty();
        }
        return any ? std::optional(cells) : std::nullopt;
    }

    std::vector<Measurement> read_wide(std::size_t header_row) {
        const Row& header = rows_[header_row];
        const WideColumns columns = wide_columns(header);
        int without_values = 0;
        for (std::size_t r = header_row + 1; r < rows_.size(); ++r) {
            const Row& row = rows_[r];
            if (row.cells.size() > header.cells.size()) refuse_ragged(row, header.cells.size());
            Reading reading;
            reading.measurement = common_;
            for (const auto& [field, c] : columns.fields)
                if (field >= Field::illuminant && field != Field::unit)
                    set_field(reading.measurement, header.cells[c].text, text_of(row, c));
            for (const std::size_t c : columns.others)
                if (!header.cells[c].text.empty()) set_column(reading.measurement, header.cells[c].text, text_of(row, c));
            reading.measurement.name = wide_name(columns, row, r - header_row);
            reading.lab = three(columns, row, {Field::lab_l, Field::lab_a, Field::lab_b});
            reading.xyz = three(columns, row, {Field::xyz_x, Field::xyz_y, Field::xyz_z});

            const bool has_spectrum = std::any_of(columns.wavelengths.begin(), columns.wavelengths.end(),
                                                  [&](const auto& w) { return !text_of(row, w.first).empty(); });
            if (!has_spectrum && !reading.lab && !(reading.xyz && columns.wavelengths.empty())) {
                ++without_values;
                continue;
            }
            if (!has_spectrum) {
                table_.readings.push_back(std::move(reading));
                continue;
            }
            if (row.cells.size() <= columns.last_needed && r + 1 == rows_.size()) refuse_ragged(row, header.cells.size());
            for (const std::string& group : columns.groups) {
                Reading one = reading;
                for (const auto& [c, label] : columns.wavelengths) {
                    if (label.group != group) continue;
                    const Cell cell = c < row.cells.size() ? row.cells[c] : Cell{"", row.end};
                    one.bands.push_back({label.nm, header.cells[c].at, cell});
                }
                if (!group.empty()) one.measurement.geometry = "8/d " + group;
                if (columns.groups.size() > 1) one.measurement.name += " " + group;
                table_.readings.push_back(std::move(one));
            }
        }
        if (table_.readings.empty())
            source_.refuse({header.line, 1}, "there is a header but no row of values below it",
                           "there is no measurement to read", "export the file again");
        if (without_values > 0)
            table_.diagnostics.push_back({Severity::warning, "rows_without_values",
                                          fmt::format("{} rows hold no values and were left out", without_values)});
        return finish();
    }

    std::string wide_name(const WideColumns& columns, const Row& row, std::size_t number) const {
        for (const Field field : {Field::name, Field::id})
            if (const auto column = columns.fields.find(field); column != columns.fields.end())
                if (const std::string& text = text_of(row, column->second); !text.empty()) return text;
        for (const std::size_t c : columns.others) // a first column with no title often holds names
            if (c == 0 && rows_.front().cells.size() > 1 && !text_of(row, c).empty() && !is_number(text_of(row, c)))
                return text_of(row, c);
        const std::string title = common_.name.empty() ? stem() : common_.name;
        return rows_.back().line == row.line && number == 1 ? title : fmt::format("{} {}", title, number);
    }

    void hint(Scale scale) {
        if (table_.scale == Scale::unstated) table_.scale = scale;
    }

    std::vector<Measurement> finish() {
        for (Reading& reading : table_.readings) reading.measurement.file = source_.file();
        if (skipped_lines_ > 0)
            table_.diagnostics.push_back(
                {Severity::info, "preamble_skipped",
                 fmt::format("{} lines above the table were not understood and left out", skipped_lines_)});
        return finish_readings(source_, std::move(table_));
    }

    const SourceText& source_;
    char delimiter_;
    std::vector<Row> rows_;
    Measurement common_; // what the lines above the table say
    ReadingTable table_;
    int skipped_lines_ = 0;
};

} // namespace

std::vector<Measurement> read_csv(const SourceText& source) { return CsvReader(source).read(); }

} // namespace undertone::io_detail
