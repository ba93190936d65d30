#include "undertone/app/line_report.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/app/treatment.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

LineReport line_report(const Line& line, const std::string& today) {
    MatchOptions dated;
    dated.today = today;
    dated.validate();
    LineReport report{line.id,           line.name, line.maker, line.version, line.note,
                      line.diluent_name, {},        {},         {},           line.pack ? line.pack->text() : ""};
    std::string undated;
    for (const Ink& ink : line.inks) {
        InkReport one{ink.id, ink.name, ink.lot, ink.expires, 0, ink.density_g_per_ml, {}, false};
        for (const InkComponent& component : ink.components) {
            const Colorant& colorant = line.colorants[component.colorant];
            one.mg_per_ml += component.mg_per_ml;
            one.colorants.push_back(
                fmt::format("{} {:g} mg/ml ({})", colorant.id, component.mg_per_ml,
                            colorant.color_index.empty() ? "no Colour Index name" : colorant.color_index));
        }
        const Diagnostics expired = expired_inks(line, Blend{{{ink.id, 1}}, 0}, today);
        one.expired = !expired.empty();
        for (const InkLot& lot : ink.lots)
            one.lots.push_back(lot.lot + (lot.expires.empty() ? ", expiry not stated" : ", expires " + lot.expires) +
                               (!lot.expires.empty() && !today.empty() && lot.expires < today ? ": EXPIRED" : ""));
        report.diagnostics.insert(report.diagnostics.end(), expired.begin(), expired.end());
        if (ink.expires.empty()) undated += (undated.empty() ? "" : ", ") + ink.id;
        report.inks.push_back(std::move(one));
    }
    for (const Colorant& colorant : line.colorants)
        report.sources.push_back(
            fmt::format("{}: {}{}", colorant.id, colorant.optics == OpticsOrigin::mie ? "Mie theory, " : "",
                        colorant.source.empty() ? "no source stated"
                        : colorant.optics != OpticsOrigin::measured || colorant.source.starts_with("measured")
                            ? colorant.source
                            : "measured, " + colorant.source));
    if (!undated.empty())
        report.diagnostics.push_back({Severity::info, "expiry_not_stated",
                                      fmt::format("no expiry is stated for {}: look at the bottle, and add lot and expires "
                                                  "to the line's file",
                                                  undated)});
    return report;
}

std::string line_report_text(const LineReport& report) {
    std::string text = heading("Line " + report.id);
    text += fmt::format("{} {}, made by {}\n{}{}\nThinned with {}\n\n", shown_line(report.name), shown_line(report.version),
                        shown_line(report.maker), report.pack.empty() ? "" : "From " + shown_line(report.pack) + "\n",
                        shown_line(report.note), shown_line(report.diluent_name));
    text += fmt::format("  {:<16} {:>6} {:>6}  {:<12} {:<11} {}\n", "ink", "mg/ml", "g/ml", "lot", "expires", "colorants");
    for (const InkReport& ink : report.inks) {
        std::string colorants;
        for (const std::string& one : ink.colorants) colorants += (colorants.empty() ? "" : ", ") + one;
        text += fmt::format(
            "  {:<16} {:>6.0f} {:>6.2f}  {:<12} {:<11} {}{}\n", shown_line(ink.id), ink.mg_per_ml, ink.density_g_per_ml,
            !ink.lot.empty()   ? shown_line(ink.lot)
            : ink.lots.empty() ? "not stated"
                               : fmt::format("{} lots", ink.lots.size()),
            ink.expires.empty() ? "not stated" : ink.expires, shown_line(colorants), ink.expired ? "  EXPIRED" : "");
        for (const std::string& lot : ink.lots) text += "                   lot " + shown_line(lot) + "\n";
    }
    text += "\nWhere the colours are known from\n";
    for (const std::string& source : report.sources) text += "  " + shown_line(source) + "\n";
    add_diagnostics(text, report.diagnostics);
    return text;
}

std::string to_json(const LineReport& report) { return text_of(json_of(report)); }

} // namespace undertone
