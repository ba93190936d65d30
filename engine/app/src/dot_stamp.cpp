#include "undertone/app/dot_stamp.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/pattern_sight.hpp"
#include "undertone/colorimetry/srgb.hpp"

#include <Eigen/LU>
#include <fmt/format.h>

#include <cmath> // j0 and j1 of POSIX: four times as quick as Boost's, twenty as std::cyl_bessel_j
#include <numbers>

namespace undertone {

namespace {

constexpr double wave_step_per_mm = 0.2; // waves repeat after 31 mm: farther than the light of any dot reaches

/// Linear sRGB per X, Y, Z, with the light's white shown as white.
Eigen::Matrix3d shown_per_xyz(const Viewing& viewing) {
    const Eigen::Vector3d white_rgb = Eigen::Vector3d::Ones();
    const Eigen::Matrix3d& per_xyz = linear_srgb_per_xyz();
    const Eigen::Vector3d shown_white = per_xyz.inverse() * white_rgb;
    const XYZ& white = viewing.white();
    return per_xyz *
           Eigen::Vector3d(shown_white.x() / white.x, shown_white.y() / white.y, shown_white.z() / white.z).asDiagonal();
}

/// 1 for an even area: the transform of a disc of unit content.
double disc_at(double k_per_mm, double radius_mm) {
    const double x = k_per_mm * radius_mm;
    return x < 1e-6 ? 1 : 2 * ::j1(x) / x;
}

/// The content of the stamp: its samples are joined by straight lines.
Eigen::Array3d content(const Eigen::ArrayX3d& shadow, double step_mm) {
    Eigen::Array3d sum = Eigen::Array3d::Zero();
    for (Eigen::Index i = 0; i + 1 < shadow.rows(); ++i) {
        const double near = static_cast<double>(i) * step_mm, far = near + step_mm;
        // The integral of 2 pi r times the line from one sample to the next.
        const double all = std::numbers::pi * (far * far - near * near);
        const double of_far = 2 * std::numbers::pi *
                              ((far * far * far - near * near * near) / 3 - near * (far * far - near * near) / 2) / step_mm;
        sum += (all - of_far) * shadow.row(i).transpose() + of_far * shadow.row(i + 1).transpose();
    }
    return sum;
}

} // namespace

DotStamp dot_stamp(const PatchView& view, const Viewing& viewing, double distance_m, double step_mm, int samples) {
    require_range("step_mm", step_mm, 0.005, 0.2);
    require_range("samples", samples, 2, 1000);
    require_range("density_per_cm2", view.density_per_cm2, 0, 1e5);
    if (distance_m != 0) mm_per_degree(distance_m); // refuses what no eye sees
    const Eigen::Matrix3d shown = shown_per_xyz(viewing);
    const Eigen::Vector3d area(view.area.x, view.area.y, view.area.z), bare(view.bare.x, view.bare.y, view.bare.z);
    DotStamp stamp;
    stamp.step_mm = step_mm;
    stamp.ground = (shown * area).array();
    stamp.shadow = Eigen::ArrayX3d::Zero(samples, 3);
    if (view.density_per_cm2 == 0) return stamp;
    const double density_per_mm2 = view.density_per_cm2 / 100, smoothing_mm = 0.75 * step_mm;
    const double most_k = 4 / smoothing_mm; // what is left beyond is 3e-4
    for (double k = 0.5 * wave_step_per_mm; k < most_k; k += wave_step_per_mm) {
        Eigen::Vector3d wave = area - bare;
        for (int channel = 0; channel < 3; ++channel) wave(channel) *= view.transfer_at(channel, k);
        if (distance_m != 0) wave = seen_xyz(k, distance_m) * wave;
        const double amount = disc_at(k, 0.5 * view.dot_diameter_mm) * std::exp(-0.5 * k * k * smoothing_mm * smoothing_mm) *
                              k * wave_step_per_mm / (2 * std::numbers::pi * density_per_mm2);
        const Eigen::Array3d color = amount * (shown * wave).array();
        if (color.abs().maxCoeff() < 1e-9) continue;
        for (Eigen::Index i = 0; i < stamp.shadow.rows(); ++i)
            stamp.shadow.row(i) += ::j0(k * step_mm * static_cast<double>(i)) * color.transpose();
    }
    stamp.ground -= density_per_mm2 * content(stamp.shadow, step_mm);
    return stamp;
}

} // namespace undertone
