#pragma once
// How a mix may shift in hue over the years because its pigments leave the skin at different rates.

#include "undertone/app/treatment.hpp"

#include <string>

namespace undertone {

/// Practice touches up after 3 to 5 years.
inline constexpr double hue_drift_years = 5;

/// a* and b* of the area after `years`, less those of equally light dots that kept the healed proportions of pigment: what fading and
/// depth alone do is not in it. Over draws from the fade priors.
struct HueDrift {
    double years = hue_drift_years; ///< after the last session
    ValueRange a, b;                ///< 80 % of the draws lie between low and high
    double agreeing = 0;            ///< share of draws that go the way of the median
    int draws = 0;                  ///< 0 where one pigment stands alone, which cannot drift
    std::string sentence;
};

/// Of the plan's sessions from this cup, without touch-ups; D65, 2 degrees, surface reflection excluded. Throws DomainError for no
/// pigment in the cup.
HueDrift hue_drift(const Skin& skin, const Line& line, const Mixture& cup, const TreatmentOptions& options);

} // namespace undertone
