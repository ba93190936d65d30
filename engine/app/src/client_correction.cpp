#include "undertone/app/client_correction.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

/// The same for films on a card, which hold still.
constexpr double best_film_repeat_delta_e = 0.2;

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
    std::vector<SessionDots> then = standing;
    then.push_back(session_dots(mix(line, treatment.next.blend), dots, dots.density_per_cm2));
    const MixLooks looks = mix_looks(standing_area(belief.skin(), line, then, belief.healing()), report.target, matching);
    const double shows = treatment.planned.perceptible_delta_e_2000;
    if (looks.darker_than_target || looks.delta_e > correction.fresh_looks.delta_e + 0.5 * shows) {
        report.departures.push_back(fmt::format("a fresh cup is {} where the plan has {}: the plan's would end at delta E "
                                                "{:.2f}{}, this one at {:.2f}",
                                                blend_text(line, correction.fresh), blend_text(line, treatment.next.blend),
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
    std::vector<std::string> limits;
    options.dots = limited_dots(asked.dots, asked, limits);
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
        report.target = standing_area(belief.skin(), line, then, belief.healing());
        report.target_basis = "what the recipe wanted would look like";
    }
    // The sessions done used the inks as they are named: only what is mixed from now on may be blamed on the bottles.
    if (problem.blame_inks) line = line_as_found(line, *report.drawdown);
    report.correction = correct_cup(belief, standing, report.cup, report.target, line, dots, options.matching);
    if (!problem.wanted && !problem.blame_inks) keep_planned_cup(report, standing, belief, line, dots, options.matching);
    return report;
}

} // namespace undertone
