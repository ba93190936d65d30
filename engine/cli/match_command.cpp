#include "client_options.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_match_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<ClientOptions>();
    CLI::App* command = app.add_subcommand("match", "Recommend inks, their parts and their dilution: the mix card");
    add_client_options(*command, *options);
    MatchOptions& matching = options->treatment.matching;
    auto* cup = command->add_option_group("Mixing");
    cup->add_option("--max-inks", matching.max_inks, "At most so many inks in one cup")->capture_default_str();
    cup->add_option("--cup-ml", matching.cup_volume_ml, "Volume of the cup")->capture_default_str();
    cup->add_option("--syringe-step-ml", matching.syringe_step_ml, "Smallest step of the syringe")->capture_default_str();
    cup->add_option("--drops-per-ml", matching.drops_per_ml, "Drops in one ml, for the drop counts")->capture_default_str();
    cup->add_option("--must-use", matching.must_use, "Ids of inks every recipe must hold")->delimiter(',');
    cup->add_option("--never-use", matching.never_use, "Ids of inks no recipe may hold")->delimiter(',');
    cup->add_option("--recipes", matching.recipe_count, "How many recipes to show")->capture_default_str();
    auto* goal = command->add_option_group("Goal");
    goal->add_option("--later-years", options->treatment.later_years, "Must still look right then; 0 leaves it out")
        ->capture_default_str();
    goal->add_option("--later-weight", options->treatment.later_weight, "Weight beside 1 for the healed colour")
        ->capture_default_str();
    command->callback([options, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = load_line(options->line);
        progress("searching recipes");
        const MatchReport report = match_client(client, line, options->treatment);
        if (!options->png_folder.empty() && (report.is_usable() || !report.nearest.empty())) {
            const Recipe& best = report.is_usable() ? report.recipes.front() : report.nearest.front();
            const auto forecast = forecast_client(client, line, best.blend, default_forecast_years(), options->treatment);
            for (const auto& path : write_pictures(options->png_folder, client, line, forecast))
                std::cerr << "wrote " << path << "\n";
        }
        std::cout << (options->json ? to_json(client, line, report) + "\n" : mix_card_text(client, line, report));
        exit_code = report.is_usable() ? done : no_acceptable_answer;
    });
}

} // namespace undertone::cli
