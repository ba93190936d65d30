#include "undertone/io/spreadsheet_text.hpp"

#include <algorithm>

namespace undertone {

namespace {

/// '=...', and also ''=...: an apostrophe of the text itself must come back.
bool starts_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" '\"");
    return first != text.npos && std::string_view("=+-@").find(text[first]) != std::string_view::npos;
}

} // namespace

std::string guarded_cell(std::string_view text) { return (starts_formula(text) ? "'" : "") + std::string(text); }

std::string unguarded_cell(std::string_view text) {
    if (text.starts_with('\'') && starts_formula(text)) text.remove_prefix(1);
    return std::string(text);
}

bool holds_formula(std::string_view text) {
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(",;\t", start), text.size());
        if (starts_formula(text.substr(start, end - start))) return true;
        start = end + 1;
    }
    return false;
}

} // namespace undertone
