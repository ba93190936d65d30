#pragma once
// Grains held together in lumps, as cells hold them once healed: what that does to the optics of the same mass of pigment.

#include "undertone/pigment/colorant.hpp"

namespace undertone {

/// A lump of packed grains as a sphere, its size log-normal by volume (geometric standard deviation 1.5).
struct Clump {
    double diameter_um = 1; ///< volume median, 0.05 to 20
    double packing = 0.6;   ///< share of the lump that is pigment, 0.05 to 1 (solid); the medium fills the rest

    /// Throws DomainError.
    void validate() const;
};

/// Optics of clumped grains over those of the same mass dispersed, per band. `g` is the lumps' own mean cosine.
struct ClumpFactors {
    Bands mu_a = Bands::Ones(), mu_s = Bands::Ones(), g = Bands::Zero();
};

/// From Mie theory on both sides: the grains as `set_mie_optics` has them, the lump as a sphere of the mixture's index after
/// Bruggeman 1935. A band without absorption keeps factor 1. Throws DomainError.
ClumpFactors clump_factors(const std::vector<OpticalConstants>& constants, double density_g_per_ml,
                           const ParticleSizes& grains, const Clump& clump, double n_medium = 1.4);

/// How much less a sphere of absorption mu_a d (inside it, across its width) takes than its parts dispersed, between clear (1)
/// and opaque (3 / (2 mu_a d)): a ball that does not refract (Duysens 1956, "sieve effect"; van de Hulst 1957, section 11.23).
Bands sieve_factor(const Bands& mu_a_times_diameter);

/// `colorant` as lumps. For one of data/pigments by `clump_factors` of its optical constants; for any other, of which only the
/// absorption is known, by `sieve_factor`, and scattering as it was. Throws DomainError.
Colorant clumped(const Colorant& colorant, const Clump& clump);

} // namespace undertone
