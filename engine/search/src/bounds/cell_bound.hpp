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
// cell_bound.cpp lists with their evidence, not on a theorem about the optics. README.md of this layer says what checks it.
//
// In a leaf, that is a cell that is not pruned, CellColors predicts colours by quadratic interpolation through corners and middles of
// sides, to decide which dilutions to evaluate.

#include "matched_color.hpp"
#include "metric_below.hpp"

#include <array>
#include <span>
#include <vector>

namespace undertone {

struct CellColors {
    double low = 0, high = 0; ///< L* above the target's lightness within which a recipe may be of interest
    double reach = 0;         ///< L* within which the predictions hold
    double log_scale_error = 0;
    double log_third = 0, x_far_least = 0, x_far_most = 0; ///< of the corners', the worst

    /// The error of lightness where a recipe is thinner by exp(-x); `near` is L* per x at the matched amount.
    double lightness_error(double x, double near) const;
    /// One epoch under one viewing.
    struct Term {
        std::size_t at = 0;
        Metric metric;
        double weight = 0;
        double flat_less = 0;                         ///< error of linear interpolation, in the metric
        double less = 0;                              ///< error of quadratic interpolation
        double third = 0;                             ///< error of the parabola along a dilution, per L*^2
        std::array<Vector, 3> off{}, slope{}, bend{}; ///< of each corner, in the metric
        std::array<Vector, 3> curve{};                ///< of each side 0-1, 1-2, 2-0: four times its middle's deviation

        static Vector between(const std::array<double, 3>& part, const std::array<Vector, 3>& of_corner) {
            return part[0] * of_corner[0] + part[1] * of_corner[1] + part[2] * of_corner[2];
        }
        Vector matched(const std::array<double, 3>& part) const {
            return between(part, off) + between({part[0] * part[1], part[1] * part[2], part[2] * part[0]}, curve);
        }
        Vector color(const std::array<double, 3>& part, double lighter) const {
            return matched(part) + lighter * (between(part, slope) + lighter * between(part, bend));
        }
        double error_at(double lighter) const { return less + third * lighter * lighter; }
    };
    std::vector<Term> terms;

    /// Planes below the sum of distances, for a quick bound: one for the directions in which each corner lies from the target.
    struct Cut {
        std::array<double, 3> at{}, slope{}; ///< per corner
    };
    std::array<Cut, 3> cuts;
    double cut_less = 0, cut_third = 0, cut_error = 0; ///< errors: in all, per L*^2, and per error of lightness
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

    /// By how much the middle of each side deviates from the mean of its corners.
    struct SideCurves {
        bool known = false;
        std::array<double, 3> log_scale{};
        std::array<std::array<Lab, 3>, most_terms> off{}; ///< per term of the bound
    };

    /// A lower bound on the objective (penalties aside) of every recipe of the cell; no closer than is needed to compare it with `limit`.
    /// Middles: of sides 0-1, 1-2, 2-0. `whole`: of the cell that this is a piece of, if it is one; the same sides are parallel.
    double bound(Corners corners, Corners middles, double limit, const SideCurves* whole = nullptr) {
        return fault_ * least(corners, middles, limit / fault_, whole);
    }
    /// After a bound.
    const SideCurves& curves() const { return curves_; }
    /// After a bound: whether cups so strong that they brighten again, to which the bound does not apply, must be evaluated.
    bool stronger() const { return stronger_; }
    /// After a bound: whether colours can be predicted at all, their error in the objective, and the prediction.
    bool known() const { return count_ > 0; }
    double roughness() const { return roughness_; }
    CellColors colors(Corners corners, Corners middles, double limit) const;

private:
    struct Term {
        std::size_t at;
        double weight;
        double linear_error, quadratic_error, bend, third, steepest; ///< in Lab: of interpolation, and along dilutions
        Vector corner[3], slope;
        double less;
    };

    double least(Corners corners, Corners middles, double limit, const SideCurves* whole);
    double least_over_lightness(double limit);
    void measure_amounts(Corners corners, Corners middles, const SideCurves* whole);
    void add_term(std::size_t i, Corners corners, Corners middles, const SideCurves* whole, double beside_chord);
    void add_colors(const Term& from, Corners corners, Corners middles, double farthest, double within,
                    CellColors& result) const;
    double pale_bound(Corners corners, Corners middles) const;
    double reach_of(Corners corners, double limit) const;
    double strongest_lighter(Corners corners, Corners middles) const;
    bool stronger_may_match(Corners corners, Corners middles) const;
    /// The cell's bound at a lightness, L* above the target's: a sum of distances to convex sets, so convex.
    double at(double lighter) const;

    Metric metric_below(Corners corners, std::size_t term, double slack) const;

    const SearchProblem& problem_;
    std::vector<TargetMetric> targets_; ///< per viewing
    double bare_lighter_, safety_, fault_;
    std::vector<double> weights_; ///< per epoch and viewing
    SideCurves curves_;
    std::array<Term, most_terms> terms_;
    std::size_t count_ = 0, corners_ = 0;
    bool stronger_ = false;
    double low_ = 0, least_at_ = 0, steepest_ = 0, reach_ = 0, log_scale_error_ = 0, roughness_ = 0;
};

} // namespace undertone
