#pragma once
// Files that appear whole or not at all.

#include <string>
#include <string_view>

namespace undertone::io_detail {

/// Throws DataError where the file cannot be written; `what` names it in the message ("the profile").
void write_whole_file(const std::string& path, std::string_view bytes, const char* what);

} // namespace undertone::io_detail
