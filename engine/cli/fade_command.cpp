#include "blend_option.hpp"
#include "client_options.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

void apply_plan(const FadePlanFile& plan, TreatmentOptions& treatment, Blend& blend) {
    if (!plan.ink.empty()) blend.parts = plan.ink;
    if (plan.water_parts) blend.water_parts = *plan.water_parts;
    if (plan.session_interval_days) treatment.session_interval_days = *plan.session_interval_days;
    if (!plan.session_shares.empty()) {
        // The options hold what stands after each session, the file what each adds.
        std::vector<double>& standing = treatment.matching.session_shares;
        standing.clear();
        double sum = 0;
        for (const double share : plan.session_shares) standing.push_back(sum += share);
        standing.back() = 1;
    }
    if (plan.habits) treatment.habits = *plan.habits;
    treatment.touch_ups = plan.touch_ups;
}

} // namespace

void add_fade_command(CLI::App& app, int& exit_code) {
    struct Options : ClientOptions {
        std::vector<std::string> inks;
        double water_parts = 20;
        std::vector<double> years = default_forecast_years();
        std::string csv, plan;
    };
    auto options = std::make_shared<Options>();
    options->treatment.fade.draws = 200;
    CLI::App* command = app.add_subcommand("fade", "Forecast a blend's colour over the years, with ranges");
    add_client_options(*command, *options);
    auto* blend = command->add_option_group("Blend", "The best match where none is given");
    blend->add_option("--ink", options->inks, "ID=PARTS, once per ink");
    auto* water =
        blend->add_option("--water", options->water_parts, "N of N:1, parts water to one part ink")->capture_default_str();
    command->add_option("--plan", options->plan,
                        "A .toml file with ink, sessions, touch-ups and habits; it goes before options");
    command->add_option("--years", options->years, "Years after the last session, comma separated")->delimiter(',');
    command->add_option("--draws", options->treatment.fade.draws, "Draws from the priors; 0 for no ranges")
        ->capture_default_str();
    command->add_option("--model", options->treatment.fade.model, "Fade model: two_rate or mechanistic")
        ->capture_default_str();
    command->add_option("--csv", options->csv, "Write the table to this file as well");
    command->callback([options, water, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = load_line(options->line);
        const int draws = options->treatment.fade.draws;
        if (draws > 0 && draws < 20)
            throw DomainError("draws", fmt::format("{}", draws), "0 for no ranges, or at least 20",
                              "a range from a few draws means nothing");
        if (options->inks.empty() && water->count() > 0)
            throw DomainError("water", fmt::format("{}", options->water_parts), "only together with --ink",
                              "name the inks the water thins");
        Blend blend_given{parse_parts(options->inks), options->water_parts};
        if (!options->plan.empty()) apply_plan(read_fade_plan(options->plan), options->treatment, blend_given);
        exit_code = done;
        if (blend_given.parts.empty()) {
            progress("searching the best recipe");
            const MatchReport report = match_client(client, line, options->treatment);
            if (!report.is_usable() && report.nearest.empty())
                throw DomainError("blend", "none", "a recipe to forecast", report.limiting_direction);
            blend_given = (report.is_usable() ? report.recipes : report.nearest).front().blend;
            if (!report.is_usable()) exit_code = no_acceptable_answer;
        }
        progress("drawing fades");
        const TreatmentForecast forecast = forecast_client(client, line, blend_given, options->years, options->treatment);
        if (!options->png_folder.empty())
            for (const auto& path : write_pictures(options->png_folder, client, line, forecast))
                std::cerr << "wrote " << path << "\n";
        if (!options->csv.empty()) {
            std::ofstream file(options->csv);
            if (!(file << forecast_csv(forecast)))
                throw DataError(options->csv, {}, "cannot be written", "the table was asked for there",
                                "choose a folder that exists and may be written");
        }
        std::cout << (options->json ? to_json(client, line, forecast) + "\n" : forecast_text(client, forecast));
    });
}

} // namespace undertone::cli
