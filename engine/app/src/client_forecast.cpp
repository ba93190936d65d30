#include "undertone/app/client_forecast.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace undertone {

std::vector<double> default_forecast_years() { return {0, healed_after_days / days_per_year, 1, 3, 5, 10}; }

TreatmentForecast forecast_plan(const Client& client, const Skin& skin, const Line& line, const Dots& dots, FadePlan plan,
                                const std::vector<double>& years, const TreatmentOptions& options) {
    options.validate();
    TreatmentForecast result;
    result.years = years;
    if (plan.sessions.empty()) throw DomainError("sessions", "none", "at least one", "without dots nothing fades");
    const double last_days = plan.sessions.back().time_days;
    std::vector<double> times_days;
    for (const double year : years) {
        if (!(year >= 0 && year <= 200))
            throw DomainError("years", fmt::format("{}", year), "0 to 200 years after the last session");
        times_days.push_back(last_days + year * days_per_year);
    }
    for (const TouchUp& touch_up : options.touch_ups)
        plan.sessions.push_back(
            {last_days + touch_up.years * days_per_year, plan.sessions.back().mg_per_ml, touch_up.share, 0});
    plan.habits = options.habits;
    plan.light_transmission = light_transmission(skin, dots);
    result.report = simulate_fade(line, dots, plan, times_days, options.fade);
    const Viewing viewing("D65");
    result.forecast = forecast(skin, line, result.report, viewing.lab(client.target), viewing, options.fade.threads);
    return result;
}

TreatmentForecast forecast_client(const Client& client, const Line& line, const Blend& blend,
                                  const std::vector<double>& years, const TreatmentOptions& options) {
    options.validate(); // before the plan is made of them, whose errors would name other arguments
    TreatmentForecast result = forecast_plan(client, client.skin, line, options.dots,
                                             fade_plan(client.skin, mix(line, blend), options), years, options);
    result.blend = blend;
    result.basis =
        fmt::format("{} sessions of {}, from bare skin", options.matching.session_shares.size(), blend_text(line, blend));
    const Diagnostics expired = expired_inks(line, blend, options.matching.today, options.matching.expired_reason);
    result.forecast.diagnostics.insert(result.forecast.diagnostics.begin(), expired.begin(), expired.end());
    return result;
}

TreatmentForecast forecast_sessions(const Client& client, const SessionReport& report, const Line& line,
                                    const std::vector<double>& years, const TreatmentOptions& options) {
    const NextSession& next = report.next;
    double finish = next.stop || next.sessions.empty() ? 0 : next.sessions.back().density_per_cm2;
    if (finish == 0)
        for (const SessionRecord& session : report.done) finish += session.density_per_cm2;
    if (!(finish > 0)) throw DomainError("blend", "none", "a recipe to forecast", report.planned.limiting_direction);
    Dots dots = report.belief.dots(options.dots);
    dots.density_per_cm2 = finish;
    FadePlan plan;
    double day = 0;
    std::set<std::string> mixes;
    std::string done_with;
    for (std::size_t i = 0; i < report.done.size(); ++i) {
        const SessionRecord& session = report.done[i];
        mixes.insert(blend_text(line, session.blend));
        done_with += (i > 0 ? "; " : "") + blend_text(line, session.blend);
        if (i > 0)
            day += session.date && report.done[i - 1].date ? std::max(1, *session.date - *report.done[i - 1].date)
                                                           : options.session_interval_days;
        const double share = session.density_per_cm2 / finish;
        plan.sessions.push_back({day, mix(line, session.blend).mg_per_ml, share, share});
    }
    if (!next.stop && !next.undecided)
        for (const ExpectedSession& session : next.sessions) {
            if (!plan.sessions.empty()) day += options.session_interval_days;
            const double share = session.new_density_per_cm2 / finish;
            plan.sessions.push_back({day, mix(line, next.blend).mg_per_ml, share, share});
            mixes.insert(blend_text(line, next.blend));
        }
    TreatmentForecast result = forecast_plan(client, report.belief.skin(), line, dots, plan, years, options);
    if (mixes.size() > 1)
        result.forecast.diagnostics.insert(
            result.forecast.diagnostics.begin(),
            {Severity::warning, "mixes_differ",
             fmt::format(
                 "the sessions used {} different mixes, and the forecast spreads their pigment evenly over all dots, so it "
                 "is "
                 "darker than dots of different strength side by side: take its colours for the trend alone, and `session` "
                 "for the healed colour",
                 mixes.size())});
    if (next.undecided || next.proof.stopped || report.planned.proof.stopped)
        result.forecast.diagnostics.insert(result.forecast.diagnostics.begin(),
                                           {Severity::warning, "search_stopped",
                                            std::string("the time given ended the search before it was done: ") +
                                                (next.undecided ? "sessions to come are not in this forecast"
                                                                : "sessions to come are of the best mix so far") +
                                                "; allow more time, or offer fewer inks"});
    result.caveats = report.planned.caveats;
    const bool none = next.stop || next.undecided;
    result.blend = none ? report.done.back().blend : next.blend;
    const std::size_t to_come = none ? 0 : next.sessions.size();
    result.basis =
        report.done.empty()
            ? fmt::format("the plan: {} sessions of {}, from bare skin", to_come, blend_text(line, next.blend))
            : fmt::format("{} session{} done ({}) and {} to come{}", report.done.size(), report.done.size() == 1 ? "" : "s",
                          done_with, to_come, to_come > 0 ? " (" + blend_text(line, next.blend) + ")" : std::string());
    return result;
}

} // namespace undertone
