// Property: tables whose rows are known by name.

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace undertone {
namespace {

using ::testing::HasSubstr;

/// `text` with its rows of numbers in reverse order.
std::string reversed(std::string_view text) {
    std::string head;
    std::vector<std::string> rows;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);)
        (line[0] == '#' || head.find("id,") == head.npos ? head : rows.emplace_back()) += line + "\n";
    std::reverse(rows.begin(), rows.end());
    for (const std::string& row : rows) head += row;
    return head;
}

/// Tables of names, which their own readers take.
bool of_words(std::string_view file) {
    return file.starts_with("instruments/") || file.starts_with("color_index/") || file.starts_with("limits/");
}

TEST(TableProperty, OrderOfNamedRowsMeansNothing) {
    int tables = 0;
    for (const std::string_view file : data_files("")) {
        if (!file.ends_with(".csv") || of_words(file)) continue;
        const Table table = data_table(file);
        if (table.ids.empty()) continue;
        ++tables;
        const Table other = read_table(reversed(data_file(file)), "reversed");
        ASSERT_EQ(other.columns, table.columns);
        ASSERT_NE(other.ids, table.ids);
        const std::vector<std::string_view> ids(table.ids.begin(), table.ids.end());
        for (const std::string& column : table.columns) {
            EXPECT_TRUE((other.column(column, ids) == table.column(column)).all()) << file << ": " << column;
            for (const std::string& id : table.ids) EXPECT_EQ(other.at(id, column), table.at(id, column)) << file;
        }
    }
    EXPECT_GE(tables, 9); // those of data/ whose rows have names
}

TEST(Table, RefusesRowsThatCannotBeToldByTheirId) {
    const auto problem = [](const char* text) {
        try {
            read_table(text, "rows.csv");
        } catch (const DataError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(problem("id,x\na,1\na,2\n"), HasSubstr("rows.csv:3:1: two rows are called \"a\""));
    EXPECT_THAT(problem("id,x\na,1\n,2\n"), HasSubstr("rows.csv:3:1: a row without id"));
    EXPECT_THAT(problem("id,x\na\n"), HasSubstr("1 cells where the header names 2"));
    EXPECT_THAT(problem("id,x\na,b\n"), HasSubstr("rows.csv:2:3: \"b\" is not a number"));
}

TEST(Table, NamesTheRowsThereAre) {
    const Table table = read_table("id,x,y\nlow,1,2\nhigh,3,4\n", "rows.csv");
    EXPECT_EQ(table.at("high", "x"), 3);
    try {
        table.row("middle");
        FAIL();
    } catch (const DomainError& error) {
        EXPECT_EQ(error.value, "middle");
        EXPECT_EQ(error.allowed, "low, high");
    }
}

} // namespace
} // namespace undertone
