#pragma once
// From a measured reflectance (or Lab) to the skin that would give it.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/spectral/resample.hpp"
#include "undertone/tissue/skin.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// How the fitted parameters vary between people: mean and covariance of their coordinates in a SkinSpace.
struct SkinPopulation {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
    int people = 0;
};

struct SkinFitOptions {
    /// True for 8/d SCI readings: the surface reflection is taken off first. Skin's surface is rough, so the reading holds
    /// it whole whatever its direction. How large it is differs a little between people, and is fitted with the skin; what is
    /// taken off is the same for all, so that readings of skin and of hair compare: Fresnel's value for normal incidence, which
    /// serves rough skin too, because it rises by less than a tenth up to 40 degrees of tilt.
    bool specular_included = false;
    std::string site;       ///< where on the body, one of skin_site_names(): moves and widens the priors; "" leaves them
    double noise = 0.005;   ///< standard deviation of one band's reflectance, model error included
    double lab_noise = 0.3; ///< standard deviation of L*, a*, b* each, for fits to Lab
    /// Standard deviation of repeated readings, per band: takes the place of `noise` where it is larger.
    Bands band_noise = Bands::Zero();
    /// Standard error of the mean of repeated L*, a*, b*, in place of `lab_noise` where larger: three numbers hold the
    /// answer less firmly than eighty-one, so it shall not stray from their mean by the whole spread.
    Eigen::Array3d lab_spread = Eigen::Array3d::Zero();
    std::optional<SkinPopulation> population; ///< for fits to Lab, in place of data/tissue/skin_population
    SkinSpace space = SkinSpace::shipped();   ///< the parameters to fit, with their bounds and priors
    int max_iterations = 60;
};

struct SkinFit {
    Skin skin;
    Bands reflectance = Bands::Zero();        ///< the model's, at the fitted parameters
    Bands residual = Bands::Zero();           ///< measured minus model (and fitted surface reflection), 0 where not measured
    SkinSpace space = SkinSpace::shipped();   ///< of the parameters fitted
    std::vector<std::string> parameter_names; ///< order of `parameters`, `covariance`: space.names()
    Eigen::VectorXd parameters;
    Eigen::MatrixXd covariance; ///< of `parameters`, linearised at the answer, prior included
    std::vector<std::string> bounds_hit;
    std::string site;                 ///< as asked for
    int readings = 1;                 ///< that were averaged
    Bands reading_sd = Bands::Zero(); ///< per band, of the readings about their mean; 0 for one reading
    bool lab_only = false;            ///< fitted to a colour: the spectrum is inferred from the population
    double spread_delta_e = 0;        ///< mean CIEDE2000 of the readings from their mean (D65, 2 degrees); 0 for one
    double rms = 0;                   ///< of `residual` over measured bands; for a fit to Lab, of the Lab misfit
    bool converged = false;
    int iterations = 0;
    Diagnostics diagnostics; ///< "bound_hit", "not_converged", "poor_fit", "bands_modelled", "bands_left_out",
                             ///< "surface_reflection", "unlikely_skin", "lab_only", "repeat_spread"

    /// `covariance` scaled to correlations.
    Eigen::MatrixXd correlation() const;
};

/// Bounded least squares over the bands `coverage` marks, with weak published priors (data/tissue/skin_parameters, moved by
/// data/tissue/skin_sites). `reflectance` is a fraction. The skin it returns reproduces the measured bands exactly; bands
/// outside are the model's, scaled like the nearest measured one; so are dark bands that the surface reflection leaves nothing
/// ("bands_left_out"). Throws DomainError: not finite, in percent, more than half of the bands below the surface reflection,
/// too few bands, an unknown site.
SkinFit fit_skin(const Bands& reflectance, const Coverage& coverage = {}, const SkinFitOptions& options = {});

/// Several readings of one spot: their mean is fitted, their spread is reported and, per band, is the noise where it is
/// larger than `options.noise`. Throws DomainError as above, naming the reading, and for no reading.
SkinFit fit_skin(std::span<const Bands> readings, const Coverage& coverage = {}, const SkinFitOptions& options = {});

/// The most probable skin with this colour, in the population of data/tissue/skin_population: a spectrum inferred, not
/// measured, and marked so (`lab_only`). Throws DomainError where `lab` is no colour skin can have.
SkinFit fit_skin(const Lab& lab, const Viewing& viewing, const SkinFitOptions& options = {});

/// Several Lab readings of one spot under one viewing: their mean is fitted, with its standard error for noise where that
/// is larger than `options.lab_noise`; spread_delta_e is under this viewing.
SkinFit fit_skin(std::span<const Lab> readings, const Viewing& viewing, const SkinFitOptions& options = {});

/// The population behind fits to spectra of more people than parameters, as data/tissue/skin_population was made: standard
/// deviations widened by 1.3, that of the melanosome fraction to 1.0 at least, so that darker skin and other sites are no
/// surprise. Throws DomainError for fewer fits, or fits to Lab.
SkinPopulation skin_population(std::span<const SkinFit> fits);

/// People at one place on the body: data/tissue/skin_population on the axes of SkinSpace::shipped(), its mean moved as
/// data/tissue/skin_sites has it ("" leaves it), and what is fixed there. How unsure that move is does not widen the covariance.
struct SitePopulation {
    SkinPopulation population;
    SkinParameters fixed;
};
/// Throws DomainError for an unknown site.
SitePopulation population_at(const std::string& site);

/// "forearm", "outer_forearm", "hand", "cheek", "forehead", "scalp" (data/tissue/skin_sites).
std::vector<std::string> skin_site_names();

} // namespace undertone
