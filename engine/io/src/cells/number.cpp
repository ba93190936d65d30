#include "number.hpp"

#include "source_text.hpp"
#include "undertone/base/stop.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace undertone::io_detail {

Number parse_number(std::string_view text) {
    poll_stop(); // every cell of every format comes by here
    Number number;
    text = trimmed(text);
    if (text.empty()) return number;
    number.kind = Number::Kind::text;

    if (std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || c == '*' || c == '?' || c == '.'; })) {
        number.kind = Number::Kind::missing;
        return number;
    }
    const std::string word = squeezed(text);
    for (const char* marker : {"nan", "na", "nil", "null", "none", "inf", "infinity", "1qnan", "1ind", "1inf", "div0",
                               "value", "ref", "over", "under", "overflow", "error", "err", "nonnumeric"})
        if (word == marker) {
            number.kind = Number::Kind::missing;
            return number;
        }

    std::string digits(text);
    for (const std::string_view space : {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"}) { // no-break and thin spaces around it
        while (digits.starts_with(space)) digits.erase(0, space.size());
        while (digits.ends_with(space)) digits.erase(digits.size() - space.size());
    }
    if (digits.empty()) return number;
    if (digits.ends_with("\xEF\xBC\x85")) digits.replace(digits.size() - 3, 3, "%"); // the full-width sign
    if (digits.back() == '%') {
        number.percent_sign = true;
        digits.pop_back();
        digits = trimmed(digits);
    }
    if (digits.starts_with("\xE2\x88\x92")) digits.replace(0, 3, "-"); // the typographic minus
    if (digits.starts_with('+')) digits.erase(0, 1);
    if (const auto comma = digits.find(','); comma != digits.npos) {
        number.decimal_comma = true;
        digits[comma] = '.';
        // "1,234.5" and "1.234,5" have two marks: from_chars stops at the second and the cell is refused as text
    } else {
        number.decimal_point = digits.find('.') != digits.npos;
    }
    const auto [rest, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
    if (code == std::errc{} && rest == digits.data() + digits.size() && std::isfinite(number.value))
        number.kind = Number::Kind::number;
    return number;
}

} // namespace undertone::io_detail
