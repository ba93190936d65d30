#pragma once
// Cells of a set's mixtures: which mixtures can be pruned without evaluating them, and what colours the others have.
//
// Inks are weighed by how strongly they darken, so that colours of mixtures thinned to the target's lightness change almost
// linearly, and the triangle of all mixtures of three inks (the segment of two) is cut into cells until each is pruned by its
// bound (cell_bound.hpp) or so even that its corners predict the colour of every recipe in it. Each recipe that is evaluated is also
// compared with its cell: a `worst_miss` above 1 means that `safety` was too small.

#include "cell_bound.hpp"
#include "mixture_tree.hpp"

#include <deque>
#include <span>
#include <vector>

namespace undertone {

class ColorCells {
public:
    /// `fault`: SearchOptions::bound_fault.
    ColorCells(const SearchProblem& problem, double safety, double fault = 1);

    /// The cells of one set of two or three inks that may hold a recipe with an objective up to `limit`.
    class Set {
    public:
        Set(ColorCells& cells, std::span<const int> inks);
        /// Bound of the whole set from its pure inks and pairs alone; not of cups so strong that they brighten again, if any.
        double bound(double limit, bool& stronger);
        /// Cuts cells until each is pruned or fine enough; false where all are pruned.
        bool refine(double limit);

        /// What the cells predict of one proportion.
        struct Proportion {
            bool pruned = false;
            bool stronger = false; ///< evaluate cups so strong that they brighten again, whatever else holds
            bool known = false;    ///< false: its cell predicts no colours, evaluate every dilution
            double log_amount = 0; ///< of the share of the cup that matches the target's lightness
        };
        /// `limit`: of the objective, penalties aside.
        Proportion proportion(std::span<const int> steps, double limit);

        /// Of the last proportion at a share of the cup: how much lighter than the target, to within `error`.
        struct Lightness {
            double lighter, error;
        };
        Lightness lightness(double log_amount) const;
        /// No recipe can matter at that lightness, nor at any beyond it.
        bool too_dark(const Lightness& l) const { return l.lighter + l.error < now_->colors.low; }
        bool too_light(const Lightness& l) const { return l.lighter - l.error > now_->colors.high; }
        /// Whether the objective, penalties aside, may be as low as `limit` there.
        bool may_be_within(double limit, const Lightness& lightness) const {
            return now_->colors.cut(part_, lightness.lighter, lightness.error) <= limit &&
                   bound_at(lightness, limit) <= limit;
        }
        /// A lower bound on the objective, penalties aside; no closer than is needed to show that it exceeds `enough`.
        double bound_at(const Lightness& lightness, double enough = std::numeric_limits<double>::infinity()) const;

        /// Compares an evaluated recipe of the last proportion with its cell's prediction.
        void check(double log_amount, const std::vector<Lab>& labs) const;

    private:
        using Corner = std::array<int, 3>; ///< in sixteenths
        struct Left {
            std::array<const MatchedColor*, 3> corners; ///< null beyond the second for two inks
            bool known = false, pruned = false, stronger = false;
            CellColors colors;
            std::array<double, 3> log_curve{}; ///< of the log amount: as CellColors::Term::curve
        };
        /// The colour there; with slopes where it is a corner of a cell, without for the middle of a side.
        const MatchedColor& at(const Corner& corner, bool slopes);
        int refine(const std::array<Corner, 3>& corners, double limit, const CellBound::SideCurves* whole);

        ColorCells& cells_;
        std::vector<int> inks_;
        std::array<double, 3> per_amount_{};
        std::array<short, (MatchedColors::lattice + 1) * (MatchedColors::lattice + 1)> inside_index_;
        std::deque<MatchedColor> inside_;
        MixtureTree tree_;
        std::vector<Left> left_;
        const Left* now_ = nullptr;
        MixtureTree::Parts part_{};
        double log_amount_ = 0, log_near_ = 0, log_bend_ = 0;
    };

    double worst_miss() const { return worst_miss_; }

private:
    const SearchProblem& problem_;
    MatchedColors colors_;
    CellBound bound_;
    double worst_miss_ = 0;
};

} // namespace undertone
