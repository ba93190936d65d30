// Consistency: colours of all viewings at once: the same as one by one. Looks inside the layer on purpose.

#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"

#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace undertone {

namespace {

constexpr const char* lights[] = {"D65", "A", "F11", "F2", "D50", "LED-B3"};

/// Seen through weights that the surrogate might have, with targets from black to pale, some of them bluish.
std::vector<SearchViewing> some_viewings(std::size_t count, RandomStream& random) {
    std::vector<SearchViewing> viewings;
    for (std::size_t v = 0; v < count; ++v) {
        const Viewing viewing(lights[v]);
        SearchViewing& added = viewings.emplace_back();
        for (Eigen::Index b = 0; b < reduced_band_count; ++b)
            added.weights.weights.col(b) = viewing.weights().middleCols(b * 6, 7).rowwise().sum();
        added.weights.offset = Eigen::Vector3d::Constant(0.1 * random.uniform());
        added.white = viewing.white();
        added.target = {80 * random.uniform(), 40 * random.uniform() - 10, 40 * random.uniform() - 10};
        added.weight = random.uniform();
    }
    return viewings;
}

ReducedBands some_area(RandomStream& random) {
    ReducedBands area;
    const double scale = random.uniform() * random.uniform();
    for (double& value : area) value = scale * random.uniform();
    return area;
}

} // namespace

TEST(ViewingColors, AreThoseOfOneViewingAtATime) {
    RandomStream random(77, 0);
    std::size_t toes = 0, bluish = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto viewings = some_viewings(1 + static_cast<std::size_t>(i) % std::size(lights), random);
        const ReducedBands area = some_area(random);
        std::vector<Lab> labs(viewings.size());
        const ViewingColors::Bounds bounds = ViewingColors(viewings).bounds(area, labs.data());
        double all = 0, by_lightness = 0;
        for (std::size_t v = 0; v < viewings.size(); ++v) {
            const Lab expected = lab_of(viewings[v], area);
            const Lab& target = viewings[v].target;
            EXPECT_NEAR(labs[v].l, expected.l, 1e-10);
            EXPECT_NEAR(labs[v].a, expected.a, 1e-9);
            EXPECT_NEAR(labs[v].b, expected.b, 1e-9);
            EXPECT_NEAR(lightness_of(viewings[v], area), expected.l, 1e-12);
            all += viewings[v].weight * delta_e_2000_lower_bound(expected, target);
            if (expected.l >= target.l) by_lightness += viewings[v].weight * delta_e_2000_lower_bound(expected.l, target.l);
            toes += expected.l < 8;
            bluish += expected.b <= 0 || target.b <= 0;
        }
        EXPECT_NEAR(bounds.all, all, 1e-8);
        EXPECT_NEAR(bounds.by_lightness, by_lightness, 1e-9);
    }
    EXPECT_GT(toes, 100u); // both ends of the cube root, both of the bound
    EXPECT_GT(bluish, 100u);
}

TEST(ViewingColors, AreTooDarkWhereAnyViewingIs) {
    RandomStream random(78, 0);
    int dark = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto viewings = some_viewings(1 + static_cast<std::size_t>(i) % std::size(lights), random);
        const ReducedBands area = some_area(random);
        const bool expected = std::any_of(viewings.begin(), viewings.end(), [&](const SearchViewing& viewing) {
            return lab_of(viewing, area).l < viewing.target.l - 0.05;
        });
        EXPECT_EQ(ViewingColors(viewings, 0.05).too_dark(area), expected);
        EXPECT_FALSE(ViewingColors(viewings).too_dark(area));
        dark += expected;
    }
    EXPECT_GT(dark, 200);
    EXPECT_LT(dark, 1800);
}

} // namespace undertone
