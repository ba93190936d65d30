#pragma once
// What adaptive steps of any kind share: the size of an error, the length of the next step, when to stop.

#include "lanes.hpp"

#include "undertone/fade/integrate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

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

/// (error over the tolerance)^2, per lane. Derivatives have no say in the steps.
inline double squared_error(double error, double before, double after, double atol, double rtol) {
    const double scaled = error / (atol + rtol * std::max(std::abs(before), std::abs(after)));
    return scaled * scaled;
}
inline Lanes squared_error(const Lanes& error, const Lanes& before, const Lanes& after, double atol, double rtol) {
    return Lanes::map([&](std::size_t i) { return squared_error(error.v[i], before.v[i], after.v[i], atol, rtol); });
}
template <int N>
double squared_error(const Dual<N>& error, const Dual<N>& before, const Dual<N>& after, double atol, double rtol) {
    return squared_error(error.v, before.v, after.v, atol, rtol);
}

/// Root mean square over the states of |error| over the tolerance (Hairer, Norsett and Wanner 1993, II.4; what LSODA and CVODE
/// bound), of the worst lane; at most 1 for an accepted step. Not finite where any state or derivative is not.
template <class S>
double error_norm(const S* error, const S* before, const S* after, std::size_t n, const IntegrationOptions& options) {
    auto squares = squared_error(error[0], before[0], after[0], options.atol, options.rtol);
    S sum = error[0] + after[0];
    for (std::size_t i = 1; i < n; ++i) {
        squares = squares + squared_error(error[i], before[i], after[i], options.atol, options.rtol);
        sum += error[i] + after[i];
    }
    if (!is_finite(sum) || !is_finite(squares)) return std::numeric_limits<double>::quiet_NaN();
    return std::sqrt(largest(squares) / static_cast<double>(n));
}

/// How long the next step is, and whether it is the last one to a target `to_go` away. Two equal steps rather than a long one and a
/// sliver.
struct StepLength {
    double h;
    bool last;
};
inline StepLength length_of(double step, double to_go) {
    if (step * (1 + 1e-12) >= to_go) return {to_go, true};
    return {to_go < 2 * step ? 0.5 * to_go : step, false};
}

inline FadeStatus may_go_on(const IntegrationOptions& options, int max_steps, const IntegrationCounts& counts) {
    const int tried = counts.steps + counts.rejected;
    if (tried >= max_steps) return FadeStatus::too_many_steps;
    if (options.stop && tried % 128 == 0 && options.stop()) return FadeStatus::stopped;
    return FadeStatus::ok;
}

} // namespace undertone
