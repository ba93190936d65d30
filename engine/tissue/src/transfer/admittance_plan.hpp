#pragma once
// What the adding-doubling kernels share: constants of the angular discretisation, in plain arrays.

#include <vector>

namespace undertone {

inline constexpr int lane_count = 8;   ///< wavelengths a kernel treats at once
inline constexpr int max_streams = 32; ///< quadrature angles per hemisphere
inline constexpr int max_order = max_streams + 2;

/// How light comes in and what is asked of the light that leaves.
enum class Light {
    projected_beam, ///< normal incidence, the beam as the polynomials over the nodes see it; all light that escapes
    beam,           ///< collimated along a node of its own; all light that escapes
    diffuse,        ///< Lambertian from air; all light that escapes
    radiance,       ///< collimated; radiance factor at normal exit, along a second node of its own
};

/// A beam's own node has so little weight that it changes nothing it does not carry: light scattered out of the beam, and
/// along it, is then exact for the field of the other nodes. Its rows and columns carry the root of the weight, which
/// costs no digits (every product in them has that factor once) and cancels in the answer.
///
/// `split` puts `streams` nodes on each side of the critical angle (at most max_streams in all). Light caught between two
/// surfaces has a step there that no polynomial follows; where tissue is thick enough to scatter it away, polynomials
/// over the whole hemisphere are the more accurate.
struct Discretization {
    int streams;
    double n, n_below;
    Light light = Light::projected_beam;
    double sine = 0; ///< of the angle of incidence in air
    bool split = false;

    friend bool operator==(const Discretization&, const Discretization&) = default;
};

/// Everything that depends on the discretisation, but on no layer.
struct AdmittancePlan {
    int order = 0;   ///< nodes per hemisphere, those of the beams among them
    int moments = 0; ///< of the phase function; what lies beyond counts as not scattered
    int least_doublings = 0;
    double inverse_mu[max_order];
    double legendre[2 * max_streams * max_order]; ///< [l][i]: P_l(mu_i) sqrt(w_i / mu_i)
    double flux[max_order];                       ///< sqrt(w_i mu_i): the flux that each basis function carries
    double surface_top[max_order * max_order];    ///< (I + R)^-1 (I - R), R the inner reflection of the surface
    double surface_bottom[max_order * max_order]; ///< the same of the lower surface: its admittance
    double bottom_flux[max_order];                ///< surface_bottom . flux
    double source[max_order];                     ///< 2 (I + R)^-1 s, s what the light sends through the surface
    double detector[max_order];                   ///< (I + z) t / 2, t what is asked of the light that comes up
    double offset = 0;                            ///< t . source / 2
    double specular = 0;                          ///< what the surface reflects before light enters
};

/// One layer's coefficients for lane_count wavelengths.
struct LayerLanes {
    double mu_a_per_mm[lane_count], mu_s_per_mm[lane_count], g[lane_count];
    double thickness_mm;
    bool infinite;
};

/// Where a layer's record starts in the scratch memory of `derivatives` (in lanes), and the doublings it holds.
struct LayerTape {
    int start, capacity, doublings;
};

/// The kernels of one instruction set. `out` is in rows of lane_count; `scratch` and `state` are aligned to 64 bytes.
struct AdmittanceKernel {
    const char* name;

    /// out: one row, detector . f - offset.
    void (*reflect)(const AdmittancePlan&, const LayerLanes*, int layer_count, double* out);

    /// out: reflectance, transmittance, then what each layer absorbs. For plans with a beam's node.
    /// scratch: layer_count * flux_scratch_lanes(order) lanes.
    void (*fluxes)(const AdmittancePlan&, const LayerLanes*, int layer_count, void* scratch, double* out);

    /// Folds all layers but those from `first` to `first + count` into `state`, of state_lanes(order) lanes.
    /// For plans without a beam's node.
    void (*fold)(const AdmittancePlan&, const LayerLanes*, int layer_count, int first, int count, void* state);

    /// `reflect` of the folded stack with these layers between.
    void (*evaluate)(const AdmittancePlan&, const void* state, const LayerLanes*, int layer_count, double* out);

    /// out: reflectance, then four rows for each layer: its derivatives with respect to mu_a, mu_s, g, thickness.
    void (*derivatives)(const AdmittancePlan&, const LayerLanes*, int layer_count, LayerTape*, void* scratch, double* out);
};

constexpr int flux_scratch_lanes(int order) { return order * order + 2 * order; }
constexpr int state_lanes(int order) { return order * (order + 1) + 2 * order + 1; }
constexpr int tape_lanes(int order, int doublings) { return (6 + doublings) * order * order; }
inline constexpr int infinite_doublings = 80; ///< converges long before, but for media that hardly absorb
inline constexpr int infinite_tape = 48;      ///< doublings recorded of an infinite layer: never more than 30 seen

/// The constants of this discretisation; computed once and kept.
const AdmittancePlan& admittance_plan(const Discretization&);

/// The fastest kernel this processor can run.
const AdmittanceKernel& admittance_kernel();

/// All kernels this processor can run, the plainest first.
const std::vector<AdmittanceKernel>& supported_admittance_kernels();

} // namespace undertone
