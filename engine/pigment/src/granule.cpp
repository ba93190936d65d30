#include "undertone/pigment/granule.hpp"

#include "undertone/base/range.hpp"
#include "undertone/pigment/clump.hpp"

namespace undertone {

Bands granule_absorption(const Colorant& colorant, double granule_um) {
    require_range("granule_um", granule_um, 0, 1000, "the diameter of a clump of pigment, in micrometres");
    if (granule_um <= single_grain_um) return Bands::Ones();
    // m2/g times g/ml is 1/um, inside the solid. What a single grain shades of itself is in the colorant's absorption already.
    const Bands inside_per_um = colorant.mu_a_per_mm * (colorant.density_g_per_ml * granule_packing);
    return sieve_factor(inside_per_um * granule_um) / sieve_factor(inside_per_um * single_grain_um);
}

} // namespace undertone
