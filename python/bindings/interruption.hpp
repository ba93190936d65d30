#pragma once
// Ctrl-C and a time limit for long calls: the engine asks, and reads no clock itself.

#include "bind.hpp"

#include "undertone/base/error.hpp"

#include <atomic>
#include <chrono>
#include <thread>

class Interruption {
public:
    /// 0 or less for no time limit. To be made by the thread that called from Python.
    explicit Interruption(double max_seconds) : max_seconds_(max_seconds) {}

    /// From any thread, without the interpreter's lock.
    bool asked() {
        if (asked_) return true;
        if (max_seconds_ > 0 && std::chrono::duration<double>(Clock::now() - start_).count() > max_seconds_) {
            timed_out_ = true;
            return asked_ = true;
        }
        // Only the thread that Python runs in may look for signals.
        if (std::this_thread::get_id() == caller_) {
            const py::gil_scoped_acquire lock;
            if (PyErr_CheckSignals() != 0) return asked_ = signalled_ = true;
        }
        return false;
    }

    /// Runs body without the interpreter's lock; afterwards raises KeyboardInterrupt (or what a handler raised) where asked.
    template <class Body>
    auto guard(Body&& body) {
        const auto result = [&] {
            const py::gil_scoped_release unlock;
            try {
                return body();
            } catch (const undertone::Error&) {
                if (!signalled_ && !timed_out_) throw; // else it only says that it was stopped
            }
            return decltype(body()){};
        }();
        if (signalled_) throw py::error_already_set();
        if (timed_out_)
            throw undertone::NumericalError("the time limit was reached; raise max_seconds, or ask for less",
                                            std::to_string(max_seconds_) + " s");
        return result;
    }

private:
    using Clock = std::chrono::steady_clock;

    double max_seconds_;
    Clock::time_point start_ = Clock::now();
    std::thread::id caller_ = std::this_thread::get_id();
    std::atomic<bool> asked_{false}, signalled_{false}, timed_out_{false};
};
