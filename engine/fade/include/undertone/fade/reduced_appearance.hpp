#pragma once
// Thousands of appearances of one skin and one line, from a handful of bands each.
//
// The spectra ln(R / R_bare) of all members of an ensemble lie close to a space of a few dimensions. Its basis is found from
// some members computed in full (proper orthogonal decomposition), the bands that determine the coefficients best by pivoted
// QR (Q-DEIM: Drmac and Gugercin 2016), and every other member is computed at those bands only, by the same optics: no band
// it reports is interpolated over anything but wavelength. Held-out members differ from the full model by delta E2000 of some 0.01 at worst
// (tests/engine/fade/forecast_test.cpp) at about a tenth of its cost.

#include "undertone/pigment/appearance.hpp"

#include <vector>

namespace undertone {

class ReducedAppearance {
public:
    /// Sixteen bands: twice the wavelengths that the radiative transfer kernel treats at once.
    static constexpr int bands = 24;

    /// `states` are the ensemble, or span it; at least one. Up to forty of them are computed in full.
    ReducedAppearance(const Skin& skin, const Line& line, const std::vector<PigmentState>& states, int threads = 0);

    Appearance operator()(const PigmentState& state) const;
    /// One half of it, at half the cost.
    Bands area(const PigmentState& state) const;
    Bands dot(const PigmentState& state) const;

private:
    struct Basis {
        std::vector<int> at;    ///< indices of the bands computed
        Eigen::MatrixXd expand; ///< 81 x bands: from ln ratio at those bands to all
        LayerStack layers;      ///< at those bands
        Eigen::ArrayXd bare;    ///< model reflectance at those bands
    };
    static Basis find_basis(const Skin& skin, const Eigen::MatrixXd& log_ratios);

    Bands expand(const Basis& basis, const Eigen::ArrayXd& sampled) const;

    Line line_;
    Bands bare_;
    Basis area_, dot_;
};

} // namespace undertone
