#include "undertone/planning/next_session.hpp"

#include "binding.hpp"
#include "inputs.hpp"
#include "sentences.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/search/tolerance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace undertone {

namespace {

/// Numbers of dots that are tried, over those planned.
constexpr double density_factors[] = {1.0, 0.7, 1.3, 0.4, 1.7, 0.2};

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

/// What stands, what is aimed at, and how many dots are still planned.
struct Situation {
    const HealingBelief& belief;
    const Bands& target;
    const Line& line;
    const Dots& dots;
    const NextSessionOptions& options;
    UsableInks inks;
    Skin skin;
    Healing healing;
    std::vector<SessionDots> standing;
    double stands;  ///< dots per cm2
    double planned; ///< likewise, still to be set; a touch-up where the plan is done
    bool planned_left;
    double shows; ///< delta E that people notice

    Situation(const HealingBelief& b, std::span<const SessionDots> old, const Bands& t, const Line& l, const Dots& d,
              const NextSessionOptions& o)
        : belief(b), target(t), line(l), dots(d), options(o), inks(inks_for_cups(l, o.matching)), skin(b.skin()),
          healing(b.healing()), standing(old.begin(), old.end()), stands(total_density_per_cm2(standing)) {
        planned_left = standing.size() < o.matching.session_shares.size() && d.density_per_cm2 > stands;
        planned = planned_left ? d.density_per_cm2 - stands : touch_up_share * std::max(stands, d.density_per_cm2);
        shows = tolerance_for(skin, o.matching).perceptible_delta_e_2000;
    }

    const MatchOptions& matching() const { return options.matching; }
    Viewing first_viewing() const { return Viewing(matching().illuminants.front().name, matching().observer); }
    /// So many dots more neither exceed the most allowed nor overlap.
    bool has_room_for(double density_per_cm2) const {
        const double all = stands + density_per_cm2;
        return all <= options.most_density_per_cm2 * (1 + 1e-9) && dots.diameter_mm <= 10 / std::sqrt(all);
    }
    /// The best cup for so many dots more.
    PourSearch best_cup(double density_per_cm2, const MatchOptions& with, const UsableInks& of) const {
        return search_fresh(
            CupColors({skin, healing, standing, dots, density_per_cm2, target}, line, with, of, Eigen::ArrayXd()), 1);
    }
    /// With so many dots of a mix added.
    std::vector<SessionDots> with(const Mixture& cup, double density_per_cm2) const {
        std::vector<SessionDots> then = standing;
        then.push_back(session_dots(cup, dots, density_per_cm2));
        return then;
    }
    MixLooks looks(const std::vector<SessionDots>& all, Diagnostics* diagnostics = nullptr) const {
        return mix_looks(standing_area(skin, line, all, healing, diagnostics), target, matching());
    }
};

/// The best mix over the numbers of dots that were tried.
struct DensitySearch {
    struct Best {
        Pour pour;
        double factor = 1, total = 0;
    };
    std::optional<Best> best;
    MatchProof proof;
};

/// Dots as planned, and fewer or more where that earns its penalty.
DensitySearch search_densities(const Situation& now) {
    DensitySearch result;
    std::optional<DensitySearch::Best>& best = result.best;
    MatchProof& proof = result.proof;
    double bound = std::numeric_limits<double>::infinity(); // of all objectives, whatever the number of dots
    int tried = 0;
    bool as_planned_serves = false;
    for (const double factor : density_factors) {
        // Where the plan as it stands cannot be told from the target there is no reason to change the number of dots.
        as_planned_serves = factor != 1 && best && best->factor == 1 && best->pour.judged.delta_e < 0.5 * now.shows;
        if (as_planned_serves) break;
        const double change = now.options.density_change_penalty * std::abs(factor - 1);
        if (best && change >= best->total) { // no colour can earn that
            bound = std::min(bound, change);
            continue;
        }
        if (!now.has_room_for(now.planned * factor)) continue;
        const PourSearch found = now.best_cup(now.planned * factor, now.matching(), now.inks);
        ++tried;
        proof.method = found.proof.method;
        proof.add(found.proof);
        if (found.pours.empty()) {
            if (!found.proof.complete) bound = std::min(bound, change);
            continue;
        }
        const Pour& pour = found.pours.front();
        // What was pruned at this number of dots may be better than its best by the gap.
        bound = std::min(bound, pour.objective - found.proof.gap + change);
        if (!best || pour.objective + change < best->total) best = {pour, factor, pour.objective + change};
    }
    if (best) {
        proof.gap = std::max(0.0, best->total - bound);
        proof.bound = std::isfinite(bound) ? std::max(0.0, bound) : 0;
    }
    proof.method += as_planned_serves
                        ? "; the number of dots as planned, since with it nobody can tell the area from the target"
                        : fmt::format("; for each of {} numbers of dots", tried);
    return result;
}

class Planner {
public:
    Planner(const Situation& now, const HealingBelief* before, const Blend* before_blend)
        : now_(now), before_(before), before_blend_(before_blend) {
        next_.number = static_cast<int>(now.standing.size()) + 1;
        stands_ = now.looks(now.standing, &next_.diagnostics);
        next_.standing_reflectance = stands_.reflectance;
        next_.standing_area = stands_.area;
        next_.standing_delta_e = next_.delta_e = stands_.delta_e;
        next_.stop_rule = stop_rule(now.target, now.matching());
        if (!now.options.planned) return;
        as_planned_ = now.looks(now.with(mix(now.line, *now.options.planned), now.planned));
        next_.planned_delta_e = as_planned_->delta_e;
    }

    /// Nothing has departed from the plan: its blend and its number of dots, without a search.
    NextSession keep_plan() {
        next_.as_planned = as_planned_.has_value();
        return next_.as_planned && gains_enough(as_planned_->delta_e) ? go_on(*now_.options.planned, 1, as_planned_->delta_e)
                                                                      : stop();
    }

    NextSession search() {
        const DensitySearch found = search_densities(now_);
        next_.proof = found.proof;
        next_.method = found.proof.method;
        if (found.proof.stopped)
            say("search_stopped",
                std::string(stopped_text) + (found.best ? ": the best so far" : ", and no mix was found so far"));
        if (found.proof.audit.failed()) say("audit_failed", found.proof.audit.text());
        if (!found.best && found.proof.stopped) {
            next_.undecided = true;
            next_.why = std::string(stopped_text) + ": this is no advice to stop; allow more time";
            return next_;
        }
        name_rules(found);
        if (!found.best) return stop();
        // Where no fewer and no other dots can be told from the plan, the plan stands.
        const Pour& pour = found.best->pour;
        next_.as_planned =
            as_planned_ && !as_planned_->darker_than_target && as_planned_->delta_e < pour.judged.delta_e + 0.5 * now_.shows;
        const double reaches = next_.as_planned ? as_planned_->delta_e : pour.judged.delta_e;
        if (!gains_enough(reaches)) return stop();
        return next_.as_planned ? go_on(*now_.options.planned, 1, reaches) : go_on(pour.blend, found.best->factor, reaches);
    }

private:
    void say(const char* code, std::string message, Severity severity = Severity::warning) {
        next_.diagnostics.push_back({severity, code, std::move(message)});
    }

    bool gains_enough(double reaches) const {
        return !(now_.stands > 0 && stands_.delta_e - reaches < now_.options.least_gain_delta_e);
    }

    /// Which rules keep a mix out, or one that cannot be told from the target; with the number of dots that were planned.
    void name_rules(const DensitySearch& found) {
        if (found.proof.stopped || stands_.darker_than_target || !now_.has_room_for(now_.planned)) return;
        const std::vector<Pour> best = found.best ? std::vector<Pour>{found.best->pour} : std::vector<Pour>{};
        rules_ = name_binding_rules(next_.binding_rules, now_.matching(), now_.line, level_of(best, now_.shows), now_.shows,
                                    [&](const MatchOptions& loosened) {
                                        return now_.best_cup(now_.planned, loosened, inks_for_cups(now_.line, loosened));
                                    });
        add_binding_diagnostic(next_.diagnostics, next_.binding_rules, rules_);
    }

    NextSession stop() {
        next_.as_planned = false;
        next_.stop = true;
        next_.why = why_text(now_.belief, before_, before_blend_, now_.line, next_);
        if (!next_.binding_rules.empty()) next_.why += "; " + rules_;
        if (stands_.darker_than_target)
            say("darker_than_target",
                fmt::format("what stands is already {:.1f} L* darker than the target: adding cannot undo it; "
                            "let it fade, or ask about removal",
                            now_.first_viewing().lab(now_.target).l - stands_.area.front().l));
        else if (now_.stands == 0)
            say("cannot_match",
                only_darkness(next_.binding_rules)
                    ? "no mix of these inks at this number of dots stays lighter than the target: fewer or smaller "
                      "dots, a weaker ink, or bare skin"
                : rules_.empty() ? "no mix of these inks at this number of dots keeps to the rules"
                                 : rules_);
        return next_;
    }

    NextSession go_on(const Blend& blend, double factor, double reaches) {
        next_.blend = blend;
        next_.cup = largest_cup(now_.line, blend, now_.matching());
        next_.density_factor = now_.planned_left ? factor : 1;
        next_.delta_e = reaches;
        expect_sessions(now_.stands + now_.planned * factor);
        next_.why = why_text(now_.belief, before_, before_blend_, now_.line, next_);
        const std::size_t sessions = now_.matching().session_shares.size();
        if (now_.standing.size() >= sessions)
            say("extra_session",
                fmt::format("all {} planned sessions are done: this is a touch-up beyond the plan", sessions),
                Severity::info);
        if (next_.delta_e > now_.shows)
            say("target_not_reached",
                fmt::format("when the plan is done the area is still delta E {:.1f} from the target: {}", next_.delta_e,
                            next_.proof.stopped ? stopped_text
                            : !rules_.empty() && !only_darkness(next_.binding_rules)
                                ? rules_.c_str()
                                : "with these numbers of dots no mix of these inks on top of what stands comes "
                                  "nearer without being darker"));
        return next_;
    }

    void expect_sessions(double finish) {
        const Mixture cup = mix(now_.line, next_.blend);
        const std::vector<Eigen::VectorXd> draws = now_.belief.draws(now_.options.draws, now_.options.seed);
        std::vector<Skin> skins;
        for (const Eigen::VectorXd& point : draws) skins.push_back(now_.belief.skin_at(point));
        double reached = now_.stands;
        for (const double density :
             densities_to_come(now_.standing.size(), now_.stands, finish, now_.matching().session_shares)) {
            const std::vector<SessionDots> then = now_.with(cup, density - now_.stands);
            ExpectedSession session;
            session.number = next_.number + static_cast<int>(next_.sessions.size());
            session.new_density_per_cm2 = density - reached;
            session.density_per_cm2 = reached = density;
            session.share = density / finish;
            const MixLooks looks = now_.looks(then);
            session.reflectance = looks.reflectance;
            session.area = looks.area;
            session.delta_e_2000 = looks.delta_e_2000;
            session.darker_than_target = looks.darker_than_target;
            add_ranges(session, then, draws, skins);
            next_.sessions.push_back(std::move(session));
        }
    }

    void add_ranges(ExpectedSession& session, const std::vector<SessionDots>& then,
                    const std::vector<Eigen::VectorXd>& draws, const std::vector<Skin>& skins) const {
        const Viewing first = now_.first_viewing();
        const Lab wanted = first.lab(now_.target);
        std::vector<double> l, delta_e;
        int darker = 0;
        for (std::size_t i = 0; i < draws.size(); ++i) {
            const Lab lab = first.lab(standing_area(skins[i], now_.line, then, HealingBelief::healing_at(draws[i])));
            l.push_back(lab.l);
            delta_e.push_back(delta_e_2000(lab, wanted));
            darker += lab.l < wanted.l - now_.matching().darker_tolerance_l;
        }
        session.l = central_range(l, 0.8);
        session.delta_e_range = central_range(delta_e, 0.8);
        session.chance_darker = darker / static_cast<double>(draws.size());
    }

    const Situation& now_;
    const HealingBelief* before_;
    const Blend* before_blend_;
    MixLooks stands_;
    std::optional<MixLooks> as_planned_;
    std::string rules_;
    NextSession next_;
};

} // namespace

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
    const Situation now(belief, standing, target, line, dots, options);
    Planner planner(now, before, before_blend);
    return options.keep_planned ? planner.keep_plan() : planner.search();
}

} // namespace undertone
