// Property: what titles mean, in the languages and spellings that instruments and people write them: which quantity, which scale,
// which unit of wavelength, and which columns are no readings.

#include "measurement_files.hpp"

#include <gmock/gmock.h>

using namespace undertone;
using namespace io_test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// The first value of the first of `count` readings, or a failure.
double first_value(const std::string& text, std::size_t count) {
    try {
        const auto all = parse(text);
        EXPECT_EQ(all.size(), count) << text.substr(0, 200);
        return all.at(0).reflectance.at(0);
    } catch (const Error& error) {
        ADD_FAILURE() << error.what();
        return 0;
    }
}

const double skin_400 = skin_like(400);

} // namespace

// ---- which quantity

TEST(Titles, ThatNameAnotherQuantityAreRefusedByThatName) {
    for (const char* title : {"Absorbance",
                              "Abs",
                              "abs (AU)",
                              "Absorbanz",
                              "Absorption",
                              "Extinktion",
                              "Absorbancia",
                              "Assorbanza",
                              "Absorvância",
                              "skin absorbance",
                              "OD",
                              "Optische Dichte",
                              "Densité optique",
                              "Transmittance",
                              "%T",
                              "T (%)",
                              "T%",
                              "Transmission [%]",
                              "Transmissionsgrad",
                              "Transmitancia",
                              "Trasmittanza",
                              "Transmittance_scalp",
                              "log(1/R)",
                              "log 1/R",
                              "Log10(1/R)",
                              "-log R",
                              "ln(1/R)",
                              "K/S",
                              "K / S",
                              "K/S value",
                              "F(R)",
                              "Kubelka-Munk",
                              "k_over_s",
                              "Counts",
                              "Raw counts",
                              "Intensity (a.u.)",
                              "Intensität",
                              "Intensité",
                              "Intensidad",
                              "Intensità",
                              "Signal",
                              "Irradiance",
                              "Irradiance (W/m2/nm)",
                              "Bestrahlungsstärke",
                              "µW/cm²/nm",
                              "Éclairement",
                              "Radiance [W/(m2 sr nm)]",
                              "Strahldichte",
                              "Luminance",
                              "吸光度",
                              "透过率",
                              "強度",
                              "辐照度",
                              "Пропускание",
                              "Reflectance counts",
                              "Emission",
                              "1st derivative",
                              "Reflection density",
                              "mu_a (1/mm)",
                              "Spectral radiant flux",
                              "ext",
                              "Opacity",
                              "ΔR",
                              "PFD(umol m-2 s-1)",
                              "AbsoluteIrradiance",
                              "Intensities",
                              "Photons"}) {
        EXPECT_THAT(refusal_of(table(std::string("Wavelength (nm),") + title)), HasSubstr("not reflectance")) << title;
        EXPECT_THAT(refusal_of(table(std::string("nm;") + title, 1, 1, ";")), HasSubstr("not reflectance")) << title;
    }
}

TEST(Titles, OfReflectanceAreReadInAnyLanguage) {
    for (const char* title :
         {"Reflectance", "Reflectance factor", "Reflexion", "Remission", "Réflectance", "Reflectancia", "Riflettanza",
          "反射率", "Отражение", "Reflectance (a.u.)", "R", "transmission-corrected reflectance"})
        EXPECT_NEAR(first_value(table(std::string("nm,") + title), 1), skin_400, 1e-6) << title;
}

TEST(Titles, ThatNameSamplesStayNames) {
    for (const char* title : {"density_150", "150 density", "power needle 3", "time 2", "raw umber", "sample A",
                              "light skin", "transporter", "abstract", "Count Olaf", "absolute black", "dark_brown"})
        EXPECT_NEAR(first_value(table(std::string("nm,") + title + ",b", 2), 2), skin_400, 1e-6) << title;
    EXPECT_THAT(names_of(parse(table("nm,A,B,C", 3))), ElementsAre("A", "B", "C"));
}

TEST(Titles, OfOneLetterAreReadAndDoubted) {
    for (const char* title : {"A", "T"})
        EXPECT_TRUE(has_diagnostic(parse(table(std::string("nm,") + title)).at(0), "quantity_unclear"));
}

TEST(Titles, OfBandsThatNameAnotherQuantityAreRefused) {
    for (const auto& [before, after] : {std::pair{"A", ""},
                                        {"T", ""},
                                        {"Abs_", ""},
                                        {"abs", "nm"},
                                        {"K/S ", ""},
                                        {"T(", "nm)"},
                                        {"Transmittance_", ""},
                                        {"Counts ", " nm"}})
        EXPECT_THAT(refusal_of(wide(before, after)), HasSubstr("not reflectance")) << before;
}

TEST(Titles, OverATableCountForAllOfIt) {
    for (const char* line : {"Absorbance", "# Y units: Absorbance", "Y units: Transmittance",
                             "Measurement mode,Transmittance", "K/S values", "Data type: counts"})
        EXPECT_THAT(refusal_of(std::string(line) + "\n" + table("nm,scalp")), HasSubstr("not reflectance")) << line;
    EXPECT_THAT(refusal_of("Wavelength,scalp\nnm,Abs\n" + rows()), HasSubstr("not reflectance"));
    EXPECT_THAT(refusal_of("Wavelength;scalp\n[nm];[%T]\n" + rows(1, ";")), HasSubstr("not reflectance"));
}

TEST(Titles, OfOneReflectanceAmongOthersPickIt) {
    for (const char* header : {"nm,Reflectance,Absorbance", "nm,Absorbance,Reflectance"}) {
        const auto all = parse(table(header, 2));
        ASSERT_EQ(all.size(), 1u);
        EXPECT_TRUE(has_diagnostic(all[0], "quantity_left_out"));
        EXPECT_NEAR(all[0].reflectance[0], skin_400 * (header[3] == 'R' ? 1 : 1.02), 1e-6);
    }
}

TEST(Titles, OfRowsMayNameAnotherQuantityToo) {
    const std::string table = wide("", "");
    const std::string header = table.substr(0, table.find('\n')), row = table.substr(table.find('\n') + 7);
    const auto by_name = parse(header + "\nscalp" + row + "scalp K/S" + row);
    EXPECT_THAT(names_of(by_name), ElementsAre("scalp"));
    EXPECT_TRUE(has_diagnostic(by_name[0], "quantity_left_out"));
    const auto by_column = parse("Type," + header + "\nReflectance,scalp" + row + "Absorbance,scalp" + row);
    EXPECT_EQ(by_column.size(), 1u);
    EXPECT_NE(refusal_of("Type," + header + "\nAbsorbance,scalp" + row), "read");
}

TEST(Titles, OfOceanOpticsColumnsPickWhatWasMade) {
    const auto all = parse(table("W\tD\tR\tS\tP", 4, 1, "\t"));
    EXPECT_THAT(names_of(all), ElementsAre("P"));
    EXPECT_TRUE(has_diagnostic(all.at(0), "references_left_out"));
    EXPECT_THAT(refusal_of("Reference Spectrum Present: No\n" + rows(1, "\t")), HasSubstr("no reference was taken"));
    expect_skin_like(parse("Reference Spectrum Present: Yes\n" + rows(1, "\t")).at(0));
}

TEST(Titles, AndFileEndingsThatSpeakOfAnotherQuantityAreSaid) {
    EXPECT_TRUE(has_diagnostic(parse_measurements("nm,scalp\n" + rows(), "skin.Transmission").at(0), "quantity_doubtful"));
    EXPECT_FALSE(
        has_diagnostic(parse_measurements("nm,Reflectance\n" + rows(), "skin.Transmission").at(0), "quantity_doubtful"));
    EXPECT_TRUE(has_diagnostic(parse("taken,beside,the transmission cell\nnm,scalp\n" + rows()).at(0), "quantity_doubtful"));
}

// ---- which scale

TEST(Titles, WithAPercentSignMakePercent) {
    for (const char* title : {"%R",
                              "R%",
                              "% R",
                              "R [%]",
                              "R (%)",
                              "Reflectance %",
                              "Refl. %",
                              "pct R",
                              "R_pct",
                              "reflectance_pct",
                              "Percent reflectance",
                              "Reflectance percent",
                              "black drawdown %R",
                              "skin %",
                              "skin (%)",
                              "skin [%]",
                              "Reflexion [%]",
                              "Remission in %",
                              "%Reflectance",
                              "Reflectance(%R)"}) {
        EXPECT_NEAR(first_value(table(std::string("Wavelength (nm),") + title, 1, 2), 1), 0.02 * skin_400, 1e-6) << title;
        EXPECT_NEAR(first_value(table(std::string("nm;") + title + ";" + title + " b", 2, 2, ";"), 2), 0.02 * skin_400, 1e-6)
            << title;
    }
    for (const auto& [before, after] : {std::pair{"%R", ""}, {"R%", ""}, {"", "%R"}, {"", " nm (%)"}, {"SPECTRAL_PCT_", ""}})
        EXPECT_NEAR(first_value(wide(before, after, 1.5), 1), 0.015 * skin_400, 1e-5) << before << after;
    for (const char* line : {"Reflectance (%)", "# Y units: %R", "Unit: %", "# unit: percent"})
        EXPECT_NEAR(first_value(std::string(line) + "\n" + wide("", "", 1.5), 1), 0.015 * skin_400, 1e-5) << line;
    EXPECT_NEAR(first_value("Wavelength,R\nnm,%\n" + rows(1.5), 1), 0.015 * skin_400, 1e-5);
}

TEST(Titles, WithAnAmountInPercentAreNames) {
    for (const char* title : {"carbon 10 %", "10% carbon", "50% tint", "UV 100%", "% carbon", "carbon 5 pct"})
        EXPECT_NEAR(first_value(table(std::string("nm,") + title + ",b", 2), 2), skin_400, 1e-6) << title;
}

TEST(Titles, MayGiveEachColumnAScaleOfItsOwn) {
    const auto all = parse(table("nm,dark (%),light (0-1)", 2, 1.5));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_NEAR(all[0].reflectance[0], 0.015 * skin_400, 1e-6);
    EXPECT_NEAR(all[1].reflectance[0], 1.53 * skin_400, 1e-6);
}

// ---- which wavelengths

TEST(Titles, OfWavelengthsAreKnownInManyLanguages) {
    for (const char* title :
         {"Wellenlänge", "Longueur d'onde (nm)", "Longitud de onda", "Lunghezza d'onda", "Comprimento de onda", "Golflengte",
          "Våglängd", "波长", "波長", "Длина волны", "Wave length", "WL(nm)", "Wave"})
        EXPECT_NEAR(first_value(table(std::string(title) + ",scalp"), 1), skin_400, 1e-6) << title;
}

TEST(Titles, MayGiveWavelengthsInOtherUnits) {
    const auto expect_nm = [](const std::string& header, auto wavelength) {
        SCOPED_TRACE(header);
        const auto all = parse(table(header, 1, 1, ",", wavelength));
        ASSERT_EQ(all.size(), 1u);
        expect_skin_like(all[0]);
    };
    for (const char* title : {"Wavelength (um)", "Wavelength [µm]", "λ (μm)", "lambda_um", "Wavelength (microns)",
                              "Wellenlänge [µm]", "wavelength in micrometres", "Longueur d'onde (µm)", "um"})
        expect_nm(std::string(title) + ",scalp", [](int nm) { return number(nm / 1000.0, 3); });
    for (const char* title : {"Wavelength (Angstrom)", "Wavelength (Å)", "lambda [A]", "wavelength_angstrom", "Angstroms"})
        expect_nm(std::string(title) + ",scalp", [](int nm) { return std::to_string(10 * nm); });
    for (const char* title : {"Wavenumber (cm-1)", "cm-1", "Wavenumber [1/cm]", "wavenumber", "Wellenzahl (cm^-1)",
                              "Nombre d'onde (cm⁻¹)", "Número de onda"})
        expect_nm(std::string(title) + ",scalp", [](int nm) { return number(1e7 / nm, 9); });
    expect_nm("Wavelength (m),scalp", [](int nm) { return std::to_string(nm) + "e-9"; });
    expect_nm("Energy (eV),scalp", [](int nm) { return number(1239.8419843320026 / nm, 12); });
    expect_nm("Wavelength,R\num,", [](int nm) { return number(nm / 1000.0, 3); });
}

TEST(Titles, WithoutAUnitLeaveItToTheNumbersAndSaySo) {
    const auto all = parse(table("wavelength,R", 1, 1, ",", [](int nm) { return number(nm / 1000.0, 3); }));
    expect_skin_like(all.at(0));
    EXPECT_TRUE(has_diagnostic(all[0], "wavelength_unit"));
    EXPECT_THAT(refusal_of(table("wavelength_nm,R", 1, 1, ",", [](int nm) { return number(nm / 1000.0, 3); })),
                HasSubstr("go from 0.4 to 0.7 nm"));
}

TEST(Titles, OfBandsAreKnownInManySpellings) {
    for (const char* before : {"SPECTRUM_", "SPEC_", "nm", "R_", "Spectrum ", "Refl_", "Reflectance_", "w", "wl_", "lambda_",
                               "λ", "R λ=", "Spectral nm ", "nm_"})
        for (const char* after : {"", "nm", " nm", ".0", "[nm]"}) {
            SCOPED_TRACE(std::string(before) + "400" + after);
            expect_skin_like(parse(wide(before, after)).at(0));
        }
}

TEST(Titles, OfBandsMayBeAnyWordBeforeNumbersThatCrossTheVisible) {
    for (const char* before : {"scalp_", "B", "col ", "ch", "Reflectance at "}) {
        SCOPED_TRACE(before);
        expect_skin_like(parse(wide(before, "")).at(0));
    }
    EXPECT_NE(refusal_of("name,B1,B2,B3,B4,B5,B6,B7,B8,B9,B10,B11\nx,1,1,1,1,1,1,1,1,1,1,1\n"), "read");
}

TEST(Titles, OfOneLetterBesideReflectanceAreOtherQuantities) {
    EXPECT_THAT(names_of(parse(table("nm,R,T", 2))), testing::SizeIs(1));
    EXPECT_THAT(names_of(parse(table("nm,Reflectance,A", 2))), testing::SizeIs(1));
}

TEST(Titles, OfBandsMayNameOtherUnits) {
    const auto wide_in = [](const std::string& first, const char* unit, auto wavelength) {
        std::string header = first, row = "sample";
        for (int nm = 400; nm <= 700; nm += 10) {
            header += "," + wavelength(nm) + unit;
            row += "," + number(skin_like(nm));
        }
        return header + "\n" + row + "\n";
    };
    const auto micrometres = [](int nm) { return number(nm / 1000.0, 3); };
    expect_skin_like(parse(wide_in("name", " um", micrometres)).at(0));
    expect_skin_like(parse(wide_in("name", "µm", micrometres)).at(0));
    expect_skin_like(parse(wide_in("Wavelength (um)", "", micrometres)).at(0));
    expect_skin_like(parse(wide_in("name", " Å", [](int nm) { return std::to_string(10 * nm); })).at(0));
    expect_skin_like(parse(wide_in("Wavenumber (cm-1)", "", [](int nm) { return number(1e7 / nm, 9); })).at(0));
}

// ---- which columns are readings

TEST(Titles, OfStatisticsAreNoReadings) {
    for (const std::vector<const char*>& titles : std::vector<std::vector<const char*>>{{"mean", "sd"},
                                                                                        {"Mean", "SD", "Min", "Max"},
                                                                                        {"average", "stdev"},
                                                                                        {"Mittelwert", "Standardabweichung"},
                                                                                        {"moyenne", "écart-type"},
                                                                                        {"media", "desviación estándar"},
                                                                                        {"mean", "se", "n"},
                                                                                        {"mean", "count"},
                                                                                        {"R_mean", "R_std"},
                                                                                        {"Mean of 3", "Std. Dev."},
                                                                                        {"mean", "lower", "upper"},
                                                                                        {"mean", "q25", "q75"},
                                                                                        {"平均", "標準偏差"},
                                                                                        {"Mean", "Std Error"}}) {
        std::string header = "nm";
        for (const char* title : titles) header += std::string(",") + title;
        const auto all = parse(table(header, titles.size()));
        EXPECT_THAT(names_of(all), ElementsAre(titles[0])) << header;
        EXPECT_TRUE(has_diagnostic(all.at(0), "statistics_left_out") || has_diagnostic(all.at(0), "quantity_left_out"))
            << header;
    }
    EXPECT_THAT(names_of(parse(table("nm,r1,r2,r3,mean,sd", 5))), ElementsAre("r1", "r2", "r3"));
    EXPECT_THAT(names_of(parse(table("nm,s1_mean,s1_sd,s2_mean,s2_sd", 4))), ElementsAre("s1_mean", "s2_mean"));
    for (const char* header : {"nm,sd", "nm,min,max"})
        EXPECT_THAT(refusal_of(table(header, header[3] == 's' ? 1 : 2)), HasSubstr("no reading"));
    EXPECT_EQ(parse(table("nm,Max")).size(), 1u); // a person
}

TEST(Titles, OfDarkAndWhiteReferencesAreNoReadings) {
    for (const char* header : {"nm,dark,reference,scalp", "nm,scalp,dark,white", "nm,scalp,white reference,dark reference",
                               "nm,scalp,Dunkelspektrum,Weissreferenz"}) {
        const auto all = parse(table(header, 3));
        EXPECT_EQ(all.size(), 1u) << header;
        EXPECT_TRUE(has_diagnostic(all.at(0), "references_left_out")) << header;
    }
    EXPECT_EQ(parse(table("nm,scalp,reference", 2)).size(), 1u);
    EXPECT_THAT(names_of(parse(table("nm,light,medium,dark", 3))), ElementsAre("light", "medium", "dark"));
    EXPECT_EQ(parse(table("nm,white,black", 2)).size(), 2u); // drawdowns
    EXPECT_EQ(parse(table("nm,reference")).size(), 1u);
}

TEST(Titles, OfCountsOfRowsAreNoReadings) {
    for (const char* title : {"", "Unnamed: 0", "index", "No.", "Nr", "row", "#", "X", "i"}) {
        std::string text = std::string(title) + ",wavelength_nm,r1,r2\n";
        int row = 0;
        for (int nm = 400; nm <= 700; nm += 10)
            text += std::to_string(row++) + "," + std::to_string(nm) + "," + number(skin_like(nm)) + "," +
                    number(skin_like(nm)) + "\n";
        EXPECT_THAT(names_of(parse(text)), ElementsAre("r1", "r2")) << title;
    }
    std::string reaches_as_far_as_wavelengths;
    for (int nm = 300; nm <= 1100; ++nm)
        reaches_as_far_as_wavelengths += std::to_string(nm - 300) + "," + std::to_string(nm) + ",0.3\n";
    EXPECT_DOUBLE_EQ(parse(reaches_as_far_as_wavelengths).at(0).wavelengths_nm.front(), 300);
    EXPECT_DOUBLE_EQ(parse("i,wavelength,R\n" + reaches_as_far_as_wavelengths).at(0).wavelengths_nm.back(), 1100);
}

TEST(Titles, OfRowsMayBeStatisticsToo) {
    const std::string table = wide("", "");
    const std::string header = table.substr(0, table.find('\n')), row = table.substr(table.find('\n') + 7);
    EXPECT_THAT(names_of(parse(header + "\nm1" + row + "m2" + row + "m3" + row + "Average" + row + "Std. Dev." + row)),
                ElementsAre("m1", "m2", "m3"));
    EXPECT_EQ(parse(header + "\nlight" + row + "dark" + row + "white" + row + "reference" + row).size(),
              4u); // people's names
    EXPECT_EQ(parse(header + "\nscalp" + row + "White reference" + row).size(), 1u);
}

TEST(Titles, OfWhatDescribesAMeanNeverTakeItsPlace) {
    // whatever it is called: the values tell that it is no reading
    for (const char* title : {"s.d.",     "σ",    "sigma",      "±",       "+/-",      "± SD",  "RSD",       "1 sigma",
                              "Error",    "err",  "u(R)",       "U (k=2)", "Streuung", "STABW", "Std.-Abw.", "desv. est.",
                              "odchylka", "СКО",  "стд. откл.", "IQR",     "MAD",      "noise", "SNR",       "S/N",
                              "RMS",      "ci95", "half-width", "CV %",    "p",        "xyzzy"}) {
        std::string text = std::string("wavelength,mean,") + title + "\n";
        for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + "," + number(skin_like(nm)) + ",0.005\n";
        const auto all = parse(text);
        EXPECT_THAT(names_of(all), ElementsAre("mean")) << title;
        EXPECT_NEAR(all.at(0).reflectance.at(0), skin_400, 1e-6) << title;
    }
    // around the mean
    for (const char* titles : {"-2σ,+2σ", "lo,hi", "lower limit,upper limit", "mini,maxi", "inf,sup", "mean-sd,mean+sd"})
        EXPECT_THAT(names_of(parse(table(std::string("nm,mean,") + titles, 3))), ElementsAre("mean")) << titles;
    EXPECT_THAT(names_of(parse(table("nm,median,Q1,Q3", 3))), ElementsAre("median"));
    EXPECT_THAT(names_of(parse(table("nm,scalp,±,arm,±", 4))), ElementsAre("scalp", "arm"));
}

TEST(Titles, OfAMeanAreReadWhereItIsNotOfTheReadingsBesideIt) {
    std::string text = "nm,mean,other\n";
    for (int nm = 400; nm <= 700; nm += 10)
        text += std::to_string(nm) + "," + number(skin_like(nm)) + "," + number(0.7 * skin_like(nm)) + "\n";
    const auto all = parse(text);
    EXPECT_THAT(names_of(all), ElementsAre("mean"));
    EXPECT_TRUE(has_diagnostic(all.at(0), "companions_left_out"));
    for (const char* mean : {"Mittelwert", "MW", "moy.", "Średnia", "snitt"}) { // the mean of all three lies among them
        EXPECT_THAT(names_of(parse(table(std::string("nm,r1,") + mean + ",r2", 3))), ElementsAre("r1", "r2")) << mean;
    }
}

TEST(Titles, OfTheInstrumentAndItsTilesAreNoReadings) {
    for (const char* title : {"PTFE", "BaSO4", "Weißreferenz", "référence blanche", "эталон", "白板", "Integration time",
                              "Bandwidth", "FWHM", "Flag", "Quality", "white", "Dunkelmessung"}) {
        std::string text = std::string("wavelength,scalp,") + title + "\n";
        for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + "," + number(skin_like(nm)) + ",0.98\n";
        EXPECT_THAT(names_of(parse(text)), ElementsAre("scalp")) << title;
    }
}

TEST(Titles, OfRowsAndColumnsOfTextMaySayPercent) {
    const std::string plain = wide("", "", 1.5);
    const std::string header = plain.substr(0, plain.find('\n')), row = plain.substr(plain.find('\n') + 7);
    for (const char* name : {"%R", "hair (%)", "R% hair", "Reflectance [%]"})
        EXPECT_NEAR(first_value(header + "\n" + name + row, 1), 0.015 * skin_400, 1e-5) << name;
    EXPECT_NEAR(first_value("Spectral Data," + header + "\n%R,hair" + row, 1), 0.015 * skin_400, 1e-5);
    std::string tidy = "sample,wavelength,value,unit\n";
    for (int nm = 400; nm <= 700; nm += 10)
        tidy += "hair," + std::to_string(nm) + "," + number(1.5 * skin_like(nm)) + ",%\n";
    EXPECT_NEAR(first_value(tidy, 1), 0.015 * skin_400, 1e-5);
}

TEST(Titles, WithOtherWordsForPercentMakePercent) {
    for (const char* title : {"R% hair", "Reflectance (0-100)", "R x100", "100*R", "Reflectance (per cent)",
                              "Reflectance_percent", "RefPct", "pctRefl", "Отражение проценты", "R (0..100)"})
        EXPECT_NEAR(first_value(table(std::string("nm,") + title, 1, 1.5), 1), 0.015 * skin_400, 1e-6) << title;
    for (const char* line : {"# reflectance in %", "# all values in percent", "Scale: 0-100", "# values: percent",
                             "Values in percent", "Data in %", "Spectral data (%)", "Format: percent", "y: %R"})
        EXPECT_NEAR(first_value(std::string(line) + "\nnm,hair\n" + rows(1.5), 1), 0.015 * skin_400, 1e-5) << line;
}

TEST(Titles, ThatOnlySpeakOfPercentLeaveADoubt) {
    EXPECT_TRUE(has_diagnostic(parse("# numbers are % of the tile\nnm,hair\n" + rows(1.5)).at(0), "scale_unclear"));
    EXPECT_FALSE(has_diagnostic(parse("# numbers are % of the tile\nnm,hair\n" + rows(100)).at(0), "scale_unclear"));
    EXPECT_FALSE(has_diagnostic(parse("# unit: fraction\n# 20 % humidity\nnm,hair\n" + rows(1)).at(0), "scale_unclear"));
}

TEST(Titles, OfAStatisticInPercentSayNothingOfTheMean) {
    std::string text = "wavelength,mean,CV %\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + "," + number(skin_like(nm)) + ",2.5\n";
    EXPECT_NEAR(first_value(text, 1), skin_400, 1e-6);
    EXPECT_NEAR(first_value("nm,hair\n" + rows(1) + "\nUnit: percent\n", 1), skin_400, 1e-6);
    EXPECT_TRUE(has_diagnostic(parse("nm,hair\n" + rows(1) + "\nUnit: percent\n").at(0), "scale_unclear"));
}

TEST(Titles, OfManyMoreQuantitiesAreRefused) {
    for (const char* title :
         {"O.D.", "OD600", "1-R", "photon flux", "dR/dλ", "mu_a", "EQE", "counts", "volt", "current", "E(λ)", "L(λ)",
          "TTRAN", "RTRAN", "‰", "Reflectance (permille)", "digital number", "Пропускание"})
        EXPECT_THAT(refusal_of(table(std::string("nm,") + title)), HasSubstr("not reflectance")) << title;
    const std::string plain = wide("", "");
    const std::string header = plain.substr(0, plain.find('\n')), row = plain.substr(plain.find('\n') + 7);
    for (const char* name : {"%T", "Absorbance", "log(1/R)", "K/S"})
        EXPECT_NE(refusal_of(header + "\n" + name + row), "read") << name;
    for (const char* line :
         {"Y axis mode: Absorbance", "Scan type: transmittance", "Einheit: Extinktion", "YUnits,%T", "Measuring Mode: A"})
        EXPECT_NE(refusal_of(std::string(line) + "\nnm,scalp\n" + rows()), "read") << line;
    EXPECT_TRUE(has_diagnostic(parse("Title: Absorbance of skin\nnm,scalp\n" + rows()).at(0), "quantity_doubtful"));
}

TEST(Titles, OfRawSignalsAreRefused) {
    for (const char* header :
         {"nm,sample,dark,white", "nm,Signal,Dark,Reference", "nm,Sample,Dark,Reference", "nm\tS\tD\tR"}) {
        std::string text = std::string(header) + "\n";
        const char comma = text[2];
        for (int nm = 400; nm <= 700; nm += 10)
            text += std::to_string(nm) + comma + number(30 * skin_like(nm)) + comma + number(header[3] == 'S' ? 1.2 : 2) +
                    comma + number(60) + "\n";
        EXPECT_THAT(refusal_of(text), HasSubstr("raw")) << header;
    }
}

TEST(Titles, OverColoursTellTheirKindAndTheirLight) {
    const std::string colours = "Name,L,a,b\nskin,62.1,11.2,18.0\n";
    for (const char* line : {"Color space: Hunter Lab", "# scale: Hunter L,a,b", "Scale,Hunter Lab", "# Oklab"})
        EXPECT_THAT(refusal_of(std::string(line) + "\n" + colours), HasSubstr("not CIE")) << line;
    EXPECT_EQ(parse("Instrument: HunterLab UltraScan\n" + colours).size(), 1u);
    for (const char* line : {"# L*a*b* D65/10", "CIELAB (D65, 10°)", "Viewing: D65/10", "Ill/Obs: D65/10°"}) {
        const auto all = parse(std::string(line) + "\n" + colours);
        EXPECT_EQ(all.at(0).illuminant, "D65") << line;
        EXPECT_EQ(all.at(0).observer, "1964_10deg") << line;
    }
    EXPECT_EQ(parse("Name,L*,a*,b*,Ill/Obs\nskin,62.1,11.2,18.0,D65/10°\n").at(0).illuminant, "D65");
    EXPECT_THAT(names_of(parse("Name,L*,a*,b*\nskin,62.1,11.2,18.0\nΔ,0.1,0.1,0.2\n")), ElementsAre("skin"));
    EXPECT_NE(refusal_of("Name,L*,C*,h (rad)\nskin,62.1,21.2,1.014\n"), "read");
}

TEST(Titles, OfOneLetterAreDoubtedWhereverTheyStand) {
    EXPECT_TRUE(has_diagnostic(parse("Wavelength,scalp\nnm,(T)\n" + rows()).at(0), "quantity_unclear"));
    EXPECT_TRUE(has_diagnostic(parse(table("nm,n")).at(0), "quantity_unclear"));
    EXPECT_TRUE(has_diagnostic(parse("A\nnm,scalp\n" + rows()).at(0), "quantity_doubtful"));
}

TEST(Titles, OfAnAxisAreNoTitles) {
    const auto all = parse("TITLE\tscalp\nXUNITS\tNANOMETERS\nYUNITS\t%R\nFIRSTX\t400\nLASTX\t700\nNPOINTS\t31\nXYDATA\n" +
                           rows(1.5, "\t"));
    EXPECT_NEAR(all.at(0).reflectance.at(0), 0.015 * skin_400, 1e-5);
    EXPECT_TRUE(
        has_diagnostic(parse("XUNITS\tNANOMETERS\nYUNITS\tINT\nXYDATA\n" + rows(1, "\t")).at(0), "quantity_doubtful"));
}
