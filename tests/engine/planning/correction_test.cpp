// Consistency: a cup that came out wrong, from its drawdown to what is added.

#include "learning/simulated_film.hpp"
#include "undertone/planning/correction.hpp"

#include <gtest/gtest.h>

namespace undertone {
namespace {

// The whole way: a cup that came out wrong is drawn down, and what is added brings it where the cup as believed could not.
TEST(Correction, OfACupThatWasMixedWrong) {
    SkinParameters parameters;
    parameters.melanosome_fraction = 0.02;
    const Skin skin(parameters);
    Dots dots;
    dots.diameter_mm = 0.14;
    dots.density_per_cm2 = 220;
    const Blend meant{{{"soft_black", 2}, {"mid_brown", 1}}, 14};
    const HealingBelief belief(skin, dots);
    const auto look = [&](const Eigen::ArrayXd& mg) {
        return standing_area(skin, demo(), std::vector{session_dots({mg, 1}, dots, dots.density_per_cm2)},
                             {dots.retention.median, 1, dots.granule_um.median});
    };
    const Bands target = look(mix(demo(), meant).mg_per_ml);
    const Eigen::ArrayXd truth = cup_of(meant, {1, 1.8}); // nearly twice the soft_black
    Drawdown reading = film(white_card(), truth, 0.1);
    RandomStream random(5, 5);
    spoil(reading, random);
    const CupFound found = read_drawdowns(demo(), meant, std::vector{reading});

    const Correction believed = correct_cup(belief, {}, {meant, 2, {}}, target, demo(), dots),
                     corrected = correct_cup(belief, {}, {meant, 2, found.mg_per_ml}, target, demo(), dots);
    EXPECT_TRUE(believed.additions.empty()) << "as believed there is nothing to correct";
    ASSERT_FALSE(corrected.additions.empty());
    // Volumes and pigment of the true cup with what was added.
    const auto afterwards = [&](const Correction& correction) {
        Eigen::ArrayXd amount = 2 * truth;
        double ml = 2;
        for (const Addition& one : correction.additions) {
            if (!one.ink_id.empty()) amount += one.ml * mix(demo(), Blend{{{one.ink_id, 1}}, 0}).mg_per_ml;
            ml += one.ml;
        }
        return Eigen::ArrayXd(amount / ml);
    };
    const Viewing d65("D65");
    const double wrong = delta_e_2000(d65.lab(look(truth)), d65.lab(target)),
                 right = delta_e_2000(d65.lab(look(afterwards(corrected))), d65.lab(target));
    EXPECT_GT(wrong, 1);
    EXPECT_LT(right, 0.35 * wrong);

    // Were it the bottle that is strong, a fresh cup must be mixed from that bottle too.
    const Line as_found = line_as_found(demo(), found);
    EXPECT_LT((mix(as_found, meant).mg_per_ml - found.mg_per_ml).abs().maxCoeff(), 1e-9);
}

} // namespace
} // namespace undertone
