#include "undertone/base/stop.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

namespace undertone {

namespace {

using Clock = std::chrono::steady_clock;

/// The question may cost one part in so many of the time, but is put at least this often.
constexpr int share_of_time = 32;
constexpr Clock::duration longest_wait = std::chrono::milliseconds(50), shortest_wait = std::chrono::microseconds(1);

thread_local const StopScope* current_scope = nullptr;
thread_local int questions = 0;

/// Nobody asks while a question is put: what it runs belongs to whoever asked.
class Question {
public:
    Question() : scope_(std::exchange(current_scope, nullptr)) { ++questions; }
    ~Question() {
        --questions;
        current_scope = scope_;
    }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

private:
    const StopScope* scope_;
};

} // namespace

struct StopToken::State {
    std::function<bool()> question;
    std::thread::id asker = std::this_thread::get_id();
    std::atomic<bool> stopped{false};
    Clock::time_point next{};   // of the asker alone, as is what follows
    std::exception_ptr failure; // what the question threw

    bool ask() {
        const Clock::time_point begin = Clock::now();
        if (begin < next) return false;
        try {
            const Question under_way;
            if (question()) stopped = true;
        } catch (...) {
            failure = std::current_exception();
            stopped = true;
            throw;
        }
        const Clock::time_point end = Clock::now();
        next = end + std::clamp<Clock::duration>(share_of_time * (end - begin), shortest_wait, longest_wait);
        return stopped;
    }
};

StopToken::StopToken(std::function<bool()> question) {
    if (!question) return;
    state_ = std::make_shared<State>();
    state_->question = std::move(question);
}

bool StopToken::asked() const {
    if (!state_) return false;
    if (state_->stopped.load(std::memory_order_relaxed)) return true;
    return std::this_thread::get_id() == state_->asker && state_->ask();
}

void StopToken::poll() const {
    if (!asked()) return;
    if (std::this_thread::get_id() == state_->asker && state_->failure) std::rethrow_exception(state_->failure);
    throw Stopped(state_.get());
}

int questions_under_way() { return questions; }

std::function<bool()> after_seconds(double seconds) {
    // In doubles: a limit too long for the clock's own count is none.
    return [start = Clock::now(), seconds] { return std::chrono::duration<double>(Clock::now() - start).count() > seconds; };
}

StopScope::StopScope(StopToken token) : token_(std::move(token)), outer_(std::exchange(current_scope, this)) {}
StopScope::~StopScope() { current_scope = outer_; }
const StopScope* StopScope::current() { return current_scope; }

StopScope::Borrowed::Borrowed(const StopScope* scope) : before_(std::exchange(current_scope, scope)) {}
StopScope::Borrowed::~Borrowed() { current_scope = before_; }

void poll_stop() {
    for (const StopScope* scope = current_scope; scope != nullptr; scope = scope->outer_) scope->token_.poll();
}

} // namespace undertone
