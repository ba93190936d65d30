#pragma once
// CIEDE2000 on hue directions instead of hue angles: chroma vectors of unit length are added, subtracted and crossed,
// so nothing wraps at 360 degrees, equal colours give exactly zero, and the only angle needed is that of the mean hue
// in the blue rotation term. Branch-free, so that a loop over it vectorises.
//
// ISO/CIE 11664-6:2014; the conventions for achromatic and opposite hues are those of Sharma, Wu and Dalal (2005),
// Color Research & Application 30:21-30.

#include <numbers>

namespace undertone::detail {

/// Math supplies sqrt, atan2 of a unit vector, exp of a non-positive number and sin of [0, pi/3].
template <class Math>
[[gnu::always_inline]] inline double delta_e_2000_core(double l_1, double a_1, double b_1, double l_2, double a_2,
                                                       double b_2) {
    constexpr double radians = std::numbers::pi / 180.0;
    constexpr double pow_25_7 = 6103515625.0;
    constexpr double cos_30 = 0.86602540378443864676, sin_30 = 0.5;
    constexpr double cos_6 = 0.99452189536827333692, sin_6 = 0.10452846326765347140;
    constexpr double cos_63 = 0.45399049973954679156, sin_63 = 0.89100652418836786236;

    const auto root_of_seventh_share = [](double c) __attribute__((always_inline)) { // sqrt(c^7 / (c^7 + 25^7))
        const double c_2 = c * c, c_7 = c_2 * c_2 * c_2 * c;
        return Math::sqrt(c_7 / (c_7 + pow_25_7));
    };

    // a* is stretched near grey.
    const double mean_c_ab = 0.5 * (Math::sqrt(a_1 * a_1 + b_1 * b_1) + Math::sqrt(a_2 * a_2 + b_2 * b_2));
    const double stretch = 1.5 - 0.5 * root_of_seventh_share(mean_c_ab);
    const double ap_1 = a_1 * stretch, ap_2 = a_2 * stretch;
    const double c_1 = Math::sqrt(ap_1 * ap_1 + b_1 * b_1), c_2 = Math::sqrt(ap_2 * ap_2 + b_2 * b_2);
    const double mean_l = 0.5 * (l_1 + l_2), mean_c = 0.5 * (c_1 + c_2);

    // Directions of hue; a grey has none and leaves the mean hue to the other colour.
    // (Divisions and roots are most of the cost, hence one division for two.)
    constexpr double grey = 1e-60; // below it the product would underflow
    const double divisor_1 = c_1 > grey ? c_1 : 1.0, divisor_2 = c_2 > grey ? c_2 : 1.0,
                 inverse = 1.0 / (divisor_1 * divisor_2);
    const double x_1 = ap_1 * divisor_2 * inverse, y_1 = b_1 * divisor_2 * inverse;
    const double x_2 = ap_2 * divisor_1 * inverse, y_2 = b_2 * divisor_1 * inverse;

    // Is the second hue counterclockwise of the first, by the shorter way? Compared as products, not as the sign of a
    // difference, so that exactly opposite hues are recognised; for those Sharma's rule starts from the lower angle.
    const double left = ap_1 * b_2, right = ap_2 * b_1;
    const bool first_is_lower = (b_1 > 0) | ((b_1 == 0) & (ap_1 > 0));
    const bool counterclockwise = (left > right) | ((left == right) & first_is_lower);
    const double turn = counterclockwise ? 1.0 : -1.0;

    // Mean hue: the bisector of the shorter arc. Beyond a right angle the sum of the directions loses digits, and their
    // difference, turned by 90 degrees, takes over.
    const double difference_x = x_1 - x_2, difference_y = y_1 - y_2;
    const bool within_right_angle = x_1 * x_2 + y_1 * y_2 >= 0;
    const double sum_x = within_right_angle ? x_1 + x_2 : -turn * difference_y;
    const double sum_y = within_right_angle ? y_1 + y_2 : turn * difference_x;
    const double sum_length = Math::sqrt(sum_x * sum_x + sum_y * sum_y);
    const double inverse_length = sum_length > 0 ? 1.0 / sum_length : 0.0;
    const double cos_1h = sum_length > 0 ? sum_x * inverse_length : 1.0, sin_1h = sum_y * inverse_length;
    const double cos_2h = cos_1h * cos_1h - sin_1h * sin_1h, sin_2h = 2 * cos_1h * sin_1h;
    const double cos_3h = cos_2h * cos_1h - sin_2h * sin_1h, sin_3h = sin_2h * cos_1h + cos_2h * sin_1h;
    const double cos_4h = cos_2h * cos_2h - sin_2h * sin_2h, sin_4h = 2 * cos_2h * sin_2h;
    const double t = 1 - 0.17 * (cos_1h * cos_30 + sin_1h * sin_30) + 0.24 * cos_2h +
                     0.32 * (cos_3h * cos_6 - sin_3h * sin_6) - 0.20 * (cos_4h * cos_63 + sin_4h * sin_63);

    // 2 sqrt(C1 C2) sin(dh/2) is the geometric mean chroma times the chord between the hue directions.
    const double delta_h = turn * Math::sqrt(c_1 * c_2 * (difference_x * difference_x + difference_y * difference_y));

    const double l_50 = (mean_l - 50.0) * (mean_l - 50.0);
    const double s_l = 1 + 0.015 * l_50 / Math::sqrt(20.0 + l_50), s_c = 1 + 0.045 * mean_c, s_h = 1 + 0.015 * mean_c * t;

    const double angle = Math::atan2(sin_1h, cos_1h);
    const double hue = angle < 0 ? angle + 2 * std::numbers::pi : angle;
    const double from_blue = (hue - 275.0 * radians) * (1.0 / (25.0 * radians));
    const double rotation =
        -2.0 * root_of_seventh_share(mean_c) * Math::sin_small(60.0 * radians * Math::exp_negative(-from_blue * from_blue));

    const double s_lc = s_l * s_c, share = 1.0 / (s_lc * s_h);
    const double term_l = (l_2 - l_1) * (s_c * s_h * share), term_c = (c_2 - c_1) * (s_l * s_h * share),
                 term_h = delta_h * (s_lc * share);
    return Math::sqrt(term_l * term_l + term_c * term_c + term_h * term_h + rotation * term_c * term_h);
}

} // namespace undertone::detail
