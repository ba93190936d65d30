#include "stated_role.hpp"

#include <fmt/format.h>

namespace undertone {

ColorantRole stated_role(const detail::TomlRecord& record, const toml::table& table) {
    const std::string name = record.required_text(table, "role");
    try {
        return colorant_role(name);
    } catch (const DomainError& error) {
        record.fail(*table.get("role"), fmt::format("\"role\" is {}", error.value),
                    "rules of matching and priors of fading go by it", "use " + error.allowed);
    }
}

} // namespace undertone
