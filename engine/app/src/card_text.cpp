#include "undertone/app/card.hpp"

#include "text_parts.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

constexpr std::size_t most_lines = 20;

std::string dose_line(const char* title, const std::string& name, double ml, double grams, double drops) {
    return fmt::format("{:<9}{:<26} {:>6.2f} ml {:>8.3f} g {:>6.1f} drops", title, name, ml, grams, drops);
}

void add_doses(std::vector<std::string>& lines, const Card& card) {
    const char* title = card.kind == "correction" ? "Add" : "Cup";
    for (const CardDose& dose : card.doses) {
        std::string text = dose_line(title, dose.name, dose.ml, dose.grams, dose.drops);
        if (!dose.lot.empty()) text += "  lot " + dose.lot;
        if (!dose.expires.empty()) text += ", expires " + dose.expires;
        lines.push_back(text);
        title = "";
    }
    if (card.doses.size() > 1)
        lines.push_back(dose_line("", "in all", card.total_ml, card.total_grams, card.total_drops) +
                        (card.cost ? fmt::format("; the cup costs {:.2f}", *card.cost) : std::string()));
}

void add_colors(std::vector<std::string>& lines, const Card& card) {
    std::string read, internal;
    for (const CardColor& color : card.colors) {
        read += fmt::format("{}{} L* {:.1f} a* {:.1f} b* {:.1f}", read.empty() ? "" : "; ", color.name, color.read.l,
                            color.read.a, color.read.b);
        internal += fmt::format("{}{} {:.1f}", internal.empty() ? "" : ", ", color.name, color.internal.l);
    }
    lines.push_back(fmt::format("Colours  {} ({})", read, card.scale));
    if (!card.scale_is_internal)
        lines.push_back(fmt::format("         L* with the surface reflection excluded, D65, 2 deg: {}", internal));
}

} // namespace

std::string card_text(const Card& card) {
    std::vector<std::string> lines, notes;
    const char* where = card.kind == "match" ? "with --full" : "below";
    const char* title = card.kind == "match" ? "Mix card" : card.kind == "session" ? "Session card" : "Correction card";
    lines.push_back(fmt::format("{} for {}{}{}{}", title, card.client.empty() ? "client" : card.client,
                                card.zone.empty() ? "" : ", " + card.zone, card.date.empty() ? "" : ", " + card.date,
                                card.synthetic ? " (SYNTHETIC readings)" : ""));
    lines.push_back(card.headline);
    // Caveats never push cup, dots and stop rule off the card.
    constexpr std::size_t most_caveats = 4;
    for (std::size_t i = 0; i < card.caveats.size() && i < most_caveats; ++i) lines.push_back("! " + card.caveats[i]);
    if (card.caveats.size() > most_caveats)
        lines.push_back(fmt::format("! and {} more {}", card.caveats.size() - most_caveats, where));
    if (!card.advised && !card.blend.empty())
        lines.push_back(card.mixture_given ? "The mix below was chosen by hand. It is not a recommendation."
                                           : "The mix below is the nearest there is, not a recommendation.");
    if (card.kind == "correction") lines.push_back("Mix      " + card.blend);
    add_doses(lines, card);
    if (card.dots)
        lines.push_back(fmt::format("Dots     {:.3f} mm wide, {:.0f} per cm2 {}, {:g} to {:g} mm deep",
                                    card.dots->diameter_mm, card.dots->density_per_cm2, card.dots_when, card.dots->top_mm,
                                    card.dots->bottom_mm));
    if (!card.stop_rule.empty()) lines.push_back(card.stop_rule);
    if (!card.sessions.empty()) {
        std::string text = "Sessions";
        for (const CardSession& s : card.sessions)
            text += fmt::format("{} {}: add {:.0f} (then {:.0f}), heals to L* {:.1f}",
                                s.number == card.sessions.front().number ? " " : ";", s.number, s.new_density_per_cm2,
                                s.density_per_cm2, s.read.l);
        lines.push_back(text + " (" + card.scale + ")");
    }
    add_colors(lines, card);
    if (!card.range.empty()) lines.push_back(card.range);
    if (!card.texture.empty()) lines.push_back(fmt::format("Texture  {} ({})", card.texture, card.texture_basis));
    for (const CardYear& year : card.years)
        lines.push_back(fmt::format("{} after healing: L* {:.1f}, delta E {:.2f} at the middle of what is assumed; "
                                    "extrapolated, `fade` has the range",
                                    year.label, year.l, year.delta_e_2000));
    if (card.drift) lines.push_back(card.drift->sentence);
    lines.push_back(fmt::format("Inks     {} {}{}{}{}{}{}", card.line_name, card.line_version,
                                card.line_pack ? " (" + card.line_pack->text() + ")" : "",
                                card.line_note.empty() ? "" : ": ", card.line_note, card.ink_basis.empty() ? "" : "; ",
                                card.ink_basis));
    lines.push_back("Proof    " + card.proof);
    const std::string last = card.limits.empty() ? "" : card.limits.front();

    // What is left of the 20 lines goes to warnings; the rest is counted.
    std::size_t left_out = 0;
    for (const Diagnostic& d : card.diagnostics) {
        if (d.severity == Severity::info) continue;
        if (std::find(card.caveats.begin(), card.caveats.end(), d.message) != card.caveats.end()) continue;
        if (lines.size() + notes.size() + 3 < most_lines)
            notes.push_back(fmt::format("{}: {}", to_string(d.severity), d.message));
        else
            ++left_out;
    }
    lines.insert(lines.end(), notes.begin(), notes.end());
    if (left_out > 0) lines.push_back(fmt::format("and {} more warning{} {}", left_out, left_out == 1 ? "" : "s", where));
    lines.push_back(last);
    lines.push_back("Notes    ");
    while (lines.size() > most_lines) lines.erase(lines.end() - 3); // warnings first, then what stands above them
    std::string text;
    for (const std::string& line : lines) text += shown_line(line) + "\n"; // names are strangers' words
    return text;
}

} // namespace undertone
