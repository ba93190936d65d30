#include "undertone/colorimetry/pattern_sight.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"

#include <Eigen/LU>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

namespace undertone {

namespace {

constexpr std::array<std::string_view, 3> channels{"luminance", "red_green", "blue_yellow"};

struct Filters {
    struct Gaussian {
        std::size_t channel;
        double weight, spread_deg;
    };
    std::vector<Gaussian> gaussians; ///< weights of a channel add up to 1
    Eigen::Matrix3d opponent;        ///< per X, Y, Z
    double least_contrast, masking_exponent;

    Filters() {
        const Table gains = data_table("observers/pattern_gains.csv"),
                    matrix = data_table("observers/opponent_channels.csv"),
                    thresholds = data_table("observers/pattern_thresholds.csv");
        std::array<double, 3> sum{};
        for (const std::string& id : gains.ids)
            for (std::size_t c = 0; c < channels.size(); ++c)
                if (id.starts_with(channels[c])) {
                    gaussians.push_back({c, gains.at(id, "weight"), gains.at(id, "spread_deg")});
                    sum[c] += gaussians.back().weight;
                }
        for (Gaussian& one : gaussians) one.weight /= sum[one.channel];
        for (Eigen::Index c = 0; c < 3; ++c) {
            const std::string_view id = channels[static_cast<std::size_t>(c)];
            opponent.row(c) << matrix.at(id, "x"), matrix.at(id, "y"), matrix.at(id, "z");
        }
        least_contrast = thresholds.at("least_contrast", "value");
        masking_exponent = thresholds.at("masking_exponent", "value");
    }
};

const Filters& filters() {
    static const Filters instance;
    return instance;
}

/// f' of CIE 1976 at t.
double lab_f_slope(double t) {
    constexpr double toe = 216.0 / 24389.0, slope = 24389.0 / 27.0;
    return t > toe ? 1 / (3 * std::cbrt(t * t)) : slope / 116;
}

} // namespace

Eigen::Array3d opponent_gains(double cycles_per_degree) {
    Eigen::Array3d gains = Eigen::Array3d::Zero();
    for (const Filters::Gaussian& one : filters().gaussians) {
        const double x = std::numbers::pi * one.spread_deg * cycles_per_degree;
        gains(static_cast<Eigen::Index>(one.channel)) += one.weight * std::exp(-x * x);
    }
    return gains;
}

double mm_per_degree(double distance_m) {
    if (!(distance_m >= 0.1 && distance_m <= 100))
        throw DomainError("distance_m", fmt::format("{}", distance_m), "0.1 to 100 m",
                          "nearer than 0.1 m no eye sees sharp");
    return 1000 * distance_m * std::tan(std::numbers::pi / 180);
}

Eigen::Matrix3d seen_xyz(double k_per_mm, double distance_m) {
    const double cycles_per_degree = k_per_mm * mm_per_degree(distance_m) / (2 * std::numbers::pi);
    const Eigen::Matrix3d& opponent = filters().opponent;
    return opponent.inverse() * opponent_gains(cycles_per_degree).matrix().asDiagonal() * opponent;
}

Eigen::Matrix3d lab_slopes(const XYZ& around, const XYZ& white) {
    const double x = lab_f_slope(around.x / white.x) / white.x, y = lab_f_slope(around.y / white.y) / white.y,
                 z = lab_f_slope(around.z / white.z) / white.z;
    Eigen::Matrix3d slopes;
    slopes << 0, 116 * y, 0, 500 * x, -500 * y, 0, 0, 200 * y, -200 * z;
    return slopes;
}

PatternSight::PatternSight(const XYZ& mean, const XYZ& white, double distance_m)
    : lab_per_opponent_(lab_slopes(mean, white) * filters().opponent.inverse()),
      degrees_per_radian_mm_(mm_per_degree(distance_m) / (2 * std::numbers::pi)) {}

Eigen::Matrix3d PatternSight::lab_per_xyz(double k_per_mm) const {
    return lab_per_opponent_ * opponent_gains(k_per_mm * degrees_per_radian_mm_).matrix().asDiagonal() * filters().opponent;
}

double least_texture_difference(double lightness, double texture) {
    // The standard deviation of a wave is its amplitude over the square root of 2; L* + 16 grows with the cube root of Y.
    const double least = (std::max(0.0, lightness) + 16) / 3 * filters().least_contrast / std::numbers::sqrt2;
    return least * std::pow(std::max(1.0, texture / least), filters().masking_exponent);
}

} // namespace undertone
