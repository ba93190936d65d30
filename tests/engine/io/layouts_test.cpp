// Property: how tables are laid out: where they start and end, several rows of titles, rows that begin with '#', tidy tables,
// pairs of columns.

#include "measurement_files.hpp"

#include <gmock/gmock.h>

#include <algorithm>

using namespace undertone;
using namespace io_test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string row_of(double factor = 1) {
    std::string out;
    for (int nm = 400; nm <= 700; nm += 10) out += "," + number(factor * skin_like(nm));
    return out + "\n";
}

std::string bands() {
    std::string out;
    for (int nm = 400; nm <= 700; nm += 10) out += "," + std::to_string(nm);
    return out;
}

/// One row per sample and wavelength; `line` writes it.
template <class Line>
std::string tidy(const std::string& header, const std::vector<std::string>& samples, Line line) {
    std::string out = header + "\n";
    for (const std::string& sample : samples)
        for (int nm = 400; nm <= 700; nm += 10) out += line(sample, nm) + "\n";
    return out;
}

} // namespace

TEST(Layouts, ReachBeyondTheRangeOnEitherSide) {
    for (const bool down : {false, true})
        for (const char* header : {"wavelength_nm,Reflectance (%),b\n", "nm,x (%),y\n", ""}) {
            std::vector<std::string> lines;
            for (int nm = 150; nm <= 2600; nm += 10)
                lines.push_back(std::to_string(nm) + ",0." + (nm < 400 ? "1" : "5") + "00,0.500\n");
            if (down) std::reverse(lines.begin(), lines.end());
            std::string text = header;
            for (const auto& line : lines) text += line;
            const auto all = parse(text);
            ASSERT_EQ(all.size(), 2u) << header;
            EXPECT_DOUBLE_EQ(all[0].wavelengths_nm.front(), 200);
            EXPECT_DOUBLE_EQ(all[0].wavelengths_nm.back(), 2500);
            EXPECT_NEAR(all[0].reflectance.back(), *header ? 0.005 : 0.5, 1e-12) << header;
            EXPECT_TRUE(has_diagnostic(all[0], "bands_out_of_range"));
        }
    std::string header = "name", row = "arm";
    for (int nm = 150; nm <= 2600; nm += 10) {
        header += "," + std::to_string(nm);
        row += ",0.5";
    }
    EXPECT_DOUBLE_EQ(parse(header + "\n" + row + "\n").at(0).wavelengths_nm.back(), 2500);
}

TEST(Layouts, MayHaveExponentsInWavelengths) {
    const auto power = [](int nm) { return number(nm / 100.0, 2) + "e+02"; };
    expect_skin_like(parse(table("nm,R", 1, 1, ",", power)).at(0));
    expect_skin_like(parse(table("# wavelength_nm reflectance", 1, 1, " ", power)).at(0));
    std::string text = table("", 1, 1, " ", power);
    expect_skin_like(parse(text.substr(1)).at(0));
    EXPECT_THAT(refusal_of(table("# wavelength,absorbance", 1, 1, ",", power)), HasSubstr("not reflectance"));
    EXPECT_NEAR(parse(table("# nm,R (%)", 1, 1.5, ",", power)).at(0).reflectance[0], 0.015 * skin_like(400), 1e-6);
}

TEST(Layouts, MayHaveSeveralRowsOfTitles) {
    const auto units = parse("Wavelength,Forearm,Scalp\nnm,%,%\n" + table("", 2, 100).substr(1));
    EXPECT_THAT(names_of(units), ElementsAre("Forearm", "Scalp"));
    expect_skin_like(units.at(0));
    const auto above = parse(",Forearm,Scalp\n" + table("Wavelength (nm),Reflectance (%),Reflectance (%)", 2, 100));
    EXPECT_THAT(names_of(above), ElementsAre(HasSubstr("Forearm"), HasSubstr("Scalp")));
    const auto dates = parse("Wavelength,Forearm,Scalp\nDate,2026-05-01,2026-05-02\n" + table("", 2).substr(1));
    EXPECT_EQ(dates.at(0).date, "2026-05-01");
    EXPECT_EQ(dates.at(1).date, "2026-05-02");
    EXPECT_THAT(geometries_of(parse("Wavelength,Scalp,Scalp\nMode,SCI,SCE\n" + table("", 2).substr(1))),
                ElementsAre("8/d SCI", "8/d SCE"));
    EXPECT_THAT(geometries_of(parse(",Scalp,,Arm,\n" + table("nm,SCI,SCE,SCI,SCE", 4))),
                ElementsAre("8/d SCI", "8/d SCE", "8/d SCI", "8/d SCE"));
    std::string both = ",SCI" + std::string(31, ',') + "SCE\nname" + bands() + bands() + "\nscalp";
    const std::string row = row_of();
    both += row.substr(0, row.size() - 1) + row_of(0.9);
    EXPECT_THAT(geometries_of(parse(both)), ElementsAre("8/d SCI", "8/d SCE"));
}

TEST(Layouts, OfRowsMayHaveUnitsBelowTheTitles) {
    std::string percent = "name" + bands() + "\n", nm = percent;
    for (int k = 0; k < 31; ++k) {
        percent += ",%";
        nm += ",nm";
    }
    expect_skin_like(parse(nm + "\nscalp" + row_of()).at(0));
    expect_skin_like(parse("Sample Name,Wavelength,,\n" + bands() + "\nscalp" + row_of()).at(0));
    EXPECT_EQ(parse("Name,L*,a*,b*\n,(D65/10°),(D65/10°),(D65/10°)\nx,62,11,18\n").at(0).observer, "1964_10deg");
    EXPECT_NEAR(parse(percent + "\nscalp" + row_of(1.5)).at(0).reflectance[0], 0.015 * skin_like(400), 1e-6);
}

TEST(Layouts, RowsThatBeginWithAHashCountWhereTheyFit) {
    EXPECT_THAT(
        names_of(parse("name" + bands() + "\n#1 scalp" + row_of() + "# a comment, with commas\n#2 scalp" + row_of())),
        ElementsAre("#1 scalp", "#2 scalp"));
    EXPECT_THAT(names_of(parse("#name" + bands() + "\nscalp" + row_of())), ElementsAre("scalp"));
    EXPECT_THAT(names_of(parse("name,L*,a*,b*\n#1,62,11,18\n#2,63,11,18\n")), ElementsAre("#1", "#2"));
    EXPECT_EQ(parse("nm,R\n# 380,0.5\n" + rows()).at(0).wavelengths_nm.front(), 400); // taken out by hand
    EXPECT_THAT(names_of(parse(tidy("sample,nm,R", {"#1", "#2"},
                                    [](const auto& sample, int nm) {
                                        return sample + "," + std::to_string(nm) + "," + number(skin_like(nm));
                                    }))),
                ElementsAre("#1", "#2"));
}

TEST(Layouts, MayHaveTextBelow) {
    for (const char* line : {">>>>>End Processed Spectral Data<<<<<", "End", "[End of data]", "Comments: none", "Mean,0.31",
                             "---", "Total;31", "=== page 1 ===", "Remark\nsecond line\nthird"}) {
        const auto all = parse("nm,R\n" + rows() + line + "\n");
        ASSERT_EQ(all.size(), 1u) << line;
        expect_skin_like(all[0]);
    }
    EXPECT_TRUE(has_diagnostic(parse("nm,R\n" + rows() + "the end\n").at(0), "lines_below_skipped"));
    EXPECT_EQ(parse("nm,R\n" + rows() + "\nGeometry: 45/0\n").at(0).geometry, "45/0");
    EXPECT_EQ(parse("name" + bands() + "\nscalp" + row_of() + "\nOperator,Ana\nDate,2026-05-01\n").at(0).date, "2026-05-01");
    EXPECT_EQ(parse("name,L*,a*,b*\nx,62,11,18\n\nIlluminant,D65\nObserver,10\n").at(0).observer, "1964_10deg");
    EXPECT_NE(refusal_of("nm,R\n" + rows() + "nm,R\n" + rows()), "read"); // two tables are no text
}

TEST(Layouts, MayBePaddedWithZeroBytes) {
    using namespace std::string_literals;
    const auto all = parse("Name: x\0\0\0\0\nnm,R\n"s + rows() + std::string(100, '\0'));
    expect_skin_like(all.at(0));
    EXPECT_EQ(all[0].name, "x");
    EXPECT_TRUE(has_diagnostic(all[0], "zero_bytes"));
    std::string cut = "nm,R\n" + rows();
    cut[cut.find(",0.2") + 2] = '\0';
    EXPECT_NE(refusal_of(cut), "read");
    std::string utf16;
    for (const char c : "nm\tR\n" + rows(1, "\t")) (utf16 += c) += '\0';
    expect_skin_like(parse(utf16).at(0)); // without a byte order mark
}

TEST(Layouts, OfNumbersApartBySpacesAreKnownBelowLinesWithCommas) {
    std::string text;
    for (int line = 0; line < 20; ++line) text += "factors= 0,0,0,0,0,0,0\n";
    expect_skin_like(parse(text + rows(1, "  ")).at(0));
}

TEST(Layouts, TakeNoValuesForWavelengthsHoweverTheyRise) {
    EXPECT_THAT(refusal_of("62,0.2\n500,0.21\n520,579\n620,20296\n640,22093\n660,23083\n680,23574\n700,23806\n"),
                HasSubstr("reflectance"));
}

TEST(Layouts, MayHoldNoNumberWhereNobodyLooks) {
    std::string between;
    for (int nm = 230; nm < 400; nm += 10) between += std::to_string(nm) + ",0.1\n";
    const auto all = parse("nm,R\n200,nan\n210,inf\n220,0.1\n" + between + rows());
    EXPECT_EQ(all.at(0).wavelengths_nm.front(), 220);
    EXPECT_TRUE(has_diagnostic(all[0], "values_missing"));
    EXPECT_NE(refusal_of("nm,R\n" + rows() + "710,0.5\n720,nan\n730,0.5\n"), "read");
}

TEST(Layouts, TidyTablesHoldOneReadingForEachSample) {
    const auto value = [](int nm) { return number(skin_like(nm)); };
    const auto expect_two = [&](const std::string& text) {
        const auto all = parse(text);
        EXPECT_THAT(names_of(all), ElementsAre("s1", "s2")) << text.substr(0, 60);
        expect_skin_like(all.at(0));
    };
    expect_two(tidy("sample,wavelength,reflectance", {"s1", "s2"},
                    [&](auto& s, int nm) { return s + "," + std::to_string(nm) + "," + value(nm); }));
    expect_two(tidy("wavelength\treflectance\tid", {"s1", "s2"},
                    [&](auto& s, int nm) { return std::to_string(nm) + "\t" + value(nm) + "\t" + s; }));
    expect_two(tidy("sample,wavelength_um,R", {"s1", "s2"},
                    [&](auto& s, int nm) { return s + "," + number(nm / 1000.0, 3) + "," + value(nm); }));
    expect_two(tidy("sample,wavelength,R,note", {"s1", "s2"}, [&](auto& s, int nm) {
        return s + "," + std::to_string(nm) + "," + value(nm) + ",n" + s + std::to_string(nm);
    }));
    expect_two(tidy("sample wavelength R", {"s1", "s2"},
                    [&](auto& s, int nm) { return s + " " + std::to_string(nm) + " " + value(nm); }));
    std::string interleaved = "sample,wavelength,R\n", counted = ",sample,wavelength,value\n";
    int row = 0;
    for (int nm = 400; nm <= 700; nm += 10)
        for (const char* s : {"s1", "s2"}) interleaved += std::string(s) + "," + std::to_string(nm) + "," + value(nm) + "\n";
    for (const char* s : {"s1", "s2"})
        for (int nm = 400; nm <= 700; nm += 10)
            counted += std::to_string(row++) + "," + s + "," + std::to_string(nm) + "," + value(nm) + "\n";
    expect_two(interleaved);
    expect_two(counted);
    EXPECT_EQ(parse(tidy("replicate,wavelength,R", {"1", "2", "3"},
                         [&](auto& s, int nm) { return s + "," + std::to_string(nm) + "," + value(nm); }))
                  .size(),
              3u);
    EXPECT_THAT(
        geometries_of(parse(tidy("sample,mode,wavelength,R", {"SCI", "SCE"},
                                 [&](auto& s, int nm) { return "arm," + s + "," + std::to_string(nm) + "," + value(nm); }))),
        ElementsAre("8/d SCI", "8/d SCE"));
    EXPECT_EQ(parse(tidy("sample,quantity,wavelength,value", {"reflectance", "absorbance"},
                         [&](auto& s, int nm) { return "arm," + s + "," + std::to_string(nm) + "," + value(nm); }))
                  .size(),
              1u);
    EXPECT_EQ(parse(tidy("sample,wavelength,R", {"scalp"},
                         [&](auto& s, int nm) { return s + "," + std::to_string(nm) + "," + value(nm); }))
                  .at(0)
                  .name,
              "scalp");
    EXPECT_THAT(refusal_of(tidy("sample,wavelength,absorbance", {"s1", "s2"},
                                [&](auto& s, int nm) { return s + "," + std::to_string(nm) + "," + value(nm); })),
                HasSubstr("not reflectance"));
}

TEST(Layouts, PairsOfColumnsHoldOneReadingEach) {
    for (const char* header :
         {"s1 nm,s1,s2 nm,s2", "Wavelength,s1,Wavelength,s2", "wavelength,s1,wavelength.1,s2", "nm,s1,nm,s2",
          "s1_wl,s1_R,s2_wl,s2_R", "wl1,R1,wl2,R2", "Wavelength 1,Reflectance 1,Wavelength 2,Reflectance 2",
          "s1,,s2,\nnm,R,nm,R", "Wavelength,s1,,s2", "λ s1,s1,λ s2,s2", "x1,y1,x2,y2", ""}) {
        std::string text = *header ? std::string(header) + "\n" : "";
        for (int nm = 400; nm <= 700; nm += 10)
            text += std::to_string(nm) + "," + number(skin_like(nm)) + "," + std::to_string(nm) + "," +
                    number(0.9 * skin_like(nm)) + "\n";
        const auto all = parse(text);
        ASSERT_EQ(all.size(), 2u) << header;
        expect_skin_like(all[0]);
        EXPECT_NEAR(all[1].reflectance[0], 0.9 * skin_like(400), 6e-5);
    }
    std::string uneven = "nm,a,nm,b\n";
    for (int nm = 400; nm <= 700; nm += 10)
        uneven += std::to_string(nm) + "," + number(skin_like(nm)) +
                  (nm <= 550 ? "," + std::to_string(2 * nm - 400) + "," + number(skin_like(2 * nm - 400)) : "") + "\n";
    const auto all = parse(uneven);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].wavelengths_nm.size(), 16u);
}
