#include "undertone/app/treatment.hpp"

#include "undertone/app/reading_scale.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

double last_session_days(const TreatmentOptions& options) {
    return options.session_interval_days * static_cast<double>(options.matching.session_shares.size() - 1);
}

/// What is left of each colorant, and how wide the dots have grown, from the nominal trajectory. The models are linear in
/// the amount of pigment, so one run with 1 mg/ml of everything serves all recipes.
Epoch later_epoch(const Skin& skin, const Line& line, const TreatmentOptions& options) {
    const Mixture unit{Eigen::ArrayXd::Ones(static_cast<Eigen::Index>(line.colorants.size())), 1.0};
    const double last = last_session_days(options);
    FadeOptions fade = options.fade;
    fade.draws = 0;
    const FadeReport report = simulate_fade(line, options.dots, fade_plan(skin, unit, options),
                                            {last + options.later_years * days_per_year}, fade);
    const PigmentState& later = report.nominal.states[0];
    Epoch epoch;
    epoch.label = fmt::format("year {:g}", options.later_years);
    epoch.years = options.later_years;
    epoch.weight = options.later_weight;
    // Matching multiplies this with the healed mg/ml of its own account.
    epoch.remaining = later.mg_per_ml / healed_state(unit, options.dots).mg_per_ml;
    // Dots that have grown into each other are drawn just touching, with all their pigment.
    epoch.diameter_mm = std::min(later.diameter_mm, 0.999 * 10 / std::sqrt(later.density_per_cm2));
    const double merged = later.diameter_mm / epoch.diameter_mm;
    epoch.remaining *= merged * merged;
    epoch.density_per_cm2 = later.density_per_cm2;
    epoch.top_mm = later.top_mm;
    epoch.bottom_mm = later.bottom_mm;
    epoch.edge_sigma_mm = std::min(later.edge_sigma_mm, epoch.diameter_mm); // the most that the optics takes
    return epoch;
}

} // namespace

namespace {

/// The answer under another assumption, in the words of someone who holds the card.
std::string moved_text(const Line& line, const MatchReport& report, const ReadingScale& scale, const MatchReport& other,
                       const ReadingScale& other_scale) {
    const auto best = [](const MatchReport& r) -> const Recipe* {
        return !r.recipes.empty() ? &r.recipes.front() : !r.nearest.empty() ? &r.nearest.front() : nullptr;
    };
    const Recipe *now = best(report), *then = best(other);
    std::string text;
    if (other.verdict != report.verdict) text = fmt::format("the verdict would be \"{}\"", to_string(other.verdict));
    if (now == nullptr || then == nullptr) return text.empty() ? "the answer would stay the same" : text;
    if (!text.empty()) text += ", ";
    text += now->blend.parts == then->blend.parts && now->blend.water_parts == then->blend.water_parts
                ? "the recipe would stay the same"
                : fmt::format("the recipe would be {}", blend_text(line, then->blend));
    const double would = other_scale.lab(then->area).l, reads = scale.lab(now->area).l;
    return text + (std::abs(would - reads) < 0.05
                       ? fmt::format(", and its healed area would read the same, L* {:.1f}", reads)
                       : fmt::format(", and its healed area would read L* {:.1f} instead of {:.1f}", would, reads));
}

void add_assumptions(MatchReport& report, const Client& client, const Line& line, const TreatmentOptions& options) {
    for (const OpenAssumption& open : client.assumptions) {
        std::string text = fmt::format("The {} is not stated: {} is assumed. ", open.what, open.assumed);
        if (!open.otherwise) {
            text += fmt::format("Read as {} these readings could not be of skin and hair.", open.other);
        } else {
            TreatmentOptions one = options;
            one.matching.recipe_count = 1;
            Rematch other(open.otherwise->skin, line);
            text += fmt::format("Read as {}, {}.", open.other,
                                moved_text(line, report, client.scale, match_again(other, open.otherwise->target, one),
                                           open.otherwise->scale));
        }
        report.caveats.push_back(text);
        report.diagnostics.push_back({Severity::warning, "assumption_matters", text});
    }
}

/// What leaving expired inks out costs: the match with fresh lots of the same inks.
void add_cost_of_expired(MatchReport& report, Rematch& rematch, const Bands& target, const TreatmentOptions& options) {
    if (options.matching.today.empty() || !options.matching.expired_reason.empty()) return;
    std::string names;
    for (const Ink& ink : rematch.line().inks)
        if (ink.expired_on(options.matching.today))
            names +=
                fmt::format("{}{} (lot {}, expired {})", names.empty() ? "" : ", ", ink.name, ink.lot_text(), ink.expires);
    if (names.empty()) return;
    TreatmentOptions fresh = options;
    fresh.matching.expired_reason = "to see what fresh lots would bring";
    fresh.matching.recipe_count = 1;
    const MatchReport with = match_again(rematch, target, fresh);
    std::string cost = "the recipe would stay the same with a fresh lot";
    const bool other = !with.recipes.empty() && !report.recipes.empty() &&
                       (with.recipes.front().blend.parts != report.recipes.front().blend.parts ||
                        with.recipes.front().blend.water_parts != report.recipes.front().blend.water_parts);
    if (other)
        cost = fmt::format("with a fresh lot the recipe would be {}, delta E {:.2f} at worst instead of {:.2f}",
                           blend_text(rematch.line(), with.recipes.front().blend), with.gap_delta_e_2000,
                           report.gap_delta_e_2000);
    else if (with.is_usable() && !report.is_usable())
        cost = fmt::format("with a fresh lot the answer would be {}, delta E {:.2f}",
                           blend_text(rematch.line(), with.recipes.front().blend), with.gap_delta_e_2000);
    else if (with.gap_delta_e_2000 < report.gap_delta_e_2000 - 0.005)
        cost = fmt::format("with a fresh lot delta E would be {:.2f} at worst instead of {:.2f}", with.gap_delta_e_2000,
                           report.gap_delta_e_2000);
    report.caveats.push_back(fmt::format("Left out as expired: {}; {}.", names, cost));
}

void note_unchecked_expiry(MatchReport& report, const Line& line, const TreatmentOptions& options) {
    const bool any = std::any_of(line.inks.begin(), line.inks.end(), [](const Ink& ink) { return !ink.expires.empty(); });
    if (any && options.matching.today.empty())
        report.diagnostics.push_back(
            {Severity::info, "expiry_not_checked", "no date of mixing was given, so lots were not checked for expiry"});
}

} // namespace

FadePlan fade_plan(const Skin& skin, const Mixture& cup, const TreatmentOptions& options) {
    // Shares of the options are of dots standing after each session; the plan wants those added in it.
    std::vector<double> added;
    double standing = 0;
    for (const double share : options.matching.session_shares) {
        added.push_back(share - standing);
        standing = share;
    }
    FadePlan plan = evenly_spaced_plan(cup, added, options.session_interval_days);
    plan.habits = options.habits;
    plan.light_transmission = light_transmission(skin, options.dots);
    return plan;
}

Diagnostics expired_inks(const Line& line, const Blend& blend, const std::string& today, const std::string& reason) {
    Diagnostics diagnostics;
    for (const auto& [id, parts] : blend.parts) {
        const Ink& ink = line.ink(id);
        if (!ink.expired_on(today)) continue;
        const std::string what = fmt::format("{} (lot {}) expired on {}", ink.name, ink.lot_text(), ink.expires);
        if (reason.empty())
            diagnostics.push_back(
                {Severity::warning, "expired_ink", what + ": open a fresh lot, or give a reason to use it"});
        else
            diagnostics.push_back({Severity::info, "expired_ink_used", fmt::format("{}; used because: {}", what, reason)});
    }
    return diagnostics;
}

void add_client_caveats(MatchReport& report, const Client& client, Rematch& rematch, const TreatmentOptions& options) {
    if (!report.plan.sessions.empty()) report.plan.stop_rule = stop_rule(client.scale, client.target);
    add_assumptions(report, client, rematch.line(), options);
    add_cost_of_expired(report, rematch, client.target, options);
    note_unchecked_expiry(report, rematch.line(), options);
    if (!client.sessions_file.empty())
        report.diagnostics.push_back({Severity::info, "sessions_done",
                                      "sessions are recorded for this client: this is the plan from bare skin, and "
                                      "`session` says what comes next on top of what stands"});
}

MatchReport match_client(const Client& client, const Line& line, const TreatmentOptions& options) {
    const TreatmentOptions own = with_hair_of(client, options);
    Rematch rematch(client.skin, line);
    MatchReport report = match_again(rematch, client.target, own);
    add_client_caveats(report, client, rematch, own);
    return report;
}

TreatmentOptions with_hair_of(const Client& client, const TreatmentOptions& options) {
    TreatmentOptions own = options;
    const Stubble &hair = client.stubble, usual;
    const bool counted = hair.shaft_diameter_mm != usual.shaft_diameter_mm ||
                         hair.density_per_cm2 != usual.density_per_cm2 ||
                         hair.length_in_skin_mm != usual.length_in_skin_mm || hair.grey_fraction != usual.grey_fraction;
    if (counted && hair.density_per_cm2 >= 1 && !own.matching.hair) own.matching.hair = hair;
    return own;
}

void TreatmentOptions::validate() const {
    matching.validate();
    dots.validate();
    habits.validate();
    if (!(later_years >= 0 && later_years <= 100))
        throw DomainError("later_years", fmt::format("{}", later_years), "0 (leave it out) to 100 years");
    if (!(later_weight == 0 || (later_weight >= 1e-6 && later_weight <= 1e6)))
        throw DomainError("later_weight", fmt::format("{}", later_weight), "0, or 1e-6 to 1e6");
    require_range("session_interval_days", session_interval_days, 1e-3, 3650);
    if (!(most_density_per_cm2 > 0 && most_density_per_cm2 <= 1000))
        throw DomainError("most_density_per_cm2", fmt::format("{}", most_density_per_cm2), "above 0, up to 1000 per cm2");
    require_size("touch_ups", static_cast<double>(touch_ups.size()), 1000, "touch-ups");
    require_range("draws", fade.draws, 0, 1000000);
}

MatchReport match_again(Rematch& rematch, const Bands& target, const TreatmentOptions& options) {
    options.validate();
    MatchOptions matching = options.matching;
    for (WeightedIlluminant& light : matching.illuminants) light.name = illuminant(light.name).name; // "d65" is D65
    if (options.later_years > 0 && options.later_weight > 0)
        matching.later_epochs.push_back(later_epoch(rematch.skin(), rematch.line(), options));
    MatchReport report = rematch.match(target, options.dots, matching);
    if (report.hardly_needed)
        report.caveats.push_back(
            fmt::format("The target cannot be told from bare skin (delta E up to {:.2f}, noticed from "
                        "{:.3g}): pigment would add little that anyone sees. Consider a darker look, or none.",
                        report.bare_delta_e_2000, report.perceptible_delta_e_2000));
    return report;
}

} // namespace undertone
