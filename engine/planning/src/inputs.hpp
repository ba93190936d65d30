#pragma once
// What the next session and the correction of a cup share beside the search.

#include "undertone/search/cup_search.hpp"

namespace undertone {

/// Throws DomainError for options that ask for later years.
void refuse_later_epochs(const MatchOptions& options);

/// The largest cup of the blend in whole steps; of any size where none is.
Cup largest_cup(const Line& line, const Blend& blend, const MatchOptions& options);

} // namespace undertone
