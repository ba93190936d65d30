#pragma once
// A metric that never exceeds CIEDE2000 near a target.

#include "undertone/colorimetry/color.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace undertone {

/// A difference of colours in such a metric: along lightness, the target's chroma and its hue.
struct Vector {
    double x = 0, y = 0, z = 0;
};
inline Vector operator+(const Vector& a, const Vector& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vector operator-(const Vector& a, const Vector& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vector operator*(double k, const Vector& a) { return {k * a.x, k * a.y, k * a.z}; }
inline double dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline double length(const Vector& a) { return std::sqrt(dot(a, a)); }

/// Linear in the difference.
struct Metric {
    double l = 0;
    double chroma_a = 0, chroma_b = 0, hue_a = 0, hue_b = 0;
    double widest = 0; ///< no difference is stretched more

    Vector operator()(const Lab& difference) const {
        return {l * difference.l, chroma_a * difference.a + chroma_b * difference.b,
                hue_a * difference.a + hue_b * difference.b};
    }
};

/// What CIEDE2000 needs of a target, whatever the colour it is compared with.
class TargetMetric {
public:
    explicit TargetMetric(const Lab& target);

    /// |metric(color - target)| <= CIEDE2000 for every colour within `slack` of the convex hull of `colors`. The rotation term is left
    /// out, which is right for hues far from blue (both b* positive; see delta_e_2000_lower_bound); elsewhere only lightness counts.
    Metric below(std::span<const Lab> colors, double slack) const;

private:
    Lab target_;
    double chroma_ = 0;
    double stretch_ = 1, hue_weight_ = 0; ///< 1 + G and T of CIEDE2000 at the target
};

/// S_L of CIEDE2000.
double s_l(double mean_l);

} // namespace undertone
