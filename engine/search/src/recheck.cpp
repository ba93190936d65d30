#include "recheck.hpp"

#include "infinity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

struct Estimated {
    const Candidate* candidate;
    double objective;
    bool verified = false;
};

class Rechecker {
public:
    Rechecker(const Shortlist& list, std::size_t batch, const Verify& verify, const Estimate& estimate)
        : all_(list.candidates), bound_(list.bound), batch_(batch), verify_(verify), estimate_(estimate),
          complete_(list.complete) {}

    void verify_first(std::span<const Candidate> first) {
        if (!first.empty()) take(first, estimates_of(first));
    }

    /// Until nothing left can win, or `stop` asks for the end.
    void run(const StopToken& stop) {
        for (;;) {
            poll_stop();
            const double open = least_open();
            const bool wants_more = estimated_.size() < all_.size() && least_beyond() <= std::min(best_, open);
            const bool may_win = !std::isinf(open) && open <= best_;
            if ((wants_more || may_win) && stop.asked()) {
                stopped_ = true;
                complete_ = false;
                return;
            }
            if (wants_more)
                estimate_next();
            else if (may_win)
                verify_most_promising();
            else
                return;
        }
    }

    void conclude(MatchProof& proof) const {
        const double pruned = std::min(least_beyond(), least_open());
        proof.recipes_rechecked += rechecked_;
        proof.stopped = proof.stopped || stopped_;
        proof.surrogate_error = surrogate_error_;
        proof.gap = std::isfinite(best_) ? std::max(0.0, best_ - pruned) : 0;
        proof.bound = std::isfinite(pruned) ? std::max(0.0, pruned) : 0;
        proof.complete = complete_;
    }

private:
    std::vector<double> estimates_of(std::span<const Candidate> some) const {
        if (estimate_) return estimate_(some);
        std::vector<double> estimates;
        for (const Candidate& candidate : some) estimates.push_back(candidate.objective);
        return estimates;
    }

    /// Verifies these and learns the errors of surrogate and estimate from them.
    void take(std::span<const Candidate> some, std::span<const double> estimates) {
        const std::vector<Verified> seen = verify_(some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (!seen[i].objective) continue;
            surrogate_error_ = std::max(surrogate_error_, std::abs(*seen[i].objective - some[i].objective));
            estimate_error_ = std::max(estimate_error_, std::abs(*seen[i].objective - estimates[i]));
            if (seen[i].obeys) best_ = std::min(best_, *seen[i].objective);
        }
        rechecked_ += some.size();
    }

    /// Below the objective of all that is not estimated yet.
    double least_beyond() const {
        const double in_list = estimated_.size() < all_.size() ? all_[estimated_.size()].objective : infinity;
        return std::min(in_list, bound_) - 2 * surrogate_error_;
    }
    /// Below the objective of all that is estimated and not verified.
    double least_open() const {
        double least = infinity;
        for (const Estimated& one : estimated_)
            if (!one.verified) least = std::min(least, one.objective);
        return least - 2 * estimate_error_;
    }

    void estimate_next() {
        const auto some = all_.subspan(estimated_.size(), std::min(batch_, all_.size() - estimated_.size()));
        const std::vector<double> estimates = estimates_of(some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            surrogate_error_ = std::max(surrogate_error_, std::abs(estimates[i] - some[i].objective));
            estimated_.push_back({&some[i], estimates[i]});
        }
    }

    void verify_most_promising() {
        std::vector<Estimated*> chosen;
        for (Estimated& one : estimated_)
            if (!one.verified && one.objective - 2 * estimate_error_ <= best_) chosen.push_back(&one);
        std::stable_sort(chosen.begin(), chosen.end(),
                         [](const Estimated* a, const Estimated* b) { return a->objective < b->objective; });
        chosen.resize(std::min(chosen.size(), estimate_ ? verified_at_once : batch_));
        std::vector<Candidate> some;
        std::vector<double> estimates;
        for (Estimated* one : chosen) {
            one->verified = true;
            some.push_back(*one->candidate);
            estimates.push_back(one->objective);
        }
        take(some, estimates);
    }

    std::span<const Candidate> all_;
    double bound_;
    std::size_t batch_;
    const Verify& verify_;
    const Estimate& estimate_;
    bool complete_, stopped_ = false;
    std::vector<Estimated> estimated_; ///< of the list, from its beginning
    double best_ = infinity, surrogate_error_ = 0, estimate_error_ = 0;
    std::size_t rechecked_ = 0;
};

} // namespace

Shortlist shortlist_of(const SearchResult& found, std::span<const Candidate> best_of_set) {
    Shortlist list{{}, found.bound, !found.stopped};
    std::set_difference(found.best.begin(), found.best.end(), best_of_set.begin(), best_of_set.end(),
                        std::back_inserter(list.candidates));
    return list;
}

MatchProof proof_of(const SearchResult& found) {
    MatchProof proof;
    proof.recipes_covered = found.recipes_covered;
    proof.recipes_evaluated = found.recipes_evaluated;
    proof.ink_sets = found.ink_sets;
    proof.stopped = found.stopped;
    return proof;
}

void MatchProof::add(const MatchProof& other) {
    recipes_covered += other.recipes_covered;
    recipes_evaluated += other.recipes_evaluated;
    recipes_rechecked += other.recipes_rechecked;
    ink_sets += other.ink_sets;
    surrogate_error = std::max(surrogate_error, other.surrogate_error);
    complete = complete && other.complete;
    stopped = stopped || other.stopped;
    audit.add(other.audit);
}

void recheck(std::span<const Candidate> first, const Shortlist& list, std::size_t batch, const Verify& verify,
             MatchProof& proof, const Estimate& estimate, const StopToken& stop) {
    Rechecker rechecker(list, batch, verify, estimate);
    rechecker.verify_first(first);
    rechecker.run(stop);
    rechecker.conclude(proof);
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
