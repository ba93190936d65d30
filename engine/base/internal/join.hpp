#pragma once
// Lists of names in messages.

#include <string>
#include <string_view>

namespace undertone::detail {

/// "a, b, c". Not fmt::join: gcc 12 warns inside it (a false -Wstringop-overflow).
template <typename Names>
std::string join(const Names& names) {
    std::string text;
    for (const std::string_view name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

} // namespace undertone::detail
