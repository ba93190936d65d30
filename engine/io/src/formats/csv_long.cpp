// Tables with wavelengths below each other: one column of them and readings beside it, tidy tables that repeat it for each sample,
// and pairs of columns. csv_long_layout.cpp finds where they stand.

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/words.hpp"
#include "csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone::io_detail {

namespace {

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
