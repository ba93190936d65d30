#pragma once
// Figures of a line's page as SVG: black, white and greys alone, so that print and copies lose nothing.

#include "undertone/supply/characterise_ink.hpp"
#include "undertone/supply/control_chart.hpp"
#include "undertone/supply/coverage.hpp"
#include "undertone/supply/lightfastness.hpp"

#include <string>

namespace undertone {

/// Absorption and scattering over wavelength, with their 90 %.
std::string spectra_svg(const InkCharacterisation& ink);

/// Classes of skin by colours of hair: the share served and its n in each cell, darker where fewer are served.
std::string coverage_map_svg(const LineCoverage& coverage);

/// Values over lots with Shewhart's limits, above the moving average with its own; points that break a rule are filled.
std::string control_chart_svg(const ControlChart& chart);

/// Of each ink, the strength lost per unit of exposure with its interval; "" where there is none.
std::string lightfastness_svg(const Lightfastness& found);

} // namespace undertone
