#include "undertone/app/card.hpp"

#include "undertone/app/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

std::string name_of(Verdict verdict) {
    std::string name = to_string(verdict);
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

Card card_of(const char* kind, const Client& client, const Line& line, const TreatmentOptions& options) {
    Card card;
    card.kind = kind;
    card.client = client.name;
    card.zone = options.zone;
    card.date = options.matching.today;
    card.scale = client.scale.text();
    card.instrument = client.scale.instrument;
    card.scale_is_internal = client.scale.is_internal();
    card.synthetic = client.synthetic;
    card.line_name = line.name;
    card.line_version = line.version;
    card.line_note = line.note;
    card.line_pack = line.pack;
    card.dots = options.dots;
    card.dots_when = "in all";
    card.limits = model_limits();
    return card;
}

CardColor color_of(const char* name, const Bands& reflectance, const ReadingScale& scale) {
    return {name, scale.lab(reflectance), internal_scale().lab(reflectance)};
}

/// Where the colours of the inks poured are known from, where that is not theory.
void say_basis(Card& card, const Line& line) {
    for (const CardDose& dose : card.doses) {
        if (dose.ink_id.empty()) continue;
        for (const InkComponent& component : line.ink(dose.ink_id).components) {
            const Colorant& colorant = line.colorants[component.colorant];
            if (colorant.optics == OpticsOrigin::mie || colorant.source.empty()) continue;
            card.ink_basis += fmt::format("{}{}: {}", card.ink_basis.empty() ? "" : "; ", dose.name, colorant.source);
            if (colorant.optics == OpticsOrigin::label)
                card.caveats.push_back(
                    fmt::format("{} is known from {}: its strength only to a factor of {:.1f} (80 %). Test the mix on "
                                "card, and lay a drawdown.",
                                dose.name, colorant.source, std::exp(central_80_deviate * colorant.absorption_log_sd)));
        }
    }
}

/// Where the line names several lots of an ink and nobody said which is in hand.
void say_open_lots(Card& card, const Line& line) {
    for (const CardDose& dose : card.doses) {
        if (dose.ink_id.empty() || !dose.lot.empty()) continue;
        const Ink& ink = line.ink(dose.ink_id);
        if (ink.lots.empty()) continue;
        std::string lots;
        for (const InkLot& one : ink.lots)
            lots += fmt::format("{}{} ({}{})", lots.empty() ? "" : ", ", one.lot,
                                one.expires.empty()                             ? "expiry not stated"
                                : !card.date.empty() && one.expires < card.date ? "EXPIRED on "
                                                                                : "expires ",
                                one.expires);
        card.diagnostics.push_back(
            {Severity::warning, "lot_not_chosen",
             fmt::format("the lot of {} is not chosen: {}; look at the bottle and name it", dose.name, lots)});
    }
}

void pour(Card& card, const Cup& cup, const Line& line) {
    const auto add = [&](const Dose& dose) {
        CardDose one{dose.ink_id, dose.name, "", "", dose.ml, dose.grams, dose.drops, dose.steps};
        if (!dose.ink_id.empty()) {
            const Ink& ink = line.ink(dose.ink_id);
            one.lot = ink.lot;
            if (!ink.lot.empty() || ink.lots.empty()) one.expires = ink.expires;
        }
        card.doses.push_back(one);
        card.total_drops += dose.drops;
    };
    for (const Dose& dose : cup.inks) add(dose);
    if (cup.water.ml > 0) add(cup.water);
    say_basis(card, line);
    say_open_lots(card, line);
    card.total_ml = cup.total_ml;
    card.total_grams = cup.total_grams;
}

void add_all(Diagnostics& into, const Diagnostics& from) { into.insert(into.end(), from.begin(), from.end()); }

std::string proof_text(const MatchProof& proof) {
    const std::string text =
        proof.proven()  ? fmt::format("proven best of {} recipes within the model", proof.recipes_covered)
        : proof.stopped ? "not proven: the search was stopped"
        : proof.gap > 0 ? fmt::format("not proven: a recipe up to {:.2g} better cannot be ruled out", proof.gap)
                        : "not proven";
    return proof.audit.recipes > 0 ? text + "; " + proof.audit.text() : text;
}

/// Nothing where the cup holds no pigment.
std::optional<HueDrift> drift_of(const Skin& skin, const Line& line, const Blend& blend, const TreatmentOptions& options) {
    const Mixture cup = mix(line, blend);
    if ((cup.mg_per_ml <= 0).all()) return std::nullopt;
    return hue_drift(skin, line, cup, options);
}

/// L* as the instrument shows it, for an L* near `area` under the first illuminant.
double shift_of(const ReadingScale& scale, const Bands& area, const Lab& first) { return scale.lab(area).l - first.l; }

} // namespace

Card match_card(const Client& client, const Line& line, const MatchReport& report, const TreatmentOptions& options) {
    Card card = card_of("match", client, line, options);
    card.verdict = name_of(report.verdict);
    card.headline = report.brief_report();
    card.caveats = report.caveats;
    card.advised = report.is_usable();
    card.stop_rule = report.plan.stop_rule;
    card.mixture_given = options.matching.mixture_given;
    card.proof = card.mixture_given ? "chosen by hand: no other mix was looked at" : proof_text(report.proof);
    card.colors.push_back(color_of("target", client.target, client.scale));
    const Recipe* best = !report.recipes.empty()   ? &report.recipes.front()
                         : !report.nearest.empty() ? &report.nearest.front()
                                                   : nullptr;
    if (best != nullptr) {
        card.blend = blend_text(line, best->blend);
        card.water_parts = best->blend.water_parts;
        pour(card, best->cup, line);
        card.cost = best->cost;
        card.colors.push_back(color_of("healed area", best->area, client.scale));
        card.dot = best->seen.front().dot;
        const UncertainColor& range = best->range;
        const double shift = shift_of(client.scale, best->area, best->seen.front().area);
        card.range = fmt::format(
            "{:.0f} % range: the healed area reads L* {:.1f} to {:.1f}, delta E {:.1f} to {:.1f} from the "
            "target, mostly from {}; chance of an acceptable colour {:.0f} %, of ending darker than the "
            "target {:.0f} %",
            100 * range.probability, range.l.low + shift, range.l.high + shift, range.delta_e_2000.low,
            range.delta_e_2000.high, range.dominated_by, 100 * range.chance_acceptable, 100 * range.chance_darker);
        if (!best->texture.empty()) {
            card.texture = fmt::format("the area is delta E {:.2f} from the hair's; {}",
                                       best->seen.front().area_delta_e_2000, best->texture_text());
            card.texture_basis = report.hair_basis;
        }
        for (const LaterColor& later : best->later)
            card.years.push_back({later.label, later.area.front().l + shift, later.delta_e_2000.front()});
        if (card.advised) card.drift = drift_of(client.skin, line, best->blend, options);
        for (const PlannedSession& session : report.plan.sessions)
            card.sessions.push_back({session.number, session.new_density_per_cm2, session.density_per_cm2,
                                     client.scale.lab(session.reflectance), internal_scale().lab(session.reflectance),
                                     session.delta_e_2000.front(), std::nullopt});
        add_all(card.diagnostics, best->diagnostics);
    }
    card.colors.push_back(color_of("bare skin", client.skin.reflectance(), client.scale));
    add_all(card.diagnostics, report.diagnostics);
    add_all(card.diagnostics, client.diagnostics);
    return card;
}

std::vector<Card> zone_cards(const Client& client, const Line& line, const std::vector<ZonePlan>& zones,
                             const TreatmentOptions& options) {
    std::vector<Card> cards;
    for (const ZonePlan& plan : zones) {
        TreatmentOptions own = options;
        own.zone = plan.zone.name;
        own.dots = plan.zone.dots;
        cards.push_back(match_card(client, line, plan.report, own));
    }
    return cards;
}

Card session_card(const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options) {
    Card card = card_of("session", client, line, options);
    const NextSession& next = report.next;
    const bool first = report.done.empty();
    card.verdict = next.undecided    ? "undecided"
                   : next.stop       ? "stop"
                   : first           ? name_of(report.planned.verdict)
                   : next.as_planned ? "as_planned"
                                     : "changed";
    const bool none = next.stop || next.undecided;
    card.headline = next.undecided       ? fmt::format("undecided: {}", next.why)
                    : next.stop && first ? report.planned.brief_report()
                    : next.stop          ? fmt::format("stop: no session {} is advised; {}", next.number, next.why)
                    : first
                        ? fmt::format("session 1 of {}, as planned: {}", next.sessions.size(), report.planned.brief_report())
                        : fmt::format("session {}: {}; the area ends at delta E {:.2f} over the lights ({})", next.number,
                                      blend_text(line, next.blend), next.delta_e, next.why);
    card.caveats = report.planned.caveats;
    if (report.measure_again) {
        card.verdict = "measure_again";
        card.headline = fmt::format(
            "measure again before any dots are set: the healed reading of session {} is not believed", report.done.size());
        card.caveats.insert(card.caveats.begin(), "Below is what would come next without that reading.");
    }
    for (const std::string& departure : report.departures)
        card.caveats.push_back("Departs from the plan: " + departure + ".");
    card.advised = !report.measure_again && !none && (!first || report.planned.is_usable());
    card.stop_rule = next.stop_rule;
    card.proof = proof_text(next.proof);
    card.colors.push_back(color_of("target", client.target, client.scale));
    if (!first) card.colors.push_back(color_of("standing now, estimated", next.standing_reflectance, client.scale));
    if (none) card.dots.reset();
    if (!none) {
        card.blend = blend_text(line, next.blend);
        card.water_parts = next.blend.water_parts;
        pour(card, next.cup, line);
        card.dots->density_per_cm2 = next.sessions.front().new_density_per_cm2;
        card.dots_when = "to set now";
        if (card.advised) card.drift = drift_of(client.skin, line, next.blend, options);
        for (const ExpectedSession& session : next.sessions) {
            CardSession one{session.number,
                            session.new_density_per_cm2,
                            session.density_per_cm2,
                            client.scale.lab(session.reflectance),
                            internal_scale().lab(session.reflectance),
                            session.delta_e_2000.front(),
                            session.l};
            const double shift = shift_of(client.scale, session.reflectance, session.area.front());
            for (double* end : {&one.l->low, &one.l->median, &one.l->high}) *end += shift;
            card.sessions.push_back(one);
        }
        const ExpectedSession& last = next.sessions.back();
        card.colors.push_back(color_of("healed area", last.reflectance, client.scale));
        card.range =
            fmt::format("80 % range after the last session: L* {:.1f} to {:.1f}, delta E {:.1f} to {:.1f}; chance of "
                        "ending darker than the target {:.0f} %",
                        card.sessions.back().l->low, card.sessions.back().l->high, last.delta_e_range.low,
                        last.delta_e_range.high, 100 * last.chance_darker);
    }
    card.colors.push_back(color_of("bare skin", client.skin.reflectance(), client.scale));
    add_all(card.diagnostics, next.diagnostics);
    if (first) add_all(card.diagnostics, report.planned.diagnostics);
    add_all(card.diagnostics, report.diagnostics);
    add_all(card.diagnostics, client.diagnostics);
    return card;
}

Card correction_card(const Client& client, const Line& line, const CorrectionReport& report,
                     const TreatmentOptions& options) {
    Card card = card_of("correction", client, line, options);
    const Correction& correction = report.correction;
    card.verdict = correction.undecided ? "undecided" : report.is_usable() ? "correct" : "cannot_match";
    card.headline = correction.sentence;
    card.caveats = report.treatment.planned.caveats;
    for (const std::string& departure : report.departures)
        card.caveats.push_back("Departs from the plan: " + departure + ".");
    card.advised = correction.obeys_rules && !correction.corrected.darker_than_target;
    card.dots->density_per_cm2 = report.density_per_cm2;
    card.dots_when = "to set with it, over the sessions still to come";
    card.blend = correction.additions.empty()
                     ? fmt::format("{:g} ml of {}, as it is", report.cup.ml, blend_text(line, report.cup.blend))
                     : fmt::format("add to {:g} ml of {}", report.cup.ml, blend_text(line, report.cup.blend));
    for (const Addition& one : correction.additions) {
        CardDose dose{one.ink_id, one.name, "", "", one.ml, 0, one.drops, one.steps};
        double density = line.diluent_density_g_per_ml;
        if (!one.ink_id.empty()) {
            const Ink& ink = line.ink(one.ink_id);
            dose.lot = ink.lot;
            if (!ink.lot.empty() || ink.lots.empty()) dose.expires = ink.expires;
            density = ink.density_g_per_ml;
        }
        dose.grams = one.ml * density;
        card.doses.push_back(dose);
        card.total_ml += one.ml;
        card.total_grams += dose.grams;
        card.total_drops += one.drops;
    }
    say_basis(card, line);
    say_open_lots(card, line);
    if (client.scale.lab(report.target).l < client.scale.lab(client.skin.reflectance()).l)
        card.stop_rule = stop_rule(client.scale, report.target);
    card.proof = !correction.obeys_rules && correction.proof.proven()
                     ? "proven: nothing that can be added keeps to the rules"
                     : proof_text(correction.proof);
    card.colors.push_back(color_of("target", report.target, client.scale));
    card.colors.push_back(color_of("as it is", correction.as_it_is.reflectance, client.scale));
    card.colors.push_back(color_of("corrected", correction.corrected.reflectance, client.scale));
    if (!correction.fresh.parts.empty()) {
        card.colors.push_back(color_of("fresh cup", correction.fresh_looks.reflectance, client.scale));
        card.range = fmt::format("A fresh cup instead: {}, delta E {:.2f} over the lights",
                                 blend_text(line, correction.fresh), correction.fresh_looks.delta_e);
    }
    add_all(card.diagnostics, correction.diagnostics);
    add_all(card.diagnostics, report.diagnostics);
    add_all(card.diagnostics, client.diagnostics);
    return card;
}

} // namespace undertone
