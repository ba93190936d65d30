#include "audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

constexpr double rounding = 1e-7; ///< two ways to the same objective (a band's optics depends on its neighbours by as much)

void count(PruneAudit& audit, PrunedBy by) {
    switch (by) {
    case PrunedBy::cells: ++audit.by_cells; break;
    case PrunedBy::dilution: ++audit.by_dilution; break;
    case PrunedBy::darkness: ++audit.by_darkness; break;
    case PrunedBy::color: ++audit.by_color; break;
    case PrunedBy::rank: ++audit.by_rank; break;
    case PrunedBy::nothing: break;
    }
}

} // namespace

double share_at_most(int found, int drawn, double confidence) {
    if (drawn <= 0 || found >= drawn) return 1;
    // P(at most `found`) falls with the share; where it is 1 - confidence lies the limit.
    const auto at_most_found = [&](double share) {
        double sum = 0;
        for (int k = 0; k <= found; ++k)
            sum += std::exp(std::lgamma(drawn + 1.0) - std::lgamma(k + 1.0) - std::lgamma(drawn - k + 1.0) +
                            k * std::log(share) + (drawn - k) * std::log1p(-share));
        return sum;
    };
    double low = static_cast<double>(found) / drawn, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (at_most_found(middle) > 1 - confidence ? low : high) = middle;
    }
    return high;
}

PruneAudit audit_pruned(std::span<const AuditDraw> draws, std::span<const Candidate> verified, const LowerEstimate& estimate,
                        const Verify& verify, double best, double surrogate_error) {
    PruneAudit audit;
    audit.margin = 2 * surrogate_error;
    std::vector<AuditDraw> drawn;
    std::vector<Candidate> in_doubt;
    for (const AuditDraw& draw : draws) {
        const auto was_verified = [&](const Candidate& candidate) {
            return std::any_of(verified.begin(), verified.end(),
                               [&](const Candidate& v) { return v.same_recipe(candidate); });
        };
        if (draw.by == PrunedBy::nothing || was_verified(draw.candidate)) continue;
        count(audit, draw.by);
        audit.worst_below_bound = std::max(audit.worst_below_bound, draw.below_bound);
        drawn.push_back(draw);
        // Where the bound is wrong for its neighbour along the dilution: is that better than the best?
        if (draw.below_bound > 0 && !draw.lowest.inks.empty() && !draw.lowest.same_recipe(draw.candidate) &&
            draw.lowest.objective - audit.margin < best && !was_verified(draw.lowest))
            in_doubt.push_back(draw.lowest);
    }
    const std::size_t neighbours = in_doubt.size();
    audit.recipes = static_cast<int>(drawn.size());
    const std::vector<double> estimates = estimate(drawn, best);
    for (std::size_t i = 0; i < drawn.size(); ++i)
        if (estimates[i] - audit_slack < best) in_doubt.push_back(drawn[i].candidate);

    const std::vector<Verified> seen = verify(in_doubt);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!seen[i].obeys || !seen[i].objective || *seen[i].objective >= best - rounding) continue;
        audit.wrongly_pruned += i >= neighbours;
        audit.worst_gain = std::max(audit.worst_gain, std::isfinite(best) ? best - *seen[i].objective : *seen[i].objective);
    }
    audit.share_at_most = share_at_most(audit.wrongly_pruned, audit.recipes, audit.confidence);
    return audit;
}

void PruneAudit::add(const PruneAudit& other) {
    seed = other.seed;
    recipes += other.recipes;
    by_cells += other.by_cells;
    by_dilution += other.by_dilution;
    by_darkness += other.by_darkness;
    by_color += other.by_color;
    by_rank += other.by_rank;
    wrongly_pruned += other.wrongly_pruned;
    worst_gain = std::max(worst_gain, other.worst_gain);
    worst_below_bound = std::max(worst_below_bound, other.worst_below_bound);
    margin = std::max(margin, other.margin);
    share_at_most = undertone::share_at_most(wrongly_pruned, recipes, confidence);
}

std::string PruneAudit::text() const {
    if (recipes == 0) return "not audited";
    std::string text =
        fmt::format("of {} recipes drawn from those left out {} better than the best by the full model, so at "
                    "{:.0f} % confidence fewer than {:.2g} % were left out wrongly",
                    recipes, wrongly_pruned == 0 ? "none is" : fmt::format("{} are", wrongly_pruned), 100 * confidence,
                    100 * share_at_most);
    text += worst_below_bound <= 1e-9 ? "; each keeps to the bound that left it out"
                                      : fmt::format("; one lies {:.2g} below the bound that left it out, {:.2g} is allowed",
                                                    worst_below_bound, margin);
    return failed() ? "FAILED: " + text : text;
}

} // namespace undertone
