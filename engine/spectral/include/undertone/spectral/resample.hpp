#pragma once
// Measurements come on any grid; the engine works on its own and remembers which bands were measured.

#include "undertone/base/diagnostic.hpp"
#include "undertone/spectral/grid.hpp"

#include <bitset>
#include <span>

namespace undertone {

/// Which bands a measurement really covers; the others hold the nearest measured value and are marked.
struct Coverage {
    std::bitset<band_count> measured = std::bitset<band_count>().set();
    double first_nm = first_wavelength_nm, last_nm = last_wavelength_nm;

    bool complete() const { return measured.all(); }
};

struct ResampledSpectrum {
    Bands values = Bands::Zero();
    Coverage coverage;
    /// "bands_extended" where bands lie outside the measurement; "interpolation_ringing" where Sprague's quintic would
    /// have left the range of the measurement and the monotone cubic stands in.
    Diagnostics diagnostics;
};

/// Interpolates samples at ascending or descending `at_nm` onto the grid: Sprague (CIE 167:2005) where they are
/// evenly spaced and at least six, monotone cubic (Fritsch and Carlson 1980) otherwise. Throws DomainError where
/// the samples do not cover 420-680 nm, leave a gap over 20 nm, repeat a wavelength, or are not finite.
ResampledSpectrum resample(std::span<const double> at_nm, std::span<const double> values);

/// Plain linear interpolation for the project's own fine tables; constant beyond the ends.
Bands interpolate_linear(const Eigen::ArrayXd& at_nm, const Eigen::ArrayXd& values);

} // namespace undertone
