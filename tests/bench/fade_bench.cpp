// Fading: design section 10 gives the peers' figures (SciPy LSODA 46 ms a trajectory, CVODES 6.8, odeint 7.8; 71-83 s and
// 7.1-8.5 s for 1000 draws on one core) on an 18-state model with a stiff pool, which two_rate does without.
#include "undertone/fade/forecast.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace undertone;

const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

FadePlan treatment() {
    Blend blend;
    blend.parts[demo().inks.front().id] = 1;
    const Mixture cup = mix(demo(), blend);
    FadePlan plan = plan_sessions(cup);
    plan.sessions.push_back({4 * days_per_year, cup.mg_per_ml, 1, 0});
    return plan;
}

const std::vector<double> outputs_days{0, 20, 62, 365.25, 1095.75, 1461, 1826.25, 3652.5};

void fade_ten_year_trajectory(benchmark::State& state) {
    const FadePlan plan = treatment();
    const auto model = make_fade_model("two_rate", demo(), Dots{}, plan);
    std::vector<double> monthly;
    for (int month = 1; month <= 120; ++month) monthly.push_back(month * days_per_year / 12);
    for (auto _ : state) benchmark::DoNotOptimize(integrate(*model, plan.sessions, monthly));
}
BENCHMARK(fade_ten_year_trajectory)->Unit(benchmark::kMillisecond);

void fade_1000_draws_one_thread(benchmark::State& state) {
    FadeOptions options;
    options.draws = 1000;
    options.threads = 1;
    for (auto _ : state) benchmark::DoNotOptimize(simulate_fade(demo(), Dots{}, treatment(), outputs_days, options));
}
BENCHMARK(fade_1000_draws_one_thread)->Unit(benchmark::kMillisecond);

void fade_forecast_200_draws_one_thread(benchmark::State& state) {
    const Skin skin;
    const Viewing daylight("D65");
    FadeOptions options;
    options.draws = 200;
    options.threads = 1;
    for (auto _ : state) {
        const FadeReport report = simulate_fade(demo(), Dots{}, treatment(), outputs_days, options);
        benchmark::DoNotOptimize(forecast(skin, demo(), report, Lab{55, 8, 14}, daylight, 1));
    }
}
BENCHMARK(fade_forecast_200_draws_one_thread)->Unit(benchmark::kMillisecond);

} // namespace
