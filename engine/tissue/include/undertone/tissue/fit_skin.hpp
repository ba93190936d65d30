#pragma once
// From a measured reflectance (or Lab) to the skin that would give it.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/spectral/resample.hpp"
#include "undertone/tissue/skin.hpp"

#include <string>
#include <vector>

namespace undertone {

struct SkinFitOptions {
    /// True for 8/d SCI readings: the surface reflection is taken off first. Skin's surface is rough, so the reading holds
    /// it whole whatever its direction; and Fresnel's value for normal incidence serves rough skin too, because it rises
    /// by less than a tenth up to 40 degrees of tilt.
    bool specular_included = false;
    double noise = 0.005;   ///< standard deviation of one band's reflectance, model error included
    double lab_noise = 0.3; ///< standard deviation of L*, a*, b* each, for fits to Lab
    int max_iterations = 60;
};

struct SkinFit {
    Skin skin;
    Bands reflectance = Bands::Zero();        ///< the model's, at the fitted parameters
    Bands residual = Bands::Zero();           ///< measured minus model, 0 where not measured
    std::vector<std::string> parameter_names; ///< order of `parameters`, `covariance`
    Eigen::VectorXd parameters;
    Eigen::MatrixXd covariance; ///< of `parameters`, linearised at the answer, prior included
    std::vector<std::string> bounds_hit;
    double rms = 0; ///< of `residual` over measured bands; for a fit to Lab, of the Lab misfit
    bool converged = false;
    int iterations = 0;
    Diagnostics diagnostics; ///< "bound_hit", "not_converged", "poor_fit", "bands_modelled", "lab_only"

    /// `covariance` scaled to correlations.
    Eigen::MatrixXd correlation() const;
};

/// Bounded least squares over the bands `coverage` marks, with weak published priors (data/tissue/skin_parameters).
/// `reflectance` is a fraction. The skin it returns reproduces the measured bands exactly; bands outside are the model's,
/// scaled like the nearest measured one. Throws DomainError: not finite, in percent, below the surface reflection,
/// too few bands.
SkinFit fit_skin(const Bands& reflectance, const Coverage& coverage = {}, const SkinFitOptions& options = {});

/// The most probable skin with this colour, in the population of data/tissue/skin_population: a spectrum inferred, not
/// measured, and marked so ("lab_only"). Throws DomainError where `lab` is no colour skin can have.
SkinFit fit_skin(const Lab& lab, const Viewing& viewing, const SkinFitOptions& options = {});

} // namespace undertone
