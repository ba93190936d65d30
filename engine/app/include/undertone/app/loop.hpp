#pragma once
// The loop at the chair: what was done and read so far, what it taught, what to do next; and how to save a cup.

#include "undertone/app/client.hpp"
#include "undertone/matching/bias.hpp"
#include "undertone/matching/drawdown.hpp"
#include "undertone/matching/next_session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One session as recorded.
struct SessionRecord {
    Blend blend;
    double density_per_cm2 = 0; ///< dots set in this session alone
    std::optional<double> diameter_mm, top_mm, bottom_mm;
    std::optional<int> date, healed_on; ///< when set, when read: days since 1970-01-01
    std::string healed; ///< file of readings of the healed area, before the next session; "" where none was taken
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

/// The dots of these sessions, geometry from `dots` where the record has none.
std::vector<SessionDots> dots_of(const std::vector<SessionRecord>& sessions, const Line& line, const Dots& dots);

/// A file of healed readings, averaged; the surface reflection taken off as for the skin. Their own spread is the
/// repeatability where there are three or more. Throws DataError and DomainError.
HealedReading read_healed(const std::string& path, Diagnostics& diagnostics);

/// A film of the cup on a card and the same card bare, each a file of readings; the surface reflection taken off as for the skin.
/// Throws DataError and DomainError; the card needs a spectrum.
Drawdown read_drawdown(const std::string& film, const std::string& card, Diagnostics& diagnostics);

/// Priors for this client: the fitted skin with its covariance, and `dots`.
HealingBelief belief_of(const Client& client, const Dots& dots);

struct SessionReport {
    std::vector<SessionRecord> done;
    std::vector<HealingUpdate> updates; ///< one per session that was read
    std::vector<int> read_sessions;     ///< their numbers
    HealingBelief prior, belief;        ///< before anything was read; now
    std::optional<PractitionerBias> bias;
    bool bias_used = false;
    NextSession next;
    Diagnostics diagnostics;
};

/// Learns from every healed reading in turn, then plans what comes next. `bias` is shown; it moves the priors only where
/// `use_bias`. Throws DomainError and DataError.
SessionReport plan_next_session(const Client& client, const std::vector<SessionRecord>& done, const Line& line,
                                const Dots& dots, const NextSessionOptions& options,
                                const std::optional<PractitionerBias>& bias = {}, bool use_bias = false);

/// Bias from folders of past clients, each with skin.csv and sessions.toml: the first healed reading of each. Throws
/// DomainError where fewer than five have one.
PractitionerBias bias_of_clients(const std::vector<std::string>& folders, const std::string& site, const Line& line,
                                 const Dots& dots);

std::string session_text(const Client& client, const Line& line, const SessionReport& report);
std::string session_json(const Client& client, const Line& line, const SessionReport& report);
/// What trials of a cup taught, before it is corrected.
struct CupTrials {
    std::optional<CupFound> drawdown;
    bool blame_inks = false; ///< the inks are as strong as found, in a fresh cup too; false: a slip in mixing this one
    std::optional<HealingUpdate> spot;
};

std::string correction_text(const Client& client, const Line& line, const CupInHand& cup, const Correction& correction,
                            const CupTrials& trials);
std::string correction_json(const Client& client, const Line& line, const CupInHand& cup, const Correction& correction,
                            const CupTrials& trials);

} // namespace undertone
