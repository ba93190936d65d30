#include "undertone/supply/lightfastness_rating.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace undertone {

namespace {

constexpr std::array<const char*, 5> roman{"i", "ii", "iii", "iv", "v"};

/// Lower case, without blanks, hyphens and underscores.
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 100))
        if (c != ' ' && c != '_' && c != '-' && c != '\t')
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

/// 0 where it is no rank.
int rank_of(std::string_view text, int most) {
    if (text.size() == 1 && text[0] >= '1' && text[0] <= '0' + most) return text[0] - '0';
    return 0;
}

} // namespace

std::string LightfastnessRating::text() const {
    if (scale == LightfastnessScale::blue_wool) return fmt::format("blue wool {}", rank);
    static constexpr std::array<const char*, 5> shown{"I", "II", "III", "IV", "V"};
    return std::string("ASTM ") + (rank >= 1 && rank <= 5 ? shown[static_cast<std::size_t>(rank - 1)] : "?");
}

bool LightfastnessRating::is_better_than(const LightfastnessRating& other) const {
    if (scale != other.scale)
        throw DomainError("other", other.text(), "a rating on the scale of " + text(),
                          "blue wool counts up to 8 as best and ASTM from I as best, by different tests: no table turns one "
                          "into the other");
    return scale == LightfastnessScale::blue_wool ? rank > other.rank : rank < other.rank;
}

LightfastnessRating lightfastness_rating(std::string_view text) {
    const std::string plain = squeezed(text);
    for (const std::string_view name : {"bluewool", "bws", "iso105b02", "iso105"})
        if (plain.starts_with(name))
            if (const int rank = rank_of(std::string_view(plain).substr(name.size()), 8); rank > 0)
                return {LightfastnessScale::blue_wool, rank};
    for (const std::string_view name : {"astmd4303", "astm"})
        if (plain.starts_with(name)) {
            const std::string_view rest = std::string_view(plain).substr(name.size());
            const auto at = std::find(roman.begin(), roman.end(), rest);
            if (at != roman.end()) return {LightfastnessScale::astm, static_cast<int>(at - roman.begin()) + 1};
            if (const int rank = rank_of(rest, 5); rank > 0) return {LightfastnessScale::astm, rank};
        }
    throw DomainError("rating", fmt::format("\"{}\"", text),
                      "\"blue wool 1\" to \"blue wool 8\" (8 fades least), or \"ASTM I\" to \"ASTM V\" (I fades least)",
                      "name the scale: the two run against each other");
}

} // namespace undertone
