#pragma once
// How sure a colour difference is that rests on repeated readings, and how many readings would do (the reckoning of ASTM E1345).

#include "undertone/supply/color_difference.hpp"

#include <optional>
#include <span>

namespace undertone {

/// A difference between two means of readings, in the metric's unit.
struct DifferenceInterval {
    double value = 0, low = 0, high = 0;
    double half_width = 0;
    double reading_sd = 0;      ///< of one reading, along the difference
    int degrees_of_freedom = 0; ///< of reading_sd; 0 where it was stated
};

/// Interval of the difference of the means by Student's t. Noise is taken as the same on both sides, and is that along the difference
/// (where there is none, in the direction in which readings spread most). Nothing where no side was read twice and `stated_sd` is not
/// given. Throws DomainError: no readings, a confidence outside 0.5 to 0.999.
std::optional<DifferenceInterval> difference_interval(std::span<const Lab> master, std::span<const Lab> batch,
                                                      const DifferenceMetric& metric, double confidence,
                                                      std::optional<double> stated_sd = {});

/// Fewest readings of each side with which the interval's half width is at most `allowed`; 0 where 1 000 would not do.
int replicates_for(double reading_sd, double allowed, double confidence);

} // namespace undertone
