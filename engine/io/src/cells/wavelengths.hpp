#pragma once
// Wavelengths as files write them: as titles of columns, as cells, in other units than nm.

#include "labels.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace undertone::io_detail {

constexpr double shortest_nm = 200, longest_nm = 2500; ///< bands outside are left out, and that is said

/// nm = factor * value, or factor / value for wavenumbers and energies.
struct WavelengthUnit {
    const char* name = "nm";
    double factor = 1;
    bool reciprocal = false;

    double nm(double value) const; ///< rounded to 1e-6 nm, so that 0.41 um is 410 nm
    bool is_nm() const { return factor == 1 && !reciprocal; }
};

/// The unit that a title names: "Wavelength (um)", "lambda [A]", "wavenumber", "cm-1"; empty where it names none.
std::optional<WavelengthUnit> unit_in_title(std::string_view title);

struct WavelengthLabel {
    double nm = 0;
    std::string group; ///< "SCI" or "SCE" where one row holds both, else ""
    Scale scale = Scale::unstated;
    std::string quantity; ///< the other quantity that the label names ("A400", "T 400 nm"), or ""
};

/// "380", "R380", "nm380", "380 nm", "SPECTRAL_NM380", "SPECTRUM_380", "%R 380", "SCI 380.0", "0.38 um": 200-2500 nm.
std::optional<WavelengthLabel> wavelength_label(std::string_view text);

/// A cell of a column of wavelengths: a number above 0, perhaps with its unit; any range.
std::optional<double> wavelength_cell(std::string_view text, const WavelengthUnit& unit);

/// "wavelength", "nm", "lambda (nm)", "Wellenlänge", "wavenumber (cm-1)": the head of a column of wavelengths.
bool is_wavelength_word(std::string_view text);

/// Also "s1 nm", "wavelength 2", "wl_arm": of a column of wavelengths among several.
bool is_wavelength_title(std::string_view text);

} // namespace undertone::io_detail
