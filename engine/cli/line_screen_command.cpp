// `line screen`: laboratory results and the line's colorants against a dated list of limits.
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/coverage.hpp"
#include "undertone/supply/screen.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_screen_command(CLI::App& line, int& exit_code) {
    struct Options {
        LineOption line;
        std::string list = "eu_2020_2081", results;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand(
        "screen", "Laboratory results and colorants against a dated list of limits; a result above one ends with code 2");
    add_line_option(*command, options->line, "line", false);
    command
        ->add_option("--list", options->list,
                     "A list that ships with Undertone, or your own .csv: substance,cas,color_index,limit,unit,status")
        ->capture_default_str();
    command->add_option("--results", options->results, "CSV: substance,cas,color_index,value,unit,laboratory,date,sample");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const Line inks = options->line.load();
        const std::vector<LabResult> results =
            options->results.empty() ? std::vector<LabResult>() : load_lab_results(options->results);
        const Screen screened = screen(load_limit_list(options->list), results, &inks);
        std::cout << (options->json ? to_json(screened) + "\n" : screen_text(screened));
        exit_code = screened.above > 0 ? no_acceptable_answer : done;
    });
}

} // namespace undertone::cli
