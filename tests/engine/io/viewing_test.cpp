// Property: under which light, observer and geometry: where files say it, where the instrument tells, and what is assumed.

#include "measurement_files.hpp"
#include "undertone/io/write_measurements.hpp"

#include <gmock/gmock.h>

using namespace undertone;
using namespace io_test;
using testing::ElementsAre;

namespace {

Measurement only(const std::string& text) {
    auto all = parse(text);
    EXPECT_EQ(all.size(), 1u) << text.substr(0, 200);
    return all.at(0);
}

std::string lab_cgats(const std::string& keywords) {
    return "CGATS.17\n" + keywords +
           "\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n1 62 11 18\nEND_DATA\n";
}

std::string spectral_cgats(const std::string& keywords, const std::string& before = "nm", const std::string& more = "") {
    std::string names = "SAMPLE_ID", values = "1";
    for (int nm = 400; nm <= 700; nm += 10) {
        names += " " + before + std::to_string(nm);
        values += " " + number(skin_like(nm));
    }
    return "CGATS.17\n" + keywords + "\n" + more + "BEGIN_DATA_FORMAT\n" + names + "\nEND_DATA_FORMAT\nBEGIN_DATA\n" +
           values + "\nEND_DATA\n";
}

std::string wide_with(const std::string& column, const std::string& first, const std::string& second) {
    std::string header = "name," + column, row;
    for (int nm = 400; nm <= 700; nm += 10) {
        header += "," + std::to_string(nm);
        row += "," + number(skin_like(nm));
    }
    return header + "\nscalp," + first + row + "\nscalp," + second + row + "\n";
}

} // namespace

TEST(Viewing, ModesAreToldFromAColumn) {
    for (const char* column : {"SCI/SCE", "SCI / SCE", "Mode", "Specular Component", "Specular", "Geometry", "Glanz"})
        for (const auto& [in, out] : {std::pair{"SCI", "SCE"}, {"SPIN", "SPEX"}, {"d/8 SCI", "d/8 SCE"}, {"di:8", "de:8"}})
            EXPECT_THAT(geometries_of(parse(wide_with(column, in, out))), ElementsAre("8/d SCI", "8/d SCE")) << column << in;
    for (const char* column : {"SCI/SCE", "Specular Component", "Specular", "Glanz"})
        for (const auto& [in, out] : {std::pair{"Included", "Excluded"}, {"I", "E"}, {"incl.", "excl."}})
            EXPECT_THAT(geometries_of(parse(wide_with(column, in, out))), ElementsAre("8/d SCI", "8/d SCE")) << column << in;
    EXPECT_THAT(geometries_of(parse(wide_with("Specular included", "yes", "no"))), ElementsAre("8/d SCI", "8/d SCE"));
}

TEST(Viewing, ModesAreToldFromNamesAndTitles) {
    for (const auto& [in, out] : {std::pair{"scalp SCI", "scalp SCE"},
                                  {"scalp_SCI", "scalp_SCE"},
                                  {"SCI scalp", "SCE scalp"},
                                  {"scalp (SCI)", "scalp (SCE)"},
                                  {"scalp-SCI-1", "scalp-SCE-1"},
                                  {"scalp SPIN", "scalp SPEX"},
                                  {"scalp specular included", "scalp specular excluded"}}) {
        EXPECT_THAT(geometries_of(parse(table(std::string("nm,") + in + "," + out, 2))), ElementsAre("8/d SCI", "8/d SCE"))
            << in;
        std::string text = wide_with("x", "", "");
        text.replace(text.find("scalp"), 5, in).replace(text.rfind("scalp,"), 5, out);
        EXPECT_THAT(geometries_of(parse(text)), ElementsAre("8/d SCI", "8/d SCE")) << in;
    }
}

TEST(Viewing, OfLabIsToldFromItsTitles) {
    const auto both = [](const std::string& titles) { return "name," + titles + "\nscalp,62.1,11.2,18.0,60.5,11.9,18.9\n"; };
    for (const char* titles : {"L*(D65) SCI,a*(D65) SCI,b*(D65) SCI,L*(D65) SCE,a*(D65) SCE,b*(D65) SCE",
                               "SCI L*(D65),SCI a*(D65),SCI b*(D65),SCE L*(D65),SCE a*(D65),SCE b*(D65)",
                               "L*_SCI_D65,a*_SCI_D65,b*_SCI_D65,L*_SCE_D65,a*_SCE_D65,b*_SCE_D65"}) {
        const auto all = parse(both(titles));
        EXPECT_THAT(geometries_of(all), ElementsAre("8/d SCI", "8/d SCE")) << titles;
        EXPECT_EQ(all.at(1).illuminant, "D65") << titles;
        EXPECT_DOUBLE_EQ(all.at(1).lab->l, 60.5) << titles;
    }
    for (const auto& [titles, light, eye] :
         {std::tuple{"L*(10°/D65),a*(10°/D65),b*(10°/D65),L*(10°/A),a*(10°/A),b*(10°/A)", "D65", "1964_10deg"},
          {"L*(A/2),a*(A/2),b*(A/2),L*(D65/2),a*(D65/2),b*(D65/2)", "A", "1931_2deg"},
          {"L*_D65_10,a*_D65_10,b*_D65_10,L*_D50_2,a*_D50_2,b*_D50_2", "D65", "1964_10deg"},
          {"L*[C-2],a*[C-2],b*[C-2],L*[D65-2],a*[D65-2],b*[D65-2]", "C", "1931_2deg"}}) {
        const Measurement m = only(both(titles));
        EXPECT_EQ(m.illuminant + m.observer, std::string(light) + eye) << titles;
        EXPECT_DOUBLE_EQ(m.lab->l, 62.1) << titles;
        EXPECT_TRUE(has_diagnostic(m, "lab_of_other_lights")) << titles;
        EXPECT_FALSE(has_diagnostic(m, "viewing_assumed")) << titles;
    }
    const Measurement turns = only("name,L*(D65),L*(A),a*(D65),a*(A),b*(D65),b*(A)\nscalp,62,64,11,14,18,20\n");
    EXPECT_DOUBLE_EQ(turns.lab->b, 18);
    EXPECT_EQ(turns.illuminant, "D65");
    const Measurement above = only("name,D65/10,,,A/10,,\n,L*,a*,b*,L*,a*,b*\nscalp,62,11,18,64,14,20\n");
    EXPECT_EQ(above.illuminant + above.observer, "D651964_10deg");
    EXPECT_DOUBLE_EQ(above.lab->l, 62);
}

TEST(Viewing, DifferencesDeviationsAndHuntersScaleAreNoLab) {
    for (const char* titles : {"ΔL*,Δa*,Δb*", "dL*,da*,db*", "L* (SD),a* (SD),b* (SD)", "Hunter L,Hunter a,Hunter b",
                               "L (Hunter),a (Hunter),b (Hunter)"})
        EXPECT_NE(refusal_of(std::string("name,") + titles + "\nscalp,1,2,3\n"), "read") << titles;
    EXPECT_DOUBLE_EQ(only("name,L*,a*,b*,L* SD,a* SD,b* SD\nscalp,62,11,18,1,2,3\n").lab->l, 62);
}

TEST(Viewing, LchAloneBecomesLab) {
    for (const char* text :
         {"name,L*,C*,h\nscalp,62,20,60\n", "name;L;Cab;hab\nscalp;62,0;20,0;60,0\n", "name,L*,Chroma,Hue\nscalp,62,20,60\n",
          "CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_C LAB_H\nEND_DATA_FORMAT\nBEGIN_DATA\n1 62 20 60\nEND_DATA\n",
          "CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID LCH_L LCH_C LCH_H\nEND_DATA_FORMAT\nBEGIN_DATA\n1 62 20 60\nEND_DATA\n"}) {
        const Measurement m = only(text);
        EXPECT_NEAR(m.lab->a, 10, 1e-9) << text;
        EXPECT_NEAR(m.lab->b, 20 * std::sqrt(0.75), 1e-9) << text;
        EXPECT_TRUE(has_diagnostic(m, "lab_from_lch")) << text;
    }
    EXPECT_EQ(only("name,L*(D65/10),C*(D65/10),h(D65/10)\nscalp,62,20,60\n").observer, "1964_10deg");
}

TEST(Viewing, KeywordsThatAFormatRepeatsAllCount) {
    for (const char* keywords : {"WEIGHTING_FUNCTION \"ILLUMINANT, D65\"\nWEIGHTING_FUNCTION \"OBSERVER, 10 degree\"",
                                 "WEIGHTING_FUNCTION \"OBSERVER, 10 degree\"\nWEIGHTING_FUNCTION \"ILLUMINANT, D65\"",
                                 "WEIGHTING_FUNCTION \"ILLUMINANT, D65; OBSERVER, 10 degree\"",
                                 "WEIGHTING_FUNCTION ILLUMINANT, D65\nWEIGHTING_FUNCTION OBSERVER, 10",
                                 "ILLUMINATION_NAME \"D65\"\nOBSERVER_ANGLE \"10\"",
                                 "MEASUREMENT_SOURCE \"Illumination=D65 ObserverAngle=10 WhiteBase=Abs\""}) {
        const Measurement m = only(lab_cgats(keywords));
        EXPECT_EQ(m.illuminant + m.observer, "D651964_10deg") << keywords;
        EXPECT_TRUE(m.states("illuminant") && m.states("observer")) << keywords;
    }
    EXPECT_TRUE(
        has_diagnostic(only(lab_cgats("WEIGHTING_FUNCTION \"ILLUMINANT, D65\"\nWEIGHTING_FUNCTION \"ILLUMINANT, A\"")),
                       "viewing_contradictory"));
    EXPECT_EQ(only(lab_cgats("COMMENT \"one\"\nCOMMENT \"two\"")).metadata.at("COMMENT"), "one | two");
}

TEST(Viewing, GeometryIsReadWhereverItIsWritten) {
    for (const auto& [keywords, geometry] :
         {std::pair{"MEASUREMENT_SOURCE \"MeasurementGeometry=45/0 MeasurementCondition=M1 Filter=no\"", "45/0"},
          {"MEASUREMENT_SOURCE \"MeasurementCondition=M1 Geometry=45:0\"", "45/0"},
          {"MEASUREMENT_SOURCE \"Illumination=D50;MeasurementGeometry=0/45;Filter=No\"", "45/0"},
          {"MEASUREMENT_GEOMETRY \"45a:0\"", "45/0"},
          {"MEASUREMENT_SOURCE \"MeasurementGeometry=d/8 SPIN Filter=no\"", "8/d SCI"},
          {"MEASUREMENT_SOURCE \"Geometry=d:8 Specular=excluded\"", "8/d SCE"}}) {
        const Measurement m = only(spectral_cgats(keywords));
        EXPECT_EQ(m.geometry, geometry) << keywords;
        EXPECT_TRUE(m.states("geometry")) << keywords;
    }
}

TEST(Viewing, GeometryOfAnInstrumentThatHasOnlyOneIsKnown) {
    for (const char* name : {"i1Pro 2 ; Serial number 1", "GretagMacbeth Spectrolino", "X-Rite ColorMunki", "Nix Spectro 2",
                             "X-Rite eXact", "KONICA MINOLTA FD-7"}) {
        const Measurement m = only(spectral_cgats("INSTRUMENTATION \"" + std::string(name) + "\""));
        EXPECT_EQ(m.geometry, "45/0") << name;
        EXPECT_FALSE(m.states("geometry")) << name;
        EXPECT_EQ(m.assumed.at("geometry"), "instrument") << name;
        EXPECT_TRUE(has_diagnostic(m, "geometry_of_instrument")) << name;
    }
    for (const char* name : {"CM-700d", "Ci64", "spectrometer"})
        EXPECT_EQ(only(spectral_cgats("INSTRUMENTATION \"" + std::string(name) + "\"")).geometry, "") << name;
    EXPECT_EQ(only(spectral_cgats("INSTRUMENTATION \"i1Pro\"\nMEASUREMENT_GEOMETRY \"8/d SCE\"")).geometry,
              "8/d SCE"); // the file counts
}

TEST(Viewing, DeviceAndDateOfPhoneColorimetersAreKept) {
    const Measurement nix =
        only("Name,Notes,Lab L,Lab a,Lab b,Hex,Date,Device\nscalp,,62,11,18,#AA8866,2026-05-04 10:20,Nix Mini 2\n");
    EXPECT_EQ(nix.instrument, "Nix Mini 2");
    EXPECT_EQ(nix.date, "2026-05-04 10:20");
    EXPECT_EQ(nix.illuminant + nix.observer + nix.geometry, "D501931_2deg45/0");
    EXPECT_EQ(nix.assumed, (std::map<std::string, std::string>{
                               {"geometry", "instrument"}, {"illuminant", "instrument"}, {"observer", "instrument"}}));
    EXPECT_FALSE(has_diagnostic(nix, "viewing_assumed"));
    EXPECT_EQ(only("Name,Date,Time,L,a,b,Instrument\nx,2026-05-04,10:20:11,62,11,18,Color Muse\n").date,
              "2026-05-04 10:20:11");
    EXPECT_EQ(only("Name;Datum;Uhrzeit;Gerät;L*;a*;b*\nx;04.05.2026;10:20;Nix Mini 3;62,1;11,2;18,0\n").date,
              "04.05.2026 10:20");
    EXPECT_EQ(only("name,Date,Timestamp,L,a,b\nx,2026-05-04,1714811,62,11,18\n").date, "2026-05-04");
    EXPECT_EQ(only("name,Brand,Model,L*,a*,b*\nx,Nix,Mini 3,62,11,18\n").instrument, "Nix Mini 3");
    EXPECT_EQ(only("Device,Color Muse SE\nScanned at,2026-05-04\nname,L,a,b\nx,62,11,18\n").instrument, "Color Muse SE");
    EXPECT_EQ(only("name,created_at,device_name,lab_l,lab_a,lab_b\nx,2026-05-04T10:20:00Z,Spectro 1 Pro,62,11,18\n").date,
              "2026-05-04T10:20:00Z");
}

TEST(Viewing, FieldsOfASpectrumAreKnownInManySpellings) {
    for (const char* before :
         {"SPECTRUM_", "SPEC_", "nm", "R_", "SPECTRAL_NM", "SPECTRAL_NM_", "NM_", "SPECTRAL_", "R", "REFL_"}) {
        SCOPED_TRACE(before);
        expect_skin_like(only(spectral_cgats("", before)));
    }
    for (const char* before : {"TRANS_", "ABS_"}) EXPECT_NE(refusal_of(spectral_cgats("", before)), "read") << before;
}

TEST(Viewing, AWrongCountOfFieldsCountsOnlyWhereRowsBearItOut) {
    EXPECT_TRUE(has_diagnostic(only(spectral_cgats("", "nm", "NUMBER_OF_FIELDS 99\n")), "field_count"));
    std::string more = spectral_cgats("", "nm", "NUMBER_OF_FIELDS 33\n");
    more.replace(more.find("\n1 "), 3, "\n1 extra ");
    EXPECT_NE(refusal_of(more), "read");
}

// An assumption must not come back as a statement.
TEST(Viewing, WhatWasAssumedIsNotWritten) {
    const auto all = parse("name,L*,a*,b*\nscalp,62,11,18\n");
    for (const auto format :
         {MeasurementFormat::csv, MeasurementFormat::cgats, MeasurementFormat::cxf, MeasurementFormat::json}) {
        const Measurement again = parse(measurements_text(all, format)).at(0);
        EXPECT_EQ(again.illuminant, "D50");
        EXPECT_FALSE(again.states("illuminant"));
        EXPECT_FALSE(again.states("observer"));
    }
}

TEST(Viewing, NamesThatWouldMisleadSurviveWriting) {
    auto all = parse(table("nm,r1,r2,r3,r4", 4));
    const char* names[] = {"mean", "sd", "dark reference", "absorbance"};
    for (std::size_t i = 0; i < 4; ++i) all[i].name = names[i];
    EXPECT_THAT(names_of(parse(measurements_text(all, MeasurementFormat::csv))),
                ElementsAre("mean", "sd", "dark reference", "absorbance"));
}
