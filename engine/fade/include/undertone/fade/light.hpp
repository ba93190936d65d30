#pragma once
// Daily mean ultraviolet dose on the crown of the head. Day and night are integrated here, never in the solver:
// resolving them costs implicit steppers a hundredfold and lets them step over whole days.

#include <algorithm>
#include <array>
#include <cstddef>

namespace undertone {

inline constexpr double days_per_year = 365.25;

/// Where and how someone lives, as far as the scalp's light goes.
struct Habits {
    double latitude_deg = 48;       ///< north positive
    double start_day_of_year = 105; ///< calendar day (1 = 1 January) of time zero
    /// Dose received over dose on open horizontal ground: 0.03 indoor workers (2-4 %), 0.10 outdoor workers (Godar 2005).
    double outdoor_share = 0.03;
    /// Erythemal ultraviolet grows by 11 % per 1000 m: 10.7 % over four years in the Swiss Alps, clear skies at noon (Schmucki and
    /// Philipona 2002, Opt Eng 41(12)). Clear summer days there differ by 18 +- 2 % (Blumthaler 1997, J Photochem Photobiol B 39:130).
    double altitude_m = 0;
    double hat_share = 0;   ///< share of the time outdoors with a hat on
    double spf_applied = 1; ///< protection as really worn: about half the label (Stenberg and Larko 1985); 1 for none
    double sky_transmission =
        0.65; ///< yearly mean erythemal dose under real skies (clouds 0.7, haze 0.9) over clean clear ones

    /// Throws DomainError naming the field.
    void validate() const;
};

/// What a fabric hat lets through: UPF 15, the least that AS/NZS 4399 rates as protective.
inline constexpr double hat_transmission = 1.0 / 15.0;

/// Clear-sky erythemal dose of one day on horizontal ground, kJ/m^2. The UV index 12.5 mu^2.42 (ozone/300)^-1.23
/// (Madronich 2007), 40 of which are 1 W/m^2, integrated over the day; sun by Spencer (1971), ozone by van Heuklon
/// (1979) without its longitude term, whose tropics hold some 10 % less ozone than satellites see. Throws DomainError for a latitude beyond +-90 or a day outside [1, 367).
double clear_sky_dose_kJ_per_m2(double latitude_deg, double day_of_year);

/// What melanin leaves of the ultraviolet under the epidermis, as a neutral filter: 1 in light skin (0.03 melanosomes in 0.08 mm),
/// a fifth in black skin (0.25); Kaidbey et al. 1979, abstract.
double melanin_transmission(double melanosome_fraction, double epidermis_thickness_mm);

/// Share of the scalp's erythemal dose that reaches pigment between two depths under the surface, on average over them: UVB and UVA
/// each through epidermis, melanin and the dermis above. 0.11 for usual dots in light skin, within a factor of 2 (80 %; the prior
/// `light` carries it). Throws DomainError unless 0 <= top < bottom <= 10 mm.
double erythemal_transmission(double melanosome_fraction, double epidermis_thickness_mm, double top_mm, double bottom_mm);

/// The dose of this person's days as a smooth function of time: a Fourier series of the year, so that an adaptive
/// stepper sees no kinks. Follows clear_sky_dose to 1 % of the yearly maximum or better up to 66 degrees of latitude.
class DailyLight {
public:
    /// Unlit skin.
    DailyLight() = default;
    explicit DailyLight(const Habits& habits);

    /// Erythemal dose on the scalp, kJ/m^2 per day, never negative.
    double dose_kJ_per_m2_day(double t_days) const {
        const Place at = place_of(t_days);
        const auto& [a, b, c, d] = table_[at.node];
        return std::max(0.0, a + at.x * (b + at.x * (c + at.x * d)));
    }
    /// Its slope in time, kJ/m^2 per day^2.
    double dose_slope_kJ_per_m2_day2(double t_days) const {
        const Place at = place_of(t_days);
        const auto& [a, b, c, d] = table_[at.node];
        return (b + at.x * (2 * c + at.x * 3 * d)) * nodes_per_day_;
    }
    /// Its integral, kJ/m^2: all of it to rounding, without steps.
    double dose_between_kJ_per_m2(double from_days, double to_days) const {
        return dose_until(to_days) - dose_until(from_days);
    }
    /// Its mean over the year, kJ/m^2 per year.
    double yearly_dose_kJ_per_m2() const;

private:
    /// The series as 366 cubics a year that meet in value and slope (error 1e-9 of the amplitude): a step asks for the dose several
    /// times, and the series would cost more than the rest of the equations.
    static constexpr int nodes_ = 366;
    static constexpr double nodes_per_day_ = nodes_ / days_per_year;
    using Cubic = std::array<double, 4>; ///< coefficients of 1, x, x^2, x^3 for x in [0, 1)
    struct Place {
        std::size_t node;
        double x, years;
    };
    Place place_of(double t_days) const {
        const double nodes = (t_days + phase_days_) * nodes_per_day_;
        auto whole = static_cast<long long>(nodes);
        whole -= static_cast<double>(whole) > nodes; // towards minus infinity
        const double x = nodes - static_cast<double>(whole);
        long long years = whole / nodes_, at = whole % nodes_;
        if (at < 0) {
            at += nodes_;
            --years;
        }
        return {static_cast<std::size_t>(at), x, static_cast<double>(years)};
    }
    /// Since the new year of time zero.
    double dose_until(double t_days) const {
        const Place at = place_of(t_days);
        const auto& [a, b, c, d] = table_[at.node];
        const double today = at.x * (a + at.x * (0.5 * b + at.x * (c * (1.0 / 3) + at.x * 0.25 * d))) * (1 / nodes_per_day_);
        return at.years * table_dose_ + dose_before_[at.node] + today;
    }
    double mean_ = 0, phase_days_ = 0, table_dose_ = 0; ///< the last is the integral of the whole table
    std::array<Cubic, nodes_> table_{};
    std::array<double, nodes_> dose_before_{}; ///< from the new year to the node
};

} // namespace undertone
