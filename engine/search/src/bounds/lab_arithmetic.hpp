#pragma once
#include "undertone/colorimetry/color.hpp"

#include <cmath>

namespace undertone {

inline Lab operator+(const Lab& a, const Lab& b) { return {a.l + b.l, a.a + b.a, a.b + b.b}; }
inline Lab operator-(const Lab& a, const Lab& b) { return {a.l - b.l, a.a - b.a, a.b - b.b}; }
inline Lab operator*(double k, const Lab& a) { return {k * a.l, k * a.a, k * a.b}; }
inline double length(const Lab& a) { return std::sqrt(a.l * a.l + a.a * a.a + a.b * a.b); }

} // namespace undertone
