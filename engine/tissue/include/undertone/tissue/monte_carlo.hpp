#pragma once
// The oracle: photons walked one by one through layers with vertical cylinders. Slow, unbiased, with its own error.

#include "undertone/tissue/dots.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace undertone {

/// Dots of another kind among the others, at places drawn at random (white hairs in a dark fringe).
struct OtherDots {
    double share = 0; ///< of all dots
    Eigen::ArrayXd mu_a_per_mm, mu_s_per_mm, g;
};

struct MonteCarloOptions {
    std::int64_t photons = 100000; ///< per wavelength
    std::uint64_t seed = 0;
    int threads = 1; ///< the answer does not depend on it
    /// Where photons start: over the whole cell (the area average), or over one dot only, which by reciprocity is the
    /// light that leaves through the skin above that dot when all the skin is lit.
    bool start_over_dot = false;
    /// Dots in one repeating cell where they stand without order or are of two kinds; a square number up to 400.
    int dots_per_cell = 64;
    std::optional<OtherDots> other_dots;
    /// For paths only. Each path is laid over the dots so many times, at places of its own: less noise for little time.
    /// Where pigment scatters, a path belongs to its place, and only its twin is laid so.
    int shifts = 1;
    /// For paths only. Walk with each photon its twin, for which pigment does not scatter: a control variate.
    bool twins = false;
    /// Called now and then with the share done; return false to stop. May be called from any thread, one at a time.
    std::function<bool(double)> progress;
};

struct MonteCarloResult {
    Eigen::ArrayXd mean, standard_error; ///< per wavelength
    std::int64_t photons = 0;            ///< walked per wavelength
    bool cancelled = false;
};

/// Diffuse reflectance as `reflectance` (no dots) or `dot_reflectance` define it. Absorption is taken along the path
/// (every photon loses weight by exp(-mu_a ds)), scattering is sampled; Henyey-Greenstein phase function; Fresnel surfaces.
/// Random numbers are Philox4x32-10's (MCML's stock ran3 is biased by 1e-3 on long paths).
MonteCarloResult monte_carlo(const LayerStack& layers, const std::optional<DotField>& dots,
                             const MonteCarloOptions& options);

/// The paths of the photons that came back, at one wavelength: they hold the answer for any absorption, of the layers and
/// inside the dots, as long as the scattering is that of the run (perturbation: Hayakawa et al. 2001; Alerstam et al. 2008).
struct PhotonPaths {
    Eigen::ArrayXXf layer_mm; ///< photons x layers: path length in each layer, inside dots or not
    Eigen::ArrayXXf dot_mm; ///< photons x shifts (x 1 where pigment scatters): path length inside dots, times concentration
    Eigen::ArrayXf weight;  ///< as if nothing absorbed; 0 where only the twin came back
    Eigen::ArrayXXf twin_layer_mm; ///< of the twins, where asked for
    Eigen::ArrayXf twin_weight;
    /// Where pigment scatters, photons x shifts: the twins' lengths inside dots, at the photon's own place first.
    Eigen::ArrayXXf twin_dot_mm;
    Eigen::ArrayXf start_mm;  ///< distance from the axis of the nearest dot where the photon entered
    Eigen::ArrayXf spread_mm; ///< distance along the surface from where it entered to where it left
    std::int64_t photons = 0; ///< walked, those that never came back among them
    bool cancelled = false;

    struct Answer {
        double mean, standard_error;
    };
    /// Reflectance for these absorptions. Those of the run or higher are answered with about the run's own error; lower ones
    /// have a larger error, since long paths were cut short.
    Answer reflectance(const Eigen::ArrayXd& mu_a_per_mm, double pigment_mu_a_per_mm = 0) const;
};

/// `layers` and `dots` have one wavelength.
PhotonPaths monte_carlo_paths(const LayerStack& layers, const std::optional<DotField>& dots,
                              const MonteCarloOptions& options);

} // namespace undertone
