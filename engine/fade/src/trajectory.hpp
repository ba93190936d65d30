#pragma once
// One way through sessions and output times for every kind of number: double, Lanes (four members at once) and Dual
// (derivatives). A System<S> has
//   n_states(), n_colorants()
//   rhs(t, const S* y, S* dydt)         apply(session, S* y)
//   accounted(const S* y, S* out)       given(session, S* out)
// The steps depend on values alone, never on derivatives, so a run with derivatives takes the steps of a run without.

#include "lanes.hpp"

#include "undertone/base/dual.hpp"
#include "undertone/fade/integrate.hpp"

#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

#include <algorithm>
#include <cmath>

namespace undertone {

/// Mass must be kept to this share of what was given: an invariant of the equations, and Runge-Kutta steps keep linear invariants
/// to rounding. A larger error is a defect, not a matter of tolerance.
inline constexpr double mass_tolerance = 1e-12;

inline bool is_finite(double x) { return std::isfinite(x); }
inline bool is_finite(const Lanes& x) {
    // A sum is finite only where all are; it cannot overflow for states of ordinary size.
    return std::isfinite((x.v[0] + x.v[1]) + (x.v[2] + x.v[3]));
}
template <int N>
bool is_finite(const Dual<N>& x) {
    double sum = x.v;
    for (const double d : x.d) sum += d;
    return std::isfinite(sum);
}

/// |error| over the tolerance, of the worst lane.
inline double scaled_error(double error, double before, double after, double atol, double rtol) {
    return std::abs(error) / (atol + rtol * std::max(std::abs(before), std::abs(after)));
}
inline double scaled_error(const Lanes& error, const Lanes& before, const Lanes& after, double atol, double rtol) {
    double worst = 0;
    for (std::size_t i = 0; i < lane_count; ++i)
        worst = std::max(worst, scaled_error(error.v[i], before.v[i], after.v[i], atol, rtol));
    return worst;
}
template <int N>
double scaled_error(const Dual<N>& error, const Dual<N>& before, const Dual<N>& after, double atol, double rtol) {
    return scaled_error(error.v, before.v, after.v, atol, rtol);
}

/// Boost.Odeint's Dormand-Prince 5(4) under a controller of our own: guards against NaN, keeps the slope across outputs.
template <class S>
class ExplicitStepper {
public:
    explicit ExplicitStepper(std::size_t n) : slope_(n), next_(n), next_slope_(n), error_(n) {}

    /// To be called where y has jumped.
    void restart() { slope_is_known_ = false; }

    template <class Rhs>
    FadeStatus advance(Rhs& rhs, double t, double t_end, std::vector<S>& y, double& step, const IntegrationOptions& options,
                       int max_steps, IntegrationCounts& counts) {
        const auto system = [&](const std::vector<S>& at, std::vector<S>& slope, double time) {
            ++counts.rhs_evaluations;
            rhs(time, at.data(), slope.data());
        };
        if (!slope_is_known_) {
            system(y, slope_, t);
            slope_is_known_ = true;
        }
        if (!(step > 0)) step = std::min(0.1, t_end - t);
        while (t < t_end) {
            const int tried = counts.steps + counts.rejected;
            if (tried >= max_steps) return FadeStatus::too_many_steps;
            if (options.stop && tried % 128 == 0 && options.stop()) return FadeStatus::stopped;
            // Two equal steps rather than a long one and a sliver.
            const double to_go = t_end - t;
            const bool last = step * (1 + 1e-12) >= to_go;
            const double h = last ? to_go : step < to_go && to_go < 2 * step ? 0.5 * to_go : step;
            stepper_.do_step(system, y, slope_, t, next_, next_slope_, h, error_);
            double error = 0;
            bool finite = true;
            for (std::size_t i = 0; i < y.size(); ++i) {
                error = std::max(error, scaled_error(error_[i], y[i], next_[i], options.atol, options.rtol));
                finite = finite && is_finite(next_[i]) && is_finite(error_[i]);
            }
            if (!finite) {
                // Perhaps only the step was too bold.
                ++counts.rejected;
                step = 0.1 * h;
                if (!(step > 1e-10 * std::max(1e-3, std::abs(t)))) return FadeStatus::not_finite;
                continue;
            }
            if (error <= 1) {
                ++counts.steps;
                y.swap(next_);
                slope_.swap(next_slope_);
                t = last ? t_end : t + h;
                // Proportional-integral control (Gustafsson 1991) hovers at the limit of stability with few rejections.
                const double grow = 0.9 * std::pow(std::max(error, 1e-10), -0.14) * std::pow(last_error_, 0.08);
                last_error_ = std::max(error, 1e-4);
                const double proposed = h * std::clamp(grow, 0.2, 5.0);
                step = h < step ? std::max(step, proposed) : proposed; // a step cut short says nothing against longer ones
            } else {
                ++counts.rejected;
                step = h * std::max(0.2, 0.9 * std::pow(error, -0.2));
                if (step < 1e-13 * std::max(1.0, std::abs(t))) return FadeStatus::step_too_small;
            }
        }
        return FadeStatus::ok;
    }

private:
    boost::numeric::odeint::runge_kutta_dopri5<std::vector<S>, double> stepper_;
    std::vector<S> slope_, next_, next_slope_, error_;
    bool slope_is_known_ = false;
    double last_error_ = 1e-4;
};

struct TrajectoryEnd {
    FadeStatus status = FadeStatus::ok;
    double reached_days = 0;
    IntegrationCounts counts;
    Lanes worst_mass_error; ///< where there is but one member, in all lanes
};

inline Lanes relative_to(double error, double given) { return given > 0 ? std::abs(error) / given : 0.0; }
inline Lanes relative_to(const Lanes& error, const Lanes& given) {
    return Lanes::map([&](std::size_t i) { return given.v[i] > 0 ? std::abs(error.v[i]) / given.v[i] : 0.0; });
}
template <int N>
Lanes relative_to(const Dual<N>& error, const Dual<N>& given) {
    return relative_to(error.v, given.v);
}

/// A stiff stretch taken by other means; status too_many_steps where there are none.
template <class S>
using StiffStretch = std::function<FadeStatus(double t, double t_end, std::vector<S>& y, double& step, IntegrationCounts&)>;

/// Steps that a stretch between two times may take before it is thought stiff.
inline constexpr int steps_before_stiff = 3000;

template <class S, class System, class Output>
TrajectoryEnd follow_sessions(const System& system, const std::vector<Session>& sessions,
                              const std::vector<double>& times_days, const IntegrationOptions& options, std::vector<S> y,
                              const StiffStretch<S>& stiff, Output&& output) {
    const std::size_t n = system.n_states(), colorants = system.n_colorants();
    TrajectoryEnd end;
    ExplicitStepper<S> stepper(n);
    std::vector<S> accounted(colorants), given(colorants), more(colorants);
    system.accounted(y.data(), given.data());
    const auto rhs = [&](double t, const S* at, S* slope) { system.rhs(t, at, slope); };
    double step = 0, stiff_step = 0;
    bool is_stiff = options.method == FadeMethod::rosenbrock4;
    double t = sessions.empty() ? 0 : sessions.front().time_days;
    if (!times_days.empty()) t = std::min(t, times_days.front());
    end.reached_days = t;
    const auto stretch = [&](double target) {
        if (!is_stiff) {
            const bool may_switch = stiff && options.method == FadeMethod::automatic;
            const std::vector<S> before = may_switch ? y : std::vector<S>{};
            const int tried = end.counts.steps + end.counts.rejected;
            const int limit = may_switch ? std::min(options.max_steps, tried + steps_before_stiff) : options.max_steps;
            const FadeStatus status = stepper.advance(rhs, t, target, y, step, options, limit, end.counts);
            if (status != FadeStatus::too_many_steps || limit == options.max_steps) return status;
            y = before;
            is_stiff = true;
        }
        if (!stiff) return FadeStatus::too_many_steps;
        return stiff(t, target, y, stiff_step, end.counts);
    };
    std::size_t next_session = 0, next_time = 0;
    while (next_time < times_days.size()) {
        const bool session_first =
            next_session < sessions.size() && sessions[next_session].time_days <= times_days[next_time];
        const double target = session_first ? sessions[next_session].time_days : times_days[next_time];
        if (target > t) end.status = stretch(target);
        if (end.status != FadeStatus::ok) return end;
        t = target; // by assignment, so that nothing accumulates
        end.reached_days = t;
        if (session_first) {
            system.apply(sessions[next_session], y.data());
            system.given(sessions[next_session], more.data());
            for (std::size_t c = 0; c < colorants; ++c) given[c] += more[c];
            step = stiff_step = 0; // the fast pools are full again
            stepper.restart();
            ++next_session;
            for (const S& value : y)
                if (!is_finite(value)) {
                    end.status = FadeStatus::not_finite;
                    return end;
                }
        }
        system.accounted(y.data(), accounted.data());
        for (std::size_t c = 0; c < colorants; ++c) {
            const Lanes off = relative_to(accounted[c] - given[c], given[c]);
            for (std::size_t i = 0; i < lane_count; ++i) {
                end.worst_mass_error.v[i] = std::max(end.worst_mass_error.v[i], off.v[i]);
                if (!(off.v[i] <= mass_tolerance)) end.status = FadeStatus::mass_not_conserved;
            }
        }
        if (end.status != FadeStatus::ok) return end;
        if (!session_first) output(next_time++, y);
    }
    return end;
}

} // namespace undertone
