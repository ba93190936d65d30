#pragma once
// What to do at the next session, given what stands in the skin and what is believed of its healing; light first, and an honest
// "stop". Also what to do with a cup in hand: additions that bring an older or a wrong mix to the colour wanted.

#include "undertone/learning/healing.hpp"
#include "undertone/search/match.hpp"

#include <cstdint>
#include <optional>

namespace undertone {

struct NextSessionOptions {
    MatchOptions matching; ///< later epochs are refused here: they belong to the recipe for bare skin
    /// Never more dots than this, whatever the colour: 310 per cm2 is the most any practice reports.
    double most_density_per_cm2 = 310;
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

/// What is in a cup: a mix and its volume.
struct CupInHand {
    Blend blend; ///< as it was meant
    double ml = 0;
    /// Of each colorant of the line, as a drawdown found it (CupFound); nothing: as meant.
    std::optional<Eigen::ArrayXd> found_mg_per_ml = {};
};

struct Addition {
    std::string ink_id; ///< empty for water
    std::string name;
    int steps = 0;
    double ml = 0, drops = 0;
};

/// How a mix looks healed, set as all the dots asked for.
struct MixLooks {
    Bands reflectance = Bands::Zero(); ///< of the healed area, surface reflection excluded
    std::vector<Lab> area;             ///< the same, per illuminant
    std::vector<double> delta_e_2000;
    double delta_e = 0; ///< weighted over illuminants
    bool darker_than_target = false;
};

/// Of an area of skin, (81) without the surface reflection, against a target under the options' illuminants.
MixLooks mix_looks(const Bands& area, const Bands& target, const MatchOptions& options);

struct Correction {
    MixLooks as_it_is;               ///< the cup in hand, nothing added
    std::vector<Addition> additions; ///< whole syringe steps, inks first; empty where nothing helps
    double total_ml = 0;             ///< in the cup afterwards
    Eigen::ArrayXd mg_per_ml;        ///< of each colorant afterwards
    MixLooks corrected;
    Blend fresh; ///< the best that an empty cup could hold; empty where none obeys the rules, or none was found in time
    Cup fresh_cup;
    MixLooks fresh_looks;
    std::string sentence, method;
    /// That nothing else to add, and no other fresh cup, has a smaller objective. `seconds` is for the caller to fill in.
    MatchProof proof, fresh_proof;
    bool obeys_rules = true; ///< the cup as corrected; false where nothing that can be added makes it so
    bool undecided = false;  ///< the search was stopped before anything to add was found that obeys the rules
    /// Options that keep an addition, or one that cannot be told from the target, out; as MatchReport::binding_rules. Likewise for a
    /// fresh cup, where there is none.
    std::vector<std::vector<std::string>> binding_rules, fresh_binding_rules;
    Diagnostics diagnostics; ///< "cannot_be_saved": a fresh cup is visibly better; "rule_binds", "search_stopped"
};

/// Inks and water can only be added. The target is the client's fringe, or what another recipe would look like (for left-overs
/// of an older mix). `standing`: dots already in the skin; `dots.density_per_cm2` are those to be set now. Throws DomainError: a cup
/// that holds more than `cup_volume_ml`, volumes that are not positive.
Correction correct_cup(const HealingBelief& belief, std::span<const SessionDots> standing, const CupInHand& cup,
                       const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options = {});

} // namespace undertone
