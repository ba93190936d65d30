#pragma once
// Dots as the needle leaves them and as they heal.

#include "undertone/pigment/blend.hpp"
#include "undertone/tissue/usual_dot.hpp"

namespace undertone {

/// A log-normal quantity: `median`, and the standard deviation of its natural logarithm.
struct LogNormal {
    double median = 1, log_sd = 0;

    /// Quantile at standard normal deviate z (0 gives the median).
    double at(double z) const;
};

/// The most dots that any practice reports (data/exposure/implant_priors.toml, density).
inline constexpr double densest_practice_per_cm2 = 310;

/// Geometry of healed dots and the share of implanted pigment that stays (data/exposure/implant_priors.toml has the sources).
struct Dots {
    double diameter_mm = usual_dot::diameter_mm, density_per_cm2 = usual_dot::density_per_cm2;
    double top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm;
    /// Healed mg/ml in the dot over mg/ml in the cup. The default is that of the usual dose in the usual dot (dose.hpp), and holds for
    /// other dots as well: a wider or deeper hole takes more ink and spreads it over more tissue.
    LogNormal retention{0.17, 0.57};
    double kept_share = 0.67;   ///< of the pigment implanted, when healed; the rest of retention is dose
    double depth_log_sd = 0.50; ///< both ends of the dot shift by one common factor
    /// Diameter of the clumps, in micrometres, in which healed pigment stands in its cells (granule.hpp); a median of 0 is pigment as
    /// dispersed as in the ink.
    LogNormal granule_um{0.3, 0.7};

    double pitch_mm() const;
    double area_fraction() const;
    /// Throws DomainError: overlapping dots, bottom above top, anything not positive.
    void validate() const;
};

/// The dots at one moment: what healing and fading leave.
struct PigmentState {
    Eigen::ArrayXd mg_per_ml; ///< per colorant of the line, inside the dot
    double diameter_mm = usual_dot::diameter_mm, density_per_cm2 = usual_dot::density_per_cm2;
    double top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm;
    /// Standard deviation of the blur of the edge; `mg_per_ml` and `diameter_mm` are of the core before any blur.
    double edge_sigma_mm = 0;
    double granule_um = 0; ///< of the pigment, as Dots has it; 0 is dispersed

    /// Width of an even disc as wide as the blurred dot: four standard deviations of its pigment along one axis.
    double width_mm() const;
};

/// What healing made of the dots, as numbers: `retention` of the cup's concentration, both depths times `depth_factor`.
struct Healing {
    double retention = 1, depth_factor = 1, granule_um = 0;
};

/// The healed state for this mixture; z_* are standard normal deviates of retention, depth and granule size.
PigmentState healed_state(const Mixture& mixture, const Dots& dots, double z_retention = 0, double z_depth = 0,
                          double z_granule = 0);

} // namespace undertone
