#pragma once
// A lock for what all threads share for good, such as a table that is filled as it is asked for.

#include <mutex>

namespace undertone {

/// A mutex that is free in a process just forked, whoever held it in the parent: a fork waits for its holder. Of static lifetime, and
/// locked for moments only: never around a callback, a poll_stop(), or another of these.
class ForkSafeMutex {
public:
    ForkSafeMutex();
    ForkSafeMutex(const ForkSafeMutex&) = delete;
    ForkSafeMutex& operator=(const ForkSafeMutex&) = delete;

    void lock() { mutex_.lock(); }
    void unlock() { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

} // namespace undertone
