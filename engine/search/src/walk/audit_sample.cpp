#include "walk/audit_sample.hpp"

#include <algorithm>
#include <utility>

namespace undertone {

namespace {

/// Where the cumulated weight first exceeds `at`.
std::size_t index_of(const std::vector<double>& up_to, double at) {
    return std::min(up_to.size() - 1,
                    static_cast<std::size_t>(std::upper_bound(up_to.begin(), up_to.end(), at) - up_to.begin()));
}

} // namespace

/// Cumulated numbers of recipes.
struct AuditSample::Shares {
    std::vector<double> up_to_size;
    std::vector<std::vector<double>> up_to_proportion; ///< of one set, per size

    Shares(const Proportions& proportions, std::size_t required, std::size_t free) {
        double all = 0;
        for (std::size_t size = 1; size <= static_cast<std::size_t>(proportions.max_inks()); ++size) {
            double sets = size >= required ? 1 : 0;
            for (std::size_t k = 0; k + required < size; ++k)
                sets *= free > k ? static_cast<double>(free - k) / static_cast<double>(k + 1) : 0;
            up_to_size.push_back(all += sets * static_cast<double>(proportions.recipes(size)));
            std::vector<double>& up_to = up_to_proportion.emplace_back();
            double waters = 0;
            for (const std::vector<int>& steps : proportions.of(size))
                up_to.push_back(waters += static_cast<double>(proportions.ladder(steps).size()));
        }
    }
};

AuditSample::AuditSample(const SearchProblem& problem, const Proportions& proportions, const SearchOptions& options)
    : problem_(problem), proportions_(proportions), dilutions_(problem, proportions) {
    if (options.audit_recipes <= 0) return;
    std::vector<int> required, free;
    for (int ink = 0; ink < static_cast<int>(problem_.ink_count()); ++ink) {
        const auto at = static_cast<std::size_t>(ink);
        if (problem_.required[at] && !problem_.allowed[at]) return; // nothing is permitted
        if (problem_.required[at])
            required.push_back(ink);
        else if (problem_.allowed[at])
            free.push_back(ink);
    }
    const Shares shares(proportions, required.size(), free.size());
    if (shares.up_to_size.empty() || shares.up_to_size.back() <= 0) return;
    RandomStream random(options.audit_seed, 0);
    const auto wanted = static_cast<std::size_t>(options.audit_recipes);
    for (std::size_t tries = 0; tries < 100 * wanted && draws_.size() < wanted; ++tries)
        draw_one(required, free, shares, random);
    for (auto& [inks, draws] : of_set_)
        std::sort(draws.begin(), draws.end(),
                  [](const Followed& a, const Followed& b) { return a.proportion < b.proportion; });
}

void AuditSample::draw_one(const std::vector<int>& required, const std::vector<int>& free, const Shares& shares,
                           RandomStream& random) {
    const std::size_t size = index_of(shares.up_to_size, shares.up_to_size.back() * random.uniform()) + 1;
    AuditDraw draw;
    Candidate& candidate = draw.candidate;
    candidate.inks = required;
    for (std::vector<int> left = free; candidate.inks.size() < size; left.pop_back()) {
        const std::size_t i = random.below(left.size());
        candidate.inks.push_back(left[i]);
        left[i] = left.back();
    }
    std::sort(candidate.inks.begin(), candidate.inks.end());
    const std::vector<double>& waters = shares.up_to_proportion[size - 1];
    const std::size_t proportion = index_of(waters, waters.back() * random.uniform());
    candidate.steps = proportions_.of(size)[proportion];
    const std::vector<int>& ladder = proportions_.ladder(candidate.steps);
    candidate.water = ladder[random.below(ladder.size())];
    if (!problem_.permits(candidate)) return;
    of_set_[candidate.inks].push_back({proportion, draws_.size()});
    draws_.push_back(std::move(draw));
}

const std::vector<AuditSample::Followed>& AuditSample::of_set(const std::vector<int>& inks) const {
    static const std::vector<Followed> none;
    const auto found = of_set_.find(inks);
    return found == of_set_.end() ? none : found->second;
}

std::vector<AuditDraw> AuditSample::judged() {
    for (AuditDraw& draw : draws_) judge(draw);
    return std::move(draws_);
}

void AuditSample::judge(AuditDraw& draw) {
    Candidate& candidate = draw.candidate;
    dilutions_.set(candidate.inks, candidate.steps);
    dilutions_.mix();
    draw.excluded = !set_objective(candidate);
    if (draw.by == PrunedBy::nothing) return;
    if (!draw.excluded) draw.lowest = candidate;
    if (draw.by == PrunedBy::cells) {
        // A cell's bound holds whatever the dilution, but for those that are so strong that they brighten again.
        const std::vector<int>& ladder = dilutions_.ladder();
        const std::size_t from = dilutions_.first_light_enough(dilutions_.strong_count(), ladder.size());
        for (std::size_t i = from; i < std::min(from + 2, ladder.size()); ++i) {
            Candidate other = candidate;
            other.water = ladder[i];
            if (set_objective(other) && (draw.lowest.inks.empty() || other.objective < draw.lowest.objective))
                draw.lowest = std::move(other);
        }
    }
    if (!draw.lowest.inks.empty()) draw.below_bound = std::max(0.0, draw.bound - draw.lowest.objective);
}

/// Of a dilution of the proportion; false where a rule excludes it.
bool AuditSample::set_objective(Candidate& candidate) const {
    const std::size_t viewings = problem_.viewings.size();
    std::vector<Lab> labs(viewings);
    std::vector<double> delta_e(problem_.epochs.size(), 0.0);
    double texture = 0;
    bool obeys = dilutions_.mg_per_ml(candidate.water) <= problem_.most_mg_per_ml;
    for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
        if (e > 0 && !problem_.epochs[e].counts()) continue;
        const ReducedBands area = dilutions_.area(e, candidate.water);
        dilutions_.viewing_colors().labs(area, labs.data());
        if (e == 0) texture = problem_.texture_of(labs[0]);
        if (e == 0) obeys = obeys && !dilutions_.viewing_colors().too_dark(area) && labs[0].b >= problem_.least_b;
        for (std::size_t v = 0; v < viewings && problem_.epochs[e].counts(); ++v)
            delta_e[e] += problem_.viewings[v].weight * delta_e_2000(labs[v], problem_.viewings[v].target);
    }
    candidate.objective = dilutions_.penalty(candidate.water) + problem_.combine(delta_e) + texture;
    return obeys;
}

} // namespace undertone
