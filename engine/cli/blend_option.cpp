#include "blend_option.hpp"

#include "undertone/base/error.hpp"

namespace undertone::cli {

std::map<std::string, double> parse_parts(const std::vector<std::string>& words) {
    std::map<std::string, double> parts;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        double value = 0;
        std::size_t used = 0;
        try {
            if (equals != word.npos) value = std::stod(word.substr(equals + 1), &used);
        } catch (const std::exception&) {
            used = 0;
        }
        if (equals == word.npos || equals == 0 || used != word.size() - equals - 1)
            throw DomainError("ink", word, "ID=PARTS, for example carbon=3", "name each ink of the blend with its parts");
        if (!parts.emplace(word.substr(0, equals), value).second)
            throw DomainError("ink", word, "each ink once", "add up the parts of " + word.substr(0, equals));
    }
    return parts;
}

} // namespace undertone::cli
