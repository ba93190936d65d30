// Derivatives of reflectance after the coefficients of each layer.

#include "undertone/tissue/radiative_transfer.hpp"

#include "admittance_plan.hpp"
#include "stack_lanes.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <cmath>

namespace undertone {

namespace {

/// Doublings the kernel may need for this layer; as it counts them, or more.
int doublings_for(const AdmittancePlan& plan, const LayerLanes& layer) {
    if (layer.infinite) return infinite_tape;
    double deepest = 0;
    for (int i = 0; i < lane_count; ++i)
        deepest = std::max(deepest, 0.5 * layer.thickness_mm * (layer.mu_a_per_mm[i] + layer.mu_s_per_mm[i]));
    int doublings = plan.least_doublings;
    while (doublings < 60 &&
           (deepest > std::ldexp(0.5, doublings) || 2 * deepest * plan.inverse_mu[0] > std::ldexp(1.0, 2 * doublings)))
        ++doublings;
    return doublings;
}

/// A layer of no thickness has a derivative all the same: that of one which is next to nothing.
constexpr double next_to_nothing_mm = 1e-7;

void add_derivatives(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan,
                     const std::vector<Eigen::Index>& bands, double sign, ReflectanceDerivatives& result) {
    const AdmittanceKernel& kernel = admittance_kernel();
    const auto layers = static_cast<std::size_t>(stack.layer_count());
    if (work.tapes.size() < layers) work.tapes.resize(layers);
    Workspace::Lane* out = Workspace::reserve(work.out, 1 + 4 * stack.layer_count());
    for_each_group(
        work, stack, bands,
        [&](const LaneGroup& group) {
            int size = 0;
            for (int layer = 0; layer < group.layer_count; ++layer) {
                const int capacity = doublings_for(plan, group.layers[layer]);
                work.tapes[static_cast<std::size_t>(layer)] = {size, capacity, 0};
                size += tape_lanes(plan.order, capacity);
            }
            Workspace::Lane* scratch = Workspace::reserve(work.scratch, size);
            kernel.derivatives(plan, group.layers, group.layer_count, work.tapes.data(), scratch, out->at);
            for (int i = 0; i < group.band_count; ++i) {
                const Eigen::Index band = group.bands[i];
                result.value(band) += sign * out[0].at[i];
                for (int layer = 0; layer < group.layer_count; ++layer) {
                    const Eigen::Index row = work.rows[static_cast<std::size_t>(layer)];
                    const Workspace::Lane* by = out + 1 + static_cast<std::ptrdiff_t>(4) * layer;
                    result.d_mu_a_per_mm(row, band) += sign * by[0].at[i];
                    result.d_mu_s_per_mm(row, band) += sign * by[1].at[i];
                    result.d_g(row, band) += sign * by[2].at[i];
                    result.d_thickness_mm(row, band) += sign * by[3].at[i];
                }
            }
        },
        next_to_nothing_mm);
}

ReflectanceDerivatives zeros(Eigen::Index layers, Eigen::Index bands) {
    const Eigen::ArrayXXd none = Eigen::ArrayXXd::Zero(layers, bands);
    return {Eigen::ArrayXd::Zero(bands), none, none, none, none};
}

/// As in `reflectance`: the closed form in, the polynomials' share out, each with its derivatives.
void replace_unscattered(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan,
                         const std::vector<Eigen::Index>& bands, ReflectanceDerivatives& result) {
    const UnscatteredReturn unscattered = unscattered_return(stack, plan.moments);
    if (unscattered.dark) return;
    const Eigen::Index layers = stack.layer_count();
    ReflectanceDerivatives clear = zeros(layers, stack.wavelength_count());
    add_derivatives(work, unscattered.clear, plan, bands, -1, clear);
    for (const Eigen::Index band : bands) {
        result.value(band) += unscattered.reflectance(band) + clear.value(band);
        for (Eigen::Index layer = 0; layer < layers; ++layer) {
            const double by_depth = unscattered.by_depth(band), g = stack.g(layer, band);
            const double by_lost = clear.d_mu_a_per_mm(layer, band) + by_depth * stack.thickness_mm(layer);
            const double forward_slope = plan.moments * std::pow(g, plan.moments - 1);
            result.d_mu_a_per_mm(layer, band) += by_lost;
            result.d_mu_s_per_mm(layer, band) += by_lost * (1 - g * forward_slope / plan.moments);
            result.d_g(layer, band) -= by_lost * stack.mu_s_per_mm(layer, band) * forward_slope;
            result.d_thickness_mm(layer, band) +=
                clear.d_thickness_mm(layer, band) + by_depth * unscattered.clear.mu_a_per_mm(layer, band);
        }
    }
}

ReflectanceDerivatives solve_with_derivatives(const LayerStack& stack, int streams) {
    Workspace& work = workspace();
    sort_bands(work, stack, streams);
    ReflectanceDerivatives result = zeros(stack.layer_count(), stack.wavelength_count());
    for (const BandClass& one : work.classes) {
        if (one.bands.empty()) continue;
        const auto& plan = admittance_plan(discretization(stack, one));
        add_derivatives(work, stack, plan, one.bands, 1, result);
        if (!one.split) replace_unscattered(work, stack, plan, one.bands, result);
    }
    refine_negative(stack, streams, result.value, [&](const LayerStack& some, int more, const std::vector<int>& bands) {
        const ReflectanceDerivatives refined = solve_with_derivatives(some, more);
        result.value(bands) = refined.value;
        result.d_mu_a_per_mm(Eigen::all, bands) = refined.d_mu_a_per_mm;
        result.d_mu_s_per_mm(Eigen::all, bands) = refined.d_mu_s_per_mm;
        result.d_g(Eigen::all, bands) = refined.d_g;
        result.d_thickness_mm(Eigen::all, bands) = refined.d_thickness_mm;
    });
    return result;
}

} // namespace

ReflectanceDerivatives reflectance_with_derivatives(const LayerStack& stack, int streams) {
    stack.validate();
    check_streams(streams);
    ReflectanceDerivatives result = solve_with_derivatives(stack, streams);
    if ((stack.thickness_mm == 0).any()) result.value = reflectance(stack, streams);
    return result;
}

} // namespace undertone
