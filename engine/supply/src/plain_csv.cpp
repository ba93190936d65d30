#include "plain_csv.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace undertone {

namespace {

std::string_view bare(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (std::size_t from = 0;;) {
        const std::size_t comma = line.find(',', from);
        cells.emplace_back(bare(line.substr(from, comma - from)));
        if (comma == std::string_view::npos) return cells;
        from = comma + 1;
    }
}

void require_columns(const PlainCsv& table, int line, const std::vector<std::string>& needed,
                     const std::vector<std::string>& allowed) {
    const std::string form = fmt::format("the first line names the columns: {}{}{}", fmt::join(needed, ","),
                                         allowed.empty() ? "" : ", and where known ", fmt::join(allowed, ","));
    const auto among = [](const std::vector<std::string>& names, const std::string& one) {
        return std::find(names.begin(), names.end(), one) != names.end();
    };
    for (const std::string& one : table.columns) {
        if (!among(needed, one) && !among(allowed, one))
            throw DataError(table.file, {line, 0}, fmt::format("the column \"{}\" is not known", one),
                            "a column that nobody reads may be a misspelt one", form);
        if (std::count(table.columns.begin(), table.columns.end(), one) > 1)
            throw DataError(table.file, {line, 0}, fmt::format("the column {} stands twice", one), "one would be left out",
                            form);
    }
    for (const std::string& one : needed)
        if (!among(table.columns, one))
            throw DataError(table.file, {line, 0}, fmt::format("there is no column {}", one), "it is needed", form);
}

} // namespace

bool PlainCsv::has(std::string_view column) const {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

const std::string& PlainCsv::text(std::size_t row, std::string_view column) const {
    return rows[row][static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin())];
}

double PlainCsv::number(std::size_t row, std::string_view column) const {
    const std::string& cell = text(row, column);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
        refuse(row, fmt::format("{} is \"{}\", which is no number", column, cell), "write numbers with a decimal point");
    return value;
}

void PlainCsv::refuse(std::size_t row, const std::string& what, const std::string& what_to_do) const {
    throw DataError(file, {lines[row], 0}, what, "the row cannot be used", what_to_do);
}

PlainCsv parse_plain_csv(std::string_view text, const std::string& file, const std::vector<std::string>& needed,
                         const std::vector<std::string>& allowed) {
    constexpr std::size_t most_rows = 100000;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    PlainCsv table;
    table.file = file;
    int number = 0;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const std::string_view line = bare(text.substr(from, end - from));
        from = end + 1;
        ++number;
        if (line.starts_with('#')) {
            const std::size_t colon = line.find(':');
            if (colon != std::string_view::npos)
                table.notes.emplace_back(bare(line.substr(1, colon - 1)), bare(line.substr(colon + 1)));
            continue;
        }
        if (line.empty()) continue;
        std::vector<std::string> cells = cells_of(line);
        if (table.columns.empty()) {
            table.columns = std::move(cells);
            require_columns(table, number, needed, allowed);
            continue;
        }
        if (cells.size() != table.columns.size())
            throw DataError(file, {number, 0}, fmt::format("{} cells under {} columns", cells.size(), table.columns.size()),
                            "the row cannot be used", "one cell for each column, separated by commas");
        if (table.rows.size() == most_rows)
            throw DataError(file, {number, 0}, fmt::format("more than {} rows", most_rows), "no study is so long",
                            "is it the right file?");
        table.rows.push_back(std::move(cells));
        table.lines.push_back(number);
    }
    if (table.rows.empty())
        throw DataError(file, {}, "no rows", "there is nothing to work out",
                        fmt::format("a first line {}, and rows", fmt::join(needed, ",")));
    return table;
}

} // namespace undertone
