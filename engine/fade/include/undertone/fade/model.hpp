#pragma once
// A fade model is an ordinary differential equation with impulses. Anyone may integrate rhs elsewhere and compare.
//
// Three ways to add one: equations of your own as a header in src/models and a line in src/models.cpp (fast: lanes and exact
// derivatives come for free); a subclass of FadeModel and register_fade_model (any C++ program); CallableModel (functions, such
// as Python's).

#include "undertone/fade/integrate.hpp"
#include "undertone/fade/parameters.hpp"
#include "undertone/fade/plan.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// States and what is seen of them, with their derivatives to some parameters.
struct SensitivityTrajectory {
    FadeStatus status = FadeStatus::ok;
    Eigen::ArrayXXd states, seen;                  ///< times x states, times x seen
    std::vector<Eigen::MatrixXd> d_states, d_seen; ///< per time: states x directions, seen x directions
    double reached_days = 0;
};

class FadeModel {
public:
    virtual ~FadeModel() = default;

    virtual std::size_t n_states() const = 0;
    virtual std::vector<std::string> state_names() const = 0; ///< with units, in the order of y
    virtual const std::vector<FadeParameter>& parameters() const = 0;
    virtual const std::vector<double>& values() const = 0; ///< of the parameters, in their order

    /// The same model at other parameter values. Throws DomainError for a wrong count, or values negative or not finite.
    virtual std::unique_ptr<FadeModel> with(std::vector<double> values) const = 0;
    /// False where the values contradict each other; `why` (may be null) is then set.
    virtual bool is_feasible(std::string* why = nullptr) const = 0;

    /// Skin before the first session.
    virtual Eigen::ArrayXd initial_state() const = 0;
    /// dy/dt per day.
    virtual void rhs(double t_days, std::span<const double> y, std::span<double> dydt) const = 0;
    /// d rhs / dy, states x states. Here by central differences; models of equations give it exactly.
    virtual Eigen::MatrixXd jacobian(double t_days, std::span<const double> y) const;
    /// The impulse of one session.
    virtual void apply(const Session& session, std::span<double> y) const = 0;

    /// What can be seen, as numbers smooth in the parameters: pigment in the skin per colorant (mg/ml of finished dot times the
    /// dot's length in mm), share of dots placed, lateral variance of a dot (mm^2), top and bottom (mm). Here up to constants.
    virtual std::vector<std::string> seen_names() const;
    virtual Eigen::ArrayXd see(std::span<const double> y) const;
    /// What the optics sees. Density is 0 before the first session.
    virtual PigmentState observe(std::span<const double> y) const = 0;

    /// All pigment ever given, per colorant and finished dot: in the skin and in every sink. Constant between sessions.
    virtual Eigen::ArrayXd accounted(std::span<const double> y) const = 0;
    /// The part of `accounted` that is still in the skin.
    virtual Eigen::ArrayXd in_skin(std::span<const double> y) const = 0;
    /// What one session adds to `accounted`.
    virtual Eigen::ArrayXd given(const Session& session) const = 0;
    /// Ultraviolet on the scalp so far, kJ/m^2 (erythemal).
    virtual double uv_dose_kJ_per_m2(std::span<const double> y) const = 0;

    /// One trajectory at values(); see `integrate`.
    virtual StateTrajectory trajectory(const std::vector<Session>& sessions, const std::vector<double>& times_days,
                                       const IntegrationOptions& options) const;
    /// One per row of values. Models of equations take four rows at a time through the processor's vector registers; rows that
    /// belong together are 4k to 4k + 3 of the call.
    virtual std::vector<StateTrajectory> trajectories(const std::vector<std::vector<double>>& values,
                                                      const std::vector<Session>& sessions,
                                                      const std::vector<double>& times_days,
                                                      const IntegrationOptions& options) const;
    /// Derivatives to the logarithms of the parameters named by index (parameters that are 0 have none: DomainError), through
    /// every impulse. Here by central differences; models of equations differentiate the integration itself.
    virtual SensitivityTrajectory sensitivities(const std::vector<std::size_t>& directions,
                                                const std::vector<Session>& sessions, const std::vector<double>& times_days,
                                                const IntegrationOptions& options) const;
};

/// From what `see` gives. The core of the dot stays as wide as it healed: what variance it has beyond an even disc of that width is blur
/// of its edge; beyond half the width the dot is all but a Gaussian and grows as one.
PigmentState pigment_state(const Eigen::ArrayXd& seen, const Dots& dots);

using FadeModelFactory = std::function<std::unique_ptr<FadeModel>(const Line&, const Dots&, const FadePlan&)>;

/// Makes `name` known to make_fade_model and simulate_fade; replaces a registered one, never a built-in one (DomainError). Safe
/// from any thread.
void register_fade_model(const std::string& name, FadeModelFactory factory);
std::vector<std::string> fade_model_names();

/// "two_rate", "mechanistic" or a registered one. Throws UnsupportedError listing the models there are, DomainError for bad dots
/// or habits.
std::unique_ptr<FadeModel> make_fade_model(const std::string& name, const Line& line, const Dots& dots,
                                           const FadePlan& plan);

} // namespace undertone
