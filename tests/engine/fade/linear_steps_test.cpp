// Consistency, property: the implicit steps that a model's own structure makes cheap: their order, their stability, and the
// structure itself.

#include "integrate/linear_steps.hpp"
#include "models/mechanistic.hpp"

#include "fade_example.hpp"
#include "undertone/fade/model.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include <cmath>
#include <functional>

namespace undertone {

namespace {

/// y' = f(t, y), written out with its derivatives.
struct Scalar {
    std::function<double(double t, double y)> f, by_y, by_t;

    struct Linear {
        double slope = 0, g = 0;
        void shift(double to) { g = to; }
        void solve(const double* b, double* x) const { *x = *b / (g - slope); }
    };
    double drive(double t) const { return t; }
    void rhs(double t, const double* y, double* dydt) const { *dydt = f(t, *y); }
    Linear linear() const { return {}; }
    void linearize(double t, const double* y, Linear& linear) const { linear.slope = by_y(t, *y); }
    void rhs_by_time(double t, const double* y, double* out) const { *out = by_t(t, *y); }
    void put_known(double, double, const double*, double*, double*) const {}
};

/// Error at t = 10 after so many equal steps, which so wide a tolerance accepts.
double error_of(const Scalar& equation, double y_0, double exact, int steps) {
    LinearStepper<double, Scalar> stepper(equation, 1);
    std::vector<double> y{y_0};
    IntegrationCounts counts;
    IntegrationOptions wide;
    wide.rtol = wide.atol = 1e3;
    const double h = 10.0 / steps;
    for (int i = 0; i < steps; ++i) {
        stepper.start(i * h, y, h);
        EXPECT_EQ(stepper.reach((i + 1) * h, (i + 1) * h, y, wide, counts), FadeStatus::ok);
    }
    EXPECT_EQ(counts.steps, steps);
    return std::abs(y[0] - exact);
}

} // namespace

// The equations that show a wrong treatment of explicit time; the published coefficients promise order 5.
TEST(LinearSteps, KeepTheirOrderWhenTheRightHandSideDependsOnTime) {
    const Scalar quadrature{[](double t, double) { return std::cos(t); }, [](double, double) { return 0.0; },
                            [](double t, double) { return -std::sin(t); }};
    const Scalar riccati{[](double t, double y) { return -y * y + std::cos(t) + std::sin(t) * std::sin(t); },
                         [](double, double y) { return -2 * y; },
                         [](double t, double) { return -std::sin(t) + std::sin(2 * t); }};
    for (const Scalar& equation : {quadrature, riccati}) {
        EXPECT_GT(std::log2(error_of(equation, 0, std::sin(10.0), 40) / error_of(equation, 0, std::sin(10.0), 80)), 4.7);
    }
}

// Between its steps it promises order 4; the equation is its own solution's, so that only the interpolation can err.
TEST(LinearSteps, KeepAnOrderBetweenTheirEndsToo) {
    const Scalar riccati{[](double t, double y) { return -y * y + std::cos(t) + std::sin(t) * std::sin(t); },
                         [](double, double y) { return -2 * y; },
                         [](double t, double) { return -std::sin(t) + std::sin(2 * t); }};
    IntegrationOptions wide;
    wide.rtol = wide.atol = 1e3;
    const auto worst_between = [&](double h) {
        double worst = 0;
        for (double t = 0; t < 10; t += 0.5) {
            LinearStepper<double, Scalar> stepper(riccati, 1);
            IntegrationCounts counts;
            std::vector<double> y{std::sin(t)};
            stepper.start(t, y, h);
            for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9}) {
                EXPECT_EQ(stepper.reach(t + share * h, t + h, y, wide, counts), FadeStatus::ok);
                worst = std::max(worst, std::abs(y[0] - std::sin(t + share * h)));
            }
            EXPECT_EQ(counts.steps, 1);
        }
        return worst;
    };
    EXPECT_GT(std::log2(worst_between(0.2) / worst_between(0.1)), 4.7); // of one step: an order more
}

// Prothero and Robinson's problem (1974): follows cos t however fast deviations from it die, with steps far beyond that.
TEST(LinearSteps, FollowASlowSolutionThatAFastPoolIsTiedTo) {
    for (const double rate : {1e2, 1e4, 1e6}) {
        const Scalar tied{[=](double t, double y) { return -rate * (y - std::cos(t)) - std::sin(t); },
                          [=](double, double) { return -rate; },
                          [=](double t, double) { return -rate * std::sin(t) - std::cos(t); }};
        EXPECT_LT(error_of(tied, 1, std::cos(10.0), 40), 1e-5) << rate;
    }
}

// Reference: the same system solved as a dense matrix; the matrix itself is tested against differences in model_test.
TEST(LinearSteps, OfTheMechanisticModelSolveItsOwnMatrix) {
    const FadePlan plan = fade_example::full_plan();
    const auto model = make_fade_model("mechanistic", fade_example::line(), Dots{}, plan);
    const MechanisticEquations equations(fade_example::line(), Dots{}, plan);
    const auto rates = equations.rates<double>(model->values());
    const StateTrajectory run = integrate(*model, plan.sessions, {21, 62, 1000});
    const auto n = static_cast<Eigen::Index>(model->n_states());
    for (Eigen::Index row = 0; row < 3; ++row) {
        const Eigen::ArrayXd y = run.states.row(row);
        const double t = 100.0 * static_cast<double>(row);
        auto linear = equations.linear(rates);
        equations.linearize(equations.drive(t), y.data(), linear);
        for (const double g : {0.02, 0.5, 30.0}) {
            linear.shift(g);
            const Eigen::MatrixXd matrix =
                g * Eigen::MatrixXd::Identity(n, n) - model->jacobian(t, {y.data(), model->n_states()});
            for (Eigen::Index k = 0; k < n; ++k) {
                const Eigen::VectorXd b = Eigen::VectorXd::Unit(n, k);
                Eigen::VectorXd x(n);
                linear.solve(b.data(), x.data());
                EXPECT_LT((x - matrix.fullPivLu().solve(b)).cwiseAbs().maxCoeff(), 1e-12 / g) << k << " at g " << g;
            }
        }
    }
}

TEST(LinearSteps, OfTheMechanisticModelKnowHowTheSeasonTurns) {
    const FadePlan plan = fade_example::full_plan();
    const MechanisticEquations equations(fade_example::line(), Dots{}, plan);
    const auto model = make_fade_model("mechanistic", fade_example::line(), Dots{}, plan);
    const auto rates = equations.rates<double>(model->values());
    const std::size_t n = equations.n_states();
    std::vector<double> y(n), before(n), after(n), by_time(n);
    for (std::size_t i = 0; i < n; ++i) y[i] = 0.3 + 0.01 * static_cast<double>(i);
    for (const double t : {1.3, 50.0, 181.0, 300.7}) {
        constexpr double h = 0.05;
        equations.rhs(equations.drive(t - h), rates, y.data(), before.data());
        equations.rhs(equations.drive(t + h), rates, y.data(), after.data());
        equations.rhs_by_time(t, rates, y.data(), by_time.data());
        double most = 0;
        for (std::size_t i = 0; i < n; ++i) {
            EXPECT_NEAR(by_time[i], (after[i] - before[i]) / (2 * h), 1e-8) << i << " at " << t;
            most = std::max(most, std::abs(by_time[i]));
        }
        EXPECT_GT(most, 1e-5);
    }
}

// What a step got wrong of the dose is taken off what light degraded too, and given back to the pools it came from.
TEST(LinearSteps, OfTheMechanisticModelKnowTheDoseAndKeepTheMass) {
    const FadePlan plan = fade_example::full_plan();
    const MechanisticEquations equations(fade_example::line(), Dots{}, plan);
    const auto model = make_fade_model("mechanistic", fade_example::line(), Dots{}, plan);
    const auto rates = equations.rates<double>(model->values());
    const std::size_t n = equations.n_states(), colorants = equations.n_colorants();
    std::vector<double> y(n), y_end(n), before(colorants), after(colorants);
    for (std::size_t i = 0; i < n; ++i) y_end[i] = 1.01 * (y[i] = 0.3 + 0.01 * static_cast<double>(i));
    const std::vector<double> as_stepped = y_end;
    equations.accounted(y_end.data(), before.data());
    std::vector<double> error(n, 1e-3), first = y_end, second = y_end, none(n);
    equations.put_known(30, 90, rates, y.data(), y_end.data(), error.data());
    equations.accounted(y_end.data(), after.data());
    bool degraded = false;
    for (std::size_t c = 0; c < colorants; ++c) {
        EXPECT_NEAR(after[c], before[c], 1e-14);
        degraded = degraded || y_end[6 * c + 5] != as_stepped[6 * c + 5];
    }
    EXPECT_TRUE(degraded) << "no colorant of the example fades in light: the test shows little";
    EXPECT_EQ(error.back(), 0);
    // Doses of parts add up to that of the whole.
    equations.put_known(30, 50, rates, y.data(), first.data(), none.data());
    equations.put_known(50, 90, rates, first.data(), second.data(), none.data());
    EXPECT_NEAR(second.back(), y_end.back(), 1e-12);
    EXPECT_GT(second.back(), y.back());
}

TEST(LinearSteps, OfTheMechanisticModelAreNotCutByOutputs) {
    const FadePlan plan = fade_example::full_plan();
    const auto model = make_fade_model("mechanistic", fade_example::line(), Dots{}, plan);
    std::vector<double> days, years;
    for (int day = 1; day <= 3650; ++day) days.push_back(day);
    for (int year = 1; year <= 10; ++year) years.push_back(365 * year);
    const StateTrajectory daily = integrate(*model, plan.sessions, days), yearly = integrate(*model, plan.sessions, years);
    ASSERT_EQ(daily.status, FadeStatus::ok);
    EXPECT_LT(daily.counts.steps, 2 * yearly.counts.steps);
    for (Eigen::Index year = 0; year < 10; ++year) {
        const Eigen::ArrayXd a = daily.states.row(365 * (year + 1) - 1), b = yearly.states.row(year);
        EXPECT_LT(((a - b).abs() / (b.abs() + 1e-3)).maxCoeff(), 2e-5) << "year " << year + 1;
    }
}

} // namespace undertone
