#include "metadata_keys.hpp"

#include "cells/source_text.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace undertone::io_detail {

std::string encoded_key(std::string_view key) {
    std::string out;
    for (const char c : key) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string decoded_key(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string encoded_value(std::string_view value) {
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); };
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool at_end = i == 0 || i + 1 == value.size();
        const bool control = static_cast<unsigned char>(c) < 32 || c == 127, trims = at_end && (c == ' ' || c == '"');
        const bool looks_coded = c == '%' && i + 2 < value.size() && is_hex(value[i + 1]) && is_hex(value[i + 2]);
        out += control || trims || looks_coded ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
    }
    return out;
}

std::string decoded_value(std::string_view text) { return decoded_key(text); }

std::string without_controls(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c == '\t' || c == '\n' || c == '\r') c = ' ';
    return shown_line(trimmed(out));
}

} // namespace undertone::io_detail
