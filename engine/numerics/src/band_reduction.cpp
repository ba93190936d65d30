#include "undertone/numerics/band_reduction.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>

namespace undertone {

BandChoice choose_bands(const Eigen::MatrixXd& deviations, Eigen::Index count, double least_mode) {
    // Full U, so that fewer spectra than bands still give orthonormal columns to choose from.
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(deviations, Eigen::ComputeFullU);
    const Eigen::ArrayXd strengths = svd.singularValues();
    const Eigen::Index real = least_mode > 0 ? (strengths > least_mode * strengths(0)).count() : count;
    const Eigen::MatrixXd basis = svd.matrixU().leftCols(std::clamp<Eigen::Index>(real, 1, count));

    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> pivoted(basis.transpose());
    BandChoice choice;
    for (Eigen::Index i = 0; i < count; ++i)
        choice.bands.push_back(static_cast<int>(pivoted.colsPermutation().indices()(i)));
    std::sort(choice.bands.begin(), choice.bands.end());

    const Eigen::MatrixXd sampled = basis(choice.bands, Eigen::all);
    choice.expand = basis.cols() == count ? (basis * sampled.fullPivLu().inverse()).eval()
                                          : (basis * sampled.completeOrthogonalDecomposition().pseudoInverse()).eval();
    return choice;
}

} // namespace undertone
