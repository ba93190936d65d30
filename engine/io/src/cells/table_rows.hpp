#pragma once
// Text cut into rows of cells, as spreadsheets and instruments save tables.

#include "source_text.hpp"

#include <string>
#include <vector>

namespace undertone::io_detail {

struct Row {
    int line = 0;
    TextPosition end;        ///< just after its last character: where a missing cell would stand
    std::vector<Cell> cells; ///< trailing empty ones removed
    bool comment = false;    ///< begins with '#' or "//": no part of the table unless it is a row like the others

    const std::string& text(std::size_t column) const; ///< "" beyond the last cell
    Cell cell(std::size_t column) const;               ///< an empty one at the end beyond the last cell
};

constexpr char any_space = ' ';

/// The delimiter under which most lines have the same number of cells, more than one; any_space where none does.
char find_delimiter(const SourceText& source);

/// All lines that hold something. A quotation mark that is not closed is refused, in comments taken as it is.
std::vector<Row> rows_of(const SourceText& source, char delimiter);

/// The row without the '#' or "//" that it begins with.
Row uncommented(const SourceText& source, const Row& row, char delimiter);

} // namespace undertone::io_detail
