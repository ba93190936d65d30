#pragma once
// Sentences of the next session and of a corrected cup.

#include "undertone/learning/healing.hpp"
#include "undertone/planning/correction.hpp"
#include "undertone/planning/next_session.hpp"
#include "undertone/search/cup_search.hpp"

#include <string>

namespace undertone {

inline constexpr const char* stopped_text = "the time given ended the search before it was done";

/// "0.15 ml Auburn, 2.00 ml distilled water"; "" for nothing.
std::string doses_text(const Pour& pour, const Line& line, double step_ml);

/// Why this session and not what was planned before: what was learnt, and what changes. `before`, `before_blend`: null for none.
std::string why_text(const HealingBelief& belief, const HealingBelief* before, const Blend* before_blend, const Line& line,
                     const NextSession& next);

/// What to add to the cup and what that gains. `doses`: doses_text of the addition.
std::string correction_text(const Correction& correction, const std::string& doses, double cup_ml, bool cup_is_full);

} // namespace undertone
