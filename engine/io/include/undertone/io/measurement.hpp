#pragma once
// One reading of skin, hair or a drawdown as an instrument gave it, and the mean of repeated ones.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/spectral/resample.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace undertone {

struct Measurement {
    std::string name;                   ///< of the sample or reading
    std::string file;                   ///< where it was read, "" for values made in a program
    std::vector<double> wavelengths_nm; ///< ascending; empty when only Lab was given
    std::vector<double> reflectance;    ///< fraction of a perfect white, one per wavelength
    std::optional<Lab> lab;             ///< as stored in the file; never computed from the spectrum
    std::string illuminant,
        observer;                 ///< of `lab`: "D50", "1931_2deg"; filled in only where Lab stands alone (see `assumed`)
    std::string geometry;         ///< "8/d SCI", "8/d SCE", "45/0"; "" where neither file nor instrument states it
    std::string instrument, date; ///< as written in the file
    std::map<std::string, std::string> metadata; ///< everything else the file says, by its own keys
    Diagnostics diagnostics;                     ///< what was assumed, converted or doubtful on the way in
    /// "geometry", "illuminant", "observer" where the file does not state them, and what filled them in: "instrument" (it has no
    /// other, or shows no other by default) or "default" (D50 and 2 degrees of a Lab alone).
    std::map<std::string, std::string> assumed;

    bool lab_only() const { return reflectance.empty(); }
    /// Throws DomainError, naming the field after `where`: lists of unequal length, neither spectrum nor Lab, wavelengths that do not
    /// ascend, and numbers that are not finite or that no instrument gives. Functions that take measurements call it first.
    void validate(const std::string& where = "measurement") const;
    /// Does the file itself say so? `field` is "geometry", "illuminant" or "observer".
    bool states(std::string_view field) const;
};

/// Each measurement's own validate(), as `name`[0], `name`[1] ...
void validate_all(std::span<const Measurement> measurements, const std::string& name = "measurements");

/// The bands [first, last) that were measured: instruments write exactly 0 at the ends for those they do not measure (a reading
/// without ultraviolet), and no skin or hair falls from over 1 % to exactly 0.
std::pair<std::size_t, std::size_t> measured_part(const Measurement& measurement);

/// The spectrum on the engine's grid; the zeros outside measured_part() stay zeros, are marked as not measured and reported
/// ("zeros_at_ends"). Throws DomainError for a Lab-only measurement, and as resample() does.
ResampledSpectrum on_grid(const Measurement& measurement);

struct RepeatLimits {
    int enough_readings = 3;     ///< fewer give a warning
    double spread_delta_e = 1.5; ///< skin repeats to 0.5-1.4 in practice; more means that something moved
};

/// The mean of repeated readings of one spot, with how well they repeat.
struct RepeatedMeasurement {
    Measurement mean; ///< diagnostics of the readings (each code once) and of the repeats
    int count = 0;
    /// Mean colour difference from the mean, CIEDE2000 (D65, 2 degrees, or the readings' own viewing when Lab-only);
    /// empty for a single reading.
    std::optional<double> spread_delta_e;
    /// Standard deviation per wavelength of `mean` (n - 1); empty for a single reading or Lab-only ones.
    std::vector<double> reflectance_sd;
    Diagnostics diagnostics; ///< of the repeats alone: "few_readings", "repeat_spread", "identical_readings"
};

/// Readings that may be averaged: of one geometry, all spectral or all Lab-only.
struct OneGeometry {
    std::vector<Measurement> readings;
    std::string geometry;    ///< of all of them
    Diagnostics diagnostics; ///< "geometry_left_out", "lab_left_out": what was left out, and why
};

/// Picks one geometry where a file holds several (SCI and SCE of one spot): `preferred` where some reading has it, else the one of
/// most readings, then 8/d SCI, 8/d SCE, 45/0, not stated; and spectra where some readings hold Lab alone. Throws DomainError for no
/// readings.
OneGeometry readings_of_one_geometry(std::span<const Measurement> readings, std::string_view preferred = "");

/// Averages at least one reading, all spectral or all Lab-only, of one geometry (and, when Lab-only, one illuminant and
/// observer); throws DomainError otherwise: see readings_of_one_geometry(). Readings on different wavelengths are averaged on the engine's grid, over
/// the bands all of them measured. Diagnostics: "few_readings", "repeat_spread", "identical_readings".
RepeatedMeasurement average_readings(std::span<const Measurement> readings, const RepeatLimits& limits = {});

} // namespace undertone
