// `line ladder`: what each dilution of a line's inks heals to on a typical skin of each class, odd steps flagged.
#include "clock.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/line_ladder.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_ladder_command(CLI::App& line, int& exit_code) {
    struct Options {
        LineOption line;
        std::vector<std::string> inks, skin_classes;
        std::vector<double> water_parts = ladder_water_parts();
        Dots dots;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        line.add_subcommand("ladder", "What each dilution heals to on a typical skin of each class, odd steps flagged");
    add_line_option(*command, options->line, "line", true);
    command->add_option("--inks", options->inks, "Ids of inks; all of the line where none is named")->delimiter(',');
    command
        ->add_option("--skin-classes", options->skin_classes,
                     "very_light, light, intermediate, tan, brown, dark; all where none is named")
        ->delimiter(',');
    command->add_option("--water-parts", options->water_parts, "N of N:1, rising: 0,4,8,20,40")
        ->delimiter(',')
        ->default_str("0 to 60 as the trade names them");
    command->add_option("--density-per-cm2", options->dots.density_per_cm2, "Dots per cm2")->capture_default_str();
    command->add_option("--diameter-mm", options->dots.diameter_mm, "Width of a healed dot")->capture_default_str();
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        progress("computing dilutions");
        const LineLadder ladder = line_ladder(options->line.load(), options->skin_classes, options->inks, options->dots,
                                              options->water_parts, today());
        std::cout << (options->json ? to_json(ladder) + "\n" : line_ladder_text(ladder));
        exit_code = done;
    });
}

} // namespace undertone::cli
