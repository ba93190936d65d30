// `match`: the mix, the card and the pictures for one client, all zones.
#include "client_options.hpp"
#include "clock.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

struct MatchCommandOptions : ClientOptions {
    std::vector<std::string> zones;
    std::vector<double> diameters_mm, densities_per_cm2; ///< to choose among
    std::string dilution_only;
    bool full = false;
};

ExitCode outcome(bool usable) { return usable ? done : no_acceptable_answer; }

/// "card.html" as "card_crown.html".
std::string zone_path(const std::string& path, const std::string& zone) {
    const std::filesystem::path whole(path);
    return (whole.parent_path() / (whole.stem().string() + "_" + zone + whole.extension().string())).string();
}

ExitCode match_by_zones(const Client& client, const Line& line, const MatchCommandOptions& options) {
    std::vector<Zone> zones;
    for (const std::string& name : options.zones) zones.push_back(usual_zone(name, options.treatment.dots));
    const std::vector<ZonePlan> plans = match_zones(client, line, zones, options.treatment);
    const std::vector<Card> cards = zone_cards(client, line, plans, options.treatment);
    if (!options.card.empty())
        for (const Card& card : cards) write_card(zone_path(options.card, card.zone), card, options.output_rules());
    if (options.json) {
        std::cout << to_json(client, line, plans, options.treatment) << "\n";
    } else {
        for (std::size_t i = 0; i < plans.size(); ++i) {
            std::cout << (i > 0 ? "\n" : "") << card_text(cards[i]);
            if (options.full) std::cout << "\n" << match_details_text(client, line, plans[i].report);
        }
    }
    return outcome(std::all_of(plans.begin(), plans.end(), [](const ZonePlan& p) { return p.report.is_usable(); }));
}

ExitCode match_with_dots(const Client& client, const Line& line, MatchCommandOptions& options) {
    Dots& dots = options.treatment.dots;
    if (options.diameters_mm.empty()) options.diameters_mm = {dots.diameter_mm};
    const auto choose = [&] {
        if (!options.dilution_only.empty())
            return match_dilution(client, line, options.dilution_only, options.densities_per_cm2, options.treatment);
        if (options.densities_per_cm2.empty()) options.densities_per_cm2 = {dots.density_per_cm2};
        return match_dots(client, line, options.diameters_mm, options.densities_per_cm2, options.treatment);
    };
    const DotChoice choice = choose();
    dots = choice.trials[choice.best].dots;
    const Card card = match_card(client, line, choice.report, options.treatment);
    if (!options.card.empty()) write_card(options.card, card, options.output_rules());
    if (options.json) {
        std::cout << to_json(client, line, choice, options.treatment) << "\n";
    } else {
        std::cout << card_text(card) << "\n" << dots_tried_text(choice);
        if (options.full) std::cout << "\n" << match_details_text(client, line, choice.report);
    }
    return outcome(choice.report.is_usable());
}

ExitCode match_once(const Client& client, const Line& line, const MatchCommandOptions& options) {
    const Clock::time_point start = Clock::now();
    MatchReport report = match_client(client, line, options.treatment);
    report.proof.seconds = seconds_since(start);
    if (!options.png_folder.empty() && (!report.recipes.empty() || !report.nearest.empty())) {
        const Recipe& best = report.is_usable() ? report.recipes.front() : report.nearest.front();
        const auto forecast = forecast_client(client, line, best.blend, default_forecast_years(), options.treatment);
        write_pictures(options, client, line, forecast);
    }
    const Card card = match_card(client, line, report, options.treatment);
    if (!options.card.empty()) write_card(options.card, card, options.output_rules());
    if (options.json) {
        std::cout << to_json(client, line, report, options.treatment) << "\n";
    } else {
        std::cout << card_text(card);
        if (options.full) std::cout << "\n" << match_details_text(client, line, report);
    }
    return outcome(report.is_usable());
}

} // namespace

void add_match_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<MatchCommandOptions>();
    CLI::App* command = app.add_subcommand("match", "Recommend inks, their parts and their dilution: the mix card");
    add_client_options(*command, *options);
    add_plan_options(*command, *options);
    add_picture_option(*command, *options);
    add_card_option(*command, *options);
    command->add_option("--recipes", options->treatment.matching.recipe_count, "How many recipes to show")
        ->capture_default_str();
    command->add_flag("--full", options->full, "Below the card: all recipes, sessions, the proof and every note");
    auto* dots = command->add_option_group("Dots to choose among");
    dots->add_option("--choose-density", options->densities_per_cm2, "Dots per cm2 to choose among: 120,150,180")
        ->delimiter(',');
    dots->add_option("--choose-diameter", options->diameters_mm, "Dot diameters to choose among, mm: 0.12,0.15")
        ->delimiter(',');
    auto* only = command->add_option("--dilution-only", options->dilution_only,
                                     "This ink alone: choose its dilution and the number of dots");
    only->excludes("--choose-diameter");
    command->add_option("--zones", options->zones, "A card for each: hairline, mid, crown, sides, scar")->delimiter(',');
    command->callback([options, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = options->line.load();
        check_pictures(*options, client, default_forecast_years());
        for (const std::string& zone : options->zones)
            if (!options->card.empty())
                check_output_file(zone_path(options->card, zone), "the card", options->output_rules());
        progress("searching recipes");
        const bool choose =
            !options->diameters_mm.empty() || !options->densities_per_cm2.empty() || !options->dilution_only.empty();
        if (!options->png_folder.empty() && (choose || !options->zones.empty()))
            throw DomainError("png", "together with --zones, --choose-density, --choose-diameter or --dilution-only",
                              "one card at a time", "run match once more with the dots chosen");
        if (!options->zones.empty() && choose)
            throw DomainError("zones", "together with --choose-density, --choose-diameter or --dilution-only",
                              "one of the two", "zones have dots of their own: choose dots for the middle first");
        exit_code = !options->zones.empty() ? match_by_zones(client, line, *options)
                    : choose                ? match_with_dots(client, line, *options)
                                            : match_once(client, line, *options);
    });
}

} // namespace undertone::cli
