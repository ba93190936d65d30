#pragma once
// What adaptive steps of any kind share: the size of an error, the length of the next step, when to stop.

#include "step_sums.hpp"

#include "undertone/base/stop.hpp"
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

/// Mean square over the states of |error| over the tolerance (Hairer, Norsett and Wanner 1993, II.4; what LSODA and CVODE bound), of
/// the worst lane; at most 1 for an accepted step. Not finite where any state or derivative is not.
inline double mean_square_error(const double* error, const double* before, const double* after, std::size_t n,
                                const IntegrationOptions& options, const StepSums& kernels) {
    std::array<double, lane_count> sums;
    const double all = kernels.square_errors(error, before, after, options.atol, options.rtol, n, sums.data());
    const double squares = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    if (!std::isfinite(all)) return std::numeric_limits<double>::quiet_NaN();
    return squares / static_cast<double>(n);
}
inline double mean_square_error(const Lanes* error, const Lanes* before, const Lanes* after, std::size_t n,
                                const IntegrationOptions& options, const StepSums& kernels) {
    Lanes sums; // the kernel's four are the lanes
    const double all = kernels.square_errors(plain(error), plain(before), plain(after), options.atol, options.rtol,
                                             lane_count * n, sums.v.data());
    if (!std::isfinite(all) || !is_finite(sums)) return std::numeric_limits<double>::quiet_NaN();
    return largest(sums) / static_cast<double>(n);
}
/// Derivatives have no say in the steps.
template <int N>
double mean_square_error(const Dual<N>* error, const Dual<N>* before, const Dual<N>* after, std::size_t n,
                         const IntegrationOptions& options, const StepSums&) {
    std::array<double, lane_count> sums{};
    Dual<N> all;
    for (std::size_t i = 0; i < n; ++i) {
        const double size = std::max(std::abs(before[i].v), std::abs(after[i].v));
        const double scaled = error[i].v / (options.atol + options.rtol * size);
        sums[i % lane_count] += scaled * scaled; // in the kernel's order: the steps are those without derivatives
        all += error[i] + after[i];
    }
    if (!is_finite(all)) return std::numeric_limits<double>::quiet_NaN();
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) / static_cast<double>(n);
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
    if (tried % 16 == 0) {
        poll_stop();
        if (options.stop && options.stop()) return FadeStatus::stopped;
    }
    return FadeStatus::ok;
}

/// How the error of a step decides about its length.
struct StepRule {
    /// Powers of the error: after an accepted step, where less than the order allows makes for fewer refusals, and after a refused one.
    float safety, by_error, by_refused_error;
};

/// What becomes of a step that was tried: one rule for every stepper.
class StepControl {
public:
    explicit StepControl(const StepRule& rule) : rule_(rule) {}

    struct Verdict {
        FadeStatus status; ///< other than ok where there is no hope
        bool accepted;
    };

    /// Of a step h from t with that mean_square_error; sets the length of the next.
    Verdict judge(double square, double t, double h, double& step, IntegrationCounts& counts) const {
        if (!std::isfinite(square)) { // perhaps only the step was too bold
            ++counts.rejected;
            step = 0.1 * h;
            return {step > 1e-10 * std::max(1e-3, std::abs(t)) ? FadeStatus::ok : FadeStatus::not_finite, false};
        }
        // In single precision, which is more than the length of a step needs and half the wait.
        const float log_error = 0.5F * std::log(static_cast<float>(std::max(square, 1e-20)));
        if (square > 1) {
            ++counts.rejected;
            step = h * std::max(0.2F, 0.9F * std::exp(-rule_.by_refused_error * log_error));
            return {step < 1e-13 * std::max(1.0, std::abs(t)) ? FadeStatus::step_too_small : FadeStatus::ok, false};
        }
        ++counts.steps;
        const float grow = rule_.safety * std::exp(-rule_.by_error * log_error);
        const double proposed = h * std::clamp(grow, 0.2F, 5.0F);
        step = h < step ? std::max(step, proposed) : proposed; // a step cut short says nothing against longer ones
        return {FadeStatus::ok, true};
    }

private:
    StepRule rule_;
};

} // namespace undertone
