#include "undertone/app/session_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace undertone {

std::string iso_date(int days) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

std::vector<SessionDots> dots_of(const std::vector<SessionRecord>& sessions, const Line& line, const Dots& dots,
                                 const PractitionerBias* bias) {
    const Dots assumed = bias != nullptr ? bias->apply(dots) : dots;
    const double deeper = bias != nullptr ? bias->depth.median : 1;
    std::vector<SessionDots> result;
    for (const SessionRecord& session : sessions) {
        SessionDots one = session_dots(mix(line, session.blend), assumed, session.density_per_cm2);
        one.diameter_mm = session.diameter_mm.value_or(one.diameter_mm);
        if (session.top_mm) one.top_mm = deeper * *session.top_mm;
        if (session.bottom_mm) one.bottom_mm = deeper * *session.bottom_mm;
        result.push_back(one);
    }
    return result;
}

HealedReading read_healed(const std::string& path, const Client& client, Diagnostics& diagnostics) {
    const SpotReading spot = read_spot_file(path, "healed", client.instrument, &client.scale, diagnostics);
    HealedReading reading;
    reading.reflectance = spot.reflectance;
    reading.coverage = spot.coverage;
    reading.lab = spot.lab;
    reading.surface = spot.scale.surface();
    reading.illuminant = spot.scale.illuminant;
    reading.observer = spot.scale.observer;
    reading.readings = spot.readings;
    if (spot.readings >= 3 && spot.spread_delta_e > 0) {
        // Distance from their own mean falls short of the distance from the truth.
        const double n = spot.readings;
        reading.repeat_delta_e = std::max(best_repeat_delta_e, spot.spread_delta_e * std::sqrt(n / (n - 1)));
    }
    return reading;
}

void read_healed_files(std::vector<SessionRecord>& sessions, const Client& client) {
    for (SessionRecord& session : sessions)
        if (!session.healed.empty()) session.reading = read_healed(session.healed, client, session.reading_diagnostics);
}

std::vector<SessionRecord> sessions_of(const Client& client, const Line& line) {
    if (client.sessions_file.empty()) return {};
    std::vector<SessionRecord> sessions = read_sessions(client.sessions_file, line);
    read_healed_files(sessions, client);
    return sessions;
}

} // namespace undertone
