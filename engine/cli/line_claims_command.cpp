// `line claims`: sentences that a supplier may print, each with what it rests on; with --check, what of a text may not be printed.
#include "client_options.hpp"
#include "clock.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/coverage.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_claims_command(CLI::App& line, int& exit_code) {
    struct Options {
        LineOption line;
        std::string check, list = "eu_2020_2081", results;
        CoverageOptions coverage;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand(
        "claims", "Sentences that may be printed of a line, with what they rest on; --check refuses what may not");
    add_line_option(*command, options->line, "line", true);
    command->add_option("--check", options->check, "A text to read instead; refused words end with code 2");
    command->add_option("--clients", options->coverage.clients, "Of the coverage that the sentences rest on")
        ->capture_default_str();
    command->add_option("--seed", options->coverage.seed, "Of the people drawn")
        ->check(seed_number())
        ->capture_default_str();
    command->add_option("--results", options->results, "A laboratory's results, as for `line screen`");
    command->add_option("--list", options->list, "The list of limits for them")->capture_default_str();
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, command, &exit_code] {
        if (command->count("--check") > 0) {
            const ClaimCheck check = check_claim(options->check);
            std::cout << (options->json ? to_json(check) + "\n" : claim_check_text(check));
            exit_code = check.refused() ? no_acceptable_answer : done;
            return;
        }
        const Line inks = options->line.load();
        options->coverage.matching.today = today();
        std::optional<Screen> screened;
        if (!options->results.empty()) screened = screen(load_limit_list(options->list), load_lab_results(options->results));
        const LineClaims claims =
            claims_from(line_coverage(inks, options->coverage, client_progress(inks.id)), screened ? &*screened : nullptr);
        std::cout << (options->json ? to_json(claims) + "\n" : claims_text(claims));
        exit_code = done;
    });
}

} // namespace undertone::cli
