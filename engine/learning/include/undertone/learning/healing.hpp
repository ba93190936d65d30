#pragma once
// Retention, depth and skin of one client, learnt from healed readings by Bayes' rule.
//
// Unknown are ln(retention), ln(depth factor), ln(granule width), the fitted skin parameters in the fit's own coordinates, and how far the
// reading of the bare skin lay from the truth (amplitudes of the shapes in data/tissue/reading_repeats, and of the rest in each
// band: all healed readings are judged against this one reading, so its error must not be taken for news). Prior: normal in
// these, from `Dots`, the skin fit's covariance and the readings' repeatability. Likelihood: the full optics of all standing dots,
// with readings that repeat as skin readings do (correlated over wavelength, so 81 bands are not 81 independent facts). The
// posterior's mean and covariance are integrated (a grid in retention and depth about the maximum, the rest linear there) and
// carried on as a normal distribution; tests hold them against brute force. A posterior is the next session's prior, so
// readings may come one by one or all together.

#include "undertone/pigment/standing_dots.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// Skin readings repeat to a delta E of 0.5-1.4; this is the distance of one reading from the truth, on average.
inline constexpr double default_repeat_delta_e = 1.0;

/// Readings further from all that could be are not believed: root mean square, in standard deviations.
inline constexpr double largest_credible_misfit = 3;

/// The healed area as read after a session, with everything that stands in the skin by then.
struct HealedReading {
    std::vector<SessionDots> standing;
    std::optional<Bands> reflectance; ///< without the surface reflection; or else
    Coverage coverage;                ///< of `reflectance`
    std::optional<Lab> lab;           ///< a colour alone
    /// Of `lab`; of a spectrum, those of the scale on which its colours are reported.
    std::string illuminant = "D65", observer = "1931_2deg";
    double surface = 0; ///< surface reflection that `lab`, or the scale, holds; 0 where it is excluded
    int readings = 3;   ///< averaged
    double repeat_delta_e = default_repeat_delta_e; ///< of one of them, CIEDE2000
    std::string name;                               ///< for messages: "session 1"
};

/// What is believed of one client's healing and skin: a normal distribution.
class HealingBelief {
public:
    /// Priors for a fitted skin. `bare_readings` and `bare_repeat_delta_e` say how well the bare skin is known.
    HealingBelief(const SkinFit& skin, const Dots& prior, int bare_readings = 3,
                  double bare_repeat_delta_e = default_repeat_delta_e);
    /// The skin's parameters taken as known; its reflectance as uncertain as its readings.
    HealingBelief(const Skin& skin, const Dots& prior, int bare_readings = 3,
                  double bare_repeat_delta_e = default_repeat_delta_e);

    const std::vector<std::string>& names() const { return names_; }
    const Eigen::VectorXd& mean() const { return mean_; }
    const Eigen::MatrixXd& covariance() const { return covariance_; }

    LogNormal retention() const;
    LogNormal depth_factor() const; ///< of both ends of a dot, over the medians of the geometry asked for
    /// The skin at the mean.
    Skin skin() const { return skin_at(mean_); }
    /// `geometry` with the retention and depth believed in: what `match` takes. Correlations between the two are lost.
    Dots dots(const Dots& geometry) const;

    Skin skin_at(const Eigen::VectorXd& point) const;
    /// Its bare reflectance alone, which costs nothing.
    Bands bare_at(const Eigen::VectorXd& point) const;
    /// Unknowns that change the optics; those after them only scale the bare skin.
    Eigen::Index optical_count() const { return mean_.size() - bare_error_.cols(); }
    static double retention_at(const Eigen::VectorXd& point);
    static double depth_factor_at(const Eigen::VectorXd& point);
    static Healing healing_at(const Eigen::VectorXd& point); ///< the two, and the granules
    Healing healing() const { return healing_at(mean_); }
    /// Of the skin's parameters, which follow the three unknowns of healing where the skin was fitted.
    const SkinSpace& skin_space() const { return skin_space_; }
    const Eigen::VectorXd& lower() const { return lower_; }
    const Eigen::VectorXd& upper() const { return upper_; }
    /// Draws within the bounds, the same for the same seed.
    std::vector<Eigen::VectorXd> draws(int count, std::uint64_t seed) const;

    /// The same unknowns with another mean and covariance.
    HealingBelief moved(Eigen::VectorXd mean, Eigen::MatrixXd covariance) const;

private:
    HealingBelief(const Skin& skin, const SkinFit* fit, const Dots& prior, int bare_readings, double bare_repeat_delta_e);

    SkinParameters skin_parameters_;
    Bands bare_;
    bool skin_fitted_ = false;
    SkinSpace skin_space_;
    Eigen::Matrix<double, band_count, Eigen::Dynamic> bare_error_; ///< of ln(bare), per unit amplitude
    std::vector<std::string> names_;
    Eigen::VectorXd mean_, lower_, upper_;
    Eigen::MatrixXd covariance_;
};

/// Median and the ends of the central 80 %.
struct LearntRange {
    std::string name;
    double low_before = 0, before = 0, high_before = 0, low = 0, after = 0, high = 0;
};

struct HealingUpdate {
    /// What to go on with: the posterior where the readings are credible, else what was believed before.
    HealingBelief belief;
    /// What the readings say by Bayes' rule, credible or not.
    HealingBelief posterior;
    std::vector<LearntRange>
        learnt; ///< of the posterior: retention, depth factor, granule width, then the skin's parameters and L* of the bare skin
    /// Per reading, on its own scale (illuminant, observer, surface reflection): by what was believed before; measured; by the
    /// posterior.
    std::vector<Lab> predicted, read, explained;
    /// Root mean square of the whitened misfit; about 1 or less where model and noise are right.
    double misfit = 0;
    bool converged = false;
    /// "reading_unexplained", "lighter_than_bare", "little_learnt", "bound_hit", "dots_extrapolated", "not_converged"
    Diagnostics diagnostics;
    /// False where no retention, depth and skin come near the reading: to learn from it would be to learn from a mistake.
    bool credible() const { return misfit <= largest_credible_misfit; }
    std::string sentence; ///< "retention read 0.62 (80 % 0.55 to 0.70) where 0.45 was assumed; ..."
};

/// Throws DomainError: no reading, both or neither of reflectance and Lab, values no skin can have, no dots standing.
HealingUpdate update_from_healed(const HealingBelief& before, std::span<const HealedReading> readings, const Line& line);

/// Covariance of ln(reflectance) of one averaged reading, model error included.
Eigen::MatrixXd reading_covariance(int readings, double repeat_delta_e);

} // namespace undertone
