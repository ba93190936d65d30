#pragma once
// What to do at the next session, given what stands in the skin and what is believed of its healing: light first, and an honest "stop".

#include "undertone/learning/healing.hpp"
#include "undertone/search/match.hpp"

#include <cstdint>
#include <optional>

namespace undertone {

/// Of all dots, in a touch-up beyond the plan.
inline constexpr double touch_up_share = 0.15;

struct NextSessionOptions {
    MatchOptions matching; ///< later epochs are refused here: they belong to the recipe for bare skin
    /// Never more dots than this, whatever the colour.
    double most_density_per_cm2 = densest_practice_per_cm2;
    /// Delta E that a doubling (or leaving out) of the dots still planned must earn: dots are an hour's work and a pattern.
    double density_change_penalty = 0.3;
    /// Another session must bring the healed area nearer to the target by at least this delta E; below it, stop.
    double least_gain_delta_e = 0.15;
    /// The blend of the plan in force. It is kept, with the number of dots planned, unless a change brings the healed area nearer
    /// by half of what people notice: a plan that changes for nothing is not trusted.
    std::optional<Blend> planned;
    /// Nothing has departed from the plan: take `planned` as it is, without a search.
    bool keep_planned = false;
    int draws = 64; ///< from the belief, for ranges
    std::uint64_t seed = 1;

    /// Throws DomainError.
    void validate() const;
};

/// The healed area after one of the sessions to come.
struct ExpectedSession {
    int number = 1;
    double new_density_per_cm2 = 0, density_per_cm2 = 0; ///< dots to add; dots standing afterwards
    double share = 0;                                    ///< of all dots when the plan is done
    Bands reflectance = Bands::Zero(); ///< of the healed area at the belief's mean, surface reflection excluded
    std::vector<Lab> area;             ///< the same, per illuminant
    std::vector<double> delta_e_2000;  ///< to the target, per illuminant
    ValueRange l, delta_e_range;       ///< over the belief, first illuminant; 80 %
    double chance_darker = 0;          ///< than the target, of the belief's draws
    bool darker_than_target = false;   ///< at the belief's mean
};

struct NextSession {
    bool stop = false; ///< no further session makes it better
    /// The search was stopped before any mix was found: no blend, and no advice to stop either.
    bool undecided = false;
    int number = 1;
    Blend blend; ///< for this and the sessions after it; empty where `stop` or `undecided`
    Cup cup;
    std::vector<ExpectedSession> sessions;      ///< from this one on
    Bands standing_reflectance = Bands::Zero(); ///< of what stands now, healed, surface reflection excluded
    std::vector<Lab> standing_area;             ///< the same, per illuminant
    double standing_delta_e = 0;                ///< weighted over illuminants
    double delta_e = 0;                         ///< the same once the plan is done
    double density_factor = 1;                  ///< dots still to be set, over those that were planned
    bool as_planned = false;                    ///< the planned blend and number of dots are kept
    double planned_delta_e = 0; ///< weighted over illuminants, once the plan is done, had it been kept; 0 without a plan
    std::string why;            ///< one sentence: why this and not what was planned before
    std::string stop_rule, method;
    /// That no recipe on the grid, with any of the numbers of dots tried, has a smaller objective (delta E, penalties for inks,
    /// pigment and change of dots). `seconds` is for the caller to fill in.
    MatchProof proof;
    /// Options that keep a mix, or one that cannot be told from the target, out; as MatchReport::binding_rules.
    std::vector<std::vector<std::string>> binding_rules;
    Diagnostics diagnostics;
};

/// `standing` has one entry per session done; `dots` are those of the finished scalp (density and geometry before any learning);
/// `options.matching.session_shares` says how they are spread. `before`, `before_blend`: what was believed and mixed before the
/// last reading, for the sentence; null for none. Throws DomainError.
NextSession next_session(const HealingBelief& belief, std::span<const SessionDots> standing, const Bands& target,
                         const Line& line, const Dots& dots, const NextSessionOptions& options = {},
                         const HealingBelief* before = nullptr, const Blend* before_blend = nullptr);

} // namespace undertone
