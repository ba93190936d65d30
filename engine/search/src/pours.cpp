#include "pours.hpp"

#include "infinity.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace undertone {

Pour judged(const CupColors& colors, Pour pour) {
    pour.judged = colors.full(pour.mg_per_ml);
    pour.objective += pour.judged.delta_e;
    pour.too_dark = pour.judged.darker > colors.problem().darker_tolerance_l;
    return pour;
}

Verify verifier(const CupColors& colors, const PourOf& pour_of, std::vector<Pour>& kept, std::vector<Candidate>& verified) {
    return [&colors, &pour_of, &kept, &verified](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (const Candidate& candidate : candidates) {
            verified.push_back(candidate);
            Pour pour = judged(colors, pour_of(candidate));
            result.push_back({pour.objective, !pour.too_dark && pour.judged.b >= colors.problem().least_b});
            if (result.back().obeys) kept.push_back(std::move(pour));
        }
        return result;
    };
}

PruneAudit audit(const CupColors& colors, const PourOf& pour_of, std::span<const AuditDraw> draws,
                 std::span<const Candidate> verified, std::vector<Pour>& kept, double surrogate_error) {
    const double best = kept.empty() ? infinity : kept.front().objective;
    std::vector<Candidate> seen;
    const Verify verify = verifier(colors, pour_of, kept, seen);
    const LowerEstimate estimate = [&](std::span<const AuditDraw> drawn, double) {
        constexpr double doubt_l = 0.2; // of the reduced bands, in L* and b*
        std::vector<Eigen::ArrayXd> mg;
        std::vector<double> result;
        for (const AuditDraw& draw : drawn) {
            const Pour pour = pour_of(draw.candidate);
            mg.push_back(pour.mg_per_ml);
            result.push_back(pour.objective); // the penalty
        }
        const std::vector<CupColors::Judged> judged = colors.reduced(mg);
        for (std::size_t i = 0; i < judged.size(); ++i) {
            const bool excluded = judged[i].darker > colors.problem().darker_tolerance_l + doubt_l ||
                                  judged[i].b < colors.problem().least_b - doubt_l;
            result[i] = excluded ? infinity : result[i] + judged[i].delta_e;
        }
        return result;
    };
    PruneAudit result = audit_pruned(draws, verified, estimate, verify, best, surrogate_error);
    result.seed = colors.options().audit_seed;
    return result;
}

void sort_best_first(std::vector<Pour>& pours) {
    std::stable_sort(pours.begin(), pours.end(), [](const Pour& a, const Pour& b) { return a.objective < b.objective; });
}

} // namespace undertone
