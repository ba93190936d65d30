// The full model of a match: areas of many pigment states at once, and the objectives that follow from them.

#include "matcher.hpp"

#include "surrogate/surrogate_colors.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace undertone {

namespace {

std::vector<int> all_bands() {
    std::vector<int> all(band_count);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

} // namespace

DotGeometry geometry_of(const PigmentState& state) {
    return {state.diameter_mm, state.density_per_cm2, state.top_mm, state.bottom_mm, state.edge_sigma_mm};
}

AreaModel full_area_model(const Skin& skin, int streams) {
    return [&skin, streams](const DotGeometry& geometry, const std::vector<int>& at_bands, const Eigen::ArrayXd& mu_a,
                            const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g) -> Eigen::ArrayXd {
        Dots dots;
        dots.density_per_cm2 = geometry.density_per_cm2;
        DotField lattice;
        lattice.diameter_mm = geometry.diameter_mm;
        lattice.pitch_mm = dots.pitch_mm();
        lattice.top_mm = geometry.top_mm;
        lattice.bottom_mm = geometry.bottom_mm;
        lattice.edge_sigma_mm = geometry.edge_sigma_mm;
        lattice.pigment_mu_a_per_mm = mu_a;
        lattice.pigment_mu_s_per_mm = mu_s;
        lattice.pigment_g = g;
        return dot_reflectance(skin.layers().at(at_bands), lattice, streams) * skin.residual_ratio()(at_bands);
    };
}

bool Rechecked::operator<(const Rechecked& other) const {
    // Mixtures that come to the same colour (5:1 of an ink, 1:1 of another a third as strong) differ by rounding alone, which must not
    // decide what is recommended: among them the first by the inks' ids, wherever they stand in the line.
    constexpr double same_objective = 1e-8;
    const double mine = std::round(objective / same_objective), its = std::round(other.objective / same_objective);
    return mine != its ? mine < its : candidate.precedes(other.candidate);
}

PigmentState Matcher::state(const Eigen::ArrayXd& healed_mg_per_ml, std::size_t epoch) const {
    const Moment& moment = moments_[epoch];
    const DotGeometry& geometry = moment.geometry;
    PigmentState result{healed_mg_per_ml * moment.retention,
                        geometry.diameter_mm,
                        geometry.density_per_cm2,
                        geometry.top_mm,
                        geometry.bottom_mm,
                        geometry.edge_sigma_mm,
                        dots_.granule_um.median};
    if (moment.later >= 0) result.mg_per_ml *= options_.later_epochs[static_cast<std::size_t>(moment.later)].remaining;
    return result;
}

Eigen::ArrayXd Matcher::healed_mg_per_ml(const Candidate& candidate) const {
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line_.colorants.size()));
    const std::vector<double> shares = problem_->shares(candidate);
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        sum += shares[i] * healed_[static_cast<std::size_t>(candidate.inks[i])];
    return sum;
}

Eigen::ArrayXXd Matcher::areas(const AreaModel& model, const std::vector<PigmentState>& states,
                               const std::vector<int>& at) const {
    const auto count = static_cast<Eigen::Index>(at.size());
    Eigen::ArrayXXd result(count, static_cast<Eigen::Index>(states.size()));
    // One call per geometry: the optics is at its best with many columns.
    std::map<std::array<double, 5>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < states.size(); ++i) groups[key_of(geometry_of(states[i]))].push_back(i);
    for (const auto& [key, members] : groups) {
        const auto columns = static_cast<Eigen::Index>(members.size()) * count;
        Eigen::ArrayXd mu_a(columns), mu_s(columns), g(columns);
        std::vector<int> at_bands;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const DotField lattice = dot_lattice(line_, states[members[i]]);
            const auto from = static_cast<Eigen::Index>(i) * count;
            mu_a.segment(from, count) = lattice.pigment_mu_a_per_mm(at);
            mu_s.segment(from, count) = lattice.pigment_mu_s_per_mm(at);
            g.segment(from, count) = lattice.pigment_g(at);
            at_bands.insert(at_bands.end(), at.begin(), at.end());
        }
        const Eigen::ArrayXd area = model(geometry_of(states[members[0]]), at_bands, mu_a, mu_s, g);
        for (std::size_t i = 0; i < members.size(); ++i)
            result.col(static_cast<Eigen::Index>(members[i])) = area.segment(static_cast<Eigen::Index>(i) * count, count);
    }
    return result;
}

Eigen::ArrayXXd Matcher::full_areas(const std::vector<PigmentState>& states, int streams) const {
    return areas(streams == usual_streams ? model_ : full_area_model(skin_, streams), states, all_bands());
}

std::vector<std::optional<Rechecked>> Matcher::full_model(const SearchProblem& problem, const Rules& rules,
                                                          std::span<const Candidate> candidates) const {
    const std::size_t epochs = moments_.size();
    std::vector<PigmentState> states;
    for (const Candidate& candidate : candidates) states.push_back(state(healed_mg_per_ml(candidate), 0));
    std::vector<std::optional<Rechecked>> result(candidates.size());
    std::vector<std::size_t> obeying;
    const Eigen::ArrayXXd healed = full_areas(states);
    states.clear();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Rechecked seen{candidates[i], 0, {lights_.labs(healed.col(static_cast<Eigen::Index>(i)))}};
        const std::vector<Lab>& labs = seen.lab.front();
        bool obeys = labs.front().b >= problem_->least_b && (!rules.acceptable || acceptable(seen));
        for (std::size_t v = 0; v < labs.size() && !rules.any_darkness; ++v)
            obeys = obeys && labs[v].l >= lights_.target[v].l - options_.darker_tolerance_l;
        if (!obeys) continue;
        const Eigen::ArrayXd mg = healed_mg_per_ml(candidates[i]);
        for (std::size_t e = 1; e < epochs; ++e) states.push_back(state(mg, e));
        obeying.push_back(i);
        result[i] = std::move(seen);
    }
    const Eigen::ArrayXXd others = full_areas(states);
    Eigen::Index next = 0;
    for (const std::size_t i : obeying) {
        Rechecked& seen = *result[i];
        for (std::size_t e = 1; e < epochs; ++e) seen.lab.push_back(lights_.labs(others.col(next++)));
        seen.objective = objective(problem, seen);
    }
    return result;
}

std::vector<double> Matcher::reduced_objectives(const SearchProblem& problem, std::span<const Candidate> candidates) const {
    const std::size_t epochs = moments_.size();
    std::vector<PigmentState> states;
    for (const Candidate& candidate : candidates) {
        const Eigen::ArrayXd mg = healed_mg_per_ml(candidate);
        for (std::size_t e = 0; e < epochs; ++e) states.push_back(state(mg, e));
    }
    const Eigen::ArrayXXd seen = areas(model_, states, memory_.reduction.bands);
    std::vector<double> result;
    Eigen::Index next = 0;
    for (const Candidate& candidate : candidates) {
        Rechecked estimated{candidate, 0, {}};
        for (std::size_t e = 0; e < epochs; ++e) {
            ReducedBands area;
            Eigen::Map<Eigen::ArrayXd>(area.data(), reduced_band_count) = seen.col(next++);
            std::vector<Lab>& labs = estimated.lab.emplace_back();
            for (const SearchViewing& viewing : problem.viewings) labs.push_back(lab_of(viewing, area));
        }
        result.push_back(objective(problem, estimated));
    }
    return result;
}

double Matcher::objective(const SearchProblem& problem, const Rechecked& seen) const {
    std::vector<double> delta_e(seen.lab.size(), 0.0);
    for (std::size_t e = 0; e < seen.lab.size(); ++e)
        for (std::size_t v = 0; v < lights_.target.size(); ++v)
            delta_e[e] += problem.viewings[v].weight * delta_e_2000(seen.lab[e][v], lights_.target[v]);
    const Candidate& candidate = seen.candidate;
    return problem.penalty(candidate.inks, candidate.steps, water_parts(candidate)) + problem.combine(delta_e) +
           problem.texture_of(seen.lab.front().front());
}

bool Matcher::within_tolerance(std::span<const Lab> area) const {
    bool accepted = true, unseen = true;
    for (std::size_t v = 0; v < lights_.target.size() && accepted; ++v)
        accepted = delta_e_1976(area[v], lights_.target[v]) <= tolerance_.acceptable_delta_e_ab;
    for (std::size_t v = 0; v < lights_.target.size() && !accepted && unseen; ++v)
        unseen = delta_e_2000(area[v], lights_.target[v]) <= tolerance_.perceptible_delta_e_2000;
    return accepted || unseen;
}

Blend Matcher::blend(const Candidate& candidate) const { return blend_of(line_, inks_.indices, *problem_, candidate); }

} // namespace undertone
