#include "undertone/planning/mix_looks.hpp"

#include "inputs.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

MixLooks mix_looks(const Bands& area, const Bands& target, const MatchOptions& options) {
    check_target(target);
    MixLooks looks;
    looks.reflectance = area;
    double weights = 0;
    for (const WeightedIlluminant& light : options.illuminants) {
        const Viewing viewing(light.name, options.observer);
        const Lab wanted = viewing.lab(target);
        looks.area.push_back(viewing.lab(area));
        looks.delta_e_2000.push_back(delta_e_2000(looks.area.back(), wanted));
        looks.delta_e += light.weight * looks.delta_e_2000.back();
        weights += light.weight;
        if (looks.area.back().l < wanted.l - options.darker_tolerance_l) looks.darker_than_target = true;
    }
    looks.delta_e /= weights;
    return looks;
}

void refuse_later_epochs(const MatchOptions& options) {
    if (!options.later_epochs.empty())
        throw DomainError("later_epochs", fmt::format("{} epochs", options.later_epochs.size()), "none",
                          "the loop aims at the healed colour; judge later years by a forecast");
}

Cup largest_cup(const Line& line, const Blend& blend, const MatchOptions& options) {
    double step_sum = 0;
    for (const auto& [id, parts] : blend.parts) step_sum += parts;
    const int steps = static_cast<int>(std::lround(step_sum));
    const DosingGrid grid = options.dosing_grid(options.syringe_step_ml);
    const int multiple = grid.fill_multiple(steps, blend.water_parts);
    const double whole_ml = multiple * steps * (blend.water_parts + 1) * grid.step_ml,
                 most_ml = std::min(options.cup_volume_ml, options.max_pigment_ml * (blend.water_parts + 1));
    return fill_cup(line, blend, whole_ml > 0 ? whole_ml : most_ml, {grid.step_ml}, options.drops_per_ml);
}

} // namespace undertone
