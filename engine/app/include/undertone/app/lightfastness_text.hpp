#pragma once
// Lightfastness as text to read, and as JSON.

#include "undertone/supply/lightfastness.hpp"

#include <string>

namespace undertone {

std::string lightfastness_text(const Lightfastness& found);
std::string to_json(const Lightfastness& found);

} // namespace undertone
