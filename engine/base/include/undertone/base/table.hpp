#pragma once
// A strict reader for the project's own CSV tables (data/**.csv): '#' comment lines, one header line of column names, then numbers;
// the first column may be "id" and names the rows. Files of users and instruments go through io instead.

#include <Eigen/Core>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct Table {
    std::vector<std::string> columns; ///< without "id"
    std::vector<std::string> ids;     ///< one per row; none where the table has no column "id"
    Eigen::ArrayXXd values;           ///< rows x columns

    bool has_column(std::string_view name) const;
    /// The column called `name`, in the file's order; throws DomainError where there is none.
    Eigen::ArrayXd column(std::string_view name) const;
    /// The same, in the order of these rows' ids.
    Eigen::ArrayXd column(std::string_view name, std::span<const std::string_view> row_ids) const;
    /// The row called `id`; throws DomainError listing those there are.
    Eigen::Index row(std::string_view id) const;
    double at(std::string_view id, std::string_view column_name) const;
};

/// Parses `text`; `file` names it in errors. Throws DataError with line and column.
Table read_table(std::string_view text, std::string_view file);

/// read_table(data_file(path), "data/" + path).
Table data_table(std::string_view path);

} // namespace undertone
