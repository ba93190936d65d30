#include "undertone/colorimetry/srgb.hpp"

#include <fmt/format.h>

#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

/// XYZ (Y = 1 at white) to linear RGB, from the primaries of IEC 61966-2-1 (ITU-R BT.709) and its white x, y. The
/// matrix printed in the standard is this one rounded to four digits, which would tint white by 2e-4.
Eigen::Matrix3d linear_rgb_from_xyz() {
    const auto at_unit_luminance = [](double x, double y) { return Eigen::Vector3d(x / y, 1.0, (1.0 - x - y) / y); };
    Eigen::Matrix3d primaries;
    primaries << at_unit_luminance(0.64, 0.33), at_unit_luminance(0.30, 0.60), at_unit_luminance(0.15, 0.06);
    const Eigen::Vector3d luminance = primaries.inverse() * at_unit_luminance(0.3127, 0.3290);
    return (primaries * luminance.asDiagonal()).inverse();
}

double encode(double linear) {
    if (linear < 0) return -encode(-linear); // odd continuation, as in IEC 61966-2-1 Amendment 1: out of gamut, not lost
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
}

int byte(double encoded) { return static_cast<int>(std::lround(255.0 * std::clamp(encoded, 0.0, 1.0))); }

} // namespace

std::string Srgb::hex() const { return fmt::format("#{:02x}{:02x}{:02x}", byte(r), byte(g), byte(b)); }

const Eigen::Matrix3d& linear_srgb_per_xyz() {
    static const Eigen::Matrix3d matrix = linear_rgb_from_xyz() / 100.0;
    return matrix;
}

Srgb srgb_from_xyz(const XYZ& xyz_d65) {
    const Eigen::Vector3d linear = linear_srgb_per_xyz() * Eigen::Vector3d(xyz_d65.x, xyz_d65.y, xyz_d65.z);
    return {encode(linear[0]), encode(linear[1]), encode(linear[2])};
}

Srgb srgb_from_lab(const Lab& lab_d65) {
    // Relative to sRGB's own white, so that Lab 100, 0, 0 is exactly #ffffff whatever digits the D65 table carries.
    static const XYZ white = {100.0 * 0.3127 / 0.3290, 100.0, 100.0 * (1.0 - 0.3127 - 0.3290) / 0.3290};
    return srgb_from_xyz(xyz_from_lab(lab_d65, white));
}

} // namespace undertone
