#pragma once
// A FadeModel behind its virtual functions, as the System that trajectory.hpp steps.

#include "integrate/trajectory.hpp"

#include "undertone/fade/model.hpp"

namespace undertone {

class ModelSystem {
public:
    explicit ModelSystem(const FadeModel& model)
        : model_(model), n_(model.n_states()), colorants_(static_cast<std::size_t>(accounted_at_start().size())) {}

    std::size_t n_states() const { return n_; }
    std::size_t n_colorants() const { return colorants_; }
    double drive(double t) const { return t; }
    void rhs(double t, const double* y, double* slope) const { model_.rhs(t, {y, n_}, {slope, n_}); }
    void apply(const Session& session, double* y) const { model_.apply(session, {y, n_}); }
    void accounted(const double* y, double* out) const { copy(model_.accounted({y, n_}), out); }
    void given(const Session& session, double* out) const { copy(model_.given(session), out); }

private:
    Eigen::ArrayXd accounted_at_start() const {
        const Eigen::ArrayXd y = model_.initial_state();
        return model_.accounted({y.data(), model_.n_states()});
    }
    static void copy(const Eigen::ArrayXd& from, double* to) { std::copy(from.data(), from.data() + from.size(), to); }

    const FadeModel& model_;
    std::size_t n_, colorants_;
};

/// For a stretch that is stiff: Rosenbrock with the model's own Jacobian.
StiffStretch<double> stiff_stretch(const FadeModel& model, const IntegrationOptions& options);

} // namespace undertone
