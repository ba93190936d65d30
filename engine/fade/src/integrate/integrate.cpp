#include "undertone/fade/integrate.hpp"

#include "check.hpp"
#include "models/model_system.hpp"
#include "undertone/numerics/parallel.hpp"

namespace undertone {

const char* to_string(FadeStatus status) {
    switch (status) {
    case FadeStatus::ok: return "ok";
    case FadeStatus::infeasible_parameters: return "infeasible_parameters";
    case FadeStatus::not_finite: return "not_finite";
    case FadeStatus::step_too_small: return "step_too_small";
    case FadeStatus::too_many_steps: return "too_many_steps";
    case FadeStatus::stopped: return "stopped";
    case FadeStatus::mass_not_conserved: return "mass_not_conserved";
    }
    return "unknown";
}

void IntegrationOptions::validate() const {
    require_range("options.rtol", rtol, 1e-13, 1e-2, "below 1e-13 rounding decides, not the tolerance");
    require_range("options.atol", atol, 1e-18, 1, "in units of the states; about 1e-3 rtol for pigment in mg/ml");
    require_range("options.max_steps", max_steps, 1, 1e9);
}

FadeStatus integrate_smooth(const OdeRhs& rhs, double t_begin, double t_end, std::vector<double>& y, double& step,
                            const IntegrationOptions& options, IntegrationCounts& counts) {
    ExplicitStepper<double> stepper(y.size());
    const std::size_t n = y.size();
    const auto slope_at = [&](double t, const double* at, double* slope) { rhs(t, {at, n}, {slope, n}); };
    const auto never = [](double, const std::vector<double>&, double) { return false; };
    const auto time = [](double t) { return t; };
    return stepper.advance(time, slope_at, t_begin, t_end, y, step, options, options.max_steps, counts, never);
}

void check_output_times(const std::vector<double>& times_days) {
    for (std::size_t i = 0; i < times_days.size(); ++i) {
        const double t = times_days[i];
        constexpr double longest = 200 * days_per_year;
        if (t >= 0 && t <= longest && (i == 0 || t > times_days[i - 1])) continue;
        const std::string at = fmt::format("times_days[{}]", i);
        require_range(at, t, 0, longest, "days since the plan's time zero");
        throw DomainError(at, fmt::format("{:g}", t), fmt::format("later than the one before ({:g})", times_days[i - 1]),
                          "sort the times");
    }
}

void parallel_groups(int groups, int threads, const std::function<void(int)>& body) {
    require_range("threads", threads, 0, 1024);
    parallel_for(groups, threads, body);
}

StateTrajectory integrate(const FadeModel& model, const std::vector<Session>& sessions,
                          const std::vector<double>& times_days, const IntegrationOptions& options) {
    check_output_times(times_days);
    options.validate();
    return model.trajectory(sessions, times_days, options);
}

} // namespace undertone
