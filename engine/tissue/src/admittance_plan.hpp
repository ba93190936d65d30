#pragma once
// What the adding-doubling kernels share: constants of the angular discretisation, in plain arrays.

namespace undertone {

inline constexpr int lane_count = 8;   ///< wavelengths a kernel treats at once
inline constexpr int max_streams = 32; ///< quadrature angles per hemisphere

/// Everything that depends on the number of streams and the refractive indices, but on no layer.
struct AdmittancePlan {
    int streams = 0;
    int least_doublings = 0;
    double inverse_mu[max_streams];
    double legendre[2 * max_streams * max_streams];   ///< [l][i]: P_l(mu_i) sqrt(w_i / mu_i)
    double surface_top[max_streams * max_streams];    ///< (I + R)^-1 (I - R), R the inner reflection of the surface
    double surface_bottom[max_streams * max_streams]; ///< the same of the lower surface: its admittance
    double source[max_streams];                       ///< 2 (I + R)^-1 s, s what the beam sends through the surface
    double detector[max_streams];                     ///< (I + z) t / 2, t the transmission of the surface outward
    double offset = 0;                                ///< t . source / 2
};

/// One layer's coefficients for lane_count wavelengths.
struct LayerLanes {
    double mu_a_per_mm[lane_count], mu_s_per_mm[lane_count], g[lane_count];
    double thickness_mm;
    bool infinite;
};

using ReflectLanes = void (*)(const AdmittancePlan&, const LayerLanes*, int layer_count, double* out);

/// The discretisation for these indices; computed once and kept.
const AdmittancePlan& admittance_plan(int streams, double n, double n_below);

/// The fastest kernel this processor can run.
ReflectLanes reflect_lanes();

} // namespace undertone
