// Property, consistency: both models through one interface: what must hold for any of them.

#include "undertone/fade/model.hpp"

#include "fade_example.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

namespace {

using fade_example::full_plan;
using fade_example::line;
using fade_example::ten_years;

class EveryModel : public testing::TestWithParam<const char*> {
protected:
    std::unique_ptr<FadeModel> model(const FadePlan& plan = full_plan()) const {
        return make_fade_model(GetParam(), line(), Dots{}, plan);
    }
};

IntegrationOptions tight(double rtol) {
    IntegrationOptions options;
    options.rtol = rtol;
    options.atol = 1e-3 * rtol;
    options.max_steps = 1000000;
    return options;
}

std::span<const double> span_of(const Eigen::ArrayXd& y) { return {y.data(), static_cast<std::size_t>(y.size())}; }

/// Some state in the middle of things, with every pool filled.
Eigen::ArrayXd lived_in_state(const FadeModel& model) {
    const StateTrajectory run = model.trajectory(full_plan().sessions, {25.0}, tight(1e-8));
    return run.states.row(0);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Fade, EveryModel, testing::Values("two_rate", "mechanistic"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(EveryModel, NamesEachStateAndEachParameterOnce) {
    const auto m = model();
    std::vector<std::string> names = m->state_names();
    EXPECT_EQ(names.size(), m->n_states());
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
    EXPECT_EQ(m->parameters().size(), m->values().size());
    EXPECT_EQ(static_cast<std::size_t>(m->see(span_of(m->initial_state())).size()), m->seen_names().size());
}

// Property: exact derivatives of the slope against differences.
TEST_P(EveryModel, JacobianIsThatOfTheRightHandSide) {
    const auto m = model();
    const Eigen::ArrayXd y = lived_in_state(*m);
    const Eigen::MatrixXd exact = m->jacobian(25, span_of(y)), differences = m->FadeModel::jacobian(25, span_of(y));
    EXPECT_LT((exact - differences).cwiseAbs().maxCoeff(), 1e-8 * (1 + exact.cwiseAbs().maxCoeff()));
    EXPECT_GT(exact.cwiseAbs().maxCoeff(), 0.01);
}

// Property: pigment leaves every pool only for another.
TEST_P(EveryModel, SlopesOfAllPoolsOfAColorantSumToNothing) {
    const auto m = model();
    const Eigen::ArrayXd y = lived_in_state(*m);
    std::vector<double> slope(m->n_states());
    m->rhs(25, span_of(y), slope);
    EXPECT_LT(m->accounted(slope).abs().maxCoeff(), 1e-15);
    EXPECT_GT(m->in_skin(slope).abs().minCoeff(), 1e-4); // and it does leave the skin
}

TEST_P(EveryModel, KeepsMassToATrillionth) {
    const auto m = model();
    for (const double rtol : {1e-3, 1e-6, 1e-9}) {
        const StateTrajectory run = integrate(*m, full_plan().sessions, ten_years(), tight(rtol));
        ASSERT_EQ(run.status, FadeStatus::ok);
        EXPECT_LE(run.worst_mass_error, 1e-12);
    }
}

TEST_P(EveryModel, LosesNothingButWhatIsCountedAndNeverGoesNegative) {
    const auto m = model();
    std::vector<double> monthly;
    for (int month = 0; month <= 240; ++month) monthly.push_back(30.4375 * month);
    const StateTrajectory run = integrate(*m, full_plan().sessions, monthly);
    ASSERT_EQ(run.status, FadeStatus::ok);
    const std::vector<std::string> names = m->state_names();
    for (Eigen::Index s = 0; s < run.states.cols(); ++s)
        if (names[static_cast<std::size_t>(s)].find("mg_per_ml") != std::string::npos) {
            EXPECT_GE(run.states.col(s).minCoeff(), -1e-7) << names[static_cast<std::size_t>(s)];
        }
}

// Consistency: what matching calls healed is where one session arrives, in the dark.
TEST_P(EveryModel, HealsToTheRetentionAndWidthThatDotsAsksFor) {
    FadePlan plan = fade_example::single_session();
    plan.light_transmission = 0;
    const auto m = model(plan);
    const StateTrajectory run = integrate(*m, plan.sessions, {healed_after_days});
    const Eigen::ArrayXd y = run.states.row(0);
    const PigmentState healed = m->observe(span_of(y)), expected = healed_state({fade_example::cup(), 1}, Dots{});
    EXPECT_LT((healed.mg_per_ml / expected.mg_per_ml - 1).abs().maxCoeff(), 0.01);
    EXPECT_NEAR(healed.width_mm(), expected.width_mm(), 1e-4);
    EXPECT_NEAR(healed.top_mm, expected.top_mm, 2e-3);
    EXPECT_NEAR(healed.bottom_mm, expected.bottom_mm, 2e-3);
}

// Property: the integration differentiated, against differences of integrations to 1e-11, through three sessions and a touch-up.
TEST_P(EveryModel, SensitivitiesAgreeWithDifferencesToAMillionth) {
    const auto m = model();
    const std::vector<double> times{5, 20, 62, 365.25, 1461, 3652.5};
    const IntegrationOptions options = tight(1e-11);
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < m->values().size(); ++i) all.push_back(i);
    const SensitivityTrajectory run = m->sensitivities(all, full_plan().sessions, times, options);
    ASSERT_EQ(run.status, FadeStatus::ok);
    for (std::size_t p = 0; p < all.size(); ++p) {
        // Fourth-order central differences.
        const auto at = [&](double by) {
            std::vector<double> values = m->values();
            values[p] *= std::exp(by);
            const auto moved = m->with(values);
            return moved->trajectory(full_plan().sessions, times, options).states;
        };
        constexpr double h = 6e-3;
        const Eigen::ArrayXXd expected = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        for (std::size_t t = 0; t < times.size(); ++t) {
            const auto row = static_cast<Eigen::Index>(t);
            const Eigen::ArrayXd exact = run.d_states[t].col(static_cast<Eigen::Index>(p)), about = expected.row(row),
                                 size = run.states.row(row).abs();
            for (Eigen::Index s = 0; s < exact.size(); ++s)
                EXPECT_NEAR(exact(s), about(s), 1e-6 * (size(s) + std::abs(exact(s))) + 1e-9)
                    << m->parameters()[p].name << " on " << m->state_names()[static_cast<std::size_t>(s)] << " at "
                    << times[t];
        }
    }
}

TEST_P(EveryModel, ARunWithDerivativesTakesTheStepsOfOneWithout) {
    const auto m = model();
    const SensitivityTrajectory with = m->sensitivities({0, 3}, full_plan().sessions, ten_years(), tight(1e-6));
    const StateTrajectory without = m->trajectory(full_plan().sessions, ten_years(), tight(1e-6));
    EXPECT_LT((with.states - without.states).abs().maxCoeff(), 1e-12 * without.states.abs().maxCoeff());
    EXPECT_EQ(m->sensitivities({}, full_plan().sessions, ten_years(), tight(1e-6)).states.rows(), without.states.rows());
}

// Consistency: four side by side against each alone.
TEST_P(EveryModel, LanesAgreeWithSingleRunsToTheirTolerance) {
    const auto m = model();
    std::vector<std::vector<double>> rows;
    for (std::uint64_t i = 0; i < 7; ++i) {
        RandomStream stream(3, i);
        std::vector<double> row;
        for (const FadeParameter& parameter : m->parameters()) row.push_back(parameter.prior.at(0.3 * stream.normal()));
        rows.push_back(row);
    }
    const auto together = m->trajectories(rows, full_plan().sessions, ten_years(), tight(1e-9));
    ASSERT_EQ(together.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const StateTrajectory alone = m->with(rows[i])->trajectory(full_plan().sessions, ten_years(), tight(1e-9));
        ASSERT_EQ(together[i].status, alone.status);
        EXPECT_LT(((together[i].states - alone.states) / (alone.states.abs() + 1e-2)).abs().maxCoeff(), 1e-7) << i;
    }
}

TEST_P(EveryModel, AFailedMemberSinksNoOther) {
    const auto m = model();
    std::vector<std::vector<double>> rows(5, m->values());
    rows[1][0] = 50;   // retention far above what was implanted
    rows[2][2] = 1e12; // light such that all is gone at once: stiff
    IntegrationOptions options;
    options.max_steps = 20000;
    const auto runs = m->trajectories(rows, full_plan().sessions, ten_years(), options);
    EXPECT_EQ(runs[1].status, FadeStatus::infeasible_parameters);
    const StateTrajectory alone = m->trajectory(full_plan().sessions, ten_years(), options);
    for (const std::size_t good : {0, 3, 4}) {
        EXPECT_EQ(runs[good].status, FadeStatus::ok);
        EXPECT_LT((runs[good].states - alone.states).abs().maxCoeff(), 1e-4);
    }
}

// Consistency: the two integrators on the same model.
TEST_P(EveryModel, ImplicitAndExplicitStepsArriveAtTheSame) {
    const auto m = model();
    IntegrationOptions implicit = tight(1e-9);
    implicit.method = FadeMethod::rosenbrock4;
    const StateTrajectory a = m->trajectory(full_plan().sessions, ten_years(), implicit),
                          b = m->trajectory(full_plan().sessions, ten_years(), tight(1e-9));
    ASSERT_EQ(a.status, FadeStatus::ok);
    EXPECT_LE(a.worst_mass_error, 1e-12);
    EXPECT_LT(((a.states - b.states) / (b.states.abs() + 1e-2)).abs().maxCoeff(), 1e-6);
}

// Property: what the tolerance promises, in every state and at every month.
TEST_P(EveryModel, AtDefaultToleranceEveryStateIsRightToAFewMillionths) {
    const auto m = model();
    std::vector<double> monthly;
    for (int month = 0; month <= 120; ++month) monthly.push_back(30.4375 * month);
    const StateTrajectory run = integrate(*m, full_plan().sessions, monthly),
                          fine = integrate(*m, full_plan().sessions, monthly, tight(1e-11));
    ASSERT_EQ(run.status, FadeStatus::ok);
    EXPECT_LT(((run.states - fine.states) / (fine.states.abs() + 1e-3)).abs().maxCoeff(), 5e-6);
    const StateTrajectory closer = integrate(*m, full_plan().sessions, monthly, tight(1e-8));
    EXPECT_LT(((closer.states - fine.states) / (fine.states.abs() + 1e-3)).abs().maxCoeff(), 1e-7);
}

TEST(FadeModels, MechanisticTakesLongImplicitStepsOnceItsFastPoolsAreEmpty) {
    const auto m = make_fade_model("mechanistic", line(), Dots{}, full_plan());
    IntegrationOptions explicit_only = tight(1e-6);
    explicit_only.method = FadeMethod::dopri5;
    const std::vector<double> end{3652.5};
    const StateTrajectory all_explicit = integrate(*m, full_plan().sessions, end, explicit_only),
                          usual = integrate(*m, full_plan().sessions, end, tight(1e-6));
    EXPECT_LT(2 * usual.counts.steps, all_explicit.counts.steps);
    EXPECT_LT(((usual.states - all_explicit.states) / (all_explicit.states.abs() + 1e-3)).abs().maxCoeff(), 5e-6);
    EXPECT_LE(usual.worst_mass_error, 1e-12);
}

TEST_P(EveryModel, StiffValuesAreTakenImplicitlyAndStillRight) {
    const auto m = model();
    std::vector<double> values = m->values();
    const std::string fast = std::string(GetParam()) == "two_rate" ? "healing_rate" : "capture_rate";
    for (std::size_t i = 0; i < values.size(); ++i)
        if (m->parameters()[i].name == fast) values[i] = 2000; // per day
    const auto stiff = m->with(values);
    IntegrationOptions options = tight(1e-8);
    options.max_steps = 40000; // explicit steps would need millions
    const StateTrajectory run = stiff->trajectory(full_plan().sessions, ten_years(), options);
    if (!stiff->is_feasible()) GTEST_SKIP() << "such healing contradicts the retention";
    ASSERT_EQ(run.status, FadeStatus::ok) << to_string(run.status);
    EXPECT_LE(run.worst_mass_error, 1e-12);
    IntegrationOptions finer = tight(1e-10);
    finer.method = FadeMethod::rosenbrock4;
    const StateTrajectory fine = stiff->trajectory(full_plan().sessions, ten_years(), finer);
    EXPECT_LT(((run.states - fine.states) / (fine.states.abs() + 1e-2)).abs().maxCoeff(), 1e-6);
}

TEST_P(EveryModel, StopsWhenAsked) {
    IntegrationOptions options;
    options.stop = [] { return true; };
    EXPECT_EQ(model()->trajectory(full_plan().sessions, ten_years(), options).status, FadeStatus::stopped);
    EXPECT_EQ(model()->trajectories({model()->values()}, full_plan().sessions, ten_years(), options)[0].status,
              FadeStatus::stopped);
}

TEST_P(EveryModel, RefusesToleranceThatRoundingDecides) {
    IntegrationOptions options;
    options.rtol = 1e-17;
    EXPECT_THROW(integrate(*model(), full_plan().sessions, ten_years(), options), DomainError);
    options = {};
    options.rtol = std::nan("");
    EXPECT_THROW(integrate(*model(), full_plan().sessions, ten_years(), options), DomainError);
}

TEST_P(EveryModel, SensitivityToAParameterOfZeroIsRefused) {
    const auto m = model();
    std::vector<double> values = m->values();
    values[3] = 0;
    EXPECT_THROW(m->with(values)->sensitivities({3}, full_plan().sessions, ten_years(), {}), DomainError);
    EXPECT_THROW(m->sensitivities({999}, full_plan().sessions, ten_years(), {}), DomainError);
}

// The equations that show a wrong treatment of explicit time: Odeint's own coefficients are first order here.
TEST(StiffIntegration, KeepsItsOrderWhenTheRightHandSideDependsOnTime) {
    const auto order = [](const OdeRhs& rhs, const OdeJacobian& jacobian) {
        // Equal steps: each call is one, which so wide a tolerance accepts.
        const auto error_of = [&](int steps) {
            std::vector<double> y{0};
            IntegrationCounts counts;
            const double h = 10.0 / steps;
            for (int i = 0; i < steps; ++i) {
                double step = h;
                EXPECT_EQ(integrate_stiff(rhs, jacobian, i * h, (i + 1) * h, y, step, {1, 1, 1000000, {}}, counts),
                          FadeStatus::ok);
            }
            EXPECT_EQ(counts.steps, steps);
            return std::abs(y[0] - std::sin(10.0));
        };
        return std::log2(error_of(200) / error_of(400));
    };
    EXPECT_GE(order([](double t, std::span<const double>, std::span<double> slope) { slope[0] = std::cos(t); },
                    [](double t, std::span<const double>, std::span<double> j, std::span<double> dfdt) {
                        j[0] = 0;
                        dfdt[0] = -std::sin(t);
                    }),
              4);
    EXPECT_GE(order([](double t, std::span<const double> y,
                       std::span<double> slope) { slope[0] = -y[0] * y[0] + std::cos(t) + std::sin(t) * std::sin(t); },
                    [](double t, std::span<const double> y, std::span<double> j, std::span<double> dfdt) {
                        j[0] = -2 * y[0];
                        dfdt[0] = -std::sin(t) + std::sin(2 * t);
                    }),
              4);
}

TEST(StiffIntegration, SolvesRobertsonsProblem) {
    // Reference: Hairer and Wanner 1996, table of test problems: y(40).
    std::vector<double> y{1, 0, 0};
    double step = 1e-4;
    IntegrationCounts counts;
    const OdeRhs rhs = [](double, std::span<const double> at, std::span<double> slope) {
        slope[0] = -0.04 * at[0] + 1e4 * at[1] * at[2];
        slope[2] = 3e7 * at[1] * at[1];
        slope[1] = -slope[0] - slope[2];
    };
    const OdeJacobian jacobian = [](double, std::span<const double> at, std::span<double> j, std::span<double> dfdt) {
        const double a = 1e4 * at[2], b = 1e4 * at[1], c = 6e7 * at[1];
        const std::array<double, 9> rows{-0.04, a, b, 0.04, -a - c, -b, 0, c, 0};
        std::copy(rows.begin(), rows.end(), j.begin());
        std::fill(dfdt.begin(), dfdt.end(), 0);
    };
    ASSERT_EQ(integrate_stiff(rhs, jacobian, 0, 40, y, step, {1e-8, 1e-12, 100000, {}}, counts), FadeStatus::ok);
    EXPECT_NEAR(y[0], 0.7158270688, 1e-7);
    EXPECT_NEAR(y[1], 0.9185534765e-5, 1e-11);
    EXPECT_NEAR(y[2], 0.2841637457, 1e-7);
    EXPECT_LT(counts.steps, 2000);
}

TEST(FadeModels, AreListedWhereOneDoesNotExist) {
    try {
        make_fade_model("magic", line(), Dots{}, full_plan());
        FAIL();
    } catch (const UnsupportedError& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("two_rate"), testing::HasSubstr("mechanistic")));
    }
}

TEST(FadeModels, MayBeAddedButNotReplaceThoseBuiltIn) {
    register_fade_model("my_own", [](const Line& of, const Dots& dots, const FadePlan& plan) {
        return make_fade_model("two_rate", of, dots, plan);
    });
    EXPECT_EQ(make_fade_model("my_own", line(), Dots{}, full_plan())->n_states(), 19u);
    EXPECT_THAT(fade_model_names(), testing::Contains("my_own"));
    EXPECT_THROW(register_fade_model("two_rate",
                                     [](const Line&, const Dots&, const FadePlan&) { return std::unique_ptr<FadeModel>(); }),
                 DomainError);
}

TEST(FadeModels, MechanisticHasTheStatesThatWereAskedFor) {
    Line two = line();
    two.colorants.pop_back();
    FadePlan plan = full_plan();
    for (Session& session : plan.sessions) session.mg_per_ml = Eigen::ArrayXd(session.mg_per_ml.head(2));
    const auto names = make_fade_model("mechanistic", two, Dots{}, plan)->state_names();
    for (const char* pool : {"epidermal", "mobile", "held", "fibroblast", "cleared", "photo_degraded"})
        EXPECT_THAT(names, testing::Contains(std::string(pool) + "[carbon_black]_mg_per_ml"));
    EXPECT_EQ(names.size(), 20u);
}

// Property: the dot keeps its core; what it spreads later is blur, and no pigment is lost to it.
TEST(PigmentStateOfSeen, CarriesSpreadAsBlurOnceHealed) {
    const Dots dots;
    const double healed = dots.diameter_mm * dots.diameter_mm / 16;
    const auto at = [&](double variance) {
        Eigen::ArrayXd seen(5);
        seen << 3.0, 1.0, variance, 0.2, 0.7;
        return pigment_state(seen, dots);
    };
    EXPECT_EQ(at(0.8 * healed).edge_sigma_mm, 0);
    EXPECT_LT(at(0.8 * healed).diameter_mm, dots.diameter_mm);
    EXPECT_EQ(at(2 * healed).diameter_mm, dots.diameter_mm);
    for (const double times : {0.5, 1.0, 1.5, 3.0, 5.0, 5.01, 20.0}) {
        const PigmentState state = at(times * healed);
        EXPECT_NEAR(state.width_mm() * state.width_mm() / 16, times * healed, 1e-15);
        EXPECT_LE(state.edge_sigma_mm, 0.5 * state.diameter_mm + 1e-15);
        EXPECT_NEAR(state.mg_per_ml(0) * state.diameter_mm * state.diameter_mm * 0.5,
                    3.0 * dots.diameter_mm * dots.diameter_mm, 1e-12);
    }
}

} // namespace undertone
