#pragma once
// Spectra of one family from a few of their bands: those that determine its strongest modes best, and the way back to all bands.

#include <Eigen/Core>

#include <vector>

namespace undertone {

struct BandChoice {
    std::vector<int> bands; ///< ascending
    Eigen::MatrixXd expand; ///< all bands x chosen bands: takes values at the chosen bands to values at all
};

/// Chooses `count` bands by QR with pivoting of the strongest modes (Drmac and Gugercin 2016). `deviations` is bands x spectra, each less
/// what all have in common. Modes weaker than `least_mode` times the strongest are left out as rounding (0: as many modes as bands are
/// chosen, whatever their strength); with more bands than modes `expand` is least squares.
BandChoice choose_bands(const Eigen::MatrixXd& deviations, Eigen::Index count, double least_mode);

} // namespace undertone
