#pragma once
// Colour Index names of pigments, in all spellings in which labels and people write them (data/color_index).

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct ColorIndexEntry {
    std::string number;       ///< "77266"
    std::string generic_name; ///< "Pigment Black 7"
    std::string short_name;   ///< "PBk7"
    std::string cas;          ///< "1333-86-4"
    std::string colorant;     ///< id in data/pigments, "" where none ships

    std::string color_index() const { return "CI " + number; }
};

const std::vector<ColorIndexEntry>& color_index_entries();

/// The entry that "CI 77266", "C.I. 77266", "77266", "Pigment Black 7", "C.I. Pigment Black 7", "PBk7", "P.Bk. 7", "1333-86-4" or
/// "carbon_black" names; null where none does.
const ColorIndexEntry* find_color_index(std::string_view text);

/// The same; throws DomainError listing the pigments there are.
const ColorIndexEntry& color_index(std::string_view text);

/// The last digit that the others of a CAS number ask for; -1 where it has not five to ten digits.
int cas_check_digit(std::string_view cas);
/// Whether its last digit is that one.
bool cas_is_valid(std::string_view cas);

} // namespace undertone
