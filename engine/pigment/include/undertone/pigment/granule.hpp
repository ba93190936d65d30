#pragma once
// Healed pigment stands in cells as granules, and a granule shades its own inside: the same mass absorbs less, and more evenly over the
// spectrum, than it does dispersed in the ink.

#include "undertone/pigment/colorant.hpp"

namespace undertone {

/// Share of a granule's volume that is pigment, the rest being the cell's fluid: that of loosely packed aggregates. No measurement of
/// granules in skin was found.
inline constexpr double granule_packing = 0.3;

/// A granule this wide, so packed, holds one grain of the ink's usual aggregates (0.1 um): clumping begins above it.
inline constexpr double single_grain_um = 0.15;

/// By how much the absorption of this colorant falls, per band, in granules that wide; 1 everywhere for 0, as dispersed. By `sieve_factor`,
/// which costs nothing and agrees with Mie theory of lumps (`clumped`) as tests/engine/pigment/granule_test.cpp says. Scattering is left
/// as it is. Throws DomainError.
Bands granule_absorption(const Colorant& colorant, double granule_um);

} // namespace undertone
