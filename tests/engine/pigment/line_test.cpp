#include "undertone/pigment/line.hpp"

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace undertone {

namespace {

constexpr const char* head = "id = \"x\"\nname = \"X\"\nmaker = \"M\"\nversion = \"1\"\n";

std::string with_ink(const std::string& ink) {
    return std::string(head) + "[[inks]]\nid = \"a\"\nname = \"A\"\n" + ink + "\n";
}

struct Refusal {
    const char* why;
    std::string text;
    int line, column;
    const char* says;
};

class BadLine : public testing::TestWithParam<Refusal> {};

const std::string carbon = "components = [{ colorant = \"carbon_black\", mg_per_ml = 150 }]";

} // namespace

TEST(DemoLine, HasEightInksAndSaysWhatItIs) {
    const Line line = load_line("demo");
    EXPECT_EQ(line.inks.size(), 8u);
    EXPECT_EQ(line.note, "modelled from published optical constants, not any maker's product");
    std::vector<std::string> indices;
    for (const auto& colorant : line.colorants) indices.push_back(colorant.color_index);
    EXPECT_THAT(indices, testing::UnorderedElementsAre("CI 77266", "CI 77491", "CI 77492", "CI 77499", "CI 77891"));
    for (const auto& ink : line.inks)
        for (const auto& component : ink.components) EXPECT_LT(component.colorant, line.colorants.size());
    EXPECT_EQ(line.inks[line.ink_index("auburn")].name, "Auburn");
}

TEST(DemoLine, MassesAddUp) {
    const Line line = load_line("demo");
    for (const auto& ink : line.inks) {
        double solids_g = 0, solids_ml = 0;
        for (const auto& part : ink.components) {
            solids_g += part.mg_per_ml / 1000;
            solids_ml += part.mg_per_ml / 1000 / line.colorants[part.colorant].density_g_per_ml;
        }
        EXPECT_NEAR(ink.density_g_per_ml, solids_g + (1 - solids_ml) * 1.05, 1e-12) << ink.id; // carrier of 1.05 g/ml
        EXPECT_GE(solids_g, 0.045) << ink.id;
        EXPECT_LE(solids_g, 0.190) << ink.id; // near the trade's 15 % at most
    }
}

TEST(Line, TakesLotDateAndDensity) {
    const Line line =
        parse_line(with_ink(carbon + "\nlot = \"L7\"\nexpires = 2027-03-31\ndensity_g_per_ml = 1.09"), "x.toml");
    EXPECT_EQ(line.inks[0].lot, "L7");
    EXPECT_EQ(line.inks[0].expires, "2027-03-31");
    EXPECT_DOUBLE_EQ(line.inks[0].density_g_per_ml, 1.09);
    EXPECT_EQ(parse_line(with_ink(carbon + "\nexpires = \"2027-03-31\""), "x.toml").inks[0].expires, "2027-03-31");
    EXPECT_EQ(line.diluent_name, "distilled water");
}

TEST(Line, NamesTheInksThereAre) {
    const Line line = load_line("demo");
    try {
        line.ink_index("pink");
        FAIL() << "an ink that is not there was found";
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("pure_black, soft_black"));
    }
}

TEST(Line, IsReadFromAFileAsFromTheEngine) {
    const std::string path = testing::TempDir() + "undertone_line_test.toml";
    std::ofstream(path) << data_file("lines/demo.toml");
    EXPECT_EQ(load_line(path).inks.size(), load_line("demo").inks.size());
    try {
        load_line("no/such/line.toml");
        FAIL() << "a missing file was read";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("demo"));
    }
    EXPECT_THROW(load_line(testing::TempDir()), DataError);
}

TEST_P(BadLine, IsRefusedWithLineAndColumn) {
    try {
        parse_line(GetParam().text, "bad.toml");
        FAIL() << "accepted: " << GetParam().why;
    } catch (const DataError& error) {
        EXPECT_EQ(error.position.line, GetParam().line) << error.what();
        EXPECT_EQ(error.position.column, GetParam().column) << error.what();
        EXPECT_THAT(error.what(), testing::HasSubstr(GetParam().says));
        EXPECT_THAT(error.what(), testing::StartsWith("bad.toml"));
        EXPECT_THAT(error.caret(), testing::HasSubstr("^"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadLine,
    testing::Values(
        Refusal{"NotToml", "id = \"x\nname", 1, 8, "not TOML"},
        Refusal{"UnknownKey", std::string(head) + "colour = 3\n", 5, 1, "unknown key \"colour\""},
        Refusal{"NoMaker", "id = \"x\"\nname = \"X\"\n", 1, 1, "\"maker\" is missing"},
        Refusal{"NoInks", std::string(head) + "inks = []\n", 5, 8, "at least one"},
        Refusal{"NumberForText", "id = 3\n", 1, 6, "a text in double quotes"},
        Refusal{"UnknownInkKey", with_ink(carbon + "\ncolor = 1"), 9, 1, "unknown key \"color\""},
        Refusal{"UnknownColorant", with_ink("components = [{ colorant = \"soot\", mg_per_ml = 1 }]"), 8, 28,
                "no colorant \"soot\""},
        Refusal{"NegativeAmount", with_ink("components = [{ colorant = \"hematite\", mg_per_ml = -1 }]"), 8, 52,
                "more than 0"},
        Refusal{"NotANumber", with_ink("components = [{ colorant = \"hematite\", mg_per_ml = nan }]"), 8, 52,
                "a finite number"},
        Refusal{"TextForNumber", with_ink("components = [{ colorant = \"hematite\", mg_per_ml = \"1\" }]"), 8, 52,
                "is not a number"},
        Refusal{"TwiceTheSame",
                with_ink(
                    "components = [{ colorant = \"hematite\", mg_per_ml = 1 }, { colorant = \"hematite\", mg_per_ml = 2 }]"),
                8, 57, "stands twice"},
        Refusal{"SolidRock", with_ink("components = [{ colorant = \"carbon_black\", mg_per_ml = 1500 }]"), 8, 14,
                "fills 83 %"},
        Refusal{"FeatherDensity", with_ink(carbon + "\ndensity_g_per_ml = 0.5"), 9, 20, "carrier would weigh"},
        Refusal{"NoDate", with_ink(carbon + "\nexpires = \"31.3.27\""), 9, 11, "not a date"},
        Refusal{"SameInkTwice", with_ink(carbon) + "[[inks]]\nid = \"a\"\nname = \"B\"\n" + carbon, 10, 6,
                "ink \"a\" stands twice"},
        Refusal{"FrothyCarrier", "carrier = { name = \"foam\", density_g_per_ml = 0.1 }\n" + with_ink(carbon), 1, 47,
                "no carrier's density"}),
    [](const auto& test) { return test.param.why; });

TEST(Line, SurvivesBytesThatAreNoText) {
    const std::string bytes("\x00\xff\xfe\x80[[", 6);
    EXPECT_THROW(parse_line(bytes, "bad.toml"), DataError);
    EXPECT_THROW(parse_line("", "empty.toml"), DataError);
}

} // namespace undertone
