#pragma once
// Vertical cylinders of pigment (or hair) in layered tissue.

#include "undertone/base/diagnostic.hpp"
#include "undertone/tissue/layer_stack.hpp"
#include "undertone/tissue/usual_dot.hpp"

namespace undertone {

enum class Placement {
    square_lattice,
    blue_noise ///< well spread, without order, as a hand sets them
};

/// Cylinders, all alike. What fills them is added to the tissue they stand in.
struct DotField {
    double diameter_mm = usual_dot::diameter_mm;
    double pitch_mm = 0.8; ///< one dot per pitch squared; on the square lattice the distance between neighbours
    double top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm;
    /// Per wavelength, inside the cylinder as it was before any blur.
    Eigen::ArrayXd pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g;
    /// Standard deviation of the Gaussian that spreads the pigment sideways, its amount kept: 0 is a sharp cylinder, half a
    /// diameter and more all but a Gaussian.
    double edge_sigma_mm = 0;
    Placement placement = Placement::square_lattice;

    double area_fraction() const; ///< of the cylinders before any blur
    /// Throws DomainError: overlapping dots, bottom above top, coefficients out of range, wrong lengths.
    void validate(const LayerStack& layers) const;
};

/// Area-averaged reflectance of the tissue with its dots, as `reflectance` defines it. The dots enter as even layers whose
/// coefficients are corrected for what a field of cylinders does to light (src/dot_shading.hpp; the error against Monte Carlo
/// is in data/tissue/dot_shading.toml).
Eigen::ArrayXd dot_reflectance(const LayerStack& layers, const DotField& dots, int streams = 8);

/// Reflectance of the skin right above one dot, averaged over its disc, all the skin being lit: the dot close up.
Eigen::ArrayXd dot_center_reflectance(const LayerStack& layers, const DotField& dots, int streams = 8);

/// "dots_extrapolated" for each quantity outside the range that the two functions above have learnt; none inside.
Diagnostics dot_range(const LayerStack& layers, const DotField& dots);

} // namespace undertone
