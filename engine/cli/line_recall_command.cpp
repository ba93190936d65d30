// `line recall`: on whom a lot was used.
#include "line_commands.hpp"

#include "undertone/app/recall.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_recall_command(CLI::App& line, int& exit_code) {
    struct Options {
        std::string lot;
        std::vector<std::string> paths;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand(
        "recall",
        "Which cards and sessions used a lot, and for which it was not written down; code 1 where a file was not read");
    command->add_option("lot", options->lot, "As the bottle has it; spaces and case do not matter")->required();
    command
        ->add_option("paths", options->paths,
                     "Folders of clients, cards as .json (`match --json`, --card card.json), sessions.toml")
        ->required();
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        progress("looking for the lot");
        const Recall recall = recall_lot_in_files(options->lot, options->paths);
        std::cout << (options->json ? to_json(recall) + "\n" : recall_text(recall));
        exit_code = recall.unread.empty() ? done : bad_input;
    });
}

} // namespace undertone::cli
