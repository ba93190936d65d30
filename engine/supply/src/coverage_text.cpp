// Coverage as tables to read.

#include "undertone/base/shown_text.hpp"
#include "undertone/supply/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

constexpr std::size_t unserved_shown = 20, ties_shown = 8;

std::string percent(const ShareServed& share) {
    if (share.clients == 0) return fmt::format("{:>5}  {:>12}  0", "-", "");
    return fmt::format("{:>3.0f} %  {:>3.0f} to {:>3.0f} %  {}", 100 * share.share, 100 * share.low, 100 * share.high,
                       share.clients);
}

std::string share_rows(const std::string& title, const std::vector<ShareServed>& shares) {
    std::string text = fmt::format("\n{:<16} served  95 %           n\n", title);
    for (const ShareServed& share : shares)
        text += fmt::format("  {:<14}  {}{}\n", shown_line(share.group), percent(share),
                            share.needs_none > 0 ? fmt::format("  ({} need no pigment)", share.needs_none) : "");
    return text;
}

std::string map_text(const LineCoverage& coverage) {
    std::string text = "\nMap: share served / n\n" + fmt::format("  {:<14}", "");
    for (const ShareServed& hair : coverage.by_hair) text += fmt::format(" {:>12.12}", shown_line(hair.group));
    text += "\n";
    for (std::size_t i = 0; i < coverage.map.size(); ++i) {
        const MapCell& cell = coverage.map[i];
        if (i % coverage.by_hair.size() == 0) text += fmt::format("  {:<14}", cell.skin_class);
        text += cell.served.clients == 0
                    ? fmt::format(" {:>12}", "no pigment")
                    : fmt::format(" {:>12}", fmt::format("{:.0f} % / {}", 100 * cell.served.share, cell.served.clients));
        if ((i + 1) % coverage.by_hair.size() == 0) text += "\n";
    }
    return text;
}

std::string limit_text(const std::string& needs, const std::string& in_the_way) {
    return (needs.empty() ? "no mix obeys the rules" : "needs " + needs) +
           (in_the_way.empty() ? "" : ", in the way: " + in_the_way);
}

std::string inks_text(const LineCoverage& coverage) {
    std::string text = fmt::format("\n{:<18} {:>7} {:>6} {:>12}\n", "Ink", "clients", "alone", "replaceable");
    for (const InkUse& use : coverage.inks)
        text += fmt::format("  {:<16} {:>7} {:>6} {:>12}\n", shown_line(use.ink), use.clients, use.alone, use.replaceable);
    if (!coverage.ties.empty()) {
        text += fmt::format("Ties (within delta E {:g})\n", tie_delta_e);
        for (std::size_t i = 0; i < std::min(ties_shown, coverage.ties.size()); ++i)
            text += fmt::format("  {} = {}: {} clients\n", shown_line(coverage.ties[i].best),
                                shown_line(coverage.ties[i].as_good), coverage.ties[i].clients);
        if (coverage.ties.size() > ties_shown)
            text += fmt::format("  and {} more pairs\n", coverage.ties.size() - ties_shown);
    }
    return text;
}

std::string unserved_text(const LineCoverage& coverage) {
    std::vector<const CoveredClient*> unserved;
    for (const CoveredClient& client : coverage.clients)
        if (client.outcome == "unserved") unserved.push_back(&client);
    if (unserved.empty()) return "\nNobody who needs pigment is left unserved.\n";
    std::string text = "\nNot served, by what is missing\n";
    for (const LimitCount& limit : coverage.limits)
        text += fmt::format("  {:>5}  {} (delta E beyond tolerance {:.2f}, median)\n", limit.clients,
                            limit_text(limit.needs, limit.in_the_way), limit.median_shortfall_delta_e_2000);
    std::stable_sort(unserved.begin(), unserved.end(), [](const CoveredClient* a, const CoveredClient* b) {
        return a->shortfall_delta_e_2000 > b->shortfall_delta_e_2000;
    });
    text += "Worst first\n";
    for (std::size_t i = 0; i < std::min(unserved_shown, unserved.size()); ++i) {
        const CoveredClient& client = *unserved[i];
        text += fmt::format("  {:<18} {:<13} ITA {:>4.0f}  delta E {:.2f}  {}\n", shown_line(client.skin),
                            shown_line(client.hair), client.ita_deg, client.delta_e_2000,
                            client.needs.empty()
                                ? limit_text(client.needs, client.in_the_way)
                                : fmt::format("needs {} by {:.1f} ({})", client.needs, client.needs_by, client.in_the_way));
    }
    if (unserved.size() > unserved_shown)
        text += fmt::format("  and {} more: all are in the JSON\n", unserved.size() - unserved_shown);
    return text;
}

std::string notes_text(const Diagnostics& diagnostics) {
    std::string text = "\n";
    for (const Diagnostic& one : diagnostics)
        text += fmt::format("{}: {}\n", to_string(one.severity), shown_line(one.message));
    return text;
}

} // namespace

std::string coverage_text(const LineCoverage& coverage) {
    std::string text =
        fmt::format("Coverage of line {} {}\n{}\n", shown_line(coverage.line), shown_line(coverage.line_version),
                    std::string(12 + coverage.line.size() + coverage.line_version.size(), '='));
    text +=
        shown_line(coverage.population) + "\n" + shown_line(coverage.tolerance) + "\n" + shown_line(coverage.method) + "\n";
    text += share_rows("Everyone", {coverage.overall});
    text += share_rows("Class of skin", coverage.by_class) + share_rows("Hair", coverage.by_hair) + map_text(coverage);
    std::vector<ShareServed> years;
    for (const YearShare& year : coverage.by_years) years.push_back(year.served);
    text += share_rows("Still served", years);
    text += inks_text(coverage) + unserved_text(coverage) + notes_text(coverage.diagnostics);
    return text;
}

std::string coverage_text(const CoverageComparison& comparison) {
    std::string text = fmt::format("Lines {} and {} for the same {} clients\n{}\n", shown_line(comparison.first),
                                   shown_line(comparison.second), comparison.clients, shown_line(comparison.verdict));
    text += fmt::format("Nearer by more than delta E {:g}: {} for {}, {} for {}; ties {}\n", tie_delta_e,
                        shown_line(comparison.first), comparison.first_nearer, shown_line(comparison.second),
                        comparison.second_nearer, comparison.ties);
    const auto side_by_side = [&](const char* title, const std::vector<ShareServed>& first,
                                  const std::vector<ShareServed>& second) {
        text += fmt::format("\n{:<16} {:<26}  {}\n", title, shown_line(comparison.first), shown_line(comparison.second));
        for (std::size_t i = 0; i < first.size(); ++i)
            text += fmt::format("  {:<14} {:<26}  {}{}\n", shown_line(first[i].group), percent(first[i]), percent(second[i]),
                                first[i].clients > 0 && first[i].served == second[i].served ? "  tie" : "");
    };
    side_by_side("Everyone", {comparison.first_served}, {comparison.second_served});
    side_by_side("Class of skin", comparison.first_by_class, comparison.second_by_class);
    side_by_side("Hair", comparison.first_by_hair, comparison.second_by_hair);
    return text + notes_text(comparison.diagnostics);
}

} // namespace undertone
