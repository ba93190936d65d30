#pragma once
// Which option a refused value came in by.

#include <CLI/CLI.hpp>

#include <string>

namespace undertone::cli {

/// "--bottom-mm" for "dots.bottom_mm", among the options that were given on this command line; "" where there is none.
std::string given_option(const CLI::App& app, const std::string& name);

} // namespace undertone::cli
