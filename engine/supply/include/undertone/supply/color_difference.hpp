#pragma once
// Differences of a batch from its master, with their signs, and the metrics in which tolerances are stated.

#include "undertone/colorimetry/color.hpp"

#include <string>
#include <string_view>

namespace undertone {

/// Batch minus master: positive is lighter, redder, yellower, more chromatic, and of a larger hue angle.
struct ColorDifference {
    double delta_l = 0, delta_a = 0, delta_b = 0, delta_c = 0, delta_h = 0; ///< CIE 1976; delta_h is a length, not an angle
    double delta_e_2000 = 0, delta_e_cmc_2_1 = 0;
};

ColorDifference color_difference(const Lab& master, const Lab& batch);

/// CMC(l:c) of the Colour Measurement Committee (Clarke, McDonald and Rigg 1984; BS 6923): not symmetric, its ellipsoid is the master's.
/// Throws DomainError where a weight is not positive.
double delta_e_cmc(const Lab& master, const Lab& batch, double lightness_weight = 2, double chroma_weight = 1);

/// How a tolerance counts differences: "delta_e_2000", or "cmc(2:1)" with any weights.
struct DifferenceMetric {
    std::string name = "delta_e_2000";
    double lightness_weight = 0, chroma_weight = 0; ///< of CMC; 0 for delta E2000

    double operator()(const Lab& master, const Lab& batch) const;
};

/// From its name. Throws DomainError.
DifferenceMetric difference_metric(std::string_view name);

} // namespace undertone
