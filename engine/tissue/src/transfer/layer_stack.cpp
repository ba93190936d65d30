#include "undertone/tissue/layer_stack.hpp"

#include "stack_lanes.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

namespace {

void check_shape(const char* name, const Eigen::ArrayXXd& values, Eigen::Index layers, Eigen::Index wavelengths) {
    if (values.rows() != layers || values.cols() != wavelengths)
        throw DomainError(
            fmt::format("{}.shape", name), fmt::format("({}, {})", values.rows(), values.cols()),
            fmt::format("({}, {}): layers of thickness_mm by wavelengths of mu_a_per_mm", layers, wavelengths));
}

template <class Allowed>
void check_values(const char* name, const Eigen::ArrayXXd& values, const char* range, Allowed allowed) {
    for (Eigen::Index layer = 0; layer < values.rows(); ++layer)
        for (Eigen::Index band = 0; band < values.cols(); ++band)
            if (!allowed(values(layer, band)))
                throw DomainError(fmt::format("{}[{},{}]", name, layer, band), fmt::format("{}", values(layer, band)),
                                  range);
}

void check_index(const char* name, double n) {
    if (!(n >= 1.0 && n <= 3.0)) throw DomainError(name, fmt::format("{}", n), "1 to 3 (refractive index)");
}

} // namespace

void check_coefficients(const StackView& stack, Eigen::Index wavelengths) {
    check_shape("mu_a_per_mm", stack.mu_a_per_mm, stack.layer_count(), wavelengths);
    check_shape("mu_s_per_mm", stack.mu_s_per_mm, stack.layer_count(), wavelengths);
    check_shape("g", stack.g, stack.layer_count(), wavelengths);
    const auto coefficient = [](double value) { return value >= 0 && value <= most_coefficient_per_mm; };
    check_values("mu_a_per_mm", stack.mu_a_per_mm, "0 or more, finite, up to 1e6 1/mm", coefficient);
    check_values("mu_s_per_mm", stack.mu_s_per_mm, "0 or more, finite, up to 1e6 1/mm", coefficient);
    check_values("g", stack.g, "between -1 and 1, both excluded", [](double value) { return value > -1 && value < 1; });
}

LayerStack LayerStack::at(const std::vector<int>& wavelengths) const {
    LayerStack some;
    some.thickness_mm = thickness_mm;
    some.n = n;
    some.n_below = n_below;
    some.mu_a_per_mm = mu_a_per_mm(Eigen::all, wavelengths);
    some.mu_s_per_mm = mu_s_per_mm(Eigen::all, wavelengths);
    some.g = g(Eigen::all, wavelengths);
    return some;
}

void LayerStack::validate() const {
    const Eigen::Index layers = layer_count(), wavelengths = wavelength_count();
    if (layers == 0) throw DomainError("thickness_mm", "empty", "at least one layer");
    if (wavelengths == 0) throw DomainError("mu_a_per_mm.shape", fmt::format("({}, 0)", layers), "at least one wavelength");
    require_size("thickness_mm", static_cast<double>(layers) * static_cast<double>(wavelengths), most_cells,
                 "layers times wavelengths");
    check_coefficients(*this, wavelengths);
    for (Eigen::Index layer = 0; layer < layers; ++layer) {
        const double thickness = thickness_mm(layer);
        const bool last = layer + 1 == layers;
        if (!(thickness >= 0 && thickness <= thickest_mm) && !(last && thickness > 0 && std::isinf(thickness)))
            throw DomainError(fmt::format("thickness_mm[{}]", layer), fmt::format("{}", thickness),
                              last ? "0 mm or more (up to 1e6), or infinite"
                                   : "0 mm or more (up to 1e6), finite; only the last layer may be infinite");
    }
    check_index("n", n);
    check_index("n_below", n_below);
}

} // namespace undertone
