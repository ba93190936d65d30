// What to pour: the walks of cup_search.hpp, and the recheck that makes proofs of them.
#include "audit.hpp"
#include "recheck.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/search/cup_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace undertone {

namespace {

constexpr auto bands = static_cast<std::size_t>(reduced_band_count);
constexpr double infinity = std::numeric_limits<double>::infinity();
/// How many are kept for the recheck: more where very many look alike and must be ruled out one by one.
constexpr int recheck_pools[] = {64, 512, 4096};
constexpr std::size_t recheck_batch = 16;
/// Three and more inks are looked at whole up to so many proportions, and among a few inks beyond.
constexpr std::uint64_t most_proportions = 3'000'000;
constexpr std::size_t few_inks = 9;

/// Adds the colour by the full model to a pour that has its penalty.
Pour judged(const CupColors& colors, Pour pour) {
    pour.judged = colors.full(pour.mg_per_ml);
    pour.objective += pour.judged.delta_e;
    pour.too_dark = pour.judged.darker > colors.problem().darker_tolerance_l;
    return pour;
}

/// Judges candidates by the full model and keeps those that obey the rules. `pour_of` makes a pour of a candidate, with its penalty
/// for an objective; the colour is added here.
template <class PourOf>
Verify keeper(const CupColors& colors, const PourOf& pour_of, std::vector<Pour>& kept, std::vector<Candidate>& verified) {
    return [&colors, &pour_of, &kept, &verified](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (const Candidate& candidate : candidates) {
            verified.push_back(candidate);
            Pour pour = judged(colors, pour_of(candidate));
            result.push_back({pour.objective, !pour.too_dark && pour.judged.b >= colors.problem().least_b});
            if (result.back().obeys) kept.push_back(std::move(pour));
        }
        return result;
    };
}

/// Holds what a search left out against the full model; what turns out better than the best joins `kept`.
template <class PourOf>
PruneAudit audit(const CupColors& colors, const PourOf& pour_of, std::span<const AuditDraw> draws,
                 std::span<const Candidate> verified, std::vector<Pour>& kept, double surrogate_error) {
    const double best = kept.empty() ? infinity : kept.front().objective;
    std::vector<Candidate> seen;
    const Verify verify = keeper(colors, pour_of, kept, seen);
    const LowerEstimate estimate = [&](std::span<const AuditDraw> drawn, double) {
        constexpr double doubt_l = 0.2; // of the reduced bands, in L* and b*
        std::vector<Eigen::ArrayXd> mg;
        std::vector<double> result;
        for (const AuditDraw& draw : drawn) {
            const Pour pour = pour_of(draw.candidate);
            mg.push_back(pour.mg_per_ml);
            result.push_back(pour.objective); // the penalty
        }
        const std::vector<CupColors::Judged> judged = colors.reduced(mg);
        for (std::size_t i = 0; i < judged.size(); ++i) {
            const bool excluded = judged[i].darker > colors.problem().darker_tolerance_l + doubt_l ||
                                  judged[i].b < colors.problem().least_b - doubt_l;
            result[i] = excluded ? infinity : result[i] + judged[i].delta_e;
        }
        return result;
    };
    PruneAudit result = audit_pruned(draws, verified, estimate, verify, best, surrogate_error);
    result.seed = colors.options().audit_seed;
    return result;
}

void best_first(std::vector<Pour>& pours) {
    std::stable_sort(pours.begin(), pours.end(), [](const Pour& a, const Pour& b) { return a.objective < b.objective; });
}

} // namespace

PourSearch search_fresh(const CupColors& colors, std::size_t count) {
    const MatchOptions& options = colors.options();
    PourSearch result;
    SearchProblem problem = colors.problem();
    problem.darker_tolerance_l += darkness_margin_l;
    problem.least_b -= blueness_margin_b;
    const auto pour_of = [&](const Candidate& candidate) {
        Pour pour;
        const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
        pour.steps = candidate.steps;
        pour.water_steps = water_parts * candidate.step_sum();
        pour.mg_per_ml = Eigen::ArrayXd::Zero(colors.pure_mg_per_ml()[0].size());
        for (std::size_t i = 0; i < candidate.inks.size(); ++i) {
            const auto ink = static_cast<std::size_t>(candidate.inks[i]);
            pour.inks.push_back(colors.inks()[ink]);
            pour.mg_per_ml += candidate.steps[i] * colors.pure_mg_per_ml()[ink];
        }
        pour.mg_per_ml /= candidate.step_sum() + pour.water_steps;
        pour.objective = problem.penalty(candidate.inks, candidate.steps, water_parts);
        return pour;
    };
    std::vector<Pour> ranked;
    SearchResult found;
    std::vector<Candidate> verified;
    SearchOptions how{0, static_cast<int>(count) + 3, true, options.should_stop};
    how.audit_recipes = options.audit_recipes;
    how.audit_seed = options.audit_seed;
    for (const int pool : recheck_pools) {
        how.pool = pool;
        found = search(problem, how);
        verified.clear();
        MatchProof proof;
        proof.stopped = found.stopped;
        proof.recipes_covered = found.recipes_covered;
        proof.recipes_evaluated = found.recipes_evaluated;
        proof.ink_sets = found.ink_sets;
        ranked.clear();
        recheck(found.best_of_set, shortlist_of(found, found.best_of_set), recheck_batch,
                keeper(colors, pour_of, ranked, verified), proof, {}, StopToken(options.should_stop));
        best_first(ranked);
        result.proof = proof;
        if (proof.proven() || !proof.complete) break;
    }
    if (options.audit_recipes > 0) {
        result.proof.audit = audit(colors, pour_of, found.audit, verified, ranked, result.proof.surrogate_error);
        best_first(ranked);
    }
    result.proof.method = fmt::format(
        "every set of up to {} of {} inks, every proportion in whole steps, every dilution: left out only by a bound on its "
        "colour or by a rule; surrogate in {} bands, the best rechecked with the full model{}",
        problem.max_inks, colors.inks().size(), reduced_band_count, result.proof.complete ? "" : "; stopped before the end");
    for (Pour& pour : ranked) { // best of each set
        const bool known = std::any_of(result.pours.begin(), result.pours.end(),
                                       [&](const Pour& other) { return other.inks == pour.inks; });
        if (!known && result.pours.size() < count) result.pours.push_back(std::move(pour));
    }
    return result;
}

namespace {

/// Walks every addition to one cup, by the surrogate. A candidate's `water` counts steps of water.
class AdditionWalk {
public:
    AdditionWalk(const CupColors& colors, const CupContents& cup, int pool, double darker_tolerance_l, double least_b)
        : colors_(colors), problem_(colors.problem()), cup_(cup), pool_(static_cast<std::size_t>(pool)), least_b_(least_b),
          held_steps_(cup.ml / problem_.grid.step_ml), held_(colors.optics(cup.mg_per_ml)),
          held_mg_(cup.mg_per_ml.sum() * held_steps_), viewing_colors_(problem_.viewings, darker_tolerance_l),
          labs_(problem_.viewings.size()) {
        for (std::size_t b = 0; b < bands; ++b) {
            held_.mu_a[b] *= held_steps_;
            held_.mu_s[b] *= held_steps_;
        }
        room_ = static_cast<int>(std::floor((colors.options().cup_volume_ml - cup.ml) / problem_.grid.step_ml + 1e-6));
    }

    Shortlist run() {
        std::vector<int> chosen;
        std::vector<int> all;
        for (int i = 0; i < static_cast<int>(problem_.ink_count()); ++i)
            if (problem_.allowed[static_cast<std::size_t>(i)] != 0) all.push_back(i);
        Shortlist list;
        const StopToken stop(colors_.options().should_stop);
        const StopScope scope(stop);
        for (int size = 0; size <= problem_.max_inks; ++size) {
            const std::vector<int>* from = &all;
            std::vector<int> few;
            if (size > 2 && proportions(all.size(), size) > most_proportions) {
                few = most_promising(all);
                from = &few;
                list.complete = false;
                list.bound = std::min(list.bound, problem_.extra_ink_penalty * size);
            }
            try {
                sets(*from, size, chosen, 0);
            } catch (const Stopped& by) {
                if (!stop.caused(by)) throw;
                list.complete = false;
                stopped = true;
                list.bound = std::min(list.bound, problem_.extra_ink_penalty * size);
                break;
            }
        }
        list.candidates.assign(best_.begin(), best_.end());
        list.bound = std::min(list.bound, best_.size() < pool_ ? infinity : best_.rbegin()->objective);
        return list;
    }

    std::uint64_t covered = 0, evaluated = 0, ink_sets = 0;
    bool stopped = false;
    /// Where nothing is light enough: the thinnest of the additions that is least dark, by the surrogate, if any was too dark.
    Candidate least_dark;
    bool any_dark() const { return darkest_ >= 0; }

    Eigen::ArrayXd mg_per_ml(const Candidate& candidate) const {
        Eigen::ArrayXd amount = cup_.mg_per_ml * held_steps_;
        for (std::size_t i = 0; i < candidate.inks.size(); ++i)
            amount += candidate.steps[i] * colors_.pure_mg_per_ml()[static_cast<std::size_t>(candidate.inks[i])];
        return amount / (held_steps_ + candidate.step_sum() + candidate.water);
    }

    /// After a run that left nothing out but by bounds and rules: recipes drawn uniformly from all, and by what each was left out.
    std::vector<AuditDraw> draw_audit(const Shortlist& list) const {
        const int wanted = colors_.options().audit_recipes, inks = static_cast<int>(problem_.ink_count());
        std::vector<int> required, free;
        for (int i = 0; i < inks; ++i) {
            if (problem_.required[static_cast<std::size_t>(i)] != 0)
                required.push_back(i);
            else if (problem_.allowed[static_cast<std::size_t>(i)] != 0)
                free.push_back(i);
        }
        const auto choose = [](std::size_t n, std::size_t k) {
            double product = 1;
            for (std::size_t i = 0; i < k; ++i)
                product *= n > i ? static_cast<double>(n - i) / static_cast<double>(i + 1) : 0;
            return product;
        };
        // By number of inks and sum of steps.
        struct Kind {
            std::size_t inks;
            int steps;
            double up_to;
        };
        std::vector<Kind> kinds;
        double all = 0;
        for (std::size_t size = required.size(); size <= static_cast<std::size_t>(problem_.max_inks); ++size)
            for (int sum = static_cast<int>(size); sum <= (size == 0 ? 0 : std::min(problem_.grid.pigment_steps, room_));
                 ++sum) {
                const double proportions = size == 0 ? 1 : choose(static_cast<std::size_t>(sum) - 1, size - 1);
                const int waters = room_ - sum - least_water(sum) + 1;
                if (waters > 0)
                    kinds.push_back({size, sum, all += choose(free.size(), size - required.size()) * proportions * waters});
            }
        std::vector<AuditDraw> draws;
        RandomStream random(colors_.options().audit_seed, 0);
        const auto below = [&](std::size_t count) {
            return std::min(count - 1, static_cast<std::size_t>(random.uniform() * static_cast<double>(count)));
        };
        for (int tries = 0; all > 0 && tries < 100 * wanted && static_cast<int>(draws.size()) < wanted; ++tries) {
            const double at = all * random.uniform();
            const Kind& kind = *std::find_if(kinds.begin(), kinds.end() - 1, [&](const Kind& k) { return at < k.up_to; });
            AuditDraw draw;
            Candidate& candidate = draw.candidate;
            candidate.inks = required;
            for (std::vector<int> left = free; candidate.inks.size() < kind.inks;) {
                const std::size_t i = below(left.size());
                candidate.inks.push_back(left[i]);
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
            }
            std::sort(candidate.inks.begin(), candidate.inks.end());
            std::set<int> cuts; // places between steps
            while (cuts.size() + 1 < kind.inks)
                cuts.insert(1 + static_cast<int>(below(static_cast<std::size_t>(kind.steps) - 1)));
            int from = 0;
            for (const int cut : cuts) {
                candidate.steps.push_back(cut - from);
                from = cut;
            }
            if (kind.inks > 0) candidate.steps.push_back(kind.steps - from);
            const int least = least_water(kind.steps);
            candidate.water = least + static_cast<int>(below(static_cast<std::size_t>(room_ - kind.steps - least + 1)));
            if (!problem_.permits(candidate.inks, candidate.steps) || mg_per_ml(candidate).sum() > problem_.most_mg_per_ml)
                continue;
            const auto [mu_a, mu_s] = colors_.optics(mg_per_ml(candidate));
            const ReducedBands r = reflectance_of(problem_.epochs.front(), mu_a, mu_s, 1);
            std::vector<Lab> labs(problem_.viewings.size());
            viewing_colors_.labs(r, labs.data());
            candidate.objective = penalty(candidate);
            for (std::size_t v = 0; v < labs.size(); ++v)
                candidate.objective += problem_.viewings[v].weight * delta_e_2000(labs[v], problem_.viewings[v].target);
            draw.excluded = viewing_colors_.too_dark(r) || labs.front().b < least_b_;
            const bool kept = std::any_of(list.candidates.begin(), list.candidates.end(), [&](const Candidate& one) {
                return one.inks == candidate.inks && one.steps == candidate.steps && one.water == candidate.water;
            });
            draw.by = draw.excluded ? LeftOutBy::darkness : kept ? LeftOutBy::rank : LeftOutBy::dilution;
            draw.bound = kept ? candidate.objective : list.bound;
            if (!draw.excluded) {
                draw.lowest = candidate;
                draw.below_bound = std::max(0.0, draw.bound - candidate.objective);
            }
            draws.push_back(std::move(draw));
        }
        return draws;
    }

    double penalty(const Candidate& candidate) const {
        double mg = held_mg_;
        for (std::size_t i = 0; i < candidate.inks.size(); ++i)
            mg += candidate.steps[i] * problem_.ink_mg_per_ml[static_cast<std::size_t>(candidate.inks[i])];
        return penalty(candidate.inks.size(), mg / (held_steps_ + candidate.step_sum() + candidate.water));
    }

private:
    /// Every ink added costs: nothing may be the best to add.
    double penalty(std::size_t inks, double mg_per_ml) const {
        return problem_.extra_ink_penalty * static_cast<double>(inks) + problem_.pigment_penalty * mg_per_ml;
    }

    double limit() const { return best_.size() < pool_ ? infinity : best_.rbegin()->objective; }

    /// Nothing stronger than the strongest dilution on the ladder is poured on top.
    int least_water(int ink_steps) const {
        return std::max(0, static_cast<int>(std::ceil(ink_steps * (problem_.grid.water_ladder.front() + 1) - held_steps_ -
                                                      ink_steps - 1e-9)));
    }

    std::uint64_t proportions(std::size_t inks, int size) const {
        const auto choose = [](double n, int k) {
            double product = 1;
            for (int i = 0; i < k; ++i) product *= (n - i) / (i + 1);
            return product;
        };
        return static_cast<std::uint64_t>(std::min(1e18, choose(static_cast<double>(inks), size) *
                                                             choose(std::min(problem_.grid.pigment_steps, room_), size)));
    }

    std::vector<int> most_promising(const std::vector<int>& all) const {
        std::vector<int> few;
        for (const int i : all)
            if (problem_.required[static_cast<std::size_t>(i)] != 0) few.push_back(i);
        for (const Candidate& candidate : best_)
            for (const int i : candidate.inks)
                if (few.size() < few_inks && std::find(few.begin(), few.end(), i) == few.end()) few.push_back(i);
        for (const int i : all)
            if (few.size() < few_inks && std::find(few.begin(), few.end(), i) == few.end()) few.push_back(i);
        std::sort(few.begin(), few.end());
        return few;
    }

    void sets(const std::vector<int>& from, int size, std::vector<int>& chosen, std::size_t first) {
        if (static_cast<int>(chosen.size()) == size) {
            for (std::size_t i = 0; i < problem_.ink_count(); ++i)
                if (problem_.required[i] != 0 &&
                    std::find(chosen.begin(), chosen.end(), static_cast<int>(i)) == chosen.end())
                    return;
            poll_stop();
            ++ink_sets;
            std::vector<int> steps;
            give(chosen, steps, std::min(problem_.grid.pigment_steps, room_), held_);
            return;
        }
        for (std::size_t i = first; i < from.size(); ++i) {
            chosen.push_back(from[i]);
            sets(from, size, chosen, i + 1);
            chosen.pop_back();
        }
    }

    void give(const std::vector<int>& inks, std::vector<int>& steps, int left, const CupColors::Optics& amount) {
        if (steps.size() == inks.size()) {
            if (problem_.permits(inks, steps)) waters(inks, steps, amount);
            return;
        }
        const auto ink = static_cast<std::size_t>(inks[steps.size()]);
        const int needed = static_cast<int>(inks.size() - steps.size()) - 1;
        const SearchEpoch& healed = problem_.epochs.front();
        CupColors::Optics sum = amount;
        for (int k = 1; k <= left - needed; ++k) {
            for (std::size_t b = 0; b < bands; ++b) {
                sum.mu_a[b] += healed.ink_mu_a_per_mm[ink][b];
                sum.mu_s[b] += healed.ink_reduced_mu_s_per_mm[ink][b];
            }
            steps.push_back(k);
            give(inks, steps, left - k, sum);
            steps.pop_back();
        }
    }

    ReducedBands seen(const CupColors::Optics& amount, double volume) const {
        return reflectance_of(problem_.epochs.front(), amount.mu_a, amount.mu_s, 1 / volume);
    }

    void waters(const std::vector<int>& inks, const std::vector<int>& steps, const CupColors::Optics& amount) {
        poll_stop();
        const int sum = std::accumulate(steps.begin(), steps.end(), 0), last = room_ - sum;
        const double dry = held_steps_ + sum;
        double mg = held_mg_;
        for (std::size_t i = 0; i < inks.size(); ++i)
            mg += steps[i] * problem_.ink_mg_per_ml[static_cast<std::size_t>(inks[i])];
        // Strong mixes, where thinning may darken, one by one; the rest by bisection.
        const double thinnest = problem_.epochs.front().surrogate.falls_up_to(amount.mu_a, amount.mu_s);
        int w = least_water(sum);
        if (w > last) return;
        covered += static_cast<std::uint64_t>(last - w) + 1;
        for (; w <= last && (dry + w) * thinnest < 1; ++w) visit(inks, steps, w, amount, dry, mg, false);
        if (w > last) return;
        int low = w, high = last;
        if (viewing_colors_.too_dark(seen(amount, dry + last))) {
            note_dark(inks, steps, last, amount, dry);
            return;
        }
        while (low < high) {
            const int middle = (low + high) / 2;
            if (viewing_colors_.too_dark(seen(amount, dry + middle)))
                low = middle + 1;
            else
                high = middle;
        }
        for (w = low; w <= last; ++w)
            if (!visit(inks, steps, w, amount, dry, mg, true)) break;
    }

    void note_dark(const std::vector<int>& inks, const std::vector<int>& steps, int w, const CupColors::Optics& amount,
                   double dry) {
        if (!best_.empty()) return;
        const ReducedBands r = seen(amount, dry + w);
        double darker = 0;
        for (const SearchViewing& viewing : problem_.viewings)
            darker = std::max(darker, viewing.target.l - lightness_of(viewing, r));
        if (darkest_ >= 0 && darker >= darkest_) return;
        darkest_ = darker;
        least_dark = {inks, steps, w, darker};
    }

    /// False where no thinner mix of the same inks can enter the list (only ever if `thinner_is_lighter`).
    bool visit(const std::vector<int>& inks, const std::vector<int>& steps, int w, const CupColors::Optics& amount,
               double dry, double mg, bool thinner_is_lighter) {
        const double volume = dry + w, in_force = limit();
        if (mg / volume > problem_.most_mg_per_ml) return true;
        const ReducedBands r = seen(amount, volume);
        if (!thinner_is_lighter && viewing_colors_.too_dark(r)) return true;
        const double cost = penalty(inks.size(), mg / volume);
        std::vector<Lab>& labs = labs_;
        const auto [bound, beyond] = viewing_colors_.bounds(r, labs.data());
        ++evaluated;
        if (thinner_is_lighter && beyond + problem_.extra_ink_penalty * static_cast<double>(inks.size()) > in_force)
            return false;
        if (bound + cost > in_force || labs.front().b < least_b_) return true;
        double objective = cost;
        for (std::size_t v = 0; v < labs.size(); ++v)
            objective += problem_.viewings[v].weight * delta_e_2000(labs[v], problem_.viewings[v].target);
        Candidate candidate{inks, steps, w, objective};
        if (best_.size() == pool_ && !(candidate < *best_.rbegin())) return true;
        best_.insert(std::move(candidate));
        if (best_.size() > pool_) best_.erase(std::prev(best_.end()));
        return true;
    }

    const CupColors& colors_;
    const SearchProblem& problem_;
    const CupContents& cup_;
    std::size_t pool_;
    double least_b_;
    double held_steps_;
    CupColors::Optics held_; ///< times the steps held
    double held_mg_;
    int room_ = 0;
    ViewingColors viewing_colors_;
    std::vector<Lab> labs_;
    std::set<Candidate> best_;
    double darkest_ = -1;
};

} // namespace

PourSearch search_additions(const CupColors& colors, const CupContents& cup) {
    const SearchProblem& problem = colors.problem();
    PourSearch result;
    for (const int pool : recheck_pools) {
        AdditionWalk walk(colors, cup, pool, problem.darker_tolerance_l + darkness_margin_l,
                          problem.least_b - blueness_margin_b);
        const Shortlist list = walk.run();
        const auto pour_of = [&](const Candidate& candidate) {
            Pour pour;
            for (const int i : candidate.inks) pour.inks.push_back(colors.inks()[static_cast<std::size_t>(i)]);
            pour.steps = candidate.steps;
            pour.water_steps = candidate.water;
            pour.mg_per_ml = walk.mg_per_ml(candidate);
            pour.objective = walk.penalty(candidate);
            return pour;
        };
        MatchProof proof;
        proof.recipes_covered = walk.covered;
        proof.recipes_evaluated = walk.evaluated;
        proof.ink_sets = walk.ink_sets;
        proof.stopped = walk.stopped;
        result.pours.clear();
        std::vector<Candidate> verified;
        recheck({}, list, recheck_batch, keeper(colors, pour_of, result.pours, verified), proof, {},
                StopToken(colors.options().should_stop));
        best_first(result.pours);
        if (proof.proven() && colors.options().audit_recipes > 0) {
            proof.audit = audit(colors, pour_of, walk.draw_audit(list), verified, result.pours, proof.surrogate_error);
            best_first(result.pours);
        }
        result.proof = proof;
        if (walk.covered == 0) break; // an ink must be added and there is no room, or no stock, for it
        result.least_dark.reset();
        if (result.pours.empty() && walk.any_dark()) result.least_dark = judged(colors, pour_of(walk.least_dark));
        if (proof.proven() || !proof.complete || proof.audit.failed()) break;
    }
    result.proof.method =
        fmt::format("nothing, water alone, and up to {} of {} inks in every number of steps with every number of steps of "
                    "water that the "
                    "cup has room for (never stronger than {:g}:1): left out only by a bound on its lightness or by a rule; "
                    "surrogate in {} bands, the best rechecked "
                    "with the full model{}",
                    problem.max_inks, colors.inks().size(), problem.grid.water_ladder.front(), reduced_band_count,
                    result.proof.complete ? "" : "; three and more inks among a few, or stopped before the end");
    return result;
}

} // namespace undertone
