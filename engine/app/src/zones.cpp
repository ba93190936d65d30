#include "undertone/app/zones.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace undertone {

const std::vector<std::string>& zone_names() {
    static const std::vector<std::string> names{"hairline", "mid", "crown", "sides", "scar"};
    return names;
}

Zone usual_zone(const std::string& name, const Dots& mid) {
    Zone zone{name, mid};
    Dots& dots = zone.dots;
    if (name == "hairline") {
        dots.diameter_mm *= 0.9;
        dots.density_per_cm2 *= 0.75;
    } else if (name == "crown" || name == "sides") {
        dots.density_per_cm2 *= 1.1;
    } else if (name == "scar") {
        dots.retention.median *= 0.8;
        dots.retention.log_sd *= 1.5;
        dots.depth_log_sd *= 1.5;
    } else if (name != "mid") {
        throw DomainError("zone", "'" + name + "'", fmt::format("one of {}", fmt::join(zone_names(), ", ")));
    }
    return zone;
}

std::vector<ZonePlan> match_zones(const Client& client, const Line& line, const std::vector<Zone>& zones,
                                  const TreatmentOptions& options) {
    if (zones.size() > 100) throw DomainError("zones", fmt::format("{} zones", zones.size()), "up to 100");
    if (zones.empty()) throw DomainError("zones", "empty", "at least one zone", "name one, such as mid");
    std::set<std::string> seen;
    std::vector<ZonePlan> plans;
    Rematch rematch(client.skin, line);
    for (std::size_t i = 0; i < zones.size(); ++i) {
        if (!seen.insert(zones[i].name).second)
            throw DomainError(fmt::format("zones[{}]", i), "'" + zones[i].name + "' again", "each zone once");
        TreatmentOptions own = with_hair_of(client, options);
        own.dots = zones[i].dots;
        plans.push_back({zones[i], match_again(rematch, client.target, own)});
        add_client_caveats(plans.back().report, client, rematch, own);
        if (zones[i].name == "scar")
            plans.back().report.diagnostics.push_back({Severity::warning, "scar",
                                                       "scar tissue holds less pigment and loses it sooner, by how much "
                                                       "nobody has measured: the range is wider; heal "
                                                       "a test spot first"});
    }
    return plans;
}

} // namespace undertone
