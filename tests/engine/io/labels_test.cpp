// Property: what headers of real exports mean. The labels are internal to io, so they are seen here through whole tables.

#include "measurement_files.hpp"

using namespace undertone;
using namespace io_test;

namespace {

Measurement with_line(const std::string& line) { return parse(line + "\nnm,R\n" + rows()).at(0); }

} // namespace

TEST(Labels, GeometryIsToldFromTheWordsInstrumentsUse) {
    for (const char* text : {"SCI", "8/d SCI", "d/8 SPIN", "RSIN", "specular included"})
        EXPECT_EQ(with_line("# geometry: " + std::string(text)).geometry, "8/d SCI") << text;
    for (const char* text : {"SCE", "SPEX", "d:8 sce", "Specular component excluded"})
        EXPECT_EQ(with_line("# geometry: " + std::string(text)).geometry, "8/d SCE") << text;
    for (const char* text : {"45/0", "45:0", "0/45", "45\xC2\xB0:0\xC2\xB0"})
        EXPECT_EQ(with_line("# geometry: " + std::string(text)).geometry, "45/0") << text;
    for (const char* text : {"SCI and SCE", "UV included", "45", "sphere"})
        EXPECT_EQ(with_line("# geometry: " + std::string(text)).geometry, "") << text;
    EXPECT_EQ(with_line("# specular: excluded").geometry, "8/d SCE");
}

TEST(Labels, IlluminantAndObserverAreToldFromFreeText) {
    const std::pair<const char*, const char*> cases[] = {{"D65", "D65"},       {"d50", "D50"},     {"CIE Illuminant A", "A"},
                                                         {"FL11", "F11"},      {"F2 (CWF)", "F2"}, {"TL84", "F11"},
                                                         {"LED-B3", "LED-B3"}, {"a lamp", ""},     {"D65/10\xC2\xB0", "D65"},
                                                         {"sunlight", ""}};
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(with_line("# illuminant: " + std::string(text)).illuminant, expected) << text;
    for (const char* text : {"2", "2 degree", "2deg", "CIE 1931", "1931_2deg", "2\xC2\xB0"})
        EXPECT_EQ(with_line("# observer: " + std::string(text)).observer, "1931_2deg") << text;
    for (const char* text : {"10", "10 deg", "CIE 1964", "1964_10deg"})
        EXPECT_EQ(with_line("# observer: " + std::string(text)).observer, "1964_10deg") << text;
}

TEST(Labels, NamesThatLookLikeWavelengthsStayNames) {
    std::string text = "wavelength,R401,R402,R403,R404\n";
    for (int nm = 400; nm <= 700; nm += 10) text += std::to_string(nm) + ",0.1,0.2,0.3,0.4\n";
    const auto all = parse(text);
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[3].name, "R404");
}

TEST(Labels, SpecularModesAreToldFromManyWords) {
    const std::pair<const char*, const char*> titles[] = {{"Spec. Incl.", "Spec. Excl."},
                                                          {"specular in", "specular out"},
                                                          {"mit Glanz", "ohne Glanz"},
                                                          {"di:8", "de:8"},
                                                          {"d/8i", "d/8e"},
                                                          {"SPINC", "SPEXC"},
                                                          {"RSCI", "RSCE"},
                                                          {"R SCI", "R SCE"}};
    for (const auto& [included, excluded] : titles) {
        std::string text = std::string("nm,") + included + "," + excluded + "\n";
        for (int nm = 400; nm <= 700; nm += 10)
            text += std::to_string(nm) + "," + number(skin_like(nm)) + "," + number(0.9 * skin_like(nm)) + "\n";
        const auto all = parse(text);
        ASSERT_EQ(all.size(), 2u) << included;
        EXPECT_EQ(all[0].geometry, "8/d SCI") << included;
        EXPECT_EQ(all[1].geometry, "8/d SCE") << excluded;
    }
    EXPECT_EQ(with_line("Specular: Included, UV: excluded").geometry, "8/d SCI");
    EXPECT_EQ(with_line("Specular: Included, UV excluded").geometry, "8/d SCI");
    EXPECT_EQ(with_line("Specular excluded: yes").geometry, "8/d SCE");
    EXPECT_EQ(with_line("Specular excluded: no").geometry, "8/d SCI");
    EXPECT_EQ(with_line("Specular included: no").geometry, "8/d SCE");
    for (const char* key : {"Specular", "Gloss", "SCI/SCE", "Spec", "Condition", "Measurement Type", "Measuring Condition",
                            "Setting", "Meas mode", "Viewing mode", "Optics", "Glanzfalle"})
        EXPECT_EQ(with_line(std::string(key) + ": SCE").geometry, "8/d SCE") << key;
}

TEST(Labels, OfWhatAQtxFileViewedTellReflectanceFromOthers) {
    const auto qtx = [](const std::string& viewing) {
        std::string text =
            "[STANDARD_DATA 0]\nSTD_NAME=scalp\nSTD_REFLLOW=400\nSTD_REFLINTERVAL=10\nSTD_REFLPOINTS=31\nSTD_VIEWING=" +
            viewing + "\nSTD_R=";
        for (int nm = 400; nm <= 700; nm += 10) text += number(100 * skin_like(nm)) + ",";
        return parse_measurements(text + "\n", "scalp.qtx");
    };
    EXPECT_EQ(qtx("%R SAV SCE UV Inc").at(0).geometry, "8/d SCE");
    for (const char* viewing : {"%T SAV", "K/S SCI", "ABS"}) EXPECT_THROW(qtx(viewing), Error) << viewing;
}
