#include "recheck.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

Shortlist shortlist_of(const SearchResult& found, std::span<const Candidate> best_of_set) {
    Shortlist list{{}, found.bound, !found.stopped};
    std::set_difference(found.best.begin(), found.best.end(), best_of_set.begin(), best_of_set.end(),
                        std::back_inserter(list.candidates));
    return list;
}

void recheck(std::span<const Candidate> first, const Shortlist& list, std::size_t batch, const Verify& verify,
             MatchProof& proof) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double best = infinity;
    const auto take = [&](std::span<const Candidate> some) {
        const std::vector<Verified> seen = verify(some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (!seen[i].objective) continue;
            proof.surrogate_error = std::max(proof.surrogate_error, std::abs(*seen[i].objective - some[i].objective));
            if (seen[i].obeys) best = std::min(best, *seen[i].objective);
        }
        proof.recipes_rechecked += some.size();
    };
    if (!first.empty()) take(first);
    std::size_t next = 0;
    const auto left_out = [&] {
        const double in_list = next < list.candidates.size() ? list.candidates[next].objective : infinity;
        return std::min(in_list, list.bound) - 2 * proof.surrogate_error;
    };
    while (next < list.candidates.size() && left_out() <= best) {
        const std::size_t count = std::min(batch, list.candidates.size() - next);
        const std::span<const Candidate> some(list.candidates.data() + next, count);
        next += count;
        take(some);
    }
    proof.gap = std::isfinite(best) ? std::max(0.0, best - left_out()) : 0;
    proof.bound = std::isfinite(left_out()) ? std::max(0.0, left_out()) : 0;
    proof.complete = list.complete;
}

} // namespace undertone
