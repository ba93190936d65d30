// Property: long work is stopped soon, by the thread that asked for it.

#include "undertone/base/stop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <stdexcept>
#include <thread>

using namespace undertone;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void poll_for_ever() {
    for (;;) poll_stop();
}

} // namespace

TEST(StopToken, NeverStopsWithoutAQuestion) {
    EXPECT_FALSE(StopToken().asked());
    EXPECT_FALSE(StopToken(nullptr).asked());
    EXPECT_NO_THROW(StopToken().poll());
}

TEST(StopToken, IsAskedAtOnceAndStaysStopped) {
    int asked = 0;
    const StopToken token([&] { return ++asked == 1; });
    const StopToken copy = token;
    EXPECT_TRUE(token.asked());
    EXPECT_TRUE(copy.asked());
    EXPECT_EQ(asked, 1);
}

TEST(StopToken, PutsACostlyQuestionSeldomAndSoonEnough) {
    std::atomic<int> asked{0};
    const StopToken token([&] {
        ++asked;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return false;
    });
    // Longer where the machine has other work and does not run us.
    const double took = seconds_of([&] {
        const auto start = Clock::now();
        for (auto now = start;
             now < start + std::chrono::milliseconds(330) || (asked < 2 && now < start + std::chrono::seconds(30));
             now = Clock::now())
            token.asked();
    });
    EXPECT_GE(asked, 2);
    EXPECT_LE(asked, 2 + took / 0.033);
}

TEST(StopToken, PutsTheQuestionOnlyOnTheThreadThatMadeIt) {
    const auto maker = std::this_thread::get_id();
    bool elsewhere = false;
    const StopToken token([&] {
        elsewhere = elsewhere || std::this_thread::get_id() != maker;
        return false;
    });
    std::thread([&] {
        for (int i = 0; i < 1000; ++i) EXPECT_FALSE(token.asked());
    }).join();
    EXPECT_FALSE(token.asked());
    EXPECT_FALSE(elsewhere);
}

TEST(StopToken, ThrowsWhatItsQuestionThrewEachTime) {
    const StopToken token([]() -> bool { throw std::runtime_error("from outside"); });
    EXPECT_THROW(token.poll(), std::runtime_error);
    EXPECT_THROW(token.poll(), std::runtime_error);
    std::thread([&] { EXPECT_THROW(token.poll(), Stopped); }).join();
}

TEST(StopScope, StopsTheLoopsInsideAndTellsWhoseStopItWas) {
    const StopToken inner(after_seconds(0.02)), outer(after_seconds(1e9));
    const StopScope around(outer);
    try {
        const StopScope scope(inner);
        poll_for_ever();
    } catch (const Stopped& stopped) {
        EXPECT_TRUE(inner.caused(stopped));
        EXPECT_FALSE(outer.caused(stopped));
    }
    EXPECT_NO_THROW(poll_stop()); // the outer one goes on
}

TEST(StopScope, IsHeardThroughScopesInside) {
    const StopToken outer(after_seconds(0.02));
    const StopScope around(outer);
    try {
        const StopScope inside{StopToken([] { return false; })};
        poll_for_ever();
    } catch (const Stopped& stopped) {
        EXPECT_TRUE(outer.caused(stopped));
    }
}

TEST(StopScope, LetsAQuestionComeBackIntoTheEngine) {
    int depth = 0;
    const StopScope scope{StopToken([&] {
        depth = questions_under_way();
        poll_stop(); // nobody's business: must neither ask again nor stop
        return false;
    })};
    EXPECT_NO_THROW(poll_stop());
    EXPECT_EQ(depth, 1);
    EXPECT_EQ(questions_under_way(), 0);
}

TEST(StopScope, HoldsATimeBudget) {
    const std::clock_t computed = std::clock(); // not the clock on the wall, which goes on while others have the processor
    const double took = seconds_of([] {
        const StopScope scope{StopToken(after_seconds(0.1))};
        EXPECT_THROW(poll_for_ever(), Stopped);
    });
    EXPECT_GE(took, 0.1);
    EXPECT_LT(static_cast<double>(std::clock() - computed) / CLOCKS_PER_SEC, 2); // 0.1 or less
}

TEST(AfterSeconds, TakesAnyLimit) {
    EXPECT_TRUE(after_seconds(-1)());
    EXPECT_FALSE(after_seconds(1e300)());
}
