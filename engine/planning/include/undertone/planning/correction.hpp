#pragma once
// What to do with a cup in hand: additions that bring an older or a wrong mix to the colour wanted, or a fresh cup.

#include "undertone/learning/healing.hpp"
#include "undertone/planning/mix_looks.hpp"
#include "undertone/search/match.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

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
