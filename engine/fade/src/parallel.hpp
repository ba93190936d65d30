#pragma once
// A loop over independent items on several threads; which thread takes which item does not matter to the result.

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace undertone {

/// Calls body(i) for i in [0, count). threads <= 0 means as many as the machine has. The first exception is rethrown.
template <class Body>
void parallel_for(int count, int threads, Body&& body) {
    const int available = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int workers = std::min(count, threads > 0 ? threads : available);
    std::atomic<int> next{0};
    std::exception_ptr failure;
    std::mutex failure_lock;
    const auto work = [&] {
        try {
            for (int i = next++; i < count; i = next++) body(i);
        } catch (...) {
            const std::lock_guard<std::mutex> lock(failure_lock);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::thread> pool;
    for (int i = 1; i < workers; ++i) pool.emplace_back(work);
    work();
    for (std::thread& thread : pool) thread.join();
    if (failure) std::rethrow_exception(failure);
}

} // namespace undertone
