#pragma once
// A fast stand-in for the optics of one skin: area reflectance at a few well chosen bands as a polynomial in the dot's
// absorption and reduced scattering, and XYZ from those bands alone.
//
// Two facts make it small. (1) At one band and one geometry the area's reflectance is a smooth function of mu_a and
// mu_s(1-g) inside the dot: tensor Chebyshev interpolation in x = mu_a/(mu_a + 2/diameter), where dots saturate, and
// y = mu_s(1-g)/(mu_s(1-g) + skin's over the area covered), where pigment scatters as much as the skin around it.
// (2) Spectra of one skin under any blend of a line lie near a space of few dimensions: bands chosen by pivoted QR on the
// leading left singular vectors of sample spectra (Drmac and Gugercin 2016, Q-DEIM) determine the others, so CIE weights
// over 81 bands become weights over 12.

#include "undertone/colorimetry/viewing.hpp"
#include "undertone/tissue/usual_dot.hpp"

#include <array>
#include <functional>
#include <vector>

namespace undertone {

struct DotGeometry {
    double diameter_mm = usual_dot::diameter_mm, density_per_cm2 = usual_dot::density_per_cm2;
    double top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm, edge_sigma_mm = 0;
};

/// Area reflectance for many columns at once: column j is band `bands[j]` with these coefficients inside the dot.
using AreaModel = std::function<Eigen::ArrayXd(const DotGeometry& geometry, const std::vector<int>& bands,
                                               const Eigen::ArrayXd& mu_a_per_mm, const Eigen::ArrayXd& mu_s_per_mm,
                                               const Eigen::ArrayXd& g)>;

inline constexpr int reduced_band_count = 12;
inline constexpr auto reduced_size = static_cast<std::size_t>(reduced_band_count); ///< the same, for arrays
using ReducedBands = std::array<double, reduced_band_count>;

/// Bands that stand for the whole spectrum: spectrum = center + extend * (reduced - center at the bands).
struct BandReduction {
    std::vector<int> bands; ///< ascending
    Eigen::Matrix<double, band_count, reduced_band_count> extend;
    Bands center = Bands::Zero(); ///< bare skin

    /// XYZ = weights * reduced + offset.
    struct Weights {
        Eigen::Matrix<double, 3, reduced_band_count, Eigen::RowMajor> weights;
        Eigen::Vector3d offset;
    };
    Weights weights(const Viewing& viewing) const;
    Bands expand(const ReducedBands& reduced) const;
};

/// From sample spectra (columns).
BandReduction reduce_bands(const Bands& bare, const Eigen::Matrix<double, band_count, Eigen::Dynamic>& spectra);

/// What the dot may contain: largest coefficients per reduced band, and the g used for all scattering (only
/// mu_s(1-g) is a variable; what that loses is part of the error measured against the full model).
struct SurrogateDomain {
    ReducedBands mu_a_max{}, reduced_mu_s_max{}, g{};
    bool operator==(const SurrogateDomain&) const = default;
};

class AreaSurrogate {
public:
    static constexpr int mu_a_nodes = 10, mu_s_nodes = 6;

    AreaSurrogate(const AreaModel& model, const DotGeometry& geometry, const std::vector<int>& bands,
                  const SurrogateDomain& domain);

    /// Of `amount` times these coefficients.
    void reflectance(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm, ReducedBands& out,
                     double amount = 1) const;

    /// How far reflectance falls along a ray: the largest factor f for which, at every band, it falls all the way from no
    /// pigment to f times these coefficients. Beyond it scattering pigment brightens again, since absorption in a dot
    /// saturates and scattering does not. Sampled when the surrogate is built, and on the safe side between samples.
    double falls_up_to(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm) const;
    bool covers(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm) const;

private:
    void find_turning_points();

    static constexpr int ratio_bins = 49, lowest_ratio_bin = -24; ///< bin k: mu_s(1-g)/mu_a up to 2^(k/2)

    SurrogateDomain domain_;
    double mu_a_scale_ = 1, mu_s_scale_ = 1;
    ReducedBands x_scale_{}, y_scale_{};
    std::array<std::array<ReducedBands, mu_s_nodes>, mu_a_nodes> coefficients_{};
    std::array<ReducedBands, ratio_bins> turning_mu_a_{}; ///< per ratio: reflectance falls with mu_a up to here
};

} // namespace undertone
