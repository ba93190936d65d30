#include "undertone/search/surrogate.hpp"

#include "kernel_dispatch.hpp"
#include "undertone/numerics/band_reduction.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace undertone {

UNDERTONE_KERNELS_TO_AVX2(surrogate, void polynomial(const double*, int, int, int, const double*, const double*, double,
                                                     double, const double*, const double*, double, double*);)

namespace {

static_assert(reduced_band_count % 4 == 0); // whole registers

/// Chebyshev-Lobatto nodes on [-1, 1], so that "no pigment" and the strongest mix are exact.
Eigen::VectorXd nodes(int count) {
    Eigen::VectorXd x(count);
    for (int i = 0; i < count; ++i) x[i] = -std::cos(std::numbers::pi * i / (count - 1));
    return x;
}

constexpr double skin_mu_s_prime_per_mm = 4; // only sets where the y axis bends

double area_fraction(const DotGeometry& geometry) {
    return 0.01 * geometry.density_per_cm2 * 0.25 * std::numbers::pi * geometry.diameter_mm * geometry.diameter_mm;
}

/// Values at the nodes -> monomial coefficients. Degrees up to 9 on [-1, 1] lose about three digits of sixteen.
Eigen::MatrixXd monomials_from_values(int count) {
    const Eigen::VectorXd x = nodes(count);
    Eigen::MatrixXd vandermonde(count, count);
    for (int i = 0; i < count; ++i)
        for (int j = 0; j < count; ++j) vandermonde(i, j) = std::pow(x[i], j);
    return vandermonde.fullPivLu().inverse();
}

} // namespace

BandReduction reduce_bands(const Bands& bare, const Eigen::Matrix<double, band_count, Eigen::Dynamic>& spectra) {
    BandChoice choice = choose_bands(spectra.colwise() - bare.matrix(), reduced_band_count, 0);
    return {.bands = std::move(choice.bands), .extend = choice.expand, .center = bare};
}

BandReduction::Weights BandReduction::weights(const Viewing& viewing) const {
    Weights result;
    result.weights = viewing.weights() * extend;
    Eigen::Matrix<double, reduced_band_count, 1> at_bands;
    for (int i = 0; i < reduced_band_count; ++i) at_bands[i] = center[bands[static_cast<std::size_t>(i)]];
    result.offset = viewing.weights() * center.matrix() - result.weights * at_bands;
    return result;
}

Bands BandReduction::expand(const ReducedBands& reduced) const {
    Eigen::Matrix<double, reduced_band_count, 1> deviation;
    for (int i = 0; i < reduced_band_count; ++i)
        deviation[i] = reduced[static_cast<std::size_t>(i)] - center[bands[static_cast<std::size_t>(i)]];
    return center + (extend * deviation).array();
}

AreaSurrogate::AreaSurrogate(const AreaModel& model, const DotGeometry& geometry, const std::vector<int>& bands,
                             const SurrogateDomain& domain)
    : domain_(domain), mu_a_scale_(2.0 / geometry.diameter_mm),
      mu_s_scale_(skin_mu_s_prime_per_mm / area_fraction(geometry)) {
    const Eigen::VectorXd at_a = nodes(mu_a_nodes), at_s = nodes(mu_s_nodes);
    std::vector<int> column_bands;
    const Eigen::Index columns = reduced_band_count * mu_a_nodes * mu_s_nodes;
    Eigen::ArrayXd mu_a(columns), mu_s(columns), g(columns);
    Eigen::Index column = 0;
    for (std::size_t b = 0; b < reduced_size; ++b) {
        // A band in which nothing absorbs (or scatters) still needs an interval to interpolate on.
        domain_.mu_a_max[b] = std::max(domain_.mu_a_max[b], 1e-6);
        domain_.reduced_mu_s_max[b] = std::max(domain_.reduced_mu_s_max[b], 1e-6);
        const double x_max = domain_.mu_a_max[b] / (domain_.mu_a_max[b] + mu_a_scale_);
        const double y_max = domain_.reduced_mu_s_max[b] / (domain_.reduced_mu_s_max[b] + mu_s_scale_);
        x_scale_[b] = 2.0 / x_max;
        y_scale_[b] = 2.0 / y_max;
        for (int i = 0; i < mu_a_nodes; ++i)
            for (int j = 0; j < mu_s_nodes; ++j, ++column) {
                const double x = 0.5 * (at_a[i] + 1) * x_max, y = 0.5 * (at_s[j] + 1) * y_max;
                column_bands.push_back(bands[b]);
                mu_a[column] = mu_a_scale_ * x / (1 - x);
                mu_s[column] = mu_s_scale_ * y / (1 - y) / (1 - domain_.g[b]);
                g[column] = domain_.g[b];
            }
    }
    const Eigen::ArrayXd values = model(geometry, column_bands, mu_a, mu_s, g);

    const Eigen::MatrixXd to_a = monomials_from_values(mu_a_nodes), to_s = monomials_from_values(mu_s_nodes);
    for (std::size_t b = 0; b < reduced_size; ++b) {
        const Eigen::Map<const Eigen::Matrix<double, mu_a_nodes, mu_s_nodes, Eigen::RowMajor>> at_nodes(
            values.data() + static_cast<Eigen::Index>(b) * mu_a_nodes * mu_s_nodes);
        const Eigen::MatrixXd c = to_a * at_nodes * to_s.transpose();
        for (int i = 0; i < mu_a_nodes; ++i)
            for (int j = 0; j < mu_s_nodes; ++j)
                coefficients_[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)][b] = c(i, j);
    }
    find_turning_points();
}

void AreaSurrogate::reflectance(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm, ReducedBands& out,
                                double amount) const {
    static const auto polynomial =
        chosen_kernel(std::array{&surrogate_baseline::polynomial UNDERTONE_ON_X86(, &surrogate_avx2::polynomial)});
    polynomial(coefficients_[0][0].data(), mu_a_nodes, mu_s_nodes, reduced_band_count, x_scale_.data(), y_scale_.data(),
               mu_a_scale_, mu_s_scale_, mu_a_per_mm.data(), reduced_mu_s_per_mm.data(), amount, out.data());
}

void AreaSurrogate::find_turning_points() {
    constexpr int samples = 64;
    constexpr double wiggle = 1e-5; // relative; what interpolation may add to a curve that really falls
    for (int bin = 0; bin < ratio_bins; ++bin) {
        const double ratio = std::exp2(0.5 * (lowest_ratio_bin + bin));
        ReducedBands& turning = turning_mu_a_[static_cast<std::size_t>(bin)];
        ReducedBands lowest, now, mu_a, mu_s;
        std::array<bool, reduced_size> turned{};
        turning.fill(0);
        for (int t = 0; t <= samples; ++t) {
            for (std::size_t b = 0; b < reduced_size; ++b) {
                const double end = std::min(domain_.mu_a_max[b], domain_.reduced_mu_s_max[b] / ratio);
                const double x = end / (end + mu_a_scale_) * t / samples;
                mu_a[b] = mu_a_scale_ * x / (1 - x);
                mu_s[b] = ratio * mu_a[b];
            }
            reflectance(mu_a, mu_s, now);
            for (std::size_t b = 0; b < reduced_size; ++b) {
                if (t == 0) lowest[b] = now[b];
                turned[b] = turned[b] || now[b] > lowest[b] * (1 + wiggle);
                if (!turned[b]) turning[b] = mu_a[b];
                lowest[b] = std::min(lowest[b], now[b]);
            }
        }
    }
    // A ray is looked up in the bin above its ratio; more scattering may only bring the turn nearer.
    for (std::size_t bin = ratio_bins - 1; bin-- > 0;)
        for (std::size_t b = 0; b < reduced_size; ++b)
            if (turning_mu_a_[bin + 1][b] > turning_mu_a_[bin][b]) turning_mu_a_[bin + 1][b] = turning_mu_a_[bin][b];
}

double AreaSurrogate::falls_up_to(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm) const {
    double factor = std::numeric_limits<double>::infinity();
    for (std::size_t b = 0; b < reduced_size; ++b) {
        if (mu_a_per_mm[b] <= 0) {
            if (reduced_mu_s_per_mm[b] > 0) return 0;
            continue;
        }
        const double ratio = reduced_mu_s_per_mm[b] / mu_a_per_mm[b];
        const int bin = ratio > 0 ? std::max(0, std::ilogb(ratio * ratio) + 1 - lowest_ratio_bin) : 0;
        if (bin >= ratio_bins) return 0;
        factor = std::min(factor, turning_mu_a_[static_cast<std::size_t>(bin)][b] / mu_a_per_mm[b]);
    }
    return factor;
}

bool AreaSurrogate::covers(const ReducedBands& mu_a_per_mm, const ReducedBands& reduced_mu_s_per_mm) const {
    constexpr double rounding = 1 + 1e-9;
    for (std::size_t b = 0; b < reduced_size; ++b)
        if (mu_a_per_mm[b] > domain_.mu_a_max[b] * rounding ||
            reduced_mu_s_per_mm[b] > domain_.reduced_mu_s_max[b] * rounding)
            return false;
    return true;
}

} // namespace undertone
