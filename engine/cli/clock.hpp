#pragma once
// The only place that reads clocks: the engine is told the date and asks a callback when to stop.

#include <chrono>
#include <ctime>
#include <string>

namespace undertone::cli {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Local date, "2026-05-01".
inline std::string today() {
    const std::time_t now = std::time(nullptr);
    char text[11];
    std::tm local{};
    std::strftime(text, sizeof text, "%Y-%m-%d", localtime_r(&now, &local));
    return text;
}

} // namespace undertone::cli
