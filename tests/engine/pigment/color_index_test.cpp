// Reference, property: pigments are found by every name that labels give them.
#include "undertone/base/error.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/pigment/line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

TEST(ColorIndex, FindsAPigmentByEveryNameThatLabelsGiveIt) {
    for (const char* text : {"CI 77266", "C.I. 77266", "ci77266", "77266", "Pigment Black 7", "C.I. Pigment Black 7", "PBk7",
                             "P.Bk. 7", "pbk 7", "1333-86-4", "CAS 1333-86-4", "carbon_black", "Colour Index 77266"}) {
        ASSERT_NE(find_color_index(text), nullptr) << text;
        EXPECT_EQ(find_color_index(text)->number, "77266") << text;
    }
    for (const char* text : {"", "CI", "77", "Pigment Black", "PBk70", "carbon"})
        EXPECT_EQ(find_color_index(text), nullptr) << text;
    EXPECT_THROW(color_index("CI 99999"), DomainError);
}

TEST(ColorIndex, HasValidAndDifferentNumbers) {
    for (const ColorIndexEntry& one : color_index_entries()) {
        EXPECT_TRUE(cas_is_valid(one.cas)) << one.cas;
        EXPECT_EQ(find_color_index(one.generic_name), &one) << one.generic_name; // no name is of two
        EXPECT_EQ(find_color_index(one.short_name), &one);
        EXPECT_EQ(find_color_index(one.cas), &one);
    }
    EXPECT_FALSE(cas_is_valid("1333-86-5"));
    EXPECT_FALSE(cas_is_valid("abc"));
}

TEST(ColorIndex, NamesTheColorantsThatShip) {
    for (const ColorIndexEntry& one : color_index_entries()) {
        if (one.colorant.empty() || one.colorant == "magnetite") continue; // the latter is withdrawn
        EXPECT_EQ(colorant(one.colorant).color_index, one.color_index());
    }
}

TEST(ColorIndex, ServesWhereverALineNamesAColorant) {
    const char* text = R"(
id = "mine"
name = "Mine"
maker = "me"
version = "1"
[[inks]]
id = "black"
name = "Black"
components = [{ colorant = "Pigment Black 7", mg_per_ml = 100 }, { colorant = "CI 77492", mg_per_ml = 20 }]
)";
    const Line line = parse_line(text, "mine.toml");
    EXPECT_EQ(line.colorants[line.inks[0].components[0].colorant].id, "carbon_black");
    EXPECT_EQ(line.colorants[line.inks[0].components[1].colorant].id, "yellow_oxide");
    EXPECT_EQ(&colorant("PBk7"), &colorant("carbon_black"));
}

} // namespace
} // namespace undertone
