// `line report`: a line with its evidence as one page.
#include "client_options.hpp"
#include "clock.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/line_dossier.hpp"
#include "undertone/base/output_file.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_line_dossier_command(CLI::App& line, int& exit_code) {
    struct Options {
        std::string line = "demo", html;
        DossierOptions dossier;
        bool json = false, force = false;
    };
    auto options = std::make_shared<Options>();
    options->dossier.coverage.clients = 200;
    CLI::App* command = line.add_subcommand(
        "report", "A line with its evidence as one page: inks, mixtures, ladders, coverage, limits, claims");
    command
        ->add_option("line", options->line,
                     "A folder with evidence.toml, a line that ships, a line's .toml file, or an ink pack")
        ->capture_default_str();
    command
        ->add_option("--signed-by", options->dossier.signed_by,
                     "Take the line only from an ink pack signed with this key (its fingerprint)")
        ->check(given_fingerprint());
    command->add_option("--html", options->html,
                        "Write the page to this file; print that to PDF, or use line_dossier(...).write(\"x.pdf\") in "
                        "Python (undertone[pdf])");
    command->add_option("--clients", options->dossier.coverage.clients, "Of the coverage")->capture_default_str();
    command->add_option("--seed", options->dossier.coverage.seed, "Of the people drawn")
        ->check(seed_number())
        ->capture_default_str();
    command->add_option("--results", options->dossier.results, "A laboratory's results, as for `line screen`");
    command->add_option("--list", options->dossier.list, "The list of limits for them")->capture_default_str();
    command->add_option("--log", options->dossier.quality_log,
                        "The log that `line qc --log` keeps: a control chart for each ink");
    command->add_option("--exposure", options->dossier.exposure_series,
                        "An exposure series, as for `line lightfastness`: rates of fading");
    command->add_flag("--force", options->force, "Overwrite a page that exists");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        options->dossier.today = today();
        OutputRules rules;
        rules.overwrite = options->force;
        rules.owner_only = false;
        if (!options->html.empty()) check_output_file(options->html, "the report", rules);
        progress("gathering the evidence");
        const LineDossier dossier = line_dossier(options->line, options->dossier, client_progress(options->line));
        if (!options->html.empty()) write_output_file(options->html, line_dossier_html(dossier), "the report", rules);
        if (options->json)
            std::cout << to_json(dossier) << "\n";
        else if (options->html.empty())
            std::cout << line_dossier_text(dossier);
        exit_code = done;
    });
}

} // namespace undertone::cli
