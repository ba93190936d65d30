// Matching: design section 10 gives peers' figures for 3 of 12 inks on plain Kubelka-Munk (exhaustive C++ 0.23-0.45 s, SciPy SLSQP
// 354 ms, unproven). Here with skin optics and dots: three illuminants and year 3, 0.05 ml steps, 1:1 to 60:1, one core.
#include "undertone/numerics/random.hpp"
#include "undertone/search/match.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>

namespace {

using namespace undertone;

/// The demonstration line's colorants in mixtures of our own: black, brown, tan, grey, red and pale inks.
Line line_of(int inks) {
    Line line = load_line("demo");
    for (int i = static_cast<int>(line.inks.size()); i < inks; ++i) {
        RandomStream random(40, static_cast<std::uint64_t>(i));
        Ink ink;
        ink.id = ink.name = "ink_" + std::to_string(i);
        for (std::size_t c = 0; c < line.colorants.size(); ++c)
            if (random.uniform() < (line.colorants[c].id == "titanium_dioxide" ? 0.2 : 0.6) ||
                (c + 1 == line.colorants.size() && ink.components.empty()))
                ink.components.push_back({c, 2 + 100 * random.uniform() * random.uniform()});
        line.inks.push_back(ink);
    }
    line.inks.resize(static_cast<std::size_t>(inks));
    return line;
}

MatchOptions with_year_three(const Line& line) {
    Epoch epoch;
    epoch.label = "year 3";
    epoch.years = 3;
    epoch.weight = 0.5;
    epoch.remaining = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(line.colorants.size()), 0.6);
    epoch.diameter_mm = 0.15;
    MatchOptions options;
    options.later_epochs = {epoch};
    return options;
}

/// Five targets in turn: what a mix that the line has no exact step for would give.
Bands target_of(std::uint64_t seed, const Skin& skin, const Line& line) {
    RandomStream random(3, seed % 5);
    const Blend wanted{{{line.inks[static_cast<std::size_t>(random.uniform() * 8)].id, random.uniform()},
                        {line.inks[static_cast<std::size_t>(random.uniform() * 8)].id, random.uniform()}},
                       6 + 20 * random.uniform()};
    return appearance(skin, line, wanted, {}).area * (1 + 0.02 * random.normal() * (wavelengths_nm() - 580) / 200);
}

void match_inks(benchmark::State& state) {
    const Line line = line_of(static_cast<int>(state.range(0)));
    const MatchOptions options = with_year_three(line);
    const Skin skin;
    double proven = 0, covered = 0, evaluated = 0, rechecked = 0, delta_e = 0;
    std::uint64_t seed = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const Bands target = target_of(seed++, skin, line);
        state.ResumeTiming();
        const MatchReport report = match(skin, target, line, {}, options);
        proven += report.proof.proven();
        covered += static_cast<double>(report.proof.recipes_covered);
        evaluated += static_cast<double>(report.proof.recipes_evaluated);
        rechecked += static_cast<double>(report.proof.recipes_rechecked);
        delta_e += report.gap_delta_e_2000;
    }
    const double n = static_cast<double>(state.iterations());
    state.counters["proven"] = proven / n;
    state.counters["covered"] = covered / n;
    state.counters["evaluated"] = evaluated / n;
    state.counters["rechecked"] = rechecked / n;
    state.counters["delta_e"] = delta_e / n;
}
BENCHMARK(match_inks)->Name("Match, inks")->Arg(8)->Arg(12)->Arg(40)->Unit(benchmark::kMillisecond)->Iterations(5);

/// Twenty skins from pale to dark: on dark ones dots change little, so that very many recipes look alike.
void match_skins(benchmark::State& state) {
    const Line line = line_of(static_cast<int>(state.range(0)));
    MatchOptions options = with_year_three(line);
    options.recipe_count = 1;
    double proven = 0, slowest = 0;
    std::uint64_t seed = 0;
    for (auto _ : state) {
        state.PauseTiming();
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.015 + 0.185 * RandomStream(4, seed).uniform();
        const Skin skin(parameters);
        const Bands target = target_of(seed++, skin, line);
        state.ResumeTiming();
        const auto start = std::chrono::steady_clock::now();
        proven += match(skin, target, line, {}, options).proof.proven();
        slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    state.counters["proven"] = proven / static_cast<double>(state.iterations());
    state.counters["slowest_ms"] = 1e3 * slowest;
}
BENCHMARK(match_skins)
    ->Name("Match, skins from pale to dark, inks")
    ->Arg(12)
    ->Arg(40)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);

/// One slider moved since the last match: density, depth and a light's weight in turn; only the best recipe is shown meanwhile.
void rematch_inks(benchmark::State& state) {
    const Line line = line_of(static_cast<int>(state.range(0)));
    MatchOptions options = with_year_three(line);
    options.recipe_count = 1;
    const Skin skin;
    double proven = 0, slowest = 0;
    std::uint64_t moves = 0;
    std::optional<Rematch> rematch;
    Bands target;
    Dots dots;
    for (auto _ : state) {
        state.PauseTiming();
        if (moves % 6 == 0) {
            target = target_of(moves / 6, skin, line);
            rematch.emplace(skin, line);
            rematch->match(target, dots = {}, options);
        }
        if (moves % 3 == 0) dots.density_per_cm2 += 7;
        if (moves % 3 == 1) dots.top_mm += 0.01;
        if (moves % 3 == 2) options.illuminants.front().weight += 0.1;
        ++moves;
        state.ResumeTiming();
        const auto start = std::chrono::steady_clock::now();
        proven += rematch->match(target, dots, options).proof.proven();
        slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    state.counters["proven"] = proven / static_cast<double>(state.iterations());
    state.counters["slowest_ms"] = 1e3 * slowest;
}
BENCHMARK(rematch_inks)->Name("Match again after a slider, inks")->Arg(12)->Unit(benchmark::kMillisecond)->Iterations(30);

} // namespace
