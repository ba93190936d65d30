#pragma once
// Text of any language made comparable: small letters, no accents, cut into words.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace undertone::io_detail {

/// Small letters (Latin, Greek, Cyrillic) without accents; micro sign as u, superscript digits as digits, full-width signs as ASCII.
std::string folded(std::string_view text);

/// Of folded text: letters and digits (and all that is not ASCII), without anything between them.
std::string compact(std::string_view folded_text);

/// Of folded text: runs of letters, or of digits; what is not ASCII counts as letters. "R_pct 400" -> r, pct, 400.
std::vector<std::string> words_of(std::string_view folded_text);

/// Does it hold a letter at all? Most cells of a table do not.
bool has_letter(std::string_view text);

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> any_of);

} // namespace undertone::io_detail
