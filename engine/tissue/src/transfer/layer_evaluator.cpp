#include "undertone/tissue/layer_evaluator.hpp"

#include "admittance_plan.hpp"
#include "stack_lanes.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace undertone {

LayerEvaluator::LayerEvaluator(const LayerStack& layers, Eigen::Index first, Eigen::Index count, int streams)
    : layers_(layers), first_(first), streams_(streams) {
    layers.validate();
    check_streams(streams);
    if (!(first >= 0 && first < layers.layer_count()))
        throw DomainError("first", fmt::format("{}", first), fmt::format("0 to {}: a layer", layers.layer_count() - 1));
    if (!(count >= 1 && count <= layers.layer_count() - first))
        throw DomainError("count", fmt::format("{}", count),
                          fmt::format("1 to {}: layers from the first one on", layers.layer_count() - first));
    thickness_mm_ = layers.thickness_mm.segment(first, count);
    lower_surface_ = std::isfinite(layers.thickness_mm(layers.layer_count() - 1)) && layers.n_below != layers.n;
    const AdmittancePlan& plan = admittance_plan({streams, layers.n, layers.n_below});
    Eigen::ArrayXd staying = layers.thickness_mm;
    staying.segment(first, count) = 0;
    narrow_ = needs_more_streams(layers, staying);
    if (lower_surface_) {
        scattering_ = turning_depth(layers, staying);
        lost_ = unscattered_depth(layers, plan.moments, staying);
    }

    static_assert(sizeof(Lane) == sizeof(Workspace::Lane));
    const AdmittanceKernel& kernel = admittance_kernel();
    const Eigen::Index wavelengths = layers.wavelength_count();
    state_.resize(static_cast<std::size_t>((wavelengths + lane_count - 1) / lane_count * state_lanes(plan.order)));
    bands_.resize(static_cast<std::size_t>(wavelengths));
    std::iota(bands_.begin(), bands_.end(), Eigen::Index{0});
    Workspace& work = workspace();
    Lane* state = state_.data();
    for_each_group(work, layers, bands_, [&](const LaneGroup& group) {
        int above = 0, inside = 0; // among the layers that have a thickness
        for (int layer = 0; layer < group.layer_count; ++layer) {
            const Eigen::Index row = work.rows[static_cast<std::size_t>(layer)];
            above += row < first ? 1 : 0;
            inside += row >= first && row < first + count ? 1 : 0;
        }
        kernel.fold(plan, group.layers, group.layer_count, above, inside, state);
        state += state_lanes(plan.order);
    });
}

/// Whether all layers have to be solved together: where scattering asks for more angles than the folded layers have, or light may
/// come back from a lower surface; see `reflectance`.
bool LayerEvaluator::needs_all_layers(const Eigen::ArrayXXd& mu_a_per_mm, const Eigen::ArrayXXd& mu_s_per_mm,
                                      const Eigen::ArrayXXd& g) const {
    const StackView changing(thickness_mm_, mu_a_per_mm, mu_s_per_mm, g);
    if (narrow_ || needs_more_streams(changing, thickness_mm_)) return true;
    if (!lower_surface_) return false;
    return (scattering_ + turning_depth(changing, thickness_mm_) < few_times_scattered).any() ||
           (lost_ + unscattered_depth(changing, 2 * streams_, thickness_mm_) <= dark_depth).any();
}

Eigen::ArrayXd LayerEvaluator::reflectance(const Eigen::ArrayXXd& mu_a_per_mm, const Eigen::ArrayXXd& mu_s_per_mm,
                                           const Eigen::ArrayXXd& g) const {
    const StackView changing(thickness_mm_, mu_a_per_mm, mu_s_per_mm, g);
    check_coefficients(changing, layers_.wavelength_count());
    const auto whole = [&] {
        LayerStack all = layers_;
        all.mu_a_per_mm.middleRows(first_, count()) = mu_a_per_mm;
        all.mu_s_per_mm.middleRows(first_, count()) = mu_s_per_mm;
        all.g.middleRows(first_, count()) = g;
        return undertone::reflectance(all, streams_);
    };
    if (needs_all_layers(mu_a_per_mm, mu_s_per_mm, g)) return whole();
    const AdmittancePlan& plan = admittance_plan({streams_, layers_.n, layers_.n_below});
    const AdmittanceKernel& kernel = admittance_kernel();
    Eigen::ArrayXd result(layers_.wavelength_count());
    const Lane* state = state_.data();
    double answer[lane_count];
    for_each_group(workspace(), changing, bands_, [&](const LaneGroup& group) {
        kernel.evaluate(plan, state, group.layers, group.layer_count, answer);
        for (int i = 0; i < group.band_count; ++i) result(group.bands[i]) = answer[i];
        state += state_lanes(plan.order);
    });
    if ((result < 0).any()) return whole();
    return result;
}

} // namespace undertone
