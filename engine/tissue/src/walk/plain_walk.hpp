#pragma once
// Photons in layers without dots, several at a time. All sideways directions are alike there, so only depth and
// the cosine to the vertical are followed; how far a photon wanders sideways is for photon_walk.hpp.

#include <cstdint>
#include <vector>

namespace undertone {

struct PlainMedium {
    struct Layer {
        double top, bottom, mu_a, mu_s;
        double mean_step; ///< 1 / mu_s, or beyond every end where nothing scatters
        /// Henyey and Greenstein's cosine of a uniform u: middle - scale * (numerator / (base + slope u))^2.
        double numerator, base, slope, middle, scale;
    };
    std::vector<Layer> layers; ///< none is empty
    double n = 1, n_below = 1, specular = 0;
};

/// Weights that leave through the top, of photons first_photon to first_photon + count - 1 of this seed. Each photon has random
/// numbers of its own, and every kernel computes the same to the last bit.
using PlainWalk = void (*)(const PlainMedium& medium, std::uint64_t seed, std::uint64_t first_photon, int count,
                           double* weights);

/// For a kernel's own loop, now and then: poll_stop().
void poll_walk();

/// All that this processor can run, the best last.
const std::vector<PlainWalk>& supported_plain_walks();
/// The one for instruction_set().
PlainWalk plain_walk();

} // namespace undertone
