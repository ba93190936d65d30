#pragma once
// Colour from a photograph that holds a ColorChecker Classic: the card's patches say how the camera saw, and how well that is known.

#include "undertone/colorimetry/color.hpp"
#include "undertone/io/color_management.hpp"
#include "undertone/io/picture.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

struct PixelPoint {
    double x = 0, y = 0; ///< pixels from the left and top edge
};

struct PixelRegion {
    double left = 0, top = 0, right = 0, bottom = 0; ///< pixels; the right and bottom edge are not in it
};

struct PhotoOptions {
    /// Outer corners of the patches (not of the frame): brown, bluish green, black, white for an upright card; any turn is found.
    std::optional<std::array<PixelPoint, 4>> card_corners;
    std::vector<std::uint8_t> profile; ///< of the picture; empty: its own, else sRGB
    double worst_residual = 6;         ///< CIEDE2000 (root mean square) from which the card is not believed
};

struct CardPatch {
    std::string name;
    Lab reference, seen; ///< D50; `seen` after the correction learnt from the other patches
    double delta_e = 0;  ///< CIEDE2000 between them
    bool used = false;
    std::string exposure; ///< "" , "over-exposed", "under-exposed"
};

struct PhotoMeasurement {
    std::optional<Lab> lab;           ///< of the region, D50; empty where it cannot be determined
    std::string reason;               ///< why not, in one sentence; "" where lab is given
    double uncertainty_delta_e = 0;   ///< one standard deviation; never below the card's residual
    double residual_delta_e = 0;      ///< root mean square over the patches, each judged without itself
    double region_spread_delta_e = 0; ///< between pixels of the region and its mean, mean CIEDE2000
    std::vector<CardPatch> patches;   ///< all 24 where there is a card
    Diagnostics diagnostics;          ///< the picture's, "over_exposed", "under_exposed" (patches by name)
};

/// Mean colour of `region`. Never guesses: without a card, with a card that does not fit, or with clipped pixels in the region, no
/// colour is given, only the reason. Throws DomainError for a region or corners outside the picture.
PhotoMeasurement measure_photo(const Picture& picture, const PixelRegion& region, const PhotoOptions& options);

} // namespace undertone
