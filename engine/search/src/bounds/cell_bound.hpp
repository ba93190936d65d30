#pragma once
// A lower bound on the objective of every recipe whose mixture lies in a cell: a triangle (or segment) of mixtures of three (two) inks.
//
// Terms. A mixture p of the cell has barycentric parts p_k. Thinned until the healed area is as light as the target it has a matched
// colour c(p): for each epoch and viewing, Lab less the target's. Thinned further, so that the area is lighter by t (in L*), it has the
// colour c(p, t) = c(p) + t s(p) + t^2 b(p) + rest. c, s, b and the rest are computed at the corners; c also at the middles of sides.
//
// The bound. c(p) lies within e of the point that linear interpolation between the corners gives, and s and b do likewise. So for each
// epoch and viewing |c(p, t)| >= dist(0, triangle of corners + t s) - e(t), in a metric that never exceeds CIEDE2000 (metric_below.hpp).
// The weighted sum of these distances is convex in t; its least value over all t of interest bounds every recipe of the cell.
//
// The assumption is in e: how far c departs from linear between the points where it is known. It rests on constants, which
// cell_bound.cpp lists with their evidence, not on a theorem about the optics. Hence three checks of every search: each recipe that is
// evaluated is held against its cell (ColorCells::Set::check; a miss repeats the search with `safety` doubled, and at last without
// cells); a random sample of the recipes left out is held against its bounds and the full model (audit.hpp), and voids the proof where
// one fails; tests compare the search with one that uses no cells.
//
// Where a cell is left, CellColors predicts its colours with sides bowed as their middles show, to tell which dilutions to evaluate.

#include "matched_color.hpp"
#include "metric_below.hpp"

#include <array>
#include <span>
#include <vector>

namespace undertone {

struct CellColors {
    double low = 0, high = 0; ///< L* above the target's lightness within which a recipe may be of interest
    double reach = 0;         ///< L* within which what is said here holds
    double log_scale_error = 0;
    double log_third = 0, x_far_least = 0, x_far_most = 0; ///< of the corners', the worst

    /// What lightness may be off by where a recipe is thinner by exp(-x), of `near` L* per x at the matched amount.
    double lightness_error(double x, double near) const;
    /// One epoch under one viewing.
    struct Term {
        std::size_t at = 0;
        Metric metric;
        double weight = 0;
        double flat_less = 0;                         ///< than the distance: what the corners' triangle may be off by
        double less = 0;                              ///< the same where sides are bowed as their middles show
        double third = 0;                             ///< the same for what a parabola along a dilution leaves out, per L*^2
        std::array<Vector, 3> off{}, slope{}, bend{}; ///< of each corner, in the metric
        std::array<Vector, 3> bow{};                  ///< of each side 0-1, 1-2, 2-0: four times what its middle is off

        static Vector between(const std::array<double, 3>& part, const std::array<Vector, 3>& of_corner) {
            return part[0] * of_corner[0] + part[1] * of_corner[1] + part[2] * of_corner[2];
        }
        Vector matched(const std::array<double, 3>& part) const {
            return between(part, off) + between({part[0] * part[1], part[1] * part[2], part[2] * part[0]}, bow);
        }
        Vector color(const std::array<double, 3>& part, double lighter) const {
            return matched(part) + lighter * (between(part, slope) + lighter * between(part, bend));
        }
        double may_be_off_by(double lighter) const { return less + third * lighter * lighter; }
    };
    std::vector<Term> terms;

    /// Planes below the sum of distances, for a first look: one for the directions in which each corner lies from the target.
    struct Cut {
        std::array<double, 3> at{}, slope{}; ///< per corner
    };
    std::array<Cut, 3> cuts;
    double cut_less = 0, cut_third = 0, cut_error = 0; ///< in all, per L*^2, and per error of lightness
    double worst_error = 0;                            ///< of lightness, between low and high

    double cut(const std::array<double, 3>& part, double lighter, double error) const {
        double best = 0;
        for (const Cut& c : cuts)
            best = std::max(best, part[0] * (c.at[0] + lighter * c.slope[0]) + part[1] * (c.at[1] + lighter * c.slope[1]) +
                                      part[2] * (c.at[2] + lighter * c.slope[2]));
        return best - cut_less - cut_third * lighter * lighter - cut_error * error;
    }
    /// Whatever the dilution.
    double cut(const std::array<double, 3>& part) const {
        double best = 0;
        for (const Cut& c : cuts) {
            const double slope = part[0] * c.slope[0] + part[1] * c.slope[1] + part[2] * c.slope[2];
            best = std::max(best,
                            part[0] * c.at[0] + part[1] * c.at[1] + part[2] * c.at[2] + std::min(low * slope, high * slope));
        }
        return best - cut_less - cut_third * std::max(low * low, high * high) - cut_error * worst_error;
    }
};

/// Lab. Allowed in every term: the matched amount is solved to 1e-3 L*, and a curve may wiggle below what three points of a side show.
constexpr double least_allowed = 0.003;

class CellBound {
public:
    using Corners = std::span<const MatchedColor* const>;
    static constexpr std::size_t most_terms = 32;

    /// `bare_lighter`: bare skin's L* beside the target's.
    /// `fault`: multiplies every bound, for tests (SearchOptions::bound_fault).
    CellBound(const SearchProblem& problem, double bare_lighter, double safety, double fault = 1);

    /// By how much middles of sides lie off the corners' straight lines.
    struct Bows {
        bool known = false;
        std::array<double, 3> log_scale{};
        std::array<std::array<Lab, 3>, most_terms> off{};
    };

    /// Below the objective (penalties aside) of every recipe of the cell; exact only up to `limit`. Middles: of sides 0-1, 1-2, 2-0.
    /// `whole`: bows of the cell that this is a piece of, the same sides of which are parallel to its own, if it is one.
    double bound(Corners corners, Corners middles, double limit, const Bows* whole = nullptr) {
        return fault_ * least(corners, middles, limit / fault_, whole);
    }
    /// After a bound.
    const Bows& bows() const { return bows_; }
    /// After a bound: whether cups so strong that they brighten again, of which the bound does not speak, must be looked at.
    bool stronger() const { return stronger_; }
    /// After a bound: whether colours can be had at all, how far they may be off in the objective, and all that is to be said.
    bool known() const { return count_ > 0; }
    double roughness() const { return roughness_; }
    CellColors colors(Corners corners, Corners middles, double limit) const;

private:
    struct Term {
        std::size_t at;
        double weight;
        double curvature, bowed, bend, third, steepest; ///< in Lab: what straight and bowed sides miss, and along dilutions
        Vector corner[3], slope;
        double less;
    };

    double least(Corners corners, Corners middles, double limit, const Bows* whole);
    double pale_bound(Corners corners, Corners middles) const;
    double reach_of(Corners corners, double limit) const;
    double strongest_lighter(Corners corners, Corners middles) const;
    bool stronger_may_match(Corners corners, Corners middles) const;
    /// Of the cell at hand, by how much lighter than the target it is: a sum of distances to convex sets, so convex.
    double at(double lighter) const;

    Metric metric_below(Corners corners, std::size_t term, double slack) const;

    const SearchProblem& problem_;
    std::vector<TargetMetric> targets_; ///< per viewing
    double bare_lighter_, safety_, fault_;
    std::vector<double> weights_; ///< per epoch and viewing
    Bows bows_;
    std::array<Term, most_terms> terms_;
    std::size_t count_ = 0, corners_ = 0;
    bool stronger_ = false;
    double low_ = 0, least_at_ = 0, steepest_ = 0, reach_ = 0, log_scale_error_ = 0, roughness_ = 0;
};

} // namespace undertone
