#pragma once
// The loop at the chair: what was done and read so far, what it taught, what to do next; and how to save a cup. Both start from the
// treatment plan of `match_client` and say where they depart from it.

#include "undertone/app/treatment.hpp"
#include "undertone/learning/bias.hpp"
#include "undertone/learning/drawdown.hpp"
#include "undertone/planning/correction.hpp"
#include "undertone/planning/next_session.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace undertone {

/// One session as recorded.
struct SessionRecord {
    Blend blend;
    double density_per_cm2 = 0; ///< dots set in this session alone
    std::optional<double> diameter_mm, top_mm, bottom_mm;
    std::optional<int> date, healed_on; ///< when set, when read: days since 1970-01-01
    std::string healed; ///< file of readings of the healed area, before the next session; "" where none was taken
    std::optional<HealedReading> reading; ///< what was read: from `healed` (read_healed_files), or a program's own
    Diagnostics reading_diagnostics;      ///< of reading that file
};

/// Reads sessions.toml, oldest session first:
///     [[sessions]]
///     parts = { soft_black = 3, mid_brown = 1 }
///     water_parts = 20
///     density_per_cm2 = 60            # dots set in this session alone
///     healed = "healed_1.csv"         # beside this file; left out where nothing was read
/// and, where they are not those asked for, diameter_mm, top_mm, bottom_mm; date and healed_on (2026-05-01) if wanted, which must be
/// in order. Throws DataError with line and column: unknown keys, unknown inks, values that cannot be.
std::vector<SessionRecord> read_sessions(const std::string& path, const Line& line);
std::vector<SessionRecord> parse_sessions(std::string_view text, const std::string& file, const Line& line);

/// The dots of these sessions, geometry from `dots` where the record has none. A practitioner's own bias, where given, moves recorded
/// depths and assumed ones alike: it was learnt relative to them.
std::vector<SessionDots> dots_of(const std::vector<SessionRecord>& sessions, const Line& line, const Dots& dots,
                                 const PractitionerBias* bias = nullptr);

/// A file of healed readings, averaged, on the scale of its instrument: what the file does not say is inherited from the client.
/// Their own spread is the repeatability where there are three or more. Throws DataError and DomainError.
HealedReading read_healed(const std::string& path, const Client& client, Diagnostics& diagnostics);

/// Fills in `reading` of every record that names a file.
void read_healed_files(std::vector<SessionRecord>& sessions, const Client& client);

/// Sessions done so far with what was read of them: of client.sessions_file, none where that is "". Throws DataError and DomainError.
std::vector<SessionRecord> sessions_of(const Client& client, const Line& line);

/// A film of the cup on a card and the same card bare, each a file of readings; the surface reflection taken off as for the skin.
/// Throws DataError and DomainError; the card needs a spectrum.
Drawdown read_drawdown(const std::string& film, const std::string& card, const Client& client, Diagnostics& diagnostics);

/// How well the bare skin was read: how many readings, and the CIEDE2000 to which one repeats.
struct BareRepeat {
    int readings = 1;
    double delta_e = 1;
};
BareRepeat bare_repeat(const Client& client);

/// Priors for this client: the fitted skin with its covariance, and `dots`.
HealingBelief belief_of(const Client& client, const Dots& dots);

struct SessionReport {
    MatchReport planned; ///< the treatment plan, from bare skin
    std::vector<SessionRecord> done;
    std::vector<HealingUpdate> updates; ///< one per session that was read
    std::vector<int> read_sessions;     ///< their numbers
    HealingBelief prior, belief;        ///< before anything was read; now
    std::optional<PractitionerBias> bias;
    bool bias_used = false;
    NextSession next;
    /// The last healed reading is not believed: read the area again before any dots are set.
    bool measure_again = false;
    /// Where `next` is not what the treatment plan says, and why; empty where it is.
    std::vector<std::string> departures;
    Diagnostics diagnostics;
};

/// Learns from every healed reading in turn, then plans what comes next. With nothing done that is the plan of `match_client`
/// itself. `bias` is shown; it moves the priors only where `use_bias`. Throws DomainError and DataError.
SessionReport plan_next_session(const Client& client, const std::vector<SessionRecord>& done, const Line& line,
                                const TreatmentOptions& options, const std::optional<PractitionerBias>& bias = {},
                                bool use_bias = false);

/// Bias from folders of past clients, each with skin.csv and sessions.toml: the first healed reading of each. Throws
/// DomainError where fewer than five have one.
PractitionerBias bias_of_clients(const std::vector<std::string>& folders, const std::string& site, const Line& line,
                                 const Dots& dots);

/// How the treatment looks over the years: of the sessions done and those to come where any are done, else of the plan.
TreatmentForecast forecast_sessions(const Client& client, const SessionReport& report, const Line& line,
                                    const std::vector<double>& years, const TreatmentOptions& options);

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
