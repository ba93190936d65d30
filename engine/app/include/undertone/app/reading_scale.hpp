#pragma once
// The scale of the client's own instrument: what a person reads off its display. Inside, reflectances are without the surface
// reflection; an instrument with the specular component included shows about 0.028 more, 2 to 4 units of L* on skin.

#include "undertone/colorimetry/viewing.hpp"
#include "undertone/spectral/grid.hpp"

#include <string>

namespace undertone {

struct ReadingScale {
    std::string instrument;                                 ///< as the files or a preset name it; "" where nobody says
    std::string geometry = "8/d SCE";                       ///< "8/d SCI", "8/d SCE" or "45/0"
    std::string illuminant = "D65", observer = "1931_2deg"; ///< of the Lab on its display

    bool specular_included() const { return geometry == "8/d SCI"; }
    /// The surface reflection of skin that its numbers hold: Fresnel's at normal incidence where included, or 0.
    double surface() const;
    /// What it shows for `reflectance`, (81), which is without the surface reflection.
    Lab lab(const Bands& reflectance) const;
    /// True where it shows what we use inside: no surface reflection, D65, 2 degrees.
    bool is_internal() const;
    /// "8/d SCI, D65, 2 deg"
    std::string text() const;
};

/// When to stop, in numbers that this instrument shows, with ours beside them where they differ.
std::string stop_rule(const ReadingScale& scale, const Bands& target);

/// What we use inside: surface reflection excluded, D65, 2 degrees.
inline ReadingScale internal_scale() { return {}; }

} // namespace undertone
