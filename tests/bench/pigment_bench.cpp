#include "undertone/pigment/mie.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>

namespace {

/// 81 spheres, size parameter 0.2 to 20, strongly absorbing as carbon is.
void mie_81_spheres(benchmark::State& state) {
    constexpr int count = 81;
    for (auto _ : state)
        for (int i = 0; i < count; ++i) benchmark::DoNotOptimize(undertone::mie(0.2 + 19.8 * i / (count - 1), {1.3, 0.4}));
    state.SetItemsProcessed(state.iterations() * std::int64_t{count});
}
BENCHMARK(mie_81_spheres)->Name("Mie, 81 spheres")->Unit(benchmark::kMicrosecond);

} // namespace
