#pragma once
// Dots as unknowns of the match: every width and density on offer, each with the best recipe for it.

#include "undertone/app/treatment.hpp"

#include <cstddef>
#include <vector>

namespace undertone {

struct DotTrial {
    Dots dots;
    double objective = 0;             ///< of its best recipe (or nearest, where none is acceptable)
    double worst_delta_e_2000 = 0;    ///< of that one, healed, over illuminants
    std::vector<SeenTexture> texture; ///< of that one, per distance
    bool usable = false, proven = false;
};

struct DotChoice {
    std::vector<DotTrial> trials; ///< every pair of a diameter and a density, in the order given, diameters first
    std::size_t best = 0;         ///< usable before not, then the least objective, then the fewest dots
    MatchReport report;           ///< for the best
};

/// Depth and healing are those of `options.dots`. Proven over the whole grid where every trial is. Throws DomainError for an empty
/// list or a value named twice, and what `match` throws.
DotChoice match_dots(const Client& client, const Line& line, const std::vector<double>& diameters_mm,
                     const std::vector<double>& densities_per_cm2, const TreatmentOptions& options = {});

/// Dots per cm2 that match_dilution chooses among where none are given: from six tenths to twice those planned, as far as `options` allow.
std::vector<double> usual_density_choices(const TreatmentOptions& options);

/// One ink alone: its dilution and the number of dots are the only unknowns. No densities means usual_density_choices(). Throws
/// DomainError: an ink that the line does not hold, options that ask for others, and what `match_dots` throws.
DotChoice match_dilution(const Client& client, const Line& line, const std::string& ink,
                         const std::vector<double>& densities_per_cm2 = {}, const TreatmentOptions& options = {});

} // namespace undertone
