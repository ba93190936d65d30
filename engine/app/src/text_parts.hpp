#pragma once
// What every text for a terminal is put together from.

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"

#include <string>

namespace undertone {

std::string lab_text(const Lab& lab);
std::string heading(const std::string& text);
void add_diagnostics(std::string& text, const Diagnostics& diagnostics);
std::string limits_text();

} // namespace undertone
