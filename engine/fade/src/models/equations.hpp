#pragma once
// Makes a FadeModel of a set of equations written once for every kind of number. Equations E have
//   E(line, dots, plan)
//   n_states(), n_colorants(), state_names(), parameters()
//   Rates<S> rates(const std::vector<S>& values)    all that follows from the parameters
//   bool is_feasible(const Rates<double>&, std::string* why)
//   double drive(t)                                 what the slopes need to know of time
//   rhs(drive, const Rates<S>&, const S* y, S* dydt)    apply(session, const Rates<S>&, S* y)
//   see(const Rates<S>&, const S* y, S* seen)       see FadeModel::see; n_colorants() + 4 numbers
//   accounted(const S* y, S* out), in_skin(const S* y, S* out), given(session, const Rates<S>&, S* out), uv_dose(const S* y)
// and where implicit steps are to be had of it
//   linear(rates), linearize(drive, y, linear), rhs_by_time(t, rates, y, out), put_known(t, t_end, rates, y, y_end, error),
//   fastest_rate(drive, rates, y)    see LinearStepper
// Branches may depend on the sessions alone, not on values: four members walk through them together.

#include "check.hpp"
#include "model_system.hpp"

#include "undertone/fade/model.hpp"

namespace undertone {

template <class E>
class EquationsModel final : public FadeModel {
public:
    EquationsModel(const Line& line, const Dots& dots, const FadePlan& plan)
        : equations_(std::make_shared<const E>(line, dots, plan)), dots_(dots) {
        std::vector<double> medians;
        for (const FadeParameter& parameter : equations_->parameters()) medians.push_back(parameter.prior.median);
        set_values(std::move(medians));
    }

    std::size_t n_states() const override { return equations_->n_states(); }
    std::vector<std::string> state_names() const override { return equations_->state_names(); }
    const std::vector<FadeParameter>& parameters() const override { return equations_->parameters(); }
    const std::vector<double>& values() const override { return values_; }

    std::unique_ptr<FadeModel> with(std::vector<double> values) const override {
        auto copy = std::make_unique<EquationsModel>(*this);
        copy->set_values(std::move(values));
        return copy;
    }
    bool is_feasible(std::string* why) const override { return equations_->is_feasible(rates_, why); }
    Eigen::ArrayXd initial_state() const override { return Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(n_states())); }
    void rhs(double t_days, std::span<const double> y, std::span<double> dydt) const override {
        equations_->rhs(equations_->drive(t_days), rates_, y.data(), dydt.data());
    }

    Eigen::MatrixXd jacobian(double t_days, std::span<const double> y) const override {
        using D = Dual<slopes>;
        const std::size_t n = n_states();
        const auto rates = equations_->template rates<D>(std::vector<D>(values_.begin(), values_.end()));
        Eigen::MatrixXd result(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
        const double driven = equations_->drive(t_days);
        std::vector<D> at(n), slope(n);
        for (std::size_t first = 0; first < n; first += slopes) {
            for (std::size_t i = 0; i < n; ++i)
                at[i] = i >= first && i < first + slopes ? D::variable(y[i], static_cast<int>(i - first)) : D(y[i]);
            equations_->rhs(driven, rates, at.data(), slope.data());
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t k = first; k < std::min(n, first + slopes); ++k)
                    result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = slope[i].d[k - first];
        }
        return result;
    }

    void apply(const Session& session, std::span<double> y) const override { equations_->apply(session, rates_, y.data()); }
    std::vector<std::string> seen_names() const override {
        std::vector<std::string> names;
        for (const std::string& id : equations_->colorant_ids()) names.push_back("in_skin[" + id + "]_mg_per_ml_mm");
        names.insert(names.end(), {"dots_placed_share", "dot_variance_mm2", "top_mm", "bottom_mm"});
        return names;
    }
    Eigen::ArrayXd see(std::span<const double> y) const override {
        Eigen::ArrayXd seen(static_cast<Eigen::Index>(n_seen()));
        equations_->see(rates_, y.data(), seen.data());
        return seen;
    }
    PigmentState observe(std::span<const double> y) const override { return pigment_state(see(y), dots_); }
    Eigen::ArrayXd accounted(std::span<const double> y) const override {
        return per_colorant([&](double* out) { equations_->accounted(y.data(), out); });
    }
    Eigen::ArrayXd in_skin(std::span<const double> y) const override {
        return per_colorant([&](double* out) { equations_->in_skin(y.data(), out); });
    }
    Eigen::ArrayXd given(const Session& session) const override {
        return per_colorant([&](double* out) { equations_->given(session, rates_, out); });
    }
    double uv_dose_kJ_per_m2(std::span<const double> y) const override { return equations_->uv_dose(y.data()); }

    StateTrajectory trajectory(const std::vector<Session>& sessions, const std::vector<double>& times_days,
                               const IntegrationOptions& options) const override {
        StateTrajectory result = empty(times_days);
        if (!is_feasible(nullptr)) {
            result.status = FadeStatus::infeasible_parameters;
            return result;
        }
        const TrajectoryEnd end = follow_sessions<double>(
            System<double>{*equations_, rates_}, sessions, times_days, options, std::vector<double>(n_states(), 0.0),
            stiff_stretch(*this, options), [&](std::size_t time, const std::vector<double>& y) {
                for (std::size_t i = 0; i < y.size(); ++i)
                    result.states(static_cast<Eigen::Index>(time), static_cast<Eigen::Index>(i)) = y[i];
            });
        finish(result, end, 0);
        return result;
    }

    std::vector<StateTrajectory> trajectories(const std::vector<std::vector<double>>& rows,
                                              const std::vector<Session>& sessions, const std::vector<double>& times_days,
                                              const IntegrationOptions& options) const override {
        std::vector<StateTrajectory> result;
        for (std::size_t first = 0; first < rows.size(); first += lane_count)
            four_trajectories(rows, first, sessions, times_days, options, result);
        return result;
    }

    SensitivityTrajectory sensitivities(const std::vector<std::size_t>& directions, const std::vector<Session>& sessions,
                                        const std::vector<double>& times_days,
                                        const IntegrationOptions& options) const override {
        for (const std::size_t at : directions) {
            if (at >= values_.size())
                throw DomainError("directions", fmt::format("{}", at), fmt::format("below {}", values_.size()));
            if (!(values_[at] > 0))
                throw DomainError(equations_->parameters()[at].name, fmt::format("{:g}", values_[at]), "more than 0",
                                  "a logarithm's derivative is asked for");
        }
        SensitivityTrajectory result;
        if (!is_feasible(nullptr)) {
            result.status = FadeStatus::infeasible_parameters;
            return result;
        }
        const auto times = static_cast<Eigen::Index>(times_days.size()), n = static_cast<Eigen::Index>(n_states());
        const auto count = static_cast<Eigen::Index>(directions.size()), seen = static_cast<Eigen::Index>(n_seen());
        result.states = Eigen::ArrayXXd::Zero(times, n);
        result.seen = Eigen::ArrayXXd::Zero(times, seen);
        result.d_states.assign(times_days.size(), Eigen::MatrixXd::Zero(n, count));
        result.d_seen.assign(times_days.size(), Eigen::MatrixXd::Zero(seen, count));
        for (std::size_t first = 0; first < std::max<std::size_t>(1, directions.size()); first += slopes) {
            differentiate(directions, first, sessions, times_days, options, result);
            if (result.status != FadeStatus::ok) break;
        }
        // A stiff model is differentiated from outside: an implicit step cannot be differentiated through its own Jacobian.
        if (result.status == FadeStatus::too_many_steps)
            return FadeModel::sensitivities(directions, sessions, times_days, options);
        return result;
    }

private:
    static constexpr int slopes = 8; ///< directions of one pass

    template <class S>
    using Rates = typename E::template Rates<S>;

    /// Equations at given rates, as trajectory.hpp wants a system.
    template <class S>
    struct System {
        const E& equations;
        const Rates<S>& rates;

        std::size_t n_states() const { return equations.n_states(); }
        std::size_t n_colorants() const { return equations.n_colorants(); }
        double drive(double t) const { return equations.drive(t); }
        void rhs(double driven, const S* y, S* slope) const { equations.rhs(driven, rates, y, slope); }
        void apply(const Session& session, S* y) const { equations.apply(session, rates, y); }
        void accounted(const S* y, S* out) const { equations.accounted(y, out); }
        void given(const Session& session, S* out) const { equations.given(session, rates, out); }

        // Where the equations can be linearised, see LinearStepper.
        static constexpr bool linearizable = requires(const E& e, const Rates<S>& r) { e.linear(r); };
        auto linear() const requires linearizable { return equations.linear(rates); }
        template <class L>
        void linearize(double driven, const S* y, L& linear) const {
            equations.linearize(driven, y, linear);
        }
        void rhs_by_time(double t, const S* y, S* out) const { equations.rhs_by_time(t, rates, y, out); }
        void put_known(double t, double t_end, const S* y, S* y_end, S* error) const {
            equations.put_known(t, t_end, rates, y, y_end, error);
        }
        double fastest_rate(double t, const S* y) const { return equations.fastest_rate(equations.drive(t), rates, y); }
    };

    std::size_t n_seen() const { return equations_->n_colorants() + 4; }

    void check(const std::vector<double>& values) const {
        const std::vector<FadeParameter>& known = equations_->parameters();
        if (values.size() != known.size())
            throw DomainError("values", fmt::format("{} numbers", values.size()),
                              fmt::format("{}, as parameters()", known.size()));
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!(values[i] >= 0) || !std::isfinite(values[i]))
                throw DomainError(known[i].name, fmt::format("{:g}", values[i]), "finite and not negative",
                                  "rates, shares and spreads cannot be negative");
    }

    void set_values(std::vector<double> values) {
        check(values);
        values_ = std::move(values);
        rates_ = equations_->template rates<double>(values_);
    }

    template <class Fill>
    Eigen::ArrayXd per_colorant(Fill&& fill) const {
        Eigen::ArrayXd out(static_cast<Eigen::Index>(equations_->n_colorants()));
        fill(out.data());
        return out;
    }

    StateTrajectory empty(const std::vector<double>& times_days) const {
        StateTrajectory result;
        result.states =
            Eigen::ArrayXXd::Zero(static_cast<Eigen::Index>(times_days.size()), static_cast<Eigen::Index>(n_states()));
        return result;
    }

    static void finish(StateTrajectory& result, const TrajectoryEnd& end, std::size_t lane) {
        result.status = end.status;
        result.worst_mass_error = end.worst_mass_error.v[lane];
        result.reached_days = end.reached_days;
        result.counts = end.counts;
    }

    void four_trajectories(const std::vector<std::vector<double>>& rows, std::size_t first,
                           const std::vector<Session>& sessions, const std::vector<double>& times_days,
                           const IntegrationOptions& options, std::vector<StateTrajectory>& result) const {
        const std::size_t used = std::min(lane_count, rows.size() - first);
        std::array<bool, lane_count> feasible{};
        std::size_t stand_in = lane_count; // a lane without a feasible member of its own walks along with another's values
        for (std::size_t lane = 0; lane < used; ++lane) {
            check(rows[first + lane]);
            feasible[lane] = equations_->is_feasible(equations_->template rates<double>(rows[first + lane]), nullptr);
            if (feasible[lane] && stand_in == lane_count) stand_in = lane;
        }
        const std::size_t base = result.size();
        for (std::size_t lane = 0; lane < used; ++lane) {
            result.push_back(empty(times_days));
            if (!feasible[lane]) result.back().status = FadeStatus::infeasible_parameters;
        }
        if (stand_in == lane_count) return;
        if (options.method != FadeMethod::rosenbrock4) {
            std::vector<Lanes> values(values_.size());
            for (std::size_t i = 0; i < values.size(); ++i)
                for (std::size_t lane = 0; lane < lane_count; ++lane)
                    values[i].v[lane] = rows[first + (lane < used && feasible[lane] ? lane : stand_in)][i];
            const Rates<Lanes> rates = equations_->template rates<Lanes>(values);
            const TrajectoryEnd end = follow_sessions<Lanes>(
                System<Lanes>{*equations_, rates}, sessions, times_days, options, std::vector<Lanes>(n_states()), {},
                [&](std::size_t time, const std::vector<Lanes>& y) {
                    for (std::size_t lane = 0; lane < used; ++lane)
                        if (feasible[lane])
                            for (std::size_t i = 0; i < y.size(); ++i)
                                result[base + lane].states(static_cast<Eigen::Index>(time), static_cast<Eigen::Index>(i)) =
                                    y[i].v[lane];
                });
            for (std::size_t lane = 0; lane < used; ++lane)
                if (feasible[lane]) finish(result[base + lane], end, lane);
            if (end.status == FadeStatus::ok || end.status == FadeStatus::stopped) return;
        }
        // One of the four failed, or is stiff: none shall pay for another.
        for (std::size_t lane = 0; lane < used; ++lane)
            if (feasible[lane]) result[base + lane] = with(rows[first + lane])->trajectory(sessions, times_days, options);
    }

    void differentiate(const std::vector<std::size_t>& directions, std::size_t first, const std::vector<Session>& sessions,
                       const std::vector<double>& times_days, const IntegrationOptions& options,
                       SensitivityTrajectory& result) const {
        using D = Dual<slopes>;
        std::vector<D> values(values_.begin(), values_.end());
        const std::size_t used = std::min<std::size_t>(slopes, directions.size() - std::min(first, directions.size()));
        for (std::size_t k = 0; k < used; ++k) {
            const std::size_t at = directions[first + k];
            values[at].d[k] = values_[at]; // d value / d log value
        }
        const Rates<D> rates = equations_->template rates<D>(values);
        std::vector<D> seen(n_seen());
        const TrajectoryEnd end = follow_sessions<D>(
            System<D>{*equations_, rates}, sessions, times_days, options, std::vector<D>(n_states()), {},
            [&](std::size_t time, const std::vector<D>& y) {
                const auto row = static_cast<Eigen::Index>(time);
                const auto keep = [&](const std::vector<D>& from, Eigen::ArrayXXd& to, Eigen::MatrixXd& d_to) {
                    for (std::size_t i = 0; i < from.size(); ++i) {
                        to(row, static_cast<Eigen::Index>(i)) = from[i].v;
                        for (std::size_t k = 0; k < used; ++k)
                            d_to(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(first + k)) = from[i].d[k];
                    }
                };
                keep(y, result.states, result.d_states[time]);
                equations_->see(rates, y.data(), seen.data());
                keep(seen, result.seen, result.d_seen[time]);
            });
        result.status = end.status;
        result.reached_days = end.reached_days;
    }

    std::shared_ptr<const E> equations_;
    Dots dots_;
    std::vector<double> values_;
    Rates<double> rates_;
};

} // namespace undertone
