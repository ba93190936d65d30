#pragma once
// A loop over independent items on several threads; which thread takes which item does not matter to the result.

#include <cstdint>
#include <functional>
#include <utility>

namespace undertone {

/// See parallel_for.
void run_parallel(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body);

/// Calls body(i) for i in [0, count), on this thread and others: `threads` in all, or as many as the machine has where that is 0 or
/// less; fewer where the system gives fewer, and never many more than the machine has. The items are under this thread's StopScopes,
/// which are asked on this thread all the while. Rethrows the first exception, Stopped only where there is no other.
template <class Index, class Body>
void parallel_for(Index count, int threads, Body&& body) {
    run_parallel(static_cast<std::int64_t>(count), threads, [&](std::int64_t i) { body(static_cast<Index>(i)); });
}

} // namespace undertone
