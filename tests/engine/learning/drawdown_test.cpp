// Consistency, property: simulated drawdowns whose true cup is hidden. Films are by the engine's own optics (held against others in
// tests/engine/pigment/film_test.cpp), of pigments that differ from the line's, with errors of the test's own making.

#include "sanitized.hpp"
#include "simulated_film.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace undertone;
using testing::HasSubstr;

namespace {

/// Pigments as another batch may be: absorption off by 3 % in level and tilt, scattering by 10 %.
Line another_batch(RandomStream& random) {
    Line line = demo();
    const Bands across = Bands::LinSpaced(-1, 1);
    for (Colorant& colorant : line.colorants) {
        const double level = 0.03 * random.normal(), tilt = 0.03 * random.normal();
        colorant.mu_a_per_mm *= (level + tilt * across).exp();
        colorant.mu_s_per_mm *= std::exp(0.1 * random.normal());
    }
    return line;
}

const Blend three{{{"soft_black", 3}, {"mid_brown", 2}, {"auburn", 1}}, 15};

bool has(const CupFound& cup, const char* code) {
    return std::any_of(cup.diagnostics.begin(), cup.diagnostics.end(), [&](const Diagnostic& d) { return d.code == code; });
}

} // namespace

TEST(Drawdown, FindsACupAsMeantToBeAsMeant) {
    const CupFound cup = read_drawdowns(demo(), three, std::vector{film(white_card(), cup_of(three, {1, 1, 1}), 0.1)});
    ASSERT_EQ(cup.inks.size(), 3U);
    for (const InkFound& ink : cup.inks) EXPECT_NEAR(ink.factor.after, 1, 0.01) << ink.ink_id;
    EXPECT_NEAR(cup.thickness_mm.after, 0.1, 0.001);
    EXPECT_TRUE(cup.converged);
    EXPECT_LT(cup.misfit, 0.05);
    EXPECT_TRUE(cup.diagnostics.empty());
    EXPECT_LT(delta_e_2000(cup.predicted[0], cup.read[0]), 1e-6);
}

struct Recovery {
    int cups = 0, inks = 0, inside = 0, strength_inside = 0;
    double error_before = 0, error_after = 0; ///< median |ln(factor)|
};

/// Cups of three inks with hidden errors of each ink and of the water, films with noise and a bar that is off; half over black too.
Recovery recover(int cups, bool pigments_differ) {
    Recovery result{cups, 0, 0, 0, 0, 0};
    std::vector<double> before, after;
    const DrawdownOptions options;
    for (int i = 0; i < cups; ++i) {
        RandomStream random(31, static_cast<std::uint64_t>(i));
        const double water = std::exp(options.strength_log_sd * random.normal());
        std::vector<double> factors; // in the order of the ids
        for (int k = 0; k < 3; ++k) factors.push_back(water * std::exp(options.ink_log_sd * random.normal()));
        const auto parts = [&] { return 1 + std::floor(4 * random.uniform()); };
        const Blend meant{{{"soft_black", parts()}, {"mid_brown", parts()}, {"auburn", parts()}},
                          8 + std::floor(20 * random.uniform())};
        const double thickness = options.thickness_mm.at(random.normal());
        const Line batch = pigments_differ ? another_batch(random) : demo();
        std::vector<Drawdown> films{film(white_card(), cup_of(meant, factors), thickness, batch)};
        if (i % 2 == 0) films.push_back(film(black_card(), cup_of(meant, factors), thickness, batch));
        for (Drawdown& one : films) spoil(one, random);
        const CupFound cup = read_drawdowns(demo(), meant, films, options);
        EXPECT_TRUE(cup.converged);
        for (std::size_t k = 0; k < 3; ++k) {
            const LearntRange& found = cup.inks[k].factor;
            result.inside += found.low <= factors[k] && factors[k] <= found.high;
            ++result.inks;
            before.push_back(std::abs(std::log(factors[k])));
            after.push_back(std::abs(std::log(found.after / factors[k])));
        }
        const double strength = cup_of(meant, factors).sum() / cup_of(meant, {1, 1, 1}).sum();
        result.strength_inside += cup.strength.low <= strength && strength <= cup.strength.high;
    }
    const auto median = [](std::vector<double> v) {
        std::sort(v.begin(), v.end());
        return v[v.size() / 2];
    };
    result.error_before = median(before);
    result.error_after = median(after);
    return result;
}

void record(const Recovery& r) {
    testing::Test::RecordProperty("median_error_before", std::to_string(r.error_before));
    testing::Test::RecordProperty("median_error_after", std::to_string(r.error_after));
    testing::Test::RecordProperty("inside", std::to_string(r.inside) + " of " + std::to_string(r.inks));
    testing::Test::RecordProperty("strength_inside", std::to_string(r.strength_inside) + " of " + std::to_string(r.cups));
}

/// The three inks of a cup err together, so cups are counted for the width of the binomial.
double share_allowed(const Recovery& r) { return 0.8 - 2.5 * std::sqrt(0.8 * 0.2 / r.cups); }

TEST(Drawdown, RecoversHiddenErrorsOfTheCup) {
    const Recovery r = recover(sanitized ? 4 : 60, false);
    record(r);
    if (sanitized) return;
    EXPECT_LT(r.error_after, 0.4 * r.error_before);
    // These films have no error of optics, which the ranges allow for: they may hold more than they say, but not less.
    EXPECT_GT(r.inside, share_allowed(r) * r.inks);
    EXPECT_GT(r.strength_inside, share_allowed(r) * r.cups);
}

// The same where the pigments themselves are not quite those of the line: the ranges still hold what they say.
TEST(Drawdown, RangesHoldForAnotherBatchOfPigments) {
    const Recovery r = recover(sanitized ? 4 : 60, true);
    record(r);
    if (sanitized) return;
    EXPECT_LT(r.error_after, 0.5 * r.error_before);
    EXPECT_NEAR(r.inside, 0.8 * r.inks, (0.8 - share_allowed(r)) * r.inks);
    EXPECT_NEAR(r.strength_inside, 0.8 * r.cups, (0.8 - share_allowed(r)) * r.cups);
}

// Property: only pigment per area colours a film, so an unknown thickness leaves the strength at its prior, not the proportions.
TEST(Drawdown, SaysWhatAFilmOfUnknownThicknessCannotTell) {
    DrawdownOptions options;
    options.thickness_mm.log_sd = 1.5;
    const std::vector films{film(white_card(), cup_of(three, {2, 1, 1}), 0.06)};
    const CupFound cup = read_drawdowns(demo(), three, films, options);
    EXPECT_TRUE(has(cup, "strength_not_told"));
    EXPECT_GT(std::log(cup.strength.high / cup.strength.low),
              0.8 * std::log(cup.strength.high_before / cup.strength.low_before));
    // In what proportion, though, is told: auburn over soft_black was doubled.
    const double found = cup.mean(0) - cup.mean(2);
    const double sd = std::sqrt(cup.covariance(0, 0) + cup.covariance(2, 2) - 2 * cup.covariance(0, 2));
    EXPECT_NEAR(found, std::log(2.0), 2 * sd);
    EXPECT_LT(sd, 0.5 * options.ink_log_sd * std::sqrt(2.0));
    EXPECT_FALSE(has(read_drawdowns(demo(), three, films), "strength_not_told"));
}

TEST(Drawdown, MoreReadingsNarrowTheRanges) {
    Drawdown once = film(white_card(), cup_of(three, {1.3, 1, 0.8}), 0.1), often = once;
    once.readings = 1;
    often.readings = 12;
    const CupFound few = read_drawdowns(demo(), three, std::vector{once}),
                   many = read_drawdowns(demo(), three, std::vector{often});
    for (Eigen::Index i = 0; i < few.covariance.rows(); ++i) EXPECT_LE(many.covariance(i, i), few.covariance(i, i));
    Drawdown black = film(black_card(), cup_of(three, {1.3, 1, 0.8}), 0.1);
    const CupFound both = read_drawdowns(demo(), three, std::vector{once, black});
    for (Eigen::Index i = 0; i < few.covariance.rows(); ++i) EXPECT_LE(both.covariance(i, i), few.covariance(i, i) * 1.02);
}

TEST(Drawdown, ALabTellsLessThanASpectrum) {
    Drawdown spectrum = film(white_card(), cup_of(three, {1, 1.8, 1}), 0.1), colour = spectrum;
    colour.lab = Viewing("D50").lab(*spectrum.reflectance);
    colour.illuminant = "D50";
    colour.reflectance.reset();
    const CupFound by_spectrum = read_drawdowns(demo(), three, std::vector{spectrum}),
                   by_lab = read_drawdowns(demo(), three, std::vector{colour});
    EXPECT_LT(delta_e_2000(by_lab.explained[0], by_lab.read[0]), 0.5 * delta_e_2000(by_lab.predicted[0], by_lab.read[0]));
    EXPECT_LT(by_spectrum.covariance.topLeftCorner(3, 3).trace(), by_lab.covariance.topLeftCorner(3, 3).trace());
    EXPECT_GT(by_spectrum.inks[1].factor.after, 1.5);
}

TEST(Drawdown, SuspectsAnotherBottle) {
    const Blend meant{{{"soft_black", 2}, {"blond", 3}}, 12}, mixed{{{"soft_black", 2}, {"auburn", 3}}, 12};
    const CupFound cup = read_drawdowns(demo(), meant, std::vector{film(white_card(), mix(demo(), mixed).mg_per_ml, 0.1)});
    ASSERT_TRUE(has(cup, "another_ink"));
    for (const Diagnostic& d : cup.diagnostics)
        if (d.code == "another_ink") {
            EXPECT_THAT(d.message, HasSubstr("\"auburn\""));
            EXPECT_THAT(d.message, HasSubstr("\"blond\""));
        }
}

TEST(Drawdown, RefusesWhatMakesNoSense) {
    const auto refused = [&](const char* words, auto&& change) {
        Drawdown reading = film(white_card(), cup_of(three, {1, 1, 1}), 0.1);
        DrawdownOptions options;
        change(reading, options);
        try {
            read_drawdowns(demo(), three, std::vector{reading}, options);
            ADD_FAILURE() << "accepted: " << words;
        } catch (const DomainError& error) {
            EXPECT_THAT(error.what(), HasSubstr(words));
        }
    };
    refused("neither a reflectance nor a Lab", [](Drawdown& d, auto&) { d.reflectance.reset(); });
    refused("both a reflectance and a Lab", [](Drawdown& d, auto&) { d.lab = Lab{50, 0, 0}; });
    refused("percent", [](Drawdown& d, auto&) { *d.reflectance *= 100; });
    refused("card[", [](Drawdown& d, auto&) { d.card.setConstant(1.1); });
    refused("readings", [](Drawdown& d, auto&) { d.readings = 0; });
    refused("repeat_delta_e", [](Drawdown& d, auto&) { d.repeat_delta_e = -1; });
    refused("14 measured bands", [](Drawdown& d, auto&) { d.card_coverage.measured.reset(); });
    refused("micrometres", [](Drawdown&, auto& o) { o.thickness_mm.median = 100; });
    refused("ink_log_sd", [](Drawdown&, auto& o) { o.ink_log_sd = 0; });
    EXPECT_THROW(read_drawdowns(demo(), three, {}), DomainError);
    EXPECT_THROW(
        read_drawdowns(demo(), Blend{{{"gold", 1}}, 5}, std::vector{film(white_card(), cup_of(three, {1, 1, 1}), 0.1)}),
        DomainError);
}

// A film that is too strong to tell how strong the cup is

TEST(Drawdown, SaysToHowMuchAFilmThatTellsNothingIsToBeThinned) {
    const Blend strong{{{"pure_black", 1}}, 1};
    const std::vector<double> factors{1.4};
    const CupFound cup = read_drawdowns(demo(), strong, std::vector{film(white_card(), cup_of(strong, factors), 0.1)});
    ASSERT_TRUE(cup.thin_to_water_parts);
    EXPECT_TRUE(has(cup, "film_too_strong"));
    EXPECT_FALSE(has(cup, "strength_not_told"));
    EXPECT_THAT(cup.sentence, HasSubstr("read again"));
    const double n = *cup.thin_to_water_parts;
    EXPECT_GT(n, 10);
    EXPECT_LT(n, 301);

    // What is advised works: a film of that tells the strength of the cup itself.
    Drawdown thin = film(white_card(), cup_of(strong, factors) * (strong.water_parts + 1) / (n + 1), 0.1);
    thin.thinned_to_water_parts = n;
    const CupFound again = read_drawdowns(demo(), strong, std::vector{thin});
    EXPECT_FALSE(again.thin_to_water_parts);
    EXPECT_NEAR(again.strength.after, 1.4, 0.1);
    EXPECT_LT(std::log(again.strength.high / again.strength.low), 0.8 * std::log(cup.strength.high / cup.strength.low));
    EXPECT_NEAR(again.mg_per_ml.sum(), cup_of(strong, factors).sum(), 0.1 * cup_of(strong, factors).sum());

    thin.thinned_to_water_parts = 0.5;
    EXPECT_THROW(read_drawdowns(demo(), strong, std::vector{thin}), DomainError);
}
