#pragma once
// Ratings of lightfastness. Two scales run against each other, so a rating always carries its own.

#include <string>
#include <string_view>

namespace undertone {

enum class LightfastnessScale {
    blue_wool, ///< ISO 105-B: 1 to 8, 8 fades least
    astm,      ///< ASTM D4303: I to V, I fades least
};

/// As declared or published. No table turns one scale into the other: they rest on different tests.
struct LightfastnessRating {
    LightfastnessScale scale = LightfastnessScale::blue_wool;
    int rank = 0; ///< as the scale counts

    /// "blue wool 7", "ASTM II"
    std::string text() const;
    /// Fades less than the other. Throws DomainError where the scales differ.
    bool is_better_than(const LightfastnessRating& other) const;
    bool operator==(const LightfastnessRating&) const = default;
};

/// From "blue wool 7", "BWS 7", "ASTM II", "ASTM 2". Throws DomainError: no scale named ("7" alone), a rank that the scale has not, a
/// half step.
LightfastnessRating lightfastness_rating(std::string_view text);

} // namespace undertone
