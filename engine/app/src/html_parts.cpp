#include "html_parts.hpp"

#include "undertone/base/shown_text.hpp"

namespace undertone {

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : shown_line(text)) switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\'': result += "&#39;"; break;
        default: result += c;
        }
    return result;
}

} // namespace undertone
