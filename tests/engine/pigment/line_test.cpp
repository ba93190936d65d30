// Property, consistency: lines of inks, from files and from the engine.

#include "undertone/pigment/line.hpp"

#include "test_line.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/pigment/film.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <functional>

namespace undertone {

void PrintTo(const Line& line, std::ostream* out) { *out << "line " << line.id; } // gtest would print every byte

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
    EXPECT_THAT(indices, testing::UnorderedElementsAre("CI 77266", "CI 77491", "CI 77492", "CI 77891"));
    for (const auto& ink : line.inks)
        for (const auto& component : ink.components) EXPECT_LT(component.colorant, line.colorants.size());
    EXPECT_EQ(line.ink("auburn").name, "Auburn");
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

TEST(DemoLine, EachInkPaintsWhatItsNamePromises) {
    const Line line = load_line("demo");
    const auto paint = [&](const char* id) {
        const Eigen::ArrayXd amounts = mix(line, {{{id, 1}}, 0}).mg_per_ml;
        return Viewing("D65").lab(masstone(line, amounts));
    };
    const Lab pure = paint("pure_black"), soft = paint("soft_black"), warm = paint("warm_black"), dark = paint("dark_brown"),
              mid = paint("mid_brown"), ash = paint("ash"), auburn = paint("auburn"), blond = paint("blond");
    const auto chroma = [](const Lab& lab) { return std::hypot(lab.a, lab.b); };
    EXPECT_LT(pure.l, 8); // black is black, and as good as neutral
    EXPECT_LT(chroma(pure), 2.5);
    EXPECT_GT(soft.l, pure.l + 2); // a softer black is paler and still no colour
    EXPECT_LT(soft.l, 15);
    EXPECT_LT(chroma(soft), 2.5);
    EXPECT_LT(warm.l, 18); // a warm one is reddish-yellow at sight
    EXPECT_GT(warm.a, 1);
    EXPECT_GT(warm.b, 2);
    for (const Lab& brown : {dark, mid}) { // brown is dark orange
        EXPECT_GT(brown.a, 3);
        EXPECT_GT(brown.b, brown.a);
        EXPECT_LT(brown.l, 40);
    }
    EXPECT_GT(mid.l, dark.l + 5);
    EXPECT_GT(dark.l, warm.l + 5);
    EXPECT_LT(ash.b, 0.5); // cool, but a grey and no slate blue
    EXPECT_LT(chroma(ash), 4);
    EXPECT_GT(ash.l, 25);
    EXPECT_GT(auburn.a, 12); // reddest of all
    EXPECT_NEAR(auburn.b, auburn.a, 5);
    EXPECT_GT(blond.l, 50); // pale dull yellow
    EXPECT_GT(blond.b, 20);
    EXPECT_LT(blond.a, 0.4 * blond.b);
}

TEST(Line, RefusesWhatWasWithdrawnUnlessKeptFromBefore) {
    const std::string text = with_ink("components = [{ colorant = \"magnetite\", mg_per_ml = 100 }]");
    try {
        parse_line(text, "own.toml");
        FAIL() << "a withdrawn colorant was taken";
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::StartsWith("own.toml:8:28"),
                                                 testing::HasSubstr("\"magnetite\" was withdrawn; its table of k"),
                                                 testing::HasSubstr("state its measured optics")));
    }
    const Line kept = parse_kept_line(text, "kept");
    EXPECT_EQ(kept.colorants[0].role, ColorantRole::black_oxide);
    EXPECT_EQ(parse_line(line_toml(kept), "again"), kept); // written out, it states the optics itself
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
                "is -1; it is mg of solid pigment in 1 ml of ink; give a number from 0.001 to 5000"},
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
        Refusal{"MoreThanADoubleHolds", with_ink("components = [{ colorant = \"hematite\", mg_per_ml = 9007199254740993 }]"),
                8, 52, "is 9007199254740993; whole numbers beyond 2^53"},
        Refusal{"NoDayOfTheCalendar", with_ink(carbon + "\nexpires = \"2027-02-30\""), 9, 11, "not a date"},
        Refusal{"TomlInADate", with_ink(carbon + "\nexpires = \"2027-03-31\\n[a]\""), 9, 11, "not a date"},
        Refusal{"ZeroInAName", with_ink(carbon + "\nlot = \"L\\u00007\""), 9, 7, "zero characters"},
        Refusal{"HeavyDiluent", "diluent = { name = \"lead\", density_g_per_ml = 11.3 }\n" + with_ink(carbon), 1, 47,
                "diluents are alcohol, water, glycerol"},
        Refusal{"FrothyCarrier", "carrier = { name = \"foam\", density_g_per_ml = 0.1 }\n" + with_ink(carbon), 1, 47,
                "no carrier's density"}),
    [](const auto& test) { return test.param.why; });

/// What each of a description's fields may not be, and how the refusal calls it.
TEST(MadeLine, IsRefusedNamingTheField) {
    const LineDescription good{
        "x", "X", "M", "1", "", {}, {{"a", "A", {{"carbon_black", 150}, {"hematite", 10}}, {}, "", ""}}};
    EXPECT_NO_THROW(make_line(good));
    const std::vector<std::pair<std::string, std::function<void(LineDescription&)>>> bad{
        {"id", [](auto& line) { line.id = ""; }},
        {"note", [](auto& line) { line.note = std::string(20'000, 'x'); }},
        {"carrier.density_g_per_ml", [](auto& line) { line.carrier_density_g_per_ml = 0.1; }},
        {"diluent.density_g_per_ml", [](auto& line) { line.diluent_density_g_per_ml = std::nan(""); }},
        {"inks", [](auto& line) { line.inks.clear(); }},
        {"inks[1].id", [](auto& line) { line.inks.push_back(line.inks[0]); }},
        {"inks[0].lot", [](auto& line) { line.inks[0].lot = std::string("\0", 1); }},
        {"inks[0].expires", [](auto& line) { line.inks[0].expires = "2027-02-30"; }},
        {"inks[0].density_g_per_ml", [](auto& line) { line.inks[0].density_g_per_ml = 0.5; }},
        {"inks[0].components", [](auto& line) { line.inks[0].components[0].mg_per_ml = 1500; }},
        {"inks[0].components[1]", [](auto& line) { line.inks[0].components[1].colorant = "carbon_black"; }},
        {"inks[0].components[1].colorant", [](auto& line) { line.inks[0].components[1].colorant = "soot"; }},
        {"inks[0].components[1].mg_per_ml", [](auto& line) { line.inks[0].components[1].mg_per_ml = -1; }},
        {"colorants[0].mu_a_per_mm[3]",
         [](auto& line) {
             line.colorants = {colorant("hematite")};
             line.colorants[0].mu_a_per_mm(3) = -1;
         }},
        {"colorants[1].id", [](auto& line) {
             line.colorants = {colorant("hematite"), colorant("hematite")};
         }}};
    for (const auto& [field, spoil] : bad) {
        LineDescription line = good;
        spoil(line);
        try {
            make_line(line);
            ADD_FAILURE() << "accepted: " << field;
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, field) << error.what();
        }
    }
}

TEST(MadeLine, IsTheLineOfItsFile) {
    const std::string text = with_ink(carbon + "\nlot = \"L7\"\nexpires = 2027-03-31\ndensity_g_per_ml = 1.09");
    const LineDescription description{
        "x", "X", "M", "1", "", {}, {{"a", "A", {{"carbon_black", 150}}, 1.09, "L7", "2027-03-31"}}};
    EXPECT_EQ(make_line(description), parse_line(text, "x.toml"));
    EXPECT_EQ(parse_line("# a remark\n" + text, "y.toml"), parse_line(text, "x.toml"));
    EXPECT_NE(parse_line(with_ink(carbon), "x.toml"), parse_line(text, "x.toml"));
}

TEST(LineToml, GivesAnEqualLine) {
    for (const Line& line :
         {load_line("demo"), testing_line::line(),
          parse_line(with_ink(carbon + "\nlot = \"a \\\"b\\\" \\u00e9\"\ndensity_g_per_ml = 1.123456789012345"),
                     "x.toml")}) {
        Line named = line;
        if (named.name.empty()) named.name = named.maker = named.version = "1";
        const std::string text = line_toml(named);
        EXPECT_EQ(parse_line(text, "again.toml"), named) << text.substr(0, 2000);
    }
}

/// Optics given band by band make a colorant like any other.
TEST(MeasuredColorant, MixesAndLooksAsTheSameOpticsFromMie) {
    LineDescription description{"x", "X", "M", "1", "", {}, {{"a", "A", {{"house_black", 150}}, {}, "", ""}}};
    Colorant black = colorant("carbon_black");
    black.id = "house_black";
    description.colorants.push_back(measured_colorant(black));
    const Line measured = make_line(description);
    description.inks[0].components[0].colorant = "carbon_black";
    const Line modelled = make_line(description);
    EXPECT_EQ(measured.colorants[0].optics, OpticsOrigin::measured);
    EXPECT_EQ(modelled.colorants[0].optics, OpticsOrigin::mie);
    EXPECT_EQ(measured.inks[0].density_g_per_ml, modelled.inks[0].density_g_per_ml);
    const Skin skin;
    const auto looks = [&](const Line& line) {
        return appearance(skin, line, healed_state(mix(line, {{{"a", 1}}, 20}), Dots{}));
    };
    EXPECT_TRUE((looks(measured).area == looks(modelled).area).all());
    EXPECT_EQ(parse_line(line_toml(measured), "x.toml"), measured);
}

TEST(MeasuredColorant, IsReadFromAFileWithTheRoleOfItsColourIndex) {
    const auto text = [](const std::string& more) {
        return std::string(head) +
               "[[colorants]]\nid = \"soot\"\nname = \"Soot\"\ndensity_g_per_ml = 1.8\nmu_a_per_mm = 6.5\n" +
               "mu_s_per_mm = 0.5\ng = 0.4\n" + more + "\n[[inks]]\nid = \"a\"\nname = \"A\"\n" +
               "components = [{ colorant = \"soot\", mg_per_ml = 50 }]\n";
    };
    EXPECT_EQ(parse_line(text(""), "x.toml").colorants[0].role, ColorantRole::other);
    EXPECT_EQ(parse_line(text("color_index = \"CI 77266\""), "x.toml").colorants[0].role, ColorantRole::carbon_black);
    const Line line = parse_line(text("color_index = \"CI 77266\"\nrole = \"black_oxide\""), "x.toml");
    EXPECT_EQ(line.colorants[0].role, ColorantRole::black_oxide);
    EXPECT_EQ(line.colorants[0].optics, OpticsOrigin::measured);
    EXPECT_TRUE((line.colorants[0].mu_a_per_mm == 6.5).all());
    const auto refusal = [&](const std::string& from, const std::string& to) {
        std::string broken = text("role = \"white\"");
        broken.replace(broken.find(from), from.size(), to);
        try {
            parse_line(broken, "x.toml");
        } catch (const DataError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(refusal("\"white\"", "\"pink\""), testing::StartsWith("x.toml:12:8: \"role\" is \"pink\""));
    EXPECT_THAT(refusal("= 6.5", "= [1, 2]"), testing::HasSubstr("x.toml:9:15: \"mu_a_per_mm\" has 2 numbers"));
    EXPECT_THAT(refusal("= 6.5", "= -6.5"), testing::StartsWith("x.toml:9:15: \"colorants[0].mu_a_per_mm[0]\" is -6.5"));
    EXPECT_THAT(refusal("= 1.8", "= 80"), testing::StartsWith("x.toml:8:20:"));
    EXPECT_THAT(refusal("g = 0.4", "g = 2"), testing::HasSubstr("mean cosine"));
}

TEST(Line, SurvivesBytesThatAreNoText) {
    const std::string bytes("\x00\xff\xfe\x80[[", 6);
    EXPECT_THROW(parse_line(bytes, "bad.toml"), DataError);
    EXPECT_THROW(parse_line("", "empty.toml"), DataError);
}

/// Every kind of number that is not what was written, in each place of a line where a number stands.
TEST(Line, HoldsNoNumberThatWasNotWritten) {
    for (const std::string number : {"9007199254740993", "9223372036854775807", "-9223372036854775808",
                                     "9223372036854775808", "0x20000000000001", "1e400", "-1e400", "1e308", "7e-310", "inf",
                                     "-inf", "nan", "0", "-1", "2027-03-31", "07:32:00", "true", "\"1\"", "[1]"})
        for (const std::string& text :
             {with_ink("components = [{ colorant = \"hematite\", mg_per_ml = " + number + " }]"),
              with_ink(carbon + "\ndensity_g_per_ml = " + number),
              "carrier = { name = \"x\", density_g_per_ml = " + number + " }\n" + with_ink(carbon),
              "diluent = { name = \"x\", density_g_per_ml = " + number + " }\n" + with_ink(carbon)})
            EXPECT_THROW(parse_line(text, "bad.toml"), DataError) << text;
}

/// A parser that follows keys and brackets with the stack must never see them without end, wherever they hide.
TEST(Line, IsNotNestedWithoutEnd) {
    const auto repeated = [](const std::string& piece, int times) {
        std::string text;
        for (int i = 0; i < times; ++i) text += piece;
        return text;
    };
    const int deep = 50'000;
    const std::string key = "a" + repeated(".a", deep) + " = 1\n";
    for (const std::string& text : {key,
                                    "[a" + repeated(".a", deep) + "]\n",
                                    "[[a" + repeated(".a", deep) + "]]\n",
                                    "a" + repeated(" . a", deep) + " = 1\n",
                                    R"("a")" + repeated(R"(."a.#b")", deep) + " = 1\n",
                                    "'a'" + repeated(".'a'", deep) + " = 1\n",
                                    "x = " + repeated("[", deep),
                                    "x = " + repeated("[\n", deep),
                                    "x = " + repeated("[ # ]\n", deep),
                                    "x = " + repeated("{ a = ", deep),
                                    "x = { a" + repeated(".a", deep) + " = 1 }\n",
                                    "x = " + repeated("[{ a = ", deep),
                                    R"(x = "\\")"
                                    "\n" +
                                        key,
                                    R"(x = """\"""""")"
                                    "\n" +
                                        key,
                                    "x = \"\"\"a\n\"\"\"\"\"\n" + key,
                                    R"(x = '''\''')"
                                    "\n" +
                                        key,
                                    "x = ''\n" + key,
                                    "# it's \"\n" + key,
                                    "\xEF\xBB\xBF" + key,
                                    "[a" + repeated(".a", 7) + "]\nb" + repeated(".b", 9) + " = 1\n"}) {
        try {
            parse_line(text, "deep.toml");
            FAIL() << "accepted: " << text.substr(0, 40);
        } catch (const DataError& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("nested more than 8 deep here")) << text.substr(0, 40);
        }
    }
}

/// Dots and brackets in strings and comments nest nothing.
TEST(Line, MayHoldDotsAndBracketsInItsTexts) {
    const std::string dots(100, '.'), brackets(100, '[');
    EXPECT_EQ(parse_line(with_ink(carbon) + "# " + dots + brackets + "\n", "x.toml").inks.size(), 1u);
    for (const std::string& note : {'"' + dots + brackets + R"(\")" + dots + '"', "'" + dots + brackets + "'",
                                    R"(""")"
                                    "\n" +
                                        dots + R"("")" + brackets + "\n" + dots + R"(""""")",
                                    "'''\n" + dots + "''" + brackets + R"(\'''')"})
        EXPECT_THAT(parse_line("note = " + note + " # " + brackets + "\n" + with_ink(carbon), "x.toml").note,
                    testing::HasSubstr(dots));
}

TEST(Line, HasAtMostTwoHundredInks) {
    std::string text = head;
    for (int i = 0; i < 200; ++i) text += "[[inks]]\nid = \"i" + std::to_string(i) + "\"\nname = \"A\"\n" + carbon + "\n";
    EXPECT_EQ(parse_line(text, "x.toml").inks.size(), 200u);
    EXPECT_THROW(parse_line(text + "[[inks]]\nid = \"a\"\nname = \"A\"\n" + carbon + "\n", "x.toml"), DataError);
    EXPECT_THROW(parse_line("note = \"" + std::string(11'000, 'n') + "\"\n" + with_ink(carbon), "x.toml"), DataError);
    EXPECT_THROW(parse_line(std::string(2'000'000, '#') + "\n" + with_ink(carbon), "x.toml"), DataError);
}

/// However long what is wrong is, the message can be read.
TEST(Line, IsRefusedInShortMessages) {
    const std::string much(900'000, 'x');
    for (const std::string& text :
         {much + " = 1\n", "id = \"" + much + "\"\n", "id = " + much + "\n", std::string(head) + "note = [" + much,
          with_ink("components = [{ colorant = \"" + much + "\", mg_per_ml = 1 }]")})
        try {
            parse_line(text, "bad.toml");
            FAIL() << "accepted: " << text.substr(0, 40);
        } catch (const DataError& error) {
            EXPECT_LT(std::string(error.what()).size() + error.caret().size(), 1500u);
        }
}

// ---- lots

const std::string two_lots =
    carbon + "\nlots = [{ lot = \"A1\", expires = \"2027-03-31\" }, { lot = \"A2\", expires = 2028-03-31 }]";

TEST(Lots, OfSeveralNoneIsInHandUntilSomebodySays) {
    const Line line = parse_line(with_ink(two_lots), "x.toml");
    const Ink& ink = line.inks[0];
    EXPECT_EQ(ink.lot, "");
    EXPECT_EQ(ink.lot_text(), "A1 or A2");
    EXPECT_FALSE(ink.expired_on("2027-04-01"));
    EXPECT_TRUE(ink.expired_on("2028-04-01"));
    const Ink old = with_lots(line, {{"a", "A1"}}).inks[0];
    EXPECT_EQ(old.lot_text(), "A1");
    EXPECT_TRUE(old.expired_on("2027-04-01"));
    EXPECT_FALSE(with_lots(line, {{"a", "A2"}}).inks[0].expired_on("2027-04-01"));
    EXPECT_THROW(with_lots(line, {{"a", "A3"}}), DomainError);
    EXPECT_THROW(with_lots(line, {{"a", ""}}), DomainError);
    EXPECT_THROW(with_lots(line, {{"b", "A1"}}), DomainError);
}

TEST(Lots, OneAloneIsInHand) {
    const Ink ink = parse_line(with_ink(carbon + "\nlots = [{ lot = \"A1\", expires = \"2027-03-31\" }]"), "x.toml").inks[0];
    EXPECT_EQ(ink.lot, "A1");
    EXPECT_EQ(ink.expires, "2027-03-31");
}

TEST(Lots, OfWhichOneHasNoDateNeverExpireUnseen) {
    const Ink ink =
        parse_line(with_ink(carbon + "\nlots = [{ lot = \"A1\", expires = \"2027-03-31\" }, { lot = \"A2\" }]"), "x.toml")
            .inks[0];
    EXPECT_FALSE(ink.expired_on("2099-01-01"));
}

TEST(Lots, ComeBackFromTheLinesOwnToml) {
    const Line line = parse_line(with_ink(two_lots), "x.toml"), chosen = with_lots(line, {{"a", "A2"}});
    EXPECT_EQ(parse_line(line_toml(line), "again.toml"), line);
    EXPECT_EQ(parse_line(line_toml(chosen), "again.toml"), chosen);
    EXPECT_FALSE(line == chosen);
}

TEST(Lots, AreRefusedWithTheirPlace) {
    const auto says = [](const std::string& ink) {
        try {
            parse_line(with_ink(carbon + "\n" + ink), "x.toml");
        } catch (const DataError& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    EXPECT_THAT(says("lots = [{ lot = \"A1\" }, { lot = \"A1\" }]"),
                testing::HasSubstr("x.toml:9:33: lot \"A1\" of ink \"a\" stands twice"));
    EXPECT_THAT(says("lots = [{ lot = \"A1\" }, { lot = \"A2\" }]\nlot = \"A3\""),
                testing::HasSubstr("x.toml:10:7: lot \"A3\" in hand"));
    EXPECT_THAT(says("lots = [{ lot = \"A1\", expires = \"soon\" }]"), testing::HasSubstr("is not a date"));
    EXPECT_THAT(says("lots = [{ lot = \"A1\", expires = \"2027-03-31\" }]\nexpires = \"2028-03-31\""),
                testing::HasSubstr("not what its"));
    EXPECT_THAT(says("lots = [{ lot = \"\" }]"), testing::HasSubstr("lot"));
    EXPECT_THAT(says("lots = [{ lot = \"A1\", colour = 1 }]"), testing::HasSubstr("colour"));
}

} // namespace undertone
