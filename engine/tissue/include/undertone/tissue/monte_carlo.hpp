#pragma once
// The oracle: photons walked one by one through layers with vertical cylinders. Slow, unbiased, with its own error.

#include "undertone/tissue/dots.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace undertone {

struct MonteCarloOptions {
    std::int64_t photons = 100000; ///< per wavelength
    std::uint64_t seed = 0;
    int threads = 1; ///< the answer does not depend on it
    /// Where photons start: over the whole cell (the area average), or over one dot only, which by reciprocity is the
    /// light that leaves through the skin above that dot when all the skin is lit.
    bool start_over_dot = false;
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
MonteCarloResult monte_carlo(const LayerStack& layers, const std::optional<DotLattice>& dots,
                             const MonteCarloOptions& options);

} // namespace undertone
