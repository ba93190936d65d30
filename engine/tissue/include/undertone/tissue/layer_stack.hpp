#pragma once
// What the optics needs to know of layered tissue. Lengths mm, coefficients 1/mm.

#include <Eigen/Core>

#include <vector>

namespace undertone {

/// Layers are rows, top first; wavelengths are columns (any number of them).
struct LayerStack {
    Eigen::ArrayXd thickness_mm; ///< the last may be infinite
    Eigen::ArrayXXd mu_a_per_mm, mu_s_per_mm, g;
    double n = 1.4;       ///< refractive index of every layer
    double n_below = 1.0; ///< of the medium under a finite last layer; equal to n for "no lower surface"

    Eigen::Index layer_count() const { return thickness_mm.size(); }
    Eigen::Index wavelength_count() const { return mu_a_per_mm.cols(); }

    /// The same layers at some of the wavelengths, in that order.
    LayerStack at(const std::vector<int>& wavelengths) const;

    /// Throws DomainError naming argument, index, value and allowed range.
    void validate() const;
};

} // namespace undertone
