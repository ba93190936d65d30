#pragma once
// The best thing to pour, in whole syringe steps, where dots already stand in the skin or a mix already stands in the cup.
//
// An empty cup is `search`'s own problem, with the older dots inside its surrogate. A cup that holds something is another grid: what is
// added has no dilution of its own. That grid is small enough to enumerate: for all steps of ink, thinner is lighter, so bisection finds
// the first water that is light enough, and a bound on lightness prunes the rest. Both searches recheck the best by the full model and
// say what they prove, as `match` does.

#include "undertone/pigment/standing_dots.hpp"
#include "undertone/search/dosing.hpp"
#include "undertone/search/inputs.hpp"
#include "undertone/search/match.hpp"
#include "undertone/search/search.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace undertone {

struct Lights;

/// The healed area as a function of what is in the cup, all else fixed: skin, healing, older dots, number of new dots.
class CupColors {
public:
    struct Scene {
        Skin skin;
        Healing healing;
        std::vector<SessionDots> standing;
        Dots geometry;              ///< of the new dots
        double new_density_per_cm2; ///< 0 < new
        Bands target;
    };
    struct Judged {
        double delta_e = 0; ///< weighted over illuminants
        double darker = 0;  ///< by how much L* lies below the target's, worst illuminant
        double b = 0;       ///< b*, first illuminant
    };

    /// `base_mg_per_ml` is what is in the cup already (empty for none). Keeps references to line and options.
    CupColors(Scene scene, const Line& line, const MatchOptions& options, const UsableInks& inks,
              const Eigen::ArrayXd& base_mg_per_ml);
    ~CupColors();
    CupColors(const CupColors&) = delete;
    CupColors& operator=(const CupColors&) = delete;

    const Line& line() const { return line_; }
    const MatchOptions& options() const { return options_; }
    /// Inks of the line, in the order in which `problem` counts them.
    const std::vector<std::size_t>& inks() const { return inks_; }
    /// An empty cup's, rules of the options included; its one epoch is the healed area, older dots and all.
    const SearchProblem& problem() const { return *problem_; }
    /// Undiluted, in the same order: mg/ml of each colorant.
    const std::vector<Eigen::ArrayXd>& pure_mg_per_ml() const { return pure_; }

    /// Optics inside the healed dot for these mg/ml in the cup.
    struct Optics {
        ReducedBands mu_a, mu_s;
    };
    Optics optics(const Eigen::ArrayXd& mg_per_ml) const;
    Judged full(const Eigen::ArrayXd& mg_per_ml) const;
    /// The full model at the reduced bands, for many cups at once.
    std::vector<Judged> reduced(const std::vector<Eigen::ArrayXd>& mg_per_ml) const;
    Bands area(const Eigen::ArrayXd& mg_per_ml) const; ///< full model

private:
    void set_up_model();
    void set_up_reduction();
    void set_up_optics(const Eigen::ArrayXd& base_mg_per_ml);
    Judged judged(std::span<const Lab> labs) const;

    Scene scene_;
    const Line& line_;
    const MatchOptions& options_;
    std::vector<std::size_t> inks_;
    std::unique_ptr<Lights> lights_;
    std::vector<Eigen::ArrayXd> pure_;
    BandReduction reduction_;
    AreaModel model_; ///< with the older dots in it
    DotGeometry geometry_;
    Eigen::Matrix<double, reduced_band_count, Eigen::Dynamic> mu_a_,
        mu_s_; ///< healed, per mg/ml in the cup of each colorant
    std::unique_ptr<SearchProblem> problem_;
};

struct Pour {
    std::vector<std::size_t> inks; ///< indices into the line
    std::vector<int> steps;        ///< of each; proportions without common divisor for a fresh cup
    Blend blend;                   ///< the same, for a fresh cup
    double water_steps = 0;        ///< for a fresh cup, water parts per part of ink times the sum of steps
    Eigen::ArrayXd mg_per_ml;      ///< in the cup afterwards
    CupColors::Judged judged;      ///< full model
    double objective = 0;
    bool too_dark = false;
};

struct CupContents {
    Eigen::ArrayXd mg_per_ml;
    double ml = 0;
};

struct PourSearch {
    std::vector<Pour> pours; ///< best first; all obey the rules
    MatchProof proof;
    /// Where none obeys the rules and darkness is among the reasons: what is least dark, by the surrogate.
    std::optional<Pour> least_dark;
};

/// Into an empty cup, on the ladder of dilutions; `pours` are each of another set of inks, `count` of them at most.
PourSearch search_fresh(const CupColors& colors, std::size_t count);

/// On top of what the cup holds: inks and water, water alone, or nothing.
PourSearch search_additions(const CupColors& colors, const CupContents& cup);

/// usable_inks; throws DomainError as well for options that the loop does not know (costs, a scale, robustness: its belief has ranges of
/// its own).
UsableInks inks_for_cups(const Line& line, const MatchOptions& options);

} // namespace undertone
