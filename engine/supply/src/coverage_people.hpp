#pragma once
// One client of a coverage, by number: what a piece of a coverage and a trial of an ink both need.

#include "undertone/supply/coverage.hpp"

#include <vector>

namespace undertone {

/// Skin and target of client `index`.
struct CoveragePerson {
    Skin skin;
    Bands target;
};
CoveragePerson coverage_person(const CoverageOptions& options, int index);

/// The options' match, with the tolerance that they state.
MatchOptions coverage_match_options(const CoverageOptions& options);

/// The clients of these numbers, without their years.
std::vector<CoveredClient> cover_chosen(const Line& line, const CoverageOptions& options, const std::vector<int>& indices);

} // namespace undertone
