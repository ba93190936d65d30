// What headers of real exports mean. The labels are internal to io, so they are seen here through whole tables.

#include "io/measurement_files.hpp"

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
