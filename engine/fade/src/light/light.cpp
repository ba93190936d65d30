#include "undertone/fade/light.hpp"

#include "check.hpp"

#include <algorithm>
#include <numbers>

namespace undertone {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double radians(double degrees) { return degrees * pi / 180.0; }

struct Sun {
    double declination_rad, distance_factor;
};

/// Spencer 1971, Search 2(5):172.
Sun sun_on(double day_of_year) {
    const double a = 2 * pi * (day_of_year - 1) / 365.0;
    return {0.006918 - 0.399912 * std::cos(a) + 0.070257 * std::sin(a) - 0.006758 * std::cos(2 * a) +
                0.000907 * std::sin(2 * a) - 0.002697 * std::cos(3 * a) + 0.00148 * std::sin(3 * a),
            1.00011 + 0.034221 * std::cos(a) + 0.00128 * std::sin(a) + 0.000719 * std::cos(2 * a) +
                0.000077 * std::sin(2 * a)};
}

/// Ozone column, Dobson units; van Heuklon 1979, Solar Energy 22:63, zonal mean.
double ozone_DU(double latitude_deg, double day_of_year) {
    const bool north = latitude_deg >= 0;
    const double season = north ? 150 + 40 * std::sin(radians(0.9865 * (day_of_year - 30)))
                                : 100 + 30 * std::sin(radians(0.9865 * (day_of_year + 152.625)));
    const double shape = std::sin(radians((north ? 1.28 : 1.5) * latitude_deg));
    return 235 + season * shape * shape;
}

} // namespace

void Habits::validate() const {
    require_range("habits.latitude_deg", latitude_deg, -90, 90, "north is positive");
    require_range("habits.start_day_of_year", start_day_of_year, 1, 366, "1 is the first of January");
    require_range("habits.outdoor_share", outdoor_share, 0, 1, "0.03 for indoor work, 0.1 for outdoor work");
    require_range("habits.altitude_m", altitude_m, -430, 6000);
    require_range("habits.hat_share", hat_share, 0, 1);
    require_range("habits.spf_applied", spf_applied, 1, 100, "1 for no sunscreen");
    require_range("habits.sky_transmission", sky_transmission, 0, 1.5);
}

double clear_sky_dose_kJ_per_m2(double latitude_deg, double day_of_year) {
    require_range("latitude_deg", latitude_deg, -90, 90, "north is positive");
    require_range("day_of_year", day_of_year, 1, 367);
    const Sun sun = sun_on(day_of_year);
    const double latitude = radians(latitude_deg);
    const double level = std::sin(latitude) * std::sin(sun.declination_rad);
    const double swing = std::cos(latitude) * std::cos(sun.declination_rad);
    // Hour angle of sunset; all day or all night near the poles.
    const double sunset = level >= swing ? pi : level <= -swing ? 0.0 : std::acos(-level / swing);
    if (sunset == 0) return 0;
    // Midpoint rule after h = sunset sin(u), which flattens the end where the integrand meets zero with a kink.
    constexpr int points = 48;
    double sum = 0;
    for (int i = 0; i < points; ++i) {
        const double u = 0.5 * pi * (i + 0.5) / points;
        const double mu = std::max(0.0, level + swing * std::cos(sunset * std::sin(u)));
        sum += std::pow(mu, 2.42) * std::cos(u);
    }
    const double integral = 2 * sunset * sum * 0.5 * pi / points; // over both halves of the day, in hour angle
    constexpr double watts_per_uv_index = 1.0 / 40.0, seconds_per_radian = 86400.0 / (2 * pi);
    const double peak = 12.5 * watts_per_uv_index * std::pow(ozone_DU(latitude_deg, day_of_year) / 300.0, -1.23);
    return 1e-3 * peak * sun.distance_factor * seconds_per_radian * integral;
}

double melanin_transmission(double melanosome_fraction, double epidermis_thickness_mm) {
    require_range("melanosome_fraction", melanosome_fraction, 0, 1);
    require_range("epidermis_thickness_mm", epidermis_thickness_mm, 0, 2);
    // Two anchors fix a filter exp(-k f d) behind what even unpigmented epidermis takes away.
    constexpr double light = 0.03, dark = 0.25, thickness = 0.08, ratio = 5;
    const double k = std::log(ratio) / ((dark - light) * thickness);
    return std::exp(-k * (melanosome_fraction * epidermis_thickness_mm - light * thickness));
}

double erythemal_transmission(double melanosome_fraction, double epidermis_thickness_mm, double top_mm, double bottom_mm) {
    const double melanin = melanin_transmission(melanosome_fraction, epidermis_thickness_mm);
    require_range("top_mm", top_mm, 0, 10);
    require_range("bottom_mm", bottom_mm, 0, 10);
    if (!(bottom_mm > top_mm))
        throw DomainError("bottom_mm", fmt::format("{:g}", bottom_mm), fmt::format("more than top_mm, {:g}", top_mm),
                          "give the depths of the dots under the surface of the skin");
    struct Band {
        double share;         ///< of the erythemal dose of a day
        double epidermis;     ///< what light epidermis passes
        double dermis_per_mm; ///< attenuation below it
    };
    // Shares: CIE erythemal weights times the sun's spectrum, reckoned; 315-400 nm has 0.24 with the sun overhead, more when it is low
    // (0.15-0.4). Epidermis: 0.29 and 0.55 go with Kaidbey 1979, whose abstract gives only the ratio of skins (0.2-0.4, 0.45-0.6).
    // Dermis: between absorption alone (6.9 at 310 nm and 4.0 at 350 nm, from 10.5 at 280 and 2 at 400 nm: Jankowski 1998, abstract)
    // and absorption with scattering (20 and 10, diffusion); SCENIHR 2012 draws skin darker still.
    constexpr std::array<Band, 2> bands{{{0.75, 0.3, 10.0}, {0.25, 0.55, 5.0}}};
    const double from = std::max(0.0, top_mm - epidermis_thickness_mm),
                 to = std::max(0.0, bottom_mm - epidermis_thickness_mm);
    double reaches = 0;
    for (const Band& band : bands) {
        const double through = to > from ? (std::exp(-band.dermis_per_mm * from) - std::exp(-band.dermis_per_mm * to)) /
                                               (band.dermis_per_mm * (to - from))
                                         : 1.0; // all in the epidermis
        reaches += band.share * band.epidermis * through;
    }
    return std::min(1.0, melanin * reaches);
}

DailyLight::DailyLight(const Habits& habits) {
    habits.validate();
    const double share = habits.outdoor_share * habits.sky_transmission / habits.spf_applied *
                         (1 - habits.hat_share * (1 - hat_transmission)) * (1 + 1.1e-4 * habits.altitude_m);
    phase_days_ = habits.start_day_of_year - 1;
    constexpr int days = 365, harmonics = 8;
    std::array<double, harmonics> cosine{}, sine{};
    for (int day = 0; day < days; ++day) {
        const double dose = share * clear_sky_dose_kJ_per_m2(habits.latitude_deg, day + 1), a = 2 * pi * day / days;
        mean_ += dose / days;
        for (std::size_t k = 0; k < harmonics; ++k) {
            const double angle = static_cast<double>(k + 1) * a;
            cosine[k] += 2 * dose * std::cos(angle) / days;
            sine[k] += 2 * dose * std::sin(angle) / days;
        }
    }
    struct Node {
        double value, slope; // slope per node
    };
    const auto node = [&](int i) {
        const double a = 2 * pi * i / nodes_;
        double value = mean_, slope = 0;
        for (std::size_t k = 0; k < harmonics; ++k) {
            const double n = static_cast<double>(k + 1);
            value += cosine[k] * std::cos(n * a) + sine[k] * std::sin(n * a);
            slope += n * (sine[k] * std::cos(n * a) - cosine[k] * std::sin(n * a));
        }
        value = std::max(0.0, value);
        // No steeper than keeps the cubics above zero; it matters only where a polar night begins and ends.
        return Node{value, std::clamp(slope * 2 * pi / nodes_, -3 * value, 3 * value)};
    };
    const Node first = node(0);
    Node from = first;
    for (int i = 0; i < nodes_; ++i) {
        const Node to = i + 1 < nodes_ ? node(i + 1) : first;
        const double rise = to.value - from.value;
        const auto at = static_cast<std::size_t>(i);
        table_[at] = {from.value, from.slope, 3 * rise - 2 * from.slope - to.slope, from.slope + to.slope - 2 * rise};
        dose_before_[at] = table_dose_;
        table_dose_ += (0.5 * (from.value + to.value) + (from.slope - to.slope) / 12) / nodes_per_day_;
        from = to;
    }
}

double DailyLight::yearly_dose_kJ_per_m2() const { return mean_ * days_per_year; }

} // namespace undertone
