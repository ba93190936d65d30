// Batches of an ink against its master, and a chart of how far they lie from it.
#include <undertone/supply/color_difference.hpp>
#include <undertone/supply/control_chart.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Lab master{42.0, 3.1, 8.4};
    const std::vector<Lab> batches{{42.1, 3.0, 8.5}, {41.8, 3.2, 8.3}, {42.2, 3.1, 8.6}, {42.0, 3.0, 8.2},
                                   {41.9, 3.1, 8.4}, {42.1, 3.2, 8.5}, {42.0, 3.1, 8.3}, {44.6, 2.6, 7.2}};
    std::vector<double> lightness;
    for (const Lab& batch : batches) {
        const ColorDifference d = color_difference(master, batch);
        std::printf("dL %+.2f  da %+.2f  db %+.2f  CIEDE2000 %.2f\n", d.delta_l, d.delta_a, d.delta_b, d.delta_e_2000);
        lightness.push_back(d.delta_l);
    }
    ControlChartOptions options;
    options.baseline = 7; // the last batch is judged by those before it
    const ControlChart chart = control_chart(lightness, {}, options, "delta L*");
    std::printf("limits %.2f to %.2f\n", chart.low, chart.high);
    for (const std::string& rule : chart.points.back().signals) std::printf("the last batch breaks %s\n", rule.c_str());
    return chart.points.back().signals.empty() ? 1 : 0;
}
