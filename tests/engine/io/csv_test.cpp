// Property: CSV as people save it: every dialect below holds the same spectrum.

#include "measurement_files.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>

#include <algorithm>

using namespace undertone;
using namespace io_test;
using testing::HasSubstr;

namespace {

Measurement only(const std::string& text) {
    auto all = parse(text);
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
}

std::string error_of(const std::string& text) {
    try {
        parse(text);
    } catch (const DataError& e) {
        return e.what();
    }
    return "no error";
}

struct Dialect {
    const char* name;
    std::string text;
};

class CsvDialect : public testing::TestWithParam<Dialect> {};

} // namespace

TEST_P(CsvDialect, HoldsTheSameSpectrum) { expect_skin_like(only(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(
    All, CsvDialect,
    testing::Values(Dialect{"WidePlainNumbers", wide("", "")}, Dialect{"WideR380nm", wide("R", "nm")},
                    Dialect{"WideNm380", wide("nm", "")}, Dialect{"WideSpectral", wide("SPECTRAL_", "")},
                    Dialect{"WideSpectralNm", wide("SPECTRAL_NM", "")}, Dialect{"WideSpaceNm", wide("", " nm")},
                    Dialect{"WideFromR", wide("X", "")}, Dialect{"WideDecimals", wide("", ".0")},
                    Dialect{"WideInBrackets", wide("R(", ")")}, Dialect{"WidePercent", wide("", "", 100)},
                    Dialect{"WidePercentHeader", wide("%R ", "", 100)}, Dialect{"WideSemicolon", wide("", "", 1, ';')},
                    Dialect{"WideTab", wide("", "", 1, '\t')}, Dialect{"WideDecimalComma", wide("", "", 1, ';', ',')},
                    Dialect{"WideTabDecimalComma", wide("", "", 100, '\t', ',')}, Dialect{"LongBare", rows()},
                    Dialect{"LongSpaces", rows(1, "   ")}, Dialect{"LongTab", rows(1, "\t")},
                    Dialect{"LongSemicolonDecimalComma", rows(1, ";", ',')}, Dialect{"LongPercent", rows(100)},
                    Dialect{"LongHeader", "wavelength_nm,reflectance\n" + rows()},
                    Dialect{"LongHeaderSpaced", "Wavelength (nm) , R\n" + rows(1, " , ")},
                    Dialect{"LongUnitsRow", "Wavelength,Reflectance\nnm,%\n" + rows(100)},
                    Dialect{"LongNmSuffix",
                            [] {
                                std::string text = rows(1, " nm,");
                                return "lambda,R\n" + text;
                            }()},
                    Dialect{"LongByteOrderMark", "\xEF\xBB\xBFnm,R\n" + rows()},
                    Dialect{"LongTrailingEmptyColumns", "nm,R,,\n" + rows()},
                    Dialect{"LongAfterPreamble", "Instrument: Test 1\nSerial No,123\nMeasured by hand\n\nnm,R\n" + rows()},
                    Dialect{"LongExcelSeparatorLine", "sep=;\nnm;R\n" + rows(1, ";", ',')},
                    Dialect{"LongAfterComments", "# made by hand\n// and checked\n\nnm,R\n" + rows()}),
    [](const auto& dialect) { return std::string(dialect.param.name); });

TEST(Csv, ReadsAnyLineEnding) {
    for (const std::string ending : {"\r\n", "\r", "\n\n"}) {
        std::string text;
        for (const char c : "nm,R\n" + rows()) text += c == '\n' ? ending : std::string(1, c);
        expect_skin_like(only(text));
    }
}

TEST(Csv, ReadsDescendingWavelengthsAndSaysSo) {
    std::string text = "nm,R\n";
    for (int nm = 700; nm >= 400; nm -= 10) text += std::to_string(nm) + "," + number(skin_like(nm)) + "\n";
    const Measurement m = only(text);
    expect_skin_like(m);
    EXPECT_TRUE(has_diagnostic(m, "descending"));
    EXPECT_FALSE(has_diagnostic(only(rows()), "descending"));
}

TEST(Csv, ReportsPercentAndDecimalComma) {
    const Measurement m = only(wide("", "", 100, ';', ','));
    EXPECT_TRUE(has_diagnostic(m, "percent_scaled"));
    EXPECT_TRUE(has_diagnostic(m, "decimal_comma"));
    EXPECT_TRUE(only(wide("", "")).diagnostics.empty());
}

TEST(Csv, BelievesAStatedUnitOverTheSizeOfTheNumbers) {
    std::string black = "# unit: percent\nnm,R\n"; // black hair: 0.9 % would pass for a pale skin
    for (int nm = 400; nm <= 700; nm += 10) black += std::to_string(nm) + ",0.9\n";
    EXPECT_NEAR(only(black).reflectance[0], 0.009, 1e-12);
    EXPECT_TRUE(has_diagnostic(only(black), "scale_doubtful"));
}

TEST(Csv, RefusesAScaleThatCouldBeEither) {
    std::string text = "nm,R\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + ",1.6\n";
    EXPECT_THAT(error_of(text), HasSubstr("# unit: percent"));
    EXPECT_NEAR(only("# unit: percent\n" + text).reflectance[3], 0.016, 1e-12);
    EXPECT_THAT(error_of("# unit: fraction\n" + text), HasSubstr("160 % reflectance"));
}

TEST(Csv, ReadsPercentSignsInCells) {
    std::string text = "nm,R\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + "," + number(100 * skin_like(nm), 2) + " %\n";
    expect_skin_like(only(text));
}

TEST(Csv, DoesNotTakeAPercentageInANameForAUnit) {
    std::string text = "nm,carbon 10 %,carbon 20 %\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + ",0.30,0.20\n";
    EXPECT_DOUBLE_EQ(parse(text).at(0).reflectance[0], 0.30);
}

TEST(Csv, GivesEachColumnOfALongTableItsName) {
    std::string text = "# name: Forehead\nwavelength_nm,reading_1,reading_2\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + ",0.30,0.31\n";
    const auto all = parse(text);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].name, "Forehead (reading_1)");
    EXPECT_EQ(all[1].name, "Forehead (reading_2)");
    EXPECT_EQ(all[1].file, "reading.csv");
    EXPECT_DOUBLE_EQ(all[1].reflectance[5], 0.31);
}

TEST(Csv, ReadsMetadataAboveTheTable) {
    const Measurement m = only("# name: Scalp, left\n# illuminant: D65\n# observer: 10\n# geometry: d/8, specular excluded\n"
                               "# instrument: CM-700d\n# date: 3.4.24\n# operator: Ana\nnm,R\n" +
                               rows());
    EXPECT_EQ(m.name, "Scalp, left");
    EXPECT_EQ(m.illuminant, "D65");
    EXPECT_EQ(m.observer, "1964_10deg");
    EXPECT_EQ(m.geometry, "8/d SCE");
    EXPECT_EQ(m.instrument, "CM-700d");
    EXPECT_EQ(m.date, "3.4.24");
    EXPECT_EQ(m.metadata.at("operator"), "Ana");
}

TEST(Csv, KeepsAGeometryItCannotPlaceAsMetadata) {
    const Measurement m = only("# geometry: d/8\nnm,R\n" + rows());
    EXPECT_EQ(m.geometry, "");
    EXPECT_EQ(m.metadata.at("geometry"), "d/8");
}

TEST(Csv, SplitsRowsThatHoldBothSpecularModes) {
    std::string header = "name", row = "arm";
    for (const std::string mode : {"SCI", "SCE"})
        for (int nm = 400; nm <= 700; nm += 10) {
            header += "," + mode + " " + std::to_string(nm);
            row += mode == "SCI" ? ",0.34" : ",0.30";
        }
    const auto all = parse(header + "\n" + row + "\n");
    ASSERT_EQ(all.size(), 2u);
    const auto& sci = all[0].geometry == "8/d SCI" ? all[0] : all[1];
    const auto& sce = all[0].geometry == "8/d SCI" ? all[1] : all[0];
    EXPECT_EQ(sce.geometry, "8/d SCE");
    EXPECT_DOUBLE_EQ(sci.reflectance[0], 0.34);
    EXPECT_DOUBLE_EQ(sce.reflectance[0], 0.30);
    EXPECT_EQ(sci.name, "arm SCI");
}

TEST(Csv, ReadsLatin1AndUtf16) {
    const std::string table = wide("", "");
    const Measurement latin =
        only("name" + table.substr(4, table.find('\n') - 4) + "\nM\xFCller" + table.substr(table.rfind("sample") + 6));
    EXPECT_EQ(latin.name, "M\xC3\xBCller");
    EXPECT_TRUE(has_diagnostic(latin, "latin1_text"));
    std::string utf16 = "\xFF\xFE";
    for (const char c : "nm\tR\n" + rows(1, "\t")) (utf16 += c) += '\0';
    expect_skin_like(only(utf16));
}

TEST(Csv, ReadsQuotedCellsWithCommasAndQuotes) {
    std::string table = wide("", "");
    table.replace(table.rfind("sample"), 6, "\"left, \"\"upper\"\" arm\"");
    EXPECT_EQ(only(table).name, "left, \"upper\" arm");
}

TEST(Csv, ReadsLabAloneAndMarksWhatItAssumed) {
    const auto all = parse("name,L*,a*,b*\nfringe,31.2,4.1,6.0\n\nskin,\"65.0\",12,15\n");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_TRUE(all[0].lab_only());
    EXPECT_DOUBLE_EQ(all[0].lab->a, 4.1);
    EXPECT_EQ(all[0].illuminant, "D50");
    EXPECT_EQ(all[0].observer, "1931_2deg");
    EXPECT_TRUE(has_diagnostic(all[0], "viewing_assumed"));
    EXPECT_TRUE(has_diagnostic(all[0], "lab_only"));
    EXPECT_EQ(all[1].name, "skin");
}

TEST(Csv, ReadsTheViewingOfLabWhereverItIsWritten) {
    for (const std::string text : {"L*(D65/10\xC2\xB0),a*(D65/10\xC2\xB0),b*(D65/10\xC2\xB0)\n50,1,2\n",
                                   "CIE L*;CIE a*;CIE b*;Illuminant;Observer\n50;1;2;D65;10 deg\n",
                                   "# illuminant: D65/10\nLAB_L\tLAB_A\tLAB_B\n50\t1\t2\n"}) {
        const Measurement m = only(text);
        EXPECT_DOUBLE_EQ(m.lab->l, 50) << text;
        EXPECT_EQ(m.illuminant, "D65") << text;
        EXPECT_EQ(m.observer, "1964_10deg") << text;
        EXPECT_FALSE(has_diagnostic(m, "viewing_assumed")) << text;
    }
}

TEST(Csv, KeepsLabBesideASpectrumAsStored) {
    std::string table = wide("", "");
    table.replace(0, 4, "name,L*,a*,b*").replace(table.rfind("sample"), 6, "sample,61,9,14");
    const Measurement m = only(table);
    expect_skin_like(m);
    ASSERT_TRUE(m.lab);
    EXPECT_DOUBLE_EQ(m.lab->b, 14);
    EXPECT_EQ(m.illuminant, ""); // nothing is assumed where the spectrum speaks
}

TEST(Csv, TakesEmptyEndsAsNotMeasured) {
    std::string text = "nm,a,b\n380,,0.2\n390,,0.2\n" + [] {
        std::string t;
        for (int nm = 400; nm <= 700; nm += 10) t += std::to_string(nm) + ",0.3,0.2\n";
        return t;
    }();
    const auto all = parse(text);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].wavelengths_nm.front(), 400);
    EXPECT_TRUE(has_diagnostic(all[0], "bands_missing"));
    EXPECT_EQ(all[1].wavelengths_nm.front(), 380);
}

TEST(Csv, KeepsExactZerosAtTheEndsAndMarksThemAsNotMeasured) {
    const Measurement m = only("nm,R\n380,0\n390,0.0\n" + rows());
    ASSERT_EQ(m.reflectance.size(), 33u);
    EXPECT_EQ(m.reflectance[1], 0);
    EXPECT_TRUE(has_diagnostic(m, "zeros_at_ends"));
    const auto grid = on_grid(m), without = on_grid(only("nm,R\n" + rows()));
    EXPECT_EQ(grid.coverage.measured, without.coverage.measured);
    EXPECT_EQ(grid.values[0], 0); // 380 nm
    for (int i = 4; i <= 64; ++i)
        EXPECT_DOUBLE_EQ(grid.values[i], without.values[i]); // 400-700 nm: no ringing from the step
    const Measurement dark = only("nm,R\n380,0\n390,0.004\n" + rows());
    EXPECT_FALSE(has_diagnostic(dark, "zeros_at_ends")); // a black may well be 0 beside 0.4 %
}

TEST(Csv, WarnsOfSmallNegativesAndOfMoreThanWhite) {
    std::string negative = "nm,R\n" + rows(), bright = "nm,R\n";
    negative.replace(negative.find("400,") + 4, 6, "-0.004");
    for (int nm = 400; nm <= 700; nm += 10) bright += std::to_string(nm) + (nm < 640 ? ",0.9\n" : ",1.05\n");
    EXPECT_TRUE(has_diagnostic(only(negative), "negative_reflectance"));
    EXPECT_DOUBLE_EQ(only(negative).reflectance[0], -0.004); // kept, not clipped
    EXPECT_TRUE(has_diagnostic(only(bright), "above_white"));
}

TEST(Csv, NamesTheLineAndColumnOfABadCell) {
    std::string text = "nm,R\n" + rows();
    text.replace(text.find("430,") + 4, 6, "0.2O12");
    try {
        parse(text);
        FAIL() << "a letter O passed for a zero";
    } catch (const DataError& e) {
        EXPECT_EQ(e.file, "reading.csv");
        EXPECT_EQ(e.position.line, 5);
        EXPECT_EQ(e.position.column, 5);
        EXPECT_EQ(e.caret(), "430,0.2O12\n    ^");
    }
}

TEST(Csv, CountsColumnsInCharactersNotBytes) {
    std::string table = wide("", "");
    table.replace(table.rfind("sample,"), 13, "M\xC3\xBCller,x.2345");
    try {
        parse(table);
        FAIL();
    } catch (const DataError& e) {
        EXPECT_EQ(e.position.column, 8);
    }
}

TEST(Csv, TellsACommaUsedTwice) { EXPECT_THAT(error_of("nm,R\n" + rows(1, ",", ',')), HasSubstr("semicolons or tabs")); }

TEST(Csv, RefusesMixedDecimalMarks) {
    std::string text = "nm;R\n" + rows(1, ";", ',');
    text[text.rfind(',')] = '.';
    EXPECT_THAT(error_of(text), HasSubstr("different decimal marks"));
}

// Property: what is written in any dialect comes back the same.
TEST(Csv, RoundTripsAnySpectrumInAnyDialect) {
    for (const char mark : {'.', ','})
        for (const char delimiter : {';', '\t'})
            for (const double scale : {1.0, 100.0})
                for (const int step : {1, 5, 10, 20})
                    for (const bool down : {false, true}) {
                        std::vector<std::string> lines;
                        for (int nm = 360; nm <= 760; nm += step)
                            lines.push_back(std::to_string(nm) + delimiter + number(scale * skin_like(nm), 9, mark));
                        if (down) std::reverse(lines.begin(), lines.end());
                        std::string text = std::string("nm") + delimiter + "R\n";
                        for (const auto& line : lines) text += line + "\n";
                        const Measurement m = only(text);
                        ASSERT_EQ(m.reflectance.size(), lines.size());
                        for (std::size_t i = 0; i < m.reflectance.size(); ++i)
                            EXPECT_NEAR(m.reflectance[i], skin_like(m.wavelengths_nm[i]), 1e-9);
                    }
}

// Property: no prefix of a good file is read as something else than the same spectrum, cut short or refused.
TEST(Csv, NeverMisreadsATruncatedFile) {
    const std::string text = "# name: cut\nwavelength_nm,reading\n" + rows(100);
    for (std::size_t length = 0; length < text.size(); ++length) {
        try {
            for (const auto& m : parse(text.substr(0, length)))
                for (std::size_t i = 0; i + 1 < m.reflectance.size(); ++i) // the last number may have lost digits
                    EXPECT_NEAR(m.reflectance[i], skin_like(m.wavelengths_nm[i]), 1e-6) << "cut at " << length;
        } catch (const Error& e) {
            EXPECT_THAT(e.what(), HasSubstr("reading.csv"));
        }
    }
}
