#pragma once
// The sideways profile of a blurred cylinder as cylinders within each other.

#include <vector>

namespace undertone {

/// A cylinder of this radius that holds this share of the concentration the sharp one had; shells overlap and add up.
struct Shell {
    double radius_mm, share;
};

/// A disc of the given diameter spread by a Gaussian of standard deviation `sigma_mm` along each axis. One shell where it is
/// sharp, else twelve of equal share; each holds just the pigment of its slice, so the amount is kept.
std::vector<Shell> dot_profile(double diameter_mm, double sigma_mm);

} // namespace undertone
