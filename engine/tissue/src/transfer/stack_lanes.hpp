#pragma once
// Layer stacks cut into groups of wavelengths, as the adding-doubling kernels take them.

#include "admittance_plan.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/tissue/layer_stack.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace undertone {

/// Soot itself absorbs some 1e4 per mm: no tissue and no pigment comes near, and squares of it are far from overflow.
inline constexpr double most_coefficient_per_mm = 1e6;
/// A kilometre, as good as infinite.
inline constexpr double thickest_mm = 1e6;
/// Layers times wavelengths of one call: some ten seconds.
inline constexpr double most_cells = 1e7;

/// Wavelengths solved with the same quadrature.
struct BandClass {
    int streams = 0;
    bool split = false; ///< see Discretization::split
    std::vector<Eigen::Index> bands;
};

/// Memory a thread keeps from one call to the next, so that solving allocates nothing.
struct Workspace {
    struct alignas(64) Lane {
        double at[lane_count];
    };

    std::vector<LayerLanes> layers;
    std::vector<Eigen::Index> rows; ///< of the stack, for each of `layers`
    std::vector<LayerTape> tapes;
    std::vector<Lane> scratch, out;
    std::vector<BandClass> classes;

    /// At least `count` lanes of `buffer`.
    static Lane* reserve(std::vector<Lane>& buffer, Eigen::Index count) {
        if (buffer.size() < static_cast<std::size_t>(count)) buffer.resize(static_cast<std::size_t>(count));
        return buffer.data();
    }
};

Workspace& workspace();

/// Up to lane_count wavelengths of a stack.
struct LaneGroup {
    const Eigen::Index* bands;
    int band_count;
    const LayerLanes* layers;
    int layer_count; ///< without layers of no thickness, which are left out
};

/// A stack whose arrays belong to others.
struct StackView {
    const Eigen::ArrayXd& thickness_mm;
    const Eigen::ArrayXXd &mu_a_per_mm, &mu_s_per_mm, &g;

    StackView(const Eigen::ArrayXd& thickness, const Eigen::ArrayXXd& mu_a, const Eigen::ArrayXXd& mu_s,
              const Eigen::ArrayXXd& anisotropy)
        : thickness_mm(thickness), mu_a_per_mm(mu_a), mu_s_per_mm(mu_s), g(anisotropy) {}
    StackView(const LayerStack& stack) // NOLINT: a stack is a view of itself
        : StackView(stack.thickness_mm, stack.mu_a_per_mm, stack.mu_s_per_mm, stack.g) {}

    Eigen::Index layer_count() const { return thickness_mm.size(); }
    Eigen::Index wavelength_count() const { return mu_a_per_mm.cols(); }
};

/// Throws DomainError unless each is layers by wavelengths, and its values allowed.
void check_coefficients(const StackView&, Eigen::Index wavelengths);

/// Fills `work.layers` and `work.rows` with the stack at these wavelengths; the number of layers used.
inline int fill_lanes(Workspace& work, const StackView& stack, const Eigen::Index* bands, int band_count,
                      double least_thickness_mm = 0) {
    const auto layers = static_cast<std::size_t>(stack.layer_count());
    if (work.layers.size() < layers) {
        work.layers.resize(layers);
        work.rows.resize(layers);
    }
    int used = 0;
    for (Eigen::Index row = 0; row < stack.layer_count(); ++row) {
        const double thickness = std::max(stack.thickness_mm(row), least_thickness_mm);
        if (thickness == 0) continue;
        work.rows[static_cast<std::size_t>(used)] = row;
        LayerLanes& lanes = work.layers[static_cast<std::size_t>(used++)];
        lanes.infinite = std::isinf(thickness);
        lanes.thickness_mm = thickness;
        for (int i = 0; i < lane_count; ++i) {
            const Eigen::Index band = bands[std::min(i, band_count - 1)]; // spare lanes repeat the last wavelength
            lanes.mu_a_per_mm[i] = stack.mu_a_per_mm(row, band);
            lanes.mu_s_per_mm[i] = stack.mu_s_per_mm(row, band);
            lanes.g[i] = stack.g(row, band);
        }
    }
    return used;
}

/// use(group) for these wavelengths, lane_count at a time.
template <class Use>
void for_each_group(Workspace& work, const StackView& stack, const std::vector<Eigen::Index>& bands, Use use,
                    double least_thickness_mm = 0) {
    for (std::size_t first = 0; first < bands.size(); first += lane_count) {
        poll_stop();
        const int count = static_cast<int>(std::min<std::size_t>(lane_count, bands.size() - first));
        const int used = fill_lanes(work, stack, bands.data() + first, count, least_thickness_mm);
        use(LaneGroup{bands.data() + first, count, work.layers.data(), used});
    }
}

/// Quadrature angles for a layer of anisotropy g where `streams` were asked for. Scattering that is far forward, or backward, has so
/// narrow a phase function that few polynomials cannot follow it: what delta-M cuts off (g to the power of twice the streams) is
/// most of the scattering, and what is left goes below zero in other directions. At g of 0.99 8 streams err by a quarter, 32 by a
/// hundredth. Skin, up to 0.9, takes what is asked for.
inline int streams_for(double g, int streams) {
    constexpr double forward = 0.91, backward = -0.6, far_backward = -0.8;
    if (g <= forward && g >= backward) return streams;
    return std::max(streams, g > forward || g < far_backward ? 32 : 16);
}

/// Whether any of these layers, with a thickness, asks for more angles.
inline bool needs_more_streams(const StackView& stack, const Eigen::ArrayXd& thickness_mm) {
    if (stack.g.size() == 0) return false;
    if (streams_for(stack.g.maxCoeff(), 1) == 1 && streams_for(stack.g.minCoeff(), 1) == 1) return false;
    for (Eigen::Index band = 0; band < stack.wavelength_count(); ++band)
        for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer)
            if (streams_for(stack.g(layer, band), 1) > 1 && stack.mu_s_per_mm(layer, band) > 0 && thickness_mm(layer) > 0)
                return true;
    return false;
}

/// Sorts the wavelengths into `work.classes`: by the angles their scattering asks for, and by whether light is caught between two
/// surfaces with too little scattering to free it (split).
void sort_bands(Workspace& work, const LayerStack& stack, int streams);

/// Of a normal beam in such a class; split, the beam has a node of its own.
inline Discretization discretization(const LayerStack& stack, const BandClass& one) {
    return {one.streams, stack.n, stack.n_below, one.split ? Light::beam : Light::projected_beam, 0, one.split};
}

/// What comes back from a lower surface without having been scattered, at normal incidence and in closed form.
struct UnscatteredReturn {
    bool dark = true;                     ///< nothing comes back; the rest is empty
    LayerStack clear;                     ///< the stack in which all that is scattered counts as absorbed
    Eigen::ArrayXd reflectance, by_depth; ///< per wavelength, and its derivative with respect to the optical depth
};

UnscatteredReturn unscattered_return(const LayerStack&, int moments);

/// Optical depth of layers of these thicknesses for light that is not scattered, as the kernels scale it (W).
Eigen::ArrayXd unscattered_depth(const StackView&, int moments, const Eigen::ArrayXd& thickness_mm);

inline constexpr double dark_depth = 12; ///< from deeper, less than e^-24 of unscattered light comes back

/// Scattering lengths between two surfaces; above, nodes split at the critical angle gain nothing that counts. Scattering that
/// hardly turns light counts by how far it does: each event as 10 (1 - g) where g is above 0.9.
inline constexpr double few_times_scattered = 8;
inline Eigen::ArrayXd turning_depth(const StackView& stack, const Eigen::ArrayXd& thickness_mm) {
    return ((stack.mu_s_per_mm * (10 * (1 - stack.g)).min(1.0)).colwise() * thickness_mm).colwise().sum().transpose();
}

/// A reflectance below zero comes from too few angles for the phase function: such wavelengths are solved with more, by
/// `solve(stack of them, streams, indices)`. Rounding below zero is zero.
template <class Solve>
void refine_negative(const LayerStack& stack, int streams, Eigen::ArrayXd& reflectance, Solve solve) {
    constexpr double rounding = 1e-9;
    if (!((reflectance < 0).any())) return;
    std::vector<int> negative;
    for (Eigen::Index band = 0; band < reflectance.size(); ++band)
        if (reflectance(band) < -rounding) negative.push_back(static_cast<int>(band));
    if (!negative.empty() && streams < max_streams) solve(stack.at(negative), 2 * streams, negative);
    reflectance = reflectance.max(0.0);
}

/// Throws DomainError unless streams is 4, 8, 16 or 32.
void check_streams(int streams);

} // namespace undertone
