#pragma once
// The role of a colorant as a record states it.

#include "toml_record.hpp"
#include "undertone/pigment/colorant.hpp"

namespace undertone {

/// The role in `table`; DataError, with line and column, where it is missing or no role.
ColorantRole stated_role(const detail::TomlRecord& record, const toml::table& table);

} // namespace undertone
