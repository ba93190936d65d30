#include "line_option.hpp"

#include "undertone/base/error.hpp"

namespace undertone::cli {

Line LineOption::load() const {
    std::map<std::string, std::string> in_hand;
    for (const std::string& text : lots) {
        const auto [ink, lot] = equated("lot", text, "INK=LOT");
        if (!in_hand.emplace(ink, lot).second)
            throw DomainError("lot", "\"" + ink + "\" again", "one lot of each ink", "name the bottle that is in hand");
    }
    return with_lots(load_line(name, signed_by), in_hand);
}

CLI::Validator given_fingerprint() {
    return CLI::Validator(
        [](const std::string& text) {
            return text.empty() ? std::string("empty; allowed: a key's fingerprint, or leave the option out")
                                : std::string();
        },
        "", "fingerprint");
}

void add_line_option(CLI::App& command, LineOption& option, const char* as, bool with_lots) {
    command.add_option(as, option.name, "A line that ships with Undertone, a line's .toml file, or an ink pack")
        ->capture_default_str();
    command
        .add_option("--signed-by", option.signed_by,
                    "Take the line only from an ink pack signed with this key (its fingerprint)")
        ->check(given_fingerprint());
    if (with_lots) command.add_option("--lot", option.lots, "INK=LOT in hand, where the line names several; once per ink");
}

std::pair<std::string, std::string> equated(std::string_view option, const std::string& text, const char* form) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size())
        throw DomainError(std::string(option), "\"" + text + "\"", form, "write it so, without spaces around the =");
    return {text.substr(0, at), text.substr(at + 1)};
}

} // namespace undertone::cli
