#pragma once
// Standard output and standard error: what a stranger wrote is shown, not sent, and what could not be written is not "done".

#include <string>
#include <string_view>

namespace undertone::cli {

/// Takes over std::cout and std::cerr for as long as it lives; all text passes undertone::shown_text. Make it first in main.
class Terminal {
public:
    Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    /// Writes what is left. "" where all of standard output was written, else why not; a pipe whose reader has gone is `broken_pipe`.
    std::string finish();

    static constexpr const char* broken_pipe = "broken pipe";
};

/// Our own escape sequences (a swatch, a bar that moves), past the filter.
void print_as_is(std::string_view text);
void print_error_as_is(std::string_view text);

} // namespace undertone::cli
