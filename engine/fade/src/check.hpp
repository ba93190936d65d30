#pragma once
// Range checks with one wording.

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace undertone {

/// Throws unless low <= value <= high (so also for NaN).
inline void require_range(const std::string& name, double value, double low, double high, const char* what_to_do = "") {
    if (value >= low && value <= high) return;
    throw DomainError(name, fmt::format("{:g}", value), fmt::format("[{:g}, {:g}]", low, high), what_to_do);
}

} // namespace undertone
