#include "recheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Estimated {
    const Candidate* candidate;
    double objective;
    bool verified = false;
};

} // namespace

Shortlist shortlist_of(const SearchResult& found, std::span<const Candidate> best_of_set) {
    Shortlist list{{}, found.bound, !found.stopped};
    std::set_difference(found.best.begin(), found.best.end(), best_of_set.begin(), best_of_set.end(),
                        std::back_inserter(list.candidates));
    return list;
}

void recheck(std::span<const Candidate> first, const Shortlist& list, std::size_t batch, const Verify& verify,
             MatchProof& proof, const Estimate& estimate, const StopToken& stop) {
    double best = infinity, surrogate_error = 0, estimate_error = 0;
    const auto estimates_of = [&](std::span<const Candidate> some) {
        if (estimate) return estimate(some);
        std::vector<double> estimates;
        for (const Candidate& candidate : some) estimates.push_back(candidate.objective);
        return estimates;
    };
    const auto take = [&](std::span<const Candidate> some, std::span<const double> estimates) {
        const std::vector<Verified> seen = verify(some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (!seen[i].objective) continue;
            surrogate_error = std::max(surrogate_error, std::abs(*seen[i].objective - some[i].objective));
            estimate_error = std::max(estimate_error, std::abs(*seen[i].objective - estimates[i]));
            if (seen[i].obeys) best = std::min(best, *seen[i].objective);
        }
        proof.recipes_rechecked += some.size();
    };
    if (!first.empty()) take(first, estimates_of(first));

    const std::span<const Candidate> all = list.candidates;
    std::vector<Estimated> estimated; // of the list, from its beginning
    const auto least_beyond = [&] {
        const double in_list = estimated.size() < all.size() ? all[estimated.size()].objective : infinity;
        return std::min(in_list, list.bound) - 2 * surrogate_error;
    };
    const auto least_open = [&] {
        double least = infinity;
        for (const Estimated& one : estimated)
            if (!one.verified) least = std::min(least, one.objective);
        return least - 2 * estimate_error;
    };
    bool complete = list.complete;
    for (;;) {
        poll_stop();
        const double open = least_open();
        const bool wants_more = estimated.size() < all.size() && least_beyond() <= std::min(best, open);
        if ((wants_more || (!std::isinf(open) && open <= best)) && stop.asked()) {
            proof.stopped = true;
            complete = false;
            break;
        }
        if (wants_more) {
            const auto some = all.subspan(estimated.size(), std::min(batch, all.size() - estimated.size()));
            const std::vector<double> estimates = estimates_of(some);
            for (std::size_t i = 0; i < some.size(); ++i) {
                surrogate_error = std::max(surrogate_error, std::abs(estimates[i] - some[i].objective));
                estimated.push_back({&some[i], estimates[i]});
            }
            continue;
        }
        if (std::isinf(open) || open > best) break;
        // Those that may win, the most promising first.
        std::vector<Estimated*> chosen;
        for (Estimated& one : estimated)
            if (!one.verified && one.objective - 2 * estimate_error <= best) chosen.push_back(&one);
        std::stable_sort(chosen.begin(), chosen.end(),
                         [](const Estimated* a, const Estimated* b) { return a->objective < b->objective; });
        chosen.resize(std::min(chosen.size(), estimate ? verified_at_once : batch));
        std::vector<Candidate> some;
        std::vector<double> estimates;
        for (Estimated* one : chosen) {
            one->verified = true;
            some.push_back(*one->candidate);
            estimates.push_back(one->objective);
        }
        take(some, estimates);
    }
    const double left_out = std::min(least_beyond(), least_open());
    proof.surrogate_error = surrogate_error;
    proof.gap = std::isfinite(best) ? std::max(0.0, best - left_out) : 0;
    proof.bound = std::isfinite(left_out) ? std::max(0.0, left_out) : 0;
    proof.complete = complete;
}

std::string MatchProof::text() const {
    if (proven()) return "proven best";
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    if (stopped) add("not proven, the search was stopped before the end");
    if (audit.failed()) add("not proven, the audit failed");
    if (gap > 0) add(fmt::format("within {:.2g} of the best", gap));
    if (text.empty()) add("not proven, not every set of inks was looked at");
    return text;
}

} // namespace undertone
