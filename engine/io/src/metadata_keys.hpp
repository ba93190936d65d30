#pragma once
// How our writers mark metadata in CSV and CGATS, so that reading back gives the same keys and values.

#include <string>
#include <string_view>

namespace undertone::io_detail {

constexpr const char* metadata_mark = "META_";

/// Letters, digits and _ as they are, every other byte as %XX: fits a CGATS field name and a CSV header.
std::string encoded_key(std::string_view key);
std::string decoded_key(std::string_view text);

} // namespace undertone::io_detail
