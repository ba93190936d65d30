#pragma once
// One way through sessions and output times for every kind of number: double, Lanes (four members at once) and Dual
// (derivatives). A System<S> has
//   n_states(), n_colorants()
//   drive(t), rhs(drive(t), const S* y, S* dydt)          apply(session, S* y)
//   accounted(const S* y, S* out)       given(session, S* out)
// The steps depend on values alone, never on derivatives, so a run with derivatives takes the steps of a run without.

#include "linear_steps.hpp"

#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

/// Mass must be kept to this share of what was given: an invariant of the equations, and Runge-Kutta steps keep linear invariants
/// to rounding. A larger error is a defect, not a matter of tolerance.
inline constexpr double mass_tolerance = 1e-12;

/// Odeint's sums of states, by step_sums.
class CombiningAlgebra {
public:
    template <class V, class Scale>
    void for_each3(V& to, const V& a, const V& b, const Scale& by) const {
        sum<2>(to, {at(a), at(b)}, {by.m_alpha1, by.m_alpha2});
    }
    template <class V, class Scale>
    void for_each4(V& to, const V& a, const V& b, const V& c, const Scale& by) const {
        sum<3>(to, {at(a), at(b), at(c)}, {by.m_alpha1, by.m_alpha2, by.m_alpha3});
    }
    template <class V, class Scale>
    void for_each5(V& to, const V& a, const V& b, const V& c, const V& d, const Scale& by) const {
        sum<4>(to, {at(a), at(b), at(c), at(d)}, {by.m_alpha1, by.m_alpha2, by.m_alpha3, by.m_alpha4});
    }
    template <class V, class Scale>
    void for_each6(V& to, const V& a, const V& b, const V& c, const V& d, const V& e, const Scale& by) const {
        sum<5>(to, {at(a), at(b), at(c), at(d), at(e)}, {by.m_alpha1, by.m_alpha2, by.m_alpha3, by.m_alpha4, by.m_alpha5});
    }
    template <class V, class Scale>
    void for_each7(V& to, const V& a, const V& b, const V& c, const V& d, const V& e, const V& f, const Scale& by) const {
        sum<6>(to, {at(a), at(b), at(c), at(d), at(e), at(f)},
               {by.m_alpha1, by.m_alpha2, by.m_alpha3, by.m_alpha4, by.m_alpha5, by.m_alpha6});
    }

private:
    template <class V>
    static const double* at(const V& states) {
        return plain(states.data());
    }
    template <std::size_t count, class V>
    void sum(V& to, const std::array<const double*, count>& parts, const std::array<double, count>& factors) const {
        sums_.combine(parts.data(), factors.data(), count, plain_size(to), plain(to.data()));
    }

    const StepSums& sums_ = step_sums();
};

/// Boost.Odeint's Dormand-Prince 5(4) under a controller of our own: guards against NaN, keeps the slope across outputs.
template <class S>
class ExplicitStepper {
public:
    explicit ExplicitStepper(std::size_t n) : slope_(n), next_(n), next_slope_(n), error_(n) {}

    /// To be called where y has jumped.
    void restart() { slope_is_known_ = false; }

    /// From t towards t_end, which it reaches unless it fails or `hand_over(t, y, step)` holds after a step. `drive(t)` is all that
    /// the slopes rhs(drive, y, dydt) need to know of time.
    template <class Drive, class Rhs, class HandOver>
    FadeStatus advance(Drive&& drive, Rhs&& rhs, double& t, double t_end, std::vector<S>& y, double& step,
                       const IntegrationOptions& options, int max_steps, IntegrationCounts& counts, HandOver&& hand_over) {
        if (!slope_is_known_) {
            ++counts.rhs_evaluations;
            rhs(drive(t), y.data(), slope_.data());
            slope_is_known_ = true;
        }
        // The stages of a step in their order; the season at all of them at once, so that one look-up need not wait for another.
        std::array<decltype(drive(t)), stage_times.size()> driven;
        std::size_t stage = 0;
        const auto system = [&](const std::vector<S>& at, std::vector<S>& slope, double) {
            ++counts.rhs_evaluations;
            rhs(driven[stage++], at.data(), slope.data());
        };
        if (!(step > 0)) step = std::min(0.1, t_end - t);
        while (t < t_end) {
            if (const FadeStatus status = may_go_on(options, max_steps, counts); status != FadeStatus::ok) return status;
            const auto [h, last] = length_of(step, t_end - t);
            for (std::size_t i = 0; i + 1 < driven.size(); ++i) driven[i] = drive(t + stage_times[i] * h);
            driven.back() = driven[driven.size() - 2]; // the last two stages are at the end
            stage = 0;
            stepper_.do_step(system, y, slope_, t, next_, next_slope_, h, error_);
            const double error = mean_square_error(error_.data(), y.data(), next_.data(), y.size(), options, sums_);
            const auto [status, accepted] = control_.judge(error, t, h, step, counts);
            if (status != FadeStatus::ok) return status;
            if (!accepted) continue;
            y.swap(next_);
            slope_.swap(next_slope_);
            t = last ? t_end : t + h;
            if (counts.steps % 4 == 0 && hand_over(t, y, step)) return FadeStatus::ok;
        }
        return FadeStatus::ok;
    }

private:
    static constexpr std::array<double, 6> stage_times{1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
    using State = std::vector<S>;
    boost::numeric::odeint::runge_kutta_dopri5<State, double, State, double, CombiningAlgebra> stepper_;
    std::vector<S> slope_, next_, next_slope_, error_;
    bool slope_is_known_ = false;
    const StepSums& sums_ = step_sums();
    // By the last error alone: control that uses the one before it too (Gustafsson 1991) takes 5 % more steps here.
    StepControl control_{{0.95F, 0.17F, 0.2F}};
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

/// Explicit steps are stable up to 3.3 times the fastest pool's time constant. Where accuracy would allow more than this many, that
/// pool only follows the slow ones, and longer implicit steps are worth their cost (1.8 explicit ones).
inline constexpr double rates_per_step_handed_over = 2;

template <class System>
concept Linearizable = requires(const System& system) {
    system.linear();
};

/// Takes one trajectory through a system: explicit steps after each session, and once the fast pools have emptied, implicit ones
/// where the system can be linearised or is stiff.
template <class S, class System>
class Traveller {
public:
    Traveller(const System& system, const IntegrationOptions& options, const StiffStretch<S>& stiff)
        : system_(system), options_(options), stiff_(stiff), explicit_(system.n_states()), implicit_(system),
          is_stiff_(options.method == FadeMethod::rosenbrock4) {}

    /// To be called where y has jumped.
    void restart() {
        step_ = stiff_step_ = 0; // the fast pools are full again
        explicit_.restart();
        implicit_.on = false;
    }

    /// From t to t_end; steps that can be interpolated may go as far as t_stop, up to which y will not jump.
    FadeStatus advance(double t, double t_end, double t_stop, std::vector<S>& y, IntegrationCounts& counts) {
        const bool automatic = options_.method == FadeMethod::automatic;
        if constexpr (Linearizable<System>)
            if (implicit_.on) return implicit_.stepper.reach(t_end, t_stop, y, options_, counts);
        if (!is_stiff_) {
            const bool may_switch = stiff_ && automatic;
            if (may_switch) before_ = y;
            const double start = t;
            const int tried = counts.steps + counts.rejected;
            const int limit = may_switch ? std::min(options_.max_steps, tried + steps_before_stiff) : options_.max_steps;
            const auto drive = [&](double time) { return system_.drive(time); };
            const auto rhs = [&](double driven, const S* at, S* slope) { system_.rhs(driven, at, slope); };
            const auto hand_over = [&](double time, const std::vector<S>& at, double step) {
                if constexpr (Linearizable<System>)
                    implicit_.on = automatic && step * system_.fastest_rate(time, at.data()) > rates_per_step_handed_over;
                return implicit_.on;
            };
            const FadeStatus status = explicit_.advance(drive, rhs, t, t_end, y, step_, options_, limit, counts, hand_over);
            if constexpr (Linearizable<System>)
                if (implicit_.on && status == FadeStatus::ok) {
                    implicit_.stepper.start(t, y, step_);
                    return implicit_.stepper.reach(t_end, t_stop, y, options_, counts);
                }
            if (status != FadeStatus::too_many_steps || limit == options_.max_steps) return status;
            y = before_;
            t = start;
            is_stiff_ = true;
        }
        if (!stiff_) return FadeStatus::too_many_steps;
        return stiff_(t, t_end, y, stiff_step_, counts);
    }

private:
    struct Never {
        explicit Never(const System&) {}
        bool on = false;
    };
    struct Implicit {
        explicit Implicit(const System& system) : stepper(system, system.n_states()) {}
        LinearStepper<S, System> stepper;
        bool on = false;
    };

    const System& system_;
    const IntegrationOptions& options_;
    const StiffStretch<S>& stiff_;
    ExplicitStepper<S> explicit_;
    std::conditional_t<Linearizable<System>, Implicit, Never> implicit_;
    std::vector<S> before_;
    double step_ = 0, stiff_step_ = 0;
    bool is_stiff_;
};

template <class S, class System, class Output>
TrajectoryEnd follow_sessions(const System& system, const std::vector<Session>& sessions,
                              const std::vector<double>& times_days, const IntegrationOptions& options, std::vector<S> y,
                              const StiffStretch<S>& stiff, Output&& output) {
    const std::size_t colorants = system.n_colorants();
    TrajectoryEnd end;
    Traveller<S, System> traveller(system, options, stiff);
    std::vector<S> accounted(colorants), given(colorants), more(colorants);
    system.accounted(y.data(), given.data());
    double t = sessions.empty() ? 0 : sessions.front().time_days;
    if (!times_days.empty()) t = std::min(t, times_days.front());
    end.reached_days = t;
    std::size_t next_session = 0, next_time = 0;
    while (next_time < times_days.size()) {
        const bool session_first =
            next_session < sessions.size() && sessions[next_session].time_days <= times_days[next_time];
        const double target = session_first ? sessions[next_session].time_days : times_days[next_time];
        const double stop = next_session < sessions.size() ? std::min(sessions[next_session].time_days, times_days.back())
                                                           : times_days.back();
        if (target > t) end.status = traveller.advance(t, target, stop, y, end.counts);
        if (end.status != FadeStatus::ok) return end;
        t = target; // by assignment, so that nothing accumulates
        end.reached_days = t;
        if (session_first) {
            system.apply(sessions[next_session], y.data());
            system.given(sessions[next_session], more.data());
            for (std::size_t c = 0; c < colorants; ++c) given[c] += more[c];
            traveller.restart();
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
