// Consistency, property: one person's pigment through sessions and years.

#include "undertone/fade/simulate.hpp"

#include "fade_example.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace undertone {

namespace {

using fade_example::cup;
using fade_example::full_plan;
using fade_example::line;
using fade_example::single_session;
using fade_example::ten_years;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Quantiles of a value over the draws.
template <class Get>
std::vector<double> sorted_draws(const FadeReport& report, Get get) {
    std::vector<double> values;
    for (const FadeTrajectory& draw : report.draws) {
        EXPECT_EQ(draw.status, FadeStatus::ok);
        values.push_back(get(draw));
    }
    std::sort(values.begin(), values.end());
    return values;
}

/// Pigment in one dot, up to a constant: what spreading does not change.
Eigen::ArrayXd load_of(const PigmentState& state) {
    return state.mg_per_ml * state.diameter_mm * state.diameter_mm * (state.bottom_mm - state.top_mm);
}

double share_left(const FadeTrajectory& draw, Eigen::Index colorant) {
    return load_of(draw.states.at(1))(colorant) / load_of(draw.states.at(0))(colorant);
}

FadeOptions with_draws(int draws, int threads = 0) {
    FadeOptions options;
    options.draws = draws;
    options.threads = threads;
    return options;
}

} // namespace

// Consistency: what matching calls healed and what fading arrives at are one thing.
TEST(Fade, HealedNominalStateIsTheOneMatchingUses) {
    const Dots dots;
    FadePlan plan = single_session();
    plan.light_transmission = 0;
    const Mixture mixture{cup(), 1};
    const PigmentState expected = healed_state(mixture, dots);
    const PigmentState healed = simulate_fade(line(), dots, plan, {healed_after_days}).nominal.states.at(0);
    EXPECT_LT((healed.mg_per_ml / expected.mg_per_ml - 1).abs().maxCoeff(), 1e-5);
    EXPECT_NEAR(healed.width_mm(), expected.diameter_mm, 1e-6 * expected.diameter_mm);
    EXPECT_NEAR(healed.top_mm, expected.top_mm, 1e-6); // the fast pool is gone to the integrator's tolerance
    EXPECT_EQ(healed.bottom_mm, expected.bottom_mm);
    EXPECT_EQ(healed.density_per_cm2, expected.density_per_cm2);
}

// Three sittings start their slow clearance and spread up to twenty days earlier, eleven on average, and there is light: of yellow oxide,
// which clears at 1.5 times 0.25 per year, 1.13 % goes in that time and some hundredths by light.
TEST(Fade, ThreeSittingsHealToAllButTheSameDot) {
    const Dots dots;
    const Mixture mixture{cup(), 1};
    const PigmentState healed =
        simulate_fade(line(), dots, evenly_spaced_plan(mixture), {20 + healed_after_days}).nominal.states.at(0);
    EXPECT_LT((load_of(healed) / load_of(healed_state(mixture, dots)) - 1).abs().maxCoeff(), 0.0125);
    // Spread of 20 and 10 more days, weighed by the shares 0.3 and 0.4: 0.8 % of width by the wound, 0.4 % by diffusion.
    EXPECT_NEAR(healed.width_mm(), dots.diameter_mm, 0.012 * dots.diameter_mm);
}

TEST(Fade, FreshlyImplantedDotsHoldTheDoseInANarrowerDot) {
    const Dots dots;
    const PigmentState fresh = simulate_fade(line(), dots, single_session(), {0}).nominal.states.at(0),
                       healed = healed_state({cup(), 1}, dots);
    EXPECT_LT((load_of(fresh) * dots.kept_share / load_of(healed) - 1).abs().maxCoeff(), 1e-12);
    EXPECT_LT(fresh.diameter_mm, dots.diameter_mm);
    EXPECT_TRUE((fresh.mg_per_ml < cup()).all()); // no dot holds more than the cup
}

// Concentration times volume times number is the pigment in the skin, however far the dots have spread.
TEST(Fade, SpreadingDilutesButKeepsThePigment) {
    const Dots dots;
    const FadePlan plan = full_plan();
    const auto model = make_fade_model("two_rate", line(), dots, plan);
    const StateTrajectory run = integrate(*model, plan.sessions, ten_years());
    double widest = 0;
    for (Eigen::Index time = 0; time < run.states.rows(); ++time) {
        const Eigen::ArrayXd y = run.states.row(time);
        const std::span<const double> at(y.data(), static_cast<std::size_t>(y.size()));
        const PigmentState state = model->observe(at);
        const double finished = dots.diameter_mm * dots.diameter_mm * (dots.bottom_mm - dots.top_mm) * dots.density_per_cm2;
        EXPECT_LT((load_of(state) * state.density_per_cm2 / finished / model->in_skin(at) - 1).abs().maxCoeff(), 1e-12);
        widest = std::max(widest, state.width_mm());
    }
    EXPECT_GT(widest, 1.3 * dots.diameter_mm);
}

TEST(Fade, DotsOnlyFadeAndWidenBetweenSessions) {
    std::vector<double> times;
    for (int week = 3; week < 200; ++week) times.push_back(7.0 * week);
    const FadeReport report = simulate_fade(line(), Dots{}, full_plan(), times);
    for (std::size_t i = 1; i < times.size(); ++i) {
        EXPECT_TRUE((report.nominal.states[i].mg_per_ml < report.nominal.states[i - 1].mg_per_ml).all());
        EXPECT_GT(report.nominal.states[i].width_mm(), report.nominal.states[i - 1].width_mm());
    }
}

TEST(Fade, BeforeTheFirstSessionThereAreNoDots) {
    FadePlan plan = single_session();
    plan.sessions[0].time_days = 30;
    const FadeReport report = simulate_fade(line(), Dots{}, plan, {0, 29, 30});
    EXPECT_EQ(report.nominal.states[1].density_per_cm2, 0);
    EXPECT_EQ(report.nominal.pigment_left[1], 0);
    EXPECT_EQ(report.nominal.states[2].density_per_cm2, Dots{}.density_per_cm2);
    EXPECT_NEAR(report.nominal.pigment_left[2], 1, 1e-12);
}

TEST(Fade, ATouchUpAddsPigmentButNoDots) {
    const FadeReport report = simulate_fade(line(), Dots{}, full_plan(), {1460, 1461});
    EXPECT_EQ(report.nominal.states[0].density_per_cm2, report.nominal.states[1].density_per_cm2);
    EXPECT_GT(report.nominal.states[1].mg_per_ml(0), 1.5 * report.nominal.states[0].mg_per_ml(0));
    EXPECT_LT(report.nominal.states[1].width_mm(), report.nominal.states[0].width_mm()); // fresh ink is narrower
}

TEST(Fade, MoreLightLeavesLessPigment) {
    FadePlan shaded = single_session(), sunny = single_session();
    shaded.habits.hat_share = 1;
    sunny.habits.outdoor_share = 0.10;
    sunny.habits.latitude_deg = -20;
    const auto left = [](const FadePlan& plan) {
        return simulate_fade(line(), Dots{}, plan, {3652.5}).nominal.states.at(0).mg_per_ml;
    };
    EXPECT_TRUE((left(sunny) < left(shaded)).all());
}

TEST(Fade, GivesTheSameNumbersOnAnyNumberOfThreads) {
    const FadeReport one = simulate_fade(line(), Dots{}, full_plan(), ten_years(), with_draws(24, 1)),
                     four = simulate_fade(line(), Dots{}, full_plan(), ten_years(), with_draws(24, 4));
    for (std::size_t i = 0; i < one.draws.size(); ++i) {
        ASSERT_EQ(one.draws[i].status, FadeStatus::ok);
        EXPECT_EQ(one.draws[i].values, four.draws[i].values);
        for (std::size_t t = 0; t < one.times_days.size(); ++t)
            EXPECT_TRUE((one.draws[i].states[t].mg_per_ml == four.draws[i].states[t].mg_per_ml).all());
    }
    // A member does not depend on how many others there are.
    const FadeReport few = simulate_fade(line(), Dots{}, full_plan(), ten_years(), with_draws(3));
    EXPECT_EQ(few.draws[2].values, one.draws[2].values);
    EXPECT_NE(one.draws[0].values, one.draws[1].values);
}

TEST(Fade, EveryDrawKeepsMass) {
    const FadeReport report = simulate_fade(line(), Dots{}, full_plan(), ten_years(), with_draws(200));
    for (const FadeTrajectory& draw : report.draws) {
        EXPECT_EQ(draw.status, FadeStatus::ok);
        EXPECT_LE(draw.worst_mass_error, 1e-12);
    }
}

// Where most is gone the median of a mixture's sum lies well above the sum of medians, so only earlier times are compared.
TEST(Fade, MedianOfTheDrawsLiesNearTheNominalWhileMuchIsLeft) {
    const FadeReport report = simulate_fade(line(), Dots{}, full_plan(), ten_years(), with_draws(400));
    for (std::size_t t = 2; t < ten_years().size(); ++t) {
        const auto left = sorted_draws(report, [t](const FadeTrajectory& draw) { return draw.pigment_left[t]; });
        if (report.nominal.pigment_left[t] < 0.2) continue;
        EXPECT_NEAR(left[200] / report.nominal.pigment_left[t], 1, 0.2) << t;
    }
}

TEST(Fade, MarksWhatNobodyHasMeasuredAsExtrapolated) {
    const FadeReport report = simulate_fade(line(), Dots{}, full_plan(), ten_years());
    EXPECT_THAT(report.extrapolated, testing::ElementsAre(false, false, false, true, true, true, true, true));
    EXPECT_THAT(report.diagnostics, testing::Contains(testing::Field(&Diagnostic::code, "extrapolated")));
    const FadeReport early = simulate_fade(line(), Dots{}, full_plan(), {20, 200});
    EXPECT_THAT(early.diagnostics, testing::Not(testing::Contains(testing::Field(&Diagnostic::code, "extrapolated"))));
}

// Reference (prior predictive): areola tattoos of iron oxides had faded by 5 to 80 %, 32 % on average, at 14 months
// (Kat 2006, as patients judged). Against the healed dots, since patients remember those.
TEST(FadePriors, CoverTheFadingOfAreolaTattoosAtFourteenMonths) {
    const FadeReport report = simulate_fade(line(), Dots{}, single_session(), {42, 14 * 30.44}, with_draws(1000));
    const auto loss = sorted_draws(report, [](const FadeTrajectory& draw) { return 1 - share_left(draw, 1); });
    EXPECT_LT(loss[100], 0.32);
    EXPECT_GT(loss[900], 0.32);
    EXPECT_LT(loss[50], 0.15);
    EXPECT_GT(loss[975], 0.50);
}

// Reference (prior predictive): radiotherapy dots are still seen at 17 years, so a noticeable share must be able to last.
TEST(FadePriors, LetDotsLastSeventeenYearsAndAlsoGo) {
    const FadeReport report = simulate_fade(line(), Dots{}, single_session(), {42, 17 * 365.25}, with_draws(1000));
    const auto left = sorted_draws(report, [](const FadeTrajectory& draw) { return share_left(draw, 0); });
    EXPECT_GT(left[900], 0.25);
    EXPECT_LT(left[100], 0.05);
}

// Reference (prior predictive): a line widens by about 0.1 mm in ten years, by rule of thumb; the range spans a decade around it.
TEST(FadePriors, CoverTheWideningOfLinesInTenYears) {
    const FadeReport report = simulate_fade(line(), Dots{}, single_session(), {42, 3652.5}, with_draws(1000));
    const auto wider = sorted_draws(
        report, [](const FadeTrajectory& draw) { return draw.states[1].width_mm() - draw.states[0].width_mm(); });
    EXPECT_LT(wider[100], 0.06);
    EXPECT_GT(wider[900], 0.20);
    EXPECT_NEAR(wider[500], 0.1, 0.03);
}

TEST(FadePriors, EachHasASourceAUnitAndAConfidence) {
    for (const FadeParameter& parameter : simulate_fade(line(), Dots{}, single_session(), {1}).parameters) {
        EXPECT_FALSE(parameter.name.empty());
        EXPECT_FALSE(parameter.unit.empty()) << parameter.name;
        EXPECT_FALSE(parameter.source.empty()) << parameter.name;
        EXPECT_FALSE(parameter.confidence.empty()) << parameter.name;
        EXPECT_GT(parameter.prior.median, 0) << parameter.name;
    }
    EXPECT_THROW(fade_prior("colour_of_socks"), DomainError);
}

TEST(FadePriors, EveryColorantOfTheDemonstrationLineHasItsOwn) {
    for (const Colorant& colorant : load_line("demo").colorants) {
        bool listed = false;
        fade_prior("photolysis", colorant, &listed);
        EXPECT_TRUE(listed) << colorant.id << " " << colorant.color_index;
    }
}

TEST(FadePriors, AnUnlistedPigmentGetsAWideOneAndAWarning) {
    Line other = line();
    other.colorants[1].color_index = "CI 11741";
    const FadeReport report = simulate_fade(other, Dots{}, single_session(), {1});
    EXPECT_THAT(report.diagnostics, testing::Contains(testing::Field(&Diagnostic::code, "colorant_without_prior")));
    const FadeParameter own = fade_prior("photolysis", line().colorants[1]),
                        any = fade_prior("photolysis", other.colorants[1]);
    EXPECT_GT(any.prior.log_sd, own.prior.log_sd);
}

TEST(FadeInput, IsRefusedWhereItMakesNoSense) {
    const auto refused = [](const char* name, auto change) {
        FadePlan plan = full_plan();
        std::vector<double> times = ten_years();
        Dots dots;
        change(plan, times, dots);
        try {
            simulate_fade(line(), dots, plan, times);
            ADD_FAILURE() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_THAT(error.name, testing::HasSubstr(name)) << error.what();
        }
    };
    using Times = std::vector<double>;
    refused("plan.sessions", [](FadePlan& p, Times&, Dots&) { p.sessions.clear(); });
    refused("plan.sessions[2].time_days", [](FadePlan& p, Times&, Dots&) { p.sessions[2].time_days = 5; });
    refused("plan.sessions[0].time_days", [](FadePlan& p, Times&, Dots&) { p.sessions[0].time_days = -1; });
    refused("plan.sessions[2].time_days", [](FadePlan& p, Times&, Dots&) { p.sessions[2].time_days = nan; });
    refused("plan.sessions[0].mg_per_ml[1]", [](FadePlan& p, Times&, Dots&) { p.sessions[0].mg_per_ml(1) = -2; });
    refused("plan.sessions[0].mg_per_ml[0]", [](FadePlan& p, Times&, Dots&) { p.sessions[0].mg_per_ml(0) = nan; });
    refused("plan.sessions[0].mg_per_ml",
            [](FadePlan& p, Times&, Dots&) { p.sessions[0].mg_per_ml = Eigen::Array2d(1, 1); });
    refused("plan.sessions[1].new_share",
            [](FadePlan& p, Times&, Dots&) { p.sessions[1].new_share = p.sessions[1].inked_share = 0.7; });
    refused("plan.sessions[0].inked_share", [](FadePlan& p, Times&, Dots&) { p.sessions[0].inked_share = 0.9; });
    refused("plan.light_transmission", [](FadePlan& p, Times&, Dots&) { p.light_transmission = 1.5; });
    refused("habits.latitude_deg", [](FadePlan& p, Times&, Dots&) { p.habits.latitude_deg = 100; });
    refused("times_days", [](FadePlan&, Times& t, Dots&) { t.clear(); });
    refused("times_days[1]", [](FadePlan&, Times& t, Dots&) { t = {5, 5}; });
    refused("times_days[0]", [](FadePlan&, Times& t, Dots&) { t = {-3}; });
    refused("times_days[0]", [](FadePlan&, Times& t, Dots&) { t = {nan}; });
    refused("retention", [](FadePlan&, Times&, Dots& d) { d.retention.median = 1.2; });
    FadeOptions options;
    options.model = "magic";
    EXPECT_THROW(simulate_fade(line(), Dots{}, full_plan(), {1}, options), UnsupportedError);
    options = with_draws(-1);
    EXPECT_THROW(simulate_fade(line(), Dots{}, full_plan(), {1}, options), DomainError);
    options = {};
    options.rtol = 0;
    EXPECT_THROW(simulate_fade(line(), Dots{}, full_plan(), {1}, options), DomainError);
    const auto model = make_fade_model("two_rate", line(), Dots{}, full_plan());
    std::vector<double> values = model->values();
    values[3] = -0.1;
    EXPECT_THROW(model->with(values), DomainError);
    EXPECT_THROW(model->with({1.0}), DomainError);
}

} // namespace undertone
