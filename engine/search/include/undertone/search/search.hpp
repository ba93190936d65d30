#pragma once
// The best recipes on a dosing grid, by branch and bound (README.md of this layer). What is pruned is pruned by a bound:
// - cells of a set's mixtures, and whole sets, whose colour cannot come near enough (src/color_cells.hpp);
// - along a proportion, dilutions that lightness alone rules out:
//     dE2000 >= |dL*| / S_L   (its chroma-hue part is a positive semidefinite form, since |R_T| < 2; with chroma and hue the
//   bound is closer), and |dL*| / S_L grows with |dL*|. Where thinner is lighter (AreaSurrogate::falls_up_to), "not darker than
//   the target" is found by bisection and the bound ends the walk; of stronger mixes those that are too dark follow one another.

#include "undertone/search/dosing.hpp"
#include "undertone/search/surrogate.hpp"
#include "undertone/search/texture_term.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace undertone {

struct SearchViewing {
    BandReduction::Weights weights;
    XYZ white;
    Lab target;
    double weight = 1; ///< all viewings' weights add up to 1
};

/// One moment (healed first): geometry in the surrogate, undiluted inks as optics inside the dot.
struct SearchEpoch {
    AreaSurrogate surrogate;
    std::vector<ReducedBands> ink_mu_a_per_mm, ink_reduced_mu_s_per_mm;
    double weight = 1; ///< all epochs' weights add up to 1
    /// True for one of the outcomes of which only the quantile counts (SearchProblem::scenario_weight); `weight` is then what it
    /// adds to bounds, which may not exceed the quantile.
    bool scenario = false;

    /// False where it adds nothing to the objective.
    bool counts() const { return weight > 0 || scenario; }
};

struct Candidate;

struct SearchProblem {
    DosingGrid grid;
    std::vector<SearchViewing> viewings;
    std::vector<SearchEpoch> epochs; ///< [0] is the healed state, to which the darkness rule applies
    int max_inks = 3;
    std::vector<char> allowed, required; ///< per ink
    std::vector<int> most_steps;         ///< per ink: what the stock allows; empty for no limit
    struct Pair {
        int first, second, first_parts, second_parts;
    };
    std::vector<Pair> pairs; ///< inks that are only used together
    double most_mg_per_ml = std::numeric_limits<double>::infinity();
    /// b* of the healed area under the first viewing may not be less.
    double least_b = -std::numeric_limits<double>::infinity();
    /// Scenarios, the least first: this one's delta E counts, with this weight.
    std::size_t scenario_rank = 0;
    double scenario_weight = 0;
    /// Healed L* may lie below the target's by this much, under every viewing; infinity switches the rule off.
    double darker_tolerance_l = 0.05;
    double extra_ink_penalty = 0;      ///< added to the objective for every ink after the first
    double pigment_penalty = 0;        ///< the same for every mg/ml of pigment in the cup
    std::vector<double> ink_mg_per_ml; ///< all pigment of each ink, undiluted
    std::vector<double> ink_penalty;   ///< per ink, added for its share of the cup (what it costs); empty for none
    /// Per ink: the volume of one of its steps beside that of a step of water. Empty where doses are volumes: all are 1.
    std::vector<double> step_volume;

    /// How unlike hair the dots look, by the healed colour under the first viewing; null adds nothing.
    std::shared_ptr<const TextureTerm> texture;

    double texture_of(const Lab& healed) const { return texture ? texture->of(healed) : 0; }
    /// Of every recipe that the darkness rule allows, by a bound that is derived (README.md).
    double least_texture() const { return texture ? texture->least(viewings.front().target.l - darker_tolerance_l) : 0; }

    /// Of some steps of an ink, in steps of water.
    double volume(int ink, double steps) const {
        return step_volume.empty() ? steps : steps * step_volume[static_cast<std::size_t>(ink)];
    }
    /// What N:1 in steps divides the undiluted inks by: N + 1 where doses are volumes.
    double thinning(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const;
    /// The least of that on the grid.
    double least_thinning() const;
    /// Of the cup, per ink of the candidate; by volume.
    std::vector<double> shares(const Candidate& candidate) const;
    /// Stock and fixed pairs.
    bool permits(const std::vector<int>& inks, const std::vector<int>& steps) const;
    /// These, and the most pigment.
    bool permits(const Candidate& candidate) const;
    /// Of the inks undiluted; thinning divides it.
    double mg_per_ml_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const;
    /// The part of the penalty that thinning divides: for pigment and for what the inks cost.
    double penalty_undiluted(const std::vector<int>& inks, const std::vector<int>& steps) const;
    double penalty_of_extra_inks(std::size_t inks) const { return extra_ink_penalty * (static_cast<double>(inks) - 1); }
    /// The objective's colour part from each epoch's delta E.
    double combine(const std::vector<double>& delta_e_of_epoch) const;
    /// What these proportions at N:1 add to the objective beside colour.
    double penalty(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const;

    std::size_t ink_count() const { return epochs.front().ink_mu_a_per_mm.size(); }
};

struct Candidate {
    std::vector<int> inks, steps; ///< ascending ink indices; steps without common divisor
    int water = 0;                ///< index into the ladder
    double objective = 0;

    int step_sum() const;
    bool same_recipe(const Candidate& other) const {
        return inks == other.inks && steps == other.steps && water == other.water;
    }
    /// Better objective first, then fewer inks, then the indices: a total order, so that ties never depend on chance.
    bool operator<(const Candidate& other) const;
    /// Among equals: fewer inks, then the first (the matcher numbers them by id), then less of it.
    bool precedes(const Candidate& other) const;
};

/// By what a search pruned a recipe.
enum class PrunedBy {
    nothing,  ///< it was kept, or the search was stopped before it came to it
    cells,    ///< the bound of its set of inks, or of a cell of mixtures: holds whatever the dilution
    dilution, ///< skipped along its proportion: too dark or too light for its cell, or thinner than one that is too light
    darkness, ///< too dark, or bluer than allowed, by the surrogate or by bisection
    color,    ///< the bound on its own colour
    rank,     ///< its objective by the surrogate
};

/// One recipe drawn at random from the grid before a search, and what became of it.
struct AuditDraw {
    Candidate candidate; ///< `objective`: by the surrogate, once the search is done
    PrunedBy by = PrunedBy::nothing;
    /// The objective was said to be no less, unless a rule excludes the recipe: a lower bound exceeded what was of interest then, which
    /// is this; or the bound on its own colour; or its objective.
    double bound = 0;
    bool excluded = false; ///< by darkness or blue shift, as the surrogate has it
    /// By how much `bound` exceeds the objective: of this recipe or, where cells pruned it, of the dilution nearest to the
    /// target's lightness, if that is more. Above 0 the bound that pruned it is wrong.
    double below_bound = 0;
    Candidate lowest; ///< of these two the lower one that no rule excludes; without inks if there is none
};

struct SearchResult {
    std::vector<Candidate> best;        ///< the `pool` best of all, ascending
    std::vector<Candidate> best_of_set; ///< the best recipe of each of the best sets of inks, ascending
    std::uint64_t recipes_covered = 0;  ///< on the grid: evaluated, bounded away or excluded by the darkness rule
    std::uint64_t recipes_evaluated = 0;
    std::uint64_t colors_computed = 0; ///< areas, if only to bound or to exclude
    std::uint64_t ink_sets = 0;
    /// Nothing outside `best` has a smaller objective than this (infinity where everything is in it).
    double bound = 0;
    bool stopped = false; ///< by should_stop, before all sets were searched
    /// Largest error of the cells' colours among the recipes evaluated, as a share of what their bounds allow for.
    double cell_miss = 0;
    std::vector<AuditDraw> audit; ///< SearchOptions::audit_recipes of them, in the order drawn
};

struct SearchOptions {
    int pool = 1;            ///< how many of the best to keep
    int sets = 1;            ///< of how many sets of inks the best must be exact; 0 for none
    bool prune_cells = true; ///< false evaluates every proportion of every set
    std::function<bool()> should_stop;
    /// Recipes with a larger objective need not be kept, but for the best of sets.
    double limit = std::numeric_limits<double>::infinity();
    /// Nor those that are worse than the best by more than this.
    double keep_within = std::numeric_limits<double>::infinity();
    /// So many recipes of the grid, drawn uniformly with replacement from those that stock, pairs and the most pigment permit, are
    /// followed through the search. Changes nothing else.
    int audit_recipes = 0;
    std::uint64_t audit_seed = 0;
    /// For tests of the audit: multiplies the bounds of cells. Above 1 they are wrong on purpose.
    double bound_fault = 1;
};

/// Area under every viewing and epoch for one recipe.
struct SearchEvaluation {
    double objective = 0;
    bool too_dark = false;
    bool excluded = false;             ///< by pigment, blue shift, stock or a fixed pair
    std::vector<std::vector<Lab>> lab; ///< [epoch][viewing]
};

SearchEvaluation evaluate(const SearchProblem& problem, const Candidate& candidate);

SearchResult search(const SearchProblem& problem, const SearchOptions& options);

/// Lower bound of CIEDE2000 from lightness alone.
double delta_e_2000_lower_bound(double l_1, double l_2);

/// Lower bound of CIEDE2000 without angles: T of S_H at its largest, and, where both b* are positive, a mean hue at least
/// 95 degrees away from the blue whose rotation term then is below 1e-6. Elsewhere lightness alone.
double delta_e_2000_lower_bound(const Lab& lab_1, const Lab& lab_2);

} // namespace undertone
