#pragma once
// sRGB (IEC 61966-2-1) from XYZ under D65, 2 degrees; for swatches. Pictures go through Little CMS in io.

#include "undertone/colorimetry/color.hpp"

#include <Eigen/Core>

#include <string>

namespace undertone {

struct Srgb {
    double r = 0, g = 0, b = 0; ///< encoded, 0-1; outside that range the colour is outside the sRGB gamut

    bool in_gamut() const { return r >= 0 && r <= 1 && g >= 0 && g <= 1 && b >= 0 && b <= 1; }
    /// "#rrggbb", clamped to the gamut.
    std::string hex() const;
};

/// Linear red, green, blue (1 at white) per X, Y, Z (Y = 100 at white) under D65, 2 degrees.
const Eigen::Matrix3d& linear_srgb_per_xyz();

Srgb srgb_from_xyz(const XYZ& xyz_d65);

/// From Lab under D65, 2 degrees.
Srgb srgb_from_lab(const Lab& lab_d65);

} // namespace undertone
