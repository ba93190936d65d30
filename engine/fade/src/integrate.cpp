#include "undertone/fade/integrate.hpp"

#include "check.hpp"

#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

#include <algorithm>

namespace undertone {

namespace {

namespace odeint = boost::numeric::odeint;

/// Mass must be kept to this share of what was given: an invariant of the equations, and explicit Runge-Kutta keeps
/// linear invariants to rounding. A larger error is a defect, not a matter of tolerance.
constexpr double mass_tolerance = 1e-9;

bool all_finite(const std::vector<double>& y) {
    return std::all_of(y.begin(), y.end(), [](double value) { return std::isfinite(value); });
}

} // namespace

const char* to_string(FadeStatus status) {
    switch (status) {
    case FadeStatus::ok: return "ok";
    case FadeStatus::infeasible_parameters: return "infeasible_parameters";
    case FadeStatus::not_finite: return "not_finite";
    case FadeStatus::step_too_small: return "step_too_small";
    case FadeStatus::too_many_steps: return "too_many_steps";
    case FadeStatus::mass_not_conserved: return "mass_not_conserved";
    }
    return "unknown";
}

FadeStatus integrate_smooth(const OdeRhs& rhs, double t_begin, double t_end, std::vector<double>& y, double& step,
                            const IntegrationOptions& options, IntegrationCounts& counts) {
    using State = std::vector<double>;
    const auto system = [&](const State& at, State& slope, double t) {
        ++counts.rhs_evaluations;
        rhs(t, at, slope);
    };
    // A new stepper for each stretch: its stored slope (first same as last) does not outlive an impulse.
    auto stepper = odeint::make_controlled(options.atol, options.rtol, odeint::runge_kutta_dopri5<State>());
    double t = t_begin;
    if (!(step > 0)) step = std::min(0.1, t_end - t_begin);
    while (t < t_end) {
        if (counts.steps + counts.rejected >= options.max_steps) return FadeStatus::too_many_steps;
        const bool last = t + step * (1 + 1e-12) >= t_end;
        double trial = last ? t_end - t : step;
        const auto result = stepper.try_step(system, y, t, trial);
        // The error test lets NaN pass (NaN > 1 is false), and then proposes NaN as the next step.
        if (!all_finite(y) || !std::isfinite(trial)) return FadeStatus::not_finite;
        if (result == odeint::success) {
            ++counts.steps;
            if (last) {
                step = std::max(step, trial); // a stretch cut short says nothing against the longer step
                break;
            }
        } else {
            ++counts.rejected;
            if (trial < 1e-13 * std::max(1.0, std::abs(t))) return FadeStatus::step_too_small;
        }
        step = trial;
    }
    return FadeStatus::ok;
}

StateTrajectory integrate(const FadeModel& model, const std::vector<Session>& sessions,
                          const std::vector<double>& times_days, const IntegrationOptions& options) {
    for (std::size_t i = 0; i < times_days.size(); ++i) {
        const double t = times_days[i];
        const std::string at = fmt::format("times_days[{}]", i);
        require_range(at, t, 0, 200 * days_per_year, "days since the plan's time zero");
        if (i > 0 && t <= times_days[i - 1])
            throw DomainError(at, fmt::format("{:g}", t), fmt::format("later than the one before ({:g})", times_days[i - 1]),
                              "sort the times");
    }
    StateTrajectory trajectory;
    const auto n = static_cast<Eigen::Index>(model.n_states());
    trajectory.states = Eigen::ArrayXXd::Zero(static_cast<Eigen::Index>(times_days.size()), n);
    if (!model.is_feasible()) {
        trajectory.status = FadeStatus::infeasible_parameters;
        return trajectory;
    }
    const OdeRhs rhs = [&model](double t, std::span<const double> at, std::span<double> slope) { model.rhs(t, at, slope); };
    const Eigen::ArrayXd initial = model.initial_state();
    std::vector<double> y(initial.data(), initial.data() + n);
    Eigen::ArrayXd given = model.accounted(y);
    double step = 0;
    double t = sessions.empty() ? 0 : sessions.front().time_days;
    if (!times_days.empty()) t = std::min(t, times_days.front());
    trajectory.reached_days = t;

    std::size_t next_session = 0, next_time = 0;
    while (next_time < times_days.size()) {
        const bool session_first =
            next_session < sessions.size() && sessions[next_session].time_days <= times_days[next_time];
        const double target = session_first ? sessions[next_session].time_days : times_days[next_time];
        if (target > t) trajectory.status = integrate_smooth(rhs, t, target, y, step, options, trajectory.counts);
        if (trajectory.status != FadeStatus::ok) return trajectory;
        t = target; // by assignment, so that nothing accumulates
        trajectory.reached_days = t;
        if (session_first) {
            model.apply(sessions[next_session], y);
            given += model.given(sessions[next_session]);
            step = 0; // the fast pool is full again
            ++next_session;
            if (!all_finite(y)) {
                trajectory.status = FadeStatus::not_finite;
                return trajectory;
            }
        }
        const Eigen::ArrayXd error = (model.accounted(y) - given).abs();
        for (Eigen::Index c = 0; c < given.size(); ++c)
            if (given(c) > 0) trajectory.worst_mass_error = std::max(trajectory.worst_mass_error, error(c) / given(c));
        if (!(trajectory.worst_mass_error <= mass_tolerance)) {
            trajectory.status = FadeStatus::mass_not_conserved;
            return trajectory;
        }
        if (!session_first) {
            trajectory.states.row(static_cast<Eigen::Index>(next_time)) =
                Eigen::Map<const Eigen::ArrayXd>(y.data(), n).transpose();
            ++next_time;
        }
    }
    return trajectory;
}

} // namespace undertone
