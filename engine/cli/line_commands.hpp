#pragma once
// The subcommands of `line`.

#include "command.hpp"

namespace undertone::cli {

void add_line_folder_commands(CLI::App& line, int& exit_code);

} // namespace undertone::cli
