// Consistency, property: dots of several sessions that stand together.

#include "undertone/pigment/standing_dots.hpp"

#include "test_line.hpp"
#include "tissue/stack_of.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/monte_carlo.hpp"

#include <gtest/gtest.h>

#include <vector>

using namespace undertone;

namespace {

const Line line = testing_line::line();

Mixture cup(double carbon_mg_per_ml) {
    Mixture result{Eigen::ArrayXd::Zero(4), 1};
    result.mg_per_ml(0) = carbon_mg_per_ml;
    return result;
}

} // namespace

// Consistency: one kind of dots is what `appearance` makes of it, in however many sessions they were set.
TEST(StandingDots, OfOneMixAreOneField) {
    const Skin skin;
    Dots dots;
    const Blend blend{{{"black", 1}}, 20};
    const Bands whole = appearance(skin, line, blend, dots).area;
    const Mixture mixed = mix(line, blend);
    const std::vector<SessionDots> sessions{session_dots(mixed, dots, 45), session_dots(mixed, dots, 60),
                                            session_dots(mixed, dots, 45)};
    const Bands split = standing_area(skin, line, sessions, {dots.retention.median, 1, dots.granule_um.median});
    EXPECT_LT((split - whole).abs().maxCoeff(), 1e-12);
}

TEST(StandingDots, NoDotsAreBareSkin) {
    const Skin skin;
    EXPECT_TRUE((standing_area(skin, line, {}, {0.5}) == skin.reflectance()).all());
    const std::vector<SessionDots> none{session_dots(cup(5), Dots{}, 0)};
    EXPECT_TRUE((standing_area(skin, line, none, {0.5}) == skin.reflectance()).all());
}

// Property: two kinds lie between the one and the other, nearer to that of which there are more, in any order.
TEST(StandingDots, OfTwoStrengthsLieBetweenThem) {
    const Skin skin;
    const Dots dots;
    const auto area = [&](double weak, double strong) {
        const std::vector<SessionDots> sessions{session_dots(cup(2), dots, weak), session_dots(cup(20), dots, strong)};
        return standing_area(skin, line, sessions, {0.45});
    };
    const Bands all_weak = area(150, 0), mostly_weak = area(100, 50), mostly_strong = area(50, 100),
                all_strong = area(0, 150);
    EXPECT_TRUE((all_weak > mostly_weak).all());
    EXPECT_TRUE((mostly_weak > mostly_strong).all());
    EXPECT_TRUE((mostly_strong > all_strong).all());
    const std::vector<SessionDots> turned{session_dots(cup(20), dots, 50), session_dots(cup(2), dots, 100)};
    EXPECT_LT((standing_area(skin, line, turned, {0.45}) - mostly_weak).abs().maxCoeff(), 1e-12);
}

// Consistency with the oracle: the rule, applied to Monte Carlo's own fields of one kind, against Monte Carlo with both
// kinds set among each other at random. What it errs by is the rule's error alone, the dots' optics has no part in it.
TEST(StandingDots, AddUpAsInMonteCarlo) {
    constexpr double diameter_mm = 0.15, per_cm2 = 280, share = 0.5;
    const std::vector<int> bands{34, 54};
    for (const double melanosomes : {0.01, 0.1}) {
        SkinParameters parameters;
        parameters.melanosome_fraction = melanosomes;
        const Skin skin(parameters);
        LayerStack layers = skin.layers();
        layers.mu_a_per_mm = skin.layers().mu_a_per_mm(Eigen::all, bands);
        layers.mu_s_per_mm = skin.layers().mu_s_per_mm(Eigen::all, bands);
        layers.g = skin.layers().g(Eigen::all, bands);
        const auto field = [&](double mu_a, double mu_s) {
            DotField dots;
            dots.diameter_mm = diameter_mm;
            dots.pitch_mm = 10 / std::sqrt(per_cm2);
            dots.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(2, mu_a);
            dots.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(2, mu_s);
            dots.pigment_g = Eigen::ArrayXd::Constant(2, 0.5);
            return dots;
        };
        const DotField pale = field(5, 1), dark = field(60, 6);
        MonteCarloOptions options;
        options.photons = undertone::testing::photons(40000);
        options.seed = 3;
        const auto all_pale = monte_carlo(layers, pale, options), all_dark = monte_carlo(layers, dark, options);
        options.other_dots = OtherDots{share, dark.pigment_mu_a_per_mm, dark.pigment_mu_s_per_mm, dark.pigment_g};
        const auto both = monte_carlo(layers, pale, options);
        for (Eigen::Index i = 0; i < 2; ++i) {
            const double rule = 1 / ((1 - share) / all_pale.mean(i) + share / all_dark.mean(i));
            const double noise = std::hypot(both.standard_error(i), 0.7 * all_pale.standard_error(i));
            EXPECT_NEAR(rule, both.mean(i), 0.002 + 3 * noise) << melanosomes << " " << i;
            EXPECT_GT(all_pale.mean(i) - all_dark.mean(i), 0.01) << "the kinds must differ for this to tell";
        }
    }
}

TEST(StandingDots, RefuseWhatCannotStand) {
    const Skin skin;
    const std::vector<SessionDots> negative{session_dots(cup(5), Dots{}, -1)};
    EXPECT_THROW(standing_area(skin, line, negative, {0.5}), DomainError);
    Dots wide;
    wide.diameter_mm = 0.3;
    wide.density_per_cm2 = 100;
    const std::vector<SessionDots> crowded(20, session_dots(cup(5), wide, 100));
    EXPECT_THROW(standing_area(skin, line, crowded, {0.5}), DomainError);
    const std::vector<SessionDots> short_of_colorants{session_dots({Eigen::ArrayXd::Ones(2), 1}, Dots{}, 50)};
    EXPECT_THROW(standing_area(skin, line, short_of_colorants, {0.5}), DomainError);
}
