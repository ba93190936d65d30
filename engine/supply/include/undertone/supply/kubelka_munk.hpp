#pragma once
// Two-constant Kubelka-Munk theory of opaque films, and Saunderson's correction for their surface: what colour laboratories reckon
// with. Undertone predicts by radiative transfer; these stand beside it, for strength and for comparison.

#include "undertone/spectral/grid.hpp"

namespace undertone {

/// What a smooth surface keeps from the light that enters and leaves (Saunderson 1942).
struct SurfaceReflection {
    double outside = 0.04; ///< k1: of the light that arrives; 0.04 for an index of 1.5
    double inside = 0.6;   ///< k2: of diffuse light from within; 0.596 for an index of 1.5
    bool included = false; ///< the reading holds what the surface itself reflects (8/d SCI)

    /// Throws DomainError.
    void validate() const;
};

/// Reflectance within the film from what was read. Throws DomainError where a reading is not above the surface's own part and below 1.
Bands reflectance_within(const Bands& read, const SurfaceReflection& surface);
/// What would be read of it.
Bands reflectance_read(const Bands& within, const SurfaceReflection& surface);

/// K/S = (1 - R)^2 / 2R of an opaque film (Kubelka and Munk 1931). Throws DomainError where R is not above 0 and at most 1.
Bands k_over_s(const Bands& within);
/// Reflectance of an opaque film with this K/S, 0 or more.
Bands reflectance_of_k_over_s(const Bands& k_over_s);
/// Of a film of this thickness on a backing of this reflectance, within. K and S in 1/mm, above 0.
Bands film_on_backing(const Bands& k_per_mm, const Bands& s_per_mm, double thickness_mm, const Bands& backing_within);

} // namespace undertone
