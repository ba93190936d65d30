#pragma once
// Results as plain text for a terminal.

#include "undertone/app/treatment.hpp"

#include <string>

namespace undertone {

std::string skin_text(const Client& client);
std::string mix_card_text(const Client& client, const Line& line, const MatchReport& report);
std::string forecast_text(const Client& client, const TreatmentForecast& forecast);
/// The forecast as CSV, one row per time.
std::string forecast_csv(const TreatmentForecast& forecast);

} // namespace undertone
