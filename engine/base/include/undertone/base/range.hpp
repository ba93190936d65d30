#pragma once
// Range checks with one wording. Ranges are physical and generous, and always finite: a number that nobody means is refused where it
// comes in, not where it does harm.

#include <string>

namespace undertone {

/// Throws DomainError unless low <= value <= high (so also for NaN).
void require_range(const std::string& name, double value, double low, double high, const char* what_to_do = "");

/// The same for how much a call would make or walk over: so many of what `what` says.
void require_size(const std::string& name, double count, double most, const char* what);

} // namespace undertone
