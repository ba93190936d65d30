#pragma once
// A strict reader for the project's own numeric CSV tables (data/**.csv): '#' comment lines, one header
// line of column names, then numbers. Files of users and instruments go through io instead.

#include <Eigen/Core>

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct Table {
    std::vector<std::string> columns;
    Eigen::ArrayXXd values; ///< rows x columns

    /// The column called `name`; throws DomainError where there is none.
    Eigen::ArrayXd column(std::string_view name) const;
};

/// Parses `text`; `file` names it in errors. Throws DataError with line and column.
Table read_table(std::string_view text, std::string_view file);

/// read_table(data_file(path), "data/" + path).
Table data_table(std::string_view path);

} // namespace undertone
