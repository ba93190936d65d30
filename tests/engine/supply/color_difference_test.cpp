// Reference, property: CMC(l:c) against a known pair and a peer's values, and signed differences against their definition.
#include "undertone/base/error.hpp"
#include "undertone/supply/color_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

TEST(DeltaECmc, GivesTheKnownPairAndThoseOfAPeer) {
    struct Pair {
        Lab master, batch;
        double cmc_1_1, cmc_2_1;
    };
    // The first is a well-known pair, which says nothing of lightness. All values were computed with colour-science 0.4.7
    // (delta_E_CMC); the others test lightness above and below L* 16, and both branches of the hue.
    const Pair pairs[] = {
        {{100, 21.57210357, 272.2281935}, {100, 426.67945353, 72.39590835}, 172.7047712866, 172.7047712866},
        {{50, 30, -20}, {54, 28, -18}, 3.9029050351, 2.2585788867},
        {{12, 4, -3}, {14, 5, -2}, 4.2927723217, 2.6341920234},
        {{15, 2, 1}, {17.5, 2, 1}, 4.8923679061, 2.4461839530},
        {{70, -40, 35}, {66, -42, 30}, 4.0903514875, 3.0727015148},
        {{35, -10, -45}, {35, -12, -40}, 2.6670092070, 2.6670092070},
        {{85, 5, 80}, {84, 8, 84}, 2.1424495111, 2.0502651929},
        {{16, 0, 0}, {18, 0, 0}, 3.9121415497, 1.9560707749},
        {{60, 20, -40}, {61, 25, -38}, 3.6932061850, 3.6212862417},
    };
    for (const Pair& pair : pairs) {
        EXPECT_NEAR(delta_e_cmc(pair.master, pair.batch, 1, 1), pair.cmc_1_1, 1e-8);
        EXPECT_NEAR(delta_e_cmc(pair.master, pair.batch, 2, 1), pair.cmc_2_1, 1e-8);
        EXPECT_EQ(difference_metric("cmc(2:1)")(pair.master, pair.batch), delta_e_cmc(pair.master, pair.batch));
    }
}

TEST(ColorDifference, IsBatchMinusMasterWithSigns) {
    const ColorDifference d = color_difference({50, 10, 0}, {52, 10, 1});
    EXPECT_DOUBLE_EQ(d.delta_l, 2);
    EXPECT_DOUBLE_EQ(d.delta_b, 1);
    EXPECT_GT(d.delta_h, 0); // from red towards yellow
    EXPECT_LT(color_difference({50, 10, 1}, {50, 10, 0}).delta_h, 0);
    EXPECT_GT(d.delta_c, 0);
}

TEST(ColorDifference, PartsAddUpToTheWhole) {
    const Lab labs[] = {{50, 10, 0}, {52, 10, 1}, {40, -30, 20}, {40, 30, -20}, {60, 0, 0}, {60, 0, -5}};
    for (const Lab& master : labs)
        for (const Lab& batch : labs) {
            const ColorDifference d = color_difference(master, batch);
            EXPECT_NEAR(d.delta_c * d.delta_c + d.delta_h * d.delta_h, d.delta_a * d.delta_a + d.delta_b * d.delta_b, 1e-9);
        }
}

TEST(DifferenceMetric, RefusesWhatIsNone) {
    for (const char* name : {"", "cie76", "cmc", "cmc(0:1)", "cmc(2:0)", "cmc(a:1)", "cmc(2:1", "CMC(2:1)", "cmc(2:1) "})
        EXPECT_THROW(difference_metric(name), DomainError) << name;
    EXPECT_THROW(delta_e_cmc({50, 0, 0}, {50, 0, 0}, -1, 1), DomainError);
    EXPECT_THROW(delta_e_cmc({50, 0, 0}, {50, 0, 0}, 1, std::nan("")), DomainError);
}

} // namespace
} // namespace undertone
