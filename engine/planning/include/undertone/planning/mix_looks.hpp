#pragma once
// How a mix looks healed, against a target.

#include "undertone/colorimetry/color.hpp"
#include "undertone/search/match_options.hpp"
#include "undertone/spectral/grid.hpp"

#include <vector>

namespace undertone {

/// How a mix looks healed, set as all the dots asked for.
struct MixLooks {
    Bands reflectance = Bands::Zero(); ///< of the healed area, surface reflection excluded
    std::vector<Lab> area;             ///< the same, per illuminant
    std::vector<double> delta_e_2000;
    double delta_e = 0; ///< weighted over illuminants
    bool darker_than_target = false;
};

/// Of an area of skin, (81) without the surface reflection, against a target under the options' illuminants.
MixLooks mix_looks(const Bands& area, const Bands& target, const MatchOptions& options);

} // namespace undertone
