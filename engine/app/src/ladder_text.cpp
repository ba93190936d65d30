// The ladder as a table to read, and as JSON.

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/app/ladder.hpp"
#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

std::string row(const LadderStep& step, bool nearest) {
    std::string text =
        fmt::format("  {:>5} {:>6.1f} {:>5.1f} {:>5.1f}   {:>5.1f} to {:>4.1f}   {:>6.1f}   {:>6}",
                    fmt::format("{:g}:1", step.water_parts), step.area_lab.l, step.area_lab.a, step.area_lab.b,
                    step.area_l.low, step.area_l.high, step.dot_lab.l,
                    step.lighter_than_previous_l == 0 ? "" : fmt::format("{:+.2f}", step.lighter_than_previous_l));
    if (step.delta_e_2000)
        text += fmt::format("   {:>7.2f} {:>6.0f} %{}", *step.delta_e_2000, 100 * *step.chance_darker,
                            nearest ? "  <- nearest" : "");
    return text + "\n";
}

} // namespace

std::string ladder_text(const Ladder& ladder) {
    std::string text = heading("Ladder of dilutions, healed, on the scale " + shown_line(ladder.scale));
    const auto lab = [](const Lab& c) { return fmt::format("L* {:.1f}  a* {:.1f}  b* {:.1f}", c.l, c.a, c.b); };
    text += "Bare skin  " + lab(ladder.bare) + "\n";
    if (ladder.target) text += "Target     " + lab(*ladder.target) + "\n";
    text += fmt::format("People notice a delta E of about {:.2g} on this skin.\n", ladder.perceptible_delta_e_2000);
    for (const LadderInk& ink : ladder.inks) {
        text += "\n" + shown_line(ink.id) + "\n";
        text += fmt::format("  {:>5} {:>6} {:>5} {:>5}   {:>13}   {:>6}   {:>6}{}\n", "water", "area L*", "a*", "b*",
                            "80 % of L*", "dot L*", "step", ladder.target ? "   delta E   darker" : "");
        for (std::size_t i = 0; i < ink.steps.size(); ++i) text += row(ink.steps[i], ink.nearest == i);
    }
    if (ladder.target)
        text += "\ndarker: chance of healing darker than the target. Nearest: of those not darker at the medians.\n";
    add_diagnostics(text, ladder.diagnostics);
    return text;
}

std::string to_json(const Ladder& ladder) { return text_of(json_of(ladder)); }

} // namespace undertone
