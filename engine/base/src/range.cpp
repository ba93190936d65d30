#include "undertone/base/range.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

namespace undertone {

void require_range(const std::string& name, double value, double low, double high, const char* what_to_do) {
    if (value >= low && value <= high) return;
    throw DomainError(name, fmt::format("{:g}", value), fmt::format("[{:g}, {:g}]", low, high), what_to_do);
}

void require_size(const std::string& name, double count, double most, const char* what) {
    if (count <= most) return;
    throw DomainError(name, fmt::format("{:g} {}", count, what), fmt::format("up to {:g} in one call", most),
                      "ask in several calls");
}

} // namespace undertone
