// The walk of the grid: sets of inks, the most promising first; of each set the proportions that its cells leave; of each proportion the
// dilutions that bounds leave.

#include "bounds/color_cells.hpp"

#include "infinity.hpp"
#include "undertone/base/stop.hpp"
#include "walk/audit_sample.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace undertone {

namespace {

/// The best of all, and the best of each of the best sets of inks.
class Incumbents {
public:
    explicit Incumbents(const SearchOptions& options)
        : options_(options), pool_(static_cast<std::size_t>(std::max(1, options.pool))),
          sets_(static_cast<std::size_t>(std::max(0, options.sets))) {}

    void begin_set() {
        set_best_ = Candidate{};
        set_best_.objective = infinity;
    }

    void end_set() {
        if (sets_ == 0 || !std::isfinite(set_best_.objective)) return;
        best_of_set_.insert(set_best_);
        if (best_of_set_.size() > sets_) best_of_set_.erase(std::prev(best_of_set_.end()));
    }

    void offer(Candidate candidate) {
        if (candidate < set_best_ || !std::isfinite(set_best_.objective)) set_best_ = candidate;
        if (candidate.objective > limit_of_all() || (best_.size() == pool_ && !(candidate < *best_.rbegin()))) return;
        best_.insert(std::move(candidate));
        if (best_.size() > pool_) best_.erase(std::prev(best_.end()));
    }

    /// No larger objective enters the best of all.
    double limit_of_all() const {
        if (best_.empty()) return options_.limit;
        const double of_pool = best_.size() < pool_ ? infinity : best_.rbegin()->objective;
        return std::min({options_.limit, of_pool, best_.begin()->objective + options_.keep_within});
    }

    /// No larger objective enters either list.
    double threshold() const {
        if (sets_ == 0) return limit_of_all();
        const double of_sets = best_of_set_.size() < sets_ ? infinity : best_of_set_.rbegin()->objective;
        // Within a set that already has a better recipe, only the pool of all matters.
        const double of_this_set = std::min(of_sets, set_best_.objective);
        return std::max(limit_of_all(), of_this_set);
    }

    void hand_over(SearchResult& result) const {
        result.best.assign(best_.begin(), best_.end());
        result.best_of_set.assign(best_of_set_.begin(), best_of_set_.end());
    }

private:
    const SearchOptions& options_;
    std::size_t pool_, sets_;
    std::set<Candidate> best_, best_of_set_;
    Candidate set_best_{{}, {}, 0, infinity};
};

class Walk {
public:
    Walk(const SearchProblem& problem, const SearchOptions& options, double safety)
        : problem_(problem), options_(options), incumbents_(options), cells_(problem, safety, options.bound_fault),
          proportions_(problem.grid, problem.max_inks), dilutions_(problem, proportions_),
          least_texture_(problem.least_texture()), audit_(problem, proportions_, options),
          lab_(problem.epochs.size() * problem.viewings.size()), bound_(problem.epochs.size()),
          bound_beyond_(problem.epochs.size()) {}

    SearchResult run() {
        const StopToken stop(options_.should_stop);
        double pruned = infinity;
        for (int size = 1; size <= problem_.max_inks && !result_.stopped; ++size) {
            std::vector<InkSet> order;
            std::size_t next = 0;
            bool ranked = false;
            try {
                stop.poll();
                // Single inks, once begun, are all evaluated: they take no time, and make for an answer.
                const StopScope scope(size == 1 ? StopToken() : stop);
                // The most promising sets first: what they give prunes more of the others.
                std::vector<int> chosen;
                choose(chosen, 0, size, order);
                std::stable_sort(order.begin(), order.end(),
                                 [](const InkSet& a, const InkSet& b) { return a.promise < b.promise; });
                ranked = true;
                for (; next < order.size(); ++next) visit_set(order[next]);
            } catch (const Stopped& stopped) {
                if (!stop.caused(stopped)) throw;
                result_.stopped = true;
                incumbents_.end_set(); // of one that was not searched to the end, the best so far
                pruned = least_texture_ +
                         problem_.penalty_of_extra_inks(static_cast<std::size_t>(size)); // larger sets and the rest of these
                double of_these = infinity;
                for (; next < order.size(); ++next) of_these = std::min(of_these, order[next].bound);
                if (ranked && size == problem_.max_inks) pruned = std::max(pruned, of_these);
            }
        }
        incumbents_.hand_over(result_);
        result_.bound = std::min(pruned, incumbents_.limit_of_all());
        result_.colors_computed += dilutions_.colors_computed();
        result_.audit = audit_.judged();
        return std::move(result_);
    }

    double worst_miss() const { return cells_.worst_miss(); }

private:
    struct InkSet {
        std::vector<int> inks;
        double promise = 0, bound = 0; ///< promise: a bound but for cups so strong that they brighten again
    };
    using Followed = AuditSample::Followed;

    bool has_cells(std::size_t size) const { return options_.prune_cells && (size == 2 || size == 3); }

    void choose(std::vector<int>& chosen, std::size_t next, int size, std::vector<InkSet>& order) {
        if (static_cast<int>(chosen.size()) == size) {
            poll_stop();
            for (std::size_t ink = 0; ink < problem_.ink_count(); ++ink)
                if (problem_.required[ink] && std::find(chosen.begin(), chosen.end(), static_cast<int>(ink)) == chosen.end())
                    return;
            incumbents_.begin_set();
            const double penalty = least_texture_ + problem_.penalty_of_extra_inks(chosen.size());
            InkSet set{chosen, penalty, penalty};
            bool stronger = false;
            if (has_cells(chosen.size()))
                set.promise = least_texture_ +
                              ColorCells::Set(cells_, chosen).bound(incumbents_.threshold() - least_texture_, stronger);
            if (!stronger) set.bound = set.promise;
            order.push_back(std::move(set));
            return;
        }
        for (std::size_t ink = next; ink < problem_.ink_count(); ++ink) {
            if (!problem_.allowed[ink]) continue;
            chosen.push_back(static_cast<int>(ink));
            choose(chosen, ink + 1, size, order);
            chosen.pop_back();
        }
    }

    void visit_set(const InkSet& set) {
        incumbents_.begin_set();
        poll_stop();
        const double limit = incumbents_.threshold();
        const std::vector<Followed>& followed = audit_.of_set(set.inks);
        if (set.bound > limit) {
            for (const Followed& one : followed) note(one, PrunedBy::cells, std::min(set.bound, limit));
        } else {
            std::optional<ColorCells::Set> cells;
            if (has_cells(set.inks.size())) cells.emplace(cells_, set.inks);
            if (cells && !cells->refine(limit - least_texture_))
                for (const Followed& one : followed) note(one, PrunedBy::cells, limit);
            else
                visit_proportions(set.inks, cells ? &*cells : nullptr, followed);
        }
        ++result_.ink_sets; // now that it is searched to the end
        result_.recipes_covered += proportions_.recipes(set.inks.size());
    }

    void visit_proportions(const std::vector<int>& inks, ColorCells::Set* cells, const std::vector<Followed>& followed) {
        const std::vector<std::vector<int>>& proportions = proportions_.of(inks.size());
        const double penalty = least_texture_ + problem_.penalty_of_extra_inks(inks.size());
        auto next = followed.begin();
        for (std::size_t p = 0; p < proportions.size(); ++p) {
            if (p % 64 == 0) poll_stop();
            const std::vector<int>& steps = proportions[p];
            if (!problem_.permits(inks, steps)) continue;
            const double limit = incumbents_.threshold();
            const auto known = cells ? cells->proportion(steps, limit - penalty) : ColorCells::Set::Proportion{};
            followed_.clear();
            for (; next != followed.end() && next->proportion == p; ++next) {
                followed_.push_back(*next);
                note(*next, known.pruned ? PrunedBy::cells : PrunedBy::dilution, limit);
            }
            if (known.pruned && !known.stronger) continue;
            dilutions_.set(inks, steps);
            visit_dilutions(known, cells);
        }
        incumbents_.end_set();
        followed_.clear();
    }

    /// Of one proportion, of which its cell says what is `known`.
    void visit_dilutions(const ColorCells::Set::Proportion& known, ColorCells::Set* cells) {
        std::size_t stronger = 0;
        if (known.stronger || !(known.pruned || known.known)) {
            dilutions_.mix();
            stronger = visit_stronger();
        }
        if (known.known)
            visit_predicted(known.log_amount, *cells, stronger);
        else if (!known.pruned)
            visit_by_bisection(stronger);
        for (const Followed& one : followed_) { // the threshold may have fallen on the way
            AuditDraw& draw = audit_.draw(one);
            if (draw.by == PrunedBy::dilution || draw.by == PrunedBy::darkness)
                draw.bound = std::min(draw.bound, incumbents_.threshold());
        }
    }

    /// Dilutions so strong that thinning may darken; how many of the ladder these are. Thinned, they darken and then brighten once: those
    /// that are too dark follow one another.
    std::size_t visit_stronger() {
        const std::vector<int>& ladder = dilutions_.ladder();
        const std::size_t count = dilutions_.strong_count();
        note_dark(0, count);
        std::size_t i = 0;
        for (; i < count; ++i) {
            visit_recipe(ladder[i], false, nullptr);
            if (too_dark_) break;
        }
        for (i = dilutions_.first_light_enough(i + 1, count); i < count; ++i) visit_recipe(ladder[i], false, nullptr);
        return count;
    }

    /// Dilutions from one on, where thinner is lighter.
    void visit_by_bisection(std::size_t from) {
        const std::vector<int>& ladder = dilutions_.ladder();
        const std::size_t first = dilutions_.first_light_enough(from, ladder.size());
        note_dark(from, first);
        for (std::size_t i = first; i < ladder.size(); ++i)
            if (!visit_recipe(ladder[i], true, nullptr)) break;
    }

    /// Dilutions from one on, where a cell predicts colours: from that which matches in lightness both ways, until too dark or too light.
    void visit_predicted(double log_amount, ColorCells::Set& cells, std::size_t from) {
        const double limit = incumbents_.threshold();
        bool mixed = false;
        const std::vector<int>& ladder = dilutions_.ladder();
        const auto middle = std::lower_bound(ladder.begin(), ladder.end(), -log_amount, [&](int water, double log_volume) {
            return dilutions_.log_thinning(water) < log_volume;
        });
        const auto strongest = ladder.begin() + static_cast<std::ptrdiff_t>(from);
        bool dark = false, done = false; // all that is stronger is too dark; nothing thinner can enter
        const auto visit = [&](int water, const ColorCells::Set::Lightness& lightness) {
            if (!cells.may_be_within(limit - dilutions_.least_penalty(water), lightness)) return;
            if (!mixed) dilutions_.mix();
            mixed = true;
            done = !visit_recipe(water, true, &cells);
            dark = dark || too_dark_;
        };
        for (auto at = std::max(middle, strongest); at != ladder.end() && !done; ++at) {
            const auto lightness = cells.lightness(-dilutions_.log_thinning(*at));
            if (cells.too_light(lightness)) break;
            visit(*at, lightness);
        }
        for (auto at = middle; at > strongest && !dark;) {
            const auto lightness = cells.lightness(-dilutions_.log_thinning(*--at));
            if (cells.too_dark(lightness)) break;
            visit(*at, lightness);
        }
    }

    /// False where no thinner one can enter either list (only ever if `thinner_is_lighter`).
    bool visit_recipe(int water, bool thinner_is_lighter, const ColorCells::Set* cells) {
        const bool go_on = evaluate(water, thinner_is_lighter, cells);
        if (!followed_.empty()) note(water, pruned_by_, pruned_bound_);
        return go_on;
    }

    bool evaluate(int water, bool thinner_is_lighter, const ColorCells::Set* cells) {
        too_dark_ = false;
        const double limit = incumbents_.threshold();
        double penalty = dilutions_.least_penalty(water);
        pruned_by_ = PrunedBy::darkness;
        pruned_bound_ = limit;
        if (dilutions_.mg_per_ml(water) > problem_.most_mg_per_ml) return true;
        // Bounds of this recipe, and of every thinner one too; epochs not yet evaluated count 0.
        std::fill(bound_.begin(), bound_.end(), 0.0);
        std::fill(bound_beyond_.begin(), bound_beyond_.end(), 0.0);
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            if (e > 0 && !problem_.epochs[e].counts()) continue;
            const ReducedBands area = dilutions_.area(e, water);
            ++result_.colors_computed;
            if (e == 0 && excluded_early(area, limit - penalty, cells)) return true;
            const ViewingColors::Bounds bounds =
                dilutions_.viewing_colors().bounds(area, lab_.data() + e * problem_.viewings.size());
            bound_[e] = bounds.all;
            // Already lighter than the target: thinner is lighter still, so this part of the bound stays.
            bound_beyond_[e] = bounds.by_lightness;
            if (e == 0 && lab_[0].b < problem_.least_b) return true;
            if (e == 0) penalty = dilutions_.penalty(water) + problem_.texture_of(lab_[0]);
            pruned_by_ = PrunedBy::color;
            if (thinner_is_lighter) {
                const double beyond = problem_.combine(bound_beyond_) + dilutions_.least_beside();
                if (beyond > limit) {
                    pruned_bound_ = beyond;
                    return false;
                }
            }
            const double bound = problem_.combine(bound_) + penalty;
            if (bound > limit) {
                pruned_bound_ = bound;
                return true;
            }
        }
        ++result_.recipes_evaluated;
        if (cells != nullptr) cells->check(-dilutions_.log_thinning(water), lab_);
        const double objective = objective_of_labs(penalty);
        pruned_by_ = PrunedBy::rank;
        pruned_bound_ = objective;
        if (objective <= limit) incumbents_.offer({dilutions_.inks(), dilutions_.steps(), water, objective});
        return true;
    }

    /// By darkness, or by its cell once more, now that its lightness is exact.
    bool excluded_early(const ReducedBands& healed, double limit, const ColorCells::Set* cells) {
        too_dark_ = dilutions_.viewing_colors().too_dark(healed);
        if (too_dark_ || cells == nullptr) return too_dark_;
        const double lighter = lightness_of(problem_.viewings[0], healed) - problem_.viewings[0].target.l;
        if (cells->may_be_within(limit, {lighter, 0})) return false;
        pruned_by_ = PrunedBy::dilution;
        return true;
    }

    double objective_of_labs(double penalty) {
        const std::size_t viewings = problem_.viewings.size();
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            bound_[e] = 0;
            if (!problem_.epochs[e].counts()) continue;
            for (std::size_t v = 0; v < viewings; ++v)
                bound_[e] += problem_.viewings[v].weight * delta_e_2000(lab_[e * viewings + v], problem_.viewings[v].target);
        }
        return penalty + problem_.combine(bound_);
    }

    void note(const Followed& one, PrunedBy by, double bound) {
        AuditDraw& draw = audit_.draw(one);
        draw.by = by;
        draw.bound = bound;
    }
    /// One dilution of the proportion.
    void note(int water, PrunedBy by, double bound) {
        for (const Followed& one : followed_)
            if (audit_.draw(one).candidate.water == water) note(one, by, bound);
    }
    /// From one place on the ladder to another.
    void note_dark(std::size_t from, std::size_t to) {
        if (followed_.empty()) return;
        for (std::size_t i = from; i < to; ++i) note(dilutions_.ladder()[i], PrunedBy::darkness, incumbents_.threshold());
    }

    const SearchProblem& problem_;
    const SearchOptions& options_;
    Incumbents incumbents_;
    ColorCells cells_;
    Proportions proportions_;
    Dilutions dilutions_;
    double least_texture_; ///< of every recipe
    AuditSample audit_;
    std::vector<Lab> lab_;                     ///< per epoch and viewing, of the recipe that is evaluated
    std::vector<double> bound_, bound_beyond_; ///< per epoch
    bool too_dark_ = false;                    ///< that recipe
    std::vector<Followed> followed_;           ///< by the audit, of the proportion
    PrunedBy pruned_by_ = PrunedBy::nothing;   ///< that recipe, if it was pruned
    double pruned_bound_ = 0;
    SearchResult result_;
};

} // namespace

SearchResult search(const SearchProblem& problem, const SearchOptions& options) {
    SearchOptions now = options;
    for (double safety = 1;; safety *= 2) {
        Walk walk(problem, now, safety);
        SearchResult result = walk.run();
        result.cell_miss = walk.worst_miss();
        if (result.cell_miss <= 1 || !now.prune_cells || result.stopped) return result;
        if (result.best.size() == static_cast<std::size_t>(now.pool))
            now.limit = std::min(now.limit, result.best.back().objective);
        if (safety > 4) now.prune_cells = false; // colours too far from smooth for cells: evaluate every proportion
    }
}

} // namespace undertone
