#pragma once
// Vertical cylinders of pigment (or hair) in layered tissue.

#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

/// Cylinders on a square lattice. What fills them is added to the tissue they stand in.
struct DotLattice {
    double diameter_mm = 0.15, pitch_mm = 0.8, top_mm = 0.2, bottom_mm = 0.7;
    Eigen::ArrayXd pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g; ///< per wavelength, inside the cylinder

    double area_fraction() const;
    /// Throws DomainError: overlapping dots, bottom above top, coefficients out of range, wrong lengths.
    void validate(const LayerStack& layers) const;
};

/// Area-averaged reflectance of the tissue with its dots, as `reflectance` defines it.
Eigen::ArrayXd dot_reflectance(const LayerStack& layers, const DotLattice& dots, int streams = 8);

/// Reflectance seen at the middle of one dot by someone near (the area around it being lit too).
Eigen::ArrayXd dot_center_reflectance(const LayerStack& layers, const DotLattice& dots, int streams = 8);

} // namespace undertone
