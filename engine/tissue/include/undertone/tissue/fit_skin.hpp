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
    bool specular_included = false; ///< true for 8/d SCI readings: the surface reflection is taken off first
    double noise = 0.005;           ///< standard deviation of one band's reflectance, model error included
    int max_iterations = 60;
};

struct SkinFit {
    Skin skin;
    Bands reflectance;                        ///< the model's, at the fitted parameters
    Bands residual;                           ///< measured minus model, 0 where not measured
    std::vector<std::string> parameter_names; ///< order of `parameters`, `covariance`
    Eigen::VectorXd parameters;
    Eigen::MatrixXd covariance;
    std::vector<std::string> bounds_hit;
    double rms = 0;                           ///< over measured bands
    bool converged = false;
    int iterations = 0;
    Diagnostics diagnostics;
};

SkinFit fit_skin(const Bands& reflectance, const Coverage& coverage = {}, const SkinFitOptions& options = {});
SkinFit fit_skin(const Lab& lab, const Viewing& viewing, const SkinFitOptions& options = {});

} // namespace undertone
