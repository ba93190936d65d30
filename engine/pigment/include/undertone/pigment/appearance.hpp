#pragma once
// What the eye gets: skin with its dots, as an area and close up.

#include "undertone/pigment/implant.hpp"
#include "undertone/tissue/dots.hpp"
#include "undertone/tissue/skin.hpp"

namespace undertone {

struct Appearance {
    Bands area = Bands::Zero(); ///< area average, at conversation distance
    Bands dot = Bands::Zero();  ///< the middle of one dot, close up
    Bands bare = Bands::Zero(); ///< skin without pigment
    Diagnostics diagnostics;    ///< "dots_extrapolated" outside the range that the dots' optics has learnt
};

/// Optical coefficients of what is inside the dots.
DotField dot_lattice(const Line& line, const PigmentState& state);

Appearance appearance(const Skin& skin, const Line& line, const PigmentState& state);

/// Its `area` alone, at half the cost.
Bands area_reflectance(const Skin& skin, const Line& line, const PigmentState& state);

/// At the median retention and depth.
Appearance appearance(const Skin& skin, const Line& line, const Blend& blend, const Dots& dots);

} // namespace undertone
