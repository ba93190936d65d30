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

/// Reflectance of the skin right above one dot, averaged over its disc, all the skin being lit: the dot close up.
/// An estimate, good to about 0.02 against Monte Carlo (start_over_dot) within the SMP range.
Eigen::ArrayXd dot_center_reflectance(const LayerStack& layers, const DotLattice& dots, int streams = 8);

} // namespace undertone
