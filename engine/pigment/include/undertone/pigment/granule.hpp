#pragma once
// Healed pigment stands in cells as granules, and a granule shades its own inside: the same mass absorbs less, and more evenly over the
// spectrum, than it does dispersed in the ink.

#include "undertone/pigment/colorant.hpp"

namespace undertone {

/// Share of a granule's volume that is pigment, the rest being the cell's fluid: that of loosely packed aggregates. No measurement of
/// granules in skin was found.
inline constexpr double granule_packing = 0.3;

/// Mean absorption of a sphere over what the same matter absorbs when spread thinly, for an optical diameter x = absorption coefficient
/// times diameter: 3/(2x) (1 + 2 exp(-x)/x + 2 (exp(-x) - 1)/x^2), 1 at 0 and 3/(2x) for large x (van de Hulst 1957; Morel and
/// Bricaud 1981, Deep-Sea Research 28:1375, as the package effect of cells).
double package_share(double optical_diameter);

/// By how much the absorption of this colorant falls, per band, in granules that wide; 1 everywhere for 0, as dispersed. Scattering is
/// left as it is: what clumping does to it in tissue is not known. Throws DomainError.
Bands granule_absorption(const Colorant& colorant, double granule_um);

} // namespace undertone
