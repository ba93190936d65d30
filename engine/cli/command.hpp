#pragma once
// What the commands share. The engine never prints; everything that does is in this folder.

#include <CLI/CLI.hpp>

#include <string>

namespace undertone::cli {

enum ExitCode { done = 0, bad_input = 1, no_acceptable_answer = 2, internal_error = 3, output_lost = 4 };

/// Says on stderr what is going on, only to a person at a terminal.
void progress(const std::string& what);

/// Each adds its subcommand; `exit_code` receives the outcome when it runs.
void add_match_command(CLI::App& app, int& exit_code);
void add_fade_command(CLI::App& app, int& exit_code);
void add_session_command(CLI::App& app, int& exit_code);
void add_correct_command(CLI::App& app, int& exit_code);
void add_skin_command(CLI::App& app, int& exit_code);
void add_line_command(CLI::App& app, int& exit_code);
/// Subcommands of `line`.
void add_ladder_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_convert_command(CLI::App& app, int& exit_code);
void add_demo_command(CLI::App& app, int& exit_code);

} // namespace undertone::cli
