#include "blend_option.hpp"

#include "undertone/base/error.hpp"

namespace undertone::cli {

std::pair<std::string, double> named_number(const std::string& option, const std::string& text, const char* form) {
    const std::size_t at = text.rfind('=');
    try {
        std::size_t used = 0;
        if (at == std::string::npos || at == 0) throw std::invalid_argument("");
        const double value = std::stod(text.substr(at + 1), &used);
        if (used != text.size() - at - 1) throw std::invalid_argument("");
        return {text.substr(0, at), value};
    } catch (const std::exception&) {
        throw DomainError(option, "'" + text + "'", form, "name each with its number");
    }
}

std::map<std::string, double> parse_parts(const std::vector<std::string>& words) {
    std::map<std::string, double> parts;
    for (const std::string& word : words) {
        const auto [ink, value] = named_number("ink", word, "ID=PARTS, for example carbon=3");
        if (!parts.emplace(ink, value).second) throw DomainError("ink", word, "each ink once", "add up the parts of " + ink);
    }
    return parts;
}

} // namespace undertone::cli
