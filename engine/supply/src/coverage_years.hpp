#pragma once
// How long the healed area stays within tolerance: fading of unit ink on one skin, followed once, serves every recipe on it.

#include "undertone/supply/coverage.hpp"

#include <functional>
#include <vector>

namespace undertone {

/// Pigment and dots of one member over the years, as shares of what they were when healed.
struct FadedShares {
    std::vector<Eigen::ArrayXd> remaining;            ///< per time and colorant of the line
    std::vector<double> wider, deeper, edge_sigma_mm; ///< per time: diameter and depths over the healed ones; blur
};

class CoverageYears {
public:
    /// `skin_number` is what draws are made of, with the options' seed.
    CoverageYears(const Skin& skin, const Line& line, const CoverageOptions& options, int skin_number);

    /// By how much an area is out of tolerance: up to 0 is within.
    using Excess = std::function<double(const Bands& area)>;

    /// Sets the client's years. `healed` is the recipe's state, which is within tolerance.
    void follow(const PigmentState& healed, const Excess& excess, CoveredClient& client) const;

private:
    /// Years until `excess` rises above 0, linear between times; the horizon where it does not.
    double years_of(const FadedShares& member, const PigmentState& healed, const Excess& excess) const;

    const Skin& skin_;
    const Line& line_;
    std::vector<FadedShares> members_; ///< the nominal one first
};

} // namespace undertone
