#include "source_text.hpp"

#include "characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace undertone::io_detail {

namespace {

std::uint32_t byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool valid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::uint32_t lead = byte_at(text, i);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                   : lead >= 0xF0 && lead < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((byte_at(text, i + k) & 0xC0) != 0x80) return false;
        i += length;
    }
    return true;
}

// Windows-1252 where it differs from Latin-1; its five holes stay control characters.
constexpr std::array<std::uint16_t, 32> windows_1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                        0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string from_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint32_t byte = byte_at(bytes, i);
        append_utf8(out, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
    return out;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
    std::string out;
    const auto unit = [&](std::size_t i) {
        return big_endian ? (byte_at(bytes, i) << 8) | byte_at(bytes, i + 1)
                          : (byte_at(bytes, i + 1) << 8) | byte_at(bytes, i);
    };
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint32_t code = unit(i);
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
            const std::uint32_t low = unit(i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code); // a lone surrogate is not a character
    }
    return out;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == '\x1A'; }

} // namespace

bool is_utf16(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return true;
    const std::size_t looked_at = std::min<std::size_t>(bytes.size() / 2 * 2, 4096);
    if (looked_at < 16) return false;
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < looked_at; ++i)
        if (bytes[i] == '\0') ++zeros[i % 2];
    return std::max(zeros[0], zeros[1]) * 10 >= looked_at / 2 * 9 && std::min(zeros[0], zeros[1]) == 0;
}

SourceText::SourceText(std::string_view bytes, std::string file_name) : file_(std::move(file_name)) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.remove_prefix(3);
    if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) {
        text_ = from_utf16(bytes.substr(2), bytes[0] == '\xFE');
    } else if (is_utf16(bytes)) {
        text_ = from_utf16(bytes, bytes[0] == '\0');
    } else if (valid_utf8(bytes)) {
        text_ = bytes;
    } else {
        text_ = from_latin1(bytes);
        latin1_ = true;
    }
    for (char& c : text_)
        if (c == '\0') {
            c = ' ';
            padded_ = true;
        }
    std::string_view rest = text_;
    while (!rest.empty()) {
        const std::size_t end = rest.find_first_of("\r\n");
        lines_.push_back(rest.substr(0, end));
        if (end == rest.npos) break;
        rest.remove_prefix(end + (rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n' ? 2 : 1));
    }
}

int SourceText::column(int line_number, std::size_t byte_offset) const {
    const std::string_view text = line(line_number);
    byte_offset = std::min(byte_offset, text.size());
    if (counted_.line != line_number || counted_.bytes > byte_offset) counted_ = {line_number, 1, 0};
    for (; counted_.bytes < byte_offset; ++counted_.bytes)
        if ((static_cast<unsigned char>(text[counted_.bytes]) & 0xC0) != 0x80) ++counted_.column;
    return counted_.column;
}

TextPosition SourceText::position(std::size_t byte_offset) const {
    const char* at = text_.data() + std::min(byte_offset, text_.size());
    const auto next = std::upper_bound(lines_.begin(), lines_.end(), at,
                                       [](const char* byte, std::string_view line) { return byte < line.data(); });
    if (next == lines_.begin()) return {};
    const int number = static_cast<int>(next - lines_.begin());
    return {number, column(number, static_cast<std::size_t>(at - line(number).data()))};
}

void SourceText::refuse(TextPosition at, std::string what, std::string why, std::string what_to_do) const {
    // A caret helps only where the line can be seen: not beyond the width of a screen.
    constexpr int widest_column = 160, shown_after = 40;
    std::string shown;
    if (at.line >= 1 && at.line <= line_count() && at.column >= 1 && at.column <= widest_column) {
        std::size_t bytes = 0;
        int characters = 0;
        const std::string_view whole = line(at.line);
        while (bytes < whole.size() && characters < at.column + shown_after) {
            ++bytes;
            while (bytes < whole.size() && (static_cast<unsigned char>(whole[bytes]) & 0xC0) == 0x80) ++bytes;
            ++characters;
        }
        shown = std::string(whole.substr(0, bytes)) + (bytes < whole.size() ? "..." : "");
    }
    throw DataError(file_, at, std::move(what), std::move(why), std::move(what_to_do), std::move(shown));
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : lower(text))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    return out;
}

bool starts_with_no_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && lower(text.substr(0, prefix.size())) == lower(prefix);
}

} // namespace undertone::io_detail
