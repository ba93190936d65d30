#pragma once
// Results as plain text for a terminal.

#include "undertone/app/dot_choice.hpp"
#include "undertone/app/zones.hpp"

#include <string>

namespace undertone {

std::string skin_text(const Client& client);
std::string mix_card_text(const Client& client, const Line& line, const MatchReport& report);
/// One card after another.
std::string mix_card_text(const Client& client, const Line& line, const std::vector<ZonePlan>& zones);
/// The card for the best dots, and a table of all that were tried.
std::string mix_card_text(const Client& client, const Line& line, const DotChoice& choice);
std::string forecast_text(const Client& client, const TreatmentForecast& forecast);
/// The forecast as CSV, one row per time.
std::string forecast_csv(const TreatmentForecast& forecast);

} // namespace undertone
