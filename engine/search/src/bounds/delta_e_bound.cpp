#include "bounds/metric_below.hpp"
#include "undertone/search/search.hpp"

#include <algorithm>
#include <cmath>

namespace undertone {

double delta_e_2000_lower_bound(double l_1, double l_2) {
    const double from_middle = 0.5 * (l_1 + l_2) - 50.0, square = from_middle * from_middle;
    return std::abs(l_1 - l_2) / (1.0 + 0.015 * square / std::sqrt(20.0 + square));
}

double delta_e_2000_lower_bound(const Lab& lab_1, const Lab& lab_2) {
    const double by_lightness = delta_e_2000_lower_bound(lab_1.l, lab_2.l);
    if (lab_1.b <= 0 || lab_2.b <= 0) return by_lightness;
    constexpr double pow_25_7 = 6103515625.0, largest_t = 1 + 0.17 + 0.24 + 0.32 + 0.20, rotation = 1e-6;
    const double mean =
        0.5 * (std::sqrt(lab_1.a * lab_1.a + lab_1.b * lab_1.b) + std::sqrt(lab_2.a * lab_2.a + lab_2.b * lab_2.b));
    const double square = mean * mean, pow_7 = square * square * square * mean;
    const double stretch = 1.5 - 0.5 * std::sqrt(pow_7 / (pow_7 + pow_25_7));
    const double a_1 = stretch * lab_1.a, a_2 = stretch * lab_2.a;
    const double c_1 = std::sqrt(a_1 * a_1 + lab_1.b * lab_1.b), c_2 = std::sqrt(a_2 * a_2 + lab_2.b * lab_2.b);
    const double chroma = (c_1 - c_2) * (c_1 - c_2);
    const double hue = std::max(0.0, (a_1 - a_2) * (a_1 - a_2) + (lab_1.b - lab_2.b) * (lab_1.b - lab_2.b) - chroma);
    const double s_c = 1 + 0.045 * 0.5 * (c_1 + c_2), s_h = 1 + 0.015 * largest_t * 0.5 * (c_1 + c_2);
    return std::sqrt(by_lightness * by_lightness + (1 - rotation) * (chroma / (s_c * s_c) + hue / (s_h * s_h)));
}

} // namespace undertone
