#include "undertone/supply/claims.hpp"

#include "join.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace undertone {

namespace {

constexpr const char* model_limits =
    "by a model that has not been validated on healed scalp; computed, not observed: no client was treated";

std::string share_words(const ShareServed& share) {
    return fmt::format("{} of {} ({:.0f} %, 95 % interval {:.0f} to {:.0f} %)", share.served, share.clients,
                       100 * share.share, 100 * share.low, 100 * share.high);
}

class ClaimWriter {
public:
    explicit ClaimWriter(const LineCoverage& coverage) : coverage_(coverage) {
        claims_.line = coverage.line;
        skins_ = fmt::format("{} scalps, ITA {:.0f} to {:.0f} deg", coverage.skins, coverage.least_ita_deg,
                             coverage.most_ita_deg);
    }

    void overall() {
        if (!enough(coverage_.overall)) return;
        add(fmt::format(
                "Line {} {}: in a computed population the healed area came within tolerance of the shaved fringe for {}.",
                coverage_.line, coverage_.line_version, share_words(coverage_.overall)),
            coverage_.overall.clients, skins_, "when healed");
    }

    void classes() {
        for (const ShareServed& share : coverage_.by_class)
            if (enough(share))
                add(fmt::format("On computed scalps of the class {}: within tolerance when healed for {}.", share.group,
                                share_words(share)),
                    share.clients, "class " + share.group + " by the individual typology angle", "when healed");
    }

    void years() {
        for (const YearShare& year : coverage_.by_years)
            if (year.years > 0 && year.served.clients >= least_n_of_claim)
                add(fmt::format("After {:g} years without touch-up: still within tolerance for {}, fading computed.",
                                year.years, share_words(year.served)),
                    year.served.clients, skins_, fmt::format("{:g} years after the last session, no touch-up", year.years));
    }

    void unserved() {
        const int missing = coverage_.overall.clients - coverage_.overall.served;
        if (missing == 0 || coverage_.limits.empty()) return;
        const LimitCount& most = coverage_.limits.front();
        add(fmt::format("Out of tolerance: {} of {} clients; most of them ({}) need {}.", missing, coverage_.overall.clients,
                        most.clients, most.needs.empty() ? "what no mix of the line gives" : most.needs),
            coverage_.overall.clients, skins_, "when healed");
    }

    void laboratory(const Screen& screened) {
        std::set<std::string> laboratories, dates;
        int results = 0, above = 0;
        for (const ScreenRow& row : screened.rows) {
            if (row.laboratory.empty()) continue;
            ++results;
            if (row.answer == "above") ++above;
            laboratories.insert(row.laboratory);
            dates.insert(row.date);
        }
        if (results == 0) {
            claims_.withheld.push_back("of substances: no laboratory's result was given");
            return;
        }
        claims_.claims.push_back(
            {fmt::format(
                 "Of {} results by {} ({} to {}), {} were above a limit of {}, dated {}; {} of its rows were not shown.",
                 results, detail::join(laboratories), *dates.begin(), *dates.rbegin(), above, screened.list_name,
                 screened.list_date, screened.not_shown),
             results, "", "", "comparison of the laboratory's results with that list",
             "one list of one date; what was not looked for is not shown, and it is no judgement of law"});
    }

    LineClaims done() {
        claims_.withheld.push_back("of real clients: nobody's healed scalp was measured here");
        claims_.diagnostics.push_back(
            {Severity::info, "print_all",
             "print a sentence with its n, skins, duration, method and limits, or do not print it"});
        return std::move(claims_);
    }

private:
    bool enough(const ShareServed& share) {
        if (share.clients >= least_n_of_claim) return true;
        claims_.withheld.push_back(
            fmt::format("of {}: n is {}, fewer than {}", share.group, share.clients, least_n_of_claim));
        return false;
    }

    void add(std::string sentence, int n, std::string skins, std::string duration) {
        claims_.claims.push_back({std::move(sentence), n, std::move(skins), std::move(duration),
                                  coverage_.tolerance + ". " + coverage_.method, model_limits});
    }

    const LineCoverage& coverage_;
    LineClaims claims_;
    std::string skins_;
};

} // namespace

LineClaims claims_from(const LineCoverage& coverage, const Screen* screened) {
    ClaimWriter writer(coverage);
    writer.overall();
    writer.classes();
    writer.years();
    writer.unserved();
    if (screened != nullptr) writer.laboratory(*screened);
    return writer.done();
}

std::string claims_text(const LineClaims& claims) {
    std::string text = fmt::format("What may be printed of line {}\n", shown_line(claims.line));
    std::string method;
    for (const Claim& claim : claims.claims) {
        text +=
            fmt::format("\n{}\n  n {}{}{}\n", shown_line(claim.sentence), claim.n,
                        claim.skins.empty() ? "" : "; " + claim.skins, claim.duration.empty() ? "" : "; " + claim.duration);
        text += claim.method == method ? "  method: as above\n" : "  method: " + shown_line(claim.method) + "\n";
        text += "  limits: " + claim.limits + "\n";
        method = claim.method;
    }
    text += "\nNot said\n";
    for (const std::string& one : claims.withheld) text += "  " + shown_line(one) + "\n";
    for (const Diagnostic& one : claims.diagnostics) text += fmt::format("{}: {}\n", to_string(one.severity), one.message);
    return text;
}

} // namespace undertone
