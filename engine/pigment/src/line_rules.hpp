#pragma once
// What a line of inks must satisfy, whether it comes from values or from a file.

#include "undertone/pigment/line.hpp"

#include <functional>

namespace undertone::detail {

inline constexpr std::size_t longest_name_bytes = 200;

/// A field that breaks a rule. From values it is shown as "path is value; allowed: allowed; why", from a file as "what; why;
/// what_to_do" with its place.
struct LineFault {
    std::string path; ///< "inks[2].components[0].mg_per_ml": in the file's TOML as in the description
    std::string value, allowed, what, why, what_to_do;
};

/// `refuse` throws. `kept`: the line was in use before, so that it may hold colorants withdrawn since.
Line checked_line(const LineDescription& description, const std::function<void(const LineFault&)>& refuse,
                  bool kept = false);

/// A day of the calendar, year first: 2027-03-31.
bool is_iso_date(std::string_view text);

/// How errors call the line inside a pack.
std::string line_in_pack(const std::string& file);

/// The density of an ink without a stated one, from its pigment and the line's carrier.
double density_from_carrier(const Line& line, const Ink& ink);

} // namespace undertone::detail
