#pragma once
// The subcommands of `line`.

#include "command.hpp"

#include <functional>

namespace undertone::cli {

/// Tells how many clients of a coverage are computed, for the callback that the engine takes.
std::function<void(int, int)> client_progress(const std::string& line);

void add_line_folder_commands(CLI::App& line, int& exit_code);
void add_line_coverage_command(CLI::App& line, int& exit_code);
void add_line_ladder_command(CLI::App& line, int& exit_code);
void add_line_screen_command(CLI::App& line, int& exit_code);
void add_line_claims_command(CLI::App& line, int& exit_code);
void add_line_dossier_command(CLI::App& line, int& exit_code);
void add_line_qc_command(CLI::App& line, int& exit_code);
void add_line_gauge_command(CLI::App& line, int& exit_code);
void add_line_lightfastness_command(CLI::App& line, int& exit_code);
void add_line_pack_commands(CLI::App& line, int& exit_code);
void add_line_recall_command(CLI::App& line, int& exit_code);

} // namespace undertone::cli
