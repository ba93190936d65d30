#include "undertone/planning/next_session.hpp"

#include "audit.hpp"
#include "undertone/base/error.hpp"
#include "undertone/search/cup_search.hpp"
#include "undertone/search/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

namespace {

constexpr double perceptible_on_light = 0.6, perceptible_on_dark = 1.75; ///< as in MatchOptions

double perceptible(const Skin& skin, const MatchOptions& options) {
    if (options.perceptible_delta_e_2000 > 0) return options.perceptible_delta_e_2000;
    return ita_deg(Viewing("D65", options.observer).lab(skin.reflectance())) > 28 ? perceptible_on_light
                                                                                  : perceptible_on_dark;
}

void check_target(const Bands& target) {
    for (int b = 0; b < band_count; ++b)
        if (!(target[b] > 0 && target[b] <= 1.5))
            throw DomainError(fmt::format("target[{}]", b), fmt::format("{}", target[b]), "a reflectance above 0, up to 1.5",
                              fmt::format("check the reading at {} nm (fractions, not percent; no gaps)",
                                          first_wavelength_nm + b * wavelength_step_nm));
}

MixLooks looks_of(const Bands& area, const Bands& target, const MatchOptions& options) {
    MixLooks looks;
    looks.reflectance = area;
    double weights = 0;
    for (const WeightedIlluminant& light : options.illuminants) {
        const Viewing viewing(light.name, options.observer);
        const Lab wanted = viewing.lab(target);
        looks.area.push_back(viewing.lab(area));
        looks.delta_e_2000.push_back(delta_e_2000(looks.area.back(), wanted));
        looks.delta_e += light.weight * looks.delta_e_2000.back();
        weights += light.weight;
        if (looks.area.back().l < wanted.l - options.darker_tolerance_l) looks.darker_than_target = true;
    }
    looks.delta_e /= weights;
    return looks;
}

Blend blend_of(const Pour& pour, const Line& line) {
    Blend blend;
    int sum = 0;
    for (std::size_t i = 0; i < pour.inks.size(); ++i) {
        blend.parts[line.inks[pour.inks[i]].id] = pour.steps[i];
        sum += pour.steps[i];
    }
    blend.water_parts = pour.water_steps / sum;
    return blend;
}

Cup largest_cup(const Line& line, const Blend& blend, int step_sum, const MatchOptions& options) {
    const DosingGrid grid = options.dosing_grid(options.syringe_step_ml);
    const int multiple = grid.fill_multiple(step_sum, blend.water_parts);
    const double whole_ml = multiple * step_sum * (blend.water_parts + 1) * grid.step_ml,
                 most_ml = std::min(options.cup_volume_ml, options.max_pigment_ml * (blend.water_parts + 1));
    return fill_cup(line, blend, whole_ml > 0 ? whole_ml : most_ml, {grid.step_ml}, options.drops_per_ml);
}

/// Density standing after each session still to come. Where all planned sessions are done, one touch-up.
std::vector<double> densities_to_come(std::size_t done, double standing, double finish, const std::vector<double>& shares) {
    std::vector<double> result;
    for (std::size_t i = done; i < shares.size(); ++i) {
        // Shares are of the dots still missing, so that a session that set more or fewer than planned shifts the rest.
        const double before = done == 0 ? 0 : shares[done - 1];
        const double part = (shares[i] - before) / (1 - before);
        result.push_back(standing + part * (finish - standing));
    }
    if (result.empty()) result.push_back(finish);
    return result;
}

ValueRange central_80(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double p) {
        const double place = p * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
    };
    return {at(0.1), at(0.5), at(0.9)};
}

/// "0.15 ml auburn, 2.00 ml distilled water"; "" for nothing.
std::string doses_text(const Pour& pour, const Line& line, double step_ml) {
    std::string text;
    const auto add = [&](const std::string& name, double steps) {
        if (steps > 0) text += fmt::format("{}{:.2f} ml {}", text.empty() ? "" : ", ", steps * step_ml, name);
    };
    for (std::size_t i = 0; i < pour.inks.size(); ++i) add(line.inks[pour.inks[i]].id, pour.steps[i]);
    add(line.diluent_name, pour.water_steps);
    return text;
}

std::string proportions_text(const Blend& blend) {
    std::string text;
    for (const auto& [id, parts] : blend.parts) text += fmt::format("{}{:g} {}", text.empty() ? "" : " + ", parts, id);
    return text;
}

std::string mix_change(const Blend& now, const Blend& before) {
    const auto same_inks = [&] {
        return now.parts.size() == before.parts.size() &&
               std::equal(now.parts.begin(), now.parts.end(), before.parts.begin(),
                          [](const auto& a, const auto& b) { return a.first == b.first; });
    };
    // Inks differ in strength, so parts of water say nothing where the inks are others.
    if (!same_inks())
        return fmt::format("{}, {:g}:1, in place of {}, {:g}:1", proportions_text(now), now.water_parts,
                           proportions_text(before), before.water_parts);
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
            return text + fmt::format(", with other proportions of ink: {}", proportions_text(now));
    return text;
}

std::string dots_change(double factor) {
    if (std::abs(factor - 1) < 1e-9) return "";
    return fmt::format("; {:.0f} % {} dots than planned", 100 * std::abs(factor - 1), factor > 1 ? "more" : "fewer");
}

std::string why_text(const HealingBelief& belief, const HealingBelief* before, const Blend* before_blend,
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
    if (before_blend != nullptr) text += ": " + mix_change(next.blend, *before_blend);
    return text + dots_change(next.density_factor);
}

/// Of a search's best, if it has one.
Level level_of(const std::vector<Pour>& pours, double perceptible_delta_e) {
    return pours.empty() ? Level::none : pours.front().judged.delta_e <= perceptible_delta_e ? Level::matched : Level::some;
}

MatchOptions quick(MatchOptions options) {
    options.audit_recipes = 0;
    return options;
}

/// What the rules do, as data and in words ("" where they do nothing).
std::string name_binding_rules(std::vector<std::vector<std::string>>& names, const MatchOptions& options, const Line& line,
                               Level level, const std::function<PourSearch(const MatchOptions&)>& search,
                               double perceptible_delta_e, bool room_counts = false, bool full = false) {
    // An acceptable answer needs no excuse, and to search without the one rule that always holds costs many times a search with it.
    const bool only_the_usual = rules_in_force(options, line, false).empty();
    if (!full && (level >= Level::acceptable || (level == Level::some && only_the_usual))) return "";
    if (level == Level::matched) return "";
    std::vector<Rule> in_force = rules_in_force(options, line, level == Level::none || !only_the_usual);
    if (room_counts && std::find(in_force.begin(), in_force.end(), Rule::cup) == in_force.end())
        in_force.push_back(Rule::cup);
    const BindingRules binding = binding_rules(in_force, options, level, [&](const MatchOptions& loosened) {
        const PourSearch found = search(quick(loosened));
        const Level now = level_of(found.pours, perceptible_delta_e);
        return found.proof.stopped && now != Level::matched ? std::optional<Level>{} : std::optional(now);
    });
    names = binding.options();
    return binding_text(binding, level, options, line);
}

bool names(const std::vector<std::vector<std::string>>& binding, Rule rule) {
    return std::any_of(binding.begin(), binding.end(), [&](const std::vector<std::string>& set) {
        return std::find(set.begin(), set.end(), option_of(rule)) != set.end();
    });
}

/// Nothing but that every mix is too dark.
bool only_darkness(const std::vector<std::vector<std::string>>& binding) {
    return !binding.empty() && std::all_of(binding.begin(), binding.end(), [](const std::vector<std::string>& set) {
        return set.size() == 1 && (set.front() == option_of(Rule::darkness) || set.front() == option_of(Rule::cup));
    });
}

constexpr const char* stopped_text = "the time given ended the search before it was done";

void refuse_later_epochs(const MatchOptions& options) {
    if (!options.later_epochs.empty())
        throw DomainError("later_epochs", fmt::format("{} epochs", options.later_epochs.size()), "none",
                          "the loop aims at the healed colour; judge later years by a forecast");
}

} // namespace

MixLooks mix_looks(const Bands& area, const Bands& target, const MatchOptions& options) {
    check_target(target);
    return looks_of(area, target, options);
}

void NextSessionOptions::validate() const {
    matching.validate();
    refuse_later_epochs(matching);
    const auto require = [](bool good, const char* name, double value, const char* allowed) {
        if (!good) throw DomainError(name, fmt::format("{}", value), allowed);
    };
    require(most_density_per_cm2 > 0 && most_density_per_cm2 <= 1000, "most_density_per_cm2", most_density_per_cm2,
            "above 0, up to 1000 per cm2");
    require(density_change_penalty >= 0 && density_change_penalty <= 1e6, "density_change_penalty", density_change_penalty,
            "0 to 1e6");
    require(least_gain_delta_e >= 0 && least_gain_delta_e <= 1000, "least_gain_delta_e", least_gain_delta_e, "0 to 1000");
    require(draws >= 20 && draws <= 100000, "draws", draws, "20 to 100000: a range from a few draws means nothing");
}

NextSession next_session(const HealingBelief& belief, std::span<const SessionDots> standing, const Bands& target,
                         const Line& line, const Dots& dots, const NextSessionOptions& options, const HealingBelief* before,
                         const Blend* before_blend) {
    options.validate();
    dots.validate();
    check_target(target);
    const MatchOptions& matching = options.matching;
    const std::vector<std::size_t> inks = allowed_inks(line, matching);
    const std::vector<SessionDots> old(standing.begin(), standing.end());
    const Skin skin = belief.skin();
    const double retention = belief.retention().median, depth = belief.depth_factor().median;

    NextSession next;
    next.number = static_cast<int>(old.size()) + 1;
    const double stands = total_density_per_cm2(old);
    const MixLooks now = looks_of(standing_area(skin, line, old, retention, depth, &next.diagnostics), target, matching);
    next.standing_reflectance = now.reflectance;
    next.standing_area = now.area;
    next.standing_delta_e = now.delta_e;

    // Dots still to be set: as planned, and fewer or more where that earns its price.
    const bool planned_left = old.size() < matching.session_shares.size() && dots.density_per_cm2 > stands;
    const double planned = planned_left ? dots.density_per_cm2 - stands : 0.15 * std::max(stands, dots.density_per_cm2);
    struct Best {
        Pour pour;
        double factor = 1, total = 0;
    };
    std::optional<Best> best;
    double bound = std::numeric_limits<double>::infinity(); // of all objectives, whatever the number of dots
    int tried = 0;
    bool as_planned_serves = false;
    MatchProof& proof = next.proof;
    std::optional<MixLooks> as_planned;
    if (options.planned) {
        std::vector<SessionDots> then = old;
        then.push_back(session_dots(mix(line, *options.planned), dots, planned));
        as_planned = looks_of(standing_area(skin, line, then, retention, depth), target, matching);
        next.planned_delta_e = as_planned->delta_e;
    }
    for (const double factor : {1.0, 0.7, 1.3, 0.4, 1.7, 0.2}) {
        if (options.keep_planned) break;
        // Where the plan as it stands cannot be told from the target there is no reason to change the number of dots.
        if (factor != 1 && best && best->factor == 1 && best->pour.judged.delta_e < 0.5 * perceptible(skin, matching)) {
            as_planned_serves = true;
            break;
        }
        const double change = options.density_change_penalty * std::abs(factor - 1);
        if (best && change >= best->total) { // no colour can earn that
            bound = std::min(bound, change);
            continue;
        }
        const double density = planned * factor;
        if (stands + density > options.most_density_per_cm2 * (1 + 1e-9)) continue;
        CupColors::Scene scene{skin, retention, depth, old, dots, density, target};
        if (dots.diameter_mm > 10 / std::sqrt(stands + density)) continue; // they would overlap
        const CupColors colors(std::move(scene), line, matching, inks, Eigen::ArrayXd());
        const PourSearch found = search_fresh(colors, 1);
        ++tried;
        proof.method = found.proof.method;
        proof.recipes_covered += found.proof.recipes_covered;
        proof.recipes_evaluated += found.proof.recipes_evaluated;
        proof.recipes_rechecked += found.proof.recipes_rechecked;
        proof.ink_sets += found.proof.ink_sets;
        proof.surrogate_error = std::max(proof.surrogate_error, found.proof.surrogate_error);
        proof.complete = proof.complete && found.proof.complete;
        proof.stopped = proof.stopped || found.proof.stopped;
        merge(proof.audit, found.proof.audit);
        if (found.pours.empty()) {
            if (!found.proof.complete) bound = std::min(bound, change);
            continue;
        }
        const Pour& pour = found.pours.front();
        // What was left out at this number of dots may be better than its best by the gap.
        bound = std::min(bound, pour.objective - found.proof.gap + change);
        if (!best || pour.objective + change < best->total) best = Best{pour, factor, pour.objective + change};
    }
    if (best) {
        proof.gap = std::max(0.0, best->total - bound);
        proof.bound = std::isfinite(bound) ? std::max(0.0, bound) : 0;
    }
    // Where no fewer and no other dots can be told from the plan, the plan stands.
    next.as_planned = as_planned && (options.keep_planned ||
                                     (best && !as_planned->darker_than_target &&
                                      as_planned->delta_e < best->pour.judged.delta_e + 0.5 * perceptible(skin, matching)));
    if (!options.keep_planned)
        proof.method += as_planned_serves
                            ? "; the number of dots as planned, since with it nobody can tell the area from the target"
                            : fmt::format("; for each of {} numbers of dots", tried);
    next.method = proof.method;
    const Lab wanted = Viewing(matching.illuminants.front().name, matching.observer).lab(target);
    next.stop_rule = fmt::format(
        "Stop adding dots once the healed area reads L* {:.1f} or less under {}, the surface reflection excluded; measure "
        "after 4 to 6 weeks.",
        wanted.l, matching.illuminants.front().name);
    const double reaches = next.as_planned ? as_planned->delta_e : best ? best->pour.judged.delta_e : now.delta_e;
    if (proof.stopped)
        next.diagnostics.push_back(
            {Severity::warning, "search_stopped",
             std::string(stopped_text) + (best ? ": the best so far" : ", and no mix was found so far")});
    if (proof.audit.failed()) next.diagnostics.push_back({Severity::warning, "audit_failed", proof.audit.text()});
    if (!best && !next.as_planned && proof.stopped) {
        next.undecided = true;
        next.delta_e = now.delta_e;
        next.why = std::string(stopped_text) + ": this is no advice to stop; allow more time";
        return next;
    }
    // Which rules keep a mix out, or one that cannot be told from the target; with the number of dots that were planned.
    std::string rules;
    if (!options.keep_planned && !proof.stopped && !now.darker_than_target &&
        stands + planned <= options.most_density_per_cm2 * (1 + 1e-9) &&
        dots.diameter_mm <= 10 / std::sqrt(stands + planned)) {
        const std::vector<Pour> found = best ? std::vector<Pour>{best->pour} : std::vector<Pour>{};
        rules = name_binding_rules(
            next.binding_rules, matching, line, level_of(found, perceptible(skin, matching)),
            [&](const MatchOptions& loosened) {
                return search_fresh(CupColors({skin, retention, depth, old, dots, planned, target}, line, loosened,
                                              allowed_inks(line, loosened), Eigen::ArrayXd()),
                                    1);
            },
            perceptible(skin, matching));
        if (!rules.empty())
            next.diagnostics.push_back(
                {Severity::warning, next.binding_rules.empty() ? "rules_not_examined" : "rule_binds", rules});
    }
    const bool none = !best && !next.as_planned;
    if (none || (stands > 0 && now.delta_e - reaches < options.least_gain_delta_e)) {
        next.as_planned = false;
        next.stop = true;
        next.delta_e = now.delta_e;
        next.why = why_text(belief, before, before_blend, next);
        if (!next.binding_rules.empty()) next.why += "; " + rules;
        if (now.darker_than_target)
            next.diagnostics.push_back(
                {Severity::warning, "darker_than_target",
                 fmt::format(
                     "what stands is already darker than the target (L* {:.1f}, target {:.1f}): adding cannot undo it; "
                     "let it fade, or ask about removal",
                     now.area.front().l, wanted.l)});
        else if (stands == 0)
            next.diagnostics.push_back(
                {Severity::warning, "cannot_match",
                 only_darkness(next.binding_rules)
                     ? std::string(
                           "no mix of these inks at this number of dots stays lighter than the target: fewer or smaller "
                           "dots, a weaker ink, or bare skin")
                 : rules.empty() ? std::string("no mix of these inks at this number of dots keeps to the rules")
                                 : rules});
        return next;
    }

    const double factor = next.as_planned ? 1 : best->factor;
    next.blend = next.as_planned ? *options.planned : blend_of(best->pour, line);
    double step_sum = 0;
    for (const auto& [id, parts] : next.blend.parts) step_sum += parts;
    next.cup = largest_cup(line, next.blend, static_cast<int>(std::lround(step_sum)), matching);
    next.density_factor = planned_left ? factor : 1;
    next.delta_e = reaches;
    const double finish = stands + planned * factor;
    const Mixture cup = mix(line, next.blend);
    const std::vector<Eigen::VectorXd> draws = belief.draws(options.draws, options.seed);
    std::vector<Skin> skins;
    for (const Eigen::VectorXd& point : draws) skins.push_back(belief.skin_at(point));
    const Viewing first(matching.illuminants.front().name, matching.observer);
    double reached = stands;
    for (const double density : densities_to_come(old.size(), stands, finish, matching.session_shares)) {
        ExpectedSession session;
        session.number = next.number + static_cast<int>(next.sessions.size());
        session.new_density_per_cm2 = density - reached;
        session.density_per_cm2 = reached = density;
        session.share = density / finish;
        std::vector<SessionDots> then = old;
        then.push_back(session_dots(cup, dots, density - stands));
        const MixLooks looks = looks_of(standing_area(skin, line, then, retention, depth), target, matching);
        session.reflectance = looks.reflectance;
        session.area = looks.area;
        session.delta_e_2000 = looks.delta_e_2000;
        session.darker_than_target = looks.darker_than_target;
        std::vector<double> l, delta_e;
        int darker = 0;
        for (std::size_t i = 0; i < draws.size(); ++i) {
            const Lab lab = first.lab(standing_area(skins[i], line, then, HealingBelief::retention_at(draws[i]),
                                                    HealingBelief::depth_factor_at(draws[i])));
            l.push_back(lab.l);
            delta_e.push_back(delta_e_2000(lab, wanted));
            darker += lab.l < wanted.l - matching.darker_tolerance_l;
        }
        session.l = central_80(l);
        session.delta_e_range = central_80(delta_e);
        session.chance_darker = darker / static_cast<double>(draws.size());
        next.sessions.push_back(std::move(session));
    }
    next.why = why_text(belief, before, before_blend, next);
    if (old.size() >= matching.session_shares.size())
        next.diagnostics.push_back({Severity::info, "extra_session",
                                    fmt::format("all {} planned sessions are done: this is a touch-up beyond the plan",
                                                matching.session_shares.size())});
    if (next.delta_e > perceptible(skin, matching))
        next.diagnostics.push_back(
            {Severity::warning, "target_not_reached",
             fmt::format("when the plan is done the area is still delta E {:.1f} from the target: {}", next.delta_e,
                         proof.stopped ? std::string(stopped_text)
                         : !rules.empty() && !only_darkness(next.binding_rules)
                             ? rules
                             : std::string("with these numbers of dots no mix of these inks on top of what stands comes "
                                           "nearer without being darker"))});
    return next;
}

Correction correct_cup(const HealingBelief& belief, std::span<const SessionDots> standing, const CupInHand& cup,
                       const Bands& target, const Line& line, const Dots& dots, const MatchOptions& asked) {
    MatchOptions options = asked;
    // What the cup holds already is used, whatever is added.
    std::erase_if(options.must_use, [&](const std::string& id) { return cup.blend.parts.count(id) > 0; });
    options.validate();
    refuse_later_epochs(options);
    dots.validate();
    check_target(target);
    cup.blend.validate(line);
    if (!(cup.ml > 0 && std::isfinite(cup.ml)))
        throw DomainError("cup.ml", fmt::format("{}", cup.ml), "above 0, finite", "say how much of the mix is left");
    if (cup.ml > options.cup_volume_ml * (1 + 1e-9))
        throw DomainError("cup.ml", fmt::format("{}", cup.ml), fmt::format("up to the cup's {} ml", options.cup_volume_ml),
                          "there is no room to add anything: pour some of it away or use a larger cup");
    const std::vector<std::size_t> inks = allowed_inks(line, options);
    Mixture held = mix(line, cup.blend);
    if (cup.found_mg_per_ml) {
        if (cup.found_mg_per_ml->size() != held.mg_per_ml.size() || !(*cup.found_mg_per_ml >= 0).all() ||
            !cup.found_mg_per_ml->allFinite())
            throw DomainError(
                "cup.found_mg_per_ml", fmt::format("{} values", cup.found_mg_per_ml->size()),
                fmt::format("{} amounts of 0 or more, one per colorant of line \"{}\"", held.mg_per_ml.size(), line.id));
        held.mg_per_ml = *cup.found_mg_per_ml;
    }
    const CupColors::Scene scene{belief.skin(),
                                 belief.retention().median,
                                 belief.depth_factor().median,
                                 {standing.begin(), standing.end()},
                                 dots,
                                 dots.density_per_cm2,
                                 target};
    const CupColors colors(scene, line, options, inks, held.mg_per_ml);

    Correction result;
    const auto looks = [&](const Eigen::ArrayXd& mg) { return looks_of(colors.area(mg), target, options); };
    result.as_it_is = looks(held.mg_per_ml);

    // The quick search first: where time runs out over the additions, there is a fresh cup to fall back on.
    const PourSearch fresh_found = search_fresh(colors, 1);
    const std::vector<Pour>& fresh = fresh_found.pours;
    const PourSearch found = search_additions(colors, {held.mg_per_ml, cup.ml});
    result.proof = found.proof;
    result.method = found.proof.method;
    result.obeys_rules = !found.pours.empty();
    result.undecided = found.proof.stopped && !result.obeys_rules;
    const double shows = perceptible(scene.skin, options);
    const std::string rules =
        found.proof.stopped
            ? std::string()
            : name_binding_rules(
                  result.binding_rules, options, line, level_of(found.pours, shows),
                  [&](const MatchOptions& loosened) {
                      const CupColors other(scene, line, loosened, allowed_inks(line, loosened), held.mg_per_ml);
                      return search_additions(other, {held.mg_per_ml, cup.ml});
                  },
                  shows, true, options.cup_volume_ml - cup.ml < options.syringe_step_ml * (1 - 1e-6));
    if (!rules.empty())
        result.diagnostics.push_back(
            {Severity::warning, result.binding_rules.empty() ? "rules_not_examined" : "rule_binds", rules});
    // Where nothing obeys the rules: the least dark, if darkness is the matter, or else the cup as it is.
    const bool dark = found.least_dark && !result.undecided && names(result.binding_rules, Rule::darkness);
    Pour nothing;
    nothing.mg_per_ml = held.mg_per_ml;
    const Pour& pour = result.obeys_rules ? found.pours.front() : dark ? *found.least_dark : nothing;
    result.mg_per_ml = pour.mg_per_ml;
    result.corrected = looks(pour.mg_per_ml);
    result.total_ml = cup.ml;
    const auto add = [&](const std::string& id, const std::string& name, int steps) {
        if (steps == 0) return;
        const double ml = steps * options.syringe_step_ml;
        result.additions.push_back({id, name, steps, ml, ml * options.drops_per_ml});
        result.total_ml += ml;
    };
    for (std::size_t i = 0; i < pour.inks.size(); ++i)
        add(line.inks[pour.inks[i]].id, line.inks[pour.inks[i]].name, pour.steps[i]);
    add("", line.diluent_name, static_cast<int>(std::lround(pour.water_steps)));

    result.fresh_proof = fresh_found.proof;
    if (!fresh.empty()) {
        result.fresh = blend_of(fresh.front(), line);
        int step_sum = 0;
        for (const int k : fresh.front().steps) step_sum += k;
        result.fresh_cup = largest_cup(line, result.fresh, step_sum, options);
        result.fresh_looks = looks(fresh.front().mg_per_ml);
    }

    const std::string doses = doses_text(pour, line, options.syringe_step_ml);
    const char* darkness = result.corrected.darker_than_target  ? ", but still darker than the target"
                           : result.as_it_is.darker_than_target ? ", and no longer darker than the target"
                                                                : "";
    if (!result.additions.empty())
        result.sentence = fmt::format("to the {:g} ml add {}: delta E {:.2f} where it was {:.2f}{}", cup.ml, doses,
                                      result.corrected.delta_e, result.as_it_is.delta_e, darkness);
    else if (options.cup_volume_ml - cup.ml < options.syringe_step_ml * (1 - 1e-6))
        result.sentence =
            fmt::format("the cup is full, so nothing can be added (delta E {:.2f}): pour some of it away first, or "
                        "use a larger cup",
                        result.as_it_is.delta_e);
    else
        result.sentence = fmt::format("nothing that can be added to these {:g} ml brings it nearer (delta E {:.2f})", cup.ml,
                                      result.as_it_is.delta_e);
    const auto stopped = [&](const char* what) {
        result.diagnostics.push_back({Severity::warning, "search_stopped", fmt::format("{} ({})", stopped_text, what)});
    };
    const auto audit_failed = [&](const MatchProof& proof) {
        if (proof.audit.failed()) result.diagnostics.push_back({Severity::warning, "audit_failed", proof.audit.text()});
    };
    audit_failed(result.proof);
    audit_failed(result.fresh_proof);
    if (found.proof.stopped) {
        stopped("what to add");
        if (result.undecided)
            result.sentence =
                fmt::format("{}: nothing to add was found that keeps to the rules, so these {:g} ml are shown as "
                            "they are; allow more time",
                            stopped_text, cup.ml);
    } else if (!result.obeys_rules) {
        result.method += dark ? "; nothing that can be added keeps to the rules, so the least dark is shown"
                              : "; nothing that can be added keeps to the rules, so the cup is shown as it is";
        result.sentence += "; " + (rules.empty() ? std::string("no addition keeps to the rules") : rules);
    }
    if (fresh_found.proof.stopped) {
        stopped("a fresh cup");
    } else if (fresh.empty()) {
        const std::string of_fresh = name_binding_rules(
            result.fresh_binding_rules, options, line, Level::none,
            [&](const MatchOptions& loosened) {
                return search_fresh(CupColors(scene, line, loosened, allowed_inks(line, loosened), held.mg_per_ml), 1);
            },
            shows);
        result.diagnostics.push_back(
            {Severity::warning, "cannot_match",
             only_darkness(result.fresh_binding_rules)
                 ? std::string(
                       "no fresh cup of these inks at this number of dots stays lighter than the target either: fewer "
                       "or smaller dots, a weaker ink, or bare skin")
                 : "of a fresh cup: " + of_fresh});
    }
    const bool fresh_better =
        !fresh.empty() && (result.corrected.delta_e > result.fresh_looks.delta_e + shows ||
                           (result.corrected.darker_than_target && !result.fresh_looks.darker_than_target));
    if (fresh_better) {
        // Where there is no room to thin all of it, a part of it may still serve.
        std::string part;
        for (const double share : {0.75, 0.5, 0.25}) {
            const double ml = std::floor(cup.ml * share / options.syringe_step_ml) * options.syringe_step_ml;
            if (ml <= 0 || !part.empty()) break;
            const std::vector<Pour> partly = search_additions(colors, {held.mg_per_ml, ml}).pours;
            if (partly.empty() || partly.front().too_dark ||
                partly.front().judged.delta_e > result.fresh_looks.delta_e + shows)
                continue;
            part = fmt::format("; {:.2f} ml of it with {} would do (delta E {:.2f})", ml,
                               doses_text(partly.front(), line, options.syringe_step_ml), partly.front().judged.delta_e);
        }
        result.diagnostics.push_back(
            {Severity::warning, "cannot_be_saved",
             fmt::format("a fresh cup is visibly better (delta E {:.2f} against {:.2f}{}): the {:g} ml cup is too full for "
                         "what it lacks, or holds too much of an ink{}",
                         result.fresh_looks.delta_e, result.corrected.delta_e,
                         result.corrected.darker_than_target ? ", which is too dark" : "", options.cup_volume_ml, part)});
    }
    return result;
}

} // namespace undertone
