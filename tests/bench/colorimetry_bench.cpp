#include "undertone/colorimetry/color.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"

#include <benchmark/benchmark.h>
#include <lcms2.h>

#include <utility>
#include <vector>

namespace {

using undertone::Lab;

/// Skin-like colours and near neighbours: what matching compares.
std::vector<std::pair<Lab, Lab>> skin_pairs() {
    undertone::RandomStream random(1, 0);
    std::vector<std::pair<Lab, Lab>> pairs(1024);
    for (auto& [first, second] : pairs) {
        first = {30 + 40 * random.uniform(), 2 + 14 * random.uniform(), 4 + 18 * random.uniform()};
        second = {first.l + 2 * random.normal(), first.a + 2 * random.normal(), first.b + 2 * random.normal()};
    }
    return pairs;
}

void delta_e_2000(benchmark::State& state) {
    const auto pairs = skin_pairs();
    for (auto _ : state) {
        double sum = 0;
        for (const auto& [first, second] : pairs) sum += undertone::delta_e_2000(first, second);
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs.size()));
}
BENCHMARK(delta_e_2000)->Name("CIEDE2000, 1024 pairs/undertone");

void delta_e_2000_rows(benchmark::State& state) {
    const auto pairs = skin_pairs();
    const auto count = static_cast<Eigen::Index>(pairs.size());
    Eigen::ArrayX3d firsts(count, 3), seconds(count, 3);
    for (Eigen::Index i = 0; i < count; ++i) {
        const auto& [first, second] = pairs[static_cast<std::size_t>(i)];
        firsts.row(i) << first.l, first.a, first.b;
        seconds.row(i) << second.l, second.a, second.b;
    }
    for (auto _ : state) benchmark::DoNotOptimize(undertone::delta_e_2000_rows(firsts, seconds).sum());
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(delta_e_2000_rows)->Name("CIEDE2000, 1024 pairs/undertone, as rows");

void delta_e_2000_lcms2(benchmark::State& state) {
    const auto pairs = skin_pairs();
    for (auto _ : state) {
        double sum = 0;
        for (const auto& [first, second] : pairs) {
            const cmsCIELab a{first.l, first.a, first.b}, b{second.l, second.a, second.b};
            sum += cmsCIE2000DeltaE(&a, &b, 1, 1, 1);
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pairs.size()));
}
BENCHMARK(delta_e_2000_lcms2)->Name("CIEDE2000, 1024 pairs/lcms2");

void xyz_of_spectra(benchmark::State& state) {
    const undertone::Viewing viewing("D65");
    std::vector<undertone::Bands> spectra(1024);
    for (std::size_t i = 0; i < spectra.size(); ++i)
        spectra[i] = undertone::Bands::LinSpaced(0.1, 0.3 + 0.0005 * static_cast<double>(i));
    for (auto _ : state) {
        double sum = 0;
        for (const undertone::Bands& spectrum : spectra) sum += viewing.xyz(spectrum).y;
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(spectra.size()));
}
BENCHMARK(xyz_of_spectra)->Name("XYZ of 1024 spectra");

} // namespace
