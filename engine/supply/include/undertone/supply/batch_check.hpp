#pragma once
// A batch against its master: means of repeated readings, their difference and how sure it is, strength, and the verdict by the
// supplier's own tolerance. What the difference does in skin stands in batch_in_skin.hpp.

#include "undertone/io/measurement.hpp"
#include "undertone/supply/reading_noise.hpp"
#include "undertone/supply/shade_sort.hpp"
#include "undertone/supply/strength.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

struct BatchCheckOptions {
    double tolerance = 0;                ///< the supplier's; there is no default, for no standard sets one
    std::string metric = "delta_e_2000"; ///< or "cmc(2:1)"
    std::string set_by;                  ///< who set the tolerance; kept with the verdict
    std::string illuminant = "D65", observer = "1964_10deg";
    std::string geometry; ///< to be used where files hold several; "" for that of most readings
    double confidence = 0.95;
    /// What two readings of one spot by the instruments used may differ by (ASTM E2214), in the metric's unit. A tolerance below it is
    /// refused. Not given: not known, which is said where the two were read by different instruments.
    std::optional<double> agreement_delta_e;
    std::optional<double> repeatability_delta_e; ///< standard deviation of one reading, where readings were not repeated
    double c_master = 1, c_batch = 1;            ///< colorant in the films, in any one unit, as they were really drawn
    std::optional<double> shade_block;           ///< of the 555 sort; the tolerance where not given
    std::string ink, lot, master_lot;            ///< kept with the result

    /// Throws DomainError.
    void validate() const;
};

/// The master of another ink of the line: what the batch may really be.
struct OtherMaster {
    std::string ink;
    std::vector<Measurement> readings;
};

struct MasterDistance {
    std::string ink;
    double delta_e = 0;                          ///< of the batch, in the verdict's metric
    std::optional<double> residual_delta_e_2000; ///< at equal strength (wsum); none without spectra
};

/// What the batch's strength does to a healed area.
struct BatchInSkin {
    double water_parts = 0;               ///< N of N:1
    double delta_e_2000 = 0, delta_l = 0; ///< batch minus master; D65, 2 degrees, surface reflection excluded
};

struct BatchCheck {
    std::string ink, lot, master_lot;
    bool passed = false;          ///< value <= tolerance: equality passes
    bool is_decided = false;      ///< the tolerance lies outside the interval
    int replicates_to_decide = 0; ///< readings of each side that would decide; 0 where 1 000 would not, or it is decided
    std::string metric, set_by;
    double tolerance = 0, value = 0, value_low = 0, value_high = 0, confidence = 0; ///< value: the difference, in the metric
    double reading_sd = 0;                                                          ///< of one reading, in the metric
    int master_readings = 0, batch_readings = 0;
    std::optional<double> master_spread,
        batch_spread; ///< mean difference of a reading from their mean; none for one reading
    std::optional<double> agreement_delta_e;
    std::string geometry, illuminant, observer, master_instrument, batch_instrument;
    Lab master_lab, batch_lab;
    ColorDifference difference;
    std::string shade_555;
    double shade_block = 0;
    std::optional<Strength> strength;      ///< none of Lab alone, or where readings do not allow it, which is said
    std::optional<double> opacity_percent; ///< contrast ratio of the batch's film, where it was read over black too
    std::vector<MasterDistance> masters;   ///< its own and the others given, nearest first
    std::vector<BatchInSkin> in_skin;
    /// "off_strength", "contaminated", "mislabelled", "not_decided", "concentrations_differ", "instruments_differ",
    /// "geometry_unstated", "geometry_left_out", "not_opaque", "opacity_not_shown", "lab_only", "no_strength", "agreement_not_stated",
    /// "repeats_worse_than_stated", "criteria_disagree"
    Diagnostics findings;
};

/// Throws DomainError: no tolerance or nobody who set it; a tolerance below the instruments' agreement, or below the half width that the
/// readings' own noise leaves (with the number of replicates that would do); single readings whose noise nobody stated; the same lot or
/// the very same readings on both sides; percent mixed with fractions; geometries that cannot be compared; concentrations more than 5 %
/// apart. `over_black` holds readings of the batch's film on black, `batch` being on white.
BatchCheck check_batch(std::span<const Measurement> master, std::span<const Measurement> batch,
                       const BatchCheckOptions& options, std::span<const OtherMaster> others = {},
                       std::span<const Measurement> over_black = {});

} // namespace undertone
