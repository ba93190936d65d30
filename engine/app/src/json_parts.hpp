#pragma once
// What every JSON result is put together from. Private to this layer: no public header names the library.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/search/match.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace undertone {

using Json = nlohmann::ordered_json;

/// Names come from files; what is not UTF-8 in them is replaced, never thrown at the user.
std::string text_of(const Json& json);
Json lab_json(const Lab& lab);
Json labs_json(const std::vector<Lab>& labs);
Json diagnostics_json(const Diagnostics& diagnostics);
Json limits_json();
Json dose_json(const Dose& dose);
Json cup_json(const Cup& cup);
Json proof_json(const MatchProof& proof);
Json blend_json(const Blend& blend);

} // namespace undertone
