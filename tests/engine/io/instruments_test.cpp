// Consistency, reference: what is known of instruments, and how files call them.

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/instruments.hpp"

#include <gmock/gmock.h>

#include <set>

using ::testing::AllOf;
using ::testing::HasSubstr;
using undertone::instrument_named;
using undertone::instrument_preset;
using undertone::instrument_presets;

TEST(Instruments, HaveIdsOfTheirOwnAndKnownGeometries) {
    std::set<std::string> ids;
    for (const auto& preset : instrument_presets()) {
        EXPECT_TRUE(ids.insert(preset.id).second) << preset.id;
        EXPECT_FALSE(preset.name.empty()) << preset.id;
        EXPECT_FALSE(preset.source.empty()) << preset.id;
        EXPECT_THAT((std::set<std::string>{"", "8/d SCI", "8/d SCE", "45/0"}), ::testing::Contains(preset.geometry))
            << preset.id;
        EXPECT_THAT((std::set<std::string>{"", "1931_2deg", "1964_10deg"}), ::testing::Contains(preset.observer))
            << preset.id;
        const std::string light = preset.illuminant.empty() ? "D65" : preset.illuminant;
        EXPECT_NO_THROW(undertone::Viewing(light, "1931_2deg")) << preset.id;
    }
    EXPECT_GE(ids.size(), 12u);
}

TEST(Instruments, OfAnUnknownOneNothingIsAssumed) {
    const auto& unknown = instrument_preset("unknown");
    EXPECT_EQ(unknown.geometry + unknown.illuminant + unknown.observer, "");
}

TEST(Instruments, AreFoundByTheirIds) {
    EXPECT_EQ(instrument_preset("konica_minolta_cm_700d_sci").geometry, "8/d SCI");
    EXPECT_EQ(instrument_preset("konica_minolta_cm_700d_sce").geometry, "8/d SCE");
    EXPECT_EQ(instrument_preset("konica_minolta_cm_700d").geometry, "");
    EXPECT_EQ(instrument_preset("nix_mini").illuminant, "D50"); // Nix Universal SDK: D50 and 2 degrees from every device
    EXPECT_EQ(instrument_preset("nix_mini").observer, "1931_2deg");
}

TEST(Instruments, RefuseAMisspeltIdByNamingTheNearest) {
    const auto message = [](const char* id) {
        try {
            instrument_preset(id);
        } catch (const undertone::DomainError& error) {
            return std::string(error.what());
        }
        return std::string("nothing");
    };
    EXPECT_THAT(message("nix_mni"), AllOf(HasSubstr("did you mean nix_mini?"), HasSubstr("x_rite_i1_pro")));
    EXPECT_THAT(message("CM-700d"), HasSubstr("did you mean konica_minolta_cm_700d?"));
    EXPECT_THAT(message(""), HasSubstr("unknown"));
}

TEST(Instruments, AreKnownAsFilesWriteThem) {
    const auto id = [](const char* text) {
        const auto* found = instrument_named(text);
        return found ? found->id : std::string();
    };
    EXPECT_EQ(id("i1Pro 2 ; Serial number 1"), "x_rite_i1_pro");
    EXPECT_EQ(id("X-Rite i1 Pro 2"), "x_rite_i1_pro");
    EXPECT_EQ(id("GretagMacbeth Eye-One Pro"), "x_rite_i1_pro");
    EXPECT_EQ(id("KONICA MINOLTA CM-700d"), "konica_minolta_cm_700d");
    EXPECT_EQ(id("CM-26dG"), "konica_minolta_cm_26d");
    EXPECT_EQ(id("CM-25cG"), "konica_minolta_cm_25cg");
    EXPECT_EQ(id("Nix Spectro 2"), "nix_spectro");
    EXPECT_EQ(id("X-Rite ColorMunki"), "x_rite_i1_studio");
    EXPECT_EQ(id("SpectroScanT"), "gretagmacbeth_spectrolino");
    EXPECT_EQ(id(""), "");
    EXPECT_EQ(id("spectrometer"), "");
}
