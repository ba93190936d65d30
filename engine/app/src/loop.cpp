#include "undertone/app/loop.hpp"

#include "undertone/base/error.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace undertone {

namespace {

namespace fs = std::filesystem;

/// Three readings or more tell how well they repeat, but hardly below what the best skin scans reach.
constexpr double best_repeat_delta_e = 0.5;
/// The same for films on a card, which hold still.
constexpr double best_film_repeat_delta_e = 0.2;

constexpr int healed_days = 28; ///< practitioners read after 4 to 6 weeks

} // namespace

std::vector<SessionDots> dots_of(const std::vector<SessionRecord>& sessions, const Line& line, const Dots& dots) {
    std::vector<SessionDots> result;
    for (const SessionRecord& session : sessions) {
        SessionDots one = session_dots(mix(line, session.blend), dots, session.density_per_cm2);
        one.diameter_mm = session.diameter_mm.value_or(one.diameter_mm);
        one.top_mm = session.top_mm.value_or(one.top_mm);
        one.bottom_mm = session.bottom_mm.value_or(one.bottom_mm);
        result.push_back(one);
    }
    return result;
}

HealedReading read_healed(const std::string& path, Diagnostics& diagnostics) {
    const SpotReading spot = read_spot_file(path, "healed", diagnostics);
    HealedReading reading;
    reading.reflectance = spot.reflectance;
    reading.coverage = spot.coverage;
    reading.lab = spot.lab;
    reading.surface = spot.surface;
    reading.illuminant = spot.lab ? spot.illuminant : "D65";
    reading.observer = spot.lab ? spot.observer : "1931_2deg";
    reading.readings = spot.readings;
    if (spot.readings >= 3 && spot.spread_delta_e > 0) {
        // Distance from their own mean falls short of the distance from the truth.
        const double n = spot.readings;
        reading.repeat_delta_e = std::max(best_repeat_delta_e, spot.spread_delta_e * std::sqrt(n / (n - 1)));
    }
    return reading;
}

Drawdown read_drawdown(const std::string& film, const std::string& card, Diagnostics& diagnostics) {
    const SpotReading bare = read_spot_file(card, "card", diagnostics),
                      on_it = read_spot_file(film, "drawdown", diagnostics);
    if (!bare.reflectance)
        throw DataError(card, {}, "Lab only", "what shines through a film depends on the card at every wavelength",
                        "measure the bare card as a spectrum");
    Drawdown drawdown;
    drawdown.card = *bare.reflectance;
    drawdown.card_coverage = bare.coverage;
    drawdown.reflectance = on_it.reflectance;
    drawdown.coverage = on_it.coverage;
    drawdown.lab = on_it.lab;
    drawdown.surface = on_it.surface;
    if (on_it.lab) {
        drawdown.illuminant = on_it.illuminant;
        drawdown.observer = on_it.observer;
    }
    drawdown.readings = on_it.readings;
    if (on_it.readings >= 3 && on_it.spread_delta_e > 0) {
        const double n = on_it.readings;
        drawdown.repeat_delta_e = std::max(best_film_repeat_delta_e, on_it.spread_delta_e * std::sqrt(n / (n - 1)));
    }
    drawdown.name = film;
    return drawdown;
}

HealingBelief belief_of(const Client& client, const Dots& dots) {
    const int n = std::max(1, client.skin_readings);
    double repeat = default_repeat_delta_e;
    if (n >= 3 && client.skin_spread_delta_e > 0)
        repeat = std::max(best_repeat_delta_e, client.skin_spread_delta_e * std::sqrt(n / (n - 1.0)));
    return {client.skin_fit, dots, n, repeat};
}

SessionReport plan_next_session(const Client& client, const std::vector<SessionRecord>& done, const Line& line,
                                const Dots& dots, const NextSessionOptions& options,
                                const std::optional<PractitionerBias>& bias, bool use_bias) {
    if (use_bias && !bias)
        throw DomainError("use_bias", "true", "only together with past clients",
                          "name folders of past clients to learn it from");
    const HealingBelief prior = belief_of(client, use_bias ? bias->apply(dots) : dots);
    SessionReport report{done, {}, {}, prior, prior, bias, use_bias, {}, {}};
    const std::vector<SessionDots> standing = dots_of(done, line, use_bias ? bias->apply(dots) : dots);
    HealingBelief before = prior;
    const Blend* before_blend = nullptr;
    for (std::size_t i = 0; i < done.size(); ++i) {
        before_blend = &done[i].blend;
        if (done[i].healed.empty()) continue;
        HealedReading reading = read_healed(done[i].healed, report.diagnostics);
        reading.standing.assign(standing.begin(), standing.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        reading.name = fmt::format("healed reading of session {}", i + 1);
        if (done[i].date && done[i].healed_on && *done[i].healed_on - *done[i].date < healed_days)
            report.diagnostics.push_back(
                {Severity::warning, "not_healed",
                 fmt::format(
                     "session {} was read {} days after it was done: before {} days skin is still red and peeling, and "
                     "pigment that will go is still there",
                     i + 1, *done[i].healed_on - *done[i].date, healed_days)});
        before = report.belief;
        report.updates.push_back(update_from_healed(report.belief, std::span(&reading, 1), line));
        report.read_sessions.push_back(static_cast<int>(i) + 1);
        if (report.updates.back().credible())
            report.belief = report.updates.back().belief;
        else
            report.diagnostics.push_back(
                {Severity::warning, "reading_set_aside",
                 fmt::format(
                     "the healed reading of session {} is not believed (misfit {:.1f} standard deviations, more than "
                     "{:g}): the plan does without it; measure again",
                     i + 1, report.updates.back().misfit, largest_credible_misfit)});
    }
    if (!done.empty() && done.back().healed.empty())
        report.diagnostics.push_back(
            {Severity::warning, "not_read",
             fmt::format("session {} was not read after it healed: what stands is predicted, not measured", done.size())});
    const bool learnt = std::any_of(report.updates.begin(), report.updates.end(),
                                    [](const HealingUpdate& update) { return update.credible(); });
    Dots geometry = dots;
    if (use_bias) geometry = bias->apply(dots);
    report.next = next_session(report.belief, standing, client.target, line, geometry, options, learnt ? &before : nullptr,
                               before_blend);
    return report;
}

PractitionerBias bias_of_clients(const std::vector<std::string>& folders, const std::string& site, const Line& line,
                                 const Dots& dots) {
    std::vector<HealedPair> pairs;
    Diagnostics ignored;
    for (const std::string& folder : folders) {
        const std::vector<SessionRecord> sessions = read_sessions((fs::path(folder) / "sessions.toml").string(), line);
        const auto read =
            std::find_if(sessions.begin(), sessions.end(), [](const SessionRecord& s) { return !s.healed.empty(); });
        if (read == sessions.end()) continue;
        const Client client = read_skin(client_folder(folder).skin, site);
        HealedReading reading = read_healed(read->healed, ignored);
        reading.standing = dots_of({sessions.begin(), read + 1}, line, dots);
        reading.name = folder;
        pairs.push_back({belief_of(client, dots), reading});
    }
    return practitioner_bias(pairs, line);
}

} // namespace undertone
