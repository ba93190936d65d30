#include "undertone/io/read_measurements.hpp"
#include "undertone/spectral/grid.hpp"
#include "undertone/tissue/dots.hpp"
#include "undertone/tissue/fit_skin.hpp"
#include "undertone/tissue/layer_evaluator.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/radiative_transfer.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace {

using namespace undertone;

/// Five layers, 81 bands, n = 1.4: epidermis, papillary dermis, plexus, reticular dermis, subcutis, with absorption and
/// scattering of the right size and slope, so that the work is what a fit or a match asks for.
LayerStack skin() {
    LayerStack layers;
    layers.n = 1.4;
    layers.n_below = 1.4;
    layers.thickness_mm.resize(5);
    layers.thickness_mm << 0.08, 0.15, 0.1, 1.2, std::numeric_limits<double>::infinity();
    layers.mu_a_per_mm.resize(5, band_count);
    layers.mu_s_per_mm.resize(5, band_count);
    layers.g = Eigen::ArrayXXd::Constant(5, band_count, 0.8);
    const Eigen::ArrayXd relative = wavelengths_nm() / 500.0;
    const double absorption[] = {1.2, 0.08, 0.3, 0.1, 0.05}, scattering[] = {25, 20, 20, 18, 12};
    for (Eigen::Index layer = 0; layer < 5; ++layer) {
        layers.mu_a_per_mm.row(layer) = absorption[layer] * relative.pow(-3.0);
        layers.mu_s_per_mm.row(layer) = scattering[layer] * relative.pow(-1.2);
    }
    return layers;
}

DotField dots() {
    DotField lattice;
    lattice.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(band_count, 30.0);
    lattice.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(band_count, 5.0);
    lattice.pigment_g = Eigen::ArrayXd::Constant(band_count, 0.7);
    return lattice;
}

/// Flops that the method asks of these layers, all lanes together (spare ones too). For matrices of order N, one parallel
/// sum is a factorisation (N^3/3), a triangular solve (N^3) and half a product (N^3): 7/3 N^3. A layer is one for the
/// start, one for each doubling and one to be added (not for an infinite one); M1 and M2 from 2 streams moments take
/// 2 streams N^2, the inverse N^3. Derivatives record (a + b)^-1 b (N^3 more) and lead weights back (3 N^3) at each step.
double flops(const LayerStack& layers, int streams, int order, bool derivatives, Eigen::Index first, Eigen::Index count) {
    const double n = order, step = (derivatives ? 7.0 / 3 + 4 : 7.0 / 3) * n * n * n;
    const int least = (streams <= 8 ? 4 : streams == 16 ? 5 : 6) + (order > streams ? 2 : 0);
    double sum = 0;
    for (Eigen::Index band = 0; band < layers.wavelength_count(); band += 8)
        for (Eigen::Index layer = first; layer < first + count; ++layer) {
            const Eigen::Index last = std::min<Eigen::Index>(band + 8, layers.wavelength_count());
            int doublings = 16; // an infinite layer, about
            if (std::isfinite(layers.thickness_mm(layer))) {
                double deepest = 0;
                for (Eigen::Index i = band; i < last; ++i)
                    deepest = std::max(deepest, 0.5 * layers.thickness_mm(layer) *
                                                    (layers.mu_a_per_mm(layer, i) + layers.mu_s_per_mm(layer, i)));
                const double mu_0 = std::pow(2.405 / (2 * streams + 1), 2); // the first Gauss node, nearly
                doublings = std::max({least, static_cast<int>(std::ceil(std::log2(2 * deepest))),
                                      static_cast<int>(std::ceil(0.5 * std::log2(2 * deepest / mu_0)))});
            }
            sum += 8 * ((doublings + 2) * step + 2.0 * streams * n * n + n * n * n);
        }
    return sum;
}

/// Beside the time: flops asked for, the rate at which they are done, and the time they would take at the peak of one
/// core with AVX2 (2 multiply-adds of 4 doubles a cycle: 39 GFlop/s at 2.45 GHz), the floor.
void count_flops(benchmark::State& state, double each) {
    constexpr double peak = 39.2e9;
    state.counters["GFlop/s"] =
        benchmark::Counter(each * 1e-9, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
    state.counters["floor_ms"] = each / peak * 1e3;
}

// Peers on the reference machine: adding-doubling in C (iad 4.0.0) 15.5 ms, CDISORT 7.2 ms without a surface.
void skin_reflectance(benchmark::State& state) {
    const LayerStack layers = skin();
    const int streams = static_cast<int>(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(reflectance(layers, streams));
    count_flops(state, flops(layers, streams, streams, false, 0, 5));
}
BENCHMARK(skin_reflectance)
    ->Name("reflectance, 5 layers, 81 bands, streams")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

// Only the pigment layer changes: a peer has to solve all over, 15.5 ms.
void skin_one_layer(benchmark::State& state) {
    const LayerStack layers = skin();
    const int streams = static_cast<int>(state.range(0));
    const LayerEvaluator evaluator(layers, 2, 1, streams);
    const Eigen::ArrayXXd mu_a = 3 * layers.mu_a_per_mm.row(2), mu_s = layers.mu_s_per_mm.row(2), g = layers.g.row(2);
    for (auto _ : state) benchmark::DoNotOptimize(evaluator.reflectance(mu_a, mu_s, g));
    count_flops(state, flops(layers, streams, streams, false, 2, 1));
}
BENCHMARK(skin_one_layer)
    ->Name("reflectance, 1 layer of 5 changed, streams")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

// Central differences would take 39 reflectances.
void skin_derivatives(benchmark::State& state) {
    const LayerStack layers = skin();
    const int streams = static_cast<int>(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(reflectance_with_derivatives(layers, streams));
    count_flops(state, flops(layers, streams, streams, true, 0, 5));
}
BENCHMARK(skin_derivatives)
    ->Name("reflectance and 19 derivatives, 5 layers, 81 bands, streams")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

void skin_fluxes(benchmark::State& state) {
    const LayerStack layers = skin();
    const int streams = static_cast<int>(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(radiative_transfer(layers, {}, streams));
    count_flops(state, flops(layers, streams, streams + 1, false, 0, 5));
}
BENCHMARK(skin_fluxes)->Name("fluxes, 5 layers, 81 bands, streams")->Arg(4)->Arg(8)->Arg(16)->Unit(benchmark::kMillisecond);

void skin_radiance_factor(benchmark::State& state) {
    const LayerStack layers = skin();
    for (auto _ : state) benchmark::DoNotOptimize(radiance_factor(layers, 45, 8));
    count_flops(state, flops(layers, 8, 10, false, 0, 5));
}
BENCHMARK(skin_radiance_factor)->Name("45/0, 5 layers, 81 bands, 8 streams")->Unit(benchmark::kMillisecond);

/// The layers cut at the dots' ends: what the dot model solves, without what it adds to it.
LayerStack cut(const LayerStack& layers, const DotField& lattice) {
    std::vector<double> edges{0, lattice.top_mm, lattice.bottom_mm}, floors;
    double depth = 0;
    for (const double thickness : layers.thickness_mm) {
        floors.push_back(depth += thickness);
        if (std::isfinite(depth)) edges.push_back(depth);
    }
    std::sort(edges.begin(), edges.end());
    const auto count = static_cast<Eigen::Index>(edges.size());
    LayerStack pieces = layers;
    pieces.thickness_mm.resize(count);
    for (Eigen::ArrayXXd* table : {&pieces.mu_a_per_mm, &pieces.mu_s_per_mm, &pieces.g})
        table->resize(count, layers.wavelength_count());
    for (Eigen::Index i = 0; i < count; ++i) {
        const double top = edges[static_cast<std::size_t>(i)];
        pieces.thickness_mm(i) = (i + 1 < count ? edges[static_cast<std::size_t>(i) + 1] : floors.back()) - top;
        const Eigen::Index source = std::upper_bound(floors.begin(), floors.end(), top) - floors.begin();
        pieces.mu_a_per_mm.row(i) = layers.mu_a_per_mm.row(source);
        pieces.mu_s_per_mm.row(i) = layers.mu_s_per_mm.row(source);
        pieces.g.row(i) = layers.g.row(source);
    }
    return pieces;
}

void dotted_skin_reflectance(benchmark::State& state) {
    const LayerStack layers = skin();
    const DotField lattice = dots();
    for (auto _ : state) benchmark::DoNotOptimize(dot_reflectance(layers, lattice));
}
BENCHMARK(dotted_skin_reflectance)->Name("dots: area, 8 streams")->Unit(benchmark::kMillisecond);

void dotted_skin_center(benchmark::State& state) {
    const LayerStack layers = skin();
    const DotField lattice = dots();
    for (auto _ : state) benchmark::DoNotOptimize(dot_center_reflectance(layers, lattice));
}
BENCHMARK(dotted_skin_center)->Name("dots: close up, 8 streams")->Unit(benchmark::kMillisecond);

void dotted_skin_even(benchmark::State& state) {
    const LayerStack pieces = cut(skin(), dots());
    for (auto _ : state) benchmark::DoNotOptimize(reflectance(pieces));
    count_flops(state, flops(pieces, 8, 8, false, 0, pieces.layer_count()));
}
BENCHMARK(dotted_skin_even)->Name("dots: the same layers without dots, 8 streams")->Unit(benchmark::kMillisecond);

// A peer's work: one layer on its own, solved from nothing (dermis of 2 mm in air).
void one_layer(benchmark::State& state) {
    LayerStack layer;
    layer.thickness_mm = Eigen::ArrayXd::Constant(1, 2.0);
    layer.mu_a_per_mm = Eigen::ArrayXd::LinSpaced(band_count, 0.02, 0.3).transpose();
    layer.mu_s_per_mm = Eigen::ArrayXXd::Constant(1, band_count, 20);
    layer.g = Eigen::ArrayXXd::Constant(1, band_count, 0.8);
    const int streams = static_cast<int>(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(reflectance(layer, streams));
    count_flops(state, flops(layer, streams, streams, false, 0, 1));
}
BENCHMARK(one_layer)
    ->Name("reflectance, 1 layer, 81 bands, streams")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

constexpr std::int64_t photons = 100000;

void walk(benchmark::State& state, const LayerStack& layers, const std::optional<DotField>& lattice, double expected) {
    MonteCarloOptions options;
    options.photons = photons;
    MonteCarloResult result;
    for (auto _ : state) result = monte_carlo(layers, lattice, options);
    state.SetItemsProcessed(state.iterations() * photons);
    state.counters["reflectance"] = result.mean(0);
    state.counters["standard_error"] = result.standard_error(0);
    state.counters["expected"] = expected;
}

/// Epidermis, papillary and deep dermis of MCML's timings, 3.38 mm in air.
LayerStack three_layers() {
    LayerStack layers;
    layers.thickness_mm = Eigen::Array3d(0.08, 0.3, 3);
    layers.mu_a_per_mm = Eigen::Array3d(2, 0.05, 0.05);
    layers.mu_s_per_mm = Eigen::Array3d(40, 25, 15);
    layers.g = Eigen::Array3d::Constant(0.8);
    return layers;
}

// MCML 1.2.2 on the reference machine: 26.3 s for 1e6 photons, and its generator biases the mean by 9e-4.
void walk_skin(benchmark::State& state) { walk(state, three_layers(), {}, reflectance(three_layers(), 32)(0)); }
BENCHMARK(walk_skin)->Name("Monte Carlo, 3 layers, 1e5 photons")->Unit(benchmark::kMillisecond);

void walk_dots(benchmark::State& state) {
    DotField lattice;
    lattice.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(1, 30.0);
    lattice.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(1, 5.0);
    lattice.pigment_g = Eigen::ArrayXd::Constant(1, 0.7);
    walk(state, three_layers(), lattice, dot_reflectance(three_layers(), lattice)(0));
}
BENCHMARK(walk_dots)->Name("Monte Carlo, 3 layers with dots, 1e5 photons")->Unit(benchmark::kMillisecond);

/// A measured forearm of the sample kit, three readings.
void fit_measured_skin(benchmark::State& state) {
    const auto readings = read_measurements(UNDERTONE_SAMPLE_KIT "/medium/skin.csv");
    const ResampledSpectrum spectrum = on_grid(average_readings(readings).mean);
    SkinFitOptions options;
    options.specular_included = true;
    SkinFit fit;
    for (auto _ : state) fit = fit_skin(spectrum.values, spectrum.coverage, options);
    state.counters["rms"] = fit.rms;
    state.counters["steps"] = fit.iterations;
}
BENCHMARK(fit_measured_skin)->Name("fit_skin, 81 bands")->Unit(benchmark::kMillisecond);

} // namespace
