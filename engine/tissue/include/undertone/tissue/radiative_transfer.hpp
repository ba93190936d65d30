#pragma once
// Where light goes in layered tissue: reflected, transmitted, absorbed in each layer; derivatives of the reflectance.

#include "undertone/tissue/layer_stack.hpp"

namespace undertone {

struct Illumination {
    enum class Kind {
        collimated, ///< a beam from air at `angle_deg` to the normal
        diffuse,    ///< the same radiance from the whole upper hemisphere (Lambertian), in air
    };

    Kind kind = Kind::collimated;
    double angle_deg = 0; ///< 0 or more, less than 90; in air; of a collimated beam

    /// Throws DomainError naming argument, value and allowed range.
    void validate() const;
};

/// Shares of the incident light; reflectance + specular + transmittance + the sum of absorbed is 1 to rounding.
struct Fluxes {
    Eigen::ArrayXd reflectance;               ///< (W): light that comes out of the tissue, specular reflection excluded
    double specular = 0;                      ///< reflected by the surface before it enters
    Eigen::ArrayXd transmittance;             ///< (W): all light into the medium below; 0 under an infinite layer
    Eigen::ArrayXd unscattered_transmittance; ///< (W): the part of it that was never scattered
    Eigen::ArrayXXd absorbed;                 ///< layers by wavelengths

    Eigen::ArrayXd total_reflectance() const { return reflectance + specular; }                        ///< specular included
    Eigen::ArrayXd diffuse_transmittance() const { return transmittance - unscattered_transmittance; } ///< scattered light
};

/// Fluxes by adding-doubling; `streams` (4, 8, 16 or 32) quadrature angles per hemisphere. All light that leaves is
/// counted, whatever its direction, so that azimuths do not matter. The beam travels along a node of its own and is
/// scattered out of it exactly, which makes the answers slightly better than those of `reflectance` (5e-4, 2e-4, 1e-5 for
/// skin with 4, 8, 16 streams). Throws DomainError for what LayerStack::validate and Illumination::validate refuse and
/// for other `streams`.
Fluxes radiative_transfer(const LayerStack& layers, const Illumination& illumination = {}, int streams = 8);

/// Radiance factor (W) along the normal under a collimated beam at `angle_deg`: the light seen there over that of a
/// perfect white diffuser under the same light. What a 45/0 instrument reads, but for the finite width of its cones and
/// for surface roughness: the surface is smooth, so no specular light is seen (at an angle of 0 it is left out). At the
/// normal only the azimuthal mean of the field contributes, so nothing is left out there; light scattered once is counted
/// with the phase function in full (Nakajima and Tanaka 1988), on its direct way out.
Eigen::ArrayXd radiance_factor(const LayerStack& layers, double angle_deg = 45, int streams = 8);

/// `reflectance` and its derivatives with respect to each layer's coefficients (layers by wavelengths).
struct ReflectanceDerivatives {
    Eigen::ArrayXd value;
    Eigen::ArrayXXd d_mu_a_per_mm, d_mu_s_per_mm, d_g;
    Eigen::ArrayXXd d_thickness_mm; ///< 0 for an infinite layer
};

/// Exact derivatives of what `reflectance` computes, by an adjoint solve: about three solves, whatever their number.
ReflectanceDerivatives reflectance_with_derivatives(const LayerStack& layers, int streams = 8);

} // namespace undertone
