#pragma once
// The one bridge between Python's signals and the engine's stop token: long calls run without the interpreter's lock, and Ctrl-C, or
// whatever a signal's handler raises, ends them. The object they were called on stays usable.

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"

#include <pybind11/pybind11.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

/// While it lives the interpreter is free, and the engine's loops ask the interpreter now and then whether to go on. To be made with
/// the lock held, by the thread that was called from Python: signals are handled there, while others work.
class Interruption {
public:
    Interruption() : Interruption(0) {}
    /// max_seconds 0 or less is no limit. `with_the_lock` is called every 50 ms or so; what it raises ends the call.
    explicit Interruption(double max_seconds, std::function<void()> with_the_lock = {})
        : scope_(undertone::StopToken([max_seconds, with_the_lock = std::move(with_the_lock), start = Clock::now(),
                                       next = Clock::now() + patience, may_have_signals = true]() mutable {
              const Clock::time_point now = Clock::now();
              if (max_seconds > 0 && std::chrono::duration<double>(now - start).count() > max_seconds)
                  throw undertone::NumericalError("the time limit was reached; raise max_seconds, or ask for less",
                                                  std::to_string(max_seconds) + " s");
              if (now < next || !(may_have_signals || with_the_lock)) return false;
              const pybind11::gil_scoped_acquire lock;
              may_have_signals = may_have_signals && on_main_thread();
              if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
              if (with_the_lock) with_the_lock();
              next = Clock::now() + between;
              return false;
          })) {}

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds patience{10}, between{50};

    /// Python handles signals nowhere else.
    static bool on_main_thread() {
        const auto threading = pybind11::module_::import("threading");
        return threading.attr("current_thread")().is(threading.attr("main_thread")());
    }

    undertone::StopScope scope_;
    pybind11::gil_scoped_release unlocked_;
};

/// For every binding that may take longer than a tenth of a second.
using Unlocked = pybind11::call_guard<Interruption>;
