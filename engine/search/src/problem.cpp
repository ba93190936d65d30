#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

namespace {

void set_dosing(SearchProblem& problem, const Line& line, const MatchOptions& options,
                const std::vector<std::size_t>& inks) {
    problem.grid = options.dosing_grid(options.syringe_step_ml);
    if (options.scale_step_g <= 0) return;
    const double water_step_ml = options.scale_step_g / line.diluent_density_g_per_ml;
    const auto step_ml = [&](const Ink& ink) { return options.scale_step_g / ink.density_g_per_ml; };
    for (const std::size_t ink : inks) problem.step_volume.push_back(step_ml(line.inks[ink]) / water_step_ml);
    double largest_step_ml = water_step_ml; // so that whatever is mixed fits
    for (const Ink& ink : line.inks) largest_step_ml = std::max(largest_step_ml, step_ml(ink));
    problem.grid = options.dosing_grid(largest_step_ml);
    problem.grid.step_ml = water_step_ml;
}

void set_inks(SearchProblem& problem, const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks) {
    problem.max_inks = std::min<int>(options.max_inks, static_cast<int>(inks.size()));
    for (const std::size_t index : inks) {
        const Ink& ink = line.inks[index];
        double mg_per_ml = 0;
        for (const InkComponent& component : ink.components) mg_per_ml += component.mg_per_ml;
        problem.ink_mg_per_ml.push_back(mg_per_ml);
        if (options.cost_penalty > 0) problem.ink_penalty.push_back(options.cost_penalty * options.cost_per_ml.at(ink.id));
        problem.allowed.push_back(true);
        problem.required.push_back(std::find(options.must_use.begin(), options.must_use.end(), ink.id) !=
                                   options.must_use.end());
    }
}

void set_stock_and_pairs(SearchProblem& problem, const Line& line, const MatchOptions& options,
                         const std::vector<std::size_t>& inks) {
    const auto index_of = [&](const std::string& id) { // -1 for an ink that may not be used
        const auto at = std::find(inks.begin(), inks.end(), line.ink_index(id));
        return at == inks.end() ? -1 : static_cast<int>(at - inks.begin());
    };
    if (!options.stock_ml.empty()) problem.most_steps.assign(inks.size(), std::numeric_limits<int>::max());
    for (const auto& [id, ml] : options.stock_ml)
        if (const int ink = index_of(id); ink >= 0)
            problem.most_steps[static_cast<std::size_t>(ink)] =
                static_cast<int>(std::min(1e6, std::floor(ml / problem.volume(ink, problem.grid.step_ml) + 1e-6)));
    for (const FixedPair& pair : options.fixed_pairs) {
        const int first = index_of(pair.first), second = index_of(pair.second);
        if (first >= 0 && second >= 0)
            problem.pairs.push_back({first, second, pair.first_parts, pair.second_parts});
        else // one of the two may not be used, so neither may the other
            for (const int ink : {first, second})
                if (ink >= 0) problem.allowed[static_cast<std::size_t>(ink)] = false;
    }
}

void set_robustness(SearchProblem& problem, const MatchOptions& options) {
    if (options.robustness != Robustness::quantile_80 && options.robustness != Robustness::worst) return;
    double all = options.healed_weight;
    for (const Epoch& epoch : options.later_epochs) all += epoch.weight;
    problem.scenario_weight = options.healed_weight / all;
    problem.scenario_rank = options.robustness == Robustness::worst ? 8 : 7; // of nine equally likely: 80 % lie below
}

} // namespace

Lights::Lights(const MatchOptions& options, const Bands& target_reflectance, const Bands& bare_reflectance) {
    for (const WeightedIlluminant& light : options.illuminants) viewings.emplace_back(light.name, options.observer);
    target = labs(target_reflectance);
    bare = labs(bare_reflectance);
}

std::vector<Lab> Lights::labs(const Bands& reflectance) const {
    std::vector<Lab> result;
    for (const Viewing& viewing : viewings) result.push_back(viewing.lab(reflectance));
    return result;
}

SearchProblem problem_with_rules(const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
                                 const Lights& lights) {
    SearchProblem problem;
    set_dosing(problem, line, options, inks);
    set_inks(problem, line, options, inks);
    set_stock_and_pairs(problem, line, options, inks);
    set_robustness(problem, options);
    problem.darker_tolerance_l = options.darker_tolerance_l;
    problem.extra_ink_penalty = options.extra_ink_penalty;
    problem.pigment_penalty = options.pigment_penalty;
    problem.most_mg_per_ml = options.max_pigment_mg_per_ml;
    if (std::isfinite(options.max_blue_shift_b)) problem.least_b = lights.bare.front().b - options.max_blue_shift_b;
    return problem;
}

std::vector<Eigen::ArrayXd> sample_blends(std::span<const Eigen::ArrayXd> inks_mg_per_ml, const MatchOptions& options,
                                          int count, RandomStream random) {
    const double strongest = options.water_ladder.front() + 1, thinnest = options.water_ladder.back() + 1;
    std::vector<Eigen::ArrayXd> blends;
    for (int k = 0; k < count; ++k) {
        Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(inks_mg_per_ml[0].size());
        double sum = 0;
        for (int j = 0; j < 3; ++j) {
            const double share = random.uniform();
            mg += share *
                  inks_mg_per_ml[static_cast<std::size_t>(random.uniform() * static_cast<double>(inks_mg_per_ml.size()))];
            sum += share;
        }
        blends.push_back(mg / sum / (strongest * std::pow(thinnest / strongest, random.uniform())));
    }
    return blends;
}

void DomainOfMixtures::reach(std::size_t b, double mu_a, double reduced_mu_s) {
    reached_.mu_a_max[b] = std::max(reached_.mu_a_max[b], mu_a);
    reached_.reduced_mu_s_max[b] = std::max(reached_.reduced_mu_s_max[b], reduced_mu_s);
}

void DomainOfMixtures::scatter(std::size_t b, double mu_s, double g) {
    scattering_[b] += mu_s;
    scattering_times_g_[b] += mu_s * g;
}

SurrogateDomain DomainOfMixtures::domain(double amount) const {
    SurrogateDomain domain = reached_;
    for (std::size_t b = 0; b < reduced_band_count; ++b) {
        domain.g[b] = scattering_[b] > 0 ? scattering_times_g_[b] / scattering_[b] : 0;
        domain.mu_a_max[b] *= amount;
        domain.reduced_mu_s_max[b] *= amount;
    }
    return domain;
}

Blend blend_of(const Line& line, const std::vector<std::size_t>& inks, const SearchProblem& problem,
               const Candidate& candidate) {
    Blend blend;
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        blend.parts[line.inks[inks[static_cast<std::size_t>(candidate.inks[i])]].id] =
            problem.volume(candidate.inks[i], candidate.steps[i]);
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    blend.water_parts = problem.step_volume.empty() // steps of ink and water are then alike
                            ? water_parts
                            : problem.thinning(candidate.inks, candidate.steps, water_parts) - 1;
    return blend;
}

std::array<double, 5> key_of(const DotGeometry& g) {
    return {g.diameter_mm, g.density_per_cm2, g.top_mm, g.bottom_mm, g.edge_sigma_mm};
}

void add_optics(SearchProblem& problem, const MatchOptions& options, const Lights& lights, const BandReduction& reduction,
                const AreaModel& model, const SurrogateDomain& domain, std::vector<EpochOptics> epochs, Surrogates& known) {
    Surrogates used;
    for (EpochOptics& epoch : epochs) {
        const auto key = key_of(epoch.geometry);
        if (!used.contains(key)) {
            const auto found = known.find(key);
            used.emplace(key, found != known.end() ? found->second
                                                   : AreaSurrogate(model, epoch.geometry, reduction.bands, domain));
        }
        problem.epochs.push_back({used.at(key), std::move(epoch.ink_mu_a_per_mm), std::move(epoch.ink_reduced_mu_s_per_mm),
                                  epoch.weight, epoch.scenario});
    }
    known = std::move(used);
    double weights = 0;
    for (const WeightedIlluminant& light : options.illuminants) weights += light.weight;
    for (std::size_t v = 0; v < lights.viewings.size(); ++v)
        problem.viewings.push_back({reduction.weights(lights.viewings[v]), lights.viewings[v].white(), lights.target[v],
                                    options.illuminants[v].weight / weights});
}

} // namespace undertone
