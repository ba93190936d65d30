#include "undertone/fade/simulate.hpp"

#include "check.hpp"
#include "parallel.hpp"

#include "undertone/base/random.hpp"

namespace undertone {

namespace {

/// A draw that contradicts itself (more kept than was put in, ...) is drawn again, which truncates the prior.
constexpr int max_redraws = 100;

FadeTrajectory follow(const FadeModel& model, const FadePlan& plan, const std::vector<double>& times_days, double rtol) {
    IntegrationOptions options;
    options.rtol = rtol;
    options.atol = 1e-3 * rtol;
    const StateTrajectory run = integrate(model, plan.sessions, times_days, options);
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
            diagnostics.push_back({Severity::warning, "colorant_without_prior",
                                   fmt::format("{} ({}) has no light-fastness prior of its own; a very wide one is used.",
                                               colorant.name, colorant.color_index)});
    }
}

} // namespace

FadeReport simulate_fade(const Line& line, const Dots& dots, const FadePlan& plan, const std::vector<double>& times_days,
                         const FadeOptions& options) {
    if (line.colorants.empty()) throw DomainError("line.colorants", "empty", "at least one", "load a line with load_line");
    plan.validate(line);
    if (times_days.empty()) throw DomainError("times_days", "empty", "at least one time", "days since the plan's time zero");
    require_range("options.draws", options.draws, 0, 1000000);
    require_range("options.rtol", options.rtol, 1e-12, 1e-3);
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
    report.nominal = follow(*model, plan, times_days, options.rtol);
    if (report.nominal.status != FadeStatus::ok)
        throw NumericalError("the fade model could not be integrated", to_string(report.nominal.status));

    report.draws.resize(static_cast<std::size_t>(options.draws));
    std::vector<int> redraws(report.draws.size(), 0);
    parallel_for(options.draws, options.threads, [&](int i) {
        const auto member = static_cast<std::size_t>(i);
        RandomStream stream(options.seed, static_cast<std::uint64_t>(i));
        FadeTrajectory& draw = report.draws[member];
        draw.status = FadeStatus::infeasible_parameters;
        for (int attempt = 0; attempt <= max_redraws; ++attempt) {
            std::vector<double> values;
            for (const FadeParameter& parameter : report.parameters) values.push_back(parameter.prior.at(stream.normal()));
            const std::unique_ptr<FadeModel> drawn = model->with(std::move(values));
            if (!drawn->is_feasible()) {
                ++redraws[member];
                continue;
            }
            draw = follow(*drawn, plan, times_days, options.rtol);
            break;
        }
    });

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
    int failed = 0, redrawn = 0;
    for (std::size_t i = 0; i < report.draws.size(); ++i) {
        failed += report.draws[i].status != FadeStatus::ok;
        redrawn += redraws[i];
    }
    if (failed > 0)
        report.diagnostics.push_back({Severity::warning, "draws_failed",
                                      fmt::format("{} of {} draws failed; their status says why.", failed, options.draws)});
    if (redrawn > 0)
        report.diagnostics.push_back(
            {Severity::info, "prior_truncated",
             fmt::format("{} draws contradicted themselves (such as more pigment kept than given) and were drawn again.",
                         redrawn)});
    return report;
}

} // namespace undertone
