// The audit of a match: draws are estimated by the full model at as few bands as decide whether they can win.

#include "audit.hpp"

#include "infinity.hpp"
#include "ranking.hpp"
#include "surrogate/surrogate_colors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

constexpr double doubt_l = 0.2; ///< of the reduced bands, in L* and b*
/// Where the surrogate is right to 0.3 % at three bands, spread over all, its colour is not off by 0.3 in delta E or L*.
constexpr double far = 0.3, agrees_to = 0.003;
constexpr std::size_t quarters = 4;

/// The healed part of the objective by the full model at the reduced bands; infinity where a rule excludes a draw beyond doubt. For draws
/// that are far from `best` by the surrogate the full model is evaluated at a quarter of these bands, and trusted where it agrees there.
class HealedEstimates {
public:
    HealedEstimates(const Matcher& matcher, const SearchProblem& problem, const Matcher::Rules& rules,
                    std::span<const AuditDraw> draws, double best)
        : matcher_(matcher), problem_(problem), rules_(rules), draws_(draws), all_(draws.size()), result_(draws.size()) {
        for (std::size_t i = 0; i < draws.size(); ++i) evaluate_surrogate(i, best);
        std::vector<std::size_t> pending(draws.size());
        std::iota(pending.begin(), pending.end(), std::size_t{0});
        while (!pending.empty()) pending = evaluate_full_model(pending);
        add_later_moments(best);
    }

    std::vector<double> take() { return std::move(result_); }

private:
    struct Estimate {
        Eigen::ArrayXd mg_per_ml; ///< in the healed dot
        ReducedBands area;        ///< by the surrogate, then by the full model
        double objective = 0;
        bool excluded = false;
        std::size_t from = 0, every = 1; ///< bands at which the full model is evaluated
    };

    void judge(Estimate& one, const Candidate& candidate, double doubt) const {
        const Lights& lights = matcher_.lights();
        one.objective = problem_.penalty(candidate.inks, candidate.steps, matcher_.water_parts(candidate));
        one.excluded = false;
        for (std::size_t v = 0; v < lights.target.size(); ++v) {
            const Lab lab = lab_of(problem_.viewings[v], one.area);
            if (v == 0) one.objective += problem_.texture_of(lab);
            one.objective +=
                problem_.epochs.front().weight * problem_.viewings[v].weight * delta_e_2000(lab, lights.target[v]);
            one.excluded =
                one.excluded || (v == 0 && lab.b < matcher_.problem().least_b - doubt) ||
                (!rules_.any_darkness && lab.l < lights.target[v].l - matcher_.options().darker_tolerance_l - doubt);
        }
    }

    void evaluate_surrogate(std::size_t i, double best) {
        const Candidate& candidate = draws_[i].candidate;
        Estimate& one = all_[i];
        MixtureOptics mixture;
        mix_steps(problem_, candidate.inks, candidate.steps, mixture);
        one.area = reflectance_of(problem_.epochs.front(), mixture.mu_a[0], mixture.mu_s[0],
                                  1 / problem_.thinning(candidate.inks, candidate.steps, matcher_.water_parts(candidate)));
        judge(one, candidate, far);
        if (one.excluded || one.objective > best + far) {
            one.from = i % quarters;
            one.every = quarters;
        }
        one.mg_per_ml = matcher_.healed_mg_per_ml(candidate);
    }

    /// Of these draws; returns those that are to be evaluated once more, at all reduced bands.
    std::vector<std::size_t> evaluate_full_model(const std::vector<std::size_t>& which) {
        const Eigen::ArrayXd full = full_model_at(which);
        std::vector<std::size_t> again;
        Eigen::Index next = 0;
        for (const std::size_t i : which) {
            Estimate& one = all_[i];
            bool agrees = one.every > 1;
            for (std::size_t b = one.from; b < reduced_size; b += one.every) {
                const double now = full[next++];
                agrees = agrees && std::abs(now - one.area[b]) <= agrees_to * now;
                one.area[b] = now;
            }
            if (one.every > 1 && !agrees) {
                one.from = 0;
                one.every = 1;
                again.push_back(i);
                continue;
            }
            judge(one, draws_[i].candidate, doubt_l);
            result_[i] = one.excluded ? infinity : one.objective;
        }
        return again;
    }

    Eigen::ArrayXd full_model_at(const std::vector<std::size_t>& which) const {
        std::vector<int> at;
        std::vector<double> a, s, g;
        for (const std::size_t i : which) {
            const DotField inside = dot_lattice(matcher_.line(), matcher_.state(all_[i].mg_per_ml, 0));
            for (std::size_t b = all_[i].from; b < reduced_size; b += all_[i].every) {
                const int band = matcher_.memory().reduction.bands[b];
                at.push_back(band);
                a.push_back(inside.pigment_mu_a_per_mm[band]);
                s.push_back(inside.pigment_mu_s_per_mm[band]);
                g.push_back(inside.pigment_g[band]);
            }
        }
        const auto array = [](const std::vector<double>& values) {
            return Eigen::Map<const Eigen::ArrayXd>(values.data(), static_cast<Eigen::Index>(values.size()));
        };
        return matcher_.model()(matcher_.moments().front().geometry, at, array(a), array(s), array(g));
    }

    /// Of what the healed colour does not decide, later epochs and outcomes as well.
    void add_later_moments(double best) {
        if (matcher_.moments().size() == 1) return;
        std::vector<std::size_t> open;
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < draws_.size(); ++i)
            if (result_[i] - audit_slack < best) {
                open.push_back(i);
                candidates.push_back(draws_[i].candidate);
            }
        const std::vector<double> objectives = matcher_.reduced_objectives(problem_, candidates);
        for (std::size_t k = 0; k < open.size(); ++k) result_[open[k]] = objectives[k];
    }

    const Matcher& matcher_;
    const SearchProblem& problem_;
    const Matcher::Rules& rules_;
    std::span<const AuditDraw> draws_;
    std::vector<Estimate> all_;
    std::vector<double> result_;
};

} // namespace

void audit(const Matcher& matcher, const SearchProblem& problem, const Matcher::Rules& rules, Ranking& ranking) {
    const double best = ranking.ranked.empty() ? infinity : ranking.ranked.front().objective;
    const auto verify = [&](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (std::optional<Rechecked>& seen : matcher.full_model(problem, rules, candidates)) {
            result.push_back(seen ? Verified{seen->objective, true} : Verified{});
            if (seen && seen->objective < best) ranking.ranked.push_back(std::move(*seen));
        }
        return result;
    };
    ranking.proof.audit = audit_pruned(
        ranking.drawn, ranking.verified,
        [&](std::span<const AuditDraw> draws, double least) {
            return HealedEstimates(matcher, problem, rules, draws, least).take();
        },
        verify, best, ranking.proof.surrogate_error);
    ranking.proof.audit.seed = matcher.options().audit_seed;
    std::sort(ranking.ranked.begin(), ranking.ranked.end());
}

} // namespace undertone
