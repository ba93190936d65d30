#pragma once
// Results as JSON text: one spelling of every name, units in the names, nothing that is not in the results.

#include "undertone/app/card.hpp"
#include "undertone/app/client_forecast.hpp"
#include "undertone/app/dot_choice.hpp"

#include <string>

namespace undertone {

std::string to_json(const Client& client);
std::string to_json(const Client& client, const Line& line, const MatchReport& report, const TreatmentOptions& options);
std::string to_json(const Client& client, const Line& line, const std::vector<ZonePlan>& zones,
                    const TreatmentOptions& options);
std::string to_json(const Client& client, const Line& line, const DotChoice& choice, const TreatmentOptions& options);
std::string to_json(const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options);
std::string to_json(const Client& client, const Line& line, const CorrectionReport& report, const TreatmentOptions& options);
std::string to_json(const Client& client, const Line& line, const TreatmentForecast& forecast);
std::string to_json(const Measurement& measurement);

/// As identifiers are spelt, "cannot_match"; to_string is for people.
std::string verdict_name(Verdict verdict);

/// {"error": {...}} for `--json` when a command fails.
std::string error_json(const std::exception& error);

/// The text as a JSON string, quotation marks included; bytes that are not UTF-8 become U+FFFD.
std::string json_string(const std::string& text);

} // namespace undertone
