#include "cell_bound.hpp"

#include "infinity.hpp"
#include "lab_arithmetic.hpp"

#include <algorithm>
#include <limits>

namespace undertone {

namespace {

// The allowances: how far colours may depart from what corners and middles of sides say. All are multiplied by `safety`, 1 at first.
//
// Let m be the largest distance, over the sides of a cell, between the colour at a side's middle and the mean of its two corners.
// - Linear interpolation between corners is taken to err by m. For a quadratic whose sides curve alike it errs by 4/3 m at the centroid;
//   the sides of real cells curve differently, and so less.
// - Quadratic interpolation, c = sum p_k c_k + 4 sum p_i p_j m_ij, leaves terms of third order. It is taken to err by `curve_share` of m in
//   colours, and by `log_curve_share` of the same in the logarithm of the matched amount.
// - A curve that is odd about a side's middle does not show at the middle. It does show at the middles of the halves: for a quadratic a half
//   deviates by a quarter as much as the whole. The difference between four times the half's deviation and the whole's is `odd`;
//   `odd_share` of it is allowed besides. A whole set has no larger cell to compare with: its `odd` is taken to be `odd_of_whole` (in Lab,
//   and in log amounts).
// - Along a dilution the parabola through three amounts is compared with a fourth (MatchedColor::Term::third).
//
// Evidence. The constants are as small as possible while, of recipes evaluated in searches with synthetic optics and with real lines and
// skins, none departs from its cell by more than is allowed (SearchResult::cell_miss <= 1). They are not derived. Tests:
// Search.FindsTheSameWithCellsAsWithoutThem, Audit.EveryBoundHoldsWhereTheSearchIsRight, ColorCells.*.
constexpr double curve_share = 0.4, log_curve_share = 0.6, odd_share = 0.15, odd_of_whole = 0.05;
/// Along a dilution the chord over `reach` stands for the parabola. Between its ends the parabola departs from it by a quarter of the bend
/// at most; beyond the other end, where darker recipes are of interest too, by twice the bend.
constexpr double beside_chord_ahead = 0.25, beside_chord_both_ways = 2;
/// Where strong cups brighten again, the lightest mixture may exceed the lightest corner or middle by this share of their spread, and by
/// this share of what bare skin has above the target (up to 1.5 L*: where little can be darkened, little can be brightened).
constexpr double brightest_share = 0.35, brightest_of_bare = 0.0667;
/// The least slope of lightness inside a cell is taken to be at least this share of the corners' least, for `reach_of`.
constexpr double least_slope_share = 0.8;
constexpr double farthest_l = 6; ///< L* from the target's lightness; a cell that needs to reach farther has no bound

using Corners = CellBound::Corners;

double distance_to_segment(const Vector& a, const Vector& b) { // from the origin
    const Vector along = b - a;
    const double square = dot(along, along);
    const double t = square > 0 ? std::clamp(-dot(a, along) / square, 0.0, 1.0) : 0;
    return length(a + t * along);
}

double distance_to_triangle(const Vector& a, const Vector& b, const Vector& c) {
    const Vector u = b - a, v = c - a;
    const double uu = dot(u, u), uv = dot(u, v), vv = dot(v, v), ua = -dot(a, u), va = -dot(a, v);
    const double area = uu * vv - uv * uv;
    if (area > 1e-12 * uu * vv) {
        const double s = (ua * vv - va * uv) / area, t = (va * uu - ua * uv) / area;
        if (s >= 0 && t >= 0 && s + t <= 1) return length(a + s * u + t * v);
    }
    return std::min({distance_to_segment(a, b), distance_to_segment(b, c), distance_to_segment(c, a)});
}

/// The largest deviation of a side's middle from the mean of its corners.
template <class Value>
double largest_deviation(Corners corners, Corners middles, const Value& value) {
    double most = 0;
    for (std::size_t k = 0; k < middles.size(); ++k)
        most = std::max(
            most, std::abs(value(*middles[k]) - 0.5 * (value(*corners[k]) + value(*corners[(k + 1) % corners.size()]))));
    return most;
}

} // namespace

double CellColors::lightness_error(double x, double near) const {
    const double from_far = std::max(std::abs(x - x_far_least), std::abs(x - x_far_most));
    return least_allowed + near * (log_scale_error + 0.1 * x * x) +
           log_third * std::abs(x) * std::abs(x - MatchedColor::x_near) * from_far;
}

CellBound::CellBound(const SearchProblem& problem, double bare_lighter, double safety, double fault)
    : problem_(problem), bare_lighter_(bare_lighter), safety_(safety), fault_(fault) {
    for (const SearchViewing& viewing : problem.viewings) targets_.emplace_back(viewing.target);
    for (const SearchEpoch& epoch : problem.epochs)
        for (const SearchViewing& viewing : problem.viewings) weights_.push_back(epoch.weight * viewing.weight);
}

Metric CellBound::metric_below(Corners corners, std::size_t term, double slack) const {
    const std::size_t viewing = term % problem_.viewings.size();
    std::array<Lab, 3> labs;
    for (std::size_t k = 0; k < corners.size(); ++k)
        labs[k] = problem_.viewings[viewing].target + corners[k]->terms[term].off;
    return targets_[viewing].below(std::span(labs).first(corners.size()), slack);
}

/// The bound where even the strongest cup is too light: everything thinner is lighter still.
double CellBound::pale_bound(Corners corners, Corners middles) const {
    double sum = 0;
    for (std::size_t v = 0; v < problem_.viewings.size(); ++v) {
        const auto l = [&](const MatchedColor& color) { return color.terms[v].off.l; };
        double lightest = infinity;
        for (const MatchedColor* corner : corners) lightest = std::min(lightest, l(*corner));
        const double above = lightest - safety_ * largest_deviation(corners, middles, l) - least_allowed,
                     target = problem_.viewings[v].target.l;
        if (above > 0) sum += weights_[v] * delta_e_2000_lower_bound(target + above, target);
    }
    return sum;
}

/// How far above the target's lightness recipes can matter: beyond it, lightness alone exceeds the limit.
double CellBound::reach_of(Corners corners, double limit) const {
    double weight = 0, off = 0, stretched = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        if (weights_[i] <= 0) continue;
        double slope = infinity, beside = 0;
        for (const MatchedColor* corner : corners) {
            slope = std::min(slope, corner->terms[i].slope.l);
            beside = std::max(beside, std::abs(corner->terms[i].off.l));
        }
        const double l = problem_.viewings[i % problem_.viewings.size()].target.l;
        stretched = std::max({stretched, s_l(l), s_l(l + farthest_l), s_l(l - 0.5 * farthest_l)});
        weight += weights_[i] * std::max(0.0, least_slope_share * slope);
        off += weights_[i] * (slope > 0 ? beside : 0);
    }
    return weight > 0 ? std::min(farthest_l, (limit * stretched + off) / weight) : farthest_l;
}

/// A lower bound on the lightness of every cup of these mixtures, less the target's.
double CellBound::strongest_lighter(Corners corners, Corners middles) const {
    double least = infinity;
    for (const Corners& some : {corners, middles})
        for (const MatchedColor* color : some) least = std::min(least, color->strongest_lighter);
    if (std::isinf(least)) return -infinity;
    return least - safety_ * largest_deviation(corners, middles, [](const MatchedColor& c) { return c.strongest_lighter; }) -
           least_allowed;
}

/// Whether cups so strong that they brighten again may be light enough.
bool CellBound::stronger_may_match(Corners corners, Corners middles) const {
    const double margin_l = brightest_of_bare * std::min(1.5, bare_lighter_);
    double lightest = -infinity, least = infinity;
    bool brightens = false;
    for (const Corners& some : {corners, middles})
        for (const MatchedColor* color : some) {
            if (!color->brightens) continue;
            brightens = true;
            lightest = std::max(lightest, color->brightest_lighter);
            least = std::min(least, color->brightest_lighter);
        }
    // Mixtures between these are taken to lie between, but for a share of how much these differ.
    return brightens && lightest + safety_ * brightest_share * (lightest - least) + margin_l >= -problem_.darker_tolerance_l;
}

double CellBound::at(double lighter) const {
    double sum = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        const Term& term = terms_[i];
        const Vector shift = lighter * term.slope;
        const double distance =
            corners_ == 2 ? distance_to_segment(term.corner[0] + shift, term.corner[1] + shift)
                          : distance_to_triangle(term.corner[0] + shift, term.corner[1] + shift, term.corner[2] + shift);
        sum += term.weight * std::max(0.0, distance - term.less);
    }
    return sum;
}

/// How the log of the matched amount departs from linear along the sides, and so how far its interpolation may err.
void CellBound::measure_amounts(Corners corners, Corners middles, const SideCurves* whole) {
    double curve = 0, odd = 0;
    for (std::size_t k = 0; k < middles.size(); ++k) {
        const double off =
            middles[k]->log_scale - 0.5 * (corners[k]->log_scale + corners[(k + 1) % corners.size()]->log_scale);
        curves_.log_scale[k] = off;
        curve = std::max(curve, std::abs(off));
        odd = std::max(odd, whole != nullptr ? std::abs(4 * off - whole->log_scale[k]) : odd_of_whole);
    }
    log_scale_error_ = safety_ * (log_curve_share * curve + odd_share * odd);
}

/// One epoch and viewing: its triangle in the metric, and what the triangle leaves out.
void CellBound::add_term(std::size_t i, Corners corners, Corners middles, const SideCurves* whole, double beside_chord) {
    double curve = 0, odd = 0, bend = 0, third = 0, steepest = 0, uneven = 0, steepest_log = 0;
    for (std::size_t k = 0; k < middles.size(); ++k) {
        Lab& off = curves_.off[count_][k];
        off = middles[k]->terms[i].off - 0.5 * (corners[k]->terms[i].off + corners[(k + 1) % corners.size()]->terms[i].off);
        curve = std::max(curve, length(off));
        odd = std::max(odd, whole != nullptr ? length(4 * off - whole->off[count_][k]) : odd_of_whole);
    }
    const double share = 1.0 / static_cast<double>(corners.size());
    Lab slope{};
    for (const MatchedColor* corner : corners) {
        bend = std::max(bend, length(corner->terms[i].bend));
        third = std::max(third, corner->terms[i].third);
        steepest_log = std::max(steepest_log, corner->log_near);
        const Lab its = corner->terms[i].slope_over(reach_);
        steepest = std::max(steepest, length(its));
        slope = slope + share * its;
    }
    const double quadratic_error = safety_ * (curve_share * curve + odd_share * odd),
                 linear_error = safety_ * (curve + odd_share * odd);
    const double off_by = linear_error + safety_ * beside_chord * bend * reach_ * reach_;
    const Metric metric = metric_below(corners, i, off_by + steepest * reach_);
    Term& term = terms_[count_++];
    term = {i, weights_[i], linear_error, quadratic_error, bend, third, steepest, {}, {}, 0};
    for (std::size_t k = 0; k < corners.size(); ++k) {
        term.corner[k] = metric(corners[k]->terms[i].off);
        uneven = std::max(uneven, length(metric(corners[k]->terms[i].slope_over(reach_) - slope)));
    }
    term.slope = metric(slope);
    steepest_ += weights_[i] * length(term.slope);
    term.less = (off_by + least_allowed * std::max(1.0, 1.5 * steepest)) * metric.widest + uneven * reach_;
    roughness_ += weights_[i] * metric.widest * (quadratic_error + steepest_log * log_scale_error_ * steepest);
}

double CellBound::least(Corners corners, Corners middles, double limit, const SideCurves* whole) {
    count_ = 0;
    stronger_ = curves_.known = false;
    corners_ = corners.size();
    bool usable = true, pale = true;
    for (const Corners& some : {corners, middles})
        for (const MatchedColor* color : some) {
            usable = usable && color->usable;
            pale = pale && color->pale;
        }
    if (pale) return pale_bound(corners, middles);
    if (!usable) return 0;
    stronger_ = stronger_may_match(corners, middles);
    reach_ = reach_of(corners, limit);
    if (!(reach_ < farthest_l)) return 0;
    low_ = std::isinf(problem_.darker_tolerance_l) ? -reach_ : -std::min(reach_, problem_.darker_tolerance_l + 0.005);
    const double beside_chord = low_ < -0.1 * reach_ ? beside_chord_both_ways : beside_chord_ahead; // of bend * reach^2
    low_ = std::max(low_, strongest_lighter(corners, middles));
    if (low_ > reach_) return infinity;

    if (whole != nullptr && !whole->known) whole = nullptr;
    curves_.known = true;
    measure_amounts(corners, middles, whole);
    roughness_ = steepest_ = 0;
    for (std::size_t i = 0; i < weights_.size() && count_ < most_terms; ++i)
        if (weights_[i] > 0 || i == 0)
            add_term(i, corners, middles, whole, beside_chord); // to leave one out keeps the bound
    return least_over_lightness(limit);
}

/// The least of `at` between low_ and reach_, by golden section until what may lie between the points cannot matter. What is returned
/// bounds it from below: `at` is convex, so its minimum lies in the bracket, no farther from a point than half the widest gap.
double CellBound::least_over_lightness(double limit) {
    double low = low_, high = reach_;
    constexpr double golden = 0.6180339887498949;
    double left = high - golden * (high - low), right = low + golden * (high - low), at_left = at(left),
           at_right = at(right), least = infinity;
    const auto take = [&](double lighter, double value) {
        if (value >= least) return;
        least = value;
        least_at_ = lighter;
    };
    take(left, at_left);
    take(right, at_right);
    take(low, at(low));
    take(high, at(high));
    constexpr double half_a_gap = 0.5 * (1 - golden); // between neighbouring points, as a share of the whole
    const auto below = [&] { return least - steepest_ * half_a_gap * (high - low); };
    for (int i = 0; i < 20 && least > limit && below() <= limit && high - low > 1e-4; ++i) {
        if (at_left < at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - golden * (high - low);
            take(left, at_left = at(left));
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + golden * (high - low);
            take(right, at_right = at(right));
        }
    }
    return std::max(0.0, below());
}

CellColors CellBound::colors(Corners corners, Corners middles, double limit) const {
    CellColors result;
    result.reach = reach_;
    result.log_scale_error = log_scale_error_;
    // Bisection between a point within the limit and one beyond it; the outer end is kept.
    double inside = least_at_;
    result.low = low_;
    result.high = reach_;
    if (at(reach_) > limit)
        for (int i = 0; i < 5; ++i) {
            const double middle = 0.5 * (inside + result.high);
            (at(middle) <= limit ? inside : result.high) = middle;
        }

    const double farthest = std::max(std::abs(result.low), std::abs(result.high));
    double x = 0, steep = 0; // thinning by x lightens by `farthest`
    for (const MatchedColor* corner : corners) {
        const double near = corner->log_near, left = near * near + 4 * corner->log_bend * farthest;
        x = std::max(x, left > 0 ? 2 * farthest / (near + std::sqrt(left)) : 2 * farthest / near);
        steep = std::max(steep, near);
    }
    result.x_far_least = infinity;
    for (const MatchedColor* corner : corners) {
        result.log_third = std::max(result.log_third, 2 * safety_ * corner->log_third);
        result.x_far_least = std::min(result.x_far_least, corner->x_far);
        result.x_far_most = std::max(result.x_far_most, corner->x_far);
    }
    result.worst_error = std::max(result.lightness_error(-x, steep), result.lightness_error(x, steep));
    for (const double share : {0.25, 0.5, 0.75}) // a cubic's largest may lie between
        result.worst_error = std::max(result.worst_error, 1.1 * result.lightness_error(share * x, steep));
    for (std::size_t i = 0; i < count_; ++i)
        // As wide as this cell's recipes of interest need it, no wider.
        add_colors(terms_[i], corners, middles, farthest, farthest + result.worst_error, result);
    return result;
}

/// `farthest`, `within`: largest distance of interest from the target's lightness, without and with the error of lightness.
void CellBound::add_colors(const Term& from, Corners corners, Corners middles, double farthest, double within,
                           CellColors& result) const {
    const double third = safety_ * std::max(0.15 * from.bend, 2 * from.third);
    const Metric metric =
        metric_below(corners, from.at, from.linear_error + third * within * within + from.steepest * within);
    CellColors::Term& term = result.terms.emplace_back();
    term.at = from.at;
    term.metric = metric;
    term.weight = from.weight;
    const double least =
        least_allowed * std::max(1.0, 1.5 * from.steepest); // the matched lightness' own moves a later epoch more
    term.flat_less = (from.linear_error + least) * metric.widest;
    term.less = (from.quadratic_error + least) * metric.widest;
    term.third = third * metric.widest;
    double bend = 0, slope = 0;
    for (std::size_t k = 0; k < corners.size(); ++k) {
        const MatchedColor::Term& corner = corners[k]->terms[term.at];
        term.off[k] = metric(corner.off);
        term.slope[k] = metric(corner.slope);
        term.bend[k] = metric(corner.bend);
        slope = std::max(slope, length(term.slope[k]));
        bend = std::max(bend, length(term.bend[k]));
    }
    for (std::size_t k = 0; k < middles.size(); ++k)
        term.curve[k] =
            4 * (metric(middles[k]->terms[term.at].off) - 0.5 * (term.off[k] + term.off[(k + 1) % corners.size()]));
    result.cut_less += term.weight * term.flat_less;
    result.cut_third += term.weight * (term.third + bend);
    result.cut_error += term.weight * (slope + farthest * bend);
    for (std::size_t k = 0; k < corners.size(); ++k) {
        const double distance = length(term.off[k]);
        if (distance <= 0) continue;
        for (std::size_t j = 0; j < corners.size(); ++j) {
            result.cuts[k].at[j] += term.weight / distance * dot(term.off[k], term.off[j]);
            result.cuts[k].slope[j] += term.weight / distance * dot(term.off[k], term.slope[j]);
        }
    }
}

} // namespace undertone
