// Property: people drawn of a class are of that class, differ from one another, and are the same whoever draws them.
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <gtest/gtest.h>

#include <set>

namespace undertone {
namespace {

TEST(SkinClasses, DrawPeopleOfTheClass) {
    for (const SkinClass& one : skin_classes()) {
        std::set<double> angles;
        for (std::uint64_t i = 0; i < 12; ++i) {
            const Skin skin = drawn_skin(one, 7, i);
            EXPECT_EQ(ita_class(ita_of(skin)), one.name);
            EXPECT_EQ(ita_of(skin), ita_of(drawn_skin(one, 7, i)));
            angles.insert(ita_of(skin));
        }
        EXPECT_EQ(angles.size(), 12u);
        EXPECT_NE(ita_of(drawn_skin(one, 7, 0)), ita_of(drawn_skin(one, 8, 0)));
    }
}

TEST(SkinClasses, HaveATypicalSkinInTheirMiddle) {
    for (const SkinClass& one : skin_classes())
        EXPECT_NEAR(ita_of(typical_skin(one)), 0.5 * (one.low_ita_deg + one.high_ita_deg), 1e-4) << one.name;
}

TEST(SkinClasses, DifferInMoreThanMelanin) {
    const SkinClass& light = skin_class("light");
    EXPECT_NE(drawn_skin(light, 1, 0).parameters().blood_fraction, drawn_skin(light, 1, 1).parameters().blood_fraction);
    EXPECT_NE(drawn_skin(light, 1, 0).parameters().scattering_b, drawn_skin(light, 1, 1).parameters().scattering_b);
}

TEST(SkinClasses, NameThoseThereAre) {
    try {
        skin_class("pale");
        FAIL();
    } catch (const DomainError& error) {
        EXPECT_NE(std::string(error.what()).find("intermediate"), std::string::npos);
    }
}

} // namespace
} // namespace undertone
