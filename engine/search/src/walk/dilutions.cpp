#include "walk/dilutions.hpp"

#include <algorithm>

namespace undertone {

Dilutions::Dilutions(const SearchProblem& problem, const Proportions& proportions)
    : problem_(problem), proportions_(proportions), viewing_colors_(problem.viewings, problem.darker_tolerance_l),
      least_texture_(problem.least_texture()) {
    for (const double water_parts : problem.grid.water_ladder) log_volume_.push_back(std::log(water_parts + 1));
}

void Dilutions::set(const std::vector<int>& inks, const std::vector<int>& steps) {
    inks_ = &inks;
    steps_ = &steps;
    ladder_ = &proportions_.ladder(steps);
    each_water_thins_by_ = problem_.thinning(inks, steps, 1) - 1;
    penalty_undiluted_ = problem_.penalty_undiluted(inks, steps);
    mg_per_ml_undiluted_ = problem_.mg_per_ml_undiluted(inks, steps);
    extra_ink_penalty_ = problem_.penalty_of_extra_inks(inks.size());
    least_beside_ = least_texture_ + extra_ink_penalty_;
}

std::size_t Dilutions::strong_count() const {
    const double least = 1 / falls_up_to(problem_, optics_);
    std::size_t count = 0;
    while (count < ladder_->size() && thinning((*ladder_)[count]) < least) ++count;
    return count;
}

std::size_t Dilutions::first_light_enough(std::size_t from, std::size_t to) {
    const auto dark = [&](std::size_t i) {
        ++colors_computed_;
        return viewing_colors_.too_dark(area(0, (*ladder_)[i]));
    };
    std::size_t low = std::min(from, to), high = to;
    if (low < high && !dark(low)) return low;
    if (low < high && dark(high - 1)) return high;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (dark(middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

} // namespace undertone
