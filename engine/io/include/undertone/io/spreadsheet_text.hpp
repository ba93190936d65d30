#pragma once
// Cells that a spreadsheet would compute: text that starts with = + - or @ runs as a formula where a CSV is opened (OWASP, "CSV injection").

#include <string>
#include <string_view>

namespace undertone {

/// The cell with an apostrophe before it where it would be computed, as spreadsheets themselves mark text; else as it is.
std::string guarded_cell(std::string_view text);

/// The reverse, for reading: unguarded_cell(guarded_cell(x)) == x for any x.
std::string unguarded_cell(std::string_view text);

/// Would a spreadsheet compute the cell, or one of the cells into which a comma, a semicolon or a tab in it would split it?
bool holds_formula(std::string_view text);

} // namespace undertone
