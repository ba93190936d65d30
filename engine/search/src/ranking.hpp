#pragma once
// Ranks the recipes of a match: searches, rechecks with the full model until the best is proven, and audits what was pruned.

#include "matcher.hpp"

#include "undertone/search/match.hpp"

#include <limits>
#include <vector>

namespace undertone {

struct Ranking {
    std::vector<Rechecked> ranked; ///< obeying the rules, best first
    int kept = 0;                  ///< by the search, whether they obey or not
    MatchProof proof;
    std::vector<AuditDraw> drawn;    ///< for the audit
    std::vector<Candidate> verified; ///< evaluated by the full model, whether they obey or not
};

/// What differs from one ranking of a match to the next.
struct RankingRules : Matcher::Rules {
    bool healed_color_only = false; ///< drops the later epochs' weights and all penalties
    /// The best is known to be no worse than this.
    double best_known = std::numeric_limits<double>::infinity();
};

/// Searches and rechecks, with more kept where that is needed for a proof.
Ranking rank(const Matcher& matcher, const RankingRules& rules);

/// Rechecks by the full model a sample of what the search pruned; what turns out better than the best joins the ranking.
void audit(const Matcher& matcher, const SearchProblem& problem, const Matcher::Rules& rules, Ranking& ranking);

} // namespace undertone
