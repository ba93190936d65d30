#include "undertone/app/client_session.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>

namespace undertone {

namespace {

namespace fs = std::filesystem;

constexpr int healed_days = 28; ///< practitioners read after 4 to 6 weeks

/// The line with the lots of a session: of those that it does not name (any more), the expiry is not known.
Line as_used(Line line, const SessionRecord& session) {
    for (const auto& [id, lot] : session.lots) {
        Ink& ink = line.ink(id);
        if (lot == ink.lot) continue;
        const auto known =
            std::find_if(ink.lots.begin(), ink.lots.end(), [&used = lot](const InkLot& one) { return one.lot == used; });
        ink.expires = known == ink.lots.end() ? "" : known->expires;
        ink.lot = lot;
    }
    return line;
}

} // namespace

BareRepeat bare_repeat(const Client& client) {
    const int n = std::max(1, client.skin_readings);
    double repeat = default_repeat_delta_e;
    if (n >= 3 && client.skin_spread_delta_e > 0)
        repeat = std::max(best_repeat_delta_e, client.skin_spread_delta_e * std::sqrt(n / (n - 1.0)));
    return {n, repeat};
}

HealingBelief belief_of(const Client& client, const Dots& dots) {
    const BareRepeat bare = bare_repeat(client);
    return {client.skin_fit, dots, bare.readings, bare.delta_e};
}

Diagnostic set_aside(const std::string& what, const HealingUpdate& update) {
    return {Severity::warning, "reading_set_aside",
            fmt::format("{} is not believed (misfit {:.1f} standard deviations, more than {:g}): the plan does without it; "
                        "measure again",
                        what, update.misfit, largest_credible_misfit)};
}

Dots limited_dots(const Dots& dots, const TreatmentOptions& options, std::vector<std::string>& departures) {
    Dots result = dots;
    if (dots.density_per_cm2 <= options.most_density_per_cm2) return result;
    result.density_per_cm2 = options.most_density_per_cm2;
    departures.push_back(fmt::format("the plan is for {:g} dots per cm2, the most allowed, and not for {:g}",
                                     options.most_density_per_cm2, dots.density_per_cm2));
    return result;
}

namespace {

/// "session 2 was read 9 days after it was done ..."
void warn_of_early_reading(const SessionRecord& session, std::size_t number, Diagnostics& diagnostics) {
    if (!session.date || !session.healed_on || *session.healed_on - *session.date >= healed_days) return;
    diagnostics.push_back(
        {Severity::warning, "not_healed",
         fmt::format("session {} was read {} days after it was done: before {} days skin is still red and peeling, and "
                     "pigment that will go is still there",
                     number, *session.healed_on - *session.date, healed_days)});
}

/// The best recipe of the plan, or the nearest that may be set without ending too dark; null where there is none.
const Recipe* planned_recipe(const MatchReport& planned) {
    if (!planned.recipes.empty()) return &planned.recipes.front();
    for (const Recipe& recipe : planned.nearest)
        if (!recipe.darker_than_target && planned.verdict != Verdict::no_pigment_needed) return &recipe;
    return nullptr;
}

/// Nothing is done: the plan is the answer.
void take_the_plan(SessionReport& report, const Client& client, const Line& line, const Dots& dots,
                   const NextSessionOptions& options) {
    const Recipe* recipe = planned_recipe(report.planned);
    if (recipe != nullptr) {
        report.next = next_session(report.belief, {}, client.target, line, dots, options);
        report.next.cup = recipe->cup;
    } else {
        report.next.stop = true;
        report.next.why = "no mix of these inks is advised: " + report.planned.brief_report();
        report.next.standing_reflectance = client.skin.reflectance();
        for (const WeightedIlluminant& light : options.matching.illuminants) {
            const Viewing viewing(light.name, options.matching.observer);
            report.next.standing_area.push_back(viewing.lab(client.skin.reflectance()));
        }
        report.next.standing_delta_e = report.next.delta_e = report.planned.gap_delta_e_2000;
    }
    report.next.proof = report.planned.proof;
    report.next.method = report.planned.proof.method;
}

void tell_departures(SessionReport& report, const Line& line, const Dots& dots, const TreatmentOptions& options) {
    const NextSession& next = report.next;
    const Recipe* recipe = planned_recipe(report.planned);
    if (report.done.empty() || next.undecided) return;
    const auto left = static_cast<int>(options.matching.session_shares.size()) - static_cast<int>(report.done.size());
    if (next.stop) {
        if (left > 0)
            report.departures.push_back(fmt::format("the plan has {} more session{}; none is advised now: {}", left,
                                                    left == 1 ? "" : "s", next.why));
        return;
    }
    const std::string gain = fmt::format("kept, the plan would end at delta E {:.2f} over the lights; so it ends at {:.2f}",
                                         next.planned_delta_e, next.delta_e);
    if (recipe != nullptr &&
        (recipe->blend.parts != next.blend.parts || recipe->blend.water_parts != next.blend.water_parts))
        report.departures.push_back(fmt::format("the mix is {} where the plan from bare skin has {}: {}",
                                                blend_text(line, next.blend), blend_text(line, recipe->blend), gain));
    const double finish = next.sessions.back().density_per_cm2;
    if (left <= 0)
        report.departures.push_back(
            fmt::format("all {} sessions of the plan are done: this is a touch-up of {:.0f} dots per cm2 "
                        "beyond it",
                        report.done.size(), next.sessions.back().new_density_per_cm2));
    else if (std::abs(finish - dots.density_per_cm2) > 0.5)
        report.departures.push_back(fmt::format("{:.0f} dots per cm2 stand in the end where the plan has {:.0f}: {}", finish,
                                                dots.density_per_cm2, gain));
}

/// The stop rule of the card holds for its own readings too; and nothing is set on the strength of a reading that is not believed.
void heed_last_reading(SessionReport& report, const Client& client) {
    if (report.done.empty() || !report.done.back().reading) return;
    const HealingUpdate& last = report.updates.back();
    const HealedReading& reading = *report.done.back().reading;
    const double reads = last.read.front().l,
                 stop_at = Viewing(reading.illuminant, reading.observer).lab(client.target + reading.surface).l;
    if (!last.credible()) {
        report.measure_again = true;
        return;
    }
    if (report.next.stop || reads > stop_at + 0.05) return;
    NextSession& next = report.next;
    next.stop = true;
    next.as_planned = false;
    next.sessions.clear();
    next.blend = {};
    next.cup = {};
    next.delta_e = next.standing_delta_e;
    next.why = fmt::format("the healed area reads L* {:.1f}, and the rule is to stop at {:.1f} or less", reads, stop_at);
}

} // namespace

SessionReport plan_next_session(const Client& client, const std::vector<SessionRecord>& done, const Line& line,
                                const TreatmentOptions& asked, const std::optional<PractitionerBias>& bias, bool use_bias) {
    asked.validate();
    if (use_bias && !bias)
        throw DomainError("use_bias", "true", "only together with past clients",
                          "name folders of past clients to learn it from");
    std::vector<std::string> departures;
    TreatmentOptions options = asked;
    options.dots = limited_dots(asked.dots, asked, departures);
    const PractitionerBias* moved_by = use_bias ? &*bias : nullptr;
    const std::vector<SessionDots> standing = dots_of(done, line, options.dots, moved_by);
    if (use_bias) options.dots = bias->apply(options.dots);
    const HealingBelief prior = belief_of(client, options.dots);
    SessionReport report{
        match_client(client, line, options), done, {}, {}, prior, prior, bias, use_bias, {}, false, departures, {}};
    HealingBelief before = prior;
    const Blend* before_blend = nullptr;
    bool learnt = false;
    for (std::size_t i = 0; i < done.size(); ++i) {
        before_blend = &done[i].blend;
        const Diagnostics expired =
            done[i].date ? expired_inks(as_used(line, done[i]), done[i].blend, iso_date(*done[i].date)) : Diagnostics{};
        for (Diagnostic d : expired) {
            d.message = fmt::format("session {}: {}", i + 1, d.message);
            report.diagnostics.push_back(d);
        }
        report.diagnostics.insert(report.diagnostics.end(), done[i].reading_diagnostics.begin(),
                                  done[i].reading_diagnostics.end());
        if (!done[i].reading) continue;
        HealedReading reading = *done[i].reading;
        reading.standing.assign(standing.begin(), standing.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        reading.name = fmt::format("healed reading of session {}", i + 1);
        warn_of_early_reading(done[i], i + 1, report.diagnostics);
        before = report.belief;
        report.updates.push_back(update_from_healed(report.belief, std::span(&reading, 1), line));
        report.read_sessions.push_back(static_cast<int>(i) + 1);
        report.belief = report.updates.back().belief;
        if (report.updates.back().credible())
            learnt = true;
        else
            report.diagnostics.push_back(
                set_aside(fmt::format("the healed reading of session {}", i + 1), report.updates.back()));
    }
    if (!done.empty() && !done.back().reading)
        report.diagnostics.push_back(
            {Severity::warning, "not_read",
             fmt::format("session {} was not read after it healed: what stands is predicted, not measured", done.size())});

    NextSessionOptions next;
    next.matching = options.matching;
    next.most_density_per_cm2 = options.most_density_per_cm2;
    next.seed = options.fade.seed;
    next.keep_planned = done.empty();
    if (const Recipe* recipe = planned_recipe(report.planned)) next.planned = recipe->blend;
    if (done.empty())
        take_the_plan(report, client, line, options.dots, next);
    else
        report.next = next_session(report.belief, standing, client.target, line, options.dots, next,
                                   learnt ? &before : nullptr, before_blend);
    heed_last_reading(report, client);
    // Where bare skin is darker than the target no reading can tell when to stop: there is nothing to begin with.
    const ReadingScale& scale = client.scale;
    if (scale.lab(client.target).l < scale.lab(client.skin.reflectance()).l && !(done.empty() && report.next.stop))
        report.next.stop_rule = stop_rule(scale, client.target);
    else
        report.next.stop_rule.clear();
    tell_departures(report, line, options.dots, options);
    return report;
}

PractitionerBias bias_of_clients(const std::vector<std::string>& folders, const std::string& site, const Line& line,
                                 const Dots& dots) {
    std::vector<HealedPair> pairs;
    Diagnostics ignored;
    for (const std::string& folder : folders) {
        const ClientFiles files = client_folder(folder);
        const std::vector<SessionRecord> sessions =
            read_sessions(files.sessions.empty() ? (fs::path(folder) / "sessions.toml").string() : files.sessions, line);
        const auto read =
            std::find_if(sessions.begin(), sessions.end(), [](const SessionRecord& s) { return !s.healed.empty(); });
        if (read == sessions.end()) continue;
        const Client client = read_skin(files.skin, site);
        HealedReading reading = read_healed(read->healed, client, ignored);
        reading.standing = dots_of({sessions.begin(), read + 1}, line, dots);
        reading.name = folder;
        pairs.push_back({belief_of(client, dots), reading});
    }
    return practitioner_bias(pairs, line);
}

} // namespace undertone
