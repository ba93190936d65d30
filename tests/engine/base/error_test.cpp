// Property: errors say what, where, why and what to do.

#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"

#include <gtest/gtest.h>

namespace undertone {

TEST(Errors, SayWhatWhereWhyAndWhatToDo) {
    const DataError error("skin.csv", {3, 7}, "\"abc\" is not a number", "reflectance must be numeric", "correct the cell",
                          "400, abc");
    EXPECT_STREQ(error.what(), "skin.csv:3:7: \"abc\" is not a number; reflectance must be numeric; correct the cell");
    EXPECT_EQ(error.caret(), "400, abc\n      ^");
    const DomainError domain("g[2]", "1.5", "(-1, 1)", "check the anisotropy");
    EXPECT_STREQ(domain.what(), "g[2] is 1.5; allowed: (-1, 1); check the anisotropy");
}

TEST(Table, NamesLineAndColumnOfABadCell) {
    try {
        read_table("# note\nnm,value\n400,1.5\n405,1.x\n", "t.csv");
        FAIL() << "a bad number was accepted";
    } catch (const DataError& error) {
        EXPECT_EQ(error.position.line, 4);
        EXPECT_EQ(error.position.column, 5);
    }
    EXPECT_THROW(read_table("nm,value\n400\n", "t.csv"), DataError);
    EXPECT_THROW(read_table("# only a comment\n", "t.csv"), DataError);
}

TEST(Table, GivesColumnsByName) {
    const Table table = read_table("nm,value\n400,1.5\n405,-2e-3\n", "t.csv");
    EXPECT_DOUBLE_EQ(table.column("value")(1), -2e-3);
    EXPECT_THROW(table.column("values"), DomainError);
}

} // namespace undertone
