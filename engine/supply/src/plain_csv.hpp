#pragma once
// Small tables that a laboratory types: '#' comments, a header of known names in any order, one row a line. Names are cells too.

#include "undertone/base/input_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct PlainCsv {
    std::string file;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;             ///< as many cells as columns
    std::vector<int> lines;                                 ///< of each row, from 1
    std::vector<std::pair<std::string, std::string>> notes; ///< "# key: value"

    bool has(std::string_view column) const;
    const std::string& text(std::size_t row, std::string_view column) const;
    /// Throws DataError for what is no finite number.
    double number(std::size_t row, std::string_view column) const;
    [[noreturn]] void refuse(std::size_t row, const std::string& what, const std::string& what_to_do) const;
};

/// Throws DataError: a column that is unknown, missing or twice, a row of another length, no rows, too many (100 000).
PlainCsv parse_plain_csv(std::string_view text, const std::string& file, const std::vector<std::string>& needed,
                         const std::vector<std::string>& allowed = {});

} // namespace undertone
