#include "metric_below.hpp"

#include "infinity.hpp"

#include <limits>
#include <numbers>

namespace undertone {

namespace {

constexpr double largest_hue_weight = 1 + 0.17 + 0.24 + 0.32 + 0.20, steepest_hue_weight = 0.17 + 0.48 + 0.96 + 0.80;
constexpr double rotation = 1e-6;

double chroma_of(const Lab& lab) { return std::sqrt(lab.a * lab.a + lab.b * lab.b); }

/// 1 + G of CIEDE2000, by which a* is stretched; falls with the mean chroma.
double stretch(double mean_chroma) {
    const double square = mean_chroma * mean_chroma, power = square * square * square * mean_chroma;
    return 1.5 - 0.5 * std::sqrt(power / (power + 6103515625.0)); // 25^7
}

double stretched_chroma(double stretch, double a, double chroma) {
    return std::sqrt(chroma * chroma + (stretch * stretch - 1) * a * a);
}

double hue_weight(double hue) {
    constexpr double degree = std::numbers::pi / 180;
    return 1 - 0.17 * std::cos(hue - 30 * degree) + 0.24 * std::cos(2 * hue) + 0.32 * std::cos(3 * hue + 6 * degree) -
           0.20 * std::cos(4 * hue - 63 * degree);
}

/// An angle with a sine up to 1/2, at most.
double angle_of(double sine) { return 1.05 * sine; }

} // namespace

double s_l(double mean_l) {
    const double square = (mean_l - 50) * (mean_l - 50);
    return 1 + 0.015 * square / std::sqrt(20 + square);
}

TargetMetric::TargetMetric(const Lab& target) : target_(target), chroma_(chroma_of(target)), stretch_(stretch(chroma_)) {
    hue_weight_ = hue_weight(std::atan2(target.b, stretch_ * target.a));
}

// With x = (1 + G) a*, u the difference in (x, b*), u_t its part across the target's hue, C and C' the chromas of target and colour:
//   dC^2 + dH^2 = |u|^2   and   dH^2 = 4 C C' sin^2(h/2) >= u_t^2 C / C',  for u_t = C' sin h.
// So dC^2 / S_C^2 + dH^2 / S_H^2 >= |u|^2 / S_C^2 + u_t^2 (1 / S_H^2 - 1 / S_C^2) C / C' wherever S_H <= S_C, and as
// u_t = (1 + G) (a_t db - b_t da) / C, all of it grows with G: the least G holds for all.
Metric TargetMetric::below(std::span<const Lab> colors, double slack) const {
    const Lab& t = target_;
    double low_l = infinity, high_l = -infinity, low_b = infinity, along = infinity, high_c = 0, high_a = 0, across = 0;
    for (const Lab& color : colors) {
        low_l = std::min(low_l, color.l);
        high_l = std::max(high_l, color.l);
        low_b = std::min(low_b, color.b);
        along = std::min(along, t.a * color.a + t.b * color.b);
        high_c = std::max(high_c, chroma_of(color));
        high_a = std::max(high_a, std::abs(color.a));
    }
    Metric metric;
    metric.l = metric.widest = 1 / std::max(s_l(0.5 * (low_l - slack + t.l)), s_l(0.5 * (high_l + slack + t.l)));
    if (t.b <= 0 || low_b - slack <= 0) return metric;

    const double low_c = std::max(0.0, along / chroma_ - slack); // no less than its part along the target's hue
    high_c += slack;
    high_a += slack;
    const double least = stretch(0.5 * (chroma_ + high_c)), most = stretch(0.5 * (chroma_ + low_c));
    const double its_high = stretched_chroma(most, high_a, high_c), low = stretched_chroma(least, t.a, chroma_);
    const double mean_high = 0.5 * (stretched_chroma(most, t.a, chroma_) + its_high);

    double weight = largest_hue_weight;
    if (low_c > 0) {
        for (const Lab& color : colors)
            across = std::max(across, most * std::abs(t.a * color.b - t.b * color.a) /
                                          (chroma_ * std::max(low_c, chroma_of(color))));
        const double aside = most * slack / low_c;
        if (across <= 0.5 && aside <= 0.5) { // the mean hue is half as far from the target's as the colour's
            const double stretches =
                std::max(most, stretch_) - std::min(least, stretch_); // hue by half of that, as a share, at most
            const double off = 0.5 * (angle_of(across) + angle_of(aside)) + 0.5 * stretches / std::min(least, stretch_);
            weight = std::min(weight, hue_weight_ + steepest_hue_weight * off);
        }
    }
    const double s_c = 1 + 0.045 * mean_high, s_h = std::min(s_c, 1 + 0.015 * weight * mean_high);
    const double by_chroma = 1 / (s_c * s_c);
    const double by_hue = by_chroma + (1 / (s_h * s_h) - by_chroma) * std::min(1.0, low / its_high);
    const double chroma_scale = std::sqrt((1 - rotation) * by_chroma) / low,
                 hue_scale = std::sqrt((1 - rotation) * by_hue) / low;
    metric.chroma_a = chroma_scale * least * least * t.a;
    metric.chroma_b = chroma_scale * t.b;
    metric.hue_a = -hue_scale * least * t.b;
    metric.hue_b = hue_scale * least * t.a;
    metric.widest = std::max(metric.l, std::sqrt(by_hue) * least);
    return metric;
}

} // namespace undertone
