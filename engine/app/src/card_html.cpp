// The card as one page. Every text that comes from outside passes `escaped`.
#include "undertone/app/card.hpp"

#include "html_parts.hpp"

#include "undertone/colorimetry/srgb.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

const char* style = R"(@page { size: A4; margin: 11mm 13mm; }
* { box-sizing: border-box; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; line-height: 1.3; color: #111; background: #fff; max-width: 184mm; margin: 5mm auto; }
@media print { body { margin: 0; max-width: none; } }
h1 { font-size: 1.6em; margin: 0; } h2 { font-size: 1.1em; margin: 2.2mm 0 .8mm; border-bottom: 1px solid #111; }
p { margin: .8mm 0; } ul { margin: .5mm 0; padding-left: 5mm; } .quiet { color: #444; font-size: .92em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .5mm 2mm .5mm 0; border-bottom: 1px solid #bbb; vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; }
.verdict { border: 2px solid #111; padding: 1.5mm 2.5mm; margin: 2mm 0; font-weight: bold; }
.stop { border: 1px solid #111; padding: 1.2mm 2.5mm; margin: 2mm 0; }
.ratio { font-size: 2.2em; font-weight: bold; line-height: 1; }
.caveat { border-left: 3px solid #111; padding-left: 2.5mm; }
.swatches { background: #777777; padding: 2.5mm; font-size: 0; margin: 1.5mm 0; }
.swatch { display: inline-block; width: 30mm; height: 13mm; }
.line { border-bottom: 1px solid #111; height: 6mm; }
)";

std::string paragraph(const std::string& text, const char* css = "") {
    return text.empty() ? ""
                        : fmt::format("<p{}>{}</p>\n", css[0] == 0 ? "" : fmt::format(" class=\"{}\"", css), escaped(text));
}

std::string lab_cells(const Lab& lab) {
    return fmt::format("<td>{:.1f} &nbsp; {:.1f} &nbsp; {:.1f}</td>", lab.l, lab.a, lab.b);
}

std::string doses_html(const Card& card) {
    std::string html =
        fmt::format("<table><tr><th>{}</th><th>lot</th><th>expires</th><th class=\"n\">ml</th><th class=\"n\">g</th>"
                    "<th class=\"n\">drops*</th></tr>\n",
                    card.kind == "correction" ? "add" : "one cup");
    for (const CardDose& dose : card.doses)
        html +=
            fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\"><b>{:.2f}</b></td><td class=\"n\">{:.3f}</td>"
                        "<td class=\"n\">{:.0f}</td></tr>\n",
                        escaped(dose.name), escaped(dose.lot), escaped(dose.expires), dose.ml, dose.grams, dose.drops);
    return html +
           fmt::format("<tr><td>in all</td><td></td><td></td><td class=\"n\"><b>{:.2f}</b></td><td class=\"n\">{:.3f}</td>"
                       "<td class=\"n\">{:.0f}</td></tr></table>\n",
                       card.total_ml, card.total_grams, card.total_drops);
}

std::string mix_html(const Card& card) {
    if (card.blend.empty()) return "";
    const char* mix = card.mixture_given ? "Mix chosen by hand" : card.advised ? "Mix" : "Nearest mix";
    std::string html = card.kind == "correction"
                           ? "<h2>What to add</h2>\n"
                           : fmt::format("<h2>{}{}</h2>\n", mix, card.advised ? "" : ": not a recommendation");
    if (card.kind != "correction")
        html +=
            fmt::format("<p><span class=\"ratio\">{:g}:1</span> &nbsp; {:g} part{} water to 1 part ink &nbsp; ({})</p>\n",
                        card.water_parts, card.water_parts, card.water_parts == 1 ? "" : "s", escaped(card.blend));
    else
        html += paragraph(card.blend);
    if (card.cost) html += fmt::format("<p>The cup costs {:.2f}.</p>\n", *card.cost);
    if (!card.doses.empty())
        html += doses_html(card) + "<p class=\"quiet\">* Droppers differ by 10 % and more: measure in ml, or weigh.</p>\n";
    return html;
}

std::string dots_html(const Card& card) {
    if (!card.dots) return "";
    return fmt::format("<p><b>Dots:</b> {:.3f} mm wide, {:.0f} per cm<sup>2</sup> {}, {:g} to {:g} mm deep</p>\n",
                       card.dots->diameter_mm, card.dots->density_per_cm2, escaped(card.dots_when), card.dots->top_mm,
                       card.dots->bottom_mm);
}

std::string colors_html(const Card& card) {
    std::string html = "<h2>What to expect when healed</h2>\n<div class=\"swatches\">";
    for (const CardColor& color : card.colors)
        html += fmt::format("<span class=\"swatch\" style=\"background:{}\"></span>", srgb_from_lab(color.internal).hex());
    html +=
        fmt::format("</div>\n<table><tr><th>left to right</th><th>reads L* a* b* ({})</th>{}</tr>\n", escaped(card.scale),
                    card.scale_is_internal ? "" : "<th>surface reflection excluded, D65, 2 deg</th>");
    for (const CardColor& color : card.colors)
        html += fmt::format("<tr><td>{}</td>{}{}</tr>\n", escaped(color.name), lab_cells(color.read),
                            card.scale_is_internal ? "" : lab_cells(color.internal));
    html += "</table>\n";
    if (card.dot)
        html += fmt::format(
            "<p class=\"quiet\">One dot close up: L* {:.1f} a* {:.1f} b* {:.1f}, surface reflection excluded.</p>\n",
            card.dot->l, card.dot->a, card.dot->b);
    html += paragraph(card.range);
    if (!card.texture.empty())
        html += fmt::format("<p><b>Texture:</b> {} <span class=\"quiet\">({})</span></p>\n", escaped(card.texture),
                            escaped(card.texture_basis));
    for (const CardYear& year : card.years)
        html += fmt::format("<p>{}: L* {:.1f}, delta E {:.2f} at the middle of what is assumed (extrapolated; a forecast "
                            "has the range)</p>\n",
                            escaped(year.label), year.l, year.delta_e_2000);
    if (card.drift) html += paragraph(card.drift->sentence);
    return html;
}

std::string sessions_html(const Card& card) {
    if (card.sessions.empty()) return "";
    std::string html =
        fmt::format("<h2>Sessions, light first</h2>\n<table><tr><th>session</th><th class=\"n\">dots to add, per "
                    "cm<sup>2</sup></th><th class=\"n\">standing after</th><th class=\"n\">healed L* reads</th>{}"
                    "<th class=\"n\">delta E to target</th></tr>\n",
                    card.scale_is_internal ? "" : "<th class=\"n\">surface excluded</th>");
    for (const CardSession& s : card.sessions) {
        const std::string range = s.l ? fmt::format(" ({:.1f} to {:.1f})", s.l->low, s.l->high) : "";
        html += fmt::format(
            "<tr><td>{}</td><td class=\"n\">{:.0f}</td><td class=\"n\">{:.0f}</td><td class=\"n\">{:.1f}{}</td>{}<td "
            "class=\"n\">{:.1f}</td></tr>\n",
            s.number, s.new_density_per_cm2, s.density_per_cm2, s.read.l, range,
            card.scale_is_internal ? "" : fmt::format("<td class=\"n\">{:.1f}</td>", s.internal.l), s.delta_e_2000);
    }
    return html + "</table>\n";
}

/// A smaller type where there is more to say, so that the card stays one page.
double font_pt(const Card& card) {
    std::size_t letters = card.headline.size() + card.texture.size() + card.texture_basis.size() + (card.drift ? 160 : 0);
    for (const std::string& caveat : card.caveats) letters += caveat.size();
    for (const Diagnostic& d : card.diagnostics) letters += d.message.size() + 40;
    return letters > 2600 ? 6.8 : letters > 1700 ? 7.6 : letters > 900 ? 8.4 : letters > 450 ? 8.6 : 9.2;
}

} // namespace

std::string card_html(const Card& card) {
    const std::string who = card.client.empty() ? "Client" : card.client;
    std::string html =
        fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width, initial-scale=1\">\n<title>{}: card</title>\n<style>{}body "
                    "{{ font-size: {:g}pt; }}</style></head><body>\n<h1>{}</h1>\n",
                    escaped(who), style, font_pt(card), escaped(who));
    html += fmt::format("<p class=\"quiet\">{} card{}{}. Inks: {} {}{}{}. Numbers to read off: {}{}.</p>\n",
                        card.kind == "match"     ? "Mix"
                        : card.kind == "session" ? "Session"
                                                 : "Correction",
                        card.zone.empty() ? "" : ", zone: " + escaped(card.zone),
                        card.date.empty() ? "" : ", " + escaped(card.date), escaped(card.line_name),
                        escaped(card.line_version), card.line_pack ? " (" + escaped(card.line_pack->text()) + ")" : "",
                        card.line_note.empty() ? "" : " (" + escaped(card.line_note) + ")", escaped(card.scale),
                        card.instrument.empty() ? "; instrument not stated" : "; " + escaped(card.instrument));
    html += paragraph(card.ink_basis, "quiet");
    if (card.synthetic)
        html += "<p class=\"caveat\"><b>Synthetic:</b> some of these readings were computed, not measured.</p>\n";
    html += paragraph(card.headline, "verdict");
    for (const std::string& caveat : card.caveats) html += paragraph(caveat, "caveat");
    html += mix_html(card) + dots_html(card);
    html += paragraph(card.stop_rule, "stop");
    html += colors_html(card);
    html += sessions_html(card);
    if (!card.diagnostics.empty()) {
        html += "<h2>Warnings and notes</h2>\n<ul>\n";
        for (const Diagnostic& d : card.diagnostics)
            html += fmt::format("<li><b>{}:</b> {}</li>\n", to_string(d.severity), escaped(d.message));
        html += "</ul>\n";
    }
    html += "<h2>Limits</h2>\n<ul class=\"quiet\">\n";
    for (const std::string& limit : card.limits) html += fmt::format("<li>{}</li>\n", escaped(limit));
    return html + fmt::format("</ul>\n<p class=\"quiet\">Search: {}. Swatches are sRGB, D65: judge colour on skin, not on "
                              "paper.</p>\n<p><b>Notes:</b> {}</p><div class=\"line\"></div>\n</body></html>\n",
                              escaped(card.proof), escaped(card.notes));
}

} // namespace undertone
