// Consistency: what the cells leave out on skins from pale to dark, where pigment that scatters may brighten. Looks inside the
// layer on purpose.

#include "matcher.hpp"

#include "sanitized.hpp"
#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

using namespace undertone;

// consistency: cells change nothing but how much is looked at

TEST(RealSkins, SearchFindsTheSameWithCellsAsWithoutThem) {
    const Line line = load_line("demo");
    std::uint64_t with = 0, without = 0;
    for (std::uint64_t seed = 0; seed < (sanitized ? 1 : 12); ++seed) {
        RandomStream random(seed, 5);
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.015 + 0.18 * random.uniform();
        const Skin skin(parameters);
        Blend blend{{}, 3 + 17 * random.uniform()};
        while (blend.parts.size() < 3)
            blend.parts[line.inks[static_cast<std::size_t>(random.uniform() * static_cast<double>(line.inks.size()))].id] =
                0.2 + random.uniform();
        const Dots dots;
        const Bands target =
            appearance(skin, line, blend, dots).area * (1 + 0.02 * random.normal() * (wavelengths_nm() - 580) / 200);
        MatchOptions options;
        options.max_pigment_ml = 0.6; // steps of all inks together: 12
        Epoch later;
        later.label = "year 3";
        later.years = 3;
        later.remaining = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(line.colorants.size()), 0.6);
        later.diameter_mm = 0.19;
        if (seed % 3 > 0) options.later_epochs = {later};
        MatchMemory cache;
        const Matcher matcher(skin, target, line, dots, options, cache);
        const SearchResult cells = search(matcher.problem(), {24, 4, true, {}}),
                           plain = search(matcher.problem(), {24, 4, false, {}});
        ASSERT_EQ(cells.best.size(), plain.best.size()) << "seed " << seed;
        for (std::size_t i = 0; i < plain.best.size(); ++i) {
            EXPECT_EQ(cells.best[i].inks, plain.best[i].inks) << "seed " << seed << ", " << i;
            EXPECT_EQ(cells.best[i].steps, plain.best[i].steps) << "seed " << seed << ", " << i;
            EXPECT_EQ(cells.best[i].water, plain.best[i].water) << "seed " << seed << ", " << i;
        }
        ASSERT_EQ(cells.best_of_set.size(), plain.best_of_set.size()) << "seed " << seed;
        for (std::size_t i = 0; i < plain.best_of_set.size(); ++i)
            EXPECT_EQ(cells.best_of_set[i].objective, plain.best_of_set[i].objective) << "seed " << seed << ", " << i;
        with += cells.colors_computed;
        without += plain.colors_computed;
    }
    RecordProperty("share_of_colors", std::to_string(static_cast<double>(with) / static_cast<double>(without)));
    EXPECT_LT(with, without / (sanitized ? 1 : 2));
}
