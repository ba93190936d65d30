// `session` and `correct`: what healing taught, and what to do next.
#include "blend_option.hpp"
#include "client_options.hpp"
#include "clock.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace undertone::cli {

void add_session_command(CLI::App& app, int& exit_code) {
    struct Options : ClientOptions {
        std::vector<std::string> past;
        bool use_bias = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("session", "Plan the next session from what was done and how it healed; light first");
    command->footer(
        "sessions.toml, oldest session first:\n"
        "  [[sessions]]\n"
        "  parts = { soft_black = 3, mid_brown = 1 }\n"
        "  water_parts = 20\n"
        "  density_per_cm2 = 60       # dots set in this session alone\n"
        "  healed = \"healed_1.csv\"    # readings of the healed area; left out where none were taken\n"
        "  date = 2026-05-01          # if wanted, with healed_on = 2026-06-05: checked for order and healing time\n");
    add_client_options(*command, *options);
    add_plan_options(*command, *options);
    add_picture_option(*command, *options);
    add_card_option(*command, *options);
    command->add_option("--seed", options->treatment.fade.seed, "Of the draws behind the ranges")
        ->check(seed_number())
        ->capture_default_str();
    auto* bias = command->add_option_group("Own bias", "Shown where past clients are named; used only where asked for");
    bias->add_option("--past", options->past, "Folders of past clients with skin.csv and sessions.toml; five or more");
    bias->add_flag("--use-bias", options->use_bias, "Let the bias move what is assumed for this client");
    command->callback([options, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        check_pictures(*options, client, default_forecast_years());
        const Line line = options->line.load();
        const std::vector<SessionRecord> done = options->sessions(client, line);
        std::optional<PractitionerBias> learnt;
        if (!options->past.empty()) {
            progress("learning from past clients");
            learnt = bias_of_clients(options->past, options->files.site, line, options->treatment.dots);
        }
        progress("learning from what healed");
        const auto start = Clock::now();
        SessionReport report = plan_next_session(client, done, line, options->treatment, learnt, options->use_bias);
        report.next.proof.seconds = seconds_since(start);
        if (!options->png_folder.empty())
            write_pictures(*options, client, line,
                           forecast_sessions(client, report, line, default_forecast_years(), options->treatment));
        const Card card = session_card(client, line, report, options->treatment);
        if (!options->card.empty()) write_card(options->card, card, options->output_rules());
        std::cout << (options->json ? to_json(client, line, report, options->treatment) + "\n"
                                    : card_text(card) + "\n" + session_details_text(client, line, report));
        // With nothing done the answer is the plan's: none, or a mix that misses, is no acceptable answer. To stop when the target is
        // reached is an answer.
        exit_code = report.next.undecided || report.measure_again || (done.empty() && !report.planned.is_usable())
                        ? no_acceptable_answer
                        : ExitCode::done;
    });
}

namespace {

struct CorrectOptions : ClientOptions {
    std::vector<std::string> inks, wanted;
    double water_parts = 20, wanted_water_parts = 20;
    std::optional<double> film_water_parts;
    std::string spot, blame = "mixing";
    std::vector<std::string> films, cards;
    CupProblem problem;

    CorrectOptions() { time_budget_s = 60; } // additions in single steps are many: 9 million for a cup of 3 ml
};

void correct(CorrectOptions& options, int& exit_code) {
    progress("reading and fitting the skin");
    const Client client = options.read();
    const Line line = options.line.load();
    CupProblem& problem = options.problem;
    problem.blend = {parse_parts(options.inks), options.water_parts};
    problem.blame_inks = options.blame == "inks";
    if (!options.wanted.empty()) problem.wanted = Blend{parse_parts(options.wanted), options.wanted_water_parts};
    for (std::size_t i = 0; i < options.films.size(); ++i)
        problem.drawdowns.push_back(read_drawdown(options.films[i], options.cards[i], client, problem.diagnostics));
    for (Drawdown& film : problem.drawdowns) film.thinned_to_water_parts = options.film_water_parts;
    if (!options.spot.empty()) problem.spot = read_healed(options.spot, client, problem.diagnostics);
    const std::vector<SessionRecord> done = sessions_of(client, line);
    progress("searching additions");
    const auto start = Clock::now();
    CorrectionReport report = correct_client_cup(client, done, line, options.treatment, problem);
    report.correction.proof.seconds = report.correction.fresh_proof.seconds = seconds_since(start);
    const Card card = correction_card(client, line, report, options.treatment);
    std::cout << (options.json ? to_json(client, line, report, options.treatment) + "\n"
                               : card_text(card) + "\n" + correction_details_text(client, line, report));
    exit_code = report.is_usable() ? ExitCode::done : no_acceptable_answer;
}

} // namespace

void add_correct_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<CorrectOptions>();
    CLI::App* command = app.add_subcommand(
        "correct", "Save a mix that came out wrong, or use up an older one: what to add, or start afresh");
    add_client_options(*command, *options);
    add_plan_options(*command, *options);
    auto* cup = command->add_option_group("In the cup");
    cup->add_option("--ink", options->inks, "ID=PARTS, once per ink")->required();
    cup->add_option("--water", options->water_parts, "N of N:1")->transform(water_ratio())->capture_default_str();
    cup->add_option("--left-ml", options->problem.left_ml, "How much of it is left")->required();
    auto* trial = command->add_option_group("Trial", "A test spot set with this mix");
    auto* spot = trial->add_option("--spot", options->spot, "Readings of the healed test spot");
    auto* spot_density = trial->add_option("--spot-density-per-cm2", options->problem.spot_density_per_cm2,
                                           "Dots of the spot; --density-per-cm2 by default");
    auto* card = command->add_option_group("Drawdown", "A film of this cup on a card: what is really in it");
    auto* film = card->add_option("--drawdown", options->films, "Readings of the film; once per card (white, then black)");
    auto* bare = card->add_option("--bare-card,--card", options->cards, "Readings of the same card bare, in the same order");
    auto* film_water = card->add_option("--film-water", options->film_water_parts,
                                        "N of N:1 to which the film was thinned, where the cup itself is too strong to tell")
                           ->transform(water_ratio());
    LogNormal& thickness = options->problem.drawdown.thickness_mm;
    auto* film_mm = card->add_option("--film-mm", thickness.median, "Wet film that the bar leaves")->capture_default_str();
    auto* film_sd =
        card->add_option("--film-log-sd", thickness.log_sd, "How well that is known: 0.1 for a bar, 1 for a brush")
            ->capture_default_str();
    auto* blame = card->add_option("--blame", options->blame,
                                   "What was off: \"mixing\" (this cup alone) or \"inks\" (the bottles, so a fresh cup too)")
                      ->check(CLI::IsMember({"mixing", "inks"}))
                      ->capture_default_str();
    auto* goal = command->add_option_group("Instead of the client's fringe", "What another recipe would look like");
    goal->add_option("--wanted-ink", options->wanted, "ID=PARTS of the recipe wanted");
    auto* wanted_water =
        goal->add_option("--wanted-water", options->wanted_water_parts, "Its N of N:1")->transform(water_ratio());
    command->callback([=, &exit_code] {
        if (spot->count() == 0 && spot_density->count() > 0)
            throw DomainError("spot-density-per-cm2", fmt::format("{:g}", options->problem.spot_density_per_cm2),
                              "only together with --spot", "name the file of the spot's readings");
        if (options->wanted.empty() && wanted_water->count() > 0)
            throw DomainError("wanted-water", fmt::format("{:g}", options->wanted_water_parts),
                              "only together with --wanted-ink", "name the inks of the recipe wanted");
        for (const CLI::Option* one : {bare, film_water, film_mm, film_sd, blame})
            if (film->count() == 0 && one->count() > 0)
                throw DomainError(one->get_name(), one->results().front(), "only together with --drawdown",
                                  "name the file of the film's readings");
        if (options->films.size() != options->cards.size())
            throw DomainError(
                "--bare-card", fmt::format("given {} times for {} drawdowns", options->cards.size(), options->films.size()),
                "one per drawdown, in the same order", "measure each card bare: what shines through a film is the card");
        correct(*options, exit_code);
    });
}

} // namespace undertone::cli
