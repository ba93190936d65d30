// Reference, consistency: light doses over days, years and places.

#include "undertone/fade/light.hpp"
#include "undertone/fade/plan.hpp"

#include "shared_files.hpp"
#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>

namespace undertone {

namespace {

/// The value of the first row of the shared table that names all three texts.
double published(const std::string& study, const std::string& condition, const std::string& quantity) {
    std::ifstream file(undertone_tests::shared_data("fade/fade_validation.csv"));
    for (std::string row; std::getline(file, row);) {
        const auto at = row.find(quantity);
        if (row.find(study) == std::string::npos || row.find(condition) == std::string::npos || at == std::string::npos)
            continue;
        return std::stod(row.substr(row.find(',', at) + 1));
    }
    ADD_FAILURE() << "no row for " << study << ", " << condition << ", " << quantity;
    return std::numeric_limits<double>::quiet_NaN();
}

double indoor_year_J_per_m2(double latitude_deg) {
    Habits habits;
    habits.latitude_deg = latitude_deg;
    return 1e3 * DailyLight(habits).yearly_dose_kJ_per_m2();
}

} // namespace

// Reference: personal doses of indoor workers (Godar 2005), by the latitudes where these people live.
TEST(Light, GivesThePublishedYearlyDosesOfIndoorWorkers) {
    UNDERTONE_NEEDS_SHARED_FILES();
    struct Region {
        const char* name;
        std::vector<double> latitudes_deg;
    };
    for (const Region& region :
         {Region{"Europe", {44, 48, 52, 56}}, Region{"USA", {33, 38, 41}}, Region{"Australia", {-20, -28, -34, -38}}})
        for (const double latitude : region.latitudes_deg) {
            const double dose = indoor_year_J_per_m2(latitude);
            EXPECT_GT(dose, published("Godar", region.name, "dose low")) << latitude;
            EXPECT_LT(dose, published("Godar", region.name, "dose high")) << latitude;
        }
}

// Consistency: the day's integral against plain fine sampling over the hour angle.
TEST(Light, IntegratesTheDayAccurately) {
    for (const double latitude : {0.0, 40.0, 60.0}) {
        const auto sampled = [&](double declination_deg) {
            const double radian = std::acos(-1.0) / 180,
                         a = std::sin(latitude * radian) * std::sin(declination_deg * radian),
                         b = std::cos(latitude * radian) * std::cos(declination_deg * radian);
            double sum = 0;
            for (int i = 0; i < 100000; ++i)
                sum += std::pow(std::max(0.0, a + b * std::cos((i + 0.5) / 100000 * 180 * radian)), 2.42);
            return sum / 100000 * 86400;
        };
        // 21 June (day 172): declination 23.45 degrees; van Heuklon's ozone and Spencer's distance written out.
        const double radian = std::acos(-1.0) / 180, season = 150 + 40 * std::sin(0.9865 * 142 * radian);
        const double ozone = 235 + season * std::pow(std::sin(1.28 * latitude * radian), 2);
        const double expected = 1e-3 * 12.5 / 40 * std::pow(ozone / 300, -1.23) * 0.9675 * sampled(23.45);
        EXPECT_NEAR(clear_sky_dose_kJ_per_m2(latitude, 172), expected, 2e-3 * expected) << latitude;
    }
}

TEST(Light, IsZeroInThePolarNightAndMirrorsTheSeasonsInTheSouth) {
    EXPECT_EQ(clear_sky_dose_kJ_per_m2(80, 355), 0);
    EXPECT_GT(clear_sky_dose_kJ_per_m2(50, 172), 5 * clear_sky_dose_kJ_per_m2(50, 355));
    EXPECT_GT(clear_sky_dose_kJ_per_m2(-50, 355), 5 * clear_sky_dose_kJ_per_m2(-50, 172));
}

TEST(Light, ItsSmoothYearFollowsTheDaysWithinOnePercentOfTheMaximum) {
    for (const double latitude : {-66.0, -34.0, 0.0, 25.0, 48.0, 60.0, 66.0}) {
        Habits habits;
        habits.latitude_deg = latitude;
        habits.start_day_of_year = 1;
        const DailyLight light(habits);
        double worst = 0, most = 0;
        for (int day = 0; day < 365; ++day) {
            const double direct =
                habits.outdoor_share * habits.sky_transmission * clear_sky_dose_kJ_per_m2(latitude, day + 1);
            worst = std::max(worst, std::abs(light.dose_kJ_per_m2_day(day * days_per_year / 365) - direct));
            most = std::max(most, direct);
        }
        EXPECT_LT(worst, 0.01 * most) << latitude;
    }
}

// Reference: Gauss's two points on each cubic of the table, which are exact there; from polar night to the other side of the equator,
// where the table is held above zero, and over several new years.
TEST(Light, IsIntegratedToRounding) {
    for (const double latitude : {78.0, 48.0, -35.0}) {
        Habits habits;
        habits.latitude_deg = latitude;
        const DailyLight light(habits);
        constexpr double node = days_per_year / 366;
        const double phase = habits.start_day_of_year - 1;
        const double first = 100 * node - phase, half = 0.5 * node, offset = half / std::sqrt(3.0);
        double sum = 0;
        for (int i = 0; i < 1000; ++i) {
            const double middle = first + (i + 0.5) * node;
            const double early = light.dose_kJ_per_m2_day(middle - offset), late = light.dose_kJ_per_m2_day(middle + offset);
            EXPECT_GE(std::min(early, late), 0);
            sum += half * (early + late);
        }
        EXPECT_NEAR(light.dose_between_kJ_per_m2(first, first + 1000 * node), sum, 1e-11 * sum) << latitude;
        EXPECT_NEAR(light.dose_between_kJ_per_m2(-40.5, 1.2) + light.dose_between_kJ_per_m2(1.2, 800),
                    light.dose_between_kJ_per_m2(-40.5, 800), 1e-11 * sum);
    }
}

TEST(Light, FallsWithHatSunscreenAndTimeIndoors) {
    Habits bare, hat, cream, outdoors;
    hat.hat_share = 1;
    cream.spf_applied = 10;
    outdoors.outdoor_share = 0.10;
    const double dose = DailyLight(bare).yearly_dose_kJ_per_m2();
    EXPECT_NEAR(DailyLight(hat).yearly_dose_kJ_per_m2(), dose * hat_transmission, 1e-12 * dose);
    EXPECT_NEAR(DailyLight(cream).yearly_dose_kJ_per_m2(), dose / 10, 1e-12 * dose);
    EXPECT_NEAR(DailyLight(outdoors).yearly_dose_kJ_per_m2(), dose * 10 / 3, 1e-12 * dose);
}

// Reference: measured in the Alps, 10.7 % per 1000 m over four years (Schmucki and Philipona 2002), at most 18 +- 2 % on clear summer
// days (Blumthaler 1997).
TEST(Light, GrowsWithAltitudeAsMeasuredInTheAlps) {
    Habits valley, peak;
    peak.altitude_m = 1000;
    const double growth = DailyLight(peak).yearly_dose_kJ_per_m2() / DailyLight(valley).yearly_dose_kJ_per_m2() - 1;
    EXPECT_NEAR(growth, 0.107, 0.01);
    EXPECT_LT(growth, 0.20);
}

// Reference: five times as much ultraviolet reaches the upper dermis of light as of black skin (Kaidbey et al. 1979).
TEST(Light, MelaninShieldsBlackSkinFiveTimesBetter) {
    EXPECT_NEAR(melanin_transmission(0.03, 0.08) / melanin_transmission(0.25, 0.08), 5, 1e-9);
    EXPECT_LT(melanin_transmission(0.10, 0.08), melanin_transmission(0.03, 0.08));
}

// Reference: just under light epidermis UVB passes by 0.3 and UVA by 0.55 (with Kaidbey 1979); 0.75 and 0.25 of the erythemal dose are
// theirs, so 0.36. At usual dots a tenth is left, within a factor of 2.
TEST(Light, LosesMostOfItsErythemalDoseBeforeItReachesDots) {
    EXPECT_NEAR(erythemal_transmission(0.03, 0.08, 0.08, 0.081), 0.36, 0.01);
    const double usual = erythemal_transmission(0.03, 0.08, 0.1, 0.45);
    EXPECT_GT(usual, 0.05);
    EXPECT_LT(usual, 0.2);
    EXPECT_NEAR(FadePlan().light_transmission, usual, 0.005);
    // The mean over a long dot is that over its halves.
    EXPECT_NEAR(usual,
                0.5 * (erythemal_transmission(0.03, 0.08, 0.1, 0.275) + erythemal_transmission(0.03, 0.08, 0.275, 0.45)),
                1e-12);
    double before = 1;
    for (const double top_mm : {0.0, 0.1, 0.2, 0.4, 0.8}) {
        const double here = erythemal_transmission(0.03, 0.08, top_mm, top_mm + 0.05);
        EXPECT_LT(here, before);
        before = here;
    }
    EXPECT_NEAR(usual / erythemal_transmission(0.25, 0.08, 0.1, 0.45), 5, 1e-9);
}

TEST(Light, RefusesDepthsThatCannotBe) {
    EXPECT_THROW(erythemal_transmission(0.03, 0.08, 0.3, 0.3), DomainError);
    EXPECT_THROW(erythemal_transmission(0.03, 0.08, -0.1, 0.3), DomainError);
    EXPECT_THROW(erythemal_transmission(0.03, 0.08, 0.1, std::numeric_limits<double>::infinity()), DomainError);
    EXPECT_THROW(erythemal_transmission(1.2, 0.08, 0.1, 0.3), DomainError);
}

TEST(Light, RefusesImpossibleHabits) {
    const auto refused = [](auto change) {
        Habits habits;
        change(habits);
        EXPECT_THROW(DailyLight{habits}, DomainError);
    };
    refused([](Habits& h) { h.latitude_deg = 91; });
    refused([](Habits& h) { h.latitude_deg = std::numeric_limits<double>::quiet_NaN(); });
    refused([](Habits& h) { h.spf_applied = 0; });
    refused([](Habits& h) { h.hat_share = 1.2; });
    refused([](Habits& h) { h.outdoor_share = -0.1; });
    refused([](Habits& h) { h.start_day_of_year = 0; });
}

} // namespace undertone
