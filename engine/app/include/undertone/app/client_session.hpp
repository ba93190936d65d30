#pragma once
// The next session of one client: what was done and read, what it taught, what to do. Starts from the treatment plan of `match_client`
// and says where it departs from it.

#include "undertone/app/session_records.hpp"
#include "undertone/app/treatment.hpp"
#include "undertone/planning/next_session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

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

/// The density of the finished scalp kept within the most that is allowed; says so in `departures`.
Dots limited_dots(const Dots& dots, const TreatmentOptions& options, std::vector<std::string>& departures);

/// "What was read is not believed and steers nothing", with the misfit.
Diagnostic set_aside(const std::string& what, const HealingUpdate& update);

} // namespace undertone
