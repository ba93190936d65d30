#pragma once
// How thick a film lies, before any reading says so.

namespace undertone::detail {

/// A bar or applicator leaves half to nine tenths of its gap (see DrawdownOptions); films of one bar err together, each a little by itself.
inline constexpr double bar_leaves = 0.7, bar_log_sd = 0.16, film_log_sd = 0.05;
/// By gauge or weighing.
inline constexpr double measured_log_sd = 0.03;
/// Where nobody knows.
inline constexpr double unknown_mm = 0.06, unknown_log_sd = 1;

} // namespace undertone::detail
