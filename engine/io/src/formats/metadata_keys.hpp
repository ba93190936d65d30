#pragma once
// How our writers mark metadata in CSV and CGATS, so that reading back gives the same keys and values.

#include <string>
#include <string_view>

namespace undertone::io_detail {

constexpr const char* metadata_mark = "META_";
/// "# every row is a reading: yes" in our CSV, where a name would otherwise be taken for a mean, a reference or another quantity.
constexpr const char* rows_are_readings = "every row is a reading";

/// Letters, digits and _ as they are, every other byte as %XX: fits a CGATS field name and a CSV header.
std::string encoded_key(std::string_view key);
std::string decoded_key(std::string_view text);

/// A metadata value on one line: control characters, and what a reader would trim or take for such a code, as %XX.
std::string encoded_value(std::string_view value);
std::string decoded_value(std::string_view text);

/// Names and dates are one line by nature: line breaks and tabs become spaces, what else steers a terminal is shown (shown_line), and
/// the ends are trimmed.
std::string without_controls(std::string_view text);

} // namespace undertone::io_detail
