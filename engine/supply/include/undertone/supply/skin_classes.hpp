#pragma once
// People by the class of their scalp's skin: drawn within one of the six ranges of the individual typology angle, or typical of it.

#include "undertone/tissue/skin.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace undertone {

/// Of ita_class; the open ends are closed at 62 and -60 degrees, which is our choice.
struct SkinClass {
    std::string name;
    double low_ita_deg = 0, high_ita_deg = 0;
};

/// "very_light", "light", "intermediate", "tan", "brown", "dark".
const std::vector<SkinClass>& skin_classes();
/// Throws DomainError listing the names.
const SkinClass& skin_class(const std::string& name);

/// One person's scalp: the angle (D65, 2 degrees) is drawn evenly within the class, and melanin is what gives it; the other parameters are
/// drawn about the means of data/tissue/skin_population, moved from the forearm to the scalp, with the covariance that melanin leaves
/// there. By (seed, index) alone.
Skin drawn_skin(const SkinClass& skin_class, std::uint64_t seed, std::uint64_t index);

/// The same without chance: the middle of the class, and the means of the other parameters.
Skin typical_skin(const SkinClass& skin_class);

/// D65, 2 degrees.
double ita_of(const Skin& skin);

} // namespace undertone
