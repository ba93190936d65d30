#include "undertone/colorimetry/color.hpp"

#include "delta_e_2000_core.hpp"
#include "delta_e_2000_scaled.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace undertone {

namespace {

constexpr double degrees = 180.0 / std::numbers::pi;
// CIE 015:2018: the cube root gives way to a straight line below (24/116)^3, where both have the same value and slope.
constexpr double linear_below = (24.0 / 116.0) * (24.0 / 116.0) * (24.0 / 116.0), linear_slope = 841.0 / 108.0;

double lab_response(double ratio) { return ratio > linear_below ? std::cbrt(ratio) : linear_slope * ratio + 16.0 / 116.0; }

double inverse_lab_response(double response) {
    return response > 24.0 / 116.0 ? response * response * response : (response - 16.0 / 116.0) / linear_slope;
}

struct StandardMath {
    static double sqrt(double x) { return std::sqrt(x); }
    static double atan2(double y, double x) { return std::atan2(y, x); }
    static double exp_negative(double x) { return std::exp(x); }
    static double sin_small(double x) { return std::sin(x); }
};

} // namespace

Lab lab_from_xyz(const XYZ& xyz, const XYZ& white) {
    const double fx = lab_response(xyz.x / white.x), fy = lab_response(xyz.y / white.y), fz = lab_response(xyz.z / white.z);
    return {116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)};
}

XYZ xyz_from_lab(const Lab& lab, const XYZ& white) {
    const auto check = [](const char* name, double value) { // beyond, its cube is no number any more
        if (!(std::abs(value) <= 1e9)) throw DomainError(name, fmt::format("{:g}", value), "-1e9 to 1e9: a colour");
    };
    check("lab.l", lab.l);
    check("lab.a", lab.a);
    check("lab.b", lab.b);
    const double fy = (lab.l + 16.0) / 116.0, fx = fy + lab.a / 500.0, fz = fy - lab.b / 200.0;
    return {white.x * inverse_lab_response(fx), white.y * inverse_lab_response(fy), white.z * inverse_lab_response(fz)};
}

LCh lch_from_lab(const Lab& lab) {
    if (lab.a == 0 && lab.b == 0) return {lab.l, 0, 0}; // a grey has no hue; atan2 would turn -0.0 into 180
    double hue = std::atan2(lab.b, lab.a) * degrees;
    if (hue < 0) hue += 360.0;
    if (hue >= 360.0) hue = 0; // a hue just below zero rounds up to 360
    return {lab.l, std::hypot(lab.a, lab.b), hue};
}

double delta_e_2000(const Lab& lab_1, const Lab& lab_2) {
    const double difference = detail::delta_e_2000_core<StandardMath>(lab_1.l, lab_1.a, lab_1.b, lab_2.l, lab_2.a, lab_2.b);
    return difference >= 0 ? difference : detail::delta_e_2000_scaled(lab_1, lab_2);
}

double detail::delta_e_2000_scaled(Lab lab_1, Lab lab_2) {
    // Far from grey the chroma's terms depend on the ratios of a* and b* alone, and far from 50 the lightness term on those of L*.
    // 1e20 is far enough for every digit, and its seventh power still fits.
    constexpr double far = 1e20;
    const double chroma = std::max({std::abs(lab_1.a), std::abs(lab_1.b), std::abs(lab_2.a), std::abs(lab_2.b)});
    const double lightness = std::max(std::abs(lab_1.l), std::abs(lab_2.l));
    for (Lab* lab : {&lab_1, &lab_2}) {
        if (chroma > far) {
            lab->a *= far / chroma;
            lab->b *= far / chroma;
        }
        if (lightness > far) lab->l *= far / lightness;
    }
    return detail::delta_e_2000_core<StandardMath>(lab_1.l, lab_1.a, lab_1.b, lab_2.l, lab_2.a, lab_2.b);
}

double delta_e_1976(const Lab& lab_1, const Lab& lab_2) {
    const double l = lab_1.l - lab_2.l, a = lab_1.a - lab_2.a, b = lab_1.b - lab_2.b, squares = l * l + a * a + b * b;
    return std::isfinite(squares) ? std::sqrt(squares) : std::hypot(l, a, b);
}

double ita_deg(const Lab& lab) {
    return std::atan2(lab.l - 50.0, lab.b + 0.0) * degrees; // + 0.0: a b* of -0.0 must not turn the angle by 180
}

const char* ita_class(double ita) {
    if (ita > 55) return "very_light";
    if (ita > 41) return "light";
    if (ita > 28) return "intermediate";
    if (ita > 10) return "tan";
    if (ita > -30) return "brown";
    return "dark";
}

} // namespace undertone
