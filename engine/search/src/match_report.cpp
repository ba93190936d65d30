#include "undertone/search/match.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

std::string lab_text(const Lab& lab) { return fmt::format("L* {:.1f} a* {:.1f} b* {:.1f}", lab.l, lab.a, lab.b); }

std::string blend_text(const Recipe& recipe) {
    std::string text;
    const auto steps = [](const Dose& dose) { return static_cast<int>(std::lround(dose.steps)); };
    int divisor = 0, sum = 0;
    for (const Dose& dose : recipe.cup.inks) {
        divisor = std::gcd(divisor, steps(dose));
        sum += steps(dose);
    }
    for (const Dose& dose : recipe.cup.inks)
        text += fmt::format("{}{}{}", text.empty() ? "" : " + ",
                            recipe.cup.inks.size() > 1 ? fmt::format("{} ", steps(dose) / divisor) : "", dose.name);
    return fmt::format("{}, {:g}:1{}", text, recipe.cup.water.steps / sum, recipe.cup.weighed ? " by weight" : "");
}

std::string dose_text(const Dose& dose) {
    return fmt::format("    {:<28} {:6.2f} ml  {:7.3f} g  {:6.1f} drops\n", dose.name, dose.ml, dose.grams, dose.drops);
}

std::string recipe_text(const Recipe& recipe, std::size_t number) {
    std::string text = fmt::format("{}. {}  ({})\n", number, blend_text(recipe), recipe.note);
    for (const Dose& dose : recipe.cup.inks) text += dose_text(dose);
    text += dose_text(recipe.cup.water);
    if (recipe.cost) text += fmt::format("    the cup costs {:.2f}\n", *recipe.cost);
    for (const SeenColor& seen : recipe.seen)
        text += fmt::format("    {:<6} area {}  delta E {:.2f}   dot {}  delta E {:.1f}\n", seen.illuminant,
                            lab_text(seen.area), seen.area_delta_e_2000, lab_text(seen.dot), seen.dot_delta_e_2000);
    if (!recipe.texture.empty()) text += fmt::format("    texture: {}\n", recipe.texture_text());
    for (const LaterColor& later : recipe.later)
        text += fmt::format("    {:<6} area {}  delta E {:.2f}\n", later.label, lab_text(later.area.front()),
                            later.delta_e_2000.front());
    text += fmt::format(
        "    {:.0f} % range: L* {:.1f} to {:.1f}, delta E {:.1f} to {:.1f}, mostly from {}; when healed darker than the "
        "target in {:.0f} %\n",
        100 * recipe.range.probability, recipe.range.l.low, recipe.range.l.high, recipe.range.delta_e_2000.low,
        recipe.range.delta_e_2000.high, recipe.range.dominated_by, 100 * recipe.range.chance_darker);
    text += "    one step more/less:";
    const auto name = [&](const std::string& ink_id) {
        const auto dose = std::find_if(recipe.cup.inks.begin(), recipe.cup.inks.end(),
                                       [&](const Dose& one) { return one.ink_id == ink_id; });
        return dose == recipe.cup.inks.end() ? recipe.cup.water.name : dose->name;
    };
    std::vector<std::string> steps;
    for (const StepEffect& effect : recipe.step_effects)
        steps.push_back(fmt::format(" {}{} {:.2f}", effect.steps > 0 ? "+" : "-", name(effect.ink_id), effect.delta_e_2000));
    text += fmt::format("{}", fmt::join(steps, ","));
    text += "\n";
    for (const Diagnostic& diagnostic : recipe.diagnostics)
        text += fmt::format("    {}: {}\n", to_string(diagnostic.severity), diagnostic.message);
    return text;
}

} // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::matched: return "matched";
    case Verdict::acceptable: return "acceptable";
    case Verdict::no_pigment_needed: return "no pigment needed";
    case Verdict::undecided: return "undecided";
    case Verdict::cannot_match: break;
    }
    return "cannot match";
}

std::string MatchReport::brief_report() const {
    if (verdict == Verdict::no_pigment_needed) return fmt::format("{}: {}", to_string(verdict), limiting_direction);
    if (verdict == Verdict::undecided)
        return nearest.empty() ? fmt::format("{}: {}", to_string(verdict), limiting_direction)
                               : fmt::format("{}: {}; nearest so far is delta E {:.1f} away", to_string(verdict),
                                             limiting_direction, gap_delta_e_2000);
    if (!nearest.empty() && nearest.front().darker_than_target && nearest.front().worst_delta_e_ab <= acceptable_delta_e_ab)
        return fmt::format("{} without being darker than the target: {}; nearest is delta E {:.1f} away", to_string(verdict),
                           limiting_direction, gap_delta_e_2000);
    if (is_usable())
        return fmt::format("{}{}: {}; delta E {:.2f} at worst under {} light{}", to_string(verdict),
                           hardly_needed
                               ? fmt::format(", but hardly needed (the target cannot be told from bare skin, delta E "
                                             "{:.2f}; consider a darker look, or none)",
                                             bare_delta_e_2000)
                               : std::string(),
                           blend_text(recipes.front()), gap_delta_e_2000, recipes.front().seen.size(),
                           recipes.front().seen.size() == 1 ? "" : "s");
    if (nearest.empty())
        return fmt::format("{} within tolerance: {}; bare skin is delta E {:.1f} away", to_string(verdict),
                           limiting_direction, gap_delta_e_2000);
    return fmt::format("{} within tolerance: {}; nearest is delta E {:.1f} away", to_string(verdict), limiting_direction,
                       gap_delta_e_2000);
}

std::string MatchReport::full_report() const {
    std::string text = brief_report() + "\n";
    for (const std::string& caveat : caveats) text += caveat + "\n";
    text += "Colours with the surface reflection excluded.\n";
    text += fmt::format("skin {}: a difference shows from delta E2000 {:g}, is accepted up to delta E*ab {:g}\n", skin_class,
                        perceptible_delta_e_2000, acceptable_delta_e_ab);
    if (!hair_basis.empty()) text += fmt::format("Texture is held against {}.\n", hair_basis);
    text += is_usable() ? "\nRecipes\n" : "\nNearest options\n";
    const std::vector<Recipe>& shown = is_usable() ? recipes : nearest;
    for (std::size_t i = 0; i < shown.size(); ++i) text += recipe_text(shown[i], i + 1);
    if (!plan.sessions.empty()) {
        text += "\nSessions\n";
        for (const PlannedSession& session : plan.sessions)
            text += fmt::format("    {}: add {:.0f} dots/cm2 (then {:.0f}), heals to {}, delta E {:.2f}\n", session.number,
                                session.new_density_per_cm2, session.density_per_cm2, lab_text(session.area.front()),
                                session.delta_e_2000.front());
        text += "    " + plan.stop_rule + "\n";
    }
    text += fmt::format("\nProof: {} recipes covered, {} evaluated, {} rechecked with the full model; surrogate error "
                        "{:.2g}; {}{}\nAudit: {}\n",
                        proof.recipes_covered, proof.recipes_evaluated, proof.recipes_rechecked, proof.surrogate_error,
                        proof.text(), proof.seconds > 0 ? fmt::format("; {:.2f} s", proof.seconds) : std::string(),
                        proof.audit.text());
    for (const Diagnostic& diagnostic : diagnostics)
        text += fmt::format("{}: {}\n", to_string(diagnostic.severity), diagnostic.message);
    for (const std::vector<std::string>& options : binding_rules)
        text += fmt::format("to loosen: {}\n", fmt::join(options, " and "));
    return text;
}

} // namespace undertone
