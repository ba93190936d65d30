#include "walk/proportions.hpp"

#include "undertone/base/stop.hpp"

#include <numeric>

namespace undertone {

Proportions::Proportions(const DosingGrid& grid, int max_inks) {
    for (int sum = 0; sum <= grid.pigment_steps; ++sum) allowed_water_.push_back(grid.allowed_water(sum));
    for (int size = 1; size <= max_inks; ++size) {
        std::vector<int> steps;
        of_size_.emplace_back();
        recipes_.push_back(0);
        split(size, steps, grid.pigment_steps);
    }
}

const std::vector<int>& Proportions::ladder(const std::vector<int>& steps) const {
    return allowed_water_[static_cast<std::size_t>(std::accumulate(steps.begin(), steps.end(), 0))];
}

void Proportions::split(int size, std::vector<int>& steps, int left) {
    if (static_cast<int>(steps.size()) == size) {
        int divisor = 0;
        for (const int k : steps) divisor = std::gcd(divisor, k);
        const std::size_t waters = ladder(steps).size();
        if (divisor != 1 || waters == 0) return;
        if (of_size_.back().size() % 1024 == 0) poll_stop();
        of_size_.back().push_back(steps);
        recipes_.back() += waters;
        return;
    }
    const int still_needed = size - static_cast<int>(steps.size()) - 1;
    for (int k = 1; k <= left - still_needed; ++k) {
        steps.push_back(k);
        split(size, steps, left - k);
        steps.pop_back();
    }
}

} // namespace undertone
