// Property: a loop over threads does every item once and stops soon.

#include "undertone/numerics/parallel.hpp"

#include "undertone/base/stop.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <atomic>
#include <fstream>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace undertone;

TEST(ParallelFor, TakesEveryItemOnce) {
    for (const int threads : {-1, 0, 1, 2, 8, 1024}) {
        std::vector<std::atomic<int>> taken(1000);
        parallel_for(1000, threads, [&](int i) { ++taken[static_cast<std::size_t>(i)]; });
        for (const auto& times : taken) ASSERT_EQ(times, 1);
    }
    parallel_for(0, 4, [](int) { FAIL(); });
}

TEST(ParallelFor, RethrowsAnItemsExceptionAndGoesNoFurther) {
    std::atomic<int> done{0};
    EXPECT_THROW(parallel_for(1'000'000, 4,
                              [&](int i) {
                                  if (i == 10) throw std::out_of_range("ten");
                                  ++done;
                              }),
                 std::out_of_range);
    EXPECT_LT(done, 1'000'000);
    EXPECT_THROW(parallel_for(100, 4, [](int) { throw std::bad_alloc(); }), std::bad_alloc);
    EXPECT_THROW(parallel_for(100, 4, [](int) { throw 7; }), int);
}

TEST(ParallelFor, StopsUnderTheCallersScopeWhileTheCallerWaits) {
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> asked_elsewhere{false};
    const StopToken token([&, stop = after_seconds(0.05)] {
        if (std::this_thread::get_id() != caller) asked_elsewhere = true;
        return stop();
    });
    const StopScope scope(token);
    // The caller's own item ends at once, the other's only by being stopped.
    std::atomic<bool> other_begun{false};
    EXPECT_THROW(parallel_for(2, 2,
                              [&](int) {
                                  if (std::this_thread::get_id() == caller) {
                                      while (!other_begun) std::this_thread::yield();
                                      return;
                                  }
                                  other_begun = true;
                                  for (;;) poll_stop();
                              }),
                 Stopped);
    EXPECT_FALSE(asked_elsewhere);
}

TEST(ParallelFor, PrefersWhatTheQuestionThrewToStopped) {
    const StopToken token([count = 0]() mutable -> bool {
        if (++count < 3) return false;
        throw std::domain_error("Ctrl-C");
    });
    const StopScope scope(token);
    EXPECT_THROW(parallel_for(4, 4,
                              [](int) {
                                  for (;;) poll_stop();
                              }),
                 std::domain_error);
}

namespace {

/// Ends the process: 0 where the work was done all the same.
void run_without_room_for_threads() {
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t bytes = pages * 4096 + (6UL << 20); // a little more memory, but no thread's stack of 8 MB
    const rlimit space{bytes, bytes};
    setrlimit(RLIMIT_AS, &space);
    std::atomic<int> sum{0};
    parallel_for(1000, 8, [&](int i) { sum += i; });
    _exit(sum == 499500 ? 0 : 1);
}

} // namespace

TEST(ParallelFor, MakesDoWithFewerThreadsWhereNoneCanBeCreated) {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "sanitizers reserve terabytes";
#endif
    EXPECT_EXIT(run_without_room_for_threads(), ::testing::ExitedWithCode(0), "");
}
