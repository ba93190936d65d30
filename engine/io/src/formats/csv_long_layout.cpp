// Where a table with wavelengths below each other stands: its titles, its body, its unit.

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

} // namespace

bool says_nothing(const std::string& title) {
    const std::vector<std::string> words = words_of(folded(title));
    return std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return quantity_of_title(word).reflectance ||
               has_word({word}, {"r",          "value",    "values",   "factor", "pct", "percent",  "data",
                                 "y",          "fraction", "spectral", "nm",     "um",  "angstrom", "unit",
                                 "wavelength", "wl",       "lambda",   "wave",   "x",   "measured", "relative"});
    });
}

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

} // namespace undertone::io_detail
