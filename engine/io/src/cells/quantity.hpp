#pragma once
// What a title says was measured: reflectance, or something else that must not be read as reflectance.

#include <string>
#include <string_view>

namespace undertone::io_detail {

struct Quantity {
    bool reflectance = false;
    std::string other;     ///< "absorbance", "transmittance", "counts" ...; "" where none is named
    bool doubtful = false; ///< `other` is what a single letter may stand for: "A", "T"
};

/// Of a column's title, or of a unit below it.
Quantity quantity_of_title(std::string_view title);

/// Of free text, where only distinctive words count: "measured as transmittance".
Quantity quantity_in_text(std::string_view text);

/// May a line "key: value" with this key say what was measured? "Y units", "Measurement mode", "Data type".
bool is_quantity_key(std::string_view key);

} // namespace undertone::io_detail
