#pragma once
// Which line of inks a command means: by name or file, by whom it must be signed, and which lots are in hand.

#include "command.hpp"

#include "undertone/pigment/line.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace undertone::cli {

struct LineOption {
    std::string name = "demo", signed_by;
    std::vector<std::string> lots; ///< INK=LOT

    Line load() const;
};

/// Refuses an empty fingerprint, as of a variable that nobody set: it would take any signer.
CLI::Validator given_fingerprint();

/// `as` is "line" (by place) or "--line"; with it --signed-by, and --lot where lots in hand change the answer.
void add_line_option(CLI::App& command, LineOption& option, const char* as, bool with_lots);

/// "A=B" as A and B. Throws DomainError by the option's name.
std::pair<std::string, std::string> equated(std::string_view option, const std::string& text, const char* form);

} // namespace undertone::cli
