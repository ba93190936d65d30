#pragma once
// Can measurements be used? What is doubtful about them, as values.

#include "undertone/io/measurement.hpp"

#include <optional>
#include <span>
#include <string>

namespace undertone {

struct CheckLimits {
    RepeatLimits repeats;
    /// Standard deviation of the noise from band to band. Laboratory readings of skin stay below 0.0004; at 0.003 the bands of blood drown.
    double noise = 0.003;
    double coarse_step_nm = 10; ///< a wider spacing blurs the bands of blood
    double lab_delta_e = 0.5;   ///< CIEDE2000 between a file's Lab and that of its spectrum
};

/// What one measurement is like; `findings` holds its own diagnostics and those of the check, each code once.
struct MeasurementCheck {
    double first_nm = 0, last_nm = 0;
    std::optional<double> step_nm; ///< where it is even
    int missing_bands = 0;         ///< of the engine's grid, 380-780 nm
    std::optional<double> noise;   ///< see noise_of(); empty for fewer than 8 even bands
    /// Where the file holds both: Lab of the spectrum under the light and observer of the file's Lab, and CIEDE2000 between the two.
    std::optional<Lab> lab_of_spectrum;
    std::optional<double> lab_difference;
    std::string illuminant, observer; ///< of lab_of_spectrum: the file's, or those under which the two agree best
    Diagnostics findings;
};

struct CheckReport {
    std::vector<MeasurementCheck> measurements; ///< one each, in order
    std::optional<double> spread_delta_e;       ///< as RepeatedMeasurement, should they be readings of one spot
    Diagnostics findings;                       ///< of all together: "repeat_spread", "few_readings", "mixed_geometry"

    /// The worst there is: info is usable as it is, warning usable with care, error not usable.
    Severity worst() const;
    /// "usable", "usable with care", "not usable".
    std::string verdict() const;
};

/// Codes: "negative_reflectance", "above_white", "looks_like_percent", "noise", "coarse_spacing", "bands_missing", "lab_only",
/// "lab_differs" (from the spectrum beside it), "lab_viewing_found" (the file does not say the light, and the spectrum determines it), and
/// what reading found. As readings of one spot where there are 2 to 10.
CheckReport check_measurements(std::span<const Measurement> measurements, const CheckLimits& limits = {});

/// May skin and fringe be compared? "geometry_mismatch" where one holds the surface's mirror reflection and the other does not;
/// "geometry_unstated" where that is not known of one of them.
Diagnostics check_pair(const Measurement& skin, const Measurement& fringe);

/// Noise from band to band, by third differences over even spacing: the size that a quarter of them stay below, so that the flat
/// parts of a spectrum speak and its steep ones do not; 0 where they do not alternate as those of noise do.
std::optional<double> noise_of(const Measurement& measurement);

} // namespace undertone
