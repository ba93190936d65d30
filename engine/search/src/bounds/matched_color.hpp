#pragma once
// The colour of a mixture thinned until the healed area is as light as the target.

#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"

#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace undertone {

/// Per epoch and viewing: Lab less the target's, and its change for each L* by which the healed area is lighter.
///
/// The amount may be more than a cup can hold: weak inks are then followed to where they would match, so that what lies between
/// them and strong ones has a colour too.
struct MatchedColor {
    bool usable = false; ///< false where thinner is not always lighter up to there, or none is dark enough
    /// Whether still stronger cups may be lighter again, as scattering inks are, and the lightest of them, beside the target.
    bool brightens = false;
    double brightest_lighter = -std::numeric_limits<double>::infinity();
    bool pale = false;    ///< not usable because even the darkest cup is too light: `off` is then that cup's
    double amount = 0;    ///< sum of the inks' shares of the cup; for a pure ink that is not usable, the most there can be
    double log_scale = 0; ///< amount against what the pure inks' amounts suggest
    bool has_slopes = false; ///< whether what follows thinning is known: all that follows
    double log_near = 0,
           log_bend = 0;  ///< L* gained by thinning to amount * exp(-x): log_near x + log_bend x^2, give or take
    double x_far = 0;     ///< ... and exact there, at 0 and at x_near,
    double log_third = 0; ///< this many times x (x - x_near) (x - x_far)
    static constexpr double x_near = 0.08;
    double strongest_lighter =
        -std::numeric_limits<double>::infinity(); ///< L* of the strongest cup where that is less than `amount`

    struct Term {
        Lab off, slope, bend; ///< bend: of the slope, per L*
        double third = 0;     ///< what that leaves out, per L*^2
        /// Of the chord over `reach` L*.
        Lab slope_over(double reach) const {
            return {slope.l + reach * bend.l, slope.a + reach * bend.a, slope.b + reach * bend.b};
        }
    };
    std::vector<Term> terms;
};

class MatchedColors {
public:
    static constexpr int lattice = 16; ///< mixtures of pure inks' amounts in sixteenths

    explicit MatchedColors(const SearchProblem& problem);

    /// With slopes.
    const MatchedColor& pure(int ink) const { return pure_[static_cast<std::size_t>(ink)]; }
    /// Solved when first asked for.
    MatchedColor& pair(int first, int second, int sixteenths_of_first);
    /// `shares`: of the inks in the mixture, volumes in any common unit.
    MatchedColor solve(std::span<const int> inks, std::span<const double> shares) const;
    /// What follows thinning; makes a colour unusable where thinning does not lighten it.
    void add_slopes(std::span<const int> inks, std::span<const double> shares, MatchedColor& color) const;
    /// Sum of the inks' shares in the strongest cup.
    double most() const { return most_; }
    /// Bare skin's L* beside the target's.
    double bare_lighter() const { return bare_lighter_; }

private:
    void colors(const MixtureOptics& mixture, double amount, std::span<Lab> labs) const;
    /// L* lost as the log of an amount grows, by the pure inks' own; 0 where one has none.
    double fall_of_pure(std::span<const int> inks, std::span<const double> shares) const;
    const Lab& target_of(std::size_t term) const { return problem_.viewings[term % problem_.viewings.size()].target; }

    /// L* above the target's, of an amount.
    using Lightness = std::function<double(double)>;
    struct Bracket {
        double low, high, at_low, at_high; ///< amounts, and the lightness there
    };
    /// The darkest amount that was seen, its lightness, and how much darker one between those seen may be.
    struct Darkest {
        double amount, lighter, missed;
    };
    /// Of cups up to the strongest; beyond `falls` in steps. Notes in `color` whether stronger ones brighten.
    Darkest darkest(const Lightness& lighter_by, double falls, MatchedColor& color) const;
    double match_lightness(const Lightness& lighter_by, Bracket bracket, double start, double falls_by) const;

    const SearchProblem& problem_;
    ViewingColors viewing_colors_;
    double most_;
    double bare_lighter_ = 0;
    std::vector<MatchedColor> pure_;
    std::vector<std::unique_ptr<MatchedColor>> pairs_;
};

} // namespace undertone
