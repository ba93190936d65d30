#pragma once
// How one client's treatment looks over the years: of any sessions, of the plan, or of the sessions done and those to come.

#include "undertone/app/client_session.hpp"
#include "undertone/fade/forecast.hpp"

#include <string>
#include <vector>

namespace undertone {

/// Years after the last session at which pictures and tables are given by default: day 0, healed, 1, 3, 5, 10 years.
std::vector<double> default_forecast_years();

struct TreatmentForecast {
    Blend blend;
    std::vector<double> years; ///< after the last session
    Forecast forecast;         ///< time_days counts from the first session
    FadeReport report;
    std::string basis; ///< what is forecast: "the plan: 3 sessions of ...", "1 session done and 2 to come of ..."
    std::vector<std::string> caveats; ///< of the plan that is forecast, as MatchReport has them
};

/// Sessions of this blend by the shares of the plan, then fading at `years` after the last one; D65, 2 degrees. Throws DomainError.
TreatmentForecast forecast_client(const Client& client, const Line& line, const Blend& blend,
                                  const std::vector<double>& years, const TreatmentOptions& options = {});

/// A forecast of any sessions: `plan` on a skin with dots whose density is that of the finished scalp.
TreatmentForecast forecast_plan(const Client& client, const Skin& skin, const Line& line, const Dots& dots, FadePlan plan,
                                const std::vector<double>& years, const TreatmentOptions& options);

/// How the treatment looks over the years: of the sessions done and those to come where any are done, else of the plan.
TreatmentForecast forecast_sessions(const Client& client, const SessionReport& report, const Line& line,
                                    const std::vector<double>& years, const TreatmentOptions& options);

} // namespace undertone
