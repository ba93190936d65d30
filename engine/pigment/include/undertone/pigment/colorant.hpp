#pragma once
// One Colour Index pigment as dispersed: its optics per mg in 1 ml of skin.

#include "undertone/spectral/grid.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

/// One Colour Index pigment as dispersed: optics per mg of pigment in 1 ml of skin.
/// 1/mm per (mg/ml) is the same number as m2/g, in which absorption per mass is published.
struct Colorant {
    std::string id, name, color_index; ///< "carbon_black", "Carbon black", "CI 77266"
    Bands mu_a_per_mm = Bands::Zero(); ///< 1/mm per (mg/ml)
    Bands mu_s_per_mm = Bands::Zero(); ///< 1/mm per (mg/ml)
    Bands g = Bands::Zero();
    double density_g_per_ml = 1;
    std::string source;
};

/// Grains as spheres, log-normal by volume.
struct ParticleSizes {
    double volume_median_diameter_nm = 100, geometric_sd = 1.5;
};

/// n + ik per band for one polarisation of a crystal, and its share of the grains' cross-section.
struct OpticalConstants {
    Bands n, k;
    double share = 1;
};

/// Fills the optics of `colorant` from Mie theory: spheres of `constants` (shares sum to 1), sizes and density in a
/// medium of refractive index n_medium, far enough apart to scatter independently (below about 5 % by volume). The
/// integral over sizes is a trapezium of `nodes` points over +-4 standard deviations: with 49, within 0.2 % for pigments
/// that absorb and 2 % for the scattering of TiO2, whose spheres resonate. Throws DomainError.
void set_mie_optics(Colorant& colorant, const std::vector<OpticalConstants>& constants, const ParticleSizes& sizes,
                    double n_medium = 1.4, int nodes = 49);

/// A colorant of data/pigments in skin, by id; worked out once and kept, safe from any thread. Throws DomainError naming those there are.
const Colorant& colorant(std::string_view id);

/// Ids of data/pigments, sorted.
const std::vector<std::string>& colorant_ids();

} // namespace undertone
