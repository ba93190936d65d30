#include "sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

std::string doses_text(const Pour& pour, const Line& line, double step_ml) {
    std::string text;
    const auto add = [&](const std::string& name, double steps) {
        if (steps > 0) text += fmt::format("{}{:.2f} ml {}", text.empty() ? "" : ", ", steps * step_ml, name);
    };
    for (std::size_t i = 0; i < pour.inks.size(); ++i) add(line.inks[pour.inks[i]].name, pour.steps[i]);
    add(line.diluent_name, pour.water_steps);
    return text;
}

namespace {

std::string mix_change(const Line& line, const Blend& now, const Blend& before) {
    const auto same_inks = [&] {
        return now.parts.size() == before.parts.size() &&
               std::equal(now.parts.begin(), now.parts.end(), before.parts.begin(),
                          [](const auto& a, const auto& b) { return a.first == b.first; });
    };
    // Inks differ in strength, so parts of water say nothing where the inks are others.
    if (!same_inks())
        return fmt::format("{}, {:g}:1, in place of {}, {:g}:1", proportions_text(line, now), now.water_parts,
                           proportions_text(line, before), before.water_parts);
    const auto share = [](const Blend& blend, const std::string& id) {
        double sum = 0;
        for (const auto& [other, parts] : blend.parts) sum += parts;
        return blend.parts.at(id) / sum;
    };
    const double change = now.water_parts - before.water_parts;
    std::string text;
    if (std::abs(change) < 1e-9)
        text = fmt::format("the water stays at {:g}:1", now.water_parts);
    else
        text =
            fmt::format("{:g} part{} {} water ({:g}:1 where {:g}:1 was mixed)", std::abs(change),
                        std::abs(change) == 1 ? "" : "s", change > 0 ? "more" : "less", now.water_parts, before.water_parts);
    for (const auto& [id, parts] : now.parts)
        if (std::abs(share(now, id) - share(before, id)) > 1e-9)
            return text + fmt::format(", with other proportions of ink: {}", proportions_text(line, now));
    return text;
}

std::string dots_change(double factor) {
    if (std::abs(factor - 1) < 1e-9) return "";
    return fmt::format("; {:.0f} % {} dots than planned", 100 * std::abs(factor - 1), factor > 1 ? "more" : "fewer");
}

} // namespace

std::string why_text(const HealingBelief& belief, const HealingBelief* before, const Blend* before_blend, const Line& line,
                     const NextSession& next) {
    const double now = belief.retention().median;
    std::string text;
    if (before == nullptr) {
        if (next.number == 1 && !next.stop) return "first plan: retention and depth are assumed, nothing has been read yet";
        text = fmt::format("nothing has been read, so a retention of {:.2f} is assumed", now);
    } else {
        const double then = before->retention().median,
                     deeper = belief.depth_factor().median / before->depth_factor().median;
        text = std::abs(now - then) < 0.005 ? fmt::format("retention reads {:.2f} as assumed", now)
                                            : fmt::format("retention read {:.2f} where {:.2f} was assumed", now, then);
        if (std::abs(deeper - 1) >= 0.02)
            text +=
                fmt::format(" and dots lie {:.0f} % {}", 100 * std::abs(deeper - 1), deeper > 1 ? "deeper" : "shallower");
    }
    if (next.stop && next.number == 1) return text + ": no mix of these inks brings bare skin nearer to the target";
    if (next.stop)
        return text + fmt::format(": what stands is delta E {:.2f} from the target and another session would not bring it "
                                  "nearer",
                                  next.standing_delta_e);
    if (before_blend != nullptr) text += ": " + mix_change(line, next.blend, *before_blend);
    return text + dots_change(next.density_factor);
}

std::string correction_text(const Correction& correction, const std::string& doses, double cup_ml, bool cup_is_full) {
    const double was = correction.as_it_is.delta_e;
    const char* darkness = correction.corrected.darker_than_target  ? ", but still darker than the target"
                           : correction.as_it_is.darker_than_target ? ", and no longer darker than the target"
                                                                    : "";
    if (!correction.additions.empty())
        return fmt::format("to the {:g} ml add {}: delta E {:.2f} where it was {:.2f}{}", cup_ml, doses,
                           correction.corrected.delta_e, was, darkness);
    if (cup_is_full)
        return fmt::format("the cup is full, so nothing can be added (delta E {:.2f}): pour some of it away first, or "
                           "use a larger cup",
                           was);
    return fmt::format("nothing that can be added to these {:g} ml brings it nearer (delta E {:.2f})", cup_ml, was);
}

} // namespace undertone
