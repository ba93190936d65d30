#include "words.hpp"

#include "characters.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace undertone::io_detail {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

/// The letters of Latin-1 and Latin Extended-A (from U+00C0) without what stands above and below them.
constexpr std::string_view plain_latin = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy"
                                         "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
                                         "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(plain_latin.size() == 0x180 - 0xC0);

void append_folded(std::string& out, std::uint32_t code) {
    if (code >= 0xC0 && code < 0x180) {
        out += plain_latin[code - 0xC0];
    } else if (code >= 0x410 && code < 0x430) { // Cyrillic capitals
        append_utf8(out, code + 0x20);
    } else if (code == 0x401 || code == 0x451) {
        append_utf8(out, 0x435);
    } else if (code >= 0xFF01 && code < 0xFF5F) { // full-width ASCII
        const auto ascii = static_cast<char>(code - 0xFF01 + 0x21);
        out += ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii + 32) : ascii;
    } else {
        switch (code) {
        case 0xB5:
        case 0x3BC: out += 'u'; break;              // micro
        case 0x212B: out += "angstrom"; break;      // the sign of its own
        case 0x39B: append_utf8(out, 0x3BB); break; // capital lambda
        case 0x394:
        case 0x2206: out += "delta "; break;
        case 0xB9: out += '1'; break;
        case 0xB2: out += '2'; break;
        case 0xB3: out += '3'; break;
        case 0x207B:
        case 0x2212:
        case 0x2013: out += '-'; break;
        case 0xA0:
        case 0xB0:
        case 0xBA: out += ' '; break; // no-break space, degree signs
        default: append_utf8(out, code);
        }
    }
}

} // namespace

std::string folded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
        if (more == 0 || more == 3 || i + more >= text.size()) {
            out += lead >= 'A' && lead <= 'Z' ? static_cast<char>(lead + 32) : static_cast<char>(lead);
            continue;
        }
        std::uint32_t code = lead & (more == 1 ? 0x1Fu : 0x0Fu);
        for (std::size_t k = 1; k <= more; ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
        append_folded(out, code);
        i += more;
    }
    return out;
}

std::string compact(std::string_view folded_text) {
    std::string out;
    for (const char c : folded_text)
        if (is_digit(c) || is_letter(c)) out += c;
    return out;
}

std::vector<std::string> words_of(std::string_view folded_text) {
    std::vector<std::string> out;
    std::string word;
    for (std::size_t i = 0; i <= folded_text.size(); ++i) {
        const char c = i < folded_text.size() ? folded_text[i] : ' ';
        const bool joins = word.empty() || is_digit(word.back()) == is_digit(c);
        if (!(is_digit(c) || is_letter(c)) || !joins) {
            if (!word.empty()) out.push_back(std::exchange(word, {}));
        }
        if (is_digit(c) || is_letter(c)) word += c;
    }
    return out;
}

bool has_letter(std::string_view text) { return std::any_of(text.begin(), text.end(), is_letter); }

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> any_of) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(any_of.begin(), any_of.end(), word) != any_of.end();
    });
}

} // namespace undertone::io_detail
