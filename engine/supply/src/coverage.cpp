#include "undertone/supply/coverage.hpp"

#include "coverage_people.hpp"
#include "coverage_years.hpp"
#include "join.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/parallel.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/search/inputs.hpp"
#include "undertone/search/match.hpp"
#include "undertone/search/tolerance.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace undertone {

namespace {

constexpr int most_clients = 1'000'000;
constexpr int skins_at_once = 8;
/// Totals of melanin differ by a factor of 1.5 between people of one colour word (data/tissue/hair_melanin), here taken as 80 %.
const double hair_log_sd = std::log(1.5) / central_80_deviate;
/// Streams of hair and of skin must not be the same.
constexpr std::uint64_t hair_streams = std::uint64_t{1} << 62;

template <class Names>
void check_distinct(const char* field, const Names& names) {
    std::set<std::string> seen;
    for (const std::string& name : names)
        if (!seen.insert(name).second) throw DomainError(field, "\"" + name + "\" twice", "each once");
}

/// The hair of this client: people whose hair has one word differ.
HairMelanin hair_of(const CoverageOptions& options, const std::vector<NamedHair>& hairs, int client) {
    const auto which = static_cast<std::size_t>(client) % hairs.size();
    HairMelanin melanin = hairs[which].melanin;
    if (which < hairs.size() - options.hairs.size()) { // a word, not the supplier's own
        RandomStream random(options.seed, hair_streams + static_cast<std::uint64_t>(client));
        const double factor = std::exp(hair_log_sd * random.normal());
        melanin.eumelanin_mg_per_ml *= factor;
        melanin.pheomelanin_mg_per_ml *= factor;
    }
    return melanin;
}

struct CoverageSkin {
    std::string name;
    Skin skin;
};

CoverageSkin skin_of(const CoverageOptions& options, int number) {
    if (!options.skins.empty()) {
        const NamedSkin& own = options.skins[static_cast<std::size_t>(number)];
        return {own.name, own.skin};
    }
    const std::size_t classes = options.skin_classes.empty() ? skin_classes().size() : options.skin_classes.size();
    const std::size_t which = static_cast<std::size_t>(number) % classes;
    const SkinClass& of = options.skin_classes.empty() ? skin_classes()[which] : skin_class(options.skin_classes[which]);
    return {fmt::format("{} {}", of.name, number / static_cast<int>(classes) + 1),
            drawn_skin(of, options.seed, static_cast<std::uint64_t>(number))};
}

MatchOptions matching_of(const CoverageOptions& options) {
    MatchOptions matching = options.matching;
    if (options.tolerance_delta_e_2000) {
        matching.perceptible_delta_e_2000 = *options.tolerance_delta_e_2000;
        // The stated tolerance alone counts: what is accepted comes below anything a mix reaches. `validate` has held the tolerance to
        // the readings' repeatability, which `match` would hold this to.
        matching.acceptable_delta_e_ab = matching.reading_delta_e = 1e-6;
    }
    return matching;
}

/// All inks of a recipe: "ash + blond".
std::string set_text(const Recipe& recipe) {
    std::string text;
    for (const auto& [ink, parts] : recipe.blend.parts) text += (text.empty() ? "" : " + ") + ink;
    return text;
}

/// What an unserved client's nearest recipe lacks, and what stands in the way of it (in words: MatchReport::limiting_direction).
void name_limit(const MatchReport& report, const MatchOptions& matching, CoveredClient& client) {
    client.why = report.limiting_direction;
    client.in_the_way = "hue";
    const auto rules = [&] {
        for (const auto& set : report.binding_rules)
            if (std::any_of(set.begin(), set.end(), [](const std::string& rule) { return rule != "darker_tolerance_l"; }))
                return true;
        return false;
    }();
    if (report.nearest.empty()) {
        client.in_the_way = rules ? "rules" : "dilution";
        return;
    }
    const Recipe& nearest = report.nearest.front();
    const SeenColor& seen = nearest.seen.front();
    const double l = seen.target.l - seen.area.l, a = seen.target.a - seen.area.a, b = seen.target.b - seen.area.b;
    if (std::abs(l) >= std::max(std::abs(a), std::abs(b))) {
        client.needs = l > 0 ? "lighter" : "darker";
        client.needs_by = std::abs(l);
        if (seen.target.l > seen.bare.l + matching.darker_tolerance_l)
            client.in_the_way = "skin";
        else if (nearest.darker_than_target)
            client.in_the_way = "dilution";
        else if (l < 0 && nearest.blend.water_parts <= matching.water_ladder.front())
            client.in_the_way = "strength";
    } else if (std::abs(a) >= std::abs(b)) {
        client.needs = a > 0 ? "redder" : "less red";
        client.needs_by = std::abs(a);
    } else {
        client.needs = b > 0 ? "warmer" : "cooler";
        client.needs_by = std::abs(b);
    }
    if (rules) client.in_the_way = "rules";
}

void take_recipe(const Recipe& recipe, CoveredClient& client) {
    client.delta_e_2000 = recipe.worst_delta_e_2000;
    client.delta_e_ab = recipe.worst_delta_e_ab;
    for (const auto& [ink, parts] : recipe.blend.parts) {
        client.inks.push_back(ink);
        client.parts.push_back(parts);
    }
    client.water_parts = recipe.blend.water_parts;
    for (const SeenTexture& one : recipe.texture)
        if (one.seen()) client.texture_seen_from_m = std::max(client.texture_seen_from_m, one.distance_m);
}

/// Clients of one skin.
class CoverageOfSkin {
public:
    CoverageOfSkin(const Line& line, const CoverageOptions& options, int number, bool with_years)
        : options_(options), line_(line), number_(number), with_years_(with_years), skin_(skin_of(options, number)),
          matching_(matching_of(options)), tolerance_(tolerance_for(skin_.skin, matching_)), rematch_(skin_.skin, line) {
        for (const WeightedIlluminant& light : matching_.illuminants) viewings_.emplace_back(light.name, matching_.observer);
    }

    CoveredClient client(int index, const NamedHair& hair, const HairMelanin& melanin) {
        CoveredClient client;
        client.index = index;
        client.skin = skin_.name;
        client.skin_class = ita_class(client.ita_deg = ita_of(skin_.skin));
        client.hair = hair.name;
        client.tolerance_delta_e_2000 = tolerance_.perceptible_delta_e_2000;
        client.acceptable_delta_e_ab = options_.tolerance_delta_e_2000 ? 0 : tolerance_.acceptable_delta_e_ab;
        const Bands target = fringe_reflectance(skin_.skin, melanin, matching_.hair.value_or(Stubble{}));
        const Seen bare = seen(skin_.skin.reflectance(), target);
        client.bare_delta_e_2000 = bare.delta_e_2000;
        if (bare.delta_e_2000 <= tolerance_.perceptible_delta_e_2000) {
            client.outcome = "needs_none";
            client.delta_e_2000 = bare.delta_e_2000;
            client.delta_e_ab = bare.delta_e_ab;
            return client;
        }
        match_client(target, client);
        return client;
    }

private:
    struct Seen {
        double delta_e_2000 = 0, delta_e_ab = 0; ///< under the worst light
    };

    Seen seen(const Bands& area, const Bands& target) const {
        Seen worst;
        for (const Viewing& viewing : viewings_) {
            const Lab one = viewing.lab(area), other = viewing.lab(target);
            worst.delta_e_2000 = std::max(worst.delta_e_2000, delta_e_2000(one, other));
            worst.delta_e_ab = std::max(worst.delta_e_ab, delta_e_1976(one, other));
        }
        return worst;
    }

    void match_client(const Bands& target, CoveredClient& client) {
        const MatchReport report = rematch_.match(target, options_.dots, matching_);
        client.outcome = report.is_usable() ? "served" : "unserved";
        if (!report.is_usable()) {
            if (!report.nearest.empty()) take_recipe(report.nearest.front(), client);
            if (report.nearest.empty()) client.delta_e_2000 = client.bare_delta_e_2000;
            client.shortfall_delta_e_2000 = std::max(0.0, client.delta_e_2000 - client.tolerance_delta_e_2000);
            name_limit(report, matching_, client);
            return;
        }
        const Recipe& best = report.recipes.front();
        take_recipe(best, client);
        for (std::size_t i = 1; i < report.recipes.size(); ++i)
            if (report.recipes[i].worst_delta_e_2000 <= best.worst_delta_e_2000 + tie_delta_e)
                client.as_good.push_back(set_text(report.recipes[i]));
        if (!with_years_) return;
        if (!years_) years_.emplace(skin_.skin, line_, options_, number_);
        years_->follow(
            healed_state(mix(line_, best.blend), options_.dots),
            [&](const Bands& area) {
                const Seen now = seen(area, target);
                const double by_sight = now.delta_e_2000 - tolerance_.perceptible_delta_e_2000;
                return options_.tolerance_delta_e_2000
                           ? by_sight
                           : std::min(by_sight, now.delta_e_ab - tolerance_.acceptable_delta_e_ab);
            },
            client);
    }

    const CoverageOptions& options_;
    const Line& line_;
    int number_;
    bool with_years_;
    CoverageSkin skin_;
    MatchOptions matching_;
    Tolerance tolerance_;
    Rematch rematch_;
    std::vector<Viewing> viewings_;
    std::optional<CoverageYears> years_;
};

} // namespace

CoveragePerson coverage_person(const CoverageOptions& options, int index) {
    const std::vector<NamedHair> hairs = options.all_hairs();
    CoveragePerson person{skin_of(options, index / static_cast<int>(hairs.size())).skin, {}};
    person.target =
        fringe_reflectance(person.skin, hair_of(options, hairs, index), options.matching.hair.value_or(Stubble{}));
    return person;
}

MatchOptions coverage_match_options(const CoverageOptions& options) { return matching_of(options); }

std::vector<CoveredClient> cover_chosen(const Line& line, const CoverageOptions& options, const std::vector<int>& indices) {
    const std::vector<NamedHair> hairs = options.all_hairs();
    const int hair_count = static_cast<int>(hairs.size());
    std::vector<CoveredClient> clients(indices.size());
    parallel_for(indices.size(), options.threads, [&](std::size_t i) {
        const int index = indices[i];
        CoverageOfSkin skin(line, options, index / hair_count, false);
        clients[i] = skin.client(index, hairs[static_cast<std::size_t>(index % hair_count)], hair_of(options, hairs, index));
    });
    return clients;
}

MatchOptions coverage_matching() {
    MatchOptions options;
    options.recipe_count = 3;
    options.audit_recipes = 0;
    return options;
}

std::vector<NamedHair> CoverageOptions::all_hairs() const {
    std::vector<NamedHair> all;
    const auto words = hair_colors.empty() && hairs.empty() ? hair_color_names() : hair_colors;
    for (const std::string& word : words) all.push_back({word, melanin_of(word)});
    all.insert(all.end(), hairs.begin(), hairs.end());
    return all;
}

int CoverageOptions::client_count() const {
    return skins.empty() ? clients : static_cast<int>(skins.size() * all_hairs().size());
}

int CoverageOptions::skin_count() const {
    if (!skins.empty()) return static_cast<int>(skins.size());
    const int hair_count = static_cast<int>(all_hairs().size());
    return (clients + hair_count - 1) / hair_count;
}

void CoverageOptions::validate(const Line& line) const {
    if (clients < 1)
        throw DomainError("clients", fmt::format("{}", clients), fmt::format("1 to {}", most_clients),
                          "a coverage needs someone to cover");
    std::vector<std::string> names;
    for (const NamedHair& hair : all_hairs()) names.push_back(hair.name); // throws for a word that it does not know
    check_distinct("hair_colors", names);
    for (const NamedHair& hair : hairs) hair.melanin.validate();
    for (const std::string& name : skin_classes) undertone::skin_class(name);
    check_distinct("skin_classes", skin_classes);
    if (!skins.empty() && !skin_classes.empty())
        throw DomainError("skin_classes", "beside skins of your own", "one of the two",
                          "your own skins have the classes that they have");
    std::vector<std::string> own;
    for (const NamedSkin& skin : skins) own.push_back(skin.name);
    check_distinct("skins", own);
    if (client_count() > most_clients || clients > most_clients)
        throw DomainError("clients", fmt::format("{}", std::max(clients, client_count())),
                          fmt::format("1 to {}", most_clients));
    if (tolerance_delta_e_2000 && !(*tolerance_delta_e_2000 > 0 && *tolerance_delta_e_2000 <= 50))
        throw DomainError("tolerance_delta_e_2000", fmt::format("{:g}", *tolerance_delta_e_2000), "above 0, up to 50",
                          "nobody can be served to no difference at all; a trained eye sees about 0.5");
    if (tolerance_delta_e_2000 && *tolerance_delta_e_2000 < matching.reading_delta_e)
        throw DomainError("tolerance_delta_e_2000", fmt::format("{:g}", *tolerance_delta_e_2000),
                          fmt::format("{:g} or more, to which readings repeat", matching.reading_delta_e),
                          "nobody could verify it: allow more");
    for (std::size_t i = 0; i < years.size(); ++i)
        if (!(years[i] >= 0 && years[i] <= coverage_horizon_years && (i == 0 || years[i] > years[i - 1])))
            throw DomainError(fmt::format("years[{}]", i), fmt::format("{:g}", years[i]),
                              fmt::format("0 to {:g}, rising", coverage_horizon_years));
    if (fade_draws < 0 || fade_draws > 1000) throw DomainError("fade_draws", fmt::format("{}", fade_draws), "0 to 1000");
    dots.validate();
    habits.validate();
    matching.validate();
    if (!matching.later_epochs.empty() || matching.robustness != Robustness::median)
        throw DomainError("matching", "later epochs, or robustness", "the healed colour at the medians",
                          "years are followed after the match, which is what keeps thousands of clients affordable");
    usable_inks(line, matching);
}

std::vector<CoveredClient> cover_clients(const Line& line, const CoverageOptions& options, int first_skin, int skins) {
    options.validate(line);
    if (first_skin < 0 || skins < 0 || first_skin > options.skin_count() - skins)
        throw DomainError("first_skin", fmt::format("{} and {} more", first_skin, skins),
                          fmt::format("skins 0 to {}", options.skin_count() - 1));
    const std::vector<NamedHair> hairs = options.all_hairs();
    const int count = options.client_count(), hair_count = static_cast<int>(hairs.size());
    std::vector<std::vector<CoveredClient>> of_skin(static_cast<std::size_t>(skins));
    parallel_for(skins, options.threads, [&](int i) {
        const int number = first_skin + i;
        CoverageOfSkin skin(line, options, number, true);
        for (int hair = 0; hair < hair_count && number * hair_count + hair < count; ++hair) {
            poll_stop();
            const int client = number * hair_count + hair;
            of_skin[static_cast<std::size_t>(i)].push_back(
                skin.client(client, hairs[static_cast<std::size_t>(hair)], hair_of(options, hairs, client)));
        }
    });
    std::vector<CoveredClient> all;
    for (std::vector<CoveredClient>& some : of_skin) std::move(some.begin(), some.end(), std::back_inserter(all));
    return all;
}

LineCoverage line_coverage(const Line& line, const CoverageOptions& options, const std::function<void(int, int)>& progress) {
    options.validate(line);
    std::vector<CoveredClient> clients;
    const int skins = options.skin_count();
    for (int first = 0; first < skins; first += skins_at_once) {
        poll_stop();
        std::vector<CoveredClient> some = cover_clients(line, options, first, std::min(skins_at_once, skins - first));
        std::move(some.begin(), some.end(), std::back_inserter(clients));
        if (progress) progress(static_cast<int>(clients.size()), options.client_count());
    }
    return summarise_coverage(line, options, std::move(clients));
}

} // namespace undertone
