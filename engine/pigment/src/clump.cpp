#include "undertone/pigment/clump.hpp"

#include "colorant_record.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <complex>

namespace undertone {

namespace {

constexpr double lump_geometric_sd = 1.5;

/// Index of a mixture of a share `packing` of n + ik in a medium, neither of them the host: the root that absorbs.
std::complex<double> bruggeman(std::complex<double> index, double n_medium, double packing) {
    const std::complex<double> inside = index * index, outside = n_medium * n_medium;
    const std::complex<double> b = (3 * packing - 1) * inside + (2 - 3 * packing) * outside;
    std::complex<double> root = std::sqrt(b * b + 8.0 * inside * outside);
    if ((b + root).imag() < 0 || (b + root).real() < 0) root = -root;
    return std::sqrt(0.25 * (b + root));
}

/// `constants` with the medium between their grains.
std::vector<OpticalConstants> packed(std::vector<OpticalConstants> constants, double n_medium, double packing) {
    for (OpticalConstants& part : constants)
        for (int band = 0; band < band_count; ++band) {
            const std::complex<double> mixed = bruggeman({part.n(band), part.k(band)}, n_medium, packing);
            part.n(band) = mixed.real();
            part.k(band) = part.k(band) > 0 ? mixed.imag() : 0;
        }
    return constants;
}

} // namespace

void Clump::validate() const {
    if (!(diameter_um >= 0.05 && diameter_um <= 20))
        throw DomainError("clump.diameter_um", fmt::format("{}", diameter_um), "0.05 to 20 um",
                          "pigment without lumps is the colorant as it is");
    if (!(packing >= 0.05 && packing <= 1))
        throw DomainError("clump.packing", fmt::format("{}", packing), "0.05 to 1: the share of a lump that is pigment");
}

ClumpFactors clump_factors(const std::vector<OpticalConstants>& constants, double density_g_per_ml,
                           const ParticleSizes& grains, const Clump& clump, double n_medium) {
    clump.validate();
    Colorant dispersed;
    dispersed.density_g_per_ml = density_g_per_ml;
    set_mie_optics(dispersed, constants, grains, n_medium);
    // The lump weighs what it holds of pigment: the medium in it is not counted, as it is not between dispersed grains.
    const Colorant lumps = mie_optics(packed(constants, n_medium, clump.packing), density_g_per_ml * clump.packing,
                                      {1000 * clump.diameter_um, lump_geometric_sd}, n_medium, 49);
    ClumpFactors factors;
    factors.mu_a = (dispersed.mu_a_per_mm > 0).select(lumps.mu_a_per_mm / dispersed.mu_a_per_mm, 1.0);
    factors.mu_s = (dispersed.mu_s_per_mm > 0).select(lumps.mu_s_per_mm / dispersed.mu_s_per_mm, 1.0);
    factors.g = lumps.g;
    return factors;
}

Bands sieve_factor(const Bands& mu_a_times_diameter) {
    const auto one = [](double p) {
        // The difference loses its digits where the ball is nearly clear.
        if (p < 1e-2) return 1 - 3 * p / 8 + p * p / 10;
        return 3 / (2 * p) * (1 - 2 * (1 - (1 + p) * std::exp(-p)) / (p * p));
    };
    return mu_a_times_diameter.unaryExpr(one);
}

Colorant clumped(const Colorant& colorant, const Clump& clump) {
    clump.validate();
    colorant.validate();
    Colorant result = colorant;
    if (const ColorantRecord* record = shipped_record(colorant)) {
        const ClumpFactors factors = clump_factors(record->constants, colorant.density_g_per_ml, record->sizes, clump);
        result.mu_a_per_mm *= factors.mu_a;
        result.mu_s_per_mm *= factors.mu_s;
        result.g = factors.g;
        return result;
    }
    // m2/g times g/ml is 1/um, inside the solid.
    result.mu_a_per_mm *=
        sieve_factor(colorant.mu_a_per_mm * (colorant.density_g_per_ml * clump.packing * clump.diameter_um));
    return result;
}

} // namespace undertone
