// Consistency, property: how a client will look over the years.

#include "undertone/fade/forecast.hpp"

#include "fade_example.hpp"
#include "undertone/base/error.hpp"
#include "undertone/fade/reduced_appearance.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

namespace {

using fade_example::cup;
using fade_example::full_plan;
using fade_example::line;
using fade_example::ten_years;

Skin skin_with(double melanosome_fraction) {
    SkinParameters parameters;
    parameters.melanosome_fraction = melanosome_fraction;
    return Skin(parameters);
}

FadeReport report_with(int draws, const FadePlan& plan = full_plan(), const std::vector<double>& times = ten_years()) {
    FadeOptions options;
    options.draws = draws;
    return simulate_fade(line(), Dots{}, plan, times, options);
}

const Viewing& daylight() {
    static const Viewing viewing("D65");
    return viewing;
}

const Lab target{60, 6, 12};

} // namespace

// Consistency: the bands chosen for the ensemble against all 81, by the same optics.
TEST(ReducedAppearance, AgreesWithTheFullOneToAHundredthOfAColourDifference) {
    for (const double melanosomes : {0.02, 0.08, 0.30}) {
        const Skin skin = skin_with(melanosomes);
        const FadeReport report = report_with(40);
        // Forty of these 120 serve as examples.
        std::vector<PigmentState> states;
        for (const FadeTrajectory& draw : report.draws)
            for (std::size_t t = 0; t < report.times_days.size(); t += 3) states.push_back(draw.states[t]);
        const ReducedAppearance reduced(skin, line(), states);
        for (const PigmentState& state : states) {
            const Appearance quick = reduced(state), full = appearance(skin, line(), state);
            EXPECT_LT(delta_e_2000(daylight().lab(quick.area), daylight().lab(full.area)), 0.01);
            EXPECT_LT(delta_e_2000(daylight().lab(quick.dot), daylight().lab(full.dot)), 0.01);
            ASSERT_LT((quick.area - full.area).abs().maxCoeff(), 1e-3);
        }
    }
}

TEST(ReducedAppearance, ReproducesItsExamples) {
    const Skin skin = skin_with(0.04);
    const FadeReport report = report_with(0);
    const ReducedAppearance reduced(skin, line(), {report.nominal.states.front()});
    const Appearance quick = reduced(report.nominal.states.front()),
                     full = appearance(skin, line(), report.nominal.states.front());
    EXPECT_LT((quick.area - full.area).abs().maxCoeff(), 1e-9);
    EXPECT_LT((quick.dot - full.dot).abs().maxCoeff(), 1e-9);
    EXPECT_THROW(ReducedAppearance(skin, line(), {}), DomainError);
}

TEST(Forecast, NominalColourIsThatOfTheNominalState) {
    const Skin skin = skin_with(0.04);
    const FadeReport report = report_with(0);
    const Forecast seen = forecast(skin, line(), report, target, daylight());
    ASSERT_EQ(seen.rows.size(), report.times_days.size());
    for (std::size_t i = 0; i < seen.rows.size(); ++i) {
        const Lab expected = daylight().lab(appearance(skin, line(), report.nominal.states[i]).area);
        EXPECT_DOUBLE_EQ(seen.rows[i].area.l.nominal, expected.l);
        EXPECT_DOUBLE_EQ(seen.rows[i].delta_e_2000.nominal, delta_e_2000(expected, target));
        EXPECT_DOUBLE_EQ(seen.rows[i].contrast_l.nominal, seen.bare.l - expected.l);
        EXPECT_EQ(seen.rows[i].contrast_l.q10, seen.rows[i].contrast_l.nominal); // no draws, no range
    }
}

TEST(Forecast, ContrastFallsAndDotsWidenAsPigmentGoes) {
    const Forecast seen = forecast(skin_with(0.04), line(), report_with(100), target, daylight());
    EXPECT_EQ(seen.draws_used, 100);
    // Not across a session; nor in the first year, when wider dots shade more skin and that may outweigh the loss.
    for (const std::size_t i : {std::size_t{4}, std::size_t{7}}) {
        EXPECT_LT(seen.rows[i].contrast_l.nominal, seen.rows[i - 1].contrast_l.nominal) << i;
        EXPECT_GT(seen.rows[i].contrast_l.q50, 0) << i;
        EXPECT_GT(seen.rows[i].diameter_mm.q50, seen.rows[i - 1].diameter_mm.q50) << i;
    }
    for (const ForecastRow& row : seen.rows)
        for (const Range& range : {row.area.l, row.area.a, row.area.b, row.dot.l, row.delta_e_2000, row.contrast_l,
                                   row.diameter_mm, row.pigment_left}) {
            EXPECT_LE(range.q10, range.q50);
            EXPECT_LE(range.q50, range.q90);
        }
    EXPECT_TRUE(seen.rows.back().extrapolated);
    EXPECT_THAT(seen.diagnostics, testing::Contains(testing::Field(&Diagnostic::code, "extrapolated")));
}

TEST(Forecast, IsBareSkinBeforeTheFirstSession) {
    FadePlan plan = fade_example::single_session();
    plan.sessions[0].time_days = 10;
    const Forecast seen = forecast(skin_with(0.04), line(), report_with(5, plan, {0, 10}), target, daylight());
    EXPECT_EQ(seen.rows[0].contrast_l.q90, 0);
    EXPECT_GT(seen.rows[1].contrast_l.q10, 1);
}

TEST(Forecast, GivesTheSameNumbersOnAnyNumberOfThreads) {
    const Skin skin = skin_with(0.04);
    const FadeReport report = report_with(20);
    const Forecast one = forecast(skin, line(), report, target, daylight(), 1),
                   three = forecast(skin, line(), report, target, daylight(), 3);
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
        EXPECT_EQ(one.rows[i].delta_e_2000.q10, three.rows[i].delta_e_2000.q10);
        EXPECT_EQ(one.rows[i].dot.b.q90, three.rows[i].dot.b.q90);
    }
}

TEST(Forecast, SaysThatCrowdedDotsMerge) {
    Dots crowded;
    crowded.diameter_mm = 0.25;
    crowded.density_per_cm2 = 600;
    FadeOptions options;
    options.draws = 50;
    const FadeReport report = simulate_fade(line(), crowded, full_plan(), {3652.5}, options);
    const Forecast seen = forecast(skin_with(0.04), line(), report, target, daylight());
    EXPECT_THAT(seen.diagnostics, testing::Contains(testing::Field(&Diagnostic::code, "dots_overlap")));
    EXPECT_GT(seen.rows[0].overlap.q50, 0.05);
    EXPECT_LT(seen.rows[0].overlap.q90, 1);
}

// Reference (prior predictive): visual density of scalp pigment fell from 8.7 to 7.7 in the six months after the last
// session (Liu 2025, n = 10, an ordinal score, read here as proportional to contrast): it must lie within our 80 % range.
TEST(FadePriors, CoverTheSixMonthsOfScalpPigmentThatWereScored) {
    const std::vector<double> times{20, 20 + 183};
    const Skin skin = skin_with(0.04);
    const Mixture mixture{cup(), 1};
    const FadeReport report = report_with(400, evenly_spaced_plan(mixture), times);
    std::vector<PigmentState> examples;
    for (std::size_t i = 0; i < 16; ++i) examples.push_back(report.draws[i].states[i % 2]);
    const ReducedAppearance reduced(skin, line(), examples);
    std::vector<double> loss;
    const double bare = daylight().lab(skin.reflectance()).l;
    for (const FadeTrajectory& draw : report.draws) {
        const double fresh = bare - daylight().lab(reduced(draw.states[0]).area).l,
                     later = bare - daylight().lab(reduced(draw.states[1]).area).l;
        loss.push_back(1 - later / fresh);
    }
    std::sort(loss.begin(), loss.end());
    const double scored = 1 - 7.7 / 8.7;
    EXPECT_LT(loss[40], scored);
    EXPECT_GT(loss[360], scored);
}

TEST(Forecast, RefusesAReportOfAnotherLine) {
    Line other = line();
    other.colorants.pop_back();
    EXPECT_THROW(forecast(skin_with(0.04), other, report_with(0), target, daylight()), DomainError);
    EXPECT_THROW(forecast(skin_with(0.04), line(), FadeReport{"two_rate", {1.0}, {}, {}, {}, {}, {}}, target, daylight()),
                 DomainError);
}

TEST(Forecast, DarkSkinShieldsItsPigment) {
    const Dots dots;
    EXPECT_LT(light_transmission(skin_with(0.30), dots), 0.5 * light_transmission(skin_with(0.02), dots));
    Dots deep;
    deep.top_mm += 0.2;
    deep.bottom_mm += 0.2;
    EXPECT_LT(light_transmission(skin_with(0.02), deep), 0.5 * light_transmission(skin_with(0.02), dots));
}

} // namespace undertone
