#pragma once
// What every JSON result is put together from. Private to this layer: no public header names the library.

#include <nlohmann/json.hpp>

#include <string>

namespace undertone {

using Json = nlohmann::ordered_json;

/// Names come from files; what is not UTF-8 in them is replaced, never thrown at the user.
std::string text_of(const Json& json);
/// What every result says about itself.
Json limits_json();

} // namespace undertone
