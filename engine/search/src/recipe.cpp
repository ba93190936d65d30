#include "recipe.hpp"

#include "uncertainty.hpp"

#include <algorithm>
#include <set>

namespace undertone {

namespace {

/// b* of the bare skin under a neutral filter that brings its L* down to `l`: X, Y and Z fall by one factor, so a* and
/// b* shrink with f(Y) = (L* + 16) / 116 (exact above the linear toe of CIE 1976).
double neutral_b(const Lab& bare, double l) { return bare.b * (l + 16) / (bare.l + 16); }

std::vector<SeenColor> seen_colors(const Matcher& matcher, const Appearance& looks) {
    std::vector<SeenColor> result;
    for (std::size_t v = 0; v < matcher.lights().viewings.size(); ++v) {
        const Viewing& viewing = matcher.lights().viewings[v];
        SeenColor seen;
        seen.illuminant = viewing.illuminant_name();
        seen.target = matcher.lights().target[v];
        seen.bare = viewing.lab(looks.bare);
        seen.area = viewing.lab(looks.area);
        seen.dot = viewing.lab(looks.dot);
        seen.area_delta_e_2000 = delta_e_2000(seen.area, seen.target);
        seen.area_delta_e_ab = delta_e_1976(seen.area, seen.target);
        seen.dot_delta_e_2000 = delta_e_2000(seen.dot, seen.target);
        result.push_back(std::move(seen));
    }
    return result;
}

void judge(const Matcher& matcher, Recipe& recipe) {
    for (const SeenColor& seen : recipe.seen) {
        recipe.worst_delta_e_2000 = std::max(recipe.worst_delta_e_2000, seen.area_delta_e_2000);
        recipe.worst_delta_e_ab = std::max(recipe.worst_delta_e_ab, seen.area_delta_e_ab);
        if (seen.area.l < seen.target.l - matcher.options().darker_tolerance_l) recipe.darker_than_target = true;
    }
    recipe.imperceptible = recipe.worst_delta_e_2000 <= matcher.tolerance().perceptible_delta_e_2000;
    recipe.acceptable = recipe.imperceptible || recipe.worst_delta_e_ab <= matcher.tolerance().acceptable_delta_e_ab;
    if (recipe.darker_than_target) recipe.acceptable = recipe.imperceptible = false;
}

Recipe make_recipe(const Matcher& matcher, const Rechecked& found) {
    const MatchOptions& options = matcher.options();
    Recipe recipe;
    recipe.blend = matcher.blend(found.candidate);
    const SearchProblem& problem = matcher.problem();
    const DosingGrid& grid = problem.grid;
    const double water_steps = matcher.water_parts(found.candidate) * found.candidate.step_sum();
    const int multiple = fill_multiple(problem, found.candidate);
    double volume_steps = water_steps;
    for (const auto& [id, volume] : recipe.blend.parts) volume_steps += volume;
    recipe.cup = fill_cup(matcher.line(), recipe.blend, multiple * volume_steps * grid.step_ml,
                          {options.syringe_step_ml, options.scale_step_g}, options.drops_per_ml);
    if (!options.cost_per_ml.empty()) {
        recipe.cost = 0;
        for (const Dose& dose : recipe.cup.inks) *recipe.cost += dose.ml * options.cost_per_ml.at(dose.ink_id);
    }
    const Appearance looks = appearance(matcher.skin(), matcher.line(), recipe.blend, matcher.dots());
    recipe.seen = seen_colors(matcher, looks);
    recipe.area = looks.area;
    recipe.diagnostics = looks.diagnostics;
    for (std::size_t e = 1; e <= options.later_epochs.size(); ++e) {
        const Epoch& epoch = options.later_epochs[e - 1];
        LaterColor later{epoch.label, epoch.years, found.lab[e], {}};
        for (std::size_t v = 0; v < later.area.size(); ++v)
            later.delta_e_2000.push_back(delta_e_2000(later.area[v], matcher.lights().target[v]));
        recipe.later.push_back(std::move(later));
    }
    recipe.weighted_delta_e_2000 =
        found.objective -
        problem.penalty(found.candidate.inks, found.candidate.steps, water_steps / found.candidate.step_sum()) -
        problem.texture_of(recipe.seen.front().area);
    recipe.objective = found.objective; // the colour's, the texture's, and the penalties for inks and pigment
    if (!options.viewing_distances_m.empty()) {
        const PigmentState healed = healed_state(mix(matcher.line(), recipe.blend), matcher.dots());
        recipe.texture =
            problem.texture->seen(looks.area, dot_pattern(matcher.skin().layers(), dot_lattice(matcher.line(), healed),
                                                          matcher.lights().viewings.front()));
    }
    recipe.texture_penalty = problem.texture_of(recipe.seen.front().area);
    judge(matcher, recipe);
    recipe.range = uncertain_color(matcher, found.candidate);
    if (recipe.darker_than_target) recipe.range.chance_acceptable = 0;
    recipe.step_effects = step_effects(matcher, found.candidate);
    const SeenColor& first = recipe.seen.front();
    recipe.blue_shift_b = first.area.b - first.bare.b;
    recipe.blue_beyond_neutral_b = first.area.b - neutral_b(first.bare, first.area.l);
    add_warnings(matcher, recipe);
    return recipe;
}

} // namespace

std::vector<Recipe> make_recipes(const Matcher& matcher, const std::vector<Rechecked>& ranked, std::size_t count,
                                 const MatchProof& proof) {
    std::vector<Recipe> recipes;
    std::set<std::vector<int>> sets;
    for (const Rechecked& found : ranked) {
        if (recipes.size() == count) break;
        if (sets.insert(found.candidate.inks).second) recipes.push_back(make_recipe(matcher, found));
    }
    add_notes(matcher, recipes, proof);
    return recipes;
}

} // namespace undertone
