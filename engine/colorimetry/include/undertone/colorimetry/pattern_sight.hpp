#pragma once
// What an eye at some distance makes of a fine pattern: S-CIELAB (Zhang and Wandell 1996) for patterns of one wavenumber.

#include "undertone/colorimetry/viewing.hpp"

namespace undertone {

/// What is left of a pattern in luminance, red-green and blue-yellow, 1 for an even area.
Eigen::Array3d opponent_gains(double cycles_per_degree);

/// On the skin, seen from there. Throws DomainError where `distance_m` is not 0.1 to 100.
double mm_per_degree(double distance_m);

/// What an eye at that distance leaves of a wave in X, Y, Z on the skin, in X, Y, Z.
Eigen::Matrix3d seen_xyz(double k_per_mm, double distance_m);

/// Changes of L*, a*, b* per change of X, Y, Z around one colour.
Eigen::Matrix3d lab_slopes(const XYZ& around, const XYZ& white);

/// An eye at one distance. Contrast is taken as small: Lab is linear around the mean colour.
class PatternSight {
public:
    PatternSight(const XYZ& mean, const XYZ& white, double distance_m);

    /// Amplitude in L*, a*, b* as seen, per amplitude in X, Y, Z of a wave of that wavenumber on the skin.
    Eigen::Matrix3d lab_per_xyz(double k_per_mm) const;

private:
    Eigen::Matrix3d lab_per_opponent_;
    double degrees_per_radian_mm_;
};

/// Of two textures, as the standard deviation of Lab, the difference from which on they are told apart: at the lightness of their mean,
/// one of them being that strong.
double least_texture_difference(double lightness, double texture);

} // namespace undertone
