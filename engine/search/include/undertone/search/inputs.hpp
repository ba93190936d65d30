#pragma once
// What every search asks of the target and of the line: checks, and the inks that may be used.

#include "undertone/search/match_options.hpp"
#include "undertone/spectral/grid.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace undertone {

/// Throws DomainError where a band is not a reflectance above 0, up to 1.5.
void check_target(const Bands& target);

struct UsableInks {
    /// Into the line, ordered by id, so that answers do not depend on the order of the file.
    std::vector<std::size_t> indices;
    /// Ids of the line's expired inks, in the same order. They are left out unless the options give a reason to use them.
    std::vector<std::string> expired;
};

/// The inks of the line that the options allow. Throws DomainError: no inks, one twice, ids that the line does not have, prices for
/// some inks only, an expired ink that must be used, no ink left.
UsableInks usable_inks(const Line& line, const MatchOptions& options);

} // namespace undertone
