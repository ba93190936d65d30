// Tables with wavelengths below each other: one column of them and readings beside it, tidy tables that repeat it for each sample,
// and pairs of columns.

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/words.hpp"
#include "csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone::io_detail {

namespace {

constexpr std::size_t rows_of_titles = 6;

std::optional<double> number_in(const std::string& text) {
    const Number number = parse_number(text);
    return number.kind == Number::Kind::number ? std::optional(number.value) : std::nullopt;
}

/// A title that does not distinguish a reading from others: "R", "Reflectance (%)", "value", "%".
bool says_nothing(const std::string& title) {
    const std::vector<std::string> words = words_of(folded(title));
    return std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return quantity_of_title(word).reflectance ||
               has_word({word}, {"r",          "value",    "values",   "factor", "pct", "percent",  "data",
                                 "y",          "fraction", "spectral", "nm",     "um",  "angstrom", "unit",
                                 "wavelength", "wl",       "lambda",   "wave",   "x",   "measured", "relative"});
    });
}

/// What a title of wavelengths says beside that: "s1 nm" -> "s1".
std::string sample_in_wavelength_title(const std::string& title) {
    constexpr const char* between = " _()[]";
    std::string rest;
    for (std::size_t start = title.find_first_not_of(between); start != title.npos;) {
        const std::size_t end = std::min(title.find_first_of(between, start), title.size());
        const std::string word = title.substr(start, end - start);
        if (!is_wavelength_word(word)) rest += (rest.empty() ? "" : " ") + word;
        start = title.find_first_not_of(between, end);
    }
    return rest;
}

} // namespace

// ---- where the table is --------------------------------------------------------------------------------------------

/// Do the cells of this column, from row `first` on, rise or fall throughout and reach across the visible?
bool CsvReader::spans_visible(std::size_t column, std::size_t first, const WavelengthUnit& unit,
                              std::size_t rows_needed) const {
    double lowest = 0, highest = 0, before = 0;
    int direction = 0;
    std::size_t rows = 0;
    bool whole = true;
    for (std::size_t r = first; r < rows_.size(); ++r) {
        if (rows_[r].comment) continue;
        const std::string& text = rows_[r].text(column);
        if (text.empty() && rows > 0) continue; // a shorter column beside longer ones
        const auto nm = number_in(text) ? wavelength_cell(text, unit) : std::nullopt;
        if (!nm) break;
        if (rows == 0) {
            lowest = highest = *nm;
        } else {
            const int step = *nm > before ? 1 : *nm < before ? -1 : 0;
            if (step == 0 || (direction != 0 && step != direction)) break;
            direction = step;
            lowest = std::min(lowest, *nm);
            highest = std::max(highest, *nm);
        }
        whole = whole && *nm == std::floor(*nm);
        before = *nm;
        ++rows;
    }
    return rows >= rows_needed && lowest <= seen_from_nm && highest >= seen_to_nm;
}

std::optional<CsvReader::LongLayout> CsvReader::titled_long(std::size_t i) const {
    Row header = shown(i);
    if (header.cells.size() < 2) return {};
    if (header.cells.size() == 2) // "XUNITS NANOMETERS": a key and its value
        for (const std::string_view key : {"xunits", "xunit", "xaxis", "xlabel", "x", "abscissa"})
            if (compact(folded(header.cells[0].text)) == key && is_wavelength_word(header.cells[1].text)) return {};
    LongLayout layout;
    layout.used = {i};
    const auto numbers_below = [&](std::size_t column, const WavelengthUnit& unit) -> std::size_t {
        std::size_t looked = 0;
        for (std::size_t r = i + 1; r < rows_.size() && looked < rows_of_titles; ++r) {
            // "#1, 400, 0.2": a row, where its mark is in another column than its wavelength
            const bool numbered = rows_[r].comment && column > 0 && rows_[r].cells.size() == header.cells.size();
            if (rows_[r].comment && !numbered) continue;
            if (wavelength_cell(rows_[r].text(column), unit)) return r;
            if (rows_[r].comment) continue;
            ++looked;
            if (rows_[i].comment) break; // a comment is a header only just above its table
        }
        return npos;
    };
    // words of a title are cells of their own where spaces separate them
    const std::size_t below = next_row(i);
    const bool broken = delimiter_ == any_space && below < rows_.size() && header.cells.size() > rows_[below].cells.size();
    std::vector<std::size_t> strict, loose;
    for (std::size_t c = 0; c < header.cells.size(); ++c) {
        const std::string& text = header.cells[c].text;
        if (is_wavelength_word(text))
            strict.push_back(c);
        else if (!broken && is_wavelength_title(text))
            loose.push_back(c);
    }
    if (broken) {
        if (strict.empty() || strict.front() != 0) return {};
        const std::string whole(trimmed(source_.line(rows_[i].line)));
        layout.unit_stated = unit_in_title(header.cells[1].text).has_value();
        if (layout.unit_stated) layout.unit = *unit_in_title(header.cells[1].text);
        strict = {0};
        loose.clear();
        std::string rest;
        for (std::size_t c = layout.unit_stated ? 2 : 1; c < header.cells.size(); ++c)
            rest += (rest.empty() ? "" : " ") + header.cells[c].text;
        const bool one_reading = rows_[below].cells.size() == 2;
        header.cells = {header.cells[0], {one_reading ? rest : "", header.cells[1].at}};
        if (!one_reading) { // one title of several does not identify its reading; what all say counts
            header.cells.resize(rows_[below].cells.size(), {rest, header.cells[1].at});
            for (std::size_t c = 1; c < header.cells.size(); ++c) header.cells[c].text = says_nothing(rest) ? rest : "";
        }
    }
    for (std::vector<std::size_t>* list : {&strict, &loose})
        for (const std::size_t c : *list) {
            const auto unit = unit_in_title(header.cells[c].text);
            const WavelengthUnit used = unit.value_or(layout.unit);
            const std::size_t first = numbers_below(c, used);
            if (first == npos || (!layout.nm_columns.empty() && first != layout.first)) continue;
            const bool sure = list == &strict && layout.nm_columns.empty();
            constexpr std::size_t few = 3;
            if (!sure && !spans_visible(c, first, used, few) && !(layout.nm_columns.empty() && list == &strict)) continue;
            if (layout.nm_columns.empty()) {
                layout.first = first;
                if (unit) {
                    layout.unit = *unit;
                    layout.unit_stated = true;
                }
            }
            layout.nm_columns.push_back(c);
        }
    if (layout.nm_columns.empty()) return {};
    // "Sample, Wavelength" over a row of them: the title of a wide table
    const Row& numbers = rows_[layout.first];
    const auto bands = std::count_if(numbers.cells.begin(), numbers.cells.end(),
                                     [](const Cell& cell) { return wavelength_label(cell.text).has_value(); });
    constexpr std::ptrdiff_t few_bands = 3;
    if (!number_in(numbers.text(0)) && bands >= few_bands && numbers.cells.size() > header.cells.size()) return {};
    for (std::size_t c = layout.nm_columns.front() + 2; c < header.cells.size(); ++c) // "Wavelength, s1, , s2"
        if (header.cells[c].text.empty() && spans_visible(c, layout.first, layout.unit, 3)) layout.nm_columns.push_back(c);
    std::sort(layout.nm_columns.begin(), layout.nm_columns.end());
    layout.exact = !broken;
    layout.header.push_back(std::move(header));
    for (std::size_t r = i + 1; r < layout.first; ++r) { // units, dates, names below the titles
        if (rows_[r].comment) continue;
        layout.header.push_back(rows_[r]);
        layout.used.push_back(r);
        if (!layout.unit_stated)
            if (const auto unit = unit_in_title(rows_[r].text(layout.nm_columns.front()))) {
                layout.unit = *unit;
                layout.unit_stated = true;
            }
    }
    add_rows_above(layout, i);
    return layout;
}

/// Rows of titles that stand above the one that names the wavelengths: names of samples, modes, dates.
void CsvReader::add_rows_above(LongLayout& layout, std::size_t i) const {
    constexpr std::size_t most = 3;
    const std::size_t width = layout.header[layout.titles].cells.size(), nm = layout.nm_columns.front();
    if (width < 2 || !layout.exact) return;
    for (std::size_t taken = 0; taken < most && i > 0; ++taken) {
        --i;
        const Row& row = rows_[i];
        if (row.comment || row.cells.size() > width || row.cells.size() < 2) return;
        std::size_t over_values = 0;
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            if (c != nm && !row.cells[c].text.empty()) ++over_values;
        const std::string& first = row.cells[nm < row.cells.size() ? nm : 0].text;
        const Field meaning = field_of(first);
        const bool fields = meaning != Field::other && meaning != Field::name; // "Date, 3 May, 4 May": one for each column
        const bool titles = fields ? row.cells.size() == width && width > 2
                                   : first.empty() || (over_values >= 2 && !first.ends_with(':')) || meaning == Field::name;
        if (over_values == 0 || !titles || (width == 2 && !first.empty())) return;
        if (meaning == Field::name && row.cells.size() == 2 && width > 2) return; // "Name, Ana" is a line of its own
        layout.header.insert(layout.header.begin(), row);
        layout.used.push_back(i);
        ++layout.titles;
    }
}

std::optional<CsvReader::LongLayout> CsvReader::bare_long(std::size_t i, std::size_t rows_needed) const {
    if (rows_[i].comment || rows_[i].cells.size() < 2) return {};
    constexpr std::size_t many_rows = 3;
    // within a run of numbers only its first row is tried: the others would be read through again and again
    if (i > 0 && rows_needed > many_rows && !rows_[i - 1].comment && rows_[i - 1].cells.size() == rows_[i].cells.size() &&
        number_in(rows_[i - 1].text(0)) && number_in(rows_[i - 1].text(1)))
        return {};
    const std::size_t second = next_row(i);
    LongLayout layout;
    layout.first = i;
    constexpr std::size_t few = 3;
    if (rows_needed > few) {
        std::vector<std::size_t> columns;
        for (std::size_t c = 0; c < rows_[i].cells.size(); ++c)
            if (spans_visible(c, i, layout.unit, rows_needed)) columns.push_back(c);
        // a running count beside wavelengths may reach as far as they do
        if (columns.size() > 1)
            std::erase_if(columns, [&](std::size_t c) {
                return second < rows_.size() && number_in(rows_[i].text(c)).value_or(-1) <= 1 &&
                       number_in(rows_[second].text(c)).value_or(-1) == number_in(rows_[i].text(c)).value_or(-1) + 1;
            });
        // what stands just right of wavelengths are their values, however they rise
        for (const std::size_t c : columns)
            if (c + 1 < rows_[i].cells.size() && (layout.nm_columns.empty() || layout.nm_columns.back() + 1 != c))
                layout.nm_columns.push_back(c);
        if (layout.nm_columns.empty()) return {};
    } else {
        const auto is_row = [&](std::size_t r) {
            return r < rows_.size() && rows_[r].cells.size() >= 2 && wavelength_label(rows_[r].text(0)) &&
                   (number_in(rows_[r].text(1)) || parse_number(rows_[r].text(1)).kind == Number::Kind::missing) &&
                   !wavelength_label(rows_[r].text(1));
        };
        if (!is_row(i) || !is_row(second)) return {};
        layout.nm_columns = {0};
    }
    // was the row above its header after all?
    if (i > 0 && rows_[i - 1].line + 1 == rows_[i].line) {
        const Row above = shown(i - 1);
        const bool words = std::none_of(above.cells.begin() + 1, above.cells.end(),
                                        [](const Cell& cell) { return number_in(cell.text).has_value(); });
        const bool meant = field_of(above.text(0)) == Field::other || above.cells.size() > 2;
        if (above.cells.size() == rows_[i].cells.size() && words && meant && above.text(0).find(':') == std::string::npos) {
            layout.header.push_back(above);
            layout.used.push_back(i - 1);
            layout.exact = true;
            add_rows_above(layout, i - 1);
        }
    }
    return layout;
}

// ---- its rows ------------------------------------------------------------------------------------------------------

/// The rows of numbers. What stands between them is refused, what stands below them left out and said.
std::vector<std::size_t> CsvReader::body_of(const LongLayout& layout, std::size_t columns) {
    const auto nm_at = [&](std::size_t r) {
        return std::any_of(layout.nm_columns.begin(), layout.nm_columns.end(),
                           [&](std::size_t c) { return wavelength_cell(rows_[r].text(c), layout.unit).has_value(); });
    };
    std::vector<std::size_t> body;
    std::size_t r = layout.first;
    for (; r < rows_.size(); ++r) {
        const Row& row = rows_[r];
        if (row.comment && !(row.cells.size() == columns && layout.nm_columns.front() > 0 && nm_at(r))) {
            read_comment(row);
            continue;
        }
        if (!nm_at(r)) break;
        body.push_back(r);
    }
    for (std::size_t later = r; later < rows_.size(); ++later) {
        const Row& row = rows_[later];
        if (row.comment || row.cells.size() < 2 || row.cells.size() < std::min<std::size_t>(columns, 2) || !nm_at(later))
            continue;
        const Row& stray = rows_[r];
        const Cell cell =
            layout.nm_columns.front() < stray.cells.size() ? stray.cells[layout.nm_columns.front()] : stray.cells.front();
        source_.refuse(cell.at, fmt::format("\"{}\" is not a wavelength", cell.text),
                       "each row of this table starts with a wavelength between 200 and 2500 nm",
                       "correct or delete the row");
    }
    note_lines_below(r);
    return body;
}

/// A title without a unit leaves it to the numbers, where only one unit makes them visible light.
void CsvReader::settle_unit(LongLayout& layout, const std::vector<std::size_t>& body) {
    const std::size_t column = layout.nm_columns.front();
    double lowest = 1e300, highest = 0;
    for (const std::size_t r : body)
        if (const auto value = number_in(rows_[r].text(column))) {
            lowest = std::min(lowest, *value);
            highest = std::max(highest, *value);
        }
    const auto visible = [&](double factor) { return lowest * factor <= seen_from_nm && highest * factor >= seen_to_nm; };
    if (!layout.unit_stated && !visible(1)) {
        for (const char* name : {"um", "angstrom"}) {
            const WavelengthUnit unit = *unit_in_title(name);
            if (visible(unit.factor) && lowest * unit.factor > 100) layout.unit = unit;
        }
        if (!layout.unit.is_nm())
            table_.diagnostics.push_back(
                {Severity::warning, "wavelength_unit",
                 fmt::format("the file does not say the unit of its wavelengths ({:g} to {:g}): read as {}", lowest, highest,
                             layout.unit.name)});
    } else if (!layout.unit.is_nm()) {
        table_.diagnostics.push_back({Severity::info, "wavelength_unit",
                                      fmt::format("wavelengths are {} in the file: turned into nm", layout.unit.name)});
    }
}

CsvReader::Kind CsvReader::kind_of(const std::vector<std::size_t>& body, std::size_t column) const {
    std::size_t numbers = 0, texts = 0;
    for (const std::size_t r : body) {
        const auto kind = parse_number(rows_[r].text(column)).kind;
        if (kind == Number::Kind::text)
            ++texts;
        else if (kind != Number::Kind::empty)
            ++numbers;
    }
    if (numbers + texts == 0) return Kind::empty;
    return texts > numbers ? Kind::text : Kind::number;
}

/// 0, 1, 2 ... or the like.
bool CsvReader::is_running_count(const std::vector<std::size_t>& body, std::size_t column) const {
    double before = 0;
    for (std::size_t k = 0; k < body.size(); ++k) {
        const auto value = number_in(rows_[body[k]].text(column));
        if (!value || *value != std::floor(*value) || (k > 0 && *value != before + 1)) return false;
        before = *value;
    }
    return body.size() > 1;
}

// ---- titles --------------------------------------------------------------------------------------------------------

namespace {

/// A title that spans the columns to its right stands over the first of them alone.
std::string spanning(const Row& row, std::size_t column, std::size_t after) {
    for (std::size_t c = std::min(column, row.cells.empty() ? 0 : row.cells.size() - 1) + 1; c-- > 0;) {
        if (c <= after && c != column) break;
        if (!row.text(c).empty()) return row.text(c);
    }
    return "";
}

} // namespace

/// A row among the titles that says one thing of each column: "Date, 3 May, 4 May".
bool CsvReader::is_field_row(const LongLayout& layout, std::size_t k) {
    const Field meaning = field_of(layout.header[k].text(layout.nm_columns.front()));
    return k != layout.titles && meaning != Field::other && meaning != Field::name && meaning != Field::id;
}

void CsvReader::set_fields(const LongLayout& layout, std::size_t column, Candidate& candidate) const {
    for (std::size_t k = 0; k < layout.header.size(); ++k) {
        if (!is_field_row(layout, k)) continue;
        const std::string &key = layout.header[k].text(layout.nm_columns.front()), &value = layout.header[k].text(column);
        if (field_of(key) == Field::unit)
            candidate.unit = value;
        else
            set_column(candidate.reading.measurement, key, value);
    }
}

std::string CsvReader::title_of(const LongLayout& layout, std::size_t column) const {
    std::string title;
    for (std::size_t k = 0; k <= layout.titles && k < layout.header.size(); ++k) {
        if (is_field_row(layout, k)) continue;
        const Row& row = layout.header[k];
        const std::string text = k < layout.titles ? spanning(row, column, 0) : row.text(column);
        if (!text.empty()) title += (title.empty() ? "" : " ") + text;
    }
    return title;
}

std::string CsvReader::unit_of(const LongLayout& layout, std::size_t column) const {
    std::string unit;
    for (std::size_t k = layout.titles + 1; k < layout.header.size(); ++k)
        if (const std::string& text = layout.header[k].text(column); !text.empty() && !is_field_row(layout, k))
            unit += (unit.empty() ? "" : " ") + text;
    return unit;
}

std::string CsvReader::long_name(const std::string& column_name, std::size_t column, std::size_t readings) const {
    const std::string& title = common_.name;
    if (readings == 1) {
        if (!title.empty()) return title;
        return column_name.empty() || says_nothing(column_name) ? stem() : column_name;
    }
    const std::string own = column_name.empty() ? fmt::format("column {}", column + 1) : column_name;
    return title.empty() ? own : fmt::format("{} ({})", title, own);
}

// ---- readings ------------------------------------------------------------------------------------------------------

std::vector<Measurement> CsvReader::read_long(LongLayout layout) {
    read_lines_above(layout.first, layout.used);
    std::size_t columns = layout.exact ? layout.header[layout.titles].cells.size() : 0;
    if (!layout.exact)
        for (std::size_t r = layout.first; r < rows_.size(); ++r)
            if (!rows_[r].comment && wavelength_cell(rows_[r].text(layout.nm_columns.front()), layout.unit))
                columns = std::max(columns, rows_[r].cells.size());
    const std::vector<std::size_t> body = body_of(layout, columns);
    settle_unit(layout, body);
    if (layout.exact)
        for (const std::size_t r : body)
            if (rows_[r].cells.size() > columns) refuse_ragged(rows_[r], columns);

    std::vector<Candidate> candidates;
    if (layout.nm_columns.size() > 1) {
        candidates = pairs(layout, body, columns);
    } else {
        std::set<double> seen;
        bool repeats = false;
        for (const std::size_t r : body)
            if (const auto nm = wavelength_cell(rows_[r].text(layout.nm_columns.front()), layout.unit))
                repeats = !seen.insert(*nm).second || repeats;
        if (repeats) candidates = tidy(layout, body, columns);
        if (candidates.empty()) candidates = side_by_side(layout, body, columns);
    }
    keep_readings(std::move(candidates), false);
    return finish();
}

std::vector<Candidate> CsvReader::side_by_side(const LongLayout& layout, const std::vector<std::size_t>& body,
                                               std::size_t columns) {
    const std::size_t nm_column = layout.nm_columns.front();
    std::vector<std::size_t> used;
    std::vector<std::string> counts, texts;
    bool titled = false;
    for (std::size_t c = 0; c < columns; ++c) titled = titled || (c != nm_column && !title_of(layout, c).empty());
    for (std::size_t c = 0; c < columns; ++c) {
        const Kind kind = kind_of(body, c);
        if (c == nm_column || kind == Kind::empty) continue;
        const std::string title = title_of(layout, c);
        // a title of its own says so; else only one that starts at 0 or 1 is a count and no ramp
        constexpr std::size_t long_enough = 5;
        const auto first = number_in(rows_[body.front()].text(c));
        const bool may_count = (is_index_title(title) && (titled || c < nm_column)) ||
                               (first && (*first == 0 || *first == 1) && body.size() >= long_enough);
        if (may_count && is_running_count(body, c)) {
            counts.push_back(title.empty() ? fmt::format("column {}", c + 1) : title);
            continue;
        }
        used.push_back(c);
    }
    // words beside readings: one for all rows says what they are, others are notes
    const bool numbers =
        std::any_of(used.begin(), used.end(), [&](std::size_t c) { return kind_of(body, c) == Kind::number; });
    if (numbers)
        std::erase_if(used, [&](std::size_t c) {
            if (kind_of(body, c) != Kind::text) return false;
            const std::string& first = rows_[body.front()].text(c);
            const std::string title = title_of(layout, c);
            const bool same =
                std::all_of(body.begin(), body.end(), [&](std::size_t r) { return rows_[r].text(c) == first; });
            if (same && !title.empty())
                set(title, first, rows_[body.front()].cells.front().at);
            else if (same && common_.name.empty())
                common_.name = first;
            else
                texts.push_back(title.empty() ? fmt::format("column {}", c + 1) : title);
            return true;
        });
    left_out(counts, "row_numbers_left_out", "row numbers");
    left_out(texts, "text_left_out", "words, not values");
    if (used.empty())
        source_.refuse({rows_[body.front()].line, 1}, "there are wavelengths but no values beside them",
                       "a reading needs one value per wavelength", "export the reflectance too");

    std::vector<Candidate> out;
    for (const std::size_t c : used) {
        Candidate candidate;
        candidate.title = title_of(layout, c);
        candidate.unit = unit_of(layout, c);
        candidate.at =
            layout.header.empty() ? rows_[body.front()].cells.front().at : layout.header[layout.titles].cell(c).at;
        Measurement& m = candidate.reading.measurement;
        m = common_;
        set_fields(layout, c, candidate);
        if (const std::string mode = specular_mode_in(candidate.title + " " + candidate.unit); !mode.empty())
            m.geometry = mode;
        m.name = long_name(candidate.title, c, used.size());
        candidate.reading.scale = scale_of_header(candidate.title);
        if (candidate.reading.scale == Scale::unstated) candidate.reading.scale = scale_of_header(candidate.unit);
        out.push_back(std::move(candidate));
    }
    for (std::size_t k = 0; k < body.size(); ++k) {
        const Row& row = rows_[body[k]];
        // Only the last row, when short, is likely to be a torn one; cells missing above are named by their wavelength.
        if (&row == &rows_.back() && k > 0 && row.cells.size() <= used.back() &&
            rows_[body[k - 1]].cells.size() > used.back())
            refuse_ragged(row, columns);
        const double nm = *wavelength_cell(row.text(nm_column), layout.unit);
        for (std::size_t i = 0; i < used.size(); ++i)
            out[i].reading.bands.push_back({nm, row.cells[nm_column].at, row.cell(used[i])});
    }
    return out;
}

/// One row per sample and wavelength. Empty where no column distinguishes the samples.
std::vector<Candidate> CsvReader::tidy(const LongLayout& layout, const std::vector<std::size_t>& body, std::size_t columns) {
    const std::size_t nm_column = layout.nm_columns.front();
    std::vector<std::size_t> keys, values;
    std::vector<std::string> counts, notes;
    const auto name_of_column = [&](std::size_t c) {
        const std::string title = title_of(layout, c);
        return title.empty() ? fmt::format("column {}", c + 1) : title;
    };
    const auto distinct = [&](std::size_t c) {
        std::set<std::string> seen;
        for (const std::size_t r : body) seen.insert(rows_[r].text(c));
        return seen.size();
    };
    for (std::size_t c = 0; c < columns; ++c) {
        const Kind kind = kind_of(body, c);
        if (c == nm_column || kind == Kind::empty) continue;
        const std::string title = title_of(layout, c);
        if (kind == Kind::text) { // one that changes with every row is no name
            (distinct(c) * 4 > body.size() && distinct(c) > 1 ? notes.push_back(name_of_column(c)) : keys.push_back(c));
            continue;
        }
        if (is_index_title(title) && is_running_count(body, c)) {
            counts.push_back(name_of_column(c));
            continue;
        }
        // whole numbers that stay the same while the wavelengths run on number the samples
        bool whole = true, constant = true;
        double wavelength_before = 0;
        for (std::size_t k = 0; k < body.size(); ++k) {
            const auto value = number_in(rows_[body[k]].text(c));
            const double nm = *wavelength_cell(rows_[body[k]].text(nm_column), layout.unit);
            whole = whole && value && *value == std::floor(*value);
            if (k > 0 && nm > wavelength_before && rows_[body[k]].text(c) != rows_[body[k - 1]].text(c)) constant = false;
            wavelength_before = nm;
        }
        const bool named = is_index_title(title) || field_of(title) == Field::name || field_of(title) == Field::id;
        (whole && distinct(c) * 4 <= body.size() && (named || (constant && distinct(c) > 1)) ? keys : values).push_back(c);
    }
    if (keys.empty() || values.empty()) return {};
    left_out(counts, "row_numbers_left_out", "row numbers");
    left_out(notes, "text_left_out", "text that changes with every row");

    std::vector<std::size_t> telling; // those that distinguish samples
    for (const std::size_t c : keys)
        if (distinct(c) > 1) telling.push_back(c);
    const std::vector<std::size_t>& naming = telling.empty() ? keys : telling;
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::size_t>> groups;
    for (const std::size_t r : body) {
        std::string key;
        for (const std::size_t c : keys) key += rows_[r].text(c) + "\x1f";
        if (groups.find(key) == groups.end()) order.push_back(key);
        groups[key].push_back(r);
    }
    std::vector<Candidate> out;
    for (const std::string& key : order)
        for (const std::size_t value : values) {
            const std::vector<std::size_t>& rows = groups[key];
            Candidate candidate;
            candidate.title = values.size() > 1 || telling.empty() ? title_of(layout, value) : "";
            candidate.unit = unit_of(layout, value);
            candidate.at =
                layout.header.empty() ? rows_[rows.front()].cells.front().at : layout.header[layout.titles].cell(value).at;
            Measurement& m = candidate.reading.measurement;
            m = common_;
            std::string name;
            for (const std::size_t c : keys) {
                const std::string& text = rows_[rows.front()].text(c);
                const std::string title = title_of(layout, c);
                if (field_of(title) == Field::unit)
                    candidate.unit = text; // "value, unit" with "%" in each row
                else if (!title.empty() && field_of(title) != Field::name && field_of(title) != Field::id)
                    set_column(m, title, text);
                if (std::find(naming.begin(), naming.end(), c) != naming.end() && !text.empty())
                    name += (name.empty() ? "" : " ") + text;
                if (quantity_in_text(text).other.empty() &&
                    !(is_quantity_key(title) && !quantity_of_title(text).other.empty()))
                    continue;
                candidate.title = text; // "absorbance" in a column of what was measured
            }
            if (values.size() > 1 && !says_nothing(title_of(layout, value))) name += " " + title_of(layout, value);
            if (values.size() == 1 && !telling.empty() && candidate.title.empty() &&
                !quantity_of_title(title_of(layout, value)).other.empty())
                candidate.title = title_of(layout, value);
            m.name = name;
            if (candidate.title.empty()) candidate.title = name; // "mean", "sd" among the samples
            candidate.reading.scale = scale_of_header(title_of(layout, value));
            if (candidate.reading.scale == Scale::unstated) candidate.reading.scale = scale_of_header(candidate.unit);
            hint(candidate.reading.scale);
            if (quantity_of_title(title_of(layout, value)).reflectance) quantity_.reflectance = true;
            for (const std::size_t r : rows)
                candidate.reading.bands.push_back({*wavelength_cell(rows_[r].text(nm_column), layout.unit),
                                                   rows_[r].cells[nm_column].at, rows_[r].cell(value)});
            out.push_back(std::move(candidate));
        }
    return out;
}

/// Each column of values belongs to the column of wavelengths to its left.
std::vector<Candidate> CsvReader::pairs(const LongLayout& layout, const std::vector<std::size_t>& body,
                                        std::size_t columns) {
    std::vector<Candidate> out;
    std::vector<std::string> before;
    for (std::size_t c = 0; c < layout.nm_columns.front(); ++c)
        if (kind_of(body, c) != Kind::empty)
            before.push_back(title_of(layout, c).empty() ? fmt::format("column {}", c + 1) : title_of(layout, c));
    left_out(before, "columns_left_out", "before the first wavelengths");
    for (std::size_t p = 0; p < layout.nm_columns.size(); ++p) {
        const std::size_t nm_column = layout.nm_columns[p],
                          end = p + 1 < layout.nm_columns.size() ? layout.nm_columns[p + 1] : columns;
        const Row* titles = layout.header.empty() ? nullptr : &layout.header[layout.titles];
        const auto unit = titles ? unit_in_title(titles->text(nm_column)) : std::nullopt;
        for (std::size_t c = nm_column + 1; c < end; ++c) {
            if (kind_of(body, c) == Kind::empty) continue;
            Candidate candidate;
            candidate.title = title_of(layout, c);
            candidate.unit = unit_of(layout, c);
            candidate.at = titles ? titles->cell(c).at : rows_[body.front()].cells.front().at;
            Measurement& m = candidate.reading.measurement;
            m = common_;
            set_fields(layout, c, candidate);
            if (const std::string mode = specular_mode_in(candidate.title + " " + title_of(layout, nm_column));
                !mode.empty())
                m.geometry = mode;
            std::string name = candidate.title;
            if (says_nothing(name)) { // the name may stand over the wavelengths
                std::string over = titles ? sample_in_wavelength_title(titles->text(nm_column)) : "";
                for (std::size_t k = 0; k < layout.titles; ++k)
                    if (const std::string text = spanning(layout.header[k], c, 0); !text.empty()) over = text;
                if (over.empty()) over = fmt::format("pair {}", p + 1);
                name = end - nm_column > 2 ? fmt::format("{} {}", over, name) : over;
            }
            m.name = common_.name.empty() ? name : fmt::format("{} ({})", common_.name, name);
            candidate.reading.scale = scale_of_header(candidate.title);
            if (candidate.reading.scale == Scale::unstated) candidate.reading.scale = scale_of_header(candidate.unit);
            hint(candidate.reading.scale);
            for (const std::size_t r : body) {
                const Row& row = rows_[r];
                if (row.text(nm_column).empty() && row.text(c).empty()) continue; // this pair is shorter
                const auto nm = wavelength_cell(row.text(nm_column), unit.value_or(layout.unit));
                if (!nm)
                    source_.refuse(row.cell(nm_column).at, fmt::format("\"{}\" is not a wavelength", row.text(nm_column)),
                                   "this column holds the wavelengths of the values to its right",
                                   "correct or delete the row");
                candidate.reading.bands.push_back({*nm, row.cell(nm_column).at, row.cell(c)});
            }
            out.push_back(std::move(candidate));
        }
    }
    return out;
}

} // namespace undertone::io_detail
