#include "undertone/planning/correction.hpp"

#include "binding.hpp"
#include "inputs.hpp"
#include "sentences.hpp"
#include "undertone/base/error.hpp"
#include "undertone/search/tolerance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace undertone {

namespace {

MatchOptions options_for(const CupInHand& cup, MatchOptions options) {
    // What the cup holds already is used, whatever is added.
    std::erase_if(options.must_use, [&](const std::string& id) { return cup.blend.parts.count(id) > 0; });
    options.validate();
    refuse_later_epochs(options);
    return options;
}

/// mg/ml of each colorant in the cup: as found, or else as meant.
Eigen::ArrayXd held_in(const CupInHand& cup, const Line& line, const MatchOptions& options) {
    cup.blend.validate(line);
    if (!(cup.ml > 0 && std::isfinite(cup.ml)))
        throw DomainError("cup.ml", fmt::format("{}", cup.ml), "above 0, finite", "say how much of the mix is left");
    if (cup.ml > options.cup_volume_ml * (1 + 1e-9))
        throw DomainError("cup.ml", fmt::format("{}", cup.ml), fmt::format("up to the cup's {} ml", options.cup_volume_ml),
                          "there is no room to add anything: pour some of it away or use a larger cup");
    const Eigen::ArrayXd meant = mix(line, cup.blend).mg_per_ml;
    if (!cup.found_mg_per_ml) return meant;
    const Eigen::ArrayXd& found = *cup.found_mg_per_ml;
    if (found.size() != meant.size() || !(found >= 0).all() || !found.allFinite())
        throw DomainError("cup.found_mg_per_ml", fmt::format("{} values", found.size()),
                          fmt::format("{} amounts of 0 or more, one per colorant of line \"{}\"", meant.size(), line.id));
    return found;
}

/// Works out a Correction: first a fresh cup, then what to add to this one.
class Corrector {
public:
    Corrector(const CupColors::Scene& scene, const CupInHand& cup, const Line& line, const MatchOptions& options,
              const UsableInks& inks, const Eigen::ArrayXd& held)
        : scene_(scene), cup_(cup), line_(line), options_(options), held_(held), colors_(scene, line, options, inks, held),
          shows_(tolerance_for(scene.skin, options).perceptible_delta_e_2000),
          full_(options.cup_volume_ml - cup.ml < options.syringe_step_ml * (1 - 1e-6)) {}

    Correction correct() {
        result_.as_it_is = looks(held_);
        // The quick search first: where time runs out over the additions, there is a fresh cup to fall back on.
        const PourSearch fresh = search_fresh(colors_, 1), added = search_additions(colors_, {held_, cup_.ml});
        take_addition(added);
        take_fresh(fresh);
        add_sentence(added);
        if (fresh.proof.stopped)
            say_stopped("a fresh cup");
        else if (fresh.pours.empty())
            say_why_no_fresh();
        if (!fresh.pours.empty()) compare_with_fresh();
        return std::move(result_);
    }

private:
    MixLooks looks(const Eigen::ArrayXd& mg_per_ml) const {
        return mix_looks(colors_.area(mg_per_ml), scene_.target, options_);
    }
    void say(const char* code, std::string message) {
        result_.diagnostics.push_back({Severity::warning, code, std::move(message)});
    }
    void say_stopped(const char* what) { say("search_stopped", fmt::format("{} ({})", stopped_text, what)); }

    /// Sets what is added, or where nothing obeys the rules: the least dark, if darkness is the matter, or else the cup as it is.
    void take_addition(const PourSearch& found) {
        result_.proof = found.proof;
        result_.method = found.proof.method;
        result_.obeys_rules = !found.pours.empty();
        result_.undecided = found.proof.stopped && !result_.obeys_rules;
        if (!found.proof.stopped)
            rules_ = name_binding_rules(
                result_.binding_rules, options_, line_, level_of(found.pours, shows_), shows_,
                [&](const MatchOptions& loosened) {
                    const CupColors other(scene_, line_, loosened, inks_for_cups(line_, loosened), held_);
                    return search_additions(other, {held_, cup_.ml});
                },
                true, full_);
        add_binding_diagnostic(result_.diagnostics, result_.binding_rules, rules_);
        least_dark_ = found.least_dark && !result_.undecided && names(result_.binding_rules, Rule::darkness);
        pour_.mg_per_ml = held_;
        if (result_.obeys_rules)
            pour_ = found.pours.front();
        else if (least_dark_)
            pour_ = *found.least_dark;
        result_.mg_per_ml = pour_.mg_per_ml;
        result_.corrected = looks(pour_.mg_per_ml);
        result_.total_ml = cup_.ml;
        for (std::size_t i = 0; i < pour_.inks.size(); ++i)
            add_dose(line_.inks[pour_.inks[i]].id, line_.inks[pour_.inks[i]].name, pour_.steps[i]);
        add_dose("", line_.diluent_name, static_cast<int>(std::lround(pour_.water_steps)));
    }

    void add_dose(const std::string& id, const std::string& name, int steps) {
        if (steps == 0) return;
        const double ml = steps * options_.syringe_step_ml;
        result_.additions.push_back({id, name, steps, ml, ml * options_.drops_per_ml});
        result_.total_ml += ml;
    }

    void take_fresh(const PourSearch& found) {
        result_.fresh_proof = found.proof;
        if (found.pours.empty()) return;
        result_.fresh = found.pours.front().blend;
        result_.fresh_cup = largest_cup(line_, result_.fresh, options_);
        result_.fresh_looks = looks(found.pours.front().mg_per_ml);
    }

    void add_sentence(const PourSearch& added) {
        result_.sentence = correction_text(result_, doses_text(pour_, line_, options_.syringe_step_ml), cup_.ml, full_);
        for (const MatchProof* proof : {&result_.proof, &result_.fresh_proof})
            if (proof->audit.failed()) say("audit_failed", proof->audit.text());
        if (added.proof.stopped) {
            say_stopped("what to add");
            if (result_.undecided)
                result_.sentence =
                    fmt::format("{}: nothing to add was found that keeps to the rules, so these {:g} ml are shown as "
                                "they are; allow more time",
                                stopped_text, cup_.ml);
        } else if (!result_.obeys_rules) {
            result_.method += least_dark_ ? "; nothing that can be added keeps to the rules, so the least dark is shown"
                                          : "; nothing that can be added keeps to the rules, so the cup is shown as it is";
            result_.sentence += "; " + (rules_.empty() ? std::string("no addition keeps to the rules") : rules_);
        }
    }

    void say_why_no_fresh() {
        const std::string rules = name_binding_rules(
            result_.fresh_binding_rules, options_, line_, Level::none, shows_, [&](const MatchOptions& loosened) {
                return search_fresh(CupColors(scene_, line_, loosened, inks_for_cups(line_, loosened), held_), 1);
            });
        say("cannot_match",
            only_darkness(result_.fresh_binding_rules)
                ? "no fresh cup of these inks at this number of dots stays lighter than the target either: fewer "
                  "or smaller dots, a weaker ink, or bare skin"
                : "of a fresh cup: " + rules);
    }

    void compare_with_fresh() {
        const bool fresh_is_better = result_.corrected.delta_e > result_.fresh_looks.delta_e + shows_ ||
                                     (result_.corrected.darker_than_target && !result_.fresh_looks.darker_than_target);
        if (!fresh_is_better) return;
        say("cannot_be_saved",
            fmt::format("a fresh cup is visibly better (delta E {:.2f} against {:.2f}{}): the {:g} ml cup is too full for "
                        "what it lacks, or holds too much of an ink{}",
                        result_.fresh_looks.delta_e, result_.corrected.delta_e,
                        result_.corrected.darker_than_target ? ", which is too dark" : "", options_.cup_volume_ml,
                        part_that_serves()));
    }

    /// Where there is no room to thin all of the cup, a part of it may still serve; "" where none does.
    std::string part_that_serves() const {
        for (const double share : {0.75, 0.5, 0.25}) {
            const double ml = std::floor(cup_.ml * share / options_.syringe_step_ml) * options_.syringe_step_ml;
            if (ml <= 0) break;
            const std::vector<Pour> pours = search_additions(colors_, {held_, ml}).pours;
            if (pours.empty() || pours.front().too_dark ||
                pours.front().judged.delta_e > result_.fresh_looks.delta_e + shows_)
                continue;
            return fmt::format("; {:.2f} ml of it with {} would do (delta E {:.2f})", ml,
                               doses_text(pours.front(), line_, options_.syringe_step_ml), pours.front().judged.delta_e);
        }
        return "";
    }

    const CupColors::Scene& scene_;
    const CupInHand& cup_;
    const Line& line_;
    const MatchOptions& options_;
    const Eigen::ArrayXd& held_;
    CupColors colors_;
    double shows_;
    bool full_; ///< no room for a step
    Pour pour_;
    bool least_dark_ = false;
    std::string rules_;
    Correction result_;
};

} // namespace

Correction correct_cup(const HealingBelief& belief, std::span<const SessionDots> standing, const CupInHand& cup,
                       const Bands& target, const Line& line, const Dots& dots, const MatchOptions& asked) {
    const MatchOptions options = options_for(cup, asked);
    dots.validate();
    check_target(target);
    const Eigen::ArrayXd held = held_in(cup, line, options);
    const UsableInks inks = inks_for_cups(line, options);
    const CupColors::Scene scene{belief.skin(), belief.healing(),     {standing.begin(), standing.end()},
                                 dots,          dots.density_per_cm2, target};
    return Corrector(scene, cup, line, options, inks, held).correct();
}

} // namespace undertone
