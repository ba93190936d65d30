#pragma once
// The parts of a scalp, each with dots of its own and so a plan of its own.

#include "undertone/app/treatment.hpp"

#include <string>
#include <vector>

namespace undertone {

struct Zone {
    std::string name;
    Dots dots;
};

/// "hairline", "mid", "crown", "sides", "scar".
const std::vector<std::string>& zone_names();

/// A zone's usual dots where those of the middle of the scalp are `mid`: at the hairline finer and sparser, at the crown and the
/// sides denser, in a scar with healing that is less sure (retention and depth spread by half as much again, a fifth less kept).
/// That is the direction practitioners teach (shared notes on users' practice; Liu et al. 2025 on scars); the factors are our
/// own, and every one of them may be changed. Throws DomainError for another name.
Zone usual_zone(const std::string& name, const Dots& mid);

struct ZonePlan {
    Zone zone;
    MatchReport report;
};

/// Each zone matched by itself to the client's target.
std::vector<ZonePlan> match_zones(const Client& client, const Line& line, const std::vector<Zone>& zones,
                                  const TreatmentOptions& options = {});

} // namespace undertone
