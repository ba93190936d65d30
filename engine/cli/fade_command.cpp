// `fade`: how the treatment looks over the years.
#include "blend_option.hpp"
#include "client_options.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

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

struct FadeOptionsGiven : ClientOptions {
    std::vector<std::string> inks;
    double water_parts = 20;
    std::vector<double> years = default_forecast_years();
    std::string plan;
};

void fade(FadeOptionsGiven& options, int& exit_code) {
    progress("reading and fitting the skin");
    options.inputs.push_back(options.plan);
    const Client client = options.read();
    check_pictures(options, client, options.years);
    const Line line = options.line.load();
    const int draws = options.treatment.fade.draws;
    if (draws > 0 && draws < 20)
        throw DomainError("draws", fmt::format("{}", draws), "0 for no ranges, or at least 20",
                          "a range from a few draws means nothing");
    Blend blend{parse_parts(options.inks), options.water_parts};
    if (!options.plan.empty()) apply_plan(read_fade_plan(options.plan), options.treatment, blend);
    exit_code = done;
    TreatmentForecast forecast;
    if (blend.parts.empty()) {
        progress("searching the best recipe");
        const std::vector<SessionRecord> sessions = options.sessions(client, line);
        const SessionReport report = plan_next_session(client, sessions, line, options.treatment);
        if (sessions.empty() && !report.planned.is_usable()) exit_code = no_acceptable_answer;
        if (report.next.stop && sessions.empty()) { // nothing is advised, so there is nothing to forecast
            const Card card = session_card(client, line, report, options.treatment);
            std::cout << (options.json ? to_json(client, line, report, options.treatment) + "\n" : card_text(card));
            exit_code = no_acceptable_answer;
            return;
        }
        progress("drawing fades");
        forecast = forecast_sessions(client, report, line, options.years, options.treatment);
    } else {
        progress("drawing fades");
        forecast = forecast_client(client, line, blend, options.years, options.treatment);
    }
    if (!options.png_folder.empty()) write_pictures(options, client, line, forecast);
    if (!options.csv.empty())
        write_output_file(options.csv, forecast_csv(line, forecast), "the table", options.output_rules());
    std::cout << (options.json ? to_json(client, line, forecast) + "\n" : forecast_text(client, line, forecast));
}

} // namespace

void add_fade_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<FadeOptionsGiven>();
    options->treatment.fade.draws = 200;
    CLI::App* command = app.add_subcommand("fade", "Forecast a blend's colour over the years, with ranges");
    command->footer(
        "Without --ink the client's own plan is forecast: the sessions recorded in sessions.toml and those to come.");
    add_client_options(*command, *options);
    add_plan_options(*command, *options);
    add_picture_option(*command, *options);
    auto* blend = command->add_option_group("Blend", "The client's own plan where none is given");
    blend->add_option("--ink", options->inks, "ID=PARTS, once per ink");
    auto* water = blend->add_option("--water", options->water_parts, "N of N:1, parts water to one part ink")
                      ->transform(water_ratio())
                      ->capture_default_str();
    command->add_option("--plan", options->plan,
                        "A .toml file with ink, sessions, touch-ups and habits; it goes before options");
    command->add_option("--years", options->years, "Years after the last session, comma separated")->delimiter(',');
    command->add_option("--draws", options->treatment.fade.draws, "Draws from the priors; 0 for no ranges")
        ->capture_default_str();
    command->add_option("--seed", options->treatment.fade.seed, "Of the draws")->check(seed_number())->capture_default_str();
    command->add_option("--model", options->treatment.fade.model, "Fade model: two_rate or mechanistic")
        ->capture_default_str();
    command->add_option("--csv", options->csv, "Write the table to this file as well");
    command->callback([options, water, &exit_code] {
        if (options->inks.empty() && water->count() > 0)
            throw DomainError("water", fmt::format("{}", options->water_parts), "only together with --ink",
                              "name the inks the water thins");
        fade(*options, exit_code);
    });
}

} // namespace undertone::cli
