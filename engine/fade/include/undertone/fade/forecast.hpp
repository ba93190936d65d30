#pragma once
// Fading as the eye sees it: each member of the ensemble through the optics, then ranges.

#include "undertone/colorimetry/viewing.hpp"
#include "undertone/fade/simulate.hpp"
#include "undertone/pigment/appearance.hpp"

namespace undertone {

/// A value at the priors' medians, and the 10, 50 and 90 % quantiles of the draws (all the nominal one without draws).
struct Range {
    double nominal = 0, q10 = 0, q50 = 0, q90 = 0;
};

struct LabRange {
    Range l, a, b;
};

struct ForecastRow {
    double time_days = 0;
    bool extrapolated = false;
    PigmentState state;    ///< nominal
    Appearance appearance; ///< nominal, by the full optics
    LabRange area, dot;
    Range delta_e_2000; ///< of the area to the target
    Range contrast_l;   ///< L* of bare skin minus L* of the area
    Range diameter_mm;  ///< of an even disc as wide as the (blurred) dot, PigmentState::width_mm
    Range overlap;      ///< share of a dot's pigment beyond half the way to its neighbours
    Range blue_shift_b; ///< b* of the area above (negative: bluish) that of equally dark neutral shading of the bare skin
    Range delta_e_2000_to_first; ///< of the area to itself at the first time that has dots
    Range pigment_left;          ///< share of all pigment given so far that is still in the skin
};

struct Forecast {
    Lab target, bare;
    std::string illuminant, observer;
    std::vector<ForecastRow> rows; ///< one per time
    int draws_used = 0, draws_failed = 0;
    Diagnostics diagnostics; ///< the report's, "dots_merged", "dots_overlap" and "dots_extrapolated"

    /// Then the ranges hold nothing.
    bool all_draws_failed() const { return draws_failed > 0 && draws_used == 0; }
};

/// Throws DomainError where line and report do not belong together. `threads` as in FadeOptions.
Forecast forecast(const Skin& skin, const Line& line, const FadeReport& report, const Lab& target, const Viewing& viewing,
                  int threads = 0);

/// Dots that have grown into each other are drawn as just touching, with their pigment kept: the optics knows no overlap. True where
/// that was needed.
bool keep_apart(PigmentState& state);

/// For FadePlan::light_transmission: what this skin lets through to these dots.
double light_transmission(const Skin& skin, const Dots& dots);

} // namespace undertone
