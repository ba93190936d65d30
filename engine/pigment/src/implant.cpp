#include "undertone/pigment/implant.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace undertone {

namespace {

// Far beyond what any needle does, and far from what a depth in micrometres or a slipped point would be.
constexpr double widest_mm = 5, deepest_mm = 10, least_per_cm2 = 1e-3, most_per_cm2 = 1e5;

void check_deviate(const char* name, double z) {
    if (!(std::abs(z) <= 10)) throw DomainError(name, fmt::format("{:g}", z), "-10 to 10 standard deviations");
}

} // namespace

double LogNormal::at(double z) const { return median * std::exp(log_sd * z); }

double PigmentState::width_mm() const { return std::sqrt(diameter_mm * diameter_mm + 16 * edge_sigma_mm * edge_sigma_mm); }

double Dots::pitch_mm() const { return 10 / std::sqrt(density_per_cm2); }

double Dots::area_fraction() const { return std::numbers::pi / 400 * diameter_mm * diameter_mm * density_per_cm2; }

void Dots::validate() const {
    const auto require = [](bool good, const char* name, double value, const std::string& allowed,
                            const char* what_to_do = "") {
        if (!good) throw DomainError(name, fmt::format("{:g}", value), allowed, what_to_do);
    };
    require(diameter_mm > 0 && diameter_mm <= widest_mm, "dots.diameter_mm", diameter_mm, "more than 0, up to 5 mm");
    require(density_per_cm2 >= least_per_cm2 && density_per_cm2 <= most_per_cm2, "dots.density_per_cm2", density_per_cm2,
            "0.001 to 100000 per cm2");
    require(diameter_mm <= pitch_mm(), "dots.diameter_mm", diameter_mm,
            fmt::format("at most {:.3g} mm, the spacing of {:g} dots per cm2", pitch_mm(), density_per_cm2),
            "make the dots smaller or fewer: they may not overlap");
    require(top_mm >= 0 && top_mm <= deepest_mm, "dots.top_mm", top_mm, "0 to 10 mm");
    require(bottom_mm > top_mm && bottom_mm <= deepest_mm, "dots.bottom_mm", bottom_mm,
            fmt::format("deeper than dots.top_mm = {:g}, up to 10 mm", top_mm), "depths are in mm below the surface");
    require(retention.median >= 1e-6 && retention.median <= 1, "dots.retention.median", retention.median,
            "more than 0 (1e-6), at most 1: a share");
    require(retention.log_sd >= 0 && retention.log_sd <= 2, "dots.retention.log_sd", retention.log_sd, "0 to 2");
    require(kept_share >= 0.01 && kept_share <= 1, "dots.kept_share", kept_share, "0.01 to 1: a share");
    require(depth_log_sd >= 0 && depth_log_sd <= 1, "dots.depth_log_sd", depth_log_sd, "0 to 1");
    const double dot_um = 1000 * diameter_mm;
    require(granule_um.median >= 0 && granule_um.median <= dot_um, "dots.granule_um.median", granule_um.median,
            fmt::format("0 to {:g} um, the width of the dot", dot_um), "a clump is part of a dot: give micrometres");
    require(granule_um.log_sd >= 0 && granule_um.log_sd <= 2, "dots.granule_um.log_sd", granule_um.log_sd, "0 to 2");
}

PigmentState healed_state(const Mixture& mixture, const Dots& dots, double z_retention, double z_depth, double z_granule) {
    dots.validate();
    check_deviate("z_retention", z_retention);
    check_deviate("z_depth", z_depth);
    check_deviate("z_granule", z_granule);
    const double depth = LogNormal{1, dots.depth_log_sd}.at(z_depth);
    return {mixture.mg_per_ml * dots.retention.at(z_retention),
            dots.diameter_mm,
            dots.density_per_cm2,
            dots.top_mm * depth,
            dots.bottom_mm * depth,
            0,
            dots.granule_um.at(z_granule)};
}

} // namespace undertone
