#include "undertone/spectral/grid.hpp"
#include "undertone/tissue/dots.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <benchmark/benchmark.h>

#include <limits>

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

// Peers on the reference machine: adding-doubling in C (iad 4.0.0) 15.5 ms, CDISORT 7.2 ms without a surface.
void skin_reflectance(benchmark::State& state) {
    const LayerStack layers = skin();
    for (auto _ : state) benchmark::DoNotOptimize(reflectance(layers, static_cast<int>(state.range(0))));
}
BENCHMARK(skin_reflectance)
    ->Name("reflectance, 5 layers, 81 bands, streams")
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

void dotted_skin_reflectance(benchmark::State& state) {
    const LayerStack layers = skin();
    const DotField lattice = dots();
    for (auto _ : state) benchmark::DoNotOptimize(dot_reflectance(layers, lattice));
}
BENCHMARK(dotted_skin_reflectance)->Name("reflectance with dots, 8 streams")->Unit(benchmark::kMillisecond);

} // namespace
