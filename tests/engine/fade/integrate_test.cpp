// Consistency, property: the integrators, on equations whose solution is known.

#include "undertone/fade/integrate.hpp"

#include "fade_example.hpp"
#include "undertone/base/error.hpp"
#include "undertone/fade/model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace undertone {

namespace {

using fade_example::full_plan;
using fade_example::line;
using fade_example::ten_years;

/// Error at t = 10 for a tolerance, with the number of steps it took.
std::pair<double, double> error_and_steps(const OdeRhs& rhs, double y_0, double exact, double rtol) {
    std::vector<double> y{y_0};
    double step = 0;
    IntegrationCounts counts;
    EXPECT_EQ(integrate_smooth(rhs, 0, 10, y, step, {rtol, rtol, 1000000, {}}, counts), FadeStatus::ok);
    return {std::abs(y[0] - exact), counts.steps};
}

/// Order observed between two tolerances: how fast the error falls with the number of steps.
double observed_order(const OdeRhs& rhs, double y_0, double exact) {
    const auto coarse = error_and_steps(rhs, y_0, exact, 1e-5), fine = error_and_steps(rhs, y_0, exact, 1e-10);
    return std::log(coarse.first / fine.first) / std::log(fine.second / coarse.second);
}

std::unique_ptr<FadeModel> model_of(const FadePlan& plan) { return make_fade_model("two_rate", line(), Dots{}, plan); }

} // namespace

// The equations that show a wrong treatment of explicit time (a stepper may be first order there and fine elsewhere).
TEST(Integration, KeepsItsOrderWhenTheRightHandSideDependsOnTime) {
    const OdeRhs quadrature = [](double t, std::span<const double>, std::span<double> slope) { slope[0] = std::cos(t); };
    EXPECT_GE(observed_order(quadrature, 0, std::sin(10.0)), 4);
    const OdeRhs riccati = [](double t, std::span<const double> y, std::span<double> slope) {
        slope[0] = -y[0] * y[0] + std::cos(t) + std::sin(t) * std::sin(t); // solved by y = sin t
    };
    EXPECT_GE(observed_order(riccati, 0, std::sin(10.0)), 4);
}

TEST(Integration, ReportsNanInsteadOfAcceptingIt) {
    const OdeRhs breaks = [](double t, std::span<const double>, std::span<double> slope) { slope[0] = std::sqrt(1 - t); };
    std::vector<double> y{0};
    double step = 0;
    IntegrationCounts counts;
    EXPECT_EQ(integrate_smooth(breaks, 0, 3, y, step, {}, counts), FadeStatus::not_finite);
}

TEST(Integration, StopsAtTheStepCap) {
    const OdeRhs stiff = [](double t, std::span<const double> y, std::span<double> slope) {
        slope[0] = -1e6 * (y[0] - std::cos(t));
    };
    std::vector<double> y{0};
    double step = 0;
    IntegrationCounts counts;
    EXPECT_EQ(integrate_smooth(stiff, 0, 100, y, step, {1e-6, 1e-9, 500, {}}, counts), FadeStatus::too_many_steps);
    EXPECT_LE(counts.steps + counts.rejected, 500);
}

TEST(Integration, GivesUpWhereTheSolutionEnds) {
    const OdeRhs explodes = [](double, std::span<const double> y, std::span<double> slope) {
        slope[0] = y[0] * y[0];
    }; // 1 / (1 - t)
    std::vector<double> y{1};
    double step = 0;
    IntegrationCounts counts;
    EXPECT_NE(integrate_smooth(explodes, 0, 2, y, step, {}, counts), FadeStatus::ok);
}

// Consistency: a fixed-step fourth-order Runge-Kutta in long steps of a quarter day, written out here, landing on the sessions.
TEST(Integration, AgreesWithAFixedStepSolutionToItsTolerance) {
    const FadePlan plan = full_plan();
    const auto model = model_of(plan);
    const std::vector<double> times{20, 62, 365, 1461, 2200};
    const StateTrajectory run = integrate(*model, plan.sessions, times, {1e-9, 1e-12, 100000, {}});
    ASSERT_EQ(run.status, FadeStatus::ok);

    const std::size_t n = model->n_states();
    std::vector<double> y(n, 0.0), k1(n), k2(n), k3(n), k4(n), at(n);
    std::size_t next = 0, row = 0;
    const auto slope = [&](double t, const std::vector<double>& base, double h, const std::vector<double>& k,
                           std::vector<double>& out) {
        for (std::size_t i = 0; i < n; ++i) at[i] = base[i] + h * k[i];
        model->rhs(t, at, out);
    };
    constexpr int per_day = 4;
    constexpr double h = 1.0 / per_day;
    for (int step = 0; row < times.size(); ++step) {
        const double t = step * h;
        if (next < plan.sessions.size() && t == plan.sessions[next].time_days) model->apply(plan.sessions[next++], y);
        if (t == times[row]) {
            for (std::size_t i = 0; i < n; ++i)
                EXPECT_NEAR(run.states(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(i)), y[i],
                            1e-7 * (std::abs(y[i]) + 1e-2))
                    << model->state_names()[i] << " at " << t;
            ++row;
        }
        model->rhs(t, y, k1);
        slope(t + h / 2, y, h / 2, k1, k2);
        slope(t + h / 2, y, h / 2, k2, k3);
        slope(t + h, y, h, k3, k4);
        for (std::size_t i = 0; i < n; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
}

TEST(Integration, AtDefaultToleranceStaysWithinAMillionthOfATightOne) {
    const FadePlan plan = full_plan();
    const auto model = model_of(plan);
    const StateTrajectory usual = integrate(*model, plan.sessions, ten_years()),
                          tight = integrate(*model, plan.sessions, ten_years(), {1e-12, 1e-15, 1000000, {}});
    ASSERT_EQ(usual.status, FadeStatus::ok);
    ASSERT_EQ(tight.status, FadeStatus::ok);
    for (Eigen::Index time = 0; time < usual.states.rows(); ++time) {
        const Eigen::ArrayXd a = usual.states.row(time), b = tight.states.row(time);
        const auto n = static_cast<std::size_t>(a.size());
        EXPECT_LT(((model->in_skin({a.data(), n}) / model->in_skin({b.data(), n})) - 1).abs().maxCoeff(), 1e-5);
    }
}

TEST(Integration, KeepsMassToRoundingAtEveryOutput) {
    const FadePlan plan = full_plan();
    const StateTrajectory run = integrate(*model_of(plan), plan.sessions, ten_years());
    ASSERT_EQ(run.status, FadeStatus::ok);
    EXPECT_LE(run.worst_mass_error, 1e-12);
    const StateTrajectory loose = integrate(*model_of(plan), plan.sessions, ten_years(), {1e-3, 1e-3, 100000, {}});
    EXPECT_LE(loose.worst_mass_error, 1e-12); // an invariant, whatever the tolerance
}

// The check itself must be able to fail: a model that loses pigment is caught.
TEST(Integration, NoticesAModelThatLosesPigment) {
    class Leaky final : public FadeModel {
    public:
        std::vector<FadeParameter> none;
        std::vector<double> no_values;
        std::size_t n_states() const override { return 1; }
        std::vector<std::string> state_names() const override { return {"pigment"}; }
        const std::vector<FadeParameter>& parameters() const override { return none; }
        const std::vector<double>& values() const override { return no_values; }
        std::unique_ptr<FadeModel> with(std::vector<double>) const override { return std::make_unique<Leaky>(*this); }
        bool is_feasible(std::string*) const override { return true; }
        Eigen::ArrayXd initial_state() const override { return Eigen::ArrayXd::Zero(1); }
        void rhs(double, std::span<const double> y, std::span<double> slope) const override { slope[0] = -1e-6 * y[0]; }
        void apply(const Session& session, std::span<double> y) const override { y[0] += session.mg_per_ml(0); }
        PigmentState observe(std::span<const double>) const override { return {}; }
        Eigen::ArrayXd accounted(std::span<const double> y) const override { return Eigen::ArrayXd::Constant(1, y[0]); }
        Eigen::ArrayXd in_skin(std::span<const double> y) const override { return accounted(y); }
        Eigen::ArrayXd given(const Session& session) const override { return session.mg_per_ml; }
        double uv_dose_kJ_per_m2(std::span<const double>) const override { return 0; }
    };
    const std::vector<Session> sessions{{0, Eigen::ArrayXd::Constant(1, 2.0), 1, 1}};
    EXPECT_EQ(integrate(Leaky{}, sessions, {1.0}).status, FadeStatus::mass_not_conserved);
}

TEST(Integration, LandsOnSessionsExactly) {
    const FadePlan plan = full_plan();
    const auto model = model_of(plan);
    const double before = std::nextafter(1461.0, 0.0);
    const StateTrajectory run = integrate(*model, plan.sessions, {before, 1461});
    ASSERT_EQ(run.status, FadeStatus::ok);
    const Eigen::ArrayXd a = run.states.row(0), b = run.states.row(1);
    const auto n = static_cast<std::size_t>(a.size());
    // The touch-up arrives whole, and nothing else happens in the last instant before it.
    const Eigen::ArrayXd jump = model->in_skin({b.data(), n}) - model->in_skin({a.data(), n});
    EXPECT_LT((jump - model->given(plan.sessions.back())).abs().maxCoeff(), 1e-12);
}

// Consistency: several doses on one day are given one after the other, all of each (AMICI #2805, #2926).
TEST(Integration, GivesSeveralDosesOnOneDay) {
    FadePlan plan = full_plan();
    const Session whole = plan.sessions.back();
    plan.sessions.back().inked_share = 0.25;
    plan.sessions.push_back(plan.sessions.back());
    plan.sessions.back().inked_share = 0.75;
    EXPECT_NO_THROW(plan.validate(line()));
    const auto model = model_of(plan);
    const StateTrajectory parts = integrate(*model, plan.sessions, {std::nextafter(1461.0, 0.0), 1461, 3652});
    ASSERT_EQ(parts.status, FadeStatus::ok);
    EXPECT_LT(parts.worst_mass_error, 1e-10);
    const Eigen::ArrayXd a = parts.states.row(0), b = parts.states.row(1);
    const auto n = static_cast<std::size_t>(a.size());
    const Eigen::ArrayXd jump = model->in_skin({b.data(), n}) - model->in_skin({a.data(), n});
    EXPECT_LT((jump - model->given(whole)).abs().maxCoeff(), 1e-12);
    const FadePlan once = full_plan();
    const StateTrajectory together = integrate(*model_of(once), once.sessions, {3652});
    const Eigen::ArrayXd apart = parts.states.row(2), one = together.states.row(0);
    EXPECT_LT(((apart - one) / (one.abs() + 1e-3)).abs().maxCoeff(), 2e-3);

    plan.sessions.back().time_days = 1460; // out of order
    EXPECT_THROW(plan.validate(line()), DomainError);
}

TEST(Integration, DoesNotDependOnWhichOutputsAreAsked) {
    const FadePlan plan = full_plan();
    const auto model = model_of(plan);
    std::vector<double> many;
    for (int day = 0; day <= 3652; day += 7) many.push_back(day);
    const StateTrajectory few = integrate(*model, plan.sessions, {many.back()}),
                          often = integrate(*model, plan.sessions, many);
    const Eigen::ArrayXd a = few.states.row(0), b = often.states.row(often.states.rows() - 1);
    EXPECT_LT(((a - b) / (b.abs() + 1e-3)).abs().maxCoeff(), 1e-5);
}

TEST(Integration, RefusesTimesOutOfOrder) {
    const FadePlan plan = full_plan();
    const auto model = model_of(plan);
    EXPECT_THROW(integrate(*model, plan.sessions, {10, 5}), DomainError);
    EXPECT_THROW(integrate(*model, plan.sessions, {-1}), DomainError);
    EXPECT_THROW(integrate(*model, plan.sessions, {std::numeric_limits<double>::quiet_NaN()}), DomainError);
}

} // namespace undertone
