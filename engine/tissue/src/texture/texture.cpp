#include "undertone/tissue/texture.hpp"

#include "undertone/base/table.hpp"
#include "undertone/tissue/lateral_spread.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace undertone {

namespace {

constexpr Eigen::Index pattern_nodes = 36;
constexpr double coarsest_per_mm = 0.05, finest_per_mm = 150;

/// Of `blue_noise_places`: power over that of random places at k / sqrt(n) = 0, 0.5 ... 20, the mean over sixty sets of 200
/// (held by tests/engine/tissue/texture_test.cpp); 1 beyond.
constexpr std::array structure{0.070, 0.071, 0.072, 0.078, 0.083, 0.090, 0.093, 0.101, 0.113, 0.176, 0.430,
                               0.867, 1.331, 1.646, 1.706, 1.471, 1.346, 1.157, 1.020, 0.857, 0.792, 0.733,
                               0.743, 0.779, 0.845, 0.907, 0.990, 1.080, 1.140, 1.178, 1.164, 1.133, 1.083,
                               1.048, 0.969, 0.939, 0.905, 0.901, 0.898, 0.932, 0.932};
constexpr double structure_step = 0.5;

double pitch_mm_of(double density_per_cm2) { return 10 / std::sqrt(density_per_cm2); }

/// Every fourth band, 390 to 770 nm: the blur is smooth along the spectrum.
std::vector<int> some_bands() {
    std::vector<int> bands;
    for (int band = 2; band < band_count; band += 4) bands.push_back(band);
    return bands;
}

/// A row of `transfer` at any wavenumber: linear in log k between the nodes.
Eigen::Vector3d transfer_of(const DotPattern& pattern, double k_per_mm) {
    static const double per_node = std::log(finest_per_mm / coarsest_per_mm) / (pattern_nodes - 1);
    const double place = std::clamp(std::log(k_per_mm / coarsest_per_mm) / per_node, 0.0, pattern_nodes - 1.000001);
    const auto at = static_cast<Eigen::Index>(place);
    const double part = place - static_cast<double>(at);
    return ((1 - part) * pattern.transfer.row(at) + part * pattern.transfer.row(at + 1)).matrix().transpose();
}

/// What there is of a wave, per mean darkening, in X, Y, Z.
Eigen::Vector3d spectrum_of(const DotPattern& pattern, double k_per_mm) {
    const double x = 0.5 * k_per_mm * pattern.diameter_mm, blur = k_per_mm * pattern.edge_sigma_mm;
    const double disc = x > 1e-6 ? 2 * std::cyl_bessel_j(1, x) / x : 1;
    const double places = std::sqrt(placement_structure(k_per_mm, pattern.density_per_cm2) * 100 / pattern.density_per_cm2);
    return disc * std::exp(-0.5 * blur * blur) * places * transfer_of(pattern, k_per_mm);
}

} // namespace

double placement_structure(double k_per_mm, double density_per_cm2) {
    const double place = k_per_mm * pitch_mm_of(density_per_cm2) / structure_step;
    const auto at = static_cast<std::size_t>(place);
    if (at + 1 >= structure.size()) return 1;
    const double part = place - static_cast<double>(at);
    return (1 - part) * structure[at] + part * structure[at + 1];
}

const Eigen::ArrayXd& pattern_wavenumbers() {
    static const Eigen::ArrayXd nodes =
        Eigen::ArrayXd::LinSpaced(pattern_nodes, std::log(coarsest_per_mm), std::log(finest_per_mm)).exp();
    return nodes;
}

DotPattern dot_pattern(const LayerStack& layers, const DotField& dots, const Viewing& viewing) {
    constexpr int streams = 4; // of shares, which they change by less than 0.01
    static const std::vector<int> bands = some_bands();
    const LayerStack some = layers.at(bands);
    DotField field = dots;
    field.pigment_mu_a_per_mm = dots.pigment_mu_a_per_mm(bands);
    field.pigment_mu_s_per_mm = dots.pigment_mu_s_per_mm(bands);
    field.pigment_g = dots.pigment_g(bands);
    const Eigen::ArrayXXd blur = dot_transfer(some, field, pattern_wavenumbers(), streams);
    const Eigen::ArrayXd darkening = (reflectance(some, streams) - dot_reflectance(some, field, streams)).max(1e-12);
    DotPattern pattern{dots.diameter_mm, 100 / (dots.pitch_mm * dots.pitch_mm), dots.edge_sigma_mm, {}};
    pattern.transfer.resize(pattern_nodes, 3);
    for (Eigen::Index channel = 0; channel < 3; ++channel) {
        const Eigen::VectorXd weight = viewing.weights().row(channel)(bands).transpose().cwiseProduct(darkening.matrix());
        pattern.transfer.col(channel) = (blur.matrix() * weight).array() / weight.sum();
    }
    return pattern;
}

DotPattern neutral_dot_pattern(const LayerStack& layers, double diameter_mm, double density_per_cm2, double top_mm,
                               double bottom_mm, const Viewing& viewing) {
    DotField dots;
    dots.diameter_mm = diameter_mm;
    dots.pitch_mm = pitch_mm_of(density_per_cm2);
    dots.top_mm = top_mm;
    dots.bottom_mm = bottom_mm;
    dots.pigment_mu_a_per_mm = Bands::Constant(2 / diameter_mm);
    dots.pigment_mu_s_per_mm = dots.pigment_g = Bands::Zero();
    return dot_pattern(layers, dots, viewing);
}

DotPattern hair_pattern(const Skin& skin, const Stubble& stubble, const Viewing& viewing) {
    stubble.validate();
    static const Table shaft = data_table("tissue/hair_shaft.csv");
    const double pigmented = stubble.density_per_cm2 * (1 - stubble.grey_fraction);
    DotField hairs;
    hairs.diameter_mm = stubble.shaft_diameter_mm;
    hairs.pitch_mm = pitch_mm_of(std::max(1.0, pigmented > 0 ? pigmented : stubble.density_per_cm2));
    hairs.top_mm = 0;
    hairs.bottom_mm = stubble.length_in_skin_mm;
    hairs.pigment_mu_a_per_mm = hair_mu_a_per_mm(melanin_of("dark_brown"));
    hairs.pigment_mu_s_per_mm = Bands::Constant(shaft.column("scattering_per_mm")(0));
    hairs.pigment_g = Bands::Constant(shaft.column("anisotropy")(0));
    return dot_pattern(skin.layers(), hairs, viewing);
}

TextureSight::TextureSight(const DotPattern& hair, const XYZ& fringe, const DotPattern& dots, const XYZ& bare,
                           const Viewing& viewing, double distance_m)
    : bare_(bare.x, bare.y, bare.z) {
    constexpr int steps = 240; // three for each step of the structure factor where it rises fastest
    const PatternSight sight(fringe, viewing.white(), distance_m);
    const Eigen::Vector3d of_hair = darkening(fringe);
    const double step = std::log(finest_per_mm / coarsest_per_mm) / (steps - 1);
    for (int i = 0; i < steps; ++i) {
        const double k = coarsest_per_mm * std::exp(i * step);
        const double share = k * k / (2 * std::numbers::pi) * step; // of all waves, k dk / 2 pi
        const Eigen::Matrix3d lab = sight.lab_per_xyz(k);
        const Eigen::Matrix3d seen_dots = lab * spectrum_of(dots, k).asDiagonal();
        const Eigen::Vector3d seen_hair = lab * spectrum_of(hair, k).cwiseProduct(of_hair);
        dots_squared_ += share * seen_dots.transpose() * seen_dots;
        common_ += share * seen_dots.transpose() * seen_hair;
        hair_squared_ += share * seen_hair.squaredNorm();
    }
}

Eigen::Vector3d TextureSight::darkening(const XYZ& area) const { return bare_ - Eigen::Vector3d(area.x, area.y, area.z); }

double TextureSight::hair() const { return std::sqrt(hair_squared_); }

double TextureSight::dots(const XYZ& area) const {
    const Eigen::Vector3d m = darkening(area);
    return std::sqrt(std::max(0.0, m.dot(dots_squared_ * m)));
}

double TextureSight::difference(const XYZ& area) const {
    const Eigen::Vector3d m = darkening(area);
    return std::sqrt(std::max(0.0, hair_squared_ + m.dot(dots_squared_ * m - 2 * common_)));
}

double TextureSight::least_difference(double least_y) const {
    const Eigen::Vector3d best = dots_squared_.ldlt().solve(common_);
    const double most_darkening = bare_.y() - least_y;
    Eigen::Vector3d m = best;
    if (best.y() > most_darkening) { // the least lies on the edge of what is allowed
        m.y() = most_darkening;
        Eigen::Matrix2d sides;
        sides << dots_squared_(0, 0), dots_squared_(0, 2), dots_squared_(2, 0), dots_squared_(2, 2);
        const Eigen::Vector2d rest(common_(0) - dots_squared_(0, 1) * m.y(), common_(2) - dots_squared_(2, 1) * m.y());
        const Eigen::Vector2d solved = sides.ldlt().solve(rest);
        m.x() = solved(0);
        m.z() = solved(1);
    }
    return std::sqrt(std::max(0.0, hair_squared_ + m.dot(dots_squared_ * m - 2 * common_)));
}

} // namespace undertone
