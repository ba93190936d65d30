#pragma once
// From what a search by the surrogate keeps to a proof by the full model.

#include "undertone/base/stop.hpp"
#include "undertone/search/match.hpp"
#include "undertone/search/search.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace undertone {

/// More than the search asks of a rule, so that the surrogate's error cannot lose a recipe; the full model then applies it as stated.
constexpr double darkness_margin_l = 0.02, blueness_margin_b = 0.05;

/// Best first, and a lower bound on all that was pruned.
struct Shortlist {
    std::vector<Candidate> candidates;
    double bound = std::numeric_limits<double>::infinity();
    bool complete = true;
};

/// The pool of a search, less the best of each set (ascending).
Shortlist shortlist_of(const SearchResult& found, std::span<const Candidate> best_of_set);

/// What a search says of itself, before anything is rechecked.
MatchProof proof_of(const SearchResult& found);

/// What the full model says of a candidate.
struct Verified {
    std::optional<double> objective; ///< none where a rule was found broken first
    bool obeys = false;              ///< the rules: darkness, blue shift
};
using Verify = std::function<std::vector<Verified>(std::span<const Candidate>)>;

/// The objective by something between the surrogate and the full model, in cost and in error.
using Estimate = std::function<std::vector<double>(std::span<const Candidate>)>;

/// Of estimated candidates, so many are verified between two looks at the stopping rule.
constexpr std::size_t verified_at_once = 4;

/// Verifies all of `first`, then of the list what may still win, until nothing left can even if the surrogate, or the estimate, errs by
/// twice the largest error seen. Looks at `batch` of the list at a time: estimates them, if `estimate` is given, and verifies the most
/// promising. Sets what the proof says of bound, gap, error and completeness. Where `stop` asks for it, ends once `first` is verified.
void recheck(std::span<const Candidate> first, const Shortlist& list, std::size_t batch, const Verify& verify,
             MatchProof& proof, const Estimate& estimate = {}, const StopToken& stop = {});

} // namespace undertone
