// Three sessions, then ten years: how much pigment is left, with its range.
#include <undertone/fade/simulate.hpp>
#include <undertone/numerics/statistics.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Line line = load_line("demo");
    const FadePlan plan = evenly_spaced_plan(mix(line, Blend{{{"pure_black", 1}}, 3}));
    const std::vector<double> times{62, 20 + 365.25, 20 + 3652.5};
    FadeOptions options;
    options.draws = 100;
    const FadeReport report = simulate_fade(line, Dots{}, plan, times, options);

    double last = 1;
    for (std::size_t t = 0; t < times.size(); ++t) {
        std::vector<double> left;
        for (const FadeTrajectory& draw : report.draws)
            if (draw.status == FadeStatus::ok) left.push_back(draw.pigment_left[t]);
        const ValueRange range = central_range(left, 0.8);
        std::printf("day %4.0f: %.0f %% left (80 %%: %.0f to %.0f)%s\n", times[t], 100 * report.nominal.pigment_left[t],
                    100 * range.low, 100 * range.high, report.extrapolated[t] ? ", extrapolated" : "");
        if (report.nominal.pigment_left[t] >= last) return 1;
        last = report.nominal.pigment_left[t];
    }
    return report.nominal.worst_mass_error < 1e-6 ? 0 : 1;
}
