#pragma once
// One area's colour under all viewings, four of them side by side (viewing_kernel.hpp): what the search spends most of its time on.

#include "undertone/search/search.hpp"

#include <array>
#include <limits>
#include <vector>

namespace undertone {

class ViewingColors {
public:
    /// Areas may be darker than the targets by that much, in L*.
    explicit ViewingColors(const std::vector<SearchViewing>& viewings,
                           double darker_tolerance_l = std::numeric_limits<double>::infinity());

    /// Under any viewing.
    bool too_dark(const ReducedBands& area) const;

    /// As lab_of, to rounding; `labs` has room for one per viewing.
    void labs(const ReducedBands& area, Lab* labs) const { bounds(area, labs); }

    /// Sums of delta_e_2000_lower_bound by the viewings' weights.
    struct Bounds {
        double all = 0;
        double by_lightness = 0; ///< only where the area is lighter than the target, and of lightness alone
    };
    Bounds bounds(const ReducedBands& area, Lab* labs) const;

private:
    static constexpr std::size_t width = 4, row = (reduced_band_count + 1) * width;
    /// Places beyond the last viewing stay black beside black, of no weight.
    struct Group {
        std::array<double, 3 * row> weights{}; ///< of X, Y, Z beside white, as the kernel wants them
        std::array<double, 4 * width> target{};
        std::array<double, width> weight{}, least_y{};
    };
    std::size_t count_;
    std::vector<Group> groups_;
};

} // namespace undertone
