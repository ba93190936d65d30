#include "cell_bound.hpp"

#include "lab_arithmetic.hpp"

#include <algorithm>
#include <limits>

namespace undertone {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// How far colours may depart from what corners and middles say. All are multiplied by `safety`, 1 at first.
//
// Let m be the largest distance, over the sides of a cell, between the colour at a side's middle and the mean of its two corners.
// - Straight interpolation is taken to err by m. A quadratic whose sides bow alike errs by 4/3 m at the centroid; the sides of real
//   cells bow differently, and so less.
// - Interpolation with bowed sides, c = sum p_k c_k + 4 sum p_i p_j m_ij, is exact for a quadratic. What is left is of third order.
//   It is taken to err by `bow_share` of m in colours, and by `log_bow_share` in the logarithm of the matched amount.
// - A curve that is odd about a side's middle shows nothing there. It does show in the pieces: of a quadratic a half side bows a quarter
//   as much as the whole. What four times the half's bow differs from the whole's is `odd`; `odd_share` of it is allowed besides. A whole
//   set has no larger cell to compare with: its `odd` is taken to be `odd_of_whole` (in Lab, and in log amounts).
// - Along a dilution the parabola through three amounts is measured against a fourth (MatchedColor::Term::third).
//
// Evidence. The constants were set so that, of recipes evaluated in searches with synthetic optics and with real lines and skins, none
// lies off its cell by more than is allowed (SearchResult::cell_miss <= 1), with as little allowance as that permits. They are not
// derived. Tests: Search.FindsTheSameWithCellsAsWithoutThem, Audit.EveryBoundHoldsWhereTheSearchIsRight, ColorCells.*.
constexpr double bow_share = 0.4, log_bow_share = 0.6, odd_share = 0.15, odd_of_whole = 0.05;
/// Of the bend along a dilution, beside the chord to `reach`: a parabola leaves its chord by a quarter at most between the ends, and by
/// twice the bend beyond the other end, where darker recipes are of interest too.
constexpr double beside_chord_ahead = 0.25, beside_chord_both_ways = 2;
/// Between strong cups that brighten again, the lightest mixture may exceed the lightest corner or middle by this share of their spread,
/// and by this share of what bare skin has above the target (up to 1.5 L*: where little can be darkened, little can be brightened).
constexpr double brightest_share = 0.35, brightest_of_bare = 0.0667;
/// Slopes of lightness may fall short of the corners' least by a fifth when it is asked how far above the target recipes can matter.
constexpr double least_slope_share = 0.8;
constexpr double farthest_l = 6; ///< L* from the target's lightness; a cell that needs to look farther has no bound

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

/// By how much the middles of sides lie off the corners' straight lines.
template <class Value>
double bulge(Corners corners, Corners middles, const Value& value) {
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

/// Where even the strongest is too light: everything thinner is lighter still.
double CellBound::pale_bound(Corners corners, Corners middles) const {
    double sum = 0;
    for (std::size_t v = 0; v < problem_.viewings.size(); ++v) {
        const auto l = [&](const MatchedColor& color) { return color.terms[v].off.l; };
        double lightest = infinity;
        for (const MatchedColor* corner : corners) lightest = std::min(lightest, l(*corner));
        const double above = lightest - safety_ * bulge(corners, middles, l) - least_allowed,
                     target = problem_.viewings[v].target.l;
        if (above > 0) sum += weights_[v] * delta_e_2000_lower_bound(target + above, target);
    }
    return sum;
}

/// Farther above the target's lightness, lightness alone exceeds the limit.
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

/// No cup of these mixtures is darker than that, beside the target.
double CellBound::strongest_lighter(Corners corners, Corners middles) const {
    double least = infinity;
    for (const Corners& some : {corners, middles})
        for (const MatchedColor* color : some) least = std::min(least, color->strongest_lighter);
    if (std::isinf(least)) return -infinity;
    return least - safety_ * bulge(corners, middles, [](const MatchedColor& c) { return c.strongest_lighter; }) -
           least_allowed;
}

/// Not where all of them are too dark.
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
    // Mixtures between these lie between, but for a part of how much these differ.
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

double CellBound::least(Corners corners, Corners middles, double limit, const Bows* whole) {
    count_ = 0;
    stronger_ = bows_.known = false;
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

    const bool is_piece = whole != nullptr && whole->known;
    bows_.known = true;
    double bow = 0, odd = 0;
    for (std::size_t k = 0; k < middles.size(); ++k) {
        bows_.log_scale[k] =
            middles[k]->log_scale - 0.5 * (corners[k]->log_scale + corners[(k + 1) % corners.size()]->log_scale);
        bow = std::max(bow, std::abs(bows_.log_scale[k]));
        odd = std::max(odd, is_piece ? std::abs(4 * bows_.log_scale[k] - whole->log_scale[k]) : odd_of_whole);
    }
    log_scale_error_ = safety_ * (log_bow_share * bow + odd_share * odd);
    roughness_ = steepest_ = 0;
    const double share = 1.0 / static_cast<double>(corners.size());
    double steepest_log = 0;
    for (const MatchedColor* corner : corners) steepest_log = std::max(steepest_log, corner->log_near);
    for (std::size_t i = 0; i < weights_.size() && count_ < most_terms; ++i) {
        if (weights_[i] <= 0 && i > 0) continue; // leaving a term out keeps the bound
        double curvature = 0, odd_off = 0, bend = 0, third = 0, steepest = 0, uneven = 0;
        for (std::size_t k = 0; k < middles.size(); ++k) {
            Lab& off = bows_.off[count_][k];
            off = middles[k]->terms[i].off -
                  0.5 * (corners[k]->terms[i].off + corners[(k + 1) % corners.size()]->terms[i].off);
            curvature = std::max(curvature, length(off));
            odd_off = std::max(odd_off, is_piece ? length(4 * off - whole->off[count_][k]) : odd_of_whole);
        }
        Lab slope{};
        for (const MatchedColor* corner : corners) {
            bend = std::max(bend, length(corner->terms[i].bend));
            third = std::max(third, corner->terms[i].third);
            const Lab its = corner->terms[i].slope_over(reach_);
            steepest = std::max(steepest, length(its));
            slope = slope + share * its;
        }
        const double bowed = safety_ * (bow_share * curvature + odd_share * odd_off);
        curvature = safety_ * (curvature + odd_share * odd_off);
        const double off_by = curvature + safety_ * beside_chord * bend * reach_ * reach_;
        const Metric metric = metric_below(corners, i, off_by + steepest * reach_);
        Term& term = terms_[count_++];
        term = {i, weights_[i], curvature, bowed, bend, third, steepest, {}, {}, 0};
        for (std::size_t k = 0; k < corners.size(); ++k) {
            term.corner[k] = metric(corners[k]->terms[i].off);
            uneven = std::max(uneven, length(metric(corners[k]->terms[i].slope_over(reach_) - slope)));
        }
        term.slope = metric(slope);
        steepest_ += weights_[i] * length(term.slope);
        term.less = (off_by + least_allowed * std::max(1.0, 1.5 * steepest)) * metric.widest + uneven * reach_;
        roughness_ += weights_[i] * metric.widest * (bowed + steepest_log * log_scale_error_ * steepest);
    }

    // Golden section, until what may lie between the points cannot be of interest.
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
    // Between a point within the limit and one beyond it, to the outside.
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
    for (std::size_t i = 0; i < count_; ++i) {
        const Term& from = terms_[i];
        const double third = safety_ * std::max(0.15 * from.bend, 2 * from.third);
        // As wide as this cell's recipes of interest need it, no wider.
        const double within = farthest + result.worst_error;
        const Metric metric =
            metric_below(corners, from.at, from.curvature + third * within * within + from.steepest * within);
        CellColors::Term& term = result.terms.emplace_back();
        term.at = from.at;
        term.metric = metric;
        term.weight = from.weight;
        const double least =
            least_allowed * std::max(1.0, 1.5 * from.steepest); // the matched lightness' own moves a later epoch more
        term.flat_less = (from.curvature + least) * metric.widest;
        term.less = (from.bowed + least) * metric.widest;
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
            term.bow[k] =
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
    return result;
}

} // namespace undertone
