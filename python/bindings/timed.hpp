#pragma once
// Proofs say how long the search took. The engine reads no clock, so its callers measure: this one for Python.

#include "undertone/app/client_correction.hpp"
#include "undertone/app/dot_choice.hpp"

#include <chrono>
#include <utility>
#include <vector>

inline void took(double seconds, undertone::MatchReport& report) { report.proof.seconds = seconds; }
inline void took(double seconds, undertone::DotChoice& choice) { took(seconds, choice.report); }
inline void took(double seconds, undertone::NextSession& next) { next.proof.seconds = seconds; }
inline void took(double seconds, undertone::Correction& correction) {
    correction.proof.seconds = correction.fresh_proof.seconds = seconds;
}
inline void took(double seconds, undertone::SessionReport& report) {
    took(seconds, report.planned);
    took(seconds, report.next);
}
inline void took(double seconds, undertone::CorrectionReport& report) { took(seconds, report.correction); }

/// What `search()` gives, with the time it took.
template <class Search>
auto timed(const Search& search) {
    const auto start = std::chrono::steady_clock::now();
    auto made = search();
    took(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), made);
    return made;
}

/// The same of a function, to be bound.
template <class Made, class... Arguments>
auto timed(Made (*function)(Arguments...)) {
    return [function](Arguments... arguments) {
        return timed([&] { return function(std::forward<Arguments>(arguments)...); });
    };
}
