#pragma once
// Exposure series of drawdowns: how fast an ink's strength goes, and along which colours. In units of exposure; they become years only
// under an assumption that someone states.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/io/measurement.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// One film after one exposure: its readings.
struct ExposedReading {
    std::string ink;
    double exposure = 0; ///< in the series' unit; 0 is the film before
    Measurement reading;
};

/// What a series' exposures are.
struct ExposureUnit {
    /// "hours" in a chamber, "MJ_per_m2" of radiant exposure (ASTM D4303 counts so), or "blue_wool_step": exposed until that reference
    /// (1-8) had faded; reckoned in doses of step 1, each step taking twice the light of the one before (ISO 105-B02, informative).
    std::string name = "MJ_per_m2";
    std::optional<double> irradiance_W_per_m2; ///< of the chamber, in the band that `method` names; kept with "hours"
    std::optional<bool> behind_glass;          ///< nothing where not stated
    std::string method;                        ///< "ASTM D4303 method C, 300-800 nm"

    /// Throws DomainError.
    void validate() const;
};

/// What someone takes a year to be. Nothing here knows it.
struct YearAssumption {
    double exposure_per_year = 0; ///< in the series' unit; of doses of step 1 where that is blue wool
    bool behind_glass = false;    ///< that exposure was reckoned behind glass
    /// Share of the exposure in the open that glass lets through; to be stated where series and year differ in glass.
    std::optional<double> glass_transmission;
    std::string stated_by; ///< whose assumption; kept with the years

    /// Throws DomainError.
    void validate() const;
};

/// The assumption in which anything is stated; nothing where nothing is. Throws DomainError where a part is stated without the exposure.
std::optional<YearAssumption> year_assumption(std::optional<double> exposure_per_year, const std::string& stated_by,
                                              bool behind_glass, std::optional<double> glass_transmission);

struct FadedColor {
    double exposure = 0; ///< as given
    int readings = 0;
    Lab lab;                                ///< D65, 10 degrees, or as read of Lab alone
    double delta_e_2000 = 0;                ///< from the unexposed film
    std::optional<double> strength_percent; ///< of the unexposed film's, by wsum; none of Lab alone
};

struct InkLightfastness {
    std::string ink;
    int readings = 0, exposures = 0;
    /// Of ln strength over exposure, with its interval; none of Lab alone. Negative where strength rose.
    std::optional<double> rate, rate_low, rate_high;
    std::optional<double> half_exposure, half_exposure_low,
        half_exposure_high; ///< of half the strength; high: none where no fading is shown
    std::optional<double> half_years, half_years_low, half_years_high; ///< the same under the stated assumption
    std::optional<double> residual_sd;                                 ///< of ln strength
    std::vector<FadedColor> path;
};

struct Lightfastness {
    std::string unit; ///< in which rates stand: "hours", "MJ_per_m2", "doses of blue wool 1"
    std::string method;
    std::string glass;      ///< "behind glass", "without glass", "not stated"
    std::string assumption; ///< of the years, in words; "" where none was stated
    double confidence = 0;
    std::vector<InkLightfastness> inks;
    /// "no_years", "glass_not_stated", "blue_wool_doubling", "lab_only", "not_first_order", "no_fading_shown", "beyond_the_series",
    /// "geometry_unstated"
    Diagnostics diagnostics;
};

/// First-order loss of strength (K/S, wsum), by least squares of its logarithm, per ink. Throws DomainError: no unexposed film, fewer
/// than two exposures beside it or three readings, a negative exposure, a blue wool step that is none, several geometries, years
/// under glass from a series without (or the other way round) where the glass is not stated.
Lightfastness lightfastness(std::span<const ExposedReading> readings, const ExposureUnit& unit,
                            const std::optional<YearAssumption>& year = {}, double confidence = 0.95);

struct ExposureSeries {
    ExposureUnit unit;
    std::vector<ExposedReading> readings;
};

/// A series' file: CSV with the columns ink, exposure and either file (readings of that film, any instrument file in the same folder) or
/// l, a, b; notes "# unit: MJ_per_m2", "# behind_glass: yes", "# method: ...", "# irradiance_W_per_m2: ...", "# illuminant: D65",
/// "# observer: 10" (the last two needed with l, a, b). Throws DataError.
ExposureSeries read_exposure_series(const std::string& path);

} // namespace undertone
