#pragma once
// CIEDE2000 for any finite colours: scaled where squares and sevenths of powers would overflow.

#include "undertone/colorimetry/color.hpp"

namespace undertone::detail {

/// CIEDE2000 of colours so far out that the powers in delta_e_2000_core overflow, which then gives no number. The colours are
/// brought back to where nothing overflows; no digit of the difference changes.
double delta_e_2000_scaled(Lab lab_1, Lab lab_2);

} // namespace undertone::detail
