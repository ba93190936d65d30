#include "undertone/app/treatment.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

FadePlan plan_of(const Skin& skin, const Mixture& cup, const TreatmentOptions& options) {
    // Shares of the options are of dots standing after each session; the plan wants those added in it.
    std::vector<double> added;
    double standing = 0;
    for (const double share : options.matching.session_shares) {
        added.push_back(share - standing);
        standing = share;
    }
    FadePlan plan = plan_sessions(cup, added, options.session_interval_days);
    plan.habits = options.habits;
    plan.light_transmission = light_transmission(skin);
    return plan;
}

double last_session_days(const TreatmentOptions& options) {
    return options.session_interval_days * static_cast<double>(options.matching.session_shares.size() - 1);
}

/// What is left of each colorant, and how wide the dots have grown, from the nominal trajectory. The models are linear in
/// the amount of pigment, so one run with 1 mg/ml of everything serves all recipes.
Epoch later_epoch(const Skin& skin, const Line& line, const TreatmentOptions& options) {
    const Mixture unit{Eigen::ArrayXd::Ones(static_cast<Eigen::Index>(line.colorants.size())), 1.0};
    const double last = last_session_days(options);
    FadeOptions fade = options.fade;
    fade.draws = 0;
    const FadeReport report =
        simulate_fade(line, options.dots, plan_of(skin, unit, options), {last + options.later_years * days_per_year}, fade);
    const PigmentState& later = report.nominal.states[0];
    Epoch epoch;
    epoch.label = fmt::format("year {:g}", options.later_years);
    epoch.years = options.later_years;
    epoch.weight = options.later_weight;
    // Matching multiplies this with the healed mg/ml of its own account.
    epoch.remaining = later.mg_per_ml / healed_state(unit, options.dots).mg_per_ml;
    // Dots that have grown into each other are drawn just touching, with all their pigment.
    epoch.diameter_mm = std::min(later.diameter_mm, 0.999 * 10 / std::sqrt(later.density_per_cm2));
    const double merged = later.diameter_mm / epoch.diameter_mm;
    epoch.remaining *= merged * merged;
    epoch.density_per_cm2 = later.density_per_cm2;
    epoch.top_mm = later.top_mm;
    epoch.bottom_mm = later.bottom_mm;
    epoch.edge_sigma_mm = std::min(later.edge_sigma_mm, epoch.diameter_mm); // the most that the optics takes
    return epoch;
}

} // namespace

MatchReport match_client(const Client& client, const Line& line, const TreatmentOptions& options) {
    Rematch once(client.skin, line);
    return match_again(once, client.target, options);
}

MatchReport match_again(Rematch& rematch, const Bands& target, const TreatmentOptions& options) {
    const auto refuse_negative = [](const char* name, double value, const char* allowed) {
        if (!(value >= 0)) throw DomainError(name, fmt::format("{}", value), allowed);
    };
    refuse_negative("later_years", options.later_years, "0 (leave it out) to 100 years");
    refuse_negative("later_weight", options.later_weight, "0 or more");
    if (options.later_years > 100)
        throw DomainError("later_years", fmt::format("{}", options.later_years), "0 (leave it out) to 100 years");
    MatchOptions matching = options.matching;
    if (options.later_years > 0 && options.later_weight > 0)
        matching.later_epochs.push_back(later_epoch(rematch.skin(), rematch.line(), options));
    MatchReport report = rematch.match(target, options.dots, matching);
    const Viewing viewing("D65");
    const double from_bare = delta_e_2000(viewing.lab(target), viewing.lab(rematch.skin().reflectance()));
    if (from_bare < report.perceptible_delta_e_2000)
        report.diagnostics.push_back(
            {Severity::warning, "target_is_bare_skin",
             fmt::format(
                 "The target cannot be told from bare skin (delta E {:.2f}): pigment would add nothing that anyone sees. "
                 "Consider a darker look, or none.",
                 from_bare)});
    return report;
}

std::vector<double> default_forecast_years() { return {0, healed_after_days / days_per_year, 1, 3, 5, 10}; }

TreatmentForecast forecast_client(const Client& client, const Line& line, const Blend& blend,
                                  const std::vector<double>& years, const TreatmentOptions& options) {
    TreatmentForecast result;
    result.blend = blend;
    result.years = years;
    std::vector<double> times_days;
    for (const double year : years) {
        if (!(year >= 0)) throw DomainError("years", fmt::format("{}", year), "0 or more years after the last session");
        times_days.push_back(last_session_days(options) + year * days_per_year);
    }
    const Mixture cup = mix(line, blend);
    FadePlan plan = plan_of(client.skin, cup, options);
    for (const TouchUp& touch_up : options.touch_ups)
        plan.sessions.push_back(
            {last_session_days(options) + touch_up.years * days_per_year, cup.mg_per_ml, touch_up.share, 0});
    result.report = simulate_fade(line, options.dots, plan, times_days, options.fade);
    const Viewing viewing("D65");
    result.forecast = forecast(client.skin, line, result.report, viewing.lab(client.target), viewing, options.fade.threads);
    return result;
}

} // namespace undertone
