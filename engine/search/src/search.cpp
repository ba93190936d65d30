#include "undertone/search/search.hpp"

#include "bounds/color_cells.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace undertone {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ReducedBands reflectance(const SearchProblem& problem, const MixtureOptics& ray, std::size_t epoch, double thinning) {
    return reflectance_of(problem.epochs[epoch], ray.mu_a[epoch], ray.mu_s[epoch], 1.0 / thinning);
}

/// Walks the grid for one problem and keeps the best.
class Walk {
public:
    Walk(const SearchProblem& problem, const SearchOptions& options, double safety)
        : problem_(problem), options_(options), pool_(static_cast<std::size_t>(std::max(1, options.pool))),
          sets_(static_cast<std::size_t>(std::max(0, options.sets))), cells_(problem, safety, options.bound_fault),
          viewing_colors_(problem.viewings, problem.darker_tolerance_l),
          lab_(problem.epochs.size() * problem.viewings.size()), bound_(problem.epochs.size()),
          bound_beyond_(problem.epochs.size()) {
        for (const double water_parts : problem.grid.water_ladder) log_volume_.push_back(std::log(water_parts + 1));
        for (int sum = 0; sum <= problem.grid.pigment_steps; ++sum)
            allowed_water_.push_back(problem.grid.allowed_water(sum));
        for (int size = 1; size <= problem.max_inks; ++size) {
            std::vector<int> steps;
            proportions_.emplace_back();
            on_grid_.push_back(0);
            split(size, steps, problem.grid.pigment_steps);
        }
        if (options.audit_recipes > 0) draw_audit();
    }

    SearchResult run() {
        const StopToken stop(options_.should_stop);
        double left_out = infinity;
        for (int size = 1; size <= problem_.max_inks && !result_.stopped; ++size) {
            std::vector<Ranked> order;
            std::size_t next = 0;
            bool ranked = false;
            try {
                stop.poll();
                // Single inks, once begun, are all looked at: they take no time, and make for an answer.
                const StopScope scope(size == 1 ? StopToken() : stop);
                // The most promising sets first: what they give leaves more of the others out.
                std::vector<int> chosen;
                choose(chosen, 0, size, order);
                std::stable_sort(order.begin(), order.end(),
                                 [](const Ranked& a, const Ranked& b) { return a.promise < b.promise; });
                ranked = true;
                for (; next < order.size(); ++next) visit_set(order[next]);
            } catch (const Stopped& stopped) {
                if (!stop.caused(stopped)) throw;
                result_.stopped = true;
                keep_best_of_set(); // of one that was not looked at to the end, the best so far
                left_out = extra_ink_penalty(static_cast<std::size_t>(size)); // larger sets and the rest of these
                double of_these = infinity;
                for (; next < order.size(); ++next) of_these = std::min(of_these, order[next].bound);
                if (ranked && size == problem_.max_inks) left_out = std::max(left_out, of_these);
            }
        }
        followed_.clear();
        result_.best.assign(best_.begin(), best_.end());
        result_.best_of_set.assign(best_of_set_.begin(), best_of_set_.end());
        result_.bound = std::min(left_out, limit_of_all());
        for (AuditDraw& draw : result_.audit) judge(draw);
        return std::move(result_);
    }

    double worst_miss() const { return cells_.worst_miss(); }

private:
    struct Ranked {
        std::vector<int> inks;
        double promise = 0, bound = 0; ///< promise: a bound but for cups so strong that they brighten again
    };
    /// A recipe that an audit follows.
    struct Followed {
        std::size_t proportion; ///< of those with as many inks
        std::size_t draw;       ///< of result_.audit
    };

    double limit_of_all() const {
        if (best_.empty()) return options_.limit;
        const double of_pool = best_.size() < pool_ ? infinity : best_.rbegin()->objective;
        return std::min({options_.limit, of_pool, best_.begin()->objective + options_.keep_within});
    }

    double threshold() const {
        if (sets_ == 0) return limit_of_all();
        const double of_sets = best_of_set_.size() < sets_ ? infinity : best_of_set_.rbegin()->objective;
        // Within a set that already has a better recipe, only the pool of all matters.
        const double of_this_set = std::min(of_sets, set_best_.objective);
        return std::max(limit_of_all(), of_this_set);
    }

    bool has_cells(std::size_t size) const { return options_.prune_cells && (size == 2 || size == 3); }

    void choose(std::vector<int>& chosen, std::size_t next, int size, std::vector<Ranked>& order) {
        if (static_cast<int>(chosen.size()) == size) {
            poll_stop();
            for (std::size_t ink = 0; ink < problem_.ink_count(); ++ink)
                if (problem_.required[ink] && std::find(chosen.begin(), chosen.end(), static_cast<int>(ink)) == chosen.end())
                    return;
            set_best_.objective = infinity;
            Ranked set{chosen, extra_ink_penalty(chosen.size()), extra_ink_penalty(chosen.size())};
            bool stronger = false;
            if (has_cells(chosen.size())) set.promise = ColorCells::Set(cells_, chosen).bound(threshold(), stronger);
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

    void visit_set(const Ranked& set) {
        const std::size_t size = set.inks.size();
        set_best_ = Candidate{};
        set_best_.objective = infinity;
        cover(set);
        ++result_.ink_sets; // now that it is looked at to the end
        result_.recipes_covered += on_grid_[size - 1];
    }

    void cover(const Ranked& set) {
        const std::size_t size = set.inks.size();
        poll_stop();
        const double limit = threshold(), beside = extra_ink_penalty(size);
        const auto audited = audited_sets_.find(set.inks);
        const std::vector<Followed> of_set = audited == audited_sets_.end() ? std::vector<Followed>{} : audited->second;
        if (set.bound > limit) {
            for (const Followed& one : of_set) note(one, LeftOutBy::cells, std::min(set.bound, limit));
            return;
        }
        std::optional<ColorCells::Set> cells;
        if (has_cells(size)) {
            cells.emplace(cells_, set.inks);
            if (!cells->refine(limit)) {
                for (const Followed& one : of_set) note(one, LeftOutBy::cells, limit);
                return;
            }
        }
        const std::vector<std::vector<int>>& proportions = proportions_[size - 1];
        auto next = of_set.begin();
        for (std::size_t p = 0; p < proportions.size(); ++p) {
            if (p % 64 == 0) poll_stop();
            const std::vector<int>& steps = proportions[p];
            if (!problem_.permits(set.inks, steps)) continue;
            const double in_force = threshold();
            const auto known = cells ? cells->proportion(steps, in_force - beside) : ColorCells::Set::Proportion{};
            followed_.clear();
            for (; next != of_set.end() && next->proportion == p; ++next) {
                followed_.push_back(*next);
                note(*next, known.left_out ? LeftOutBy::cells : LeftOutBy::dilution, in_force);
            }
            if (known.left_out && !known.stronger) continue;
            take_in_hand(set.inks, steps);
            std::size_t stronger = 0;
            if (known.stronger || !(known.left_out || known.known)) {
                mix_steps(problem_, set.inks, steps, ray_);
                stronger = visit_stronger(set.inks, steps);
            }
            if (known.known)
                visit_predicted(set.inks, steps, known.log_amount, *cells, stronger);
            else if (!known.left_out)
                visit_by_bisection(set.inks, steps, stronger);
            for (const Followed& one : followed_) { // what is of interest has become less on the way
                AuditDraw& draw = result_.audit[one.draw];
                if (draw.by == LeftOutBy::dilution || draw.by == LeftOutBy::darkness)
                    draw.bound = std::min(draw.bound, threshold());
            }
        }
        keep_best_of_set();
        followed_.clear();
    }

    void keep_best_of_set() {
        if (sets_ == 0 || !std::isfinite(set_best_.objective)) return;
        best_of_set_.insert(set_best_);
        if (best_of_set_.size() > sets_) best_of_set_.erase(std::prev(best_of_set_.end()));
    }

    /// Recipes to be followed: a number of inks by how many recipes it has, a set of them, a proportion by how many dilutions it
    /// has, a dilution; drawn again where a rule that needs no colour excludes it.
    void draw_audit() {
        std::vector<int> required, free;
        for (int ink = 0; ink < static_cast<int>(problem_.ink_count()); ++ink) {
            const auto at = static_cast<std::size_t>(ink);
            if (problem_.required[at] && !problem_.allowed[at]) return; // nothing is permitted
            if (problem_.required[at])
                required.push_back(ink);
            else if (problem_.allowed[at])
                free.push_back(ink);
        }
        std::vector<double> up_to_size; // recipes with up to so many inks
        std::vector<std::vector<double>> up_to_proportion;
        double all = 0;
        for (std::size_t size = 1; size <= on_grid_.size(); ++size) {
            double sets = size >= required.size() ? 1 : 0;
            for (std::size_t k = 0; k + required.size() < size; ++k)
                sets *= free.size() > k ? static_cast<double>(free.size() - k) / static_cast<double>(k + 1) : 0;
            up_to_size.push_back(all += sets * static_cast<double>(on_grid_[size - 1]));
            std::vector<double>& up_to = up_to_proportion.emplace_back();
            double waters = 0;
            for (const std::vector<int>& steps : proportions_[size - 1])
                up_to.push_back(waters += static_cast<double>(ladder_of(steps).size()));
        }
        if (all <= 0) return;
        RandomStream random(options_.audit_seed, 0);
        const auto index_of = [](const std::vector<double>& up_to, double at) {
            return std::min(up_to.size() - 1,
                            static_cast<std::size_t>(std::upper_bound(up_to.begin(), up_to.end(), at) - up_to.begin()));
        };
        const auto below = [&](std::size_t count) {
            return std::min(count - 1, static_cast<std::size_t>(random.uniform() * static_cast<double>(count)));
        };
        const auto wanted = static_cast<std::size_t>(options_.audit_recipes);
        for (std::size_t tries = 0; tries < 100 * wanted && result_.audit.size() < wanted; ++tries) {
            const std::size_t size = index_of(up_to_size, all * random.uniform()) + 1;
            AuditDraw draw;
            std::vector<int> left = free;
            draw.candidate.inks = required;
            while (draw.candidate.inks.size() < size) {
                const std::size_t i = below(left.size());
                draw.candidate.inks.push_back(left[i]);
                left[i] = left.back();
                left.pop_back();
            }
            std::sort(draw.candidate.inks.begin(), draw.candidate.inks.end());
            const std::vector<double>& waters = up_to_proportion[size - 1];
            const std::size_t proportion = index_of(waters, waters.back() * random.uniform());
            draw.candidate.steps = proportions_[size - 1][proportion];
            const std::vector<int>& ladder = ladder_of(draw.candidate.steps);
            draw.candidate.water = ladder[below(ladder.size())];
            if (!permitted(draw.candidate)) continue;
            audited_sets_[draw.candidate.inks].push_back({proportion, result_.audit.size()});
            result_.audit.push_back(std::move(draw));
        }
        for (auto& [inks, draws] : audited_sets_)
            std::sort(draws.begin(), draws.end(),
                      [](const Followed& a, const Followed& b) { return a.proportion < b.proportion; });
    }

    bool permitted(const Candidate& candidate) const {
        return problem_.permits(candidate.inks, candidate.steps) &&
               problem_.mg_per_ml_undiluted(candidate.inks, candidate.steps) /
                       problem_.thinning(candidate.inks, candidate.steps, water_at(candidate.water)) <=
                   problem_.most_mg_per_ml;
    }

    void note(const Followed& one, LeftOutBy by, double bound) {
        result_.audit[one.draw].by = by;
        result_.audit[one.draw].bound = bound;
    }
    /// One dilution of the proportion at hand.
    void note(int water, LeftOutBy by, double bound) {
        for (const Followed& one : followed_)
            if (result_.audit[one.draw].candidate.water == water) note(one, by, bound);
    }

    /// Holds what was said of a recipe that was followed against its colour.
    void judge(AuditDraw& draw) {
        Candidate& candidate = draw.candidate;
        take_in_hand(candidate.inks, candidate.steps);
        mix_steps(problem_, candidate.inks, candidate.steps, ray_);
        draw.excluded = !judge_color(candidate);
        if (draw.by == LeftOutBy::nothing) return;
        if (!draw.excluded) draw.lowest = candidate;
        if (draw.by == LeftOutBy::cells) {
            const std::vector<int>& ladder = ladder_of(candidate.steps);
            const double least = 1 / falls_up_to(problem_, ray_);
            std::size_t strong = 0; // of these the cells do not speak
            while (strong < ladder.size() && thinning(ladder[strong]) < least) ++strong;
            const std::size_t from = first_light_enough(ladder, strong, ladder.size());
            for (std::size_t i = from; i < std::min(from + 2, ladder.size()); ++i) {
                Candidate other = candidate;
                other.water = ladder[i];
                if (judge_color(other) && (draw.lowest.inks.empty() || other.objective < draw.lowest.objective))
                    draw.lowest = std::move(other);
            }
        }
        if (!draw.lowest.inks.empty()) draw.below_bound = std::max(0.0, draw.bound - draw.lowest.objective);
    }

    /// Sets the objective of a dilution of `ray_`; false where a rule excludes it.
    bool judge_color(Candidate& candidate) {
        const std::size_t viewings = problem_.viewings.size();
        const double thinned_by = thinning(candidate.water);
        bool obeys = mg_per_ml_undiluted_ / thinned_by <= problem_.most_mg_per_ml;
        std::fill(bound_.begin(), bound_.end(), 0.0);
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            if (e > 0 && !counts(e)) continue;
            const ReducedBands r = reflectance(problem_, ray_, e, thinned_by);
            viewing_colors_.labs(r, lab_.data());
            if (e == 0) obeys = obeys && !viewing_colors_.too_dark(r) && lab_[0].b >= problem_.least_b;
            for (std::size_t v = 0; v < viewings && counts(e); ++v)
                bound_[e] += problem_.viewings[v].weight * delta_e_2000(lab_[v], problem_.viewings[v].target);
        }
        candidate.objective =
            extra_ink_penalty(candidate.inks.size()) + penalty_undiluted_ / thinned_by + problem_.combine(bound_);
        return obeys;
    }

    /// All proportions of that many inks without common divisor.
    void split(int size, std::vector<int>& steps, int left) {
        if (static_cast<int>(steps.size()) == size) {
            int divisor = 0, sum = 0;
            for (const int k : steps) {
                divisor = std::gcd(divisor, k);
                sum += k;
            }
            const std::size_t waters = allowed_water_[static_cast<std::size_t>(sum)].size();
            if (divisor != 1 || waters == 0) return;
            if (proportions_.back().size() % 1024 == 0) poll_stop();
            proportions_.back().push_back(steps);
            on_grid_.back() += waters;
            return;
        }
        const int still_needed = size - static_cast<int>(steps.size()) - 1;
        for (int k = 1; k <= left - still_needed; ++k) {
            steps.push_back(k);
            split(size, steps, left - k);
            steps.pop_back();
        }
    }

    /// What all dilutions of a proportion share.
    void take_in_hand(const std::vector<int>& inks, const std::vector<int>& steps) {
        each_water_thins_by_ = problem_.thinning(inks, steps, 1) - 1;
        penalty_undiluted_ = problem_.penalty_undiluted(inks, steps);
        mg_per_ml_undiluted_ = problem_.mg_per_ml_undiluted(inks, steps);
    }

    /// Dilutions of `ray_` so strong that thinning may darken; how many of the ladder these are. Thinned, they darken and then brighten
    /// once: those that are too dark follow one another.
    std::size_t visit_stronger(const std::vector<int>& inks, const std::vector<int>& steps) {
        const std::vector<int>& ladder = ladder_of(steps);
        const double least = 1 / falls_up_to(problem_, ray_);
        std::size_t count = 0;
        while (count < ladder.size() && thinning(ladder[count]) < least) ++count;
        if (!followed_.empty())
            for (std::size_t k = 0; k < count; ++k) note(ladder[k], LeftOutBy::darkness, threshold());
        std::size_t i = 0;
        for (; i < count; ++i) {
            visit_recipe(inks, steps, ladder[i], false, nullptr);
            if (too_dark_) break;
        }
        for (i = first_light_enough(ladder, i + 1, count); i < count; ++i)
            visit_recipe(inks, steps, ladder[i], false, nullptr);
        return count;
    }

    /// Dilutions of `ray_` from one on, where thinner is lighter.
    void visit_by_bisection(const std::vector<int>& inks, const std::vector<int>& steps, std::size_t from) {
        const std::vector<int>& ladder = ladder_of(steps);
        const std::size_t first = first_light_enough(ladder, from, ladder.size());
        if (!followed_.empty())
            for (std::size_t i = from; i < first; ++i) note(ladder[i], LeftOutBy::darkness, threshold());
        for (std::size_t i = first; i < ladder.size(); ++i)
            if (!visit_recipe(inks, steps, ladder[i], true, nullptr)) break;
    }

    /// One proportion where a cell's colours tell which dilutions are worth a look.
    void visit_predicted(const std::vector<int>& inks, const std::vector<int>& steps, double log_amount,
                         ColorCells::Set& cells, std::size_t from) {
        const double limit = threshold(), beside = extra_ink_penalty(inks.size());
        bool have_ray = false;
        // From the dilution that matches in lightness both ways, until too dark or too light.
        const std::vector<int>& ladder = ladder_of(steps);
        const auto middle = std::lower_bound(ladder.begin(), ladder.end(), -log_amount,
                                             [&](int water, double log_volume) { return log_thinning(water) < log_volume; });
        const auto strongest = ladder.begin() + static_cast<std::ptrdiff_t>(from);
        bool dark = false, done = false; // all that is stronger is too dark; nothing thinner can be of interest
        const auto look = [&](int water, const ColorCells::Set::Lightness& lightness) {
            const double penalty = beside + penalty_undiluted_ / thinning(water);
            if (!cells.may_be_within(limit - penalty, lightness)) return;
            if (!have_ray) mix_steps(problem_, inks, steps, ray_);
            have_ray = true;
            done = !visit_recipe(inks, steps, water, true, &cells);
            dark = dark || too_dark_;
        };
        for (auto at = std::max(middle, strongest); at != ladder.end() && !done; ++at) {
            const auto lightness = cells.lightness(-log_thinning(*at));
            if (cells.too_light(lightness)) break;
            look(*at, lightness);
        }
        for (auto at = middle; at > strongest && !dark;) {
            const auto lightness = cells.lightness(-log_thinning(*--at));
            if (cells.too_dark(lightness)) break;
            look(*at, lightness);
        }
    }

    const std::vector<int>& ladder_of(const std::vector<int>& steps) const {
        return allowed_water_[static_cast<std::size_t>(std::accumulate(steps.begin(), steps.end(), 0))];
    }

    double water_at(int index) const { return problem_.grid.water_ladder[static_cast<std::size_t>(index)]; }

    /// Of the proportion at hand.
    double thinning(int water) const { return water_at(water) * each_water_thins_by_ + 1; }
    double log_thinning(int water) const {
        return each_water_thins_by_ == 1 ? log_volume_[static_cast<std::size_t>(water)] : std::log(thinning(water));
    }

    /// From one dilution to another; the end where all are too dark.
    std::size_t first_light_enough(const std::vector<int>& ladder, std::size_t from, std::size_t to) {
        const auto dark = [&](std::size_t i) {
            ++result_.colors_computed;
            return viewing_colors_.too_dark(reflectance(problem_, ray_, 0, thinning(ladder[i])));
        };
        std::size_t low = std::min(from, to), high = to;
        if (low < high && !dark(low)) return low;
        if (low < high && dark(high - 1)) return high;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (dark(middle))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// One dilution of `ray_`. False where no thinner one can enter either list (only ever if `thinner_is_lighter`).
    bool visit_recipe(const std::vector<int>& inks, const std::vector<int>& steps, int water, bool thinner_is_lighter,
                      const ColorCells::Set* cells) {
        const bool go_on = look_at_recipe(inks, steps, water, thinner_is_lighter, cells);
        if (!followed_.empty()) note(water, left_out_by_, left_out_bound_);
        return go_on;
    }

    bool look_at_recipe(const std::vector<int>& inks, const std::vector<int>& steps, int water, bool thinner_is_lighter,
                        const ColorCells::Set* cells) {
        too_dark_ = false;
        const double limit = threshold(), thinned_by = thinning(water);
        left_out_by_ = LeftOutBy::darkness;
        left_out_bound_ = limit;
        const double penalty = extra_ink_penalty(inks.size()) + penalty_undiluted_ / thinned_by;
        if (mg_per_ml_undiluted_ / thinned_by > problem_.most_mg_per_ml) return true;
        // Bounds of this recipe, and of every thinner one too; epochs not yet seen count 0.
        const std::size_t viewings = problem_.viewings.size();
        std::fill(bound_.begin(), bound_.end(), 0.0);
        std::fill(bound_beyond_.begin(), bound_beyond_.end(), 0.0);
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            if (e > 0 && !counts(e)) continue;
            const ReducedBands r = reflectance(problem_, ray_, e, thinned_by);
            ++result_.colors_computed;
            if (e == 0) too_dark_ = viewing_colors_.too_dark(r);
            if (e == 0 && too_dark_) return true;
            if (e == 0 && cells != nullptr) { // once more, now that its lightness is exact
                const double lighter = lightness_of(problem_.viewings[0], r) - problem_.viewings[0].target.l;
                if (!cells->may_be_within(limit - penalty, {lighter, 0})) {
                    left_out_by_ = LeftOutBy::dilution;
                    return true;
                }
            }
            const ViewingColors::Bounds bounds = viewing_colors_.bounds(r, lab_.data() + e * viewings);
            bound_[e] = bounds.all;
            // Already lighter than the target: thinner is lighter still, so this part of the bound stays.
            bound_beyond_[e] = bounds.by_lightness;
            if (e == 0 && lab_[0].b < problem_.least_b) return true;
            left_out_by_ = LeftOutBy::color;
            if (thinner_is_lighter && problem_.combine(bound_beyond_) + extra_ink_penalty(inks.size()) > limit) {
                left_out_bound_ = problem_.combine(bound_beyond_) + extra_ink_penalty(inks.size());
                return false;
            }
            if (problem_.combine(bound_) + penalty > limit) {
                left_out_bound_ = problem_.combine(bound_) + penalty;
                return true;
            }
        }
        ++result_.recipes_evaluated;
        if (cells != nullptr) cells->check(-log_thinning(water), lab_);
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            bound_[e] = 0;
            if (!counts(e)) continue;
            for (std::size_t v = 0; v < viewings; ++v)
                bound_[e] += problem_.viewings[v].weight * delta_e_2000(lab_[e * viewings + v], problem_.viewings[v].target);
        }
        const double objective = penalty + problem_.combine(bound_);
        left_out_by_ = LeftOutBy::rank;
        left_out_bound_ = objective;
        if (objective <= limit) offer({inks, steps, water, objective});
        return true;
    }

    bool counts(std::size_t epoch) const { return problem_.epochs[epoch].weight > 0 || problem_.epochs[epoch].scenario; }

    double extra_ink_penalty(std::size_t inks) const { return problem_.extra_ink_penalty * (static_cast<double>(inks) - 1); }

    void offer(Candidate candidate) {
        if (candidate < set_best_ || !std::isfinite(set_best_.objective)) set_best_ = candidate;
        if (candidate.objective > limit_of_all() || (best_.size() == pool_ && !(candidate < *best_.rbegin()))) return;
        best_.insert(std::move(candidate));
        if (best_.size() > pool_) best_.erase(std::prev(best_.end()));
    }

    const SearchProblem& problem_;
    const SearchOptions& options_;
    std::size_t pool_, sets_;
    ColorCells cells_;
    ViewingColors viewing_colors_;
    MixtureOptics ray_;                                      ///< of the proportion at hand
    std::vector<Lab> lab_;                                   ///< per epoch and viewing, of the recipe at hand
    std::vector<double> bound_, bound_beyond_;               ///< per epoch
    bool too_dark_ = false;                                  ///< the recipe at hand
    std::vector<double> log_volume_;                         ///< per dilution: log of N + 1
    double each_water_thins_by_ = 1;                         ///< of the proportion at hand; 1 where doses are volumes
    double penalty_undiluted_ = 0, mg_per_ml_undiluted_ = 0; ///< likewise
    std::vector<std::vector<int>> allowed_water_;            ///< by step sum
    std::vector<std::vector<std::vector<int>>> proportions_; ///< by number of inks, less one
    std::vector<std::uint64_t> on_grid_;                     ///< recipes of one set, likewise
    std::set<Candidate> best_, best_of_set_;
    Candidate set_best_{{}, {}, 0, infinity};
    std::map<std::vector<int>, std::vector<Followed>> audited_sets_; ///< by proportion
    std::vector<Followed> followed_;                                 ///< of the proportion at hand
    LeftOutBy left_out_by_ = LeftOutBy::nothing;                     ///< the recipe at hand, if it was left out
    double left_out_bound_ = 0;
    SearchResult result_;
};

} // namespace

double SearchProblem::mg_per_ml_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const {
    double pigment = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const double ml = volume(inks[i], steps[i]);
        pigment += ml * ink_mg_per_ml[static_cast<std::size_t>(inks[i])];
        all += ml;
    }
    return pigment / all;
}

double SearchProblem::thinning(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const {
    double all_steps = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        all_steps += steps[i];
        all += volume(inks[i], steps[i]);
    }
    return water_parts * (all_steps / all) + 1;
}

double SearchProblem::least_thinning() const {
    const double largest = step_volume.empty() ? 1 : *std::max_element(step_volume.begin(), step_volume.end());
    return grid.water_ladder.front() / largest + 1;
}

double SearchProblem::penalty_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const {
    double sum = 0, all = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const auto ink = static_cast<std::size_t>(inks[i]);
        const double ml = volume(inks[i], steps[i]);
        sum += ml * (pigment_penalty * ink_mg_per_ml[ink] + (ink_penalty.empty() ? 0 : ink_penalty[ink]));
        all += ml;
    }
    return sum / all;
}

double SearchProblem::penalty(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const {
    return extra_ink_penalty * (static_cast<double>(inks.size()) - 1) +
           penalty_undiluted(inks, steps) / thinning(inks, steps, water_parts);
}

std::vector<double> SearchProblem::shares(const Candidate& candidate) const {
    std::vector<double> result;
    double all = candidate.step_sum() * grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    for (std::size_t i = 0; i < candidate.inks.size(); ++i) {
        result.push_back(volume(candidate.inks[i], candidate.steps[i]));
        all += result.back();
    }
    for (double& share : result) share /= all;
    return result;
}

bool SearchProblem::permits(const std::vector<int>& inks, const std::vector<int>& steps) const {
    const auto steps_of = [&](int ink) {
        const auto at = std::find(inks.begin(), inks.end(), ink);
        return at == inks.end() ? 0 : steps[static_cast<std::size_t>(at - inks.begin())];
    };
    if (!most_steps.empty())
        for (std::size_t i = 0; i < inks.size(); ++i)
            if (steps[i] > most_steps[static_cast<std::size_t>(inks[i])]) return false;
    return std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
        return steps_of(pair.first) * pair.second_parts == steps_of(pair.second) * pair.first_parts;
    });
}

double SearchProblem::combine(const std::vector<double>& delta_e_of_epoch) const {
    double sum = 0;
    std::array<double, 32> scenarios;
    std::size_t count = 0;
    for (std::size_t e = 0; e < epochs.size(); ++e) {
        if (!epochs[e].scenario)
            sum += epochs[e].weight * delta_e_of_epoch[e];
        else if (count < scenarios.size())
            scenarios[count++] = delta_e_of_epoch[e];
    }
    if (count == 0) return sum;
    const auto ranked = scenarios.begin() + static_cast<std::ptrdiff_t>(std::min(scenario_rank, count - 1));
    std::nth_element(scenarios.begin(), ranked, scenarios.begin() + static_cast<std::ptrdiff_t>(count));
    return sum + scenario_weight * *ranked;
}

int Candidate::step_sum() const { return std::accumulate(steps.begin(), steps.end(), 0); }

bool Candidate::operator<(const Candidate& other) const {
    return objective != other.objective ? objective < other.objective : precedes(other);
}

bool Candidate::precedes(const Candidate& other) const {
    if (inks.size() != other.inks.size()) return inks.size() < other.inks.size();
    if (inks != other.inks) return inks < other.inks;
    if (steps != other.steps) return steps < other.steps;
    return water < other.water;
}

double delta_e_2000_lower_bound(double l_1, double l_2) {
    const double from_middle = 0.5 * (l_1 + l_2) - 50.0, square = from_middle * from_middle;
    return std::abs(l_1 - l_2) / (1.0 + 0.015 * square / std::sqrt(20.0 + square));
}

double delta_e_2000_lower_bound(const Lab& lab_1, const Lab& lab_2) {
    const double by_lightness = delta_e_2000_lower_bound(lab_1.l, lab_2.l);
    if (lab_1.b <= 0 || lab_2.b <= 0) return by_lightness;
    constexpr double pow_25_7 = 6103515625.0, largest_t = 1 + 0.17 + 0.24 + 0.32 + 0.20, rotation = 1e-6;
    const double mean =
        0.5 * (std::sqrt(lab_1.a * lab_1.a + lab_1.b * lab_1.b) + std::sqrt(lab_2.a * lab_2.a + lab_2.b * lab_2.b));
    const double square = mean * mean, pow_7 = square * square * square * mean;
    const double stretch = 1.5 - 0.5 * std::sqrt(pow_7 / (pow_7 + pow_25_7));
    const double a_1 = stretch * lab_1.a, a_2 = stretch * lab_2.a;
    const double c_1 = std::sqrt(a_1 * a_1 + lab_1.b * lab_1.b), c_2 = std::sqrt(a_2 * a_2 + lab_2.b * lab_2.b);
    const double chroma = (c_1 - c_2) * (c_1 - c_2);
    const double hue = std::max(0.0, (a_1 - a_2) * (a_1 - a_2) + (lab_1.b - lab_2.b) * (lab_1.b - lab_2.b) - chroma);
    const double s_c = 1 + 0.045 * 0.5 * (c_1 + c_2), s_h = 1 + 0.015 * largest_t * 0.5 * (c_1 + c_2);
    return std::sqrt(by_lightness * by_lightness + (1 - rotation) * (chroma / (s_c * s_c) + hue / (s_h * s_h)));
}

SearchEvaluation evaluate(const SearchProblem& problem, const Candidate& candidate) {
    MixtureOptics ray;
    mix_steps(problem, candidate.inks, candidate.steps, ray);
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    const double thinning = problem.thinning(candidate.inks, candidate.steps, water_parts);
    SearchEvaluation result;
    std::vector<double> delta_e(problem.epochs.size(), 0.0);
    for (std::size_t e = 0; e < problem.epochs.size(); ++e) {
        const ReducedBands r = reflectance(problem, ray, e, thinning);
        std::vector<Lab> labs;
        for (const SearchViewing& viewing : problem.viewings) {
            labs.push_back(lab_from_xyz({tristimulus(viewing, 0, r), tristimulus(viewing, 1, r), tristimulus(viewing, 2, r)},
                                        viewing.white));
            delta_e[e] += viewing.weight * delta_e_2000(labs.back(), viewing.target);
            if (e == 0 && labs.back().l < viewing.target.l - problem.darker_tolerance_l) result.too_dark = true;
        }
        result.lab.push_back(std::move(labs));
    }
    result.objective = problem.penalty(candidate.inks, candidate.steps, water_parts) + problem.combine(delta_e);
    result.excluded = result.lab[0][0].b < problem.least_b || !problem.permits(candidate.inks, candidate.steps) ||
                      problem.mg_per_ml_undiluted(candidate.inks, candidate.steps) / thinning > problem.most_mg_per_ml;
    return result;
}

SearchResult search(const SearchProblem& problem, const SearchOptions& options) {
    SearchOptions now = options;
    for (double safety = 1;; safety *= 2) {
        Walk walk(problem, now, safety);
        SearchResult result = walk.run();
        result.cell_miss = walk.worst_miss();
        if (result.cell_miss <= 1 || !now.prune_cells || result.stopped) return result;
        if (result.best.size() == static_cast<std::size_t>(now.pool))
            now.limit = std::min(now.limit, result.best.back().objective);
        if (safety > 4) now.prune_cells = false; // colours too crooked for cells: look at every proportion
    }
}

} // namespace undertone
