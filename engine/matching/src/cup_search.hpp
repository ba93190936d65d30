#pragma once
// The best thing to pour, in whole syringe steps, where dots already stand in the skin or a mix already stands in the cup:
// what `search` does for an empty cup and bare skin, without its proof. Proportions are enumerated, water is found by descent
// along each, the best are judged again by the full model.

#include "undertone/matching/dosing.hpp"
#include "undertone/matching/match_options.hpp"
#include "undertone/matching/standing_dots.hpp"
#include "undertone/matching/surrogate.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// The healed area as a function of what is in the cup, all else fixed: skin, healing, older dots, number of new dots.
class CupColors {
public:
    struct Scene {
        Skin skin;
        double retention = 1, depth_factor = 1;
        std::vector<SessionDots> standing;
        Dots geometry;              ///< of the new dots
        double new_density_per_cm2; ///< 0 < new
        Bands target;
    };
    struct Judged {
        double delta_e = 0; ///< weighted over illuminants
        double darker = 0;  ///< by how much L* lies below the target's, worst illuminant
    };

    /// `base_mg_per_ml` is what is in the cup already (empty for none). Keeps references to line and options.
    CupColors(Scene scene, const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
              const Eigen::ArrayXd& base_mg_per_ml);

    const Scene& scene() const { return scene_; }
    const std::vector<Viewing>& viewings() const { return viewings_; }
    const std::vector<Lab>& target_lab() const { return target_lab_; }

    /// Optics inside the healed dot for these mg/ml in the cup.
    struct Optics {
        ReducedBands mu_a, mu_s;
    };
    Optics optics(const Eigen::ArrayXd& mg_per_ml) const;
    /// By the surrogate, for the mix thinned to `share`; nothing where it does not reach.
    std::optional<Judged> fast(const Optics& undiluted, double share) const;
    Judged full(const Eigen::ArrayXd& mg_per_ml) const;
    Bands area(const Eigen::ArrayXd& mg_per_ml) const; ///< full model

private:
    template <class LabOf>
    Judged judge(const LabOf& lab_of) const;

    Scene scene_;
    const Line& line_;
    std::vector<double> weights_;
    std::vector<Viewing> viewings_;
    std::vector<Lab> target_lab_;
    BandReduction reduction_;
    std::vector<BandReduction::Weights> reduced_weights_;
    Eigen::Matrix<double, reduced_band_count, Eigen::Dynamic> mu_a_,
        mu_s_; ///< healed, per mg/ml in the cup of each colorant
    std::unique_ptr<AreaSurrogate> surrogate_;
};

struct Pour {
    std::vector<std::size_t> inks; ///< indices into the line
    std::vector<int> steps;        ///< of each; proportions without common divisor for a fresh cup
    double water_steps = 0;        ///< for a fresh cup, water parts per part of ink times the sum of steps
    Eigen::ArrayXd mg_per_ml;      ///< in the cup afterwards
    CupColors::Judged judged;      ///< full model
    double objective = 0;
    bool too_dark = false;
};

struct CupContents {
    Eigen::ArrayXd mg_per_ml;
    double ml = 0; ///< 0: a fresh cup
};

/// Best first, each of another set of inks; those that obey the darkness rule before all others. A fresh cup keeps to the
/// ladder of dilutions; a cup with something in it may also get water alone, or nothing.
std::vector<Pour> search_cup(const CupColors& colors, const Line& line, const MatchOptions& options,
                             const std::vector<std::size_t>& inks, const CupContents& cup, std::size_t count);

/// Inks that the options allow. Throws DomainError for unknown ids.
std::vector<std::size_t> allowed_inks(const Line& line, const MatchOptions& options);

/// What `search_cup` covers, in words.
std::string search_method(std::size_t inks, int max_inks);

} // namespace undertone
