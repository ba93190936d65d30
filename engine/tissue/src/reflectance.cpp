#include "undertone/tissue/reflectance.hpp"

#include "admittance_plan.hpp"
#include "fresnel.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace undertone {

namespace kernel_baseline {
void reflect_lanes(const AdmittancePlan&, const LayerLanes*, int, double*);
}
#ifdef UNDERTONE_X86
namespace kernel_avx2 {
void reflect_lanes(const AdmittancePlan&, const LayerLanes*, int, double*);
}
namespace kernel_avx512 {
void reflect_lanes(const AdmittancePlan&, const LayerLanes*, int, double*);
}
#endif

ReflectLanes reflect_lanes() {
#ifdef UNDERTONE_X86
    static const ReflectLanes best = [] {
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return &kernel_avx512::reflect_lanes;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kernel_avx2::reflect_lanes;
        return &kernel_baseline::reflect_lanes;
    }();
    return best;
#else
    return &kernel_baseline::reflect_lanes;
#endif
}

namespace {

/// The kernel over all wavelengths, eight at a time.
Eigen::ArrayXd run_kernel(const LayerStack& stack, const AdmittancePlan& plan) {
    const ReflectLanes reflect = reflect_lanes();
    const Eigen::Index wavelengths = stack.wavelength_count();
    std::vector<LayerLanes> layers(static_cast<std::size_t>(stack.layer_count()));
    Eigen::ArrayXd result(wavelengths);
    double answer[lane_count];
    for (Eigen::Index first = 0; first < wavelengths; first += lane_count) {
        int used = 0; // layers of no thickness are left out
        for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer) {
            if (stack.thickness_mm(layer) == 0) continue;
            LayerLanes& lanes = layers[static_cast<std::size_t>(used++)];
            lanes.infinite = std::isinf(stack.thickness_mm(layer));
            lanes.thickness_mm = stack.thickness_mm(layer);
            for (int i = 0; i < lane_count; ++i) {
                const Eigen::Index band = std::min(first + i, wavelengths - 1); // spare lanes repeat the last wavelength
                lanes.mu_a_per_mm[i] = stack.mu_a_per_mm(layer, band);
                lanes.mu_s_per_mm[i] = stack.mu_s_per_mm(layer, band);
                lanes.g[i] = stack.g(layer, band);
            }
        }
        reflect(plan, layers.data(), used, answer);
        for (int i = 0; i < lane_count && first + i < wavelengths; ++i) result(first + i) = answer[i];
    }
    return result;
}

/// Light that reaches a lower surface without scattering and comes back is known in closed form. The polynomials that
/// stand for the beam bend it there (they cannot follow the kink of Fresnel's law at the critical angle), so their
/// share is replaced by the exact one. Nothing to do where there is no lower surface, or no light gets to it.
void replace_unscattered(const LayerStack& stack, const AdmittancePlan& plan, Eigen::ArrayXd& result) {
    if (std::isinf(stack.thickness_mm(stack.layer_count() - 1)) || stack.n_below == stack.n) return;
    LayerStack clear = stack;
    clear.mu_a_per_mm += stack.mu_s_per_mm * (1 - stack.g.abs().pow(2 * plan.streams)); // as the kernel scales it
    clear.mu_s_per_mm.setZero();
    const Eigen::ArrayXd depth = (clear.mu_a_per_mm.colwise() * stack.thickness_mm).colwise().sum().transpose();
    constexpr double dark = 12; // e^-24 comes back
    if ((depth > dark).all()) return;
    const double top = fresnel_reflectance(stack.n, 1.0, 1.0), bottom = fresnel_reflectance(stack.n, stack.n_below, 1.0);
    const Eigen::ArrayXd there_and_back = (-2 * depth).exp() * bottom;
    result += (1 - top) * (1 - top) * there_and_back / (1 - top * there_and_back) - run_kernel(clear, plan);
}

} // namespace

Eigen::ArrayXd reflectance(const LayerStack& stack, int streams) {
    stack.validate();
    if (streams != 4 && streams != 8 && streams != 16 && streams != 32)
        throw DomainError("streams", std::to_string(streams), "4, 8, 16 or 32");
    const AdmittancePlan& plan = admittance_plan(streams, stack.n, stack.n_below);
    Eigen::ArrayXd result = run_kernel(stack, plan);
    replace_unscattered(stack, plan, result);
    return result;
}

} // namespace undertone
