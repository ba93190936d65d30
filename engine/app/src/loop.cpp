#include "undertone/app/loop.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <set>

namespace undertone {

namespace {

namespace fs = std::filesystem;

/// Three readings or more tell how well they repeat, but hardly below what the best skin scans reach.
constexpr double best_repeat_delta_e = 0.5;
/// The same for films on a card, which hold still.
constexpr double best_film_repeat_delta_e = 0.2;

constexpr int healed_days = 28; ///< practitioners read after 4 to 6 weeks
/// Of all dots, in a touch-up beyond the plan; as next_session has it.
constexpr double touch_up_share = 0.15;

/// "2026-05-01" from days since 1970-01-01.
std::string iso_date(int days) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

} // namespace

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

Drawdown read_drawdown(const std::string& film, const std::string& card, const Client& client, Diagnostics& diagnostics) {
    // Both are read with one instrument: what one file does not say, the other may.
    FileReadings bare_card = read_file(card, "card", client.scale.geometry, diagnostics),
                 on_it = read_file(film, "drawdown", bare_card.repeated.mean.geometry, diagnostics);
    settle_conditions({&on_it, &bare_card}, client.instrument, client.scale, {}, diagnostics);
    const SpotReading bare = spot_of(bare_card, diagnostics), of_film = spot_of(on_it, diagnostics);
    if (!bare.reflectance)
        throw DataError(card, {}, "Lab only", "what shines through a film depends on the card at every wavelength",
                        "measure the bare card as a spectrum");
    Drawdown drawdown;
    drawdown.card = *bare.reflectance;
    drawdown.card_coverage = bare.coverage;
    drawdown.reflectance = of_film.reflectance;
    drawdown.coverage = of_film.coverage;
    drawdown.lab = of_film.lab;
    drawdown.surface = of_film.scale.surface();
    if (of_film.lab) {
        drawdown.illuminant = of_film.scale.illuminant;
        drawdown.observer = of_film.scale.observer;
    }
    drawdown.readings = of_film.readings;
    if (of_film.readings >= 3 && of_film.spread_delta_e > 0) {
        const double n = of_film.readings;
        drawdown.repeat_delta_e = std::max(best_film_repeat_delta_e, of_film.spread_delta_e * std::sqrt(n / (n - 1)));
    }
    drawdown.name = film;
    return drawdown;
}

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

Diagnostic set_aside(const std::string& what, const HealingUpdate& update) {
    return {Severity::warning, "reading_set_aside",
            fmt::format("{} is not believed (misfit {:.1f} standard deviations, more than {:g}): the plan does without it; "
                        "measure again",
                        what, update.misfit, largest_credible_misfit)};
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

void tell_departures(SessionReport& report, const Dots& dots, const TreatmentOptions& options) {
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
                                                blend_text(next.blend), blend_text(recipe->blend), gain));
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

/// The dots of the plan, never more than the limit.
Dots limited(const Dots& dots, const TreatmentOptions& options, std::vector<std::string>& departures) {
    Dots result = dots;
    if (dots.density_per_cm2 <= options.most_density_per_cm2) return result;
    result.density_per_cm2 = options.most_density_per_cm2;
    departures.push_back(fmt::format("the plan is for {:g} dots per cm2, the most allowed, and not for {:g}",
                                     options.most_density_per_cm2, dots.density_per_cm2));
    return result;
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
    options.dots = limited(asked.dots, asked, departures);
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
            done[i].date ? expired_inks(line, done[i].blend, iso_date(*done[i].date)) : Diagnostics{};
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
    tell_departures(report, options.dots, options);
    return report;
}

TreatmentForecast forecast_sessions(const Client& client, const SessionReport& report, const Line& line,
                                    const std::vector<double>& years, const TreatmentOptions& options) {
    const NextSession& next = report.next;
    double finish = next.stop || next.sessions.empty() ? 0 : next.sessions.back().density_per_cm2;
    if (finish == 0)
        for (const SessionRecord& session : report.done) finish += session.density_per_cm2;
    if (!(finish > 0)) throw DomainError("blend", "none", "a recipe to forecast", report.planned.limiting_direction);
    Dots dots = report.belief.dots(options.dots);
    dots.density_per_cm2 = finish;
    FadePlan plan;
    double day = 0;
    std::set<std::string> mixes;
    std::string done_with;
    for (std::size_t i = 0; i < report.done.size(); ++i) {
        const SessionRecord& session = report.done[i];
        mixes.insert(blend_text(session.blend));
        done_with += (i > 0 ? "; " : "") + blend_text(session.blend);
        if (i > 0)
            day += session.date && report.done[i - 1].date ? std::max(1, *session.date - *report.done[i - 1].date)
                                                           : options.session_interval_days;
        const double share = session.density_per_cm2 / finish;
        plan.sessions.push_back({day, mix(line, session.blend).mg_per_ml, share, share});
    }
    if (!next.stop && !next.undecided)
        for (const ExpectedSession& session : next.sessions) {
            if (!plan.sessions.empty()) day += options.session_interval_days;
            const double share = session.new_density_per_cm2 / finish;
            plan.sessions.push_back({day, mix(line, next.blend).mg_per_ml, share, share});
            mixes.insert(blend_text(next.blend));
        }
    TreatmentForecast result = forecast_plan(client, report.belief.skin(), line, dots, plan, years, options);
    if (mixes.size() > 1)
        result.forecast.diagnostics.insert(
            result.forecast.diagnostics.begin(),
            {Severity::warning, "mixes_differ",
             fmt::format(
                 "the sessions used {} different mixes, and the forecast spreads their pigment evenly over all dots, so it "
                 "is "
                 "darker than dots of different strength side by side: take its colours for the trend alone, and `session` "
                 "for the healed colour",
                 mixes.size())});
    if (next.undecided || next.proof.stopped || report.planned.proof.stopped)
        result.forecast.diagnostics.insert(result.forecast.diagnostics.begin(),
                                           {Severity::warning, "search_stopped",
                                            std::string("the time given ended the search before it was done: ") +
                                                (next.undecided ? "sessions to come are not in this forecast"
                                                                : "sessions to come are of the best mix so far") +
                                                "; allow more time, or offer fewer inks"});
    result.caveats = report.planned.caveats;
    const bool none = next.stop || next.undecided;
    result.blend = none ? report.done.back().blend : next.blend;
    const std::size_t to_come = none ? 0 : next.sessions.size();
    result.basis =
        report.done.empty()
            ? fmt::format("the plan: {} sessions of {}, from bare skin", to_come, blend_text(next.blend))
            : fmt::format("{} session{} done ({}) and {} to come{}", report.done.size(), report.done.size() == 1 ? "" : "s",
                          done_with, to_come, to_come > 0 ? " (" + blend_text(next.blend) + ")" : std::string());
    return result;
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

namespace {

/// Dots that a cup is for: what the plan has still to set.
double dots_to_set(const SessionReport& treatment, const Dots& dots, Diagnostics& diagnostics) {
    double stands = 0;
    for (const SessionRecord& session : treatment.done) stands += session.density_per_cm2;
    if (stands == 0) return dots.density_per_cm2;
    if (!treatment.next.stop && !treatment.next.undecided) return treatment.next.sessions.back().density_per_cm2 - stands;
    const double touch_up = touch_up_share * std::max(stands, dots.density_per_cm2);
    diagnostics.push_back(
        {Severity::warning, "plan_is_done",
         fmt::format("the plan advises no further session: the cup is judged for a touch-up of {:.0f} dots "
                     "per cm2 on the {:.0f} that stand",
                     touch_up, stands)});
    return touch_up;
}

/// A fresh cup of the plan's own mix, where a better one could not be told from it.
void keep_planned_cup(CorrectionReport& report, const std::vector<SessionDots>& standing, const HealingBelief& belief,
                      const Line& line, const Dots& dots, const MatchOptions& matching) {
    Correction& correction = report.correction;
    const SessionReport& treatment = report.treatment;
    const Blend &planned = treatment.next.blend, &fresh = correction.fresh;
    if (planned.parts.empty() || fresh.parts.empty()) return;
    if (planned.parts == fresh.parts && planned.water_parts == fresh.water_parts) return;
    for (const auto& [id, parts] : treatment.next.blend.parts)
        for (const std::string& never : matching.never_use)
            if (id == never) return;
    std::vector<SessionDots> then = standing;
    then.push_back(session_dots(mix(line, treatment.next.blend), dots, dots.density_per_cm2));
    const MixLooks looks =
        mix_looks(standing_area(belief.skin(), line, then, belief.retention().median, belief.depth_factor().median),
                  report.target, matching);
    const double shows = treatment.planned.perceptible_delta_e_2000;
    if (looks.darker_than_target || looks.delta_e > correction.fresh_looks.delta_e + 0.5 * shows) {
        report.departures.push_back(fmt::format("a fresh cup is {} where the plan has {}: the plan's would end at delta E "
                                                "{:.2f}{}, this one at {:.2f}",
                                                blend_text(correction.fresh), blend_text(treatment.next.blend),
                                                looks.delta_e, looks.darker_than_target ? ", too dark" : "",
                                                correction.fresh_looks.delta_e));
        return;
    }
    correction.fresh = treatment.next.blend;
    correction.fresh_cup = treatment.next.cup;
    correction.fresh_looks = looks;
    correction.fresh_proof = treatment.next.proof;
}

} // namespace

bool CorrectionReport::is_usable() const {
    const bool fresh_serves = !correction.fresh.parts.empty() && !correction.fresh_looks.darker_than_target;
    return !correction.undecided && ((correction.obeys_rules && !correction.corrected.darker_than_target) || fresh_serves);
}

CorrectionReport correct_client_cup(const Client& client, const std::vector<SessionRecord>& done, const Line& given,
                                    const TreatmentOptions& asked, const CupProblem& problem) {
    problem.blend.validate(given);
    if (problem.wanted) problem.wanted->validate(given);
    if (!(problem.left_ml > 0 && problem.left_ml <= 1e4))
        throw DomainError("left_ml", fmt::format("{}", problem.left_ml), "above 0, up to 10000 ml",
                          "say how much of the mix is left");
    require_range("spot_density_per_cm2", problem.spot_density_per_cm2, 0, 1e5, "0 for that of the plan");
    problem.drawdown.validate();
    Line line = given;
    CorrectionReport report{plan_next_session(client, done, line, asked),
                            {},
                            0,
                            client.target,
                            client.target_basis,
                            {},
                            problem.blame_inks,
                            {},
                            "",
                            {},
                            {},
                            {}};
    report.departures = report.treatment.departures;
    report.diagnostics = report.treatment.diagnostics;
    report.diagnostics.insert(report.diagnostics.end(), problem.diagnostics.begin(), problem.diagnostics.end());
    TreatmentOptions options = asked;
    std::vector<std::string> told;
    options.dots = limited(asked.dots, asked, told);
    report.cup = {problem.blend, problem.left_ml, {}};
    for (Diagnostic d : expired_inks(line, problem.blend, options.matching.today, options.matching.expired_reason)) {
        d.message = "in the cup: " + d.message;
        report.diagnostics.push_back(d);
    }
    if (!problem.drawdowns.empty()) {
        report.drawdown = read_drawdowns(line, problem.blend, problem.drawdowns, problem.drawdown);
        report.drawdown->require_credible();
        report.cup.found_mg_per_ml = report.drawdown->mg_per_ml;
    } else if (problem.blame_inks) {
        throw DomainError("blame", "\"inks\"", "only together with a drawdown", "draw the cup down: it says what is in it");
    }
    HealingBelief belief = report.treatment.belief;
    const std::vector<SessionDots> standing = dots_of(done, line, options.dots);
    Dots dots = options.dots;
    dots.density_per_cm2 = report.density_per_cm2 = dots_to_set(report.treatment, options.dots, report.diagnostics);
    if (problem.spot) {
        HealedReading reading = *problem.spot;
        Mixture mixed = mix(line, problem.blend);
        if (report.cup.found_mg_per_ml) mixed.mg_per_ml = *report.cup.found_mg_per_ml;
        reading.name = "test spot";
        const double density =
            problem.spot_density_per_cm2 > 0 ? problem.spot_density_per_cm2 : options.dots.density_per_cm2;
        reading.standing = {session_dots(mixed, options.dots, density)};
        report.spot = update_from_healed(belief, std::span(&reading, 1), line);
        belief = report.spot->belief;
        report.spot_scale = fmt::format("surface reflection {}, {}, {} deg", reading.surface > 0 ? "included" : "excluded",
                                        reading.illuminant, reading.observer == "1964_10deg" ? 10 : 2);
        if (!report.spot->credible()) report.diagnostics.push_back(set_aside("the test spot", *report.spot));
    }
    if (problem.wanted) {
        problem.wanted->validate(line);
        std::vector<SessionDots> then = standing;
        then.push_back(session_dots(mix(line, *problem.wanted), dots, dots.density_per_cm2));
        report.target = standing_area(belief.skin(), line, then, belief.retention().median, belief.depth_factor().median);
        report.target_basis = "what the recipe wanted would look like";
    }
    // The sessions done used the inks as they are named: only what is mixed from now on may be blamed on the bottles.
    if (problem.blame_inks) line = line_as_found(line, *report.drawdown);
    report.correction = correct_cup(belief, standing, report.cup, report.target, line, dots, options.matching);
    if (!problem.wanted && !problem.blame_inks) keep_planned_cup(report, standing, belief, line, dots, options.matching);
    return report;
}

} // namespace undertone
