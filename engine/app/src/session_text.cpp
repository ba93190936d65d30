#include "text_parts.hpp"
#include "undertone/app/text.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

std::string head(const std::string& title, const Client& client, const Line& line) {
    return heading(title) +
           fmt::format("Skin    {}\nTarget  {}  ({})\n", on_both_scales(client, client.skin.reflectance()),
                       on_both_scales(client, client.target), client.target_basis) +
           line_row(line) + "\n";
}

std::string scale_text(const HealedReading& reading) {
    return fmt::format("{}, {}, {} deg", reading.surface > 0 ? "surface reflection included" : "surface reflection excluded",
                       reading.illuminant, reading.observer == "1964_10deg" ? 10 : 2);
}

std::string cup_text(const Cup& cup) {
    std::string text;
    const auto row = [&](const Dose& dose) {
        text += fmt::format("    {:<28} {:>6.2f} ml  {:>7.3f} g  {:>6.1f} drops\n", shown_line(dose.name), dose.ml,
                            dose.grams, dose.drops);
    };
    for (const Dose& ink : cup.inks) row(ink);
    if (cup.water.ml > 0) row(cup.water);
    return text;
}

std::string learnt_text(const HealingUpdate& update) {
    std::string text = fmt::format("    {:<24} {:>8}  {:<20} {:>8}  {}\n", "", "before", "80 %", "now", "80 %");
    for (const LearntRange& one : update.learnt) {
        // The skin is shown where a reading moved it by something one would see.
        const double width = one.high_before - one.low_before;
        const bool always = one.name == "retention" || one.name == "depth_factor" || one.name == "bare_skin_l";
        if (!always && std::abs(one.after - one.before) < 0.1 * width) continue;
        std::string name = one.name;
        std::replace(name.begin(), name.end(), '_', ' ');
        text += fmt::format("    {:<24} {:>8.3g}  {:<20} {:>8.3g}  {:.3g} to {:.3g}\n", name, one.before,
                            fmt::format("{:.3g} to {:.3g}", one.low_before, one.high_before), one.after, one.low, one.high);
    }
    return text;
}

/// On the scale of the instrument that took the reading.
std::string read_text(const HealingUpdate& update, const std::string& scale) {
    return fmt::format("    predicted {}  ({})\n    read      {}  (delta E {:.2f})\n    explained {}  (delta E {:.2f})\n",
                       lab_text(update.predicted[0]), scale, lab_text(update.read[0]),
                       delta_e_2000(update.predicted[0], update.read[0]), lab_text(update.explained[0]),
                       delta_e_2000(update.explained[0], update.read[0]));
}

std::string proof_details_text(const MatchProof& proof) {
    return fmt::format("{}; {} covered, {} evaluated, {} rechecked{}; audit: {}", proof.text(), proof.recipes_covered,
                       proof.recipes_evaluated, proof.recipes_rechecked,
                       proof.seconds > 0 ? fmt::format(", {:.2f} s", proof.seconds) : std::string(), proof.audit.text());
}

std::string drawdown_text(const CupFound& cup, bool blame_inks) {
    std::string text = fmt::format("Drawdown: {}\n", cup.sentence);
    for (std::size_t i = 0; i < cup.read.size(); ++i)
        text += fmt::format("    film {}   predicted {}  read {}  (delta E {:.2f})  explained {}  (delta E {:.2f})\n", i + 1,
                            lab_text(cup.predicted[i]), lab_text(cup.read[i]), delta_e_2000(cup.predicted[i], cup.read[i]),
                            lab_text(cup.explained[i]), delta_e_2000(cup.explained[i], cup.read[i]));
    text += fmt::format("    {:<24} {:>12}  {:>12}  {}\n", "", "meant", "found", "80 %");
    const auto row = [&](const std::string& name, const std::string& meant, double scale, const LearntRange& range) {
        text += fmt::format("    {:<24} {:>12}  {:>12.3g}  {:.3g} to {:.3g}\n", name, meant, scale * range.after,
                            scale * range.low, scale * range.high);
    };
    for (const InkFound& ink : cup.inks)
        row(ink.ink_id + ", mg/ml", fmt::format("{:.3g}", ink.mg_per_ml_meant), ink.mg_per_ml_meant, ink.factor);
    row("all pigment, times", "1", 1, cup.strength);
    row("wet film, mm", fmt::format("{:.3g}", cup.thickness_mm.before), 1, cup.thickness_mm);
    text += blame_inks ? "    taken for the inks' own strength: additions and the fresh cup reckon with it as well\n"
                       : "    taken for a slip in mixing this cup (--blame inks where a bottle is off strength)\n";
    add_diagnostics(text, cup.diagnostics);
    return text + "\n";
}

std::string looks_text(const Client& client, const MixLooks& looks) {
    return fmt::format("{}  delta E {:.2f}{}", lab_text(client.scale.lab(looks.reflectance)), looks.delta_e,
                       looks.darker_than_target ? "  DARKER THAN THE TARGET" : "");
}

} // namespace

std::string session_details_text(const Client& client, const Line& line, const SessionReport& report) {
    std::string text = head("Details", client, line);
    if (!report.done.empty()) text += "Done\n";
    std::size_t update = 0;
    for (std::size_t i = 0; i < report.done.size(); ++i) {
        const SessionRecord& session = report.done[i];
        text += fmt::format("{}. {}, {:.0f} dots per cm2{}\n", i + 1, shown_line(blend_text(line, session.blend)),
                            session.density_per_cm2, session.reading ? "" : "; not read");
        if (!session.reading) continue;
        const HealingUpdate& learnt = report.updates[update++];
        text += read_text(learnt, scale_text(*session.reading)) + learnt_text(learnt);
        if (!learnt.credible()) text += "    NOT BELIEVED: the plan does without this reading\n";
        add_diagnostics(text, learnt.diagnostics);
    }
    if (report.bias)
        text += fmt::format("\nOwn bias ({}): {}\n", report.bias_used ? "USED" : "not used; --use-bias switches it on",
                            report.bias->sentence);
    if (report.bias) add_diagnostics(text, report.bias->diagnostics);

    const NextSession& next = report.next;
    text += fmt::format("\nNext    {}.\n", next.why);
    for (const std::string& departure : report.departures)
        text += fmt::format("        Departs from the plan: {}.\n", departure);
    if (next.undecided) {
        text += "UNDECIDED: no plan, and no advice to stop\n";
    } else if (next.stop) {
        text += fmt::format("STOP: no session {} is advised; what stands is delta E {:.2f} from the target\n", next.number,
                            next.standing_delta_e);
    } else {
        text += fmt::format("Session {}: {}\n{}", next.number, shown_line(blend_text(line, next.blend)), cup_text(next.cup));
        text += fmt::format("    {:<10} {:>14} {:>10}   {:<30} {:>8}   {:<14} {}\n", "after", "new dots/cm2", "standing",
                            "healed area reads", "delta E", "80 %", "darker than the target");
        for (const ExpectedSession& session : next.sessions)
            text +=
                fmt::format("    {:<10} {:>14.0f} {:>10.0f}   {:<30} {:>8.2f}   {:<14} {:.0f} %\n",
                            fmt::format("session {}", session.number), session.new_density_per_cm2, session.density_per_cm2,
                            lab_text(client.scale.lab(session.reflectance)), session.delta_e_2000.front(),
                            fmt::format("{:.1f} to {:.1f}", session.delta_e_range.low, session.delta_e_range.high),
                            100 * session.chance_darker);
        text += fmt::format("{}\nProof: {}\nSearched: {}\n", next.stop_rule, proof_details_text(next.proof), next.method);
    }
    add_diagnostics(text, next.diagnostics);
    text += "\n";
    add_diagnostics(text, report.diagnostics);
    add_diagnostics(text, client.diagnostics);
    return text + limits_text();
}

std::string correction_details_text(const Client& client, const Line& line, const CorrectionReport& report) {
    const CupInHand& cup = report.cup;
    const Correction& correction = report.correction;
    std::string text = head("Details", client, line);
    if (report.drawdown) text += drawdown_text(*report.drawdown, report.blame_inks);
    if (report.spot) {
        text += fmt::format("Test spot: {}\n", report.spot->sentence) + read_text(*report.spot, report.spot_scale) +
                learnt_text(*report.spot);
        if (!report.spot->credible()) text += "    NOT BELIEVED: the advice does without this reading\n";
        add_diagnostics(text, report.spot->diagnostics);
        text += "\n";
    }
    text += fmt::format("For {:.0f} dots per cm2; colours as the instrument shows them ({})\n", report.density_per_cm2,
                        client.scale.text());
    text +=
        fmt::format("In the cup  {:g} ml of {}{}\n    as it is    {}\n\n", cup.ml, shown_line(blend_text(line, cup.blend)),
                    report.drawdown ? " (as meant; reckoned with as found)" : "", looks_text(client, correction.as_it_is));
    text += fmt::format("Add only    {}\n", correction.sentence);
    for (const Addition& one : correction.additions)
        text += fmt::format("    + {:<26} {:>6.2f} ml  {:>4} steps  {:>6.1f} drops\n", shown_line(one.name), one.ml,
                            one.steps, one.drops);
    text +=
        fmt::format("    then        {}  ({:.2f} ml)\n\n", looks_text(client, correction.corrected), correction.total_ml);
    if (!correction.fresh.parts.empty())
        text += fmt::format("Fresh       {}\n{}    then        {}\n\n", shown_line(blend_text(line, correction.fresh)),
                            cup_text(correction.fresh_cup), looks_text(client, correction.fresh_looks));
    text += !correction.obeys_rules && correction.proof.proven()
                ? std::string("Proof, what to add: proven that nothing keeps to the rules\n")
                : fmt::format("Proof, what to add: {}\n", proof_details_text(correction.proof));
    if (!correction.fresh.parts.empty())
        text += fmt::format("Proof, fresh cup:   {}\n", proof_details_text(correction.fresh_proof));
    text += fmt::format("Searched: {}\n", correction.method);
    for (const std::string& departure : report.departures)
        text += fmt::format("Departs from the plan: {}\n", shown_line(departure));
    add_diagnostics(text, correction.diagnostics);
    add_diagnostics(text, report.diagnostics);
    add_diagnostics(text, client.diagnostics);
    return text + "\n" + limits_text();
}

} // namespace undertone
