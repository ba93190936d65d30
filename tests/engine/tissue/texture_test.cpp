// Consistency, property: how rough dots look from a distance.

#include "undertone/tissue/texture.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/placement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <map>
#include <numbers>

namespace undertone {

namespace {

const Viewing& daylight() {
    static const Viewing viewing("D65");
    return viewing;
}

DotField field(double diameter_mm, double density_per_cm2, double top_mm, double bottom_mm, double mu_a, double mu_s = 0) {
    DotField dots;
    dots.diameter_mm = diameter_mm;
    dots.pitch_mm = 10 / std::sqrt(density_per_cm2);
    dots.top_mm = top_mm;
    dots.bottom_mm = bottom_mm;
    dots.pigment_mu_a_per_mm = Bands::Constant(mu_a);
    dots.pigment_mu_s_per_mm = Bands::Constant(mu_s);
    dots.pigment_g = Bands::Constant(0.7);
    return dots;
}

XYZ area_of(const Skin& skin, const DotField& dots) {
    return daylight().xyz(dot_reflectance(skin.layers(), dots) * skin.residual_ratio());
}

XYZ bare_of(const Skin& skin) { return daylight().xyz(skin.reflectance()); }

XYZ fringe_of(const Skin& skin) { return daylight().xyz(fringe_reflectance(skin, melanin_of("dark_brown"), {})); }

TextureSight sight_of(const Skin& skin, const DotPattern& dots, double distance_m) {
    return {hair_pattern(skin, {}, daylight()), fringe_of(skin), dots, bare_of(skin), daylight(), distance_m};
}

} // namespace

// Consistency: the table against places as they are set, in bins half a step wide on either side.
TEST(PlacementStructure, IsThatOfBlueNoisePlaces) {
    constexpr int count = 200, sets = 12;
    const double side = std::sqrt(count); // one dot per square mm: 100 per cm2
    std::map<int, std::pair<double, int>> power;
    for (int set = 0; set < sets; ++set) {
        const std::vector<Place> places = blue_noise_places(count, side, 0, static_cast<std::uint64_t>(100 + set));
        for (int a = 0; a <= 40; ++a)
            for (int b = a == 0 ? 1 : -40; b <= 40; ++b) {
                const double k = 2 * std::numbers::pi / side * std::hypot(a, b);
                if (k > 16) continue;
                std::complex<double> sum = 0;
                for (const Place& p : places)
                    sum += std::polar(1.0, 2 * std::numbers::pi / side * (a * p.x_mm + b * p.y_mm));
                auto& [all, waves] = power[static_cast<int>(std::lround(k))];
                all += std::norm(sum) / count;
                ++waves;
            }
    }
    for (const auto& [k, found] : power) {
        const double measured = found.first / found.second;
        double expected = 0;
        for (const double part : {-0.4, -0.2, 0.0, 0.2, 0.4}) expected += placement_structure(k + part, 100) / 5;
        EXPECT_NEAR(measured, expected, 0.03 + 5 * expected / std::sqrt(found.second)) << "k " << k;
    }
    EXPECT_EQ(placement_structure(50, 100), 1);
    EXPECT_EQ(placement_structure(4, 100), placement_structure(8, 400)); // the pattern alone sets the scale
}

// Consistency: how strong absorbing pigment is hardly moves the texture; pigment that scatters as strongly as whites and browns do
// brightens the middle of its dots, which look softer, by a third at most (0.32 since the dots of such
// pigment were learnt from Monte Carlo).
TEST(DotPattern, DependsOnScatteringPigmentOnly) {
    const Skin skin;
    const DotPattern neutral = neutral_dot_pattern(skin.layers(), 0.125, 150, 0.15, 0.45, daylight());
    for (const auto& [mu_a, mu_s] : {std::pair{2.0, 0.0}, {10.0, 0.0}, {60.0, 0.0}, {10.0, 20.0}, {10.0, 60.0}}) {
        const DotField dots = field(0.125, 150, 0.15, 0.45, mu_a, mu_s);
        const XYZ area = area_of(skin, dots);
        for (const double distance_m : {0.3, 0.5, 1.0}) {
            const double own = sight_of(skin, dot_pattern(skin.layers(), dots, daylight()), distance_m).dots(area),
                         taken = sight_of(skin, neutral, distance_m).dots(area);
            if (mu_s > 0) {
                EXPECT_LT(own, taken) << mu_s << " at " << distance_m;
                EXPECT_GT(own, 2.0 / 3 * taken) << mu_s << " at " << distance_m;
                continue;
            }
            EXPECT_NEAR(taken, own, 0.06 * own) << mu_a << " at " << distance_m;
        }
    }
}

// The order that anyone sees: from farther, deeper and more of them for the same shade, dots look smoother; hair is crisper than dots.
TEST(TextureSight, OrdersDotsAsTheEyeDoes) {
    const Skin skin;
    const XYZ area = fringe_of(skin); // the same shade for all
    const auto dots_at = [&](double density, double top, double bottom, double distance_m) {
        return sight_of(skin, neutral_dot_pattern(skin.layers(), 0.125, density, top, bottom, daylight()), distance_m)
            .dots(area);
    };
    EXPECT_GT(dots_at(150, 0.15, 0.45, 0.3), dots_at(150, 0.15, 0.45, 0.5));
    EXPECT_GT(dots_at(150, 0.15, 0.45, 0.5), dots_at(150, 0.15, 0.45, 1));
    EXPECT_GT(dots_at(150, 0.15, 0.45, 1), dots_at(150, 0.15, 0.45, 3));
    EXPECT_GT(dots_at(150, 0.15, 0.45, 0.5), dots_at(150, 0.4, 0.8, 0.5));
    EXPECT_GT(dots_at(75, 0.15, 0.45, 0.5), dots_at(150, 0.15, 0.45, 0.5));
    EXPECT_GT(dots_at(150, 0.15, 0.45, 0.5), dots_at(300, 0.15, 0.45, 0.5));
    const TextureSight as_dense = sight_of(skin, neutral_dot_pattern(skin.layers(), 0.08, 180, 0.15, 0.45, daylight()), 0.3);
    EXPECT_GT(as_dense.hair(), as_dense.dots(area)); // hair begins at the surface
}

TEST(TextureSight, DifferenceIsADistance) {
    const Skin skin;
    const XYZ fringe = fringe_of(skin), bare = bare_of(skin);
    const DotPattern hair = hair_pattern(skin, {}, daylight());
    // Hair beside itself differs by nothing, and no darkening beats its own.
    const TextureSight same(hair, fringe, hair, bare, daylight(), 0.5);
    EXPECT_NEAR(same.difference(fringe), 0, 1e-6);
    EXPECT_NEAR(same.dots(fringe), same.hair(), 1e-9);
    EXPECT_NEAR(same.difference(bare), same.hair(), 1e-9); // nothing beside hair differs by all of it
    const TextureSight other = sight_of(skin, neutral_dot_pattern(skin.layers(), 0.2, 60, 0.15, 0.45, daylight()), 0.5);
    for (const double share : {0.3, 1.0, 1.5}) {
        const XYZ area{bare.x + share * (fringe.x - bare.x), bare.y + share * (fringe.y - bare.y),
                       bare.z + share * (fringe.z - bare.z)};
        EXPECT_GE(other.difference(area), std::abs(other.hair() - other.dots(area)) - 1e-9);
        EXPECT_LE(other.difference(area), std::hypot(other.hair(), other.dots(area)));
    }
}

// What the search's proof rests on.
TEST(TextureSight, NothingIsBelowTheLeastDifference) {
    RandomStream random(17, 0);
    const Skin skin;
    const XYZ fringe = fringe_of(skin), bare = bare_of(skin);
    for (const double density : {60.0, 150.0, 300.0}) {
        const TextureSight sight =
            sight_of(skin, neutral_dot_pattern(skin.layers(), 0.125, density, 0.15, 0.45, daylight()), 0.5);
        const double least = sight.least_difference(fringe.y);
        EXPECT_GE(least, sight.least_difference(0)); // whatever may be darker
        double nearest = 1e9;
        for (int i = 0; i < 20000; ++i) {
            const double y = fringe.y + (bare.y - fringe.y) * random.uniform();
            const XYZ area{y * (1 + 0.1 * random.normal()), y, y * (0.8 + 0.3 * random.normal())};
            nearest = std::min(nearest, sight.difference(area));
            ASSERT_GE(sight.difference(area), least - 1e-9);
        }
        EXPECT_LT(nearest, least + 0.1); // and it is not far below
    }
}

TEST(HairPattern, LeavesOutHairWithoutColour) {
    const Skin skin;
    Stubble half;
    half.grey_fraction = 0.5;
    EXPECT_NEAR(hair_pattern(skin, half, daylight()).density_per_cm2, 90, 1e-9);
    half.shaft_diameter_mm = 0;
    EXPECT_THROW(hair_pattern(skin, half, daylight()), DomainError);
}

} // namespace undertone
