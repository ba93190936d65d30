#pragma once
// What every text for a terminal is put together from.

#include "undertone/app/client.hpp"
#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/pigment/line.hpp"

#include <string>

namespace undertone {

std::string lab_text(const Lab& lab);
/// What the client's instrument shows, and ours beside it where that differs.
std::string on_both_scales(const Client& client, const Bands& reflectance);
std::string heading(const std::string& text);
std::string line_row(const Line& line);
void add_diagnostics(std::string& text, const Diagnostics& diagnostics);
std::string limits_text();

} // namespace undertone
