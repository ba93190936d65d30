#pragma once
// A fade model is an ordinary differential equation with impulses. Anyone may integrate rhs elsewhere and compare.

#include "undertone/fade/parameters.hpp"
#include "undertone/fade/plan.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace undertone {

class FadeModel {
public:
    virtual ~FadeModel() = default;

    virtual std::size_t n_states() const = 0;
    virtual std::vector<std::string> state_names() const = 0; ///< with units, in the order of y
    virtual const std::vector<FadeParameter>& parameters() const = 0;
    virtual const std::vector<double>& values() const = 0; ///< of the parameters, in their order

    /// The same model at other parameter values. Throws DomainError for a wrong count, or values not positive and finite.
    virtual std::unique_ptr<FadeModel> with(std::vector<double> values) const = 0;
    /// False where the values contradict each other; `why` (may be null) is then set.
    virtual bool is_feasible(std::string* why = nullptr) const = 0;

    /// Skin before the first session.
    virtual Eigen::ArrayXd initial_state() const = 0;
    /// dy/dt per day.
    virtual void rhs(double t_days, std::span<const double> y, std::span<double> dydt) const = 0;
    /// The impulse of one session.
    virtual void apply(const Session& session, std::span<double> y) const = 0;
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
};

/// "two_rate". Throws UnsupportedError listing the models there are, DomainError for bad dots or habits.
std::unique_ptr<FadeModel> make_fade_model(const std::string& name, const Line& line, const Dots& dots,
                                           const FadePlan& plan);

} // namespace undertone
