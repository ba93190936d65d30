#pragma once
// "Did you mean": the nearest of known words.

#include <string>
#include <vector>

namespace undertone::cli {

/// The word of `known` with the fewest edits from `word`, where those are few enough to be a slip; "" where none is.
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

} // namespace undertone::cli
