#pragma once
// What one dot adds to a picture of skin, so that a picture with moving dots can be put together from copies of it.

#include "undertone/app/preview.hpp"

namespace undertone {

/// Copies of `shadow` at the places of the dots, added to `ground`, give the picture; its mean is the area's colour.
struct DotStamp {
    double step_mm = 0;
    Eigen::Array3d ground =
        Eigen::Array3d::Zero(); ///< skin under the light that reaches farther than the stamp: linear sRGB, 1 at white
    Eigen::ArrayX3d shadow;     ///< at 0, step, 2 step ... from the dot's middle: linear sRGB, negative where it darkens
};

/// Of a view under `viewing`, as an eye at that distance sees it (0: a sharp eye). White of the light is shown as white, as Lab does.
/// The stamp is smoothed by three quarters of a step, so that its samples hold all of it.
/// Throws DomainError for a distance that is not 0 or 0.1 to 100 m, a step outside 0.005 to 0.2 mm, samples outside 2 to 1000.
DotStamp dot_stamp(const PatchView& view, const Viewing& viewing, double distance_m, double step_mm, int samples);

} // namespace undertone
