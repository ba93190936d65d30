#pragma once

namespace undertone::testing_line {

/// Sanitizers look at memory, not at statistics: fewer simulated clients will do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

} // namespace undertone::testing_line
