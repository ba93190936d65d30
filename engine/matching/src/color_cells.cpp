#include "color_cells.hpp"

#include "surrogate_colors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace undertone {

namespace {

constexpr std::size_t bands = reduced_band_count;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_allowed = 0.003; ///< for what the middles of edges cannot show, and the matched lightness
constexpr double farthest_l = 6;        ///< from the target's lightness; beyond it lightness alone decides

using Vector = ColorCells::Vector;
using Metric = ColorCells::Metric;

Vector operator+(const Vector& a, const Vector& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vector operator-(const Vector& a, const Vector& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vector operator*(double k, const Vector& a) { return {k * a.x, k * a.y, k * a.z}; }
double dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
double length(const Vector& a) { return std::sqrt(dot(a, a)); }

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

double s_l(double mean_l) {
    const double square = (mean_l - 50) * (mean_l - 50);
    return 1 + 0.015 * square / std::sqrt(20 + square);
}

double stretch(double chroma) {
    const double power = std::pow(chroma, 7);
    return 1.5 - 0.5 * std::sqrt(power / (power + 6103515625.0));
}

double chroma(const Lab& lab) { return std::hypot(lab.a, lab.b); }

Lab operator-(const Lab& a, const Lab& b) { return {a.l - b.l, a.a - b.a, a.b - b.b}; }
Lab operator+(const Lab& a, const Lab& b) { return {a.l + b.l, a.a + b.a, a.b + b.b}; }
Lab operator*(double k, const Lab& a) { return {k * a.l, k * a.a, k * a.b}; }
double length(const Lab& a) { return std::sqrt(a.l * a.l + a.a * a.a + a.b * a.b); }

/// For colours within `slack` of the corners'. The rotation term is left out, which is right for hues far from blue (both b*
/// positive; see delta_e_2000_lower_bound); elsewhere only lightness counts.
Metric metric_below(const Lab& target, std::span<const MatchedColor* const> corners, std::size_t at, double slack) {
    double low_l = infinity, high_l = -infinity, low_b = infinity, low_c = infinity, high_c = 0;
    for (const MatchedColor* corner : corners) {
        const Lab lab = target + corner->off[at];
        low_l = std::min(low_l, lab.l);
        high_l = std::max(high_l, lab.l);
        low_b = std::min(low_b, lab.b);
        low_c = std::min(low_c, chroma(lab));
        high_c = std::max(high_c, chroma(lab));
    }
    Metric metric{1 / std::max(s_l(0.5 * (low_l - slack + target.l)), s_l(0.5 * (high_l + slack + target.l))), 0, 0};
    if (target.b <= 0 || low_b - slack <= 0) return metric;
    const double c = chroma(target);
    const double most = stretch(0.5 * (c + std::max(0.0, low_c - slack))), least = stretch(0.5 * (c + high_c + slack));
    const double s_c = 1 + 0.045 * 0.5 * most * (c + high_c + slack);
    metric.a = least / s_c;
    metric.b = 1 / s_c;
    return metric;
}

} // namespace

ColorCells::ColorCells(const SearchProblem& problem, double safety) : problem_(problem), safety_(safety) {
    most_ = 1 / (problem.grid.water_ladder.front() + 1);
    for (const SearchEpoch& epoch : problem.epochs)
        for (const SearchViewing& viewing : problem.viewings) weights_.push_back(epoch.weight * viewing.weight);
    for (int ink = 0; ink < static_cast<int>(problem.ink_count()); ++ink) {
        const double whole = 1;
        pure_.push_back(problem.allowed[static_cast<std::size_t>(ink)] ? solve({&ink, 1}, {&whole, 1}) : MatchedColor{});
        pure_.back().log_scale = 0;
        if (!pure_.back().usable) pure_.back().amount = most_;
    }
}

void ColorCells::colors(const std::vector<ReducedBands>& mu_a, const std::vector<ReducedBands>& mu_s, double amount,
                        std::vector<Lab>& labs) const {
    labs.clear();
    for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
        const ReducedBands r = reflectance_of(problem_.epochs[e], mu_a[e], mu_s[e], amount);
        for (const SearchViewing& viewing : problem_.viewings) labs.push_back(lab_of(viewing, r));
    }
}

/// `shares`: of the inks in the mixture, in any common unit.
MatchedColor ColorCells::solve(std::span<const int> inks, std::span<const double> shares) const {
    MatchedColor result;
    const std::size_t epochs = problem_.epochs.size();
    std::vector<ReducedBands> mu_a(epochs, ReducedBands{}), mu_s(epochs, ReducedBands{});
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (std::size_t e = 0; e < epochs; ++e) {
        const SearchEpoch& epoch = problem_.epochs[e];
        for (std::size_t i = 0; i < inks.size(); ++i) {
            const auto ink = static_cast<std::size_t>(inks[i]);
            for (std::size_t b = 0; b < bands; ++b) {
                mu_a[e][b] += shares[i] / sum * epoch.ink_mu_a_per_mm[ink][b];
                mu_s[e][b] += shares[i] / sum * epoch.ink_reduced_mu_s_per_mm[ink][b];
            }
        }
        if (epoch.surrogate.falls_up_to(mu_a[e], mu_s[e]) < most_) return result;
    }
    const SearchViewing& first = problem_.viewings.front();
    const auto lighter_by = [&](double amount) {
        return lab_of(first, reflectance_of(problem_.epochs.front(), mu_a[0], mu_s[0], amount)).l - first.target.l;
    };
    double low = 0, high = most_, at_low = lighter_by(low), at_high = lighter_by(high);
    if (at_low <= 0.5) return result; // so little that its colour is the skin's
    if (at_high >= 0) {
        colors(mu_a, mu_s, most_, result.off);
        for (std::size_t i = 0; i < result.off.size(); ++i)
            result.off[i] = result.off[i] - problem_.viewings[i % problem_.viewings.size()].target;
        result.pale = true;
        return result;
    }
    // `sum` is the amount that the pure inks' amounts suggest, if it is one.
    double amount = inks.size() > 1 && sum > low && sum < high ? sum : 0.5 * (low + high);
    for (int i = 0; i < 40; ++i) {
        const double now = lighter_by(amount);
        if (std::abs(now) < 1e-3) break;
        if (now > 0) {
            low = amount;
            at_low = now;
        } else {
            high = amount;
            at_high = now;
        }
        // In the inverse amount lightness is straighter, but 0 has none: false position in the root.
        const double root_low = std::sqrt(low), root_high = std::sqrt(high);
        const double root =
            i % 3 == 2 ? 0.5 * (root_low + root_high) : root_low + (root_high - root_low) * at_low / (at_low - at_high);
        amount = root * root;
    }
    std::vector<Lab> thinner, thin;
    colors(mu_a, mu_s, amount, result.off);
    colors(mu_a, mu_s, 0.92 * amount, thinner);
    colors(mu_a, mu_s, 0.8 * amount, thin);
    const double near = thinner.front().l - result.off.front().l, far = thin.front().l - result.off.front().l;
    if (!(near > 1e-4 && far > 1.5 * near)) return result;
    for (std::size_t i = 0; i < thin.size(); ++i) { // parabola through the three
        const Lab first_slope = 1 / near * (thinner[i] - result.off[i]), second_slope = 1 / far * (thin[i] - result.off[i]);
        const Lab bend = 1 / (far - near) * (second_slope - first_slope);
        result.slope.push_back(first_slope - near * bend);
        result.bend.push_back(bend);
        result.off[i] = result.off[i] - problem_.viewings[i % problem_.viewings.size()].target;
    }
    constexpr double x_near = 0.0833816089390511, x_far = 0.2231435513142098; // -log of 0.92 and 0.8
    result.log_bend = (far / x_far - near / x_near) / (x_far - x_near);
    result.log_near = near / x_near - result.log_bend * x_near;
    result.amount = amount;
    result.log_scale = std::log(amount / sum);
    result.usable = true;
    return result;
}

const MatchedColor& ColorCells::pair(int first, int second, int eighths_of_first) {
    const std::array<int, 3> key{first, second, eighths_of_first};
    const auto found = pairs_.find(key);
    if (found != pairs_.end()) return found->second;
    const int inks[] = {first, second};
    const double shares[] = {eighths_of_first * pure(first).amount / lattice,
                             (lattice - eighths_of_first) * pure(second).amount / lattice};
    return pairs_.emplace(key, solve(inks, shares)).first->second;
}

/// Where even the strongest is too light: everything thinner is lighter still.
double ColorCells::pale_bound(std::span<const MatchedColor* const> corners,
                              std::span<const MatchedColor* const> middles) const {
    double sum = 0;
    for (std::size_t v = 0; v < problem_.viewings.size(); ++v) {
        double lightest = infinity, curvature = 0;
        for (std::size_t k = 0; k < corners.size(); ++k) lightest = std::min(lightest, corners[k]->off[v].l);
        for (std::size_t k = 0; k < middles.size(); ++k)
            curvature =
                std::max(curvature, std::abs(middles[k]->off[v].l -
                                             0.5 * (corners[k]->off[v].l + corners[(k + 1) % corners.size()]->off[v].l)));
        const double above = lightest - safety_ * curvature - least_allowed, target = problem_.viewings[v].target.l;
        if (above > 0) sum += weights_[v] * delta_e_2000_lower_bound(target + above, target);
    }
    return sum;
}

/// Farther above the target's lightness, lightness alone exceeds the limit.
double ColorCells::reach_of(std::span<const MatchedColor* const> corners, double limit) const {
    double weight = 0, off = 0, stretched = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        if (weights_[i] <= 0) continue;
        double slope = infinity, beside = 0;
        for (const MatchedColor* corner : corners) {
            slope = std::min(slope, corner->slope[i].l);
            beside = std::max(beside, std::abs(corner->off[i].l));
        }
        const double l = problem_.viewings[i % problem_.viewings.size()].target.l;
        stretched = std::max({stretched, s_l(l), s_l(l + farthest_l), s_l(l - 0.5 * farthest_l)});
        weight += weights_[i] * std::max(0.0, 0.8 * slope);
        off += weights_[i] * (slope > 0 ? beside : 0);
    }
    return weight > 0 ? std::min(farthest_l, (limit * stretched + off) / weight) : farthest_l;
}

double ColorCells::bound(std::span<const MatchedColor* const> corners, std::span<const MatchedColor* const> middles,
                         double limit, CellColors* colors) const {
    bool usable = true, pale = true;
    for (const auto& some : {corners, middles})
        for (const MatchedColor* color : some) {
            usable = usable && color->usable;
            pale = pale && color->pale;
        }
    if (pale) return pale_bound(corners, middles);
    if (!usable) return 0;
    const double reach = reach_of(corners, limit);
    const double least_l =
        std::isinf(problem_.darker_tolerance_l) ? -reach : -std::min(reach, problem_.darker_tolerance_l + 0.005);
    const double beside_chord = least_l < -0.1 * reach ? 2 : 0.25; ///< of bend * reach^2
    if (!(reach < farthest_l)) return 0;
    struct Corners {
        Vector corner[3], slope;
        double weight, less;
    };
    std::array<Corners, most_terms> terms;
    std::size_t count = 0;
    if (colors != nullptr) {
        *colors = {};
        colors->known = true;
        colors->reach = reach;
        for (std::size_t k = 0; k < middles.size(); ++k)
            colors->log_scale_error =
                std::max(colors->log_scale_error,
                         safety_ * std::abs(middles[k]->log_scale -
                                            0.5 * (corners[k]->log_scale + corners[(k + 1) % corners.size()]->log_scale)));
    }
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        double curvature = 0;
        const std::size_t edges = middles.size();
        for (std::size_t k = 0; k < edges; ++k) {
            const Lab straight = 0.5 * (corners[k]->off[i] + corners[(k + 1) % corners.size()]->off[i]);
            curvature = std::max(curvature, length(middles[k]->off[i] - straight));
        }
        double bend = 0;
        for (const MatchedColor* corner : corners) bend = std::max(bend, length(corner->bend[i]));
        const double off_by = safety_ * (curvature + beside_chord * bend * reach * reach);
        if ((weights_[i] <= 0 && i > 0) || count == terms.size()) continue; // leaving a term out keeps the bound
        double steepest = 0;
        for (const MatchedColor* corner : corners) steepest = std::max(steepest, length(corner->slope_over(i, reach)));
        const SearchViewing& viewing = problem_.viewings[i % problem_.viewings.size()];
        const Metric metric = metric_below(viewing.target, corners, i, off_by + steepest * reach);
        Corners& term = terms[count++];
        Lab slope{};
        for (std::size_t k = 0; k < corners.size(); ++k) {
            term.corner[k] = metric(corners[k]->off[i]);
            slope = slope + 1.0 / static_cast<double>(corners.size()) * corners[k]->slope_over(i, reach);
        }
        double uneven = 0;
        for (const MatchedColor* corner : corners)
            uneven = std::max(uneven, length(metric(corner->slope_over(i, reach) - slope)));
        term.slope = metric(slope);
        term.weight = weights_[i];
        const double less = (off_by + least_allowed) * std::max({metric.l, metric.a, metric.b});
        term.less = less + uneven * reach;
        if (colors != nullptr) {
            const double widest = std::max({metric.l, metric.a, metric.b});
            colors->terms.push_back({i,
                                     metric,
                                     weights_[i],
                                     (safety_ * curvature + least_allowed) * widest,
                                     0.15 * safety_ * bend * widest,
                                     {},
                                     {},
                                     {}});
        }
    }
    const auto at = [&](double lighter) { // a sum of distances to convex sets: convex
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Corners& term = terms[i];
            const Vector shift = lighter * term.slope;
            const double distance =
                corners.size() == 2
                    ? distance_to_segment(term.corner[0] + shift, term.corner[1] + shift)
                    : distance_to_triangle(term.corner[0] + shift, term.corner[1] + shift, term.corner[2] + shift);
            sum += term.weight * std::max(0.0, distance - term.less);
        }
        return sum;
    };
    double low = least_l, high = reach;
    constexpr double golden = 0.6180339887498949;
    double left = high - golden * (high - low), right = low + golden * (high - low), at_left = at(left),
           at_right = at(right);
    double least = std::min({at(low), at(high), at_left, at_right});
    for (int i = 0; i < 14 && least > limit; ++i) {
        if (at_left < at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - golden * (high - low);
            at_left = at(left);
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + golden * (high - low);
            at_right = at(right);
        }
        least = std::min({least, at_left, at_right});
    }
    return std::max(0.0, least - 0.002 - 0.001 * reach); // where the search for the least point stopped
}

ColorCells::Set::Set(ColorCells& cells, std::span<const int> inks) : cells_(cells), inks_(inks.begin(), inks.end()) {}

const MatchedColor& ColorCells::Set::at(const Corner& corner) {
    int used[3], first = -1, count = 0;
    for (int i = 0; i < 3; ++i)
        if (corner[static_cast<std::size_t>(i)] > 0) {
            if (count == 0) first = i;
            used[count++] = i;
        }
    const auto ink = [&](int i) { return inks_[static_cast<std::size_t>(i)]; };
    if (count == 1) return cells_.pure(ink(first));
    if (count == 2) return cells_.pair(ink(used[0]), ink(used[1]), corner[static_cast<std::size_t>(first)]);
    const auto found = inside_.find(corner);
    if (found != inside_.end()) return found->second;
    double shares[3];
    for (std::size_t i = 0; i < 3; ++i) shares[i] = corner[i] * cells_.pure(inks_[i]).amount / lattice;
    return inside_.emplace(corner, cells_.solve(inks_, shares)).first->second;
}

double ColorCells::Set::bound(double limit) {
    const MatchedColor *corners[3], *middles[3];
    const std::size_t count = inks_.size();
    for (std::size_t i = 0; i < count; ++i) {
        Corner corner{}, middle{};
        corner[i] = lattice;
        middle[i] += lattice / 2;
        middle[(i + 1) % count] += lattice / 2;
        corners[i] = &at(corner);
        middles[i] = &at(middle);
    }
    return cells_.bound({corners, count}, {middles, count == 2 ? 1 : count}, limit, nullptr) +
           cells_.problem_.extra_ink_penalty * static_cast<double>(count - 1);
}

void ColorCells::Set::refine(const std::array<Corner, 3>& corners, double limit) {
    const std::size_t count = inks_.size();
    const auto middle = [](const Corner& a, const Corner& b) {
        return Corner{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2};
    };
    const MatchedColor *color[3] = {}, *between[3] = {};
    std::array<Corner, 3> halves;
    for (std::size_t i = 0; i < count; ++i) {
        halves[i] = middle(corners[i], corners[(i + 1) % count]);
        color[i] = &at(corners[i]);
        between[i] = &at(halves[i]);
    }
    CellColors colors;
    const std::size_t edges = count == 2 ? 1 : count;
    const double bound = cells_.bound({color, count}, {between, edges}, limit, &colors);
    if (bound > limit) return;
    int longest = 0; // of the cell's sides, in eighths
    for (std::size_t i = 0; i < 3; ++i) longest = std::max(longest, std::abs(corners[0][i] - corners[1][i]));
    if (longest == 2) { // the smallest
        Left left{{color[0], color[1], count == 3 ? color[2] : nullptr}, {}, std::move(colors)};
        std::array<int, 3> cell{lattice, lattice, lattice};
        for (std::size_t k = 0; k < count; ++k)
            for (std::size_t i = 0; i < 3; ++i) {
                left.q[k][i] = static_cast<double>(corners[k][i]) / lattice;
                cell[i] = std::min(cell[i], corners[k][i] / 2);
            }
        left_.emplace(cell, std::move(left));
        return;
    }
    if (count == 2) {
        refine({corners[0], halves[0], {}}, limit);
        refine({halves[0], corners[1], {}}, limit);
        return;
    }
    refine({corners[0], halves[0], halves[2]}, limit);
    refine({halves[0], corners[1], halves[1]}, limit);
    refine({halves[2], halves[1], corners[2]}, limit);
    refine({halves[0], halves[1], halves[2]}, limit);
}

bool ColorCells::Set::refine(double limit) {
    left_.clear();
    const double beside = cells_.problem_.extra_ink_penalty * static_cast<double>(inks_.size() - 1);
    refine({Corner{lattice, 0, 0}, Corner{0, lattice, 0}, inks_.size() == 3 ? Corner{0, 0, lattice} : Corner{}},
           limit - beside);
    return !left_.empty();
}

const ColorCells::Set::Left* ColorCells::Set::find(std::span<const int> steps, std::array<double, 3>& q,
                                                   double& weight) const {
    double sum = 0;
    q = {0, 0, 0};
    for (std::size_t i = 0; i < inks_.size(); ++i) sum += q[i] = steps[i] / cells_.pure(inks_[i]).amount;
    std::array<int, 3> cell{0, 0, 0};
    weight = 0;
    for (std::size_t i = 0; i < inks_.size(); ++i) {
        q[i] /= sum;
        cell[i] = std::min(static_cast<int>(q[i] * cells_across), cells_across - 1);
        weight += steps[i];
    }
    int whole = 0;
    for (const int at : cell) whole += at;
    if (whole == cells_across) // on a corner of the lattice, which belongs to the cells around it
        for (int& at : cell)
            if (at > 0) {
                --at;
                break;
            }
    weight /= sum; // amount of the mixture for one unit of the pure inks' own
    const auto found = left_.find(cell);
    return found == left_.end() ? nullptr : &found->second;
}

namespace {

/// Weights of the corners at q.
std::array<double, 3> barycentric(const std::array<std::array<double, 3>, 3>& corner, const std::array<double, 3>& q,
                                  bool segment) {
    if (segment) {
        const double t = (q[0] - corner[1][0]) / (corner[0][0] - corner[1][0]);
        return {t, 1 - t, 0};
    }
    const double ux = corner[1][0] - corner[0][0], uy = corner[1][1] - corner[0][1], vx = corner[2][0] - corner[0][0],
                 vy = corner[2][1] - corner[0][1], x = q[0] - corner[0][0], y = q[1] - corner[0][1];
    const double area = ux * vy - uy * vx, s = (x * vy - y * vx) / area, t = (ux * y - uy * x) / area;
    return {1 - s - t, s, t};
}

} // namespace

ColorCells::Set::Proportion ColorCells::Set::proportion(std::span<const int> steps) {
    std::array<double, 3> q;
    double weight;
    now_ = find(steps, q, weight);
    if (now_ == nullptr) return {true, false, 0};
    if (!now_->colors.known) {
        now_ = nullptr;
        return {};
    }
    terms_ready_ = false;
    part_ = barycentric(now_->q, q, inks_.size() == 2);
    double log_scale = 0;
    log_near_ = log_bend_ = 0;
    for (std::size_t k = 0; k < inks_.size(); ++k) {
        const MatchedColor& corner = *now_->corners[k];
        log_scale += part_[k] * corner.log_scale;
        log_near_ += part_[k] * corner.log_near;
        log_bend_ += part_[k] * corner.log_bend;
    }
    amount_ = weight * std::exp(log_scale);
    return {false, true, amount_};
}

void ColorCells::Set::make_terms() {
    terms_ready_ = true;
    for (std::size_t t = 0; t < now_->colors.terms.size(); ++t) {
        Term& term = terms_[t] = now_->colors.terms[t];
        Lab off{}, slope{}, bend{};
        for (std::size_t k = 0; k < inks_.size(); ++k) {
            off = off + part_[k] * now_->corners[k]->off[term.at];
            slope = slope + part_[k] * now_->corners[k]->slope[term.at];
            bend = bend + part_[k] * now_->corners[k]->bend[term.at];
        }
        term.off = term.metric(off);
        term.slope = term.metric(slope);
        term.bend = term.metric(bend);
    }
}

ColorCells::Set::Prediction ColorCells::Set::predict(double amount) {
    const double x = std::log(amount_ / amount), lighter = x * (log_near_ + log_bend_ * x);
    // The matched amount is interpolated, and so is the parabola, which far from it is only rough.
    const double error = least_allowed + log_near_ * (1.5 * now_->colors.log_scale_error + 0.3 * x * x);
    const double least = std::max(-cells_.problem_.darker_tolerance_l, -now_->colors.reach);
    if (lighter + error < least || lighter - error > now_->colors.reach) return {0, lighter, error};
    if (!terms_ready_) make_terms();
    double bound = 0;
    for (std::size_t t = 0; t < now_->colors.terms.size(); ++t) {
        const Term& term = terms_[t];
        const Vector slope = term.slope + lighter * term.bend, at = term.off + lighter * slope;
        bound += term.weight * std::max(0.0, length(at) - term.less - term.third * lighter * lighter -
                                                 error * length(slope + lighter * term.bend));
    }
    return {bound, lighter, error};
}

void ColorCells::Set::check(double amount, const std::vector<Lab>& labs) {
    if (now_ == nullptr || !terms_ready_ || now_->colors.terms.empty() || now_->colors.terms.front().at != 0) return;
    const auto& viewings = cells_.problem_.viewings;
    const Prediction predicted = predict(amount);
    const auto miss = [&](double by, double allowed) { cells_.worst_miss_ = std::max(cells_.worst_miss_, by / allowed); };
    const Term& first = terms_.front();
    const double lighter = labs[0].l - viewings[0].target.l - first.off.x / first.metric.l;
    miss(std::abs(lighter - predicted.lighter), predicted.lighter_error);
    if (std::abs(lighter) > now_->colors.reach) return;
    for (std::size_t t = 0; t < now_->colors.terms.size(); ++t) {
        const Term& term = terms_[t];
        const Vector off = term.metric(labs[term.at] - viewings[term.at % viewings.size()].target);
        miss(length(off - (term.off + lighter * (term.slope + lighter * term.bend))),
             term.less + term.third * lighter * lighter);
    }
}

} // namespace undertone
