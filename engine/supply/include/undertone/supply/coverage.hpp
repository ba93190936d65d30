#pragma once
// Which clients a line of inks serves: people of all classes of skin and all colours of hair, each matched as a practitioner would, and how
// long it lasts.
//
// Clients are numbered: client i has skin i / hairs and hair i % hairs, so one skin's matches share what depends on the skin alone. Skin and
// hair of a client are drawn by (seed, number) alone: any piece may be computed anywhere, and the pieces put together are the whole.

#include "undertone/base/diagnostic.hpp"
#include "undertone/fade/light.hpp"
#include "undertone/pigment/implant.hpp"
#include "undertone/search/match_options.hpp"
#include "undertone/tissue/hair.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One of the supplier's own people, in place of those drawn.
struct NamedSkin {
    std::string name;
    Skin skin;
};

/// Hair by its melanin, beside the colours known by words.
struct NamedHair {
    std::string name;
    HairMelanin melanin;
};

/// What is cheapest and still `match`: three recipes, no audit of the proof. Later years are not matched for; they are followed after.
MatchOptions coverage_matching();

struct CoverageOptions {
    int clients = 2000;
    std::vector<std::string> skin_classes; ///< drawn alike; none: all six
    std::vector<NamedSkin> skins;          ///< in place of skins drawn: each with every hair, and `clients` plays no part
    std::vector<std::string> hair_colors;  ///< words of `hair_color_names`; none, and no `hairs`: all
    std::vector<NamedHair> hairs;
    /// CIEDE2000 of the healed area to the fringe under the worst light, up to which a client is served. None: as `match` judges, seen by
    /// nobody or accepted (data/tissue/color_tolerances, by skin).
    std::optional<double> tolerance_delta_e_2000;
    std::vector<double> years{0, 1, 3, 5}; ///< after the last session, at which shares are stated; up to 10
    int fade_draws = 8;                    ///< per skin, for the range of years; 0 for the priors' medians alone
    std::uint64_t seed = 0;
    Dots dots;
    Habits habits;
    MatchOptions matching = coverage_matching();
    int threads = 0; ///< 0: as many as the machine has

    /// Of the population.
    int skin_count() const;
    int client_count() const;
    std::vector<NamedHair> all_hairs() const;
    /// Throws DomainError: no clients, a tolerance of 0 or less, an unknown class or hair, a line without usable inks, years out of order.
    void validate(const Line& line) const;
};

struct CoveredClient {
    int index = 0;
    std::string skin, skin_class, hair;
    double ita_deg = 0;
    std::string outcome;          ///< "served", "unserved", or "needs_none" where nobody can tell the fringe from bare skin
    double bare_delta_e_2000 = 0; ///< bare skin to fringe, worst light
    double delta_e_2000 = 0;      ///< healed area of the best recipe to the fringe, worst light
    double delta_e_ab = 0;        ///< the same, CIE 1976
    double tolerance_delta_e_2000 = 0;    ///< seen from here on
    double acceptable_delta_e_ab = 0;     ///< accepted up to here; 0 where `tolerance_delta_e_2000` alone counts
    double shortfall_delta_e_2000 = 0;    ///< of an unserved client: `delta_e_2000` beyond the tolerance
    std::vector<std::string> inks;        ///< of the best recipe
    std::vector<double> parts;            ///< of each
    double water_parts = 0;               ///< N of N:1
    std::vector<std::string> as_good;     ///< other sets of inks within `tie_delta_e` of it ("ash + blond")
    double years_within = 0;              ///< until the area leaves the tolerance, priors' medians; 0 where not served
    double years_low = 0, years_high = 0; ///< 80 % of fading's draws
    bool beyond_horizon = false;          ///< still within at `coverage_horizon_years`, which `years_within` then is
    std::string needs;      ///< of an unserved client: "lighter", "darker", "redder", "less red", "warmer", "cooler"
    double needs_by = 0;    ///< by so much of L*, a* or b*
    std::string in_the_way; ///< "hue", "dilution", "strength", "skin" (pigment cannot lighten), "rules"
    std::string why;        ///< in words
    /// From how far the served client's dots look unlike hair, of the distances that matching looks from; 0 from nowhere. Never in the way
    /// of being served: the area's colour decides.
    double texture_seen_from_m = 0;
};

/// Sets of inks that differ by less are ties: a tenth of what a trained eye sees.
inline constexpr double tie_delta_e = 0.1;
inline constexpr double coverage_horizon_years = 10;

/// The clients of these skins, in order. Pieces of any size, from any thread or machine, are the same to the last bit.
std::vector<CoveredClient> cover_clients(const Line& line, const CoverageOptions& options, int first_skin, int skins);

/// A share with how sure its n makes it: 95 % (Wilson 1927), as if clients were independent.
struct ShareServed {
    std::string group; ///< "tan", "tan, red", "all"
    int clients = 0;   ///< n: those who need pigment
    int served = 0;
    double share = 0, low = 0, high = 0; ///< 0 where n is 0
    int needs_none = 0;                  ///< left out of n
};

struct MapCell {
    std::string skin_class, hair;
    ShareServed served;
    double median_delta_e_2000 = 0, median_years = 0; ///< over n; years over those served
    std::string needs, in_the_way;                    ///< of most of its unserved
};

struct YearShare {
    double years = 0;
    ShareServed served; ///< of the same n: healed within tolerance and still so
};

struct InkUse {
    std::string ink;
    int clients = 0;     ///< served, whose best recipe holds it
    int alone = 0;       ///< of them with no other ink
    int replaceable = 0; ///< of them with a tie that does without it
};

struct InkTie {
    std::string best, as_good;
    int clients = 0;
};

struct LimitCount {
    std::string needs, in_the_way;
    int clients = 0;
    double median_shortfall_delta_e_2000 = 0;
};

struct LineCoverage {
    std::string line, line_version;
    std::string population, tolerance, method; ///< in words
    std::uint64_t seed = 0;
    int skins = 0;
    double least_ita_deg = 0, most_ita_deg = 0;
    ShareServed overall;
    std::vector<ShareServed> by_class, by_hair;
    std::vector<MapCell> map; ///< classes by hairs
    std::vector<YearShare> by_years;
    std::vector<InkUse> inks;
    std::vector<InkTie> ties;
    std::vector<LimitCount> limits; ///< most clients first
    std::vector<CoveredClient> clients;
    Diagnostics diagnostics; ///< "model_only", "classes_alike", "few_skins", "texture_seen", "expired_ink"
    CoverageOptions options; ///< as asked
};

/// From all clients, in order. Throws DomainError where they are not those of the options.
LineCoverage summarise_coverage(const Line& line, const CoverageOptions& options, std::vector<CoveredClient> clients);

/// `progress` (may be empty) is told clients done and clients in all, on this thread.
LineCoverage line_coverage(const Line& line, const CoverageOptions& options,
                           const std::function<void(int, int)>& progress = {});

/// Of two lines for the same clients.
struct CoverageComparison {
    std::string first, second;
    int clients = 0; ///< who need pigment
    int both = 0, first_only = 0, second_only = 0, neither = 0;
    ShareServed first_served, second_served;
    /// Chance of so uneven a split of those whom one line alone serves, were the lines alike (McNemar's exact test).
    double chance_if_alike = 1;
    int first_nearer = 0, second_nearer = 0, ties = 0; ///< by delta E of the healed area, ties within `tie_delta_e`
    std::vector<ShareServed> first_by_class, second_by_class, first_by_hair, second_by_hair;
    std::string verdict; ///< one sentence
    Diagnostics diagnostics;
};

/// Throws DomainError where the two are not of the same clients and tolerance.
CoverageComparison compare_coverage(const LineCoverage& first, const LineCoverage& second);

std::string coverage_text(const LineCoverage& coverage);
std::string coverage_text(const CoverageComparison& comparison);

} // namespace undertone
