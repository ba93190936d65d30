#include "table_rows.hpp"

#include "undertone/base/stop.hpp"
#include "undertone/io/spreadsheet_text.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace undertone::io_detail {

namespace {

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

/// Cells of the part of a line from `from` on.
Row split_row(const SourceText& source, int line_number, std::size_t from, char delimiter, bool lenient) {
    poll_stop();
    const std::string_view whole = source.line(line_number), line = whole.substr(from);
    Row row{line_number, {line_number, source.column(line_number, whole.size())}, {}};
    constexpr std::size_t most_columns = 20'000; // spreadsheets have 16 384
    const auto ranges = cell_ranges(line, delimiter);
    if (ranges.size() > most_columns)
        source.refuse({line_number, 0}, "this line has " + std::to_string(ranges.size()) + " cells",
                      "a table of readings has some hundreds in a line: this is none, or its line ends were lost",
                      "export the readings again");
    for (auto [start, end] : ranges) {
        std::string_view text = line.substr(start, end - start);
        start += static_cast<std::size_t>(trimmed(text).empty() ? 0 : trimmed(text).data() - text.data());
        text = trimmed(text);
        const TextPosition at{line_number, source.column(line_number, from + start)};
        std::string value(text);
        const bool closed = text.size() >= 2 && text.ends_with('"');
        if (text.starts_with('"') && (closed || !lenient)) {
            if (!closed)
                source.refuse(at, "a quotation mark opens here and is not closed on this line",
                              "where the cells after it end is unknown", "close the quotation mark or remove it");
            value.clear();
            for (std::size_t i = 1; i + 1 < text.size(); ++i) {
                value += text[i];
                if (text[i] == '"' && i + 2 < text.size() && text[i + 1] == '"') ++i;
            }
            if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
                value = value.substr(1, value.size() - 2); // quoted twice
            if (value == "\"") value.clear();
        }
        row.cells.push_back({unguarded_cell(trimmed(value)), at});
    }
    while (!row.cells.empty() && row.cells.back().text.empty()) row.cells.pop_back();
    return row;
}

} // namespace

const std::string& Row::text(std::size_t column) const {
    static const std::string empty;
    return column < cells.size() ? cells[column].text : empty;
}

Cell Row::cell(std::size_t column) const { return column < cells.size() ? cells[column] : Cell{"", end}; }

char find_delimiter(const SourceText& source) {
    constexpr int lines_to_look_at = 2000;
    char best = any_space;
    int best_lines = 0, numbers_apart_by_spaces = 0;
    for (int n = 1; n <= std::min(source.line_count(), lines_to_look_at); ++n) {
        const std::string_view line = source.line(n);
        const auto ranges = cell_ranges(line, any_space);
        const bool numbers =
            ranges.size() > 1 && std::all_of(ranges.begin(), ranges.end(), [&](const auto& range) {
                const std::string_view cell = line.substr(range.first, range.second - range.first);
                return !cell.empty() && cell.find_first_not_of("0123456789.,+-eE") == cell.npos && cell.back() != ',';
            });
        if (numbers) ++numbers_apart_by_spaces;
    }
    for (const char candidate : {'\t', ';', ',', '|'}) {
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
    return numbers_apart_by_spaces > best_lines ? any_space : best;
}

std::vector<Row> rows_of(const SourceText& source, char delimiter) {
    std::vector<Row> out;
    for (int n = 1; n <= source.line_count(); ++n) {
        const std::string_view line = trimmed(source.line(n));
        if (line.empty()) continue;
        const bool comment = is_comment(line);
        Row row = split_row(source, n, 0, delimiter, comment);
        row.comment = comment;
        if (!row.cells.empty()) out.push_back(std::move(row));
    }
    return out;
}

Row uncommented(const SourceText& source, const Row& row, char delimiter) {
    const std::string_view line = source.line(row.line);
    const std::size_t mark = line.find_first_of("#/"), from = line.find_first_not_of("#/ \t", mark);
    if (!row.comment || from == line.npos) return row;
    Row out = split_row(source, row.line, from, delimiter, true);
    out.comment = true;
    return out;
}

} // namespace undertone::io_detail
