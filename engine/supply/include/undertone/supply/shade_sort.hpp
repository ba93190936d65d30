#pragma once
// What goes beside a colour difference on a supplier's sheet: the 555 shade sort, and hiding over black and white.

#include "undertone/spectral/grid.hpp"
#include "undertone/supply/color_difference.hpp"

#include <string>

namespace undertone {

/// Sizes of the blocks into which shades are sorted, in units of L*, a*, b*.
struct ShadeBlocks {
    double l = 1, a = 1, b = 1;

    /// Throws DomainError.
    void validate() const;
};

/// 555 is the master's own block: each digit is 5 + round(difference / block), held within 1 to 9, of L*, a* and b* ("356" is two
/// blocks darker and one yellower). Halves go away from 5. After HunterLab's description of 555 shade sorting.
std::string shade_sort_555(const ColorDifference& difference, const ShadeBlocks& blocks);

/// 100 Y over black / Y over white, of reflectances as read; 98 and more counts as hiding. Throws DomainError where white is not lighter
/// than black by more than noise allows (above 102), or reads nothing.
double contrast_ratio_percent(const Bands& over_black, const Bands& over_white, const std::string& illuminant = "D65",
                              const std::string& observer = "1964_10deg");

/// Contrast ratio from which a film counts as opaque.
inline constexpr double full_hiding_percent = 98;

} // namespace undertone
