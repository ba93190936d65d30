#include "undertone/search/dosing.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

constexpr double whole_tolerance = 1e-9; ///< of a step

bool is_whole(double steps) { return std::abs(steps - std::round(steps)) <= whole_tolerance * std::max(1.0, steps); }

Dose dose(std::string id, std::string name, double ml, double density_g_per_ml, DoseStep step, double drops_per_ml) {
    const double g = ml * density_g_per_ml;
    return {std::move(id), std::move(name), ml, g, ml * drops_per_ml, step.g > 0 ? g / step.g : ml / step.ml};
}

} // namespace

int DosingGrid::largest_multiple(int ink_steps, double water_parts) const {
    if (ink_steps < 1) return 0;
    for (int m = pigment_steps / ink_steps; m >= 1; --m) {
        const double water_steps = water_parts * m * ink_steps;
        if (m * ink_steps + water_steps <= cup_steps * (1 + whole_tolerance) && is_whole(water_steps)) return m;
    }
    return 0;
}

int DosingGrid::fill_multiple(int ink_steps, double water_parts) const {
    if (fill_steps <= cup_steps || ink_steps < 1) return largest_multiple(ink_steps, water_parts);
    int most = static_cast<int>(fill_steps / (ink_steps * (water_parts + 1)) * (1 + whole_tolerance));
    if (fill_pigment_steps > 0) most = std::min(most, fill_pigment_steps / ink_steps);
    for (int m = most; m >= 1; --m)
        if (is_whole(water_parts * m * ink_steps)) return m;
    return 0;
}

std::vector<int> DosingGrid::allowed_water(int ink_steps) const {
    std::vector<int> allowed;
    for (std::size_t i = 0; i < water_ladder.size(); ++i)
        if (largest_multiple(ink_steps, water_ladder[i]) > 0) allowed.push_back(static_cast<int>(i));
    return allowed;
}

Cup fill_cup(const Line& line, const Blend& blend, double total_ml, DoseStep step, double drops_per_ml) {
    if (!(total_ml > 0 && total_ml <= 1e6))
        throw DomainError("total_ml", fmt::format("{}", total_ml), "above 0, up to 1e6", "give the volume to mix in ml");
    if (!(step.ml >= 1e-6 && step.ml <= 1e6))
        throw DomainError("step_ml", fmt::format("{}", step.ml), "above 0 (1e-6), up to 1e6");
    if (!(step.g == 0 || (step.g >= 1e-6 && step.g <= 1e6)))
        throw DomainError("scale_step_g", fmt::format("{}", step.g), "0 (doses by volume), or 1e-6 to 1e6");
    if (!(drops_per_ml > 0 && drops_per_ml <= 1e4))
        throw DomainError("drops_per_ml", fmt::format("{}", drops_per_ml), "above 0, up to 10000");
    blend.validate(line);

    double part_sum = 0;
    for (const auto& [id, parts] : blend.parts) part_sum += parts;
    Cup cup;
    cup.total_ml = total_ml;
    cup.weighed = step.g > 0;
    cup.pigment_ml = total_ml / (blend.water_parts + 1);
    for (const auto& [id, parts] : blend.parts) {
        const Ink& ink = line.ink(id);
        cup.inks.push_back(dose(id, ink.name, cup.pigment_ml * parts / part_sum, ink.density_g_per_ml, step, drops_per_ml));
    }
    cup.water = dose("", line.diluent_name, total_ml - cup.pigment_ml, line.diluent_density_g_per_ml, step, drops_per_ml);
    cup.total_grams = cup.water.grams;
    cup.whole_steps = is_whole(cup.water.steps);
    for (const Dose& ink : cup.inks) {
        cup.total_grams += ink.grams;
        cup.whole_steps = cup.whole_steps && is_whole(ink.steps);
    }
    return cup;
}

} // namespace undertone
