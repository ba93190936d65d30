#pragma once
// How far a recipe may turn out otherwise: by retention, depth, skin and readings, and by a dose missed or doubled.

#include "matcher.hpp"

#include "undertone/search/match.hpp"

namespace undertone {

UncertainColor uncertain_color(const Matcher& matcher, const Candidate& candidate);

/// How many times the cup holds the candidate's steps.
int fill_multiple(const SearchProblem& problem, const Candidate& candidate);

std::vector<StepEffect> step_effects(const Matcher& matcher, const Candidate& candidate);

} // namespace undertone
