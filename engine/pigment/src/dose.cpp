#include "undertone/pigment/dose.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace undertone {

namespace {

constexpr double nl_per_mm3 = 1000, nl_per_ml = 1e6;
/// Share of the ink used up that enters the skin where nobody measured it, and how well a measured one is known
/// (data/exposure/implant_priors.toml).
constexpr LogNormal entering_share{0.05, 1.2};
constexpr double measured_log_sd = 0.10;

/// Two independent opinions on one log-normal quantity, weighed by their precision.
LogNormal combined(const LogNormal& one, const LogNormal& other) {
    if (one.log_sd == 0) return one;
    const double mine = 1 / (one.log_sd * one.log_sd), its = 1 / (other.log_sd * other.log_sd);
    return {std::exp((mine * std::log(one.median) + its * std::log(other.median)) / (mine + its)),
            1 / std::sqrt(mine + its)};
}

void check(const LogNormal& value, const std::string& name, double most, const char* what_to_do = "") {
    require_range(name + ".median", value.median, 1e-6, most, what_to_do);
    require_range(name + ".log_sd", value.log_sd, 0, 2);
}

} // namespace

void InkDose::validate() const {
    check(ink_volume_nl, "dose.ink_volume_nl", 1e4, "in nl: 1 nl is a millionth of a ml");
    check(kept_share, "dose.kept_share", 1, "a share");
}

double Needle::hole_volume_nl(double depth_mm) const {
    require_range("needle_mm", diameter_mm, 0.02, 2, "the shaft of one needle, in mm");
    require_range("depth_mm", depth_mm, 0.01, 10);
    return std::numbers::pi / 4 * diameter_mm * diameter_mm * depth_mm * nl_per_mm3;
}

double dot_volume_nl(const Dots& dots) {
    dots.validate();
    return std::numbers::pi / 4 * dots.diameter_mm * dots.diameter_mm * (dots.bottom_mm - dots.top_mm) * nl_per_mm3;
}

LogNormal retention(const InkDose& dose, const Dots& dots) {
    dose.validate();
    const double held_by_nl = dot_volume_nl(dots), median = dose.ink_volume_nl.median * dose.kept_share.median / held_by_nl;
    if (median > 1)
        throw DomainError("dose.ink_volume_nl", fmt::format("{:g}", dose.ink_volume_nl.median),
                          fmt::format("at most {:.3g} nl for a dot of {:g} mm, {:g} to {:g} mm deep: the healed dot cannot "
                                      "hold more than the cup's mg/ml",
                                      held_by_nl / dose.kept_share.median, dots.diameter_mm, dots.top_mm, dots.bottom_mm),
                          "give a smaller volume, or the dot's true width and depth");
    return {median, std::hypot(dose.ink_volume_nl.log_sd, dose.kept_share.log_sd)};
}

Dots with_dose(Dots dots, const InkDose& dose) {
    dots.retention = retention(dose, dots);
    dots.kept_share = dose.kept_share.median;
    return dots;
}

InkDose dose_of_needle(const Needle& needle, const Dots& dots, const InkDose& prior) {
    prior.validate();
    dots.validate();
    InkDose dose = prior;
    dose.ink_volume_nl.median *= needle.hole_volume_nl(dots.bottom_mm) / Needle{}.hole_volume_nl(usual_dot::bottom_mm);
    return dose;
}

InkDose dose_of_practice(const CountedPractice& practice, const Dots& dots, const Needle& needle, const InkDose& prior) {
    require_range("practice.used_ml", practice.used_ml, 1e-4, 1000);
    require_range("practice.dots", practice.dots, 1, 1e7);
    InkDose dose = dose_of_needle(needle, dots, prior);
    const double used_nl = practice.used_ml * nl_per_ml / practice.dots;
    if (!practice.lost_ml) {
        const LogNormal entered{used_nl * entering_share.median, entering_share.log_sd};
        dose.ink_volume_nl = combined(dose.ink_volume_nl, entered);
        return dose;
    }
    const double lost_ml = *practice.lost_ml;
    if (!(lost_ml >= 0 && lost_ml < practice.used_ml))
        throw DomainError("practice.lost_ml", fmt::format("{:g}", lost_ml),
                          fmt::format("0 or more, less than the {:g} ml used", practice.used_ml));
    const double entered_nl = (practice.used_ml - lost_ml) * nl_per_ml / practice.dots,
                 hole_nl = needle.hole_volume_nl(dots.bottom_mm);
    if (entered_nl > hole_nl)
        throw DomainError(
            "practice.used_ml", fmt::format("{:g}", practice.used_ml),
            fmt::format("at most {:.3g} nl a dot, what a hole {:g} mm wide and {:g} mm deep holds; this is {:.3g} nl",
                        hole_nl, needle.diameter_mm, dots.bottom_mm, entered_nl),
            "most ink is wiped off: leave lost_ml out where it was not measured");
    dose.ink_volume_nl = combined(dose.ink_volume_nl, {entered_nl, measured_log_sd});
    return dose;
}

InkDose DoseEvidence::dose(const Dots& dots) const {
    return practice ? dose_of_practice(*practice, dots, needle) : dose_of_needle(needle, dots);
}

} // namespace undertone
