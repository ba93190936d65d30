#include "blend_option.hpp"

#include "undertone/base/error.hpp"

namespace undertone::cli {

std::pair<std::string, double> named_number(const std::string& option, const std::string& text) {
    const std::size_t at = text.rfind('=');
    try {
        std::size_t used = 0;
        if (at == std::string::npos || at == 0) throw std::invalid_argument("");
        const double value = std::stod(text.substr(at + 1), &used);
        if (used != text.size() - at - 1) throw std::invalid_argument("");
        return {text.substr(0, at), value};
    } catch (const std::exception&) {
        throw DomainError(option, "'" + text + "'", "NAME=NUMBER, such as pure_black=0.5", "name each ink with its number");
    }
}

std::map<std::string, double> parse_parts(const std::vector<std::string>& words) {
    std::map<std::string, double> parts;
    for (const std::string& word : words)
        if (!parts.insert(named_number("ink", word)).second)
            throw DomainError("ink", word, "each ink once", "add up the parts of " + named_number("ink", word).first);
    return parts;
}

} // namespace undertone::cli
