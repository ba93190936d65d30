// Registers every mutex with pthread_atfork, so that a forked child never inherits one locked.
#include "fork_safe_mutex.hpp"

#include <pthread.h>

#include <vector>

namespace undertone {

namespace {

/// All there are, in the order of their making. Never destroyed: a fork may come late.
struct All {
    std::mutex mutex;
    std::vector<ForkSafeMutex*> locks;
};

All& all() {
    static All* const instance = [] {
        // A child has one thread, the one that locked them.
        pthread_atfork(
            [] {
                all().mutex.lock();
                for (ForkSafeMutex* lock : all().locks) lock->lock();
            },
            [] {
                for (ForkSafeMutex* lock : all().locks) lock->unlock();
                all().mutex.unlock();
            },
            [] {
                for (ForkSafeMutex* lock : all().locks) lock->unlock();
                all().mutex.unlock();
            });
        return new All; // NOLINT(cppcoreguidelines-owning-memory): kept for good
    }();
    return *instance;
}

} // namespace

ForkSafeMutex::ForkSafeMutex() {
    const std::lock_guard lock(all().mutex);
    all().locks.push_back(this);
}

} // namespace undertone
