#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace undertone {

namespace {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 0; ///< 0 where the text is not UTF-8 here
};

/// The character at the front of `text`; overlong forms, surrogates and what ends too early are not UTF-8.
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 && lead < 0xF5   ? 4
                              : lead >= 0xE0 && lead < 0xF0 ? 3
                              : lead >= 0xC2 && lead < 0xE0 ? 2
                                                            : 0;
    if (bytes == 0 || text.size() < bytes) return {};
    char32_t code = lead & (0xFF >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[bytes] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
    return {code, bytes};
}

bool steers(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0)                                // C0, DEL, C1
           || code == 0x061C || code == 0x200E || code == 0x200F                       // marks of direction
           || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x206F) // separators, embeddings, isolates
           || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB)                     // byte order mark, interlinear marks
           || (code >= 0xE0000 && code <= 0xE007F);                                    // tags
}

std::string shown(std::string_view text, bool one_line) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [code, bytes] = first_character(text);
        if (bytes == 0) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(text[0])));
            text.remove_prefix(1);
            continue;
        }
        const bool layout = code == '\n' || code == '\t';
        if (layout ? !one_line : !steers(code))
            out += text.substr(0, bytes);
        else if (layout)
            out += code == '\n' ? "\\n" : "\\t";
        else if (code < 0x80)
            out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(code));
        else
            out += code < 0x10000 ? fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code))
                                  : fmt::format("\\U{:08x}", static_cast<std::uint32_t>(code));
        text.remove_prefix(bytes);
    }
    return out;
}

} // namespace

std::string shown_text(std::string_view text) { return shown(text, false); }

std::string shown_line(std::string_view text) { return shown(text, true); }

} // namespace undertone
