#include "undertone/base/table.hpp"

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

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

} // namespace

Eigen::ArrayXd Table::column(std::string_view name) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == name) return values.col(static_cast<Eigen::Index>(i));
    std::string known;
    for (const auto& c : columns) known += (known.empty() ? "" : ", ") + c;
    throw DomainError("column", std::string(name), known);
}

Table read_table(std::string_view text, std::string_view file) {
    Table table;
    std::vector<double> numbers;
    int line_number = 0, rows = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        ++line_number;
        if (line.empty() || line[0] == '#' || line == "\r") continue;
        const auto cells = split(line);
        if (table.columns.empty()) {
            for (const auto& cell : cells) table.columns.emplace_back(cell.text);
            continue;
        }
        const auto fail = [&](int column, std::string what) {
            throw DataError(std::string(file), {line_number, column}, std::move(what),
                            "every row of a table holds one number per column", "correct the row", std::string(line));
        };
        if (cells.size() != table.columns.size())
            fail(1, std::to_string(cells.size()) + " cells where the header names " + std::to_string(table.columns.size()));
        for (const auto& cell : cells) {
            double value = 0;
            const auto [rest, code] = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), value);
            if (code != std::errc{} || rest != cell.text.data() + cell.text.size())
                fail(cell.column, "\"" + std::string(cell.text) + "\" is not a number");
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
