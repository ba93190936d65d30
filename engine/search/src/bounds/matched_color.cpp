#include "matched_color.hpp"

#include "lab_arithmetic.hpp"
#include "undertone/base/stop.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

constexpr int strong_samples = 8;          ///< between where a mix stops to darken and the strongest cup
constexpr double of_interest_l = 0.3;      ///< above the target's lightness
constexpr double paler_than_skin_l = 0.02; ///< nearer to bare skin any amount's colour is the skin's

} // namespace

MatchedColors::MatchedColors(const SearchProblem& problem)
    : problem_(problem), viewing_colors_(problem.viewings), most_(1 / problem.least_thinning()),
      pairs_(problem.ink_count() * problem.ink_count() * (lattice + 1)) {
    const SearchViewing& first = problem.viewings.front();
    bare_lighter_ = lightness_of(first, reflectance_of(problem.epochs.front(), {}, {}, 0)) - first.target.l;
    for (int ink = 0; ink < static_cast<int>(problem.ink_count()); ++ink) {
        const double whole = 1;
        poll_stop();
        MatchedColor color;
        if (problem.allowed[static_cast<std::size_t>(ink)]) {
            color = solve({&ink, 1}, {&whole, 1});
            add_slopes({&ink, 1}, {&whole, 1}, color);
        }
        color.log_scale = 0;
        if (!color.usable) color.amount = most_;
        pure_.push_back(std::move(color));
    }
}

void MatchedColors::colors(const MixtureOptics& mixture, double amount, std::span<Lab> labs) const {
    for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
        const ReducedBands r = reflectance_of(problem_.epochs[e], mixture.mu_a[e], mixture.mu_s[e], amount);
        viewing_colors_.labs(r, labs.data() + e * problem_.viewings.size());
    }
}

double MatchedColors::fall_of_pure(std::span<const int> inks, std::span<const double> shares) const {
    double fall = 0, sum = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const MatchedColor& color = pure(inks[i]);
        if (!color.usable) return 0;
        const double part = shares[i] / color.amount;
        fall += part * color.log_near;
        sum += part;
    }
    return fall / sum;
}

MatchedColors::Darkest MatchedColors::darkest(const Lightness& lighter_by, double falls, MatchedColor& color) const {
    Darkest result{std::min(falls, most_), 0, 0};
    result.lighter = lighter_by(result.amount);
    if (falls >= most_) return result;
    double lightest = result.lighter;
    for (int i = 1; i <= strong_samples; ++i) {
        const double strong = falls + (most_ - falls) * i / strong_samples, lighter = lighter_by(strong);
        lightest = std::max(lightest, lighter);
        color.brightest_lighter = std::max(color.brightest_lighter, lighter);
        if (lighter >= result.lighter) continue;
        result.amount = strong;
        result.lighter = lighter;
        color.brightest_lighter = -std::numeric_limits<double>::infinity(); // of what is stronger than that
    }
    color.brightens = result.amount < most_;
    result.missed = (lightest - result.lighter) / (strong_samples * strong_samples); // between the steps, of a parabola
    return result;
}

/// Follows how lightness changes with the log of an amount, known from the pure inks at first. Where that leaves the bracket: in the inverse
/// amount lightness is straighter, but 0 has none, so false position in the root.
double MatchedColors::match_lightness(const Lightness& lighter_by, Bracket bracket, double start, double falls_by) const {
    double amount = start, last = 0, at_last = 0;
    for (int i = 0; i < 40; ++i) {
        const double now = lighter_by(amount);
        if (std::abs(now) < 1e-3) break;
        if (now > 0) {
            bracket.low = amount;
            bracket.at_low = now;
        } else {
            bracket.high = amount;
            bracket.at_high = now;
        }
        if (last > 0) falls_by = (at_last - now) / std::log(amount / last);
        last = amount;
        at_last = now;
        const double next = falls_by > 0 ? amount * std::exp(now / falls_by) : 0;
        if (next > bracket.low && next < bracket.high && i < 8) {
            amount = next;
            continue;
        }
        const double low = std::sqrt(bracket.low), high = std::sqrt(bracket.high);
        const double root =
            i % 3 == 2 ? 0.5 * (low + high) : low + (high - low) * bracket.at_low / (bracket.at_low - bracket.at_high);
        amount = root * root;
    }
    return amount;
}

MatchedColor MatchedColors::solve(std::span<const int> inks, std::span<const double> shares) const {
    MatchedColor result;
    MixtureOptics mixture;
    mix_volumes(problem_, inks, shares, mixture);
    const double falls = std::min(1e3, falls_up_to(problem_, mixture));
    const SearchViewing& first = problem_.viewings.front();
    const Lightness lighter_by = [&](double amount) {
        return lightness_of(first, reflectance_of(problem_.epochs.front(), mixture.mu_a[0], mixture.mu_s[0], amount)) -
               first.target.l;
    };
    const auto take_colors = [&](double amount) {
        std::vector<Lab> all(problem_.epochs.size() * problem_.viewings.size());
        colors(mixture, amount, all);
        for (std::size_t i = 0; i < all.size(); ++i) result.terms.push_back({all[i] - target_of(i), {}, {}, 0});
    };

    Bracket bracket{0, falls, bare_lighter_, lighter_by(falls)};
    if (bracket.at_low <= paler_than_skin_l) return result;
    // Beyond `falls`, where scattering may brighten it again at some band, lightness may fall on for a while.
    const Darkest dark = darkest(lighter_by, falls, result);
    if (falls < most_) {
        bracket.high = dark.amount;
        bracket.at_high = dark.lighter;
    }
    if (bracket.at_high >= 0) {
        if (dark.lighter - dark.missed < 0) return result;
        take_colors(dark.amount);
        for (MatchedColor::Term& term : result.terms) term.off.l -= dark.missed;
        result.pale = true;
        return result;
    }
    // What the pure inks' amounts suggest, if they are any.
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    const bool mixed = inks.size() > 1;
    const double start = mixed && sum > bracket.low && sum < bracket.high ? sum : std::min(0.5 * bracket.high, 0.5 * most_);
    result.amount = match_lightness(lighter_by, bracket, start, mixed ? fall_of_pure(inks, shares) : 0);
    take_colors(result.amount);
    result.log_scale = std::log(result.amount / sum);
    if (result.amount > most_) result.strongest_lighter = lighter_by(most_);
    result.usable = true;
    return result;
}

void MatchedColors::add_slopes(std::span<const int> inks, std::span<const double> shares, MatchedColor& color) const {
    if (color.has_slopes || !color.usable) return;
    MixtureOptics mixture;
    mix_volumes(problem_, inks, shares, mixture);
    const std::size_t terms = color.terms.size();
    std::vector<Lab> labs(3 * terms);
    const auto thinner = std::span(labs).first(terms), between = std::span(labs).subspan(terms, terms),
               thin = std::span(labs).last(terms);
    const double exact = color.terms[0].off.l + target_of(0).l;
    constexpr double x_near = MatchedColor::x_near;
    colors(mixture, std::exp(-x_near) * color.amount, thinner);
    const double near = thinner[0].l - exact;
    // As far as recipes of interest may be lighter, if that is not too far.
    const double x_far = std::clamp(of_interest_l * x_near / std::max(near, 1e-9), 0.22, 2.0), x_between = 0.5 * x_far;
    colors(mixture, std::exp(-x_far) * color.amount, thin);
    const double far = thin[0].l - exact;
    color.usable = near > 1e-4 && far > 1.5 * near;
    if (!color.usable) return;
    colors(mixture, std::exp(-x_between) * color.amount, between);
    const double middle = between[0].l - exact;
    for (std::size_t i = 0; i < terms; ++i) { // parabola through the three, and how far the fourth is off it
        const Lab from = color.terms[i].off + target_of(i);
        const Lab first_slope = 1 / near * (thinner[i] - from), second_slope = 1 / far * (thin[i] - from);
        MatchedColor::Term& term = color.terms[i];
        term.bend = 1 / (far - near) * (second_slope - first_slope);
        term.slope = first_slope - near * term.bend;
        const Lab off = between[i] - (from + middle * (term.slope + middle * term.bend));
        term.third = length(off) * far / std::max(1e-12, std::abs(middle * (middle - near) * (middle - far)));
    }
    color.log_bend = (far / x_far - near / x_near) / (x_far - x_near);
    color.log_near = near / x_near - color.log_bend * x_near;
    color.x_far = x_far;
    color.log_third = std::abs((middle - x_between * (color.log_near + x_between * color.log_bend)) /
                               (x_between * (x_between - x_near) * (x_between - x_far)));
    color.has_slopes = true;
}

MatchedColor& MatchedColors::pair(int first, int second, int sixteenths_of_first) {
    const std::size_t inks = pure_.size();
    auto& solved = pairs_[(static_cast<std::size_t>(first) * inks + static_cast<std::size_t>(second)) * (lattice + 1) +
                          static_cast<std::size_t>(sixteenths_of_first)];
    if (!solved) {
        const int both[] = {first, second};
        const double shares[] = {sixteenths_of_first * pure(first).amount / lattice,
                                 (lattice - sixteenths_of_first) * pure(second).amount / lattice};
        solved = std::make_unique<MatchedColor>(solve(both, shares));
    }
    return *solved;
}

} // namespace undertone
