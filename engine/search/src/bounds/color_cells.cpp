#include "color_cells.hpp"

#include "lab_arithmetic.hpp"
#include "undertone/base/stop.hpp"

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

constexpr int lattice = MatchedColors::lattice;
constexpr int smallest = 2; ///< side of a cell in sixteenths
/// A cell whose corners predict its colours to this, in the objective, is not cut further: to evaluate one more recipe costs less than
/// to solve one more mixture.
constexpr double fine_enough = 0.02;

} // namespace

ColorCells::ColorCells(const SearchProblem& problem, double safety, double fault)
    : problem_(problem), colors_(problem), bound_(problem, colors_.bare_lighter(), safety, fault) {}

ColorCells::Set::Set(ColorCells& cells, std::span<const int> inks)
    : cells_(cells), inks_(inks.begin(), inks.end()), tree_(inks.size()) {
    inside_index_.fill(-1);
    for (std::size_t i = 0; i < inks_.size(); ++i) per_amount_[i] = 1 / cells.colors_.pure(inks_[i]).amount;
}

const MatchedColor& ColorCells::Set::at(const Corner& corner, bool slopes) {
    std::size_t used[3], count = 0;
    for (std::size_t i = 0; i < 3; ++i)
        if (corner[i] > 0) used[count++] = i;
    if (count == 1) return cells_.colors_.pure(inks_[used[0]]);
    int inks[3];
    double shares[3];
    for (std::size_t i = 0; i < count; ++i) {
        inks[i] = inks_[used[i]];
        shares[i] = corner[used[i]] / per_amount_[used[i]] / lattice;
    }
    MatchedColor* color = nullptr;
    if (count == 2) {
        color = &cells_.colors_.pair(inks[0], inks[1], corner[used[0]]);
    } else {
        short& index = inside_index_[static_cast<std::size_t>(corner[0] * (lattice + 1) + corner[1])];
        if (index < 0) {
            index = static_cast<short>(inside_.size());
            inside_.push_back(cells_.colors_.solve({inks, count}, {shares, count}));
        }
        color = &inside_[static_cast<std::size_t>(index)];
    }
    if (slopes) cells_.colors_.add_slopes({inks, count}, {shares, count}, *color);
    return *color;
}

double ColorCells::Set::bound(double limit, bool& stronger) {
    const MatchedColor *corners[3], *middles[3];
    const std::size_t count = inks_.size();
    for (std::size_t i = 0; i < count; ++i) {
        Corner corner{}, middle{};
        corner[i] = lattice;
        middle[i] += lattice / 2;
        middle[(i + 1) % count] += lattice / 2;
        corners[i] = &at(corner, true);
        middles[i] = &at(middle, false);
    }
    const double bound = cells_.bound_.bound({corners, count}, {middles, count == 2 ? 1 : count}, limit);
    stronger = cells_.bound_.stronger();
    return bound + cells_.problem_.extra_ink_penalty * static_cast<double>(count - 1);
}

int ColorCells::Set::refine(const std::array<Corner, 3>& corners, double limit, const CellBound::SideCurves* whole) {
    poll_stop();
    const std::size_t count = inks_.size();
    const MatchedColor *color[3] = {}, *between[3] = {};
    std::array<Corner, 3> middles{};
    for (std::size_t i = 0; i < count; ++i) {
        const Corner &a = corners[i], &b = corners[(i + 1) % count];
        middles[i] = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2};
        color[i] = &at(corners[i], true);
        between[i] = &at(middles[i], false);
    }
    int side = 0;
    for (std::size_t i = 0; i < 3; ++i) side = std::max(side, std::abs(corners[0][i] - corners[1][i]));
    CellBound& bound = cells_.bound_;
    const double size = static_cast<double>(side) / lattice;
    if (bound.bound({color, count}, {between, count == 2 ? 1 : count}, limit, whole) > limit) {
        if (!bound.stronger()) return MixtureTree::pruned;
        left_.push_back({{}, false, true, true, {}, {}});
        return tree_.add_leaf(static_cast<int>(left_.size()) - 1);
    }
    if (side == smallest || (bound.known() && bound.roughness() * size * size < fine_enough)) {
        left_.push_back({{color[0], color[1], color[2]}, bound.known(), false, bound.stronger(), {}, {}});
        const std::size_t sides = count == 2 ? 1 : count;
        if (bound.known()) left_.back().colors = bound.colors({color, count}, {between, sides}, limit);
        for (std::size_t k = 0; k < sides && bound.known(); ++k)
            left_.back().log_curve[k] =
                4 * (between[k]->log_scale - 0.5 * (color[k]->log_scale + color[(k + 1) % count]->log_scale));
        return tree_.add_leaf(static_cast<int>(left_.size()) - 1);
    }
    std::array<int, 4> pieces{MixtureTree::pruned, MixtureTree::pruned, MixtureTree::pruned, MixtureTree::pruned};
    bool any = false;
    const CellBound::SideCurves curves = bound.curves();
    CellBound::SideCurves turned = curves; // sides of the piece in the middle come in another order
    std::rotate(turned.log_scale.begin(), turned.log_scale.begin() + 2, turned.log_scale.end());
    for (auto& off : turned.off) std::rotate(off.begin(), off.begin() + 2, off.end());
    for (std::size_t k = 0; k < tree_.piece_count(); ++k) {
        pieces[k] = refine(tree_.piece(k, corners, middles), limit, k == 3 ? &turned : &curves);
        any = any || pieces[k] != MixtureTree::pruned;
    }
    return any ? tree_.add_cut(pieces) : MixtureTree::pruned;
}

bool ColorCells::Set::refine(double limit) {
    left_.clear();
    tree_.clear();
    const double beside = cells_.problem_.extra_ink_penalty * static_cast<double>(inks_.size() - 1);
    tree_.set_root(
        refine({Corner{lattice, 0, 0}, Corner{0, lattice, 0}, inks_.size() == 3 ? Corner{0, 0, lattice} : Corner{}},
               limit - beside, nullptr));
    return !left_.empty();
}

ColorCells::Set::Proportion ColorCells::Set::proportion(std::span<const int> steps, double limit) {
    double sum = 0, all = 0;
    part_ = {0, 0, 0};
    for (std::size_t i = 0; i < inks_.size(); ++i) {
        const double volume = cells_.problem_.volume(inks_[i], steps[i]);
        sum += part_[i] = volume * per_amount_[i];
        all += volume;
    }
    for (double& part : part_) part /= sum;
    const int leaf = tree_.find(part_);
    now_ = nullptr;
    if (leaf == MixtureTree::pruned) return {true, false, false, 0};
    const Left& left = left_[static_cast<std::size_t>(leaf)];
    if (left.pruned || (left.known && left.colors.cut(part_) > limit)) return {true, left.stronger, false, 0};
    if (!left.known) return {};
    now_ = &left;
    log_amount_ = std::log(all / sum); // of the mixture for one unit of the pure inks' own
    log_near_ = log_bend_ = 0;
    for (std::size_t k = 0; k < 3; ++k) log_amount_ += part_[k] * part_[(k + 1) % 3] * left.log_curve[k];
    for (std::size_t k = 0; k < inks_.size(); ++k) {
        const MatchedColor& corner = *left.corners[k];
        log_amount_ += part_[k] * corner.log_scale;
        log_near_ += part_[k] * corner.log_near;
        log_bend_ += part_[k] * corner.log_bend;
    }
    return {false, left.stronger, true, log_amount_};
}

ColorCells::Set::Lightness ColorCells::Set::lightness(double log_amount) const {
    const double x = log_amount_ - log_amount;
    // The matched amount is interpolated, and so is the parabola, which far from it is only rough.
    return {x * (log_near_ + log_bend_ * x), now_->colors.lightness_error(x, log_near_)};
}

double ColorCells::Set::bound_at(const Lightness& lightness, double enough) const {
    const double lighter = lightness.lighter;
    double bound = 0;
    for (const CellColors::Term& term : now_->colors.terms) {
        double less = term.error_at(lighter);
        if (lightness.error > 0)
            less += lightness.error * length(term.between(part_, term.slope) + 2 * lighter * term.between(part_, term.bend));
        bound += term.weight * std::max(0.0, length(term.color(part_, lighter)) - less);
        if (bound > enough) break;
    }
    return bound;
}

void ColorCells::Set::check(double log_amount, const std::vector<Lab>& labs) const {
    if (now_ == nullptr || now_->colors.terms.empty() || now_->colors.terms.front().at != 0) return;
    const auto& viewings = cells_.problem_.viewings;
    const auto miss = [&](double by, double allowed) { cells_.worst_miss_ = std::max(cells_.worst_miss_, by / allowed); };
    const Lightness predicted = lightness(log_amount);
    const CellColors::Term& first = now_->colors.terms.front();
    const double lighter = labs[0].l - viewings[0].target.l - first.matched(part_).x / first.metric.l;
    miss(std::abs(lighter - predicted.lighter), predicted.error);
    if (std::abs(lighter) > now_->colors.reach) return;
    for (const CellColors::Term& term : now_->colors.terms) {
        const Vector off = term.metric(labs[term.at] - viewings[term.at % viewings.size()].target);
        miss(length(off - term.color(part_, lighter)), term.error_at(lighter));
    }
}

} // namespace undertone
