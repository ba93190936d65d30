#pragma once
// Reads the reference CSV files beside the project (quoted cells, text and numbers mixed), for tests only.

#include "shared_files.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace undertone::testing {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> split_csv_line(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else if (line[i] != '\r')
            cells.back() += line[i];
    }
    return cells;
}

/// Rows by column name; empty where the file is absent.
inline std::vector<Row> read_rows(const std::string& path) {
    std::ifstream file(path);
    std::vector<Row> rows;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        const auto cells = split_csv_line(line);
        if (header.empty()) {
            header = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < header.size() && i < cells.size(); ++i) row[header[i]] = cells[i];
        rows.push_back(row);
    }
    return rows;
}

} // namespace undertone::testing

/// The rows of a file under ../shared/data.
#define UNDERTONE_READ_SHARED(rows, path)                                                                                   \
    UNDERTONE_NEEDS_SHARED_FILES();                                                                                         \
    const auto rows = undertone::testing::read_rows(undertone_tests::shared_data(path).string());                           \
    ASSERT_FALSE(rows.empty()) << undertone_tests::shared_data(path)
