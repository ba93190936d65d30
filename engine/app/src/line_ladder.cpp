#include "undertone/app/line_ladder.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/numerics/parallel.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace undertone {

namespace {

constexpr double darker_l = 0.05; // less is rounding, as for matching
constexpr double departs_l = 0.1, departs_factor = 2;

constexpr const char* flag_rule = "a step is flagged where more water heals darker by over 0.05 L* (^ reverses), or where "
                                  "L* over log2(N + 1) rises more than twice "
                                  "(! jump), or less than half (_ stall), as fast as on both sides of it, by 0.1 L* or "
                                  "more. * told apart by eye from the * above it "
                                  "(delta E2000 0.6 on light, 1.75 on dark skin)";

double octaves(double from_water_parts, double to_water_parts) {
    return std::log2((to_water_parts + 1) / (from_water_parts + 1));
}

std::vector<FlaggedStep> flagged_steps_of(const LadderInk& ink) {
    const std::vector<LadderStep>& steps = ink.steps;
    std::vector<double> per_octave; // of L*, step by step
    for (std::size_t i = 1; i < steps.size(); ++i)
        per_octave.push_back((steps[i].area_lab.l - steps[i - 1].area_lab.l) /
                             octaves(steps[i - 1].water_parts, steps[i].water_parts));
    std::vector<FlaggedStep> flagged;
    for (std::size_t i = 0; i < per_octave.size(); ++i) {
        const LadderStep &from = steps[i], &to = steps[i + 1];
        const double width = octaves(from.water_parts, to.water_parts);
        FlaggedStep flag{ink.id, from.water_parts, to.water_parts, per_octave[i] * width, 0, "", ""};
        const bool inside = i > 0 && i + 1 < per_octave.size(); // a trend needs both sides
        flag.expected_l = inside ? 0.5 * (per_octave[i - 1] + per_octave[i + 1]) * width : flag.lighter_l;
        const double departs = flag.lighter_l - flag.expected_l;
        if (flag.lighter_l < -darker_l) {
            flag.kind = "reverses";
            flag.why = fmt::format("more water heals darker by {:.2f} L*: what scatters in the strong mix brightens it",
                                   -flag.lighter_l);
        } else if (departs >= departs_l && flag.lighter_l > departs_factor * flag.expected_l) {
            flag.kind = "jump";
            flag.why = fmt::format("{:+.2f} L* where {:+.2f} is the trend: put a dilution between", flag.lighter_l,
                                   flag.expected_l);
        } else if (-departs >= departs_l && departs_factor * flag.lighter_l < flag.expected_l) {
            flag.kind = "stall";
            flag.why = fmt::format("{:+.2f} L* where {:+.2f} is the trend: one of the two is enough", flag.lighter_l,
                                   flag.expected_l);
        }
        if (!flag.kind.empty()) flagged.push_back(std::move(flag));
    }
    return flagged;
}

const char* mark_of(const ClassLadder& of, std::size_t ink, double to_water_parts) {
    const std::string& id = of.told_apart[ink].ink;
    for (const FlaggedStep& flag : of.flagged)
        if (flag.ink == id && flag.to_water_parts == to_water_parts)
            return flag.kind == "reverses" ? "^" : flag.kind == "jump" ? "!" : "_";
    const std::vector<double>& apart = of.told_apart[ink].water_parts;
    return std::find(apart.begin(), apart.end(), to_water_parts) != apart.end() ? "*" : " ";
}

} // namespace

std::vector<FlaggedStep> flagged_steps(const Ladder& ladder) {
    std::vector<FlaggedStep> all;
    for (const LadderInk& ink : ladder.inks)
        for (FlaggedStep& flag : flagged_steps_of(ink)) all.push_back(std::move(flag));
    return all;
}

std::vector<ToldApart> told_apart(const Ladder& ladder) {
    std::vector<ToldApart> all;
    for (const LadderInk& ink : ladder.inks) {
        ToldApart apart{ink.id, {}};
        const LadderStep* last = nullptr;
        for (const LadderStep& step : ink.steps) {
            if (last != nullptr && delta_e_2000(last->area_lab, step.area_lab) < ladder.perceptible_delta_e_2000) continue;
            last = &step;
            apart.water_parts.push_back(step.water_parts);
        }
        all.push_back(std::move(apart));
    }
    return all;
}

LineLadder line_ladder(const Line& line, const std::vector<std::string>& names, const std::vector<std::string>& inks,
                       const Dots& dots, const std::vector<double>& water_parts, const std::string& today) {
    std::vector<SkinClass> classes;
    std::set<std::string> seen;
    for (const std::string& name : names) {
        classes.push_back(skin_class(name));
        if (!seen.insert(name).second) throw DomainError("skin_classes", "\"" + name + "\" twice", "each once");
    }
    if (names.empty()) classes = skin_classes();
    LineLadder result{line.id, flag_rule, std::vector<ClassLadder>(classes.size()), {}};
    parallel_for(classes.size(), 0, [&](std::size_t i) {
        const Skin skin = typical_skin(classes[i]);
        ClassLadder& one = result.classes[i];
        one = {classes[i].name, ita_of(skin), dilution_ladder(skin, line, inks, dots, water_parts), {}, {}};
        one.flagged = flagged_steps(one.ladder);
        one.told_apart = told_apart(one.ladder);
    });
    for (const LadderInk& ink : result.classes.front().ladder.inks)
        for (const Diagnostic& d : expired_inks(line, Blend{{{ink.id, 1}}, 0}, today)) result.diagnostics.push_back(d);
    result.diagnostics.push_back(
        {Severity::info, "typical_skin", "one typical scalp per class, the middle of its angles: people of a class differ"});
    result.diagnostics.push_back({Severity::info, "model_only", "model only, not validated on healed scalp"});
    return result;
}

std::string line_ladder_text(const LineLadder& ladder) {
    std::string text =
        heading("Ladder of dilutions of line " + shown_line(ladder.line) + ", healed: L* of the area by class of skin");
    text += ladder.rule + "\n";
    const std::vector<LadderInk>& inks = ladder.classes.front().ladder.inks;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        text += fmt::format("\n{:<16}", shown_line(inks[i].id));
        for (const ClassLadder& of : ladder.classes) text += fmt::format(" {:>13}", of.skin_class);
        text += "\n";
        for (std::size_t k = 0; k < inks[i].steps.size(); ++k) {
            const double parts = inks[i].steps[k].water_parts;
            text += fmt::format("  {:>12}  ", fmt::format("{:g}:1", parts));
            for (const ClassLadder& of : ladder.classes)
                text += fmt::format(" {:>12.1f}{}", of.ladder.inks[i].steps[k].area_lab.l, mark_of(of, i, parts));
            text += "\n";
        }
        text += fmt::format("  {:>12}  ", "bare skin");
        for (const ClassLadder& of : ladder.classes) text += fmt::format(" {:>12.1f} ", of.ladder.bare.l);
        text += "\n";
    }
    text += "\nSteps that depart from the trend\n";
    bool any = false;
    for (const ClassLadder& of : ladder.classes)
        for (const FlaggedStep& flag : of.flagged) {
            any = true;
            text += fmt::format("  {:<13} {:<14} {:g}:1 to {:g}:1: {}: {}\n", of.skin_class, shown_line(flag.ink),
                                flag.from_water_parts, flag.to_water_parts, flag.kind, flag.why);
        }
    if (!any) text += "  none\n";
    add_diagnostics(text, ladder.diagnostics);
    return text;
}

std::string to_json(const LineLadder& ladder) { return text_of(json_of(ladder)); }

} // namespace undertone
