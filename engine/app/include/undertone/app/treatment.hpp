#pragma once
// The main job: matching handed the fade forecast as an objective, and the forecast of what was matched.

#include "undertone/app/client.hpp"
#include "undertone/fade/forecast.hpp"
#include "undertone/fade/plan_file.hpp"
#include "undertone/matching/match.hpp"

#include <vector>

namespace undertone {

struct TreatmentOptions {
    Dots dots;
    MatchOptions matching;
    Habits habits;
    double later_years = 3;            ///< the match must still look right then; 0 leaves it out
    double later_weight = 0.5;         ///< beside 1 for the healed colour
    double session_interval_days = 10; ///< 7-14 in practice
    std::vector<TouchUp> touch_ups;    ///< in order of time; of the same cup
    FadeOptions fade;                  ///< draws, seed, model
};

/// Matches with one later epoch taken from the nominal fade forecast for this skin.
MatchReport match_client(const Client& client, const Line& line, const TreatmentOptions& options = {});

/// The same once more, for another target, zone or position of a slider.
MatchReport match_again(Rematch& rematch, const Bands& target, const TreatmentOptions& options = {});

/// Years after the last session at which pictures and tables are given by default: day 0, healed, 1, 3, 5, 10 years.
std::vector<double> default_forecast_years();

struct TreatmentForecast {
    Blend blend;
    std::vector<double> years; ///< after the last session
    Forecast forecast;         ///< time_days counts from the first session
    FadeReport report;
};

/// Three sessions of this blend, then fading at `years` after the last one; D65, 2 degrees.
TreatmentForecast forecast_client(const Client& client, const Line& line, const Blend& blend,
                                  const std::vector<double>& years, const TreatmentOptions& options = {});

} // namespace undertone
