#pragma once
// Hair: melanin in a shaft, and the shadow that shaved shafts cast in the skin (the fringe).

#include "undertone/colorimetry/viewing.hpp"
#include "undertone/tissue/skin.hpp"

#include <string>

namespace undertone {

/// Melanin in the hair's cortex.
struct HairMelanin {
    double eumelanin_mg_per_ml = 0, pheomelanin_mg_per_ml = 0;
};

/// Shaved hair as it stands in the scalp.
struct Stubble {
    double shaft_diameter_mm = 0.08;
    double density_per_cm2 = 180;   ///< hairs, not follicular units
    double length_in_skin_mm = 1.5; ///< how deep the shaft shows
    double grey_fraction = 0;       ///< share of hairs without melanin
};

/// Absorption of the shaft, 1/mm per band.
Bands hair_mu_a_per_mm(const HairMelanin& melanin);

/// Reflectance of a strand lying flat (many shafts deep).
Bands strand_reflectance(const HairMelanin& melanin);

/// Melanin from a strand's reflectance or colour (bounded least squares).
HairMelanin melanin_from_strand(const Bands& reflectance);
HairMelanin melanin_from_strand(const Lab& lab, const Viewing& viewing);

/// Typical melanin for a hair colour in words ("black", "dark_brown", ...), from published means (data/tissue).
HairMelanin melanin_of(const std::string& color_name);

/// Reflectance of the shaved fringe: hairs as dots of melanin in this skin.
Bands fringe_reflectance(const Skin& skin, const HairMelanin& melanin, const Stubble& stubble);

} // namespace undertone
