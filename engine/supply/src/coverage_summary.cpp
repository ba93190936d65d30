// From clients to shares: who is served, by what, how long, and what is in the way of the others.

#include "join.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/search/inputs.hpp"
#include "undertone/supply/coverage.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace undertone {

namespace {

constexpr double share_confidence = 0.95;

template <class Holds>
ShareServed share_of(std::string group, const std::vector<CoveredClient>& clients, const Holds& holds,
                     const std::function<bool(const CoveredClient&)>& is_served) {
    ShareServed share;
    share.group = std::move(group);
    for (const CoveredClient& client : clients) {
        if (!holds(client)) continue;
        if (client.outcome == "needs_none") {
            ++share.needs_none;
            continue;
        }
        ++share.clients;
        if (is_served(client)) ++share.served;
    }
    if (share.clients == 0) return share;
    const ValueRange range = wilson_interval(share.served, share.clients, share_confidence);
    share.share = range.median;
    share.low = range.low;
    share.high = range.high;
    return share;
}

bool is_served(const CoveredClient& client) { return client.outcome == "served"; }

/// Names in the order in which `order` has them, of which there are clients.
std::vector<std::string> present(const std::vector<std::string>& order, const std::vector<CoveredClient>& clients,
                                 std::string CoveredClient::*of) {
    std::vector<std::string> result;
    for (const std::string& name : order)
        if (std::any_of(clients.begin(), clients.end(), [&](const CoveredClient& c) { return c.*of == name; }))
            result.push_back(name);
    return result;
}

double median_or_zero(std::vector<double> values) { return values.empty() ? 0 : median(std::move(values)); }

std::vector<LimitCount> limits_of(const std::vector<const CoveredClient*>& unserved) {
    std::map<std::pair<std::string, std::string>, std::vector<double>> shortfalls;
    for (const CoveredClient* client : unserved)
        shortfalls[{client->needs, client->in_the_way}].push_back(client->shortfall_delta_e_2000);
    std::vector<LimitCount> limits;
    for (auto& [what, values] : shortfalls)
        limits.push_back({what.first, what.second, static_cast<int>(values.size()), median_or_zero(values)});
    std::stable_sort(limits.begin(), limits.end(),
                     [](const LimitCount& a, const LimitCount& b) { return a.clients > b.clients; });
    return limits;
}

MapCell cell_of(const std::string& skin_class, const std::string& hair, const std::vector<CoveredClient>& clients) {
    const auto holds = [&](const CoveredClient& c) { return c.skin_class == skin_class && c.hair == hair; };
    MapCell cell{skin_class, hair, share_of(skin_class + ", " + hair, clients, holds, is_served), 0, 0, "", ""};
    std::vector<double> delta_e, years;
    std::vector<const CoveredClient*> unserved;
    for (const CoveredClient& client : clients) {
        if (!holds(client) || client.outcome == "needs_none") continue;
        delta_e.push_back(client.delta_e_2000);
        if (is_served(client)) years.push_back(client.years_within);
        if (!is_served(client)) unserved.push_back(&client);
    }
    cell.median_delta_e_2000 = median_or_zero(delta_e);
    cell.median_years = median_or_zero(years);
    if (!unserved.empty()) {
        const LimitCount most = limits_of(unserved).front();
        cell.needs = most.needs;
        cell.in_the_way = most.in_the_way;
    }
    return cell;
}

bool does_without(const std::string& set, const std::string& ink) {
    return (" " + set + " ").find(" " + ink + " ") == std::string::npos;
}

void count_inks(const Line& line, LineCoverage& coverage) {
    std::map<std::pair<std::string, std::string>, int> ties;
    for (const Ink& ink : line.inks) {
        InkUse use{ink.id, 0, 0, 0};
        for (const CoveredClient& client : coverage.clients) {
            if (!is_served(client) || std::find(client.inks.begin(), client.inks.end(), ink.id) == client.inks.end())
                continue;
            ++use.clients;
            if (client.inks.size() == 1) ++use.alone;
            if (std::any_of(client.as_good.begin(), client.as_good.end(),
                            [&](const std::string& set) { return does_without(set, ink.id); }))
                ++use.replaceable;
        }
        coverage.inks.push_back(use);
    }
    for (const CoveredClient& client : coverage.clients) {
        std::string best;
        for (const std::string& ink : client.inks) best += (best.empty() ? "" : " + ") + ink;
        for (const std::string& other : client.as_good) ++ties[{best, other}];
    }
    for (const auto& [pair, count] : ties) coverage.ties.push_back({pair.first, pair.second, count});
    std::stable_sort(coverage.ties.begin(), coverage.ties.end(),
                     [](const InkTie& a, const InkTie& b) { return a.clients > b.clients; });
}

std::string population_text(const CoverageOptions& options, const LineCoverage& coverage) {
    std::vector<std::string> hairs;
    for (const NamedHair& hair : options.all_hairs()) hairs.push_back(hair.name);
    const std::string skins =
        options.skins.empty()
            ? fmt::format(
                  "{} scalps drawn (seed {}), as many of each class of {}: melanin such that the angle (ITA, D65) is "
                  "even in the class, blood, scattering and carotene as the 50 people of data/tissue/skin_population "
                  "vary, moved to the scalp",
                  coverage.skins, options.seed,
                  detail::join(options.skin_classes.empty()
                                   ? present({"very_light", "light", "intermediate", "tan", "brown", "dark"},
                                             coverage.clients, &CoveredClient::skin_class)
                                   : options.skin_classes))
            : fmt::format("{} scalps of the supplier's own", coverage.skins);
    return fmt::format(
        "{}; ITA {:.0f} to {:.0f} deg; each with hair {}{}; all hair {:g}/cm2, {:g} mm thick", skins, coverage.least_ita_deg,
        coverage.most_ita_deg, detail::join(hairs),
        options.hairs.size() < hairs.size() ? " (melanin of a word varies between people by a factor of 1.5, 80 %)" : "",
        options.matching.hair.value_or(Stubble{}).density_per_cm2,
        options.matching.hair.value_or(Stubble{}).shaft_diameter_mm);
}

std::string tolerance_text(const CoverageOptions& options) {
    const std::string lights = fmt::format("under the worst of {} lights", options.matching.illuminants.size());
    if (options.tolerance_delta_e_2000)
        return fmt::format("served: the healed area within delta E2000 {:g} of the shaved fringe, {}; not darker than it",
                           *options.tolerance_delta_e_2000, lights);
    return fmt::format("served: the healed area's difference from the shaved fringe not noticed (delta E2000 0.6 on light, "
                       "1.75 on dark skin) or else accepted (delta E*ab 1.8, 2.6), {}; not darker than it "
                       "(data/tissue/color_tolerances: prostheses beside skin, not dots)",
                       lights);
}

std::string method_text(const CoverageOptions& options) {
    return fmt::format(
        "each client matched over the whole dosing grid, up to {} inks, {}:1 to {}:1, {:g} dots/cm2 of {:g} mm, for the "
        "healed "
        "colour at the median retention and depth; proofs not audited, no later year in the objective. Years: when the "
        "faded "
        "area leaves that tolerance (no touch-up), healed as planned, pigments' and light's priors at their medians{}",
        options.matching.max_inks, options.matching.water_ladder.front(), options.matching.water_ladder.back(),
        options.dots.density_per_cm2, options.dots.diameter_mm,
        options.fade_draws > 0 ? fmt::format(", the range 80 % of {} draws of them per skin", options.fade_draws) : "");
}

/// "light 7, dark none", where some class has less than half the clients of another; "" of skins that the user gave.
std::string uneven_classes(const CoverageOptions& options, const LineCoverage& coverage) {
    if (!options.skins.empty()) return "";
    std::vector<std::string> names = options.skin_classes;
    if (names.empty())
        for (const SkinClass& one : skin_classes()) names.push_back(one.name);
    std::string text;
    std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::max(), most = 0;
    for (const std::string& name : names) {
        const std::ptrdiff_t clients = std::count_if(coverage.clients.begin(), coverage.clients.end(),
                                                     [&](const CoveredClient& client) { return client.skin_class == name; });
        least = std::min(least, clients);
        most = std::max(most, clients);
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, clients == 0 ? "none" : std::to_string(clients));
    }
    return 2 * least < most ? text : "";
}

void add_coverage_diagnostics(const Line& line, const CoverageOptions& options, LineCoverage& coverage) {
    const auto say = [&](Severity severity, const char* code, std::string message) {
        coverage.diagnostics.push_back({severity, code, std::move(message)});
    };
    for (const std::string& id : usable_inks(line, options.matching).expired)
        say(Severity::warning, "expired_ink", id + " has expired and is left out");
    if (const std::string uneven = uneven_classes(options, coverage); !uneven.empty())
        say(Severity::warning, "classes_uneven",
            "so few clients do not hold every class of skin alike (" + uneven +
                "): no share of everyone is to be read off; take more clients");
    else if (options.skins.empty())
        say(Severity::info, "classes_alike",
            "every class and every hair counts alike, which is no country's population: read the map, weigh it by your own "
            "clients");
    say(Severity::info, "few_skins",
        fmt::format("intervals take clients as independent; there are {} skins, and clients of one skin are alike",
                    coverage.skins));
    int seen = 0;
    for (const CoveredClient& client : coverage.clients)
        if (is_served(client) && client.texture_seen_from_m > 0) ++seen;
    if (seen > 0)
        say(Severity::info, "texture_seen",
            fmt::format(
                "{} of {} served: the area is within tolerance, and dots still look unlike hair from half a metre or "
                "more",
                seen, coverage.overall.served));
    say(Severity::info, "model_only", "model only, not validated on healed scalp");
}

void check_clients(const CoverageOptions& options, const std::vector<CoveredClient>& clients) {
    const std::vector<NamedHair> hairs = options.all_hairs();
    if (static_cast<int>(clients.size()) != options.client_count())
        throw DomainError("clients", fmt::format("{}", clients.size()),
                          fmt::format("all {} of these options, in order", options.client_count()));
    for (std::size_t i = 0; i < clients.size(); ++i)
        if (clients[i].index != static_cast<int>(i) || clients[i].hair != hairs[i % hairs.size()].name)
            throw DomainError(fmt::format("clients[{}]", i),
                              fmt::format("client {} with {} hair", clients[i].index, clients[i].hair),
                              fmt::format("client {} with {} hair", i, hairs[i % hairs.size()].name),
                              "put the pieces together in the order of their skins");
}

} // namespace

LineCoverage summarise_coverage(const Line& line, const CoverageOptions& options, std::vector<CoveredClient> clients) {
    options.validate(line);
    check_clients(options, clients);
    LineCoverage coverage;
    coverage.line = line.id;
    coverage.line_version = line.version;
    coverage.seed = options.seed;
    coverage.options = options;
    coverage.skins = options.skin_count();
    coverage.clients = std::move(clients);
    const std::vector<CoveredClient>& all = coverage.clients;
    const auto [least, most] = std::minmax_element(
        all.begin(), all.end(), [](const CoveredClient& a, const CoveredClient& b) { return a.ita_deg < b.ita_deg; });
    coverage.least_ita_deg = least->ita_deg;
    coverage.most_ita_deg = most->ita_deg;
    coverage.population = population_text(options, coverage);
    coverage.tolerance = tolerance_text(options);
    coverage.method = method_text(options);

    std::vector<std::string> class_order, hair_order;
    for (const SkinClass& one : skin_classes()) class_order.push_back(one.name);
    for (const NamedHair& hair : options.all_hairs()) hair_order.push_back(hair.name);
    const auto everyone = [](const CoveredClient&) { return true; };
    coverage.overall = share_of("all", all, everyone, is_served);
    const std::vector<std::string> classes = present(class_order, all, &CoveredClient::skin_class);
    for (const std::string& name : classes)
        coverage.by_class.push_back(share_of(
            name, all, [&](const CoveredClient& c) { return c.skin_class == name; }, is_served));
    const std::vector<std::string> hairs = present(hair_order, all, &CoveredClient::hair);
    for (const std::string& name : hairs)
        coverage.by_hair.push_back(share_of(
            name, all, [&](const CoveredClient& c) { return c.hair == name; }, is_served));
    for (const std::string& name : classes)
        for (const std::string& hair : hairs) coverage.map.push_back(cell_of(name, hair, all));
    for (const double years : options.years)
        coverage.by_years.push_back(
            {years, share_of(fmt::format("year {:g}", years), all, everyone,
                             [&](const CoveredClient& c) { return is_served(c) && c.years_within >= years; })});
    count_inks(line, coverage);
    std::vector<const CoveredClient*> unserved;
    for (const CoveredClient& client : all)
        if (client.outcome == "unserved") unserved.push_back(&client);
    coverage.limits = limits_of(unserved);
    add_coverage_diagnostics(line, options, coverage);
    return coverage;
}

} // namespace undertone
