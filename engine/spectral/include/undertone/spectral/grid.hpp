#pragma once
// The engine's wavelength grid: 380-780 nm every 5 nm, 81 bands.

#include <Eigen/Core>

namespace undertone {

inline constexpr int band_count = 81;
inline constexpr double first_wavelength_nm = 380.0, last_wavelength_nm = 780.0, wavelength_step_nm = 5.0;

/// One value per band of the grid. What it means (reflectance, power, absorption) is in the name of the variable.
using Bands = Eigen::Array<double, band_count, 1>;

/// The 81 wavelengths, nm.
inline Bands wavelengths_nm() { return Bands::LinSpaced(first_wavelength_nm, last_wavelength_nm); }

} // namespace undertone
