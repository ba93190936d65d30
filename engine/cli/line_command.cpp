// `line`: which inks a line holds, what is in them, and which lots have expired.
#include "clock.hpp"
#include "command.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/line_report.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_command(CLI::App& app, int& exit_code) {
    struct Options {
        LineOption line;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("line", "Show the inks of a line: what is in them, lots and expiry");
    add_line_option(*command, options->line, "line", true);
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, command, &exit_code] {
        if (!command->get_subcommands().empty()) return;
        const LineReport report = line_report(options->line.load(), today());
        std::cout << (options->json ? to_json(report) + "\n" : line_report_text(report));
        exit_code = done;
    });
    add_line_folder_commands(*command, exit_code);
    add_line_coverage_command(*command, exit_code);
    add_line_ladder_command(*command, exit_code);
    add_line_screen_command(*command, exit_code);
    add_line_claims_command(*command, exit_code);
    add_line_dossier_command(*command, exit_code);
    add_line_qc_command(*command, exit_code);
    add_line_gauge_command(*command, exit_code);
    add_line_lightfastness_command(*command, exit_code);
    add_line_pack_commands(*command, exit_code);
    add_line_recall_command(*command, exit_code);
}

} // namespace undertone::cli
