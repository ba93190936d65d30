#pragma once
// A table of words and numbers as a spreadsheet saves it: a header line, then rows that remember where they stand. Comments begin with '#'.

#include "undertone/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct TextTable {
    struct Cell {
        std::string text;
        TextPosition at;
    };
    std::string file;
    std::vector<std::string> comments;   ///< without the '#', in order
    std::vector<std::string> columns;    ///< lower case
    std::vector<std::vector<Cell>> rows; ///< as many cells as columns

    /// Throws DataError naming the cell.
    [[noreturn]] void refuse(const Cell& cell, const std::string& what, const std::string& why,
                             const std::string& what_to_do) const;
    /// Index of a column; the number of columns where there is none.
    std::size_t column(std::string_view name) const;
    /// The cell's text, "" where the table has no such column.
    std::string text(std::size_t row, std::string_view name) const;
    /// The cell itself, or an empty one at the row's start.
    Cell cell(std::size_t row, std::string_view name) const;
};

/// Any encoding, line ending and delimiter that spreadsheets use; `known` columns and no others. Throws DataError: no rows, a column twice or
/// unknown, a row of more cells than columns, a quotation mark that is not closed.
TextTable read_text_table(std::string_view text, const std::string& file, const std::vector<std::string>& known);

} // namespace undertone
