#include "undertone/fade/simulate.hpp"

#include "check.hpp"
#include "undertone/numerics/parallel.hpp"

#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"

#include <array>
#include <map>
#include <numeric>

namespace undertone {

namespace {

/// A draw that contradicts itself (more kept than was put in, ...) is drawn again, which truncates the prior.
constexpr int max_redraws = 100;

IntegrationOptions integration_options(const FadeOptions& options) {
    IntegrationOptions result;
    result.rtol = options.rtol;
    result.atol = 1e-3 * options.rtol;
    result.method = options.method;
    if (options.stop) result.stop = [token = StopToken(options.stop)] { return token.asked(); };
    return result;
}

bool is_finite(const PigmentState& state) {
    return state.mg_per_ml.allFinite() && std::isfinite(state.diameter_mm) && std::isfinite(state.density_per_cm2) &&
           std::isfinite(state.top_mm) && std::isfinite(state.bottom_mm) && std::isfinite(state.edge_sigma_mm);
}

FadeTrajectory seen_of(const FadeModel& model, const StateTrajectory& run) {
    FadeTrajectory result{
        run.status, model.values(), {}, {}, {}, run.worst_mass_error, run.counts.steps, run.counts.rhs_evaluations};
    if (run.status != FadeStatus::ok) return result;
    for (Eigen::Index i = 0; i < run.states.rows(); ++i) {
        const Eigen::ArrayXd y = run.states.row(i);
        const std::span<const double> state(y.data(), static_cast<std::size_t>(y.size()));
        result.states.push_back(model.observe(state));
        result.uv_dose_kJ_per_m2.push_back(model.uv_dose_kJ_per_m2(state));
        const double given = model.accounted(state).sum();
        result.pigment_left.push_back(given > 0 ? model.in_skin(state).sum() / given : 0.0);
        if (is_finite(result.states.back()) && std::isfinite(result.pigment_left.back())) continue;
        return {FadeStatus::not_finite,    model.values(), {}, {}, {}, run.worst_mass_error, run.counts.steps,
                run.counts.rhs_evaluations};
    }
    return result;
}

/// The last sitting of the opening treatment: the one before the first gap of over a quarter of a year.
double treatment_end_days(const FadePlan& plan) {
    double end = plan.sessions.front().time_days;
    for (const Session& session : plan.sessions) {
        if (session.time_days - end > 91) break;
        end = session.time_days;
    }
    return end;
}

void note_parameters_without_prior(const Line& line, Diagnostics& diagnostics) {
    for (const Colorant& colorant : line.colorants) {
        bool listed = true;
        fade_prior("photolysis", colorant, &listed);
        if (!listed)
            diagnostics.push_back(
                {Severity::warning, "colorant_without_prior",
                 fmt::format("{}{} has no light-fastness prior of its own; a very wide one is used.", colorant.name,
                             colorant.color_index.empty() ? "" : " (" + colorant.color_index + ")")});
    }
}

} // namespace

std::vector<double> draw_values(const FadeModel& model, std::uint64_t seed, std::uint64_t index, int* redraws) {
    RandomStream stream(seed, index);
    std::vector<double> values;
    for (int attempt = 0; attempt <= max_redraws; ++attempt) {
        poll_stop();
        values.clear();
        for (const FadeParameter& parameter : model.parameters()) values.push_back(parameter.prior.at(stream.normal()));
        if (model.with(values)->is_feasible()) break;
        if (redraws) ++*redraws;
    }
    return values;
}

namespace {

/// The draws asked for, on top of the nominal trajectory; returns how often values were drawn again.
int draw_members(FadeReport& report, const FadeModel& model, const FadePlan& plan, const IntegrationOptions& integration,
                 const FadeOptions& options) {
    report.draws.resize(static_cast<std::size_t>(options.draws));
    std::vector<int> redraws(report.draws.size(), 0);
    // Members 4k to 4k + 3 share their steps, also where not all of them are asked for: so each has the same numbers in any piece.
    constexpr std::uint64_t group = 4;
    const std::uint64_t end = options.first_draw + report.draws.size(), first_group = options.first_draw / group;
    const auto groups = report.draws.empty() ? 0 : static_cast<int>((end - 1) / group - first_group + 1);
    parallel_for(groups, options.threads, [&](int g) {
        const std::uint64_t start = (first_group + static_cast<std::uint64_t>(g)) * group;
        std::vector<std::vector<double>> rows;
        std::array<int, group> again{};
        for (std::uint64_t i = 0; i < group; ++i) rows.push_back(draw_values(model, options.seed, start + i, &again[i]));
        const std::vector<StateTrajectory> runs = model.trajectories(rows, plan.sessions, report.times_days, integration);
        for (std::uint64_t i = 0; i < group; ++i) {
            if (start + i < options.first_draw || start + i >= end) continue;
            const std::size_t member = start + i - options.first_draw;
            report.draws[member] = seen_of(*model.with(rows[i]), runs[i]);
            redraws[member] = again[i];
        }
    });
    return std::accumulate(redraws.begin(), redraws.end(), 0);
}

/// What became of the draws: those that failed, and those that were drawn again.
void note_draws(FadeReport& report, int redrawn) {
    const auto draws = static_cast<int>(report.draws.size());
    int failed = 0;
    std::map<std::string, int> why_failed;
    for (const FadeTrajectory& draw : report.draws)
        if (draw.status != FadeStatus::ok) {
            ++failed;
            ++why_failed[to_string(draw.status)];
        }
    if (failed > 0) {
        std::string reasons;
        for (const auto& [reason, count] : why_failed)
            reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
        report.diagnostics.push_back(
            failed < draws ? Diagnostic{Severity::warning, "draws_failed",
                                        fmt::format("{} of {} draws failed ({}); all ranges come from the other {}.", failed,
                                                    draws, reasons, draws - failed)}
                           : Diagnostic{Severity::error, "all_draws_failed",
                                        fmt::format("All {} draws failed ({}): there are no ranges.", failed, reasons)});
    }
    if (redrawn > 0)
        report.diagnostics.push_back(
            {Severity::info, "prior_truncated",
             fmt::format("{} draws contradicted themselves (such as more pigment kept than given) and were drawn again.",
                         redrawn)});
}

} // namespace

FadeReport simulate_fade(const Line& line, const Dots& dots, const FadePlan& plan, const std::vector<double>& times_days,
                         const FadeOptions& options) {
    if (line.colorants.empty()) throw DomainError("line.colorants", "empty", "at least one", "load a line with load_line");
    plan.validate(line);
    if (times_days.empty()) throw DomainError("times_days", "empty", "at least one time", "days since the plan's time zero");
    require_range("options.draws", options.draws, 0, 1000000);
    require_size("options.draws", (options.draws + 1.0) * static_cast<double>(times_days.size()), 4e6, "draws times times");
    const IntegrationOptions integration = integration_options(options);
    integration.validate();
    require_range("options.threads", options.threads, 0, 1024);
    const std::unique_ptr<FadeModel> model = make_fade_model(options.model, line, dots, plan);

    FadeReport report;
    report.model = options.model;
    report.times_days = times_days;
    report.parameters = model->parameters();
    std::string why;
    if (!model->is_feasible(&why))
        throw DomainError("dots.retention.median", fmt::format("{:g}", dots.retention.median),
                          "one the model can reach: " + why, "the trade's healed share is near 0.3-0.7");
    report.nominal = seen_of(*model, integrate(*model, plan.sessions, times_days, integration));
    if (report.nominal.status != FadeStatus::ok)
        throw NumericalError("the fade model could not be integrated", to_string(report.nominal.status));

    const int redrawn = draw_members(report, *model, plan, integration, options);

    const double measured_until = treatment_end_days(plan) + last_measured_days;
    bool any_extrapolated = false;
    for (const double t : times_days) {
        report.extrapolated.push_back(t > measured_until);
        any_extrapolated |= t > measured_until;
    }
    if (any_extrapolated)
        report.diagnostics.push_back(
            {Severity::warning, "extrapolated",
             fmt::format("Beyond day {:g} no measurement of scalp pigment exists (10 patients, 6 months: Liu 2025); "
                         "later values come from the model and its priors alone.",
                         measured_until)});
    note_parameters_without_prior(line, report.diagnostics);
    note_draws(report, redrawn);
    return report;
}

} // namespace undertone
