// `ladder`: the chart of dilutions for one client: N:1 of each ink against the healed area, beside the target.
#include "client_options.hpp"

#include "undertone/app/ladder.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_ladder_command(CLI::App& app, int& exit_code) {
    struct Options : ClientOptions {
        std::vector<std::string> inks;
        std::vector<double> water_parts = ladder_water_parts();
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("ladder", "What each dilution of an ink heals to on this skin: the shade chart, computed");
    add_client_options(*command, *options);
    command
        ->add_option("--inks", options->inks,
                     "Ids of inks, each with a chart of its own; all of the line where none is named")
        ->delimiter(',');
    command->add_option("--water-parts", options->water_parts, "N of N:1, rising: 0,4,8,20,40")
        ->delimiter(',')
        ->default_str("0 to 60 as the trade names them");
    command->callback([options, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = options->line.load();
        progress("computing dilutions");
        const Ladder ladder = client_ladder(client, line, options->inks, options->water_parts, options->treatment);
        std::cout << (options->json ? to_json(ladder) + "\n" : ladder_text(ladder));
        exit_code = done;
    });
}

} // namespace undertone::cli
