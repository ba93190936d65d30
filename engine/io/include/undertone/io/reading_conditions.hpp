#pragma once
// Geometry, illuminant and observer in the ways in which people and instruments write them.

#include <string>
#include <string_view>

namespace undertone {

/// "8/d SCI", "8/d SCE" or "45/0" from "sci", "d/8 SPEX", "8/d", "45/0", "45a:0" ... Throws DomainError: none of them, or a sphere
/// that does not say whether the specular component is included.
std::string geometry_from(std::string_view text);

/// "D65" from "d65", "D65/10", "a", "tl84" ... Throws DomainError that lists the names.
std::string illuminant_from(std::string_view text);

/// "1931_2deg" or "1964_10deg" from "2", "10 deg", "1964_10deg" ... Throws DomainError.
std::string observer_from(std::string_view text);

} // namespace undertone
