#pragma once
// Which mixtures of a set of inks can be left out unseen.
//
// Thin a mixture until the healed area is as light as the target: what is left is a colour that changes smoothly with the mixture.
// Inks are weighed by how strongly they darken, so that it changes almost linearly, and the triangle of all mixtures of three inks
// (the segment of two) is cut into cells. In a cell the colours lie near the triangle that its corners span, off by no more than
// `safety` times what its edges' middles show (a quadratic is off by 4/3 of that at most), and along a dilution they follow the
// corners' slopes. Least distance to the target under each viewing and epoch, together, is a bound for every recipe of the cell.
// Each recipe that is evaluated is also held against the cell it lies in: `worst_miss` above 1 says that `safety` was too small.

#include "undertone/matching/search.hpp"

#include <array>
#include <map>
#include <span>
#include <vector>

namespace undertone {

/// A mixture at the target's lightness (healed, first viewing). Per epoch and viewing: Lab less the target's, and its change for
/// each L* by which the healed area is lighter.
struct MatchedColor {
    bool usable = false;  ///< false where no amount is dark enough, or thinner is not always lighter
    bool pale = false;    ///< not usable because even the most there can be is too light: `off` is then that amount's
    double amount = 0;    ///< sum of the inks' shares of the cup; for a pure ink that is not usable, the most there can be
    double log_scale = 0; ///< amount against what the pure inks' amounts suggest
    double log_near = 0, log_bend = 0; ///< L* gained by thinning to amount * exp(-x): log_near x + log_bend x^2
    std::vector<Lab> off, slope, bend; ///< bend: of the slope, per L*

    /// Of the chord over `reach` L*.
    Lab slope_over(std::size_t i, double reach) const {
        return {slope[i].l + reach * bend[i].l, slope[i].a + reach * bend[i].a, slope[i].b + reach * bend[i].b};
    }
};

class ColorCells {
public:
    ColorCells(const SearchProblem& problem, double safety);

    struct Vector {
        double x = 0, y = 0, z = 0;
    };
    /// Metric below CIEDE2000's near a target: lengths along L*, a* and b* of one unit of difference.
    struct Metric {
        double l = 0, a = 0, b = 0;
        Vector operator()(const Lab& difference) const { return {l * difference.l, a * difference.a, b * difference.b}; }
    };
    static constexpr std::size_t most_terms = 32;
    /// One epoch under one viewing.
    struct Term {
        std::size_t at = 0;
        Metric metric;
        double weight = 0;
        double less = 0;  ///< than the distance: what the corners' triangle may be off by
        double third = 0; ///< the same for what a parabola along a dilution leaves out, per L*^2
        Vector off, slope, bend;
    };
    /// What may be said of every colour in a cell.
    struct CellColors {
        bool known = false;
        double reach = 0; ///< L* within which that holds; farther, lightness alone exceeds the limit
        double log_scale_error = 0;
        std::vector<Term> terms;
    };

    static constexpr int lattice = 16; ///< corners and middles of cells are mixtures in sixteenths
    static constexpr int cells_across = lattice / 2;

    /// The cells of one set of two or three inks that may hold a recipe with an objective up to `limit`.
    class Set {
    public:
        Set(ColorCells& cells, std::span<const int> inks);
        /// Bound of the whole set from its pure inks and pairs alone.
        double bound(double limit);
        /// Looks at smaller and smaller cells; false where none is left.
        bool refine(double limit);
        /// What the cells know of one proportion.
        struct Proportion {
            bool left_out = false;
            bool known = false; ///< false: its cell has no colours, look at every dilution
            double amount = 0;  ///< share of the cup that matches the target's lightness
        };
        Proportion proportion(std::span<const int> steps);
        /// For the last proportion, at this share of the cup: bound on the objective beside penalties, and how much lighter than
        /// the target it is, to within `lighter_error`.
        struct Prediction {
            double bound, lighter, lighter_error;
        };
        Prediction predict(double amount);
        /// L* from the target within which predictions hold; farther, lightness alone exceeds the limit.
        double reach() const { return now_ == nullptr ? 0 : now_->colors.reach; }

        /// Holds an evaluated recipe against its cell.
        void check(double amount, const std::vector<Lab>& labs);

    private:
        using Corner = std::array<int, 3>; ///< in eighths
        struct Left {
            std::array<const MatchedColor*, 3> corners; ///< null beyond the second for two inks
            std::array<std::array<double, 3>, 3> q;     ///< darkening shares of each corner
            CellColors colors;
        };

        void make_terms();
        const MatchedColor& at(const Corner& corner);
        void refine(const std::array<Corner, 3>& corners, double limit);
        /// The cell of these proportions, null where it is left out; `q` gets their darkening shares.
        const Left* find(std::span<const int> steps, std::array<double, 3>& q, double& weight) const;

        ColorCells& cells_;
        std::vector<int> inks_;
        std::map<Corner, MatchedColor> inside_;
        std::map<std::array<int, 3>, Left> left_;
        // The last proportion's: where it lies, and (once asked for) its colour in the metric of each term.
        const Left* now_ = nullptr;
        std::array<double, 3> part_{};
        bool terms_ready_ = false;
        std::array<Term, most_terms> terms_;
        double amount_ = 0, log_near_ = 0, log_bend_ = 0;
    };

    double worst_miss() const { return worst_miss_; }

private:
    MatchedColor solve(std::span<const int> inks, std::span<const double> shares) const;
    void colors(const std::vector<ReducedBands>& mu_a, const std::vector<ReducedBands>& mu_s, double amount,
                std::vector<Lab>& labs) const;
    const MatchedColor& pure(int ink) const { return pure_[static_cast<std::size_t>(ink)]; }
    const MatchedColor& pair(int first, int second, int eighths_of_first);
    double pale_bound(std::span<const MatchedColor* const> corners, std::span<const MatchedColor* const> middles) const;
    double reach_of(std::span<const MatchedColor* const> corners, double limit) const;
    /// `colors`, if given, gets what the bound rests on.
    double bound(std::span<const MatchedColor* const> corners, std::span<const MatchedColor* const> middles, double limit,
                 CellColors* colors) const;

    const SearchProblem& problem_;
    double safety_, most_;
    std::vector<double> weights_; ///< per epoch and viewing
    std::vector<MatchedColor> pure_;
    std::map<std::array<int, 3>, MatchedColor> pairs_;
    double worst_miss_ = 0;
};

} // namespace undertone
