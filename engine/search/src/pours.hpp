#pragma once
// What both searches for a pour share: the recheck of candidates by the full model, and the audit.

#include "audit.hpp"
#include "recheck.hpp"

#include "undertone/search/cup_search.hpp"

#include <functional>
#include <span>
#include <vector>

namespace undertone {

/// How many are kept for the recheck: more where very many look alike and must be ruled out one by one.
constexpr int recheck_pools[] = {64, 512, 4096};
constexpr std::size_t recheck_batch = 16;

/// The pour of a candidate, with its penalty for an objective.
using PourOf = std::function<Pour(const Candidate&)>;

/// Adds the colour by the full model to a pour that has its penalty.
Pour judged(const CupColors& colors, Pour pour);

/// Judges candidates by the full model: those that obey the rules join `kept`, and all of them `verified`. Keeps its references.
Verify verifier(const CupColors& colors, const PourOf& pour_of, std::vector<Pour>& kept, std::vector<Candidate>& verified);

/// Rechecks by the full model a sample of what a search pruned; what turns out better than the best joins `kept`.
PruneAudit audit(const CupColors& colors, const PourOf& pour_of, std::span<const AuditDraw> draws,
                 std::span<const Candidate> verified, std::vector<Pour>& kept, double surrogate_error);

void sort_best_first(std::vector<Pour>& pours);

} // namespace undertone
