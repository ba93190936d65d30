#pragma once
// Numbers as instruments and spreadsheets write them.

#include <string_view>

namespace undertone::io_detail {

struct Number {
    enum class Kind { number, empty, missing, text };

    Kind kind = Kind::empty;
    double value = 0;
    bool decimal_comma = false, decimal_point = false, percent_sign = false;
};

/// "0.5", "0,5", "+5.1e-1", "51 %"; empty cells; markers of a missing value ("NaN", "n/a", "#N/A", "inf", "---").
Number parse_number(std::string_view text);

} // namespace undertone::io_detail
