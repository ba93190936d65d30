#pragma once
// All proportions on a dosing grid, by number of inks, and the dilutions that fit the cup with each.

#include "undertone/search/dosing.hpp"

#include <cstdint>
#include <vector>

namespace undertone {

class Proportions {
public:
    Proportions(const DosingGrid& grid, int max_inks);

    int max_inks() const { return static_cast<int>(of_size_.size()); }
    /// Steps of that many inks, without common divisor.
    const std::vector<std::vector<int>>& of(std::size_t inks) const { return of_size_[inks - 1]; }
    /// Recipes of one set of that many inks: proportions, each with its dilutions.
    std::uint64_t recipes(std::size_t inks) const { return recipes_[inks - 1]; }
    /// Indices into the water ladder, strong to thin.
    const std::vector<int>& ladder(const std::vector<int>& steps) const;

private:
    void split(int size, std::vector<int>& steps, int left);

    std::vector<std::vector<int>> allowed_water_; ///< by step sum
    std::vector<std::vector<std::vector<int>>> of_size_;
    std::vector<std::uint64_t> recipes_;
};

} // namespace undertone
