#pragma once
// From which difference of colour on people notice it, and how large a one they accept, by skin tone (data/tissue/color_tolerances).

#include "undertone/colorimetry/color.hpp"
#include "undertone/search/match_options.hpp"

namespace undertone {

class Skin;

struct Tolerance {
    std::string skin_class; ///< by ITA
    double perceptible_delta_e_2000 = 0, acceptable_delta_e_ab = 0;
};

/// What the options say, or else what holds for that skin.
Tolerance tolerance_for(const Skin& skin, const MatchOptions& options);

/// True for skin of the lightest row of the table.
bool is_light_skin(const Lab& bare);

} // namespace undertone
