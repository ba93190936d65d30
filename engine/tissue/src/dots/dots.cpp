#include "undertone/tissue/dots.hpp"

#include "dot_shading.hpp"
#include "transfer/stack_lanes.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace undertone {

namespace {

void check_pigment(const char* name, const Eigen::ArrayXd& values, Eigen::Index wavelengths, double low, double high,
                   const char* range) {
    if (values.size() != wavelengths)
        throw DomainError(fmt::format("{}.shape", name), fmt::format("({},)", values.size()),
                          fmt::format("({},): one value per wavelength of mu_a_per_mm", wavelengths));
    for (Eigen::Index band = 0; band < wavelengths; ++band)
        if (!(values(band) >= low && values(band) < high))
            throw DomainError(fmt::format("{}[{}]", name, band), fmt::format("{}", values(band)), range);
}

/// What the correction has learnt from, data/tissue/dot_shading_range.
struct Range {
    double low, high;
};

Range range_of(const char* name) {
    static const Table table = data_table("tissue/dot_shading_range.csv");
    return {table.at("low", name), table.at("high", name)};
}

/// A column of that table, and how one says that it is below or above.
struct Quantity {
    const char *name, *unit, *below, *above;
};

namespace quantity {
constexpr Quantity diameter{"diameter_mm", " mm", "The dots are finer", "The dots are wider"};
constexpr Quantity density{"density_per_cm2", " per cm2", "The dots stand farther apart", "The dots stand closer together"};
constexpr Quantity top{"top_mm", " mm", "The dots begin higher up", "The dots begin deeper"};
constexpr Quantity length{"length_mm", " mm", "The dots reach through less of the skin",
                          "The dots reach through more of the skin"};
constexpr Quantity edge{"edge_sigma_over_diameter", "", "The dots are sharper", "The dots are more blurred"};
constexpr Quantity absorption{"pigment_mu_a_per_mm", " /mm", "The ink in the dots is weaker",
                              "The ink in the dots is darker"};
constexpr Quantity scattering{"pigment_mu_s_per_mm", " /mm", "The ink in the dots is clearer",
                              "The ink in the dots is more opaque"};
constexpr Quantity tissue{"mu_s_prime_per_mm", " /mm in the skin", "The skin around the dots is clearer",
                          "The skin around the dots is cloudier"};
} // namespace quantity

} // namespace

double DotField::area_fraction() const { return std::numbers::pi * diameter_mm * diameter_mm / (4 * pitch_mm * pitch_mm); }

void DotField::validate(const LayerStack& layers) const {
    const auto positive = [](const char* name, double value) {
        if (!(value >= 1e-6 && value <= 1e6))
            throw DomainError(name, fmt::format("{}", value), "more than 0 mm (1e-6), up to 1e6 mm");
    };
    positive("diameter_mm", diameter_mm);
    positive("pitch_mm", pitch_mm);
    if (diameter_mm > pitch_mm)
        throw DomainError("diameter_mm", fmt::format("{}", diameter_mm),
                          fmt::format("at most pitch_mm = {}: dots may touch, not overlap", pitch_mm));
    constexpr double deepest_mm = 1000;
    if (!(top_mm >= 0 && top_mm <= deepest_mm)) throw DomainError("top_mm", fmt::format("{}", top_mm), "0 to 1000 mm");
    if (!(bottom_mm > top_mm && bottom_mm <= deepest_mm))
        throw DomainError("bottom_mm", fmt::format("{}", bottom_mm),
                          fmt::format("deeper than top_mm = {}, up to 1000 mm", top_mm));
    if (bottom_mm > layers.thickness_mm.sum())
        throw DomainError("bottom_mm", fmt::format("{}", bottom_mm),
                          fmt::format("within the tissue, {} mm thick", layers.thickness_mm.sum()));
    const Eigen::Index wavelengths = layers.wavelength_count();
    const double beyond = std::nextafter(most_coefficient_per_mm, 2 * most_coefficient_per_mm);
    if (!(edge_sigma_mm >= 0 && edge_sigma_mm <= diameter_mm))
        throw DomainError("edge_sigma_mm", fmt::format("{}", edge_sigma_mm),
                          fmt::format("0 to diameter_mm = {}", diameter_mm));
    check_pigment("pigment_mu_a_per_mm", pigment_mu_a_per_mm, wavelengths, 0, beyond, "0 or more, finite, up to 1e6 1/mm");
    check_pigment("pigment_mu_s_per_mm", pigment_mu_s_per_mm, wavelengths, 0, beyond, "0 or more, finite, up to 1e6 1/mm");
    check_pigment("pigment_g", pigment_g, wavelengths, std::nextafter(-1.0, 0.0), 1, "between -1 and 1, both excluded");
}

Diagnostics dot_range(const LayerStack& layers, const DotField& dots) {
    layers.validate();
    dots.validate(layers);
    Diagnostics result;
    const auto check = [&](const Quantity& of, double least, double most) {
        const Range range = range_of(of.name);
        const bool below = least < range.low;
        if (!below && most <= range.high) return;
        result.push_back(
            {Severity::warning, "dots_extrapolated",
             fmt::format("{} than any that the dots' colour was learnt from: {} = {:.3g}{}, learnt from {:g} "
                         "to {:g}. The colour shown is an estimate: set a trial patch first, or check it by Monte Carlo "
                         "(check_appearance).",
                         below ? of.below : of.above, of.name, below ? least : most, of.unit, range.low, range.high),
             of.name});
    };
    const auto check_one = [&](const Quantity& quantity, double value) { check(quantity, value, value); };
    check_one(quantity::diameter, dots.diameter_mm);
    check_one(quantity::density, 100 / (dots.pitch_mm * dots.pitch_mm));
    check_one(quantity::top, dots.top_mm);
    check_one(quantity::length, dots.bottom_mm - dots.top_mm);
    check_one(quantity::edge, dots.edge_sigma_mm / dots.diameter_mm);
    check(quantity::absorption, dots.pigment_mu_a_per_mm.minCoeff(), dots.pigment_mu_a_per_mm.maxCoeff());
    check(quantity::scattering, dots.pigment_mu_s_per_mm.minCoeff(), dots.pigment_mu_s_per_mm.maxCoeff());
    double depth = 0;
    for (Eigen::Index i = 0; i < layers.layer_count(); ++i) {
        const double end = depth + layers.thickness_mm(i);
        if (depth < dots.bottom_mm && end > dots.top_mm) {
            const auto mu_s_prime = layers.mu_s_per_mm.row(i) * (1 - layers.g.row(i));
            check(quantity::tissue, mu_s_prime.minCoeff(), mu_s_prime.maxCoeff());
        }
        depth = end;
    }
    return result;
}

Eigen::ArrayXd dot_reflectance(const LayerStack& layers, const DotField& dots, int streams) {
    layers.validate();
    dots.validate(layers);
    return reflectance(shaded_area(layers, dots), streams);
}

Eigen::ArrayXd dot_center_reflectance(const LayerStack& layers, const DotField& dots, int streams) {
    layers.validate();
    dots.validate(layers);
    return reflectance(shaded_center(layers, dots), streams);
}

} // namespace undertone
