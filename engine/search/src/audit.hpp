#pragma once
// Rechecks by the full model a random sample of the recipes that a search pruned: are its bounds and its surrogate right?

#include "recheck.hpp"

#include "undertone/search/match.hpp"
#include "undertone/search/search.hpp"

#include <functional>
#include <span>
#include <vector>

namespace undertone {

/// Below the objective by the full model but for `audit_slack`, for many draws at a fraction of its cost; infinity where a rule excludes
/// one beyond doubt. It need only be right on whether a draw comes near `best`.
using LowerEstimate = std::function<std::vector<double>(std::span<const AuditDraw>, double best)>;

/// What estimates in the reduced bands may be off by; recipes nearer to the best than that are evaluated in all bands.
constexpr double audit_slack = 0.02;

/// `verified`: candidates that were not pruned. `best`: objective of the best returned, infinity for none. `surrogate_error`: as in the
/// proof. `verify` is asked only for what may beat the best.
PruneAudit audit_pruned(std::span<const AuditDraw> draws, std::span<const Candidate> verified, const LowerEstimate& estimate,
                        const Verify& verify, double best, double surrogate_error);

/// The exact upper limit (Clopper and Pearson 1934) of a share of which `found` were found among `drawn`, at that confidence, one-sided;
/// 1 where none were drawn.
double share_at_most(int found, int drawn, double confidence);

} // namespace undertone
