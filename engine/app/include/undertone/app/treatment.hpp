#pragma once
// The main job: one treatment plan for one client. Matching is handed the fade forecast as an objective, and what was matched is
// forecast. Every other job (next session, correction, forecast) starts from this plan and says where it departs.

#include "undertone/app/client.hpp"
#include "undertone/fade/forecast.hpp"
#include "undertone/fade/plan_file.hpp"
#include "undertone/search/match.hpp"

#include <string>
#include <vector>

namespace undertone {

struct TreatmentOptions {
    Dots dots; ///< of the finished scalp
    /// `today` is the date on which inks are mixed; lots past it are left out. "" checks nothing, and the result says so.
    MatchOptions matching;
    Habits habits;
    double later_years = 3;                                 ///< the match must still look right then; 0 leaves it out
    double later_weight = 0.5;                              ///< beside 1 for the healed colour
    double session_interval_days = 10;                      ///< 7-14 in practice
    std::vector<TouchUp> touch_ups;                         ///< in order of time; of the same cup
    double most_density_per_cm2 = densest_practice_per_cm2; ///< never more dots than this
    std::string zone;                                       ///< of the scalp, for the card; "" where nobody says
    FadeOptions fade;                                       ///< draws, seed, model

    /// Throws DomainError naming what is out of range. Every job calls it first.
    void validate() const;
};

/// The treatment plan: the best recipe for this client with one later epoch taken from the nominal fade forecast, or an honest
/// "cannot". Its caveats and diagnostics say what was assumed of the readings and how the answer would move, which inks are left
/// out as expired and what that costs, and where pigment would add nothing. Throws DomainError.
MatchReport match_client(const Client& client, const Line& line, const TreatmentOptions& options = {});

/// The options with the client's own hair, where it was counted: `client.stubble` where it is not that of hair as it usually stands.
TreatmentOptions with_hair_of(const Client& client, const TreatmentOptions& options);

/// What match_client adds to a report of `match_again` for the same client and options.
void add_client_caveats(MatchReport& report, const Client& client, Rematch& rematch, const TreatmentOptions& options);

/// The bare search of match_client once more, for another target, zone or position of a slider: no caveats that need a second search.
MatchReport match_again(Rematch& rematch, const Bands& target, const TreatmentOptions& options = {});

/// One warning "expired_ink" per ink of the blend whose lot has expired on `today`; with a reason, an info that repeats it.
Diagnostics expired_inks(const Line& line, const Blend& blend, const std::string& today, const std::string& reason = "");

/// The plan's sessions as fading takes them: the dots of each, days apart, the light of the habits under this skin.
FadePlan fade_plan(const Skin& skin, const Mixture& cup, const TreatmentOptions& options);

/// "1 warm_black, 6:1"

} // namespace undertone
