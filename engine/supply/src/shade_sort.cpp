#include "undertone/supply/shade_sort.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

void ShadeBlocks::validate() const {
    require_range("blocks.l", l, 0.01, 100, "in units of L*");
    require_range("blocks.a", a, 0.01, 100, "in units of a*");
    require_range("blocks.b", b, 0.01, 100, "in units of b*");
}

std::string shade_sort_555(const ColorDifference& difference, const ShadeBlocks& blocks) {
    blocks.validate();
    const auto digit = [](double value, double block) {
        return static_cast<int>(5 + std::clamp(std::round(value / block), -4.0, 4.0));
    };
    return fmt::format("{}{}{}", digit(difference.delta_l, blocks.l), digit(difference.delta_a, blocks.a),
                       digit(difference.delta_b, blocks.b));
}

double contrast_ratio_percent(const Bands& over_black, const Bands& over_white, const std::string& illuminant,
                              const std::string& observer) {
    const Viewing viewing(illuminant, observer);
    const double black = viewing.xyz(over_black).y, white = viewing.xyz(over_white).y;
    if (!(white > 0 && black >= 0))
        throw DomainError("over_white", fmt::format("Y {:.3g} over white, {:.3g} over black", white, black),
                          "reflectances above 0");
    if (black > 1.02 * white)
        throw DomainError("over_black", fmt::format("Y {:.2f} over black, {:.2f} over white", black, white),
                          "no lighter over black than over white", "the two readings, or the cards, are swapped");
    return 100 * black / white;
}

} // namespace undertone
