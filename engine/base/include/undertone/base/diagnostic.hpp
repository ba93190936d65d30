#pragma once
// Warnings are values: results carry them, and the command line, Python and the app show them.

#include <string>
#include <vector>

namespace undertone {

enum class Severity { info, warning, error };

struct Diagnostic {
    Severity severity = Severity::info;
    std::string code;      ///< stable and short: "extrapolated", "bound_hit"
    std::string message;   ///< one sentence for a person
    std::string subject{}; ///< the quantity it is about, where one code may be said of several
};

using Diagnostics = std::vector<Diagnostic>;

constexpr const char* to_string(Severity severity) {
    return severity == Severity::info ? "info" : severity == Severity::warning ? "warning" : "error";
}

} // namespace undertone
