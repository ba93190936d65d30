#include "undertone/search/search.hpp"

#include "surrogate/surrogate_colors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace undertone {

double SearchProblem::mg_per_ml_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const {
    double pigment = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const double ml = volume(inks[i], steps[i]);
        pigment += ml * ink_mg_per_ml[static_cast<std::size_t>(inks[i])];
        all += ml;
    }
    return pigment / all;
}

double SearchProblem::thinning(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const {
    double all_steps = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        all_steps += steps[i];
        all += volume(inks[i], steps[i]);
    }
    return water_parts * (all_steps / all) + 1;
}

double SearchProblem::least_thinning() const {
    const double largest = step_volume.empty() ? 1 : *std::max_element(step_volume.begin(), step_volume.end());
    return grid.water_ladder.front() / largest + 1;
}

double SearchProblem::penalty_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const {
    double sum = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const auto ink = static_cast<std::size_t>(inks[i]);
        const double ml = volume(inks[i], steps[i]);
        sum += ml * (pigment_penalty * ink_mg_per_ml[ink] + (ink_penalty.empty() ? 0 : ink_penalty[ink]));
        all += ml;
    }
    return sum / all;
}

double SearchProblem::penalty(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const {
    return penalty_of_extra_inks(inks.size()) + penalty_undiluted(inks, steps) / thinning(inks, steps, water_parts);
}

std::vector<double> SearchProblem::shares(const Candidate& candidate) const {
    std::vector<double> result;
    double all = candidate.step_sum() * grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    for (std::size_t i = 0; i < candidate.inks.size(); ++i) {
        result.push_back(volume(candidate.inks[i], candidate.steps[i]));
        all += result.back();
    }
    for (double& share : result) share /= all;
    return result;
}

bool SearchProblem::permits(const std::vector<int>& inks, const std::vector<int>& steps) const {
    const auto steps_of = [&](int ink) {
        const auto at = std::find(inks.begin(), inks.end(), ink);
        return at == inks.end() ? 0 : steps[static_cast<std::size_t>(at - inks.begin())];
    };
    if (!most_steps.empty())
        for (std::size_t i = 0; i < inks.size(); ++i)
            if (steps[i] > most_steps[static_cast<std::size_t>(inks[i])]) return false;
    return std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
        return steps_of(pair.first) * pair.second_parts == steps_of(pair.second) * pair.first_parts;
    });
}

bool SearchProblem::permits(const Candidate& candidate) const {
    const double water_parts = grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    return permits(candidate.inks, candidate.steps) &&
           mg_per_ml_undiluted(candidate.inks, candidate.steps) / thinning(candidate.inks, candidate.steps, water_parts) <=
               most_mg_per_ml;
}

double SearchProblem::combine(const std::vector<double>& delta_e_of_epoch) const {
    double sum = 0;
    std::array<double, 32> scenarios;
    std::size_t count = 0;
    for (std::size_t e = 0; e < epochs.size(); ++e) {
        if (!epochs[e].scenario)
            sum += epochs[e].weight * delta_e_of_epoch[e];
        else if (count < scenarios.size())
            scenarios[count++] = delta_e_of_epoch[e];
    }
    if (count == 0) return sum;
    const auto ranked = scenarios.begin() + static_cast<std::ptrdiff_t>(std::min(scenario_rank, count - 1));
    std::nth_element(scenarios.begin(), ranked, scenarios.begin() + static_cast<std::ptrdiff_t>(count));
    return sum + scenario_weight * *ranked;
}

int Candidate::step_sum() const { return std::accumulate(steps.begin(), steps.end(), 0); }

bool Candidate::operator<(const Candidate& other) const {
    return objective != other.objective ? objective < other.objective : precedes(other);
}

bool Candidate::precedes(const Candidate& other) const {
    if (inks.size() != other.inks.size()) return inks.size() < other.inks.size();
    if (inks != other.inks) return inks < other.inks;
    if (steps != other.steps) return steps < other.steps;
    return water < other.water;
}

SearchEvaluation evaluate(const SearchProblem& problem, const Candidate& candidate) {
    MixtureOptics mixture;
    mix_steps(problem, candidate.inks, candidate.steps, mixture);
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    const double thinning = problem.thinning(candidate.inks, candidate.steps, water_parts);
    SearchEvaluation result;
    std::vector<double> delta_e(problem.epochs.size(), 0.0);
    for (std::size_t e = 0; e < problem.epochs.size(); ++e) {
        const ReducedBands r = reflectance_of(problem.epochs[e], mixture.mu_a[e], mixture.mu_s[e], 1.0 / thinning);
        std::vector<Lab> labs;
        for (const SearchViewing& viewing : problem.viewings) {
            labs.push_back(lab_from_xyz({tristimulus(viewing, 0, r), tristimulus(viewing, 1, r), tristimulus(viewing, 2, r)},
                                        viewing.white));
            delta_e[e] += viewing.weight * delta_e_2000(labs.back(), viewing.target);
            if (e == 0 && labs.back().l < viewing.target.l - problem.darker_tolerance_l) result.too_dark = true;
        }
        result.lab.push_back(std::move(labs));
    }
    result.objective = problem.penalty(candidate.inks, candidate.steps, water_parts) + problem.combine(delta_e) +
                       problem.texture_of(result.lab[0][0]);
    result.excluded = result.lab[0][0].b < problem.least_b || !problem.permits(candidate);
    return result;
}

} // namespace undertone
