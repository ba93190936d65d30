#pragma once
// Results as plain text for a terminal: what `--full` adds below the card.

#include "undertone/app/client_correction.hpp"
#include "undertone/app/client_forecast.hpp"
#include "undertone/app/dot_choice.hpp"
#include "undertone/app/zones.hpp"

#include <string>

namespace undertone {

std::string skin_text(const Client& client);
/// All recipes, sessions, the proof and every note.
std::string match_details_text(const Client& client, const Line& line, const MatchReport& report);
/// All dots that were tried.
std::string dots_tried_text(const DotChoice& choice);
std::string session_details_text(const Client& client, const Line& line, const SessionReport& report);
std::string correction_details_text(const Client& client, const Line& line, const CorrectionReport& report);
std::string forecast_text(const Client& client, const Line& line, const TreatmentForecast& forecast);
/// The forecast as CSV, one row per time.
std::string forecast_csv(const Line& line, const TreatmentForecast& forecast);

} // namespace undertone
