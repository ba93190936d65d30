#include "undertone/numerics/parallel.hpp"

#include "undertone/base/stop.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace undertone {

namespace {

/// The items, what is left of them, and what went wrong.
class Job {
public:
    Job(std::int64_t count, const std::function<void(std::int64_t)>& body) : count_(count), body_(body) {}

    /// Takes items until none is left.
    void work() {
        keep([&] {
            for (std::int64_t i = next_++; i < count_; i = next_++) {
                poll_stop();
                body_(i);
            }
        });
    }
    /// Runs it; what it throws ends the job.
    template <class Action>
    void keep(Action&& action) {
        try {
            action();
            return;
        } catch (const Stopped&) {
            const std::lock_guard lock(mutex_);
            if (!stopped_) stopped_ = std::current_exception();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
        }
        next_ = count_;
    }

    void helper_begins() {
        const std::lock_guard lock(mutex_);
        ++helpers_;
    }
    void helper_ends() {
        const std::lock_guard lock(mutex_);
        --helpers_;
        ended_.notify_one();
    }
    /// Until all helpers have ended; asks meanwhile whether to stop.
    void wait() {
        std::unique_lock lock(mutex_);
        while (!ended_.wait_for(lock, std::chrono::milliseconds(10), [&] { return helpers_ == 0; })) {
            lock.unlock();
            keep(poll_stop);
            lock.lock();
        }
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
        if (stopped_) std::rethrow_exception(stopped_);
    }

private:
    std::int64_t count_;
    const std::function<void(std::int64_t)>& body_;
    std::atomic<std::int64_t> next_{0};
    std::mutex mutex_;
    std::condition_variable ended_;
    int helpers_ = 0;
    std::exception_ptr failure_, stopped_;
};

} // namespace

void run_parallel(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body) {
    const int available = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    // More threads than that only take memory for their stacks.
    const int wanted = std::min(threads > 0 ? threads : available, std::max(16, 4 * available));
    const auto workers = static_cast<std::size_t>(std::min<std::int64_t>(count, wanted));

    Job job(count, body);
    std::vector<std::thread> helpers;
    const StopScope* const scope = StopScope::current();
    try {
        if (workers > 1) helpers.reserve(workers - 1);
        while (helpers.size() + 1 < workers) {
            job.helper_begins();
            try {
                helpers.emplace_back([&job, scope] {
                    const StopScope::Borrowed under(scope);
                    job.work();
                    job.helper_ends();
                });
            } catch (...) {
                job.helper_ends();
                throw;
            }
        }
    } catch (const std::system_error&) { // no more threads: those there are do it
    } catch (const std::bad_alloc&) {
    }
    job.work();
    job.wait();
    for (std::thread& helper : helpers) helper.join();
    job.rethrow();
}

} // namespace undertone
