#pragma once
// Single characters: digits of ASCII, and code points as UTF-8.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace undertone::io_detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline void append_utf8(std::string& text, std::uint32_t code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
        return;
    }
    const int continued = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr std::array<std::uint32_t, 4> lead = {0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(lead[static_cast<std::size_t>(continued)] | code >> (6 * continued));
    for (int i = continued - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

} // namespace undertone::io_detail
