// Consistency, property: how implanted dots look.

#include "undertone/pigment/appearance.hpp"

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

namespace {

Skin fair_skin() {
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.015;
    return Skin(parameters);
}

Blend carbon(double water_parts) { return {{{"pure_black", 1}}, water_parts}; }

/// L*, a*, b* under D65, 2 degrees.
Lab seen(const Bands& reflectance) { return Viewing("D65").lab(reflectance); }

} // namespace

TEST(Appearance, WithoutPigmentIsBareSkin) {
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    PigmentState state = healed_state(mix(line, carbon(20)), Dots{});
    state.mg_per_ml.setZero();
    const Appearance clear = appearance(skin, line, state);
    EXPECT_LT((clear.area - skin.reflectance()).abs().maxCoeff(), 1e-4); // the same tissue, cut at the dots' ends
    EXPECT_LT((clear.dot - skin.reflectance()).abs().maxCoeff(), 1e-4);
    state.density_per_cm2 = 0; // before the first session
    const Appearance none = appearance(skin, line, state);
    EXPECT_EQ((none.area - skin.reflectance()).abs().maxCoeff(), 0);
    EXPECT_EQ((none.bare - skin.reflectance()).abs().maxCoeff(), 0);
}

TEST(Appearance, CarriesWhatTheSkinModelMisses) {
    const Skin model = fair_skin();
    const Bands measured = model.reflectance() * (1 + 0.05 * (wavelengths_nm() / 50).sin());
    const Skin skin(model.parameters(), measured);
    const Line line = load_line("demo");
    const Appearance here = appearance(skin, line, carbon(20), Dots{}), there = appearance(model, line, carbon(20), Dots{});
    EXPECT_LT((here.bare - measured).abs().maxCoeff(), 1e-12);
    EXPECT_LT((here.area / there.area - measured / model.reflectance()).abs().maxCoeff(), 1e-9);
}

TEST(AppearanceProperty, MorePigmentThatAbsorbsIsDarkerInEveryBand) {
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    for (const char* ink : {"pure_black", "warm_black", "dark_brown"}) {
        Appearance last = appearance(skin, line, {{{ink, 1}}, 200}, Dots{});
        EXPECT_TRUE((last.area < last.bare).all()) << ink;
        for (const double water : {100.0, 60.0, 30.0, 20.0}) { // what is used on skin
            const Appearance next = appearance(skin, line, {{{ink, 1}}, water}, Dots{});
            EXPECT_TRUE((next.area < last.area).all()) << ink << " " << water << ":1";
            EXPECT_TRUE((next.dot < last.dot).all()) << ink << " " << water << ":1";
            last = next;
        }
    }
}

TEST(AppearanceProperty, MoreDotsAreDarker) {
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    Dots dots;
    double last = seen(skin.reflectance()).l;
    for (const double density : {30.0, 80.0, 150.0, 310.0}) {
        dots.density_per_cm2 = density;
        const double next = seen(appearance(skin, line, carbon(20), dots).area).l;
        EXPECT_LT(next, last) << density;
        last = next;
    }
}

TEST(AppearanceProperty, TheDotIsDarkerThanItsSurroundings) {
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    const Appearance found = appearance(skin, line, carbon(20), Dots{});
    EXPECT_TRUE((found.dot < found.area).all());
}

TEST(AppearanceProperty, DeeperCarbonIsBluerOnFairSkinAtEqualDarkness) {
    // The trade's great fear, from optics alone: no chemistry in this model. Deeper dots are fainter, so each depth gets the
    // dilution that darkens the area by the same 1.5 L*.
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    const double wanted = seen(skin.reflectance()).l - 1.5;
    double last = seen(skin.reflectance()).b;
    for (const double top : {0.05, 0.1, 0.2, 0.4, 0.7}) {
        Dots dots;
        dots.diameter_mm = 0.2;
        dots.density_per_cm2 = 250;
        dots.top_mm = top;
        dots.bottom_mm = top + 0.3;
        double strong = std::log(20.0), weak = std::log(5000.0); // of water parts
        ASSERT_LT(seen(appearance(skin, line, carbon(20), dots).area).l, wanted) << "not reached at " << top;
        for (int step = 0; step < 40; ++step) {
            const double middle = 0.5 * (strong + weak);
            (seen(appearance(skin, line, carbon(std::exp(middle)), dots).area).l < wanted ? strong : weak) = middle;
        }
        const Lab area = seen(appearance(skin, line, carbon(std::exp(strong)), dots).area);
        ASSERT_NEAR(area.l, wanted, 1e-6);
        EXPECT_LT(area.b, last - 0.1) << "top at " << top;
        last = area.b;
    }
}

TEST(AppearanceProperty, RedOxideIsRedderThanCarbonOfTheSameDepthOfColor) {
    const Skin skin = fair_skin();
    const Line line = load_line("demo");
    const Lab red = seen(appearance(skin, line, {{{"auburn", 1}}, 6}, Dots{}).area),
              black = seen(appearance(skin, line, carbon(60), Dots{}).area);
    EXPECT_GT(red.a - black.a, 0.5);
}

TEST(AppearanceConsistency, CoefficientsInTheDotAreSumsOverColorants) {
    const Line line = load_line("demo");
    PigmentState state = healed_state(mix(line, {{{"dark_brown", 1}}, 10}), Dots{});
    state.granule_um = 0;
    const DotField dots = dot_lattice(line, state);
    Bands absorbed = Bands::Zero();
    for (std::size_t i = 0; i < line.colorants.size(); ++i)
        absorbed += state.mg_per_ml(static_cast<Eigen::Index>(i)) * line.colorants[i].mu_a_per_mm;
    EXPECT_LT((dots.pigment_mu_a_per_mm - absorbed).abs().maxCoeff(), 1e-12);
    EXPECT_LT(dots.pigment_g.maxCoeff(), 1);
    EXPECT_DOUBLE_EQ(dots.area_fraction(), Dots{}.area_fraction());
}

TEST(Appearance, RefusesAStateOfAnotherLine) {
    const Line line = load_line("demo");
    PigmentState state = healed_state(mix(line, carbon(20)), Dots{});
    PigmentState wrong = state;
    wrong.mg_per_ml.conservativeResize(2);
    EXPECT_THROW(appearance(fair_skin(), line, wrong), DomainError);
    wrong = state;
    wrong.mg_per_ml(0) = -1;
    EXPECT_THROW(appearance(fair_skin(), line, wrong), DomainError);
    wrong = state;
    wrong.density_per_cm2 = -1;
    EXPECT_THROW(appearance(fair_skin(), line, wrong), DomainError);
}

} // namespace undertone
