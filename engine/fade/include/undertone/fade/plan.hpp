#pragma once
// What is done to the scalp, and when.

#include "undertone/fade/light.hpp"
#include "undertone/pigment/implant.hpp"

#include <vector>

namespace undertone {

/// When a result counts as healed (the trade waits 4-6 weeks) and Dots::retention and Dots::diameter_mm hold.
inline constexpr double healed_after_days = 42;

/// One sitting. Shares are of the finished lattice of dots (Dots::density_per_cm2).
struct Session {
    double time_days = 0;
    Eigen::ArrayXd mg_per_ml; ///< in the cup, per colorant of the line
    double inked_share = 1;   ///< dots that get this ink, new and old together
    double new_share = 1;     ///< those of them that are new; 0 for a touch-up of the dots there are

    /// Pigment given per finished dot, mg/ml: the dots inked take up the cup's concentration.
    Eigen::ArrayXd deposit_mg_per_ml() const { return mg_per_ml * inked_share; }
};

struct FadePlan {
    std::vector<Session> sessions; ///< in order of time, several on one day in the order given; touch-ups are later sessions
    Habits habits;
    /// Share of the light on the scalp that reaches the pigment; see erythemal_transmission. Here of usual dots in light skin.
    double light_transmission = 0.11;

    /// Throws DomainError: no sessions, out of order, wrong number of colorants, more dots inked than there are, ...
    void validate(const Line& line) const;
};

/// The lattice filled over several sittings, `shares[i]` of the dots at i * interval_days, all from one cup.
FadePlan evenly_spaced_plan(const Mixture& cup, const std::vector<double>& shares = {0.4, 0.3, 0.3},
                            double interval_days = 10);

} // namespace undertone
