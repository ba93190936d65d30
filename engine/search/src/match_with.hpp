#pragma once
// The match itself, with the memory of the last one.

#include "match_memory.hpp"

#include "undertone/search/match.hpp"

namespace undertone {

MatchReport match_with(MatchMemory& memory, const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                       const MatchOptions& options);

} // namespace undertone
