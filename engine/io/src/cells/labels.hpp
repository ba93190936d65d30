#pragma once
// What column names, keywords and free text of instruments mean to us.

#include <string>
#include <string_view>

namespace undertone::io_detail {

/// How a file says its reflectance is scaled.
enum class Scale { unstated, fraction, percent };

enum class Field {
    other,
    lab_l,
    lab_a,
    lab_b,
    lch_c,
    lch_h,
    xyz_x,
    xyz_y,
    xyz_z,
    name,
    id,
    illuminant,
    observer,
    geometry,
    instrument,
    maker,
    date,
    time,
    unit
};

/// The meaning of a column name or of a "key: value" line. A colour's light, observer and mode may stand in its name:
/// "L*(D65/10)", "a* SCE"; differences, deviations and Hunter's scale are no Lab.
Field field_of(std::string_view label);

/// "D65" from "D65", "Illuminant, D65", "L*(D65/10)"; "" where there is none.
std::string illuminant_in(std::string_view text);
/// "1931_2deg" or "1964_10deg" from "2", "10 deg", "CIE 1964", "D65/10"; "" where there is none.
std::string observer_in(std::string_view text);
/// "8/d SCI", "8/d SCE" or "45/0"; "" where the text is none of them or two at once. `of_specular`: the text answers the question
/// whether the specular component is in, so that "included" or "E" is enough.
std::string geometry_in(std::string_view text, bool of_specular = false);
/// The same of a name or a title, where only words that mean nothing else count: "scalp SCI", "L* specular excluded".
std::string specular_mode_in(std::string_view text);
/// Does this key ask whether the specular component is in?
bool asks_for_specular(std::string_view key);

/// From the value of a "unit" line: "percent", "%", "fraction".
Scale scale_in(std::string_view text);
/// From a column's title: "R%", "skin [%]", "%R black", "reflectance_pct"; "tint 10 %" and "% carbon" are names.
Scale scale_of_header(std::string_view label);

/// "text in (parentheses) or [brackets]" -> "parentheses brackets".
std::string bracketed(std::string_view text);
/// "text in (parentheses)" -> "text in ".
std::string without_brackets(std::string_view text);

} // namespace undertone::io_detail
