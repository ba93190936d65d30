#pragma once
// How to save a client's cup that came out wrong: what to add for the dots of the plan that are still to be set, or to start afresh.

#include "undertone/app/client_session.hpp"
#include "undertone/learning/drawdown.hpp"
#include "undertone/planning/correction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// A film of the cup on a card and the same card bare, each a file of readings; the surface reflection taken off as for the skin.
/// Throws DataError and DomainError; the card needs a spectrum.
Drawdown read_drawdown(const std::string& film, const std::string& card, const Client& client, Diagnostics& diagnostics);

/// A cup to be corrected, and what is known of it.
struct CupProblem {
    Blend blend; ///< as it was meant
    double left_ml = 0;
    std::vector<Drawdown> drawdowns;
    DrawdownOptions drawdown;
    bool blame_inks =
        false; ///< the inks are as strong as the drawdown finds, in a fresh cup too; false: a slip in mixing this one
    std::optional<HealedReading> spot; ///< a healed test spot of this mix; `standing` is filled in
    double spot_density_per_cm2 = 0;   ///< of the spot; 0 for that of the plan
    Diagnostics diagnostics;           ///< of reading the spot's and the drawdowns' files
    std::optional<Blend> wanted;       ///< aim at what this recipe would look like instead of at the fringe
};

struct CorrectionReport {
    SessionReport treatment; ///< sessions done, and the plan that the cup is for
    CupInHand cup;
    double density_per_cm2 = 0; ///< dots that the cup is for: those of the plan that are still to be set
    Bands target = Bands::Zero();
    std::string target_basis;
    std::optional<CupFound> drawdown;
    bool blame_inks = false;
    std::optional<HealingUpdate> spot;
    std::string spot_scale; ///< on which the spot was read
    Correction correction;
    std::vector<std::string> departures; ///< where the advice is not what the treatment plan says, and why
    Diagnostics diagnostics;

    /// False where neither the cup nor a fresh one stays lighter than the target.
    bool is_usable() const;
};

/// What to add to a cup, or to start afresh, for the dots of the plan that are still to be set. Throws DomainError.
CorrectionReport correct_client_cup(const Client& client, const std::vector<SessionRecord>& done, const Line& line,
                                    const TreatmentOptions& options, const CupProblem& problem);

} // namespace undertone
