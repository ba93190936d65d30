// Reference: the trade's ladder. More water is lighter, and by steps that matter, on every class of skin.

#include "undertone/app/ladder.hpp"

#include "undertone/base/error.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <iostream>
#include <numbers>

namespace undertone {

namespace {

struct ClassOfSkin {
    const char* name;
    double melanosome_fraction;
    bool light_or_medium;
};

/// Near the middle of each class of the individual typology angle (Chardon 1991): above 55, 41, 28, 10, -30 degrees, and below.
constexpr ClassOfSkin classes[] = {{"very light", 0.005, true}, {"light", 0.012, true},  {"intermediate", 0.020, true},
                                   {"tan", 0.037, true},        {"brown", 0.075, false}, {"dark", 0.2, false}};

Skin skin_of(const ClassOfSkin& one) {
    SkinParameters parameters;
    parameters.melanosome_fraction = one.melanosome_fraction;
    return Skin(parameters);
}

double moved_l(const LadderInk& ink, double from, double to) {
    const auto l_at = [&](double parts) {
        for (const LadderStep& step : ink.steps)
            if (step.water_parts == parts) return step.area_lab.l;
        return std::nan("");
    };
    return l_at(to) - l_at(from);
}

} // namespace

TEST(Ladder, MoreWaterIsLighterOnEverySkin) {
    std::vector<double> parts;
    for (int n = 0; n <= 60; ++n) parts.push_back(n);
    const Line line = load_line("demo");
    for (const ClassOfSkin& one : classes) {
        SCOPED_TRACE(one.name);
        const Ladder ladder = dilution_ladder(skin_of(one), line, {"pure_black"}, Dots{}, parts);
        const LadderInk& ink = ladder.inks.front();
        for (std::size_t i = 1; i < ink.steps.size(); ++i) EXPECT_GT(ink.steps[i].lighter_than_previous_l, 0) << i;
        EXPECT_LT(ink.steps.back().area_lab.l, ladder.bare.l);
        // Twenty parts and more are sold as pale shades, four as dark ones: the eye must be able to tell them.
        if (one.light_or_medium) {
            EXPECT_GE(moved_l(ink, 4, 40), 1.5);
        }
        const double ita = std::atan2(ladder.bare.l - 50, ladder.bare.b) * 180 / std::numbers::pi;
        std::cout << one.name << " (ITA " << std::lround(ita) << "): 4:1 to 40:1 " << moved_l(ink, 4, 40)
                  << " L*, 18:1 to 20:1 " << moved_l(ink, 18, 20) << "\n";
    }
}

TEST(Ladder, StandsOnItsScaleAndHoldsItsRange) {
    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    ReadingScale sci = internal_scale();
    sci.geometry = "8/d SCI";
    const Ladder inside = dilution_ladder(skin, line, {"pure_black"}, Dots{}, {4, 20}),
                 read = dilution_ladder(skin, line, {"pure_black"}, Dots{}, {4, 20}, {}, sci);
    for (std::size_t i = 0; i < 2; ++i) {
        const LadderStep &here = inside.inks[0].steps[i], &there = read.inks[0].steps[i];
        EXPECT_NEAR(there.area_lab.l, sci.lab(here.area).l, 1e-12);
        EXPECT_GT(there.area_lab.l, here.area_lab.l + 1);
        EXPECT_LT(here.area_l.low, here.area_lab.l);
        EXPECT_GT(here.area_l.high, here.area_lab.l);
    }
    Dots known;
    known.retention.log_sd = known.depth_log_sd = known.granule_um.log_sd = 0;
    Line sure_line = line;
    for (Colorant& colorant : sure_line.colorants) colorant.absorption_log_sd = colorant.absorption_exponent_sd = 0;
    const LadderStep sure = dilution_ladder(skin, sure_line, {"pure_black"}, known, {20}).inks[0].steps[0];
    EXPECT_NEAR(sure.area_l.low, sure.area_l.high, 1e-9);
    const LadderStep strength = dilution_ladder(skin, line, {"pure_black"}, known, {20}).inks[0].steps[0];
    EXPECT_GT(strength.area_l.high - strength.area_l.low, 0.1); // of the pigment alone
}

TEST(Ladder, NamesTheStepNearestToTheTarget) {
    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    const Ladder first = dilution_ladder(skin, line, {"pure_black"}, Dots{}, {4, 12, 30});
    const Ladder ladder =
        dilution_ladder(skin, line, {"pure_black"}, Dots{}, {4, 8, 12, 20, 30}, first.inks[0].steps[1].area);
    ASSERT_TRUE(ladder.inks[0].nearest.has_value());
    EXPECT_EQ(ladder.inks[0].steps[*ladder.inks[0].nearest].water_parts, 12);
    EXPECT_NEAR(*ladder.inks[0].steps[2].delta_e_2000, 0, 1e-9);
    EXPECT_GT(*ladder.inks[0].steps[0].chance_darker, *ladder.inks[0].steps[4].chance_darker);
}

TEST(Ladder, SaysWhereDilutionHardlyMatters) {
    Dots few;
    few.density_per_cm2 = 5;
    const Ladder ladder = dilution_ladder(Skin{SkinParameters{}}, load_line("demo"), {"pure_black"}, few, {0, 4});
    EXPECT_TRUE(std::any_of(ladder.diagnostics.begin(), ladder.diagnostics.end(),
                            [](const Diagnostic& d) { return d.code == "flat_ladder"; }));
}

TEST(Ladder, RefusesWhatIsNoLadder) {
    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    EXPECT_THROW(dilution_ladder(skin, line, {"pink"}, Dots{}), DomainError);
    EXPECT_THROW(dilution_ladder(skin, line, {"pure_black", "pure_black"}, Dots{}), DomainError);
    EXPECT_THROW(dilution_ladder(skin, line, {}, Dots{}, {}), DomainError);
    EXPECT_THROW(dilution_ladder(skin, line, {}, Dots{}, {4, 4}), DomainError);
    EXPECT_THROW(dilution_ladder(skin, line, {}, Dots{}, {-1}), DomainError);
    EXPECT_THROW(dilution_ladder(skin, line, {}, Dots{}, {4}, Bands::Constant(2.0)), DomainError);
}

} // namespace undertone
