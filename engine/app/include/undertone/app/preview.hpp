#pragma once
// A scalp patch as it would look: dots true to scale, and an area that averages to exactly the predicted colour.

#include "undertone/app/treatment.hpp"
#include "undertone/io/png.hpp"

#include <cstdint>

namespace undertone {

/// Colours under D65, 2 degrees.
struct PatchView {
    XYZ bare, area, dot;
    double dot_diameter_mm = 0.15, density_per_cm2 = 150;
    double softness_mm = 0.1; ///< standard deviation of the blur that the skin above the dots adds
};

struct PreviewOptions {
    double patch_mm = 8;       ///< side of each of the two patches
    double pixels_per_mm = 30; ///< 0.1 mm dots are then three pixels wide
    std::uint64_t seed = 1;    ///< of the dots' places, which do not move from picture to picture
};

/// The result at one row of a forecast.
PatchView result_view(const ForecastRow& row, const Viewing& viewing);

/// The shaved fringe; where only its area was measured the single hair's colour follows from the cover.
PatchView target_view(const Client& client, const Viewing& viewing);

/// Target (left) and result (right), touching, on neutral grey.
Image render_pair(const PatchView& target, const PatchView& result, const PreviewOptions& options = {});

} // namespace undertone
