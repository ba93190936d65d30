#pragma once
// Hair: melanin in a shaft, and the shadow that shaved shafts cast in the skin (the fringe).

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/spectral/resample.hpp"
#include "undertone/tissue/skin.hpp"

#include <string>
#include <vector>

namespace undertone {

/// Melanin in a shaft, averaged over its cross-section.
struct HairMelanin {
    double eumelanin_mg_per_ml = 0, pheomelanin_mg_per_ml = 0;

    /// Throws DomainError: not in 0-300 mg/ml.
    void validate() const;
};

/// Shaved hair as it stands in the scalp.
struct Stubble {
    double shaft_diameter_mm = 0.08; ///< Loussouarn et al. 2016: 0.06-0.09 on young adults' scalps
    double density_per_cm2 = 180;    ///< hairs, not follicular units; Birnbaum et al. 2018: 148-230
    double length_in_skin_mm = 1.5;  ///< how deep the shaft shows
    double grey_fraction = 0;        ///< share of hairs without melanin
    double length_above_mm = 0; ///< clipped, not shaved: shafts stand out of the skin by this much, tilted by 30 degrees

    /// Throws DomainError: shafts that overlap, lengths not positive, a share outside 0-1.
    void validate() const;
};

/// Absorption of the shaft, melanin and keratin, 1/mm per band.
Bands hair_mu_a_per_mm(const HairMelanin& melanin);

/// Reflectance of a strand lying flat, many shafts deep, specular included. Each shaft counts as one scatterer of
/// geometrical optics (Fresnel, n 1.55, absorption along the chords of a shaft 0.08 mm wide), the strand as an endless
/// heap of them.
Bands strand_reflectance(const HairMelanin& melanin);

/// Melanin fitted to a strand, and how well the reading determines it.
struct StrandFit {
    HairMelanin melanin;
    Bands reflectance = Bands::Zero(); ///< the model's strand, at the fitted melanin
    Bands residual = Bands::Zero();    ///< measured minus model; 0 where not measured, and for fits to Lab
    /// Of eumelanin and pheomelanin, (mg/ml)^2, at 0.01 noise of a band's reflectance or 1 of a Lab coordinate.
    Eigen::Matrix2d covariance = Eigen::Matrix2d::Zero();
    std::vector<std::string> bounds_hit;
    double rms = 0; ///< of `residual` over measured bands; for a fit to Lab, of the Lab misfit
    bool converged = false;
    int iterations = 0;
    /// "not_identified" (the reading leaves an amount open), "bound_hit", "not_converged", "poor_fit", "lab_only"
    Diagnostics diagnostics;

    /// Square roots of the covariance's diagonal, mg/ml.
    Eigen::Vector2d standard_error() const { return covariance.diagonal().cwiseSqrt(); }
    /// Between the two amounts, -1 to 1: near -1 where the reading determines only their sum.
    double correlation() const;
};

/// Melanin from a strand's reflectance (specular included) or colour: bounded least squares up to 100 mg/ml each. Black
/// strands all look alike and pheomelanin hides behind eumelanin; "not_identified" says so where it is so. Throws
/// DomainError where the reading is not finite, in percent, or no reflectance of hair.
StrandFit fit_strand(const Bands& reflectance, const Coverage& coverage = {});
StrandFit fit_strand(const Lab& lab, const Viewing& viewing);

/// The melanin alone. Throws NumericalError also, where the fit does not settle.
HairMelanin melanin_from_strand(const Bands& reflectance, const Coverage& coverage = {});
HairMelanin melanin_from_strand(const Lab& lab, const Viewing& viewing);

/// Typical melanin for a hair colour in words: "black", "dark_brown", "medium_brown", "light_brown", "blond", "red", "grey",
/// "white" (data/tissue/hair_melanin). Throws DomainError listing them.
HairMelanin melanin_of(const std::string& color_name);
std::vector<std::string> hair_color_names();

/// Reflectance of the shaved fringe: hairs as dots of melanin in this skin, from the surface into the follicle, specular
/// excluded. Hairs with and without melanin each darken what the others leave: the product of two lattices, right to
/// first order in the area covered, and exact where all hairs are alike.
Bands fringe_reflectance(const Skin& skin, const HairMelanin& melanin, const Stubble& stubble);

} // namespace undertone
