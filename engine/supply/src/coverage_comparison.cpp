// Two lines for the same clients: each client decides between them, and what does not differ is a tie.

#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/supply/coverage.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

namespace {

void check_paired(const LineCoverage& first, const LineCoverage& second) {
    const auto refuse = [](const std::string& what) {
        throw DomainError("second", what, "a coverage of the same clients by the same tolerance",
                          "give both the same skins, hair, seed, tolerance and number of clients");
    };
    if (first.clients.size() != second.clients.size())
        refuse(fmt::format("{} clients beside {}", second.clients.size(), first.clients.size()));
    for (std::size_t i = 0; i < first.clients.size(); ++i) {
        const CoveredClient &one = first.clients[i], &other = second.clients[i];
        if (one.skin != other.skin || one.hair != other.hair || one.ita_deg != other.ita_deg ||
            one.bare_delta_e_2000 != other.bare_delta_e_2000)
            refuse(fmt::format("client {} is another person", i));
        if (one.tolerance_delta_e_2000 != other.tolerance_delta_e_2000 ||
            one.acceptable_delta_e_ab != other.acceptable_delta_e_ab)
            refuse(fmt::format("client {} has another tolerance", i));
    }
}

std::string verdict_of(const CoverageComparison& c) {
    if (c.clients == 0) return "none of these clients needs pigment: nothing tells the lines apart";
    if (c.first_only == c.second_only)
        return fmt::format("a tie: of {} clients {} serves {} and {} serves {}", c.clients, c.first, c.first_served.served,
                           c.second, c.second_served.served);
    const bool first = c.first_only > c.second_only;
    const std::string counts = fmt::format("{} alone serves {} of {} clients, {} alone {}; both {}, neither {}", c.first,
                                           c.first_only, c.clients, c.second, c.second_only, c.both, c.neither);
    if (c.chance_if_alike > 0.05)
        return fmt::format("not told apart: {} (so uneven by chance in {:.0f} % of cases)", counts, 100 * c.chance_if_alike);
    return fmt::format("{} serves more: {}", first ? c.first : c.second, counts);
}

} // namespace

CoverageComparison compare_coverage(const LineCoverage& first, const LineCoverage& second) {
    check_paired(first, second);
    CoverageComparison result;
    result.first = first.line;
    result.second = second.line == first.line ? second.line + " (second)" : second.line;
    result.first_served = first.overall;
    result.second_served = second.overall;
    result.clients = first.overall.clients;
    for (std::size_t i = 0; i < first.clients.size(); ++i) {
        const CoveredClient &one = first.clients[i], &other = second.clients[i];
        if (one.outcome == "needs_none") continue;
        const bool by_first = one.outcome == "served", by_second = other.outcome == "served";
        ++(by_first ? by_second ? result.both : result.first_only : by_second ? result.second_only : result.neither);
        const double nearer = other.delta_e_2000 - one.delta_e_2000;
        ++(std::abs(nearer) <= tie_delta_e ? result.ties : nearer > 0 ? result.first_nearer : result.second_nearer);
    }
    result.chance_if_alike = sign_test(result.first_only, result.second_only);
    result.first_by_class = first.by_class;
    result.second_by_class = second.by_class;
    result.first_by_hair = first.by_hair;
    result.second_by_hair = second.by_hair;
    result.verdict = verdict_of(result);
    result.diagnostics.push_back({Severity::info, "model_only", "model only, not validated on healed scalp"});
    return result;
}

} // namespace undertone
