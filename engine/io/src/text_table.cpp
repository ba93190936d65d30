#include "undertone/io/text_table.hpp"

#include "cells/table_rows.hpp"
#include "join.hpp"

#include <algorithm>

namespace undertone {

using namespace io_detail;

void TextTable::refuse(const Cell& cell, const std::string& what, const std::string& why,
                       const std::string& what_to_do) const {
    throw DataError(file, cell.at, what, why, what_to_do);
}

std::size_t TextTable::column(std::string_view name) const {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
}

std::string TextTable::text(std::size_t row, std::string_view name) const { return cell(row, name).text; }

TextTable::Cell TextTable::cell(std::size_t row, std::string_view name) const {
    const std::size_t at = column(name);
    return at < columns.size() ? rows[row][at] : Cell{"", rows[row].front().at};
}

TextTable read_text_table(std::string_view text, const std::string& file, const std::vector<std::string>& known) {
    const SourceText source(text, file);
    char delimiter = find_delimiter(source);
    if (delimiter == any_space) delimiter = ','; // one column
    TextTable table{file, {}, {}, {}};
    for (const Row& row : rows_of(source, delimiter)) {
        if (row.comment) {
            std::string_view said = trimmed(source.line(row.line));
            said.remove_prefix(std::min(said.size(), said.find_first_not_of("#/")));
            table.comments.emplace_back(trimmed(said));
        } else if (table.columns.empty()) {
            for (const Cell& cell : row.cells) {
                const std::string name = lower(trimmed(cell.text));
                if (std::find(known.begin(), known.end(), name) == known.end())
                    source.refuse(cell.at, "column \"" + name + "\" is not known", "its meaning would be guessed",
                                  "use the columns " + detail::join(known));
                if (table.column(name) < table.columns.size())
                    source.refuse(cell.at, "column \"" + name + "\" stands twice", "one of them would be left out",
                                  "keep one");
                table.columns.push_back(name);
            }
        } else {
            if (row.cells.size() > table.columns.size())
                source.refuse(row.cell(table.columns.size()).at, "a cell beyond the last column", "it belongs to no column",
                              "give it a column, or put text with commas in quotes");
            table.rows.emplace_back();
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const io_detail::Cell cell = row.cell(i);
                table.rows.back().push_back({std::string(trimmed(cell.text)), cell.at});
            }
        }
    }
    if (table.rows.empty())
        throw DataError(file, {}, "a table without rows", "there is nothing to read",
                        "write a header line with the columns " + detail::join(known) + ", and a row each");
    return table;
}

} // namespace undertone
