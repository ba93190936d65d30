#include "undertone/tissue/reflectance.hpp"

#include "admittance_plan.hpp"
#include "fresnel.hpp"
#include "stack_lanes.hpp"

#include <cmath>

namespace undertone {

namespace {

/// The kernel over these wavelengths, eight at a time, added to `result` with this sign.
void add_reflectance(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan,
                     const std::vector<Eigen::Index>& bands, double sign, Eigen::ArrayXd& result) {
    const AdmittanceKernel& kernel = admittance_kernel();
    double answer[lane_count];
    for_each_group(work, stack, bands, [&](const LaneGroup& group) {
        kernel.reflect(plan, group.layers, group.layer_count, answer);
        for (int i = 0; i < group.band_count; ++i) result(group.bands[i]) += sign * answer[i];
    });
}

/// Light that reaches a lower surface without scattering and comes back is known in closed form. The polynomials that
/// stand for the beam bend it there (they cannot follow the kink of Fresnel's law at the critical angle), so their
/// share is replaced by the exact one. Nothing to do where there is no lower surface, or no light gets to it.
void replace_unscattered(Workspace& work, const LayerStack& stack, const AdmittancePlan& plan,
                         const std::vector<Eigen::Index>& bands, Eigen::ArrayXd& result) {
    const UnscatteredReturn unscattered = unscattered_return(stack, plan.moments);
    if (unscattered.dark) return;
    for (const Eigen::Index band : bands) result(band) += unscattered.reflectance(band);
    add_reflectance(work, unscattered.clear, plan, bands, -1, result);
}

Eigen::ArrayXd solve(const LayerStack& stack, int streams) {
    Workspace& work = workspace();
    sort_bands(work, stack, streams);
    Eigen::ArrayXd result = Eigen::ArrayXd::Zero(stack.wavelength_count());
    for (const BandClass& one : work.classes) {
        if (one.bands.empty()) continue;
        const auto& plan = admittance_plan(discretization(stack, one));
        add_reflectance(work, stack, plan, one.bands, 1, result);
        if (!one.split) replace_unscattered(work, stack, plan, one.bands, result);
    }
    refine_negative(stack, streams, result, [&](const LayerStack& some, int more, const std::vector<int>& bands) {
        result(bands) = solve(some, more);
    });
    return result;
}

} // namespace

Eigen::ArrayXd unscattered_depth(const StackView& stack, int moments, const Eigen::ArrayXd& thickness_mm) {
    return ((stack.mu_a_per_mm + stack.mu_s_per_mm * (1 - stack.g.abs().pow(moments))).colwise() * thickness_mm)
        .colwise()
        .sum()
        .transpose();
}

UnscatteredReturn unscattered_return(const LayerStack& stack, int moments) {
    UnscatteredReturn result;
    if (std::isinf(stack.thickness_mm(stack.layer_count() - 1)) || stack.n_below == stack.n) return result;
    const Eigen::ArrayXd depth = unscattered_depth(stack, moments, stack.thickness_mm);
    if ((depth > dark_depth).all()) return result;
    result.dark = false;
    result.clear = stack;
    result.clear.mu_a_per_mm += stack.mu_s_per_mm * (1 - stack.g.abs().pow(moments));
    result.clear.mu_s_per_mm.setZero();
    const double top = fresnel_reflectance(stack.n, 1.0, 1.0), bottom = fresnel_reflectance(stack.n, stack.n_below, 1.0);
    const Eigen::ArrayXd there_and_back = (-2 * depth).exp() * bottom;
    result.reflectance = (1 - top) * (1 - top) * there_and_back / (1 - top * there_and_back);
    result.by_depth = -2 * result.reflectance / (1 - top * there_and_back);
    return result;
}

Eigen::ArrayXd reflectance(const LayerStack& stack, int streams) {
    stack.validate();
    check_streams(streams);
    return solve(stack, streams);
}

} // namespace undertone
