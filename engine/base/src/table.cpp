#include "undertone/base/table.hpp"

#include "join.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>
#include <charconv>

namespace undertone {

namespace {

struct Cell {
    std::string_view text;
    int column; // 1-based position in the line
};

std::vector<Cell> split(std::string_view line) {
    std::vector<Cell> cells;
    std::size_t start = 0;
    while (true) {
        const std::size_t comma = line.find(',', start);
        std::string_view cell = line.substr(start, comma == line.npos ? line.npos : comma - start);
        std::size_t lead = 0;
        while (lead < cell.size() && cell[lead] == ' ') ++lead;
        cell.remove_prefix(lead);
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\r')) cell.remove_suffix(1);
        cells.push_back({cell, static_cast<int>(start + lead) + 1});
        if (comma == line.npos) return cells;
        start = comma + 1;
    }
}

/// Index of `name` among `names`; throws DomainError that calls it `what` and lists them.
Eigen::Index place_of(const char* what, std::string_view name, const std::vector<std::string>& names) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw DomainError(what, std::string(name), detail::join(names));
    return found - names.begin();
}

} // namespace

bool Table::has_column(std::string_view name) const {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

Eigen::ArrayXd Table::column(std::string_view name) const { return values.col(place_of("column", name, columns)); }

Eigen::ArrayXd Table::column(std::string_view name, std::span<const std::string_view> row_ids) const {
    const Eigen::Index at = place_of("column", name, columns);
    Eigen::ArrayXd result(static_cast<Eigen::Index>(row_ids.size()));
    for (std::size_t i = 0; i < row_ids.size(); ++i) result(static_cast<Eigen::Index>(i)) = values(row(row_ids[i]), at);
    return result;
}

Eigen::Index Table::row(std::string_view id) const { return place_of("id", id, ids); }

double Table::at(std::string_view id, std::string_view column_name) const {
    return values(row(id), place_of("column", column_name, columns));
}

Table read_table(std::string_view text, std::string_view file) {
    Table table;
    std::vector<double> numbers;
    std::size_t first_number = 0; // 1 where the rows have ids
    int line_number = 0, rows = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        ++line_number;
        if (line.empty() || line[0] == '#' || line == "\r") continue;
        const auto cells = split(line);
        if (table.columns.empty()) {
            first_number = cells.front().text == "id" ? 1 : 0;
            for (std::size_t i = first_number; i < cells.size(); ++i) table.columns.emplace_back(cells[i].text);
            continue;
        }
        const auto fail = [&](int column, std::string what, std::string why, std::string what_to_do) {
            throw DataError(std::string(file), {line_number, column}, std::move(what), std::move(why), std::move(what_to_do),
                            std::string(line));
        };
        const auto fail_number = [&](int column, std::string what) {
            fail(column, std::move(what), "every row of a table holds one number per column", "correct the row");
        };
        if (cells.size() != table.columns.size() + first_number)
            fail_number(1, std::to_string(cells.size()) + " cells where the header names " +
                               std::to_string(table.columns.size() + first_number));
        if (first_number == 1) {
            const std::string_view id = cells.front().text;
            if (id.empty() || std::find(table.ids.begin(), table.ids.end(), id) != table.ids.end())
                fail(cells.front().column,
                     id.empty() ? "a row without id" : "two rows are called \"" + std::string(id) + "\"",
                     "rows are looked up by their id", "give each row its own");
            table.ids.emplace_back(id);
        }
        for (std::size_t i = first_number; i < cells.size(); ++i) {
            const Cell& cell = cells[i];
            double value = 0;
            const auto [rest, code] = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), value);
            if (code != std::errc{} || rest != cell.text.data() + cell.text.size())
                fail_number(cell.column, "\"" + std::string(cell.text) + "\" is not a number");
            numbers.push_back(value);
        }
        ++rows;
    }
    if (rows == 0)
        throw DataError(std::string(file), {}, "no rows of numbers", "a table needs a header and at least one row",
                        "restore the file");
    using RowMajor = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    table.values = Eigen::Map<const RowMajor>(numbers.data(), rows, static_cast<Eigen::Index>(table.columns.size()));
    return table;
}

Table data_table(std::string_view path) { return read_table(data_file(path), "data/" + std::string(path)); }

} // namespace undertone
