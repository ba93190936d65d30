#include "undertone/fade/model.hpp"

#include "check.hpp"
#include "fork_safe_mutex.hpp"
#include "model_system.hpp"

#include <algorithm>
#include <map>
#include <mutex>

namespace undertone {

namespace {

/// Registered by users; the built-in ones are in models.cpp.
struct Registry {
    ForkSafeMutex lock;
    std::map<std::string, FadeModelFactory> factories;
};

Registry& registry() {
    static Registry all;
    return all;
}

/// Relative step of a central difference whose error is near cube root of the noise.
constexpr double difference_step = 6e-6;

} // namespace

std::map<std::string, FadeModelFactory> built_in_models();

Eigen::MatrixXd FadeModel::jacobian(double t_days, std::span<const double> y) const {
    const auto n = static_cast<Eigen::Index>(y.size());
    Eigen::MatrixXd result(n, n);
    std::vector<double> at(y.begin(), y.end());
    Eigen::VectorXd up(n), down(n);
    const auto slope = [&](Eigen::VectorXd& out) { rhs(t_days, at, {out.data(), y.size()}); };
    for (Eigen::Index k = 0; k < n; ++k) {
        double& x = at[static_cast<std::size_t>(k)];
        const double keep = x, h = difference_step * std::max(std::abs(x), 1e-3);
        x = keep + h;
        slope(up);
        const double above = x;
        x = keep - h;
        slope(down);
        result.col(k) = (up - down) / (above - x);
        x = keep;
    }
    return result;
}

std::vector<std::string> FadeModel::seen_names() const {
    std::vector<std::string> names;
    const Eigen::ArrayXd y = initial_state();
    const auto colorants = in_skin({y.data(), n_states()}).size();
    for (Eigen::Index c = 0; c < colorants; ++c) names.push_back(fmt::format("in_skin[{}]_mg_per_ml_mm", c));
    names.insert(names.end(), {"dots_placed_share", "dot_variance_mm2", "top_mm", "bottom_mm"});
    return names;
}

Eigen::ArrayXd FadeModel::see(std::span<const double> y) const {
    const PigmentState state = observe(y);
    Eigen::ArrayXd seen(state.mg_per_ml.size() + 4);
    const double core = state.diameter_mm * state.diameter_mm, width = state.width_mm();
    seen << state.mg_per_ml * (core * state.density_per_cm2 * (state.bottom_mm - state.top_mm)), state.density_per_cm2,
        width * width / 16, state.top_mm, state.bottom_mm;
    return seen;
}

StateTrajectory FadeModel::trajectory(const std::vector<Session>& sessions, const std::vector<double>& times_days,
                                      const IntegrationOptions& options) const {
    StateTrajectory result;
    const auto n = static_cast<Eigen::Index>(n_states());
    result.states = Eigen::ArrayXXd::Zero(static_cast<Eigen::Index>(times_days.size()), n);
    if (!is_feasible()) {
        result.status = FadeStatus::infeasible_parameters;
        return result;
    }
    const Eigen::ArrayXd initial = initial_state();
    const TrajectoryEnd end = follow_sessions<double>(
        ModelSystem(*this), sessions, times_days, options, std::vector<double>(initial.data(), initial.data() + n),
        stiff_stretch(*this, options), [&](std::size_t time, const std::vector<double>& y) {
            result.states.row(static_cast<Eigen::Index>(time)) = Eigen::Map<const Eigen::ArrayXd>(y.data(), n).transpose();
        });
    result.status = end.status;
    result.worst_mass_error = end.worst_mass_error.v[0];
    result.reached_days = end.reached_days;
    result.counts = end.counts;
    return result;
}

std::vector<StateTrajectory> FadeModel::trajectories(const std::vector<std::vector<double>>& rows,
                                                     const std::vector<Session>& sessions,
                                                     const std::vector<double>& times_days,
                                                     const IntegrationOptions& options) const {
    std::vector<StateTrajectory> result;
    for (const std::vector<double>& row : rows) result.push_back(with(row)->trajectory(sessions, times_days, options));
    return result;
}

SensitivityTrajectory FadeModel::sensitivities(const std::vector<std::size_t>& directions,
                                               const std::vector<Session>& sessions, const std::vector<double>& times_days,
                                               const IntegrationOptions& options) const {
    const auto seen_at = [](const FadeModel& model, const StateTrajectory& run, Eigen::Index time) {
        const Eigen::ArrayXd y = run.states.row(time);
        return model.see({y.data(), static_cast<std::size_t>(y.size())});
    };
    const StateTrajectory middle = trajectory(sessions, times_days, options);
    SensitivityTrajectory result;
    result.status = middle.status;
    result.reached_days = middle.reached_days;
    result.states = middle.states;
    if (middle.status != FadeStatus::ok) return result;
    const auto times = static_cast<Eigen::Index>(times_days.size()), count = static_cast<Eigen::Index>(directions.size());
    for (Eigen::Index time = 0; time < times; ++time) {
        const Eigen::ArrayXd seen = seen_at(*this, middle, time);
        result.seen.conservativeResize(times, seen.size());
        result.seen.row(time) = seen;
        result.d_states.emplace_back(middle.states.cols(), count);
        result.d_seen.emplace_back(seen.size(), count);
    }
    for (Eigen::Index k = 0; k < count; ++k) {
        constexpr double h = 1e-4; // in the logarithm; adaptive steps make the trajectory a little rough
        const std::size_t at = directions[static_cast<std::size_t>(k)];
        const auto moved = [&](double by) {
            std::vector<double> changed = values();
            if (!(changed.at(at) > 0))
                throw DomainError(parameters()[at].name, fmt::format("{:g}", changed[at]), "more than 0",
                                  "a logarithm's derivative is asked for");
            changed[at] *= std::exp(by);
            return with(changed);
        };
        const auto above = moved(h), below = moved(-h);
        const StateTrajectory up = above->trajectory(sessions, times_days, options),
                              down = below->trajectory(sessions, times_days, options);
        for (const StateTrajectory* run : {&up, &down})
            if (run->status != FadeStatus::ok) {
                result.status = run->status;
                return result;
            }
        for (Eigen::Index time = 0; time < times; ++time) {
            const auto t = static_cast<std::size_t>(time);
            result.d_states[t].col(k) = (up.states.row(time) - down.states.row(time)).matrix().transpose() / (2 * h);
            result.d_seen[t].col(k) = (seen_at(*above, up, time) - seen_at(*below, down, time)).matrix() / (2 * h);
        }
    }
    return result;
}

PigmentState pigment_state(const Eigen::ArrayXd& seen, const Dots& dots) {
    const Eigen::Index colorants = seen.size() - 4;
    const double placed = seen(colorants), variance = seen(colorants + 1);
    PigmentState state{Eigen::ArrayXd::Zero(colorants), dots.diameter_mm, 0, seen(colorants + 2), seen(colorants + 3), 0,
                       dots.granule_um.median};
    if (placed <= 0) return state;
    constexpr double widest_edge = 0.5; // of the core, see DotField::edge_sigma_mm
    const double healed_variance = dots.diameter_mm * dots.diameter_mm / 16;
    if (variance <= healed_variance) {
        state.diameter_mm = 4 * std::sqrt(variance);
    } else {
        state.edge_sigma_mm = std::sqrt(variance - healed_variance);
        if (state.edge_sigma_mm > widest_edge * dots.diameter_mm) {
            state.diameter_mm = std::sqrt(variance / (1.0 / 16 + widest_edge * widest_edge));
            state.edge_sigma_mm = widest_edge * state.diameter_mm;
        }
    }
    const double core_variance = state.diameter_mm * state.diameter_mm / 16;
    state.density_per_cm2 = dots.density_per_cm2 * placed;
    const double length_mm = state.bottom_mm - state.top_mm;
    // Pools that have emptied end a rounding below nothing; anything more is a defect, and left for the optics to refuse.
    const Eigen::ArrayXd pigment =
        (seen.head(colorants) > -1e-9).select(seen.head(colorants).max(0.0), seen.head(colorants));
    state.mg_per_ml = pigment * (healed_variance / (core_variance * placed * length_mm));
    return state;
}

void register_fade_model(const std::string& name, FadeModelFactory factory) {
    if (name.empty() || !factory) throw DomainError("name", "\"" + name + "\"", "a name, and a factory that can be called");
    if (built_in_models().count(name) > 0)
        throw DomainError("name", "\"" + name + "\"", "a name that no built-in model has", "choose another");
    Registry& all = registry();
    const std::lock_guard guard(all.lock);
    all.factories[name] = std::move(factory);
}

std::vector<std::string> fade_model_names() {
    std::vector<std::string> names;
    for (const auto& [name, factory] : built_in_models()) names.push_back(name);
    Registry& all = registry();
    const std::lock_guard guard(all.lock);
    for (const auto& [name, factory] : all.factories) names.push_back(name);
    return names;
}

std::unique_ptr<FadeModel> make_fade_model(const std::string& name, const Line& line, const Dots& dots,
                                           const FadePlan& plan) {
    FadeModelFactory factory;
    const auto built_in = built_in_models();
    if (const auto found = built_in.find(name); found != built_in.end()) {
        factory = found->second;
    } else {
        Registry& all = registry();
        const std::lock_guard guard(all.lock);
        if (const auto registered = all.factories.find(name); registered != all.factories.end())
            factory = registered->second;
    }
    if (!factory) {
        std::string known;
        for (const std::string& other : fade_model_names()) known += (known.empty() ? "\"" : ", \"") + other + "\"";
        throw UnsupportedError(fmt::format("there is no fade model \"{}\"; there are {}", name, known));
    }
    return factory(line, dots, plan);
}

} // namespace undertone
