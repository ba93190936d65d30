#pragma once
// Text that someone else wrote, made safe to print: what would steer a terminal or reorder a line is shown instead of sent.

#include <string>
#include <string_view>

namespace undertone {

/// Control characters (C0, DEL, C1), line and paragraph separators, marks that reorder text (U+200E, U+202E, U+2066 and their like),
/// invisible tags and bytes that are not UTF-8 become visible escapes: "\x1b", "\u202e", "\xff". Newline and tab stay. All else is
/// unchanged, so the result of a result is the result.
std::string shown_text(std::string_view text);

/// The same for a name or another text of one line: newline and tab become "\n" and "\t".
std::string shown_line(std::string_view text);

} // namespace undertone
