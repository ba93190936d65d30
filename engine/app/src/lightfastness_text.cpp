#include "undertone/app/lightfastness_text.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

/// Three figures, and never an exponent for what a person counts.
std::string three_figures(double value) {
    return value >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}
std::string or_dash(const std::optional<double>& value) { return value ? three_figures(*value) : std::string("-"); }

std::string half_row(const char* what, const std::optional<double>& half, const std::optional<double>& low,
                     const std::optional<double>& high) {
    if (!half && !low) return "";
    return fmt::format("  half strength after {} {} ({} to {})\n", half ? three_figures(*half) : "more than " + or_dash(low),
                       what, or_dash(low), high ? three_figures(*high) : "no end shown");
}

} // namespace

std::string lightfastness_text(const Lightfastness& found) {
    std::string text = heading("Lightfastness, exposures in " + found.unit);
    text += fmt::format("{}; {}\n", found.method.empty() ? "method not stated" : shown_line(found.method),
                        found.glass == "not stated" ? "glass not stated" : found.glass);
    text += found.assumption.empty() ? "" : "Years assume " + shown_line(found.assumption) + "\n";
    for (const InkLightfastness& ink : found.inks) {
        text += fmt::format("\n{}: {} readings at {} exposures\n", shown_line(ink.ink), ink.readings, ink.exposures);
        if (ink.rate)
            text += fmt::format("  rate {:.3g} per unit ({:g} %: {:.3g} to {:.3g}); ln strength scatters by {:.3g}\n",
                                *ink.rate, 100 * found.confidence, *ink.rate_low, *ink.rate_high, *ink.residual_sd);
        text += half_row(found.unit.c_str(), ink.half_exposure, ink.half_exposure_low, ink.half_exposure_high);
        if (ink.half_years || ink.half_years_low)
            text += half_row("years", ink.half_years, ink.half_years_low, ink.half_years_high);
        text += fmt::format("  {:>10} {:>3} {:>7} {:>7} {:>7} {:>9} {:>10}\n", "exposure", "n", "L*", "a*", "b*", "delta E",
                            "strength");
        for (const FadedColor& one : ink.path)
            text += fmt::format("  {:>10.4g} {:>3} {:>7.1f} {:>7.1f} {:>7.1f} {:>9.2f} {:>10}\n", one.exposure, one.readings,
                                one.lab.l, one.lab.a, one.lab.b, one.delta_e_2000,
                                one.strength_percent ? fmt::format("{:.1f} %", *one.strength_percent) : std::string("-"));
    }
    text += "\n";
    add_diagnostics(text, found.diagnostics);
    return text;
}

std::string to_json(const Lightfastness& found) { return text_of(json_of(found)); }

} // namespace undertone
