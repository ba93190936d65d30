#pragma once
// What column names, keywords and free text of instruments mean to us.

#include <optional>
#include <string>
#include <string_view>

namespace undertone::io_detail {

/// How a file says its reflectance is scaled.
enum class Scale { unstated, fraction, percent };

struct WavelengthLabel {
    double nm = 0;
    std::string group; ///< "SCI" or "SCE" where one row holds both, else ""
    Scale scale = Scale::unstated;
};

/// "380", "R380", "nm380", "380 nm", "SPECTRAL_NM380", "SPECTRAL_PCT_380", "%R 380", "SCI 380.0": 200-2500 nm.
std::optional<WavelengthLabel> wavelength_label(std::string_view text);

/// "wavelength", "nm", "lambda (nm)", "wl": the head of a column of wavelengths.
bool is_wavelength_word(std::string_view text);

enum class Field {
    other,
    lab_l,
    lab_a,
    lab_b,
    xyz_x,
    xyz_y,
    xyz_z,
    name,
    id,
    illuminant,
    observer,
    geometry,
    instrument,
    date,
    unit
};

/// The meaning of a column name or of a "key: value" line.
Field field_of(std::string_view label);

/// "D65" from "D65", "Illuminant, D65", "L*(D65/10)"; "" where there is none.
std::string illuminant_in(std::string_view text);
/// "1931_2deg" or "1964_10deg" from "2", "10 deg", "CIE 1964", "D65/10"; "" where there is none.
std::string observer_in(std::string_view text);
/// "8/d SCI", "8/d SCE" or "45/0"; "" where the text is none of them or two at once.
std::string geometry_in(std::string_view text);
/// From the value of a "unit" line: "percent", "%", "fraction".
Scale scale_in(std::string_view text);
/// From a column name that speaks of nothing else, "R%" or "Reflectance (%)": "tint 10 %" is a name.
Scale scale_of_header(std::string_view label);

/// "text in (parentheses) or [brackets]" -> "parentheses brackets".
std::string bracketed(std::string_view text);

} // namespace undertone::io_detail
