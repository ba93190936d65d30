#include "undertone/fade/reduced_appearance.hpp"

#include "parallel.hpp"

#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

namespace undertone {

namespace {

Eigen::ArrayXd pick(const Eigen::ArrayXd& values, const std::vector<Eigen::Index>& at) { return values(at); }

DotField pick(DotField dots, const std::vector<Eigen::Index>& at) {
    dots.pigment_mu_a_per_mm = pick(dots.pigment_mu_a_per_mm, at);
    dots.pigment_mu_s_per_mm = pick(dots.pigment_mu_s_per_mm, at);
    dots.pigment_g = pick(dots.pigment_g, at);
    return dots;
}

} // namespace

ReducedAppearance::ReducedAppearance(const Skin& skin, const Line& line, const std::vector<PigmentState>& examples,
                                     int threads)
    : line_(line), bare_(skin.reflectance()) {
    if (examples.empty()) throw DomainError("examples", "empty", "at least one state", "take them from the ensemble");
    const auto count = static_cast<Eigen::Index>(examples.size());
    Eigen::MatrixXd area(band_count, count), dot(band_count, count);
    parallel_for(static_cast<int>(count), threads, [&](int i) {
        const Appearance full = appearance(skin, line, examples[static_cast<std::size_t>(i)]);
        area.col(i) = (full.area / full.bare).log();
        dot.col(i) = (full.dot / full.bare).log();
    });
    area_ = find_basis(skin, area);
    dot_ = find_basis(skin, dot);
}

ReducedAppearance::Basis ReducedAppearance::find_basis(const Skin& skin, const Eigen::MatrixXd& log_ratios) {
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(log_ratios, Eigen::ComputeThinU);
    // Modes that are only rounding say nothing of the ensemble and would fit noise.
    const Eigen::ArrayXd strengths = svd.singularValues();
    const auto real_modes = (strengths > 1e-9 * strengths(0)).count();
    const Eigen::Index modes = std::clamp<Eigen::Index>(real_modes, 1, bands);
    const Eigen::MatrixXd basis = svd.matrixU().leftCols(modes);
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> pivoted(basis.transpose());
    Basis result;
    for (Eigen::Index i = 0; i < bands; ++i) result.at.push_back(pivoted.colsPermutation().indices()(i));
    std::sort(result.at.begin(), result.at.end());
    // Least squares where there are more bands than modes.
    const Eigen::MatrixXd sampled = basis(result.at, Eigen::all);
    result.expand = basis * sampled.completeOrthogonalDecomposition().pseudoInverse();

    const LayerStack& layers = skin.layers();
    result.layers = layers;
    result.layers.mu_a_per_mm = layers.mu_a_per_mm(Eigen::all, result.at);
    result.layers.mu_s_per_mm = layers.mu_s_per_mm(Eigen::all, result.at);
    result.layers.g = layers.g(Eigen::all, result.at);
    result.bare = reflectance(result.layers);
    return result;
}

Appearance ReducedAppearance::operator()(const PigmentState& state) const {
    const DotField dots = dot_lattice(line_, state);
    const auto expand = [this](const Basis& basis, const Eigen::ArrayXd& sampled) -> Bands {
        const Eigen::VectorXd log_ratio = (sampled / basis.bare).log();
        return bare_ * (basis.expand * log_ratio).array().exp();
    };
    return {expand(area_, dot_reflectance(area_.layers, pick(dots, area_.at))),
            expand(dot_, dot_center_reflectance(dot_.layers, pick(dots, dot_.at))), bare_, {}};
}

} // namespace undertone
