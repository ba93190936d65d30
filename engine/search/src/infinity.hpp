#pragma once
// Of an objective that nothing has, or nothing exceeds.

#include <limits>

namespace undertone {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace undertone
