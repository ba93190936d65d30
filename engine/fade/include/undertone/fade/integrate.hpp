#pragma once
// Steps a fade model through its sessions, landing on each session and output time exactly.

#include "undertone/fade/plan.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

class FadeModel;

enum class FadeStatus { ok, infeasible_parameters, not_finite, step_too_small, too_many_steps, stopped, mass_not_conserved };
const char* to_string(FadeStatus status);

enum class FadeMethod {
    automatic,  ///< dopri5, and rosenbrock4 for any stretch that turns out stiff
    dopri5,     ///< explicit, order 5(4): best below a fastest rate of 6 per day or so
    rosenbrock4 ///< linearly implicit, order 4(3), for stiff models
};

struct IntegrationOptions {
    double rtol = 1e-6;
    double atol = 1e-9;     ///< in units of the states (mg/ml, mm^2, kJ/m^2)
    int max_steps = 100000; ///< per trajectory, rejected ones included
    /// Asked every few steps, on the thread that steps: true ends the trajectory with the status `stopped`. The caller's place for a time limit or
    /// a cancellation: the engine itself reads no clock.
    std::function<bool()> stop;
    FadeMethod method = FadeMethod::automatic;

    /// Throws DomainError, also for a tolerance below what double precision can keep.
    void validate() const;
};

struct IntegrationCounts {
    int steps = 0, rejected = 0, rhs_evaluations = 0;
};

using OdeRhs = std::function<void(double t, std::span<const double> y, std::span<double> dydt)>;
/// J is n x n (row major) and dfdt of length n.
using OdeJacobian =
    std::function<void(double t, std::span<const double> y, std::span<double> jacobian, std::span<double> dfdt)>;

/// Advances y from t_begin to t_end (not before t_begin), whatever lies between being smooth. Explicit Runge-Kutta 5(4)
/// (Dormand and Prince 1980; Boost.Odeint). Every accepted step is checked to be finite, which Odeint's own controller does not
/// do. `step` carries the step size across calls; 0 lets it choose. Never throws for numerical reasons; y is meaningless unless
/// the status is ok.
FadeStatus integrate_smooth(const OdeRhs& rhs, double t_begin, double t_end, std::vector<double>& y, double& step,
                            const IntegrationOptions& options, IntegrationCounts& counts);

/// The same for stiff equations: Boost.Odeint's Rosenbrock 4(3) with the sign of its coefficient d4 put right. As shipped (1.69 to
/// 1.88) it is first order where the right-hand side depends on time.
FadeStatus integrate_stiff(const OdeRhs& rhs, const OdeJacobian& jacobian, double t_begin, double t_end,
                           std::vector<double>& y, double& step, const IntegrationOptions& options,
                           IntegrationCounts& counts);

/// Throws DomainError for times that are not finite, not ascending, or before time zero.
void check_output_times(const std::vector<double>& times_days);

/// body(0) ... body(groups - 1) on several threads (0 for as many as the machine has); the first exception is rethrown.
void parallel_groups(int groups, int threads, const std::function<void(int)>& body);

struct StateTrajectory {
    FadeStatus status = FadeStatus::ok;
    Eigen::ArrayXXd states;      ///< times x states; just after the impulse where a session falls on a time
    double worst_mass_error = 0; ///< |accounted - given| / given, the worst of all colorants, sessions and times
    double reached_days = 0;     ///< how far it came
    IntegrationCounts counts;
};

/// Starts at the earlier of the first session and the first time. Throws DomainError for times that are not finite or
/// not ascending, and for bad options; everything numerical is in the status.
StateTrajectory integrate(const FadeModel& model, const std::vector<Session>& sessions,
                          const std::vector<double>& times_days, const IntegrationOptions& options = {});

} // namespace undertone
