#pragma once
// What every page is put together from.

#include <string>

namespace undertone {

/// Text from outside, as HTML shows it and never runs it.
std::string escaped(const std::string& text);

} // namespace undertone
