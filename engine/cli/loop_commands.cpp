// `session` and `correct`: what healing taught, and what to do next.
#include "blend_option.hpp"
#include "client_options.hpp"
#include "clock.hpp"

#include "undertone/app/loop.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

void add_mixing(CLI::App& command, MatchOptions& matching) {
    auto* cup = command.add_option_group("Mixing");
    cup->add_option("--max-inks", matching.max_inks, "At most so many inks in one cup")->capture_default_str();
    cup->add_option("--cup-volume-ml", matching.cup_volume_ml, "What the cup holds")->capture_default_str();
    cup->add_option("--syringe-step-ml", matching.syringe_step_ml, "Smallest step of the syringe")->capture_default_str();
    cup->add_option("--max-pigment-ml", matching.max_pigment_ml, "Most undiluted ink to add")->capture_default_str();
    cup->add_option("--must-use", matching.must_use, "Ids of inks that have to be used")->delimiter(',');
    cup->add_option("--never-use", matching.never_use, "Ids of inks not to be used")->delimiter(',');
}

/// The file named, or sessions.toml in the client's folder where there is one.
std::string sessions_path(const std::string& named, const std::string& folder) {
    if (!named.empty() || folder.empty()) return named;
    const std::filesystem::path path = std::filesystem::path(folder) / "sessions.toml";
    return std::filesystem::exists(path) ? path.string() : "";
}

} // namespace

void add_session_command(CLI::App& app, int& exit_code) {
    struct Options : ClientOptions {
        std::string sessions;
        NextSessionOptions next;
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
    command->add_option("--sessions", options->sessions, "What was done; sessions.toml in the client's folder by default");
    add_mixing(*command, options->next.matching);
    auto* plan = command->add_option_group("Plan");
    plan->add_option("--shares", options->next.matching.session_shares, "Share of all dots standing after each session")
        ->delimiter(',');
    plan->add_option("--most-density-per-cm2", options->next.most_density_per_cm2, "Never more dots than this")
        ->capture_default_str();
    auto* bias = command->add_option_group("Own bias", "Shown where past clients are named; used only where asked for");
    bias->add_option("--past", options->past, "Folders of past clients with skin.csv and sessions.toml; five or more");
    bias->add_flag("--use-bias", options->use_bias, "Let the bias move what is assumed for this client");
    command->callback([options, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = load_line(options->line);
        const Dots& dots = options->treatment.dots;
        const std::string path = sessions_path(options->sessions, options->folder);
        const std::vector<SessionRecord> done = path.empty() ? std::vector<SessionRecord>{} : read_sessions(path, line);
        std::optional<PractitionerBias> learnt;
        if (!options->past.empty()) {
            progress("learning from past clients");
            learnt = bias_of_clients(options->past, options->files.site, line, dots);
        }
        progress("learning from what healed");
        const auto start = Clock::now();
        SessionReport report = plan_next_session(client, done, line, dots, options->next, learnt, options->use_bias);
        report.next.proof.seconds = seconds_since(start);
        std::cout << (options->json ? session_json(client, line, report) + "\n" : session_text(client, line, report));
        // To stop when nothing stands means that nothing can be done; to stop when the target is reached is an answer.
        exit_code = report.next.undecided || (report.next.stop && done.empty()) ? no_acceptable_answer : ExitCode::done;
    });
}

void add_correct_command(CLI::App& app, int& exit_code) {
    struct Options : ClientOptions {
        std::vector<std::string> inks, wanted;
        double water_parts = 20, wanted_water_parts = 20, cup_ml = 0;
        std::string spot, sessions, blame = "mixing";
        std::vector<std::string> films, cards;
        DrawdownOptions drawdown;
        double spot_density_per_cm2 = 0;
        MatchOptions matching;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "correct", "Save a mix that came out wrong, or use up an older one: what to add, or start afresh");
    add_client_options(*command, *options);
    auto* cup = command->add_option_group("In the cup");
    cup->add_option("--ink", options->inks, "ID=PARTS, once per ink")->required();
    cup->add_option("--water", options->water_parts, "N of N:1")->capture_default_str();
    cup->add_option("--left-ml", options->cup_ml, "How much of it is left")->required();
    auto* trial = command->add_option_group("Trial", "A test spot set with this mix");
    auto* spot = trial->add_option("--spot", options->spot, "Readings of the healed test spot");
    auto* spot_density = trial->add_option("--spot-density-per-cm2", options->spot_density_per_cm2,
                                           "Dots of the spot; --density-per-cm2 by default");
    auto* card = command->add_option_group("Drawdown", "A film of this cup on a card: what is really in it");
    auto* film = card->add_option("--drawdown", options->films, "Readings of the film; once per card (white, then black)");
    auto* bare = card->add_option("--card", options->cards, "Readings of the same card bare, in the same order");
    auto* film_mm = card->add_option("--film-mm", options->drawdown.thickness_mm.median, "Wet film that the bar leaves")
                        ->capture_default_str();
    auto* film_sd = card->add_option("--film-log-sd", options->drawdown.thickness_mm.log_sd,
                                     "How well that is known: 0.1 for a bar, 1 for a brush")
                        ->capture_default_str();
    auto* blame = card->add_option("--blame", options->blame,
                                   "What was off: \"mixing\" (this cup alone) or \"inks\" (the bottles, so a fresh cup too)")
                      ->check(CLI::IsMember({"mixing", "inks"}))
                      ->capture_default_str();
    auto* goal = command->add_option_group("Goal", "The client's fringe, or what another recipe would look like");
    goal->add_option("--wanted-ink", options->wanted, "ID=PARTS of the recipe wanted");
    auto* wanted_water = goal->add_option("--wanted-water", options->wanted_water_parts, "Its N of N:1");
    command->add_option("--sessions", options->sessions,
                        "Dots already in the skin; sessions.toml in the client's folder by default");
    add_mixing(*command, options->matching);
    command->callback([=, &exit_code] {
        if (spot->count() == 0 && spot_density->count() > 0)
            throw DomainError("spot-density-per-cm2", fmt::format("{:g}", options->spot_density_per_cm2),
                              "only together with --spot", "name the file of the spot's readings");
        if (options->wanted.empty() && wanted_water->count() > 0)
            throw DomainError("wanted-water", fmt::format("{:g}", options->wanted_water_parts),
                              "only together with --wanted-ink", "name the inks of the recipe wanted");
        for (const CLI::Option* one : {bare, film_mm, film_sd, blame})
            if (film->count() == 0 && one->count() > 0)
                throw DomainError(one->get_name(), one->results().front(), "only together with --drawdown",
                                  "name the file of the film's readings");
        if (options->films.size() != options->cards.size())
            throw DomainError(
                "--card", fmt::format("given {} times for {} drawdowns", options->cards.size(), options->films.size()),
                "one per drawdown, in the same order", "measure each card bare: what shines through a film is the card");
        progress("reading and fitting the skin");
        Client client = options->read();
        Line line = load_line(options->line);
        const Dots& dots = options->treatment.dots;
        CupInHand held{{parse_parts(options->inks), options->water_parts}, options->cup_ml, {}};
        held.blend.validate(line);
        CupTrials trials;
        if (film->count() > 0) {
            progress("reading the drawdown");
            std::vector<Drawdown> drawdowns;
            for (std::size_t i = 0; i < options->films.size(); ++i)
                drawdowns.push_back(read_drawdown(options->films[i], options->cards[i], client.diagnostics));
            trials.drawdown = read_drawdowns(line, held.blend, drawdowns, options->drawdown);
            trials.drawdown->require_credible();
            trials.blame_inks = options->blame == "inks";
            held.found_mg_per_ml = trials.drawdown->mg_per_ml;
        }
        // The sessions done used the inks as they are named: only what is mixed from now on may be blamed on the bottles.

        HealingBelief belief = belief_of(client, dots);
        const std::string path = sessions_path(options->sessions, options->folder);
        std::vector<SessionDots> standing;
        if (!path.empty()) {
            const SessionReport so_far =
                plan_next_session(client, read_sessions(path, line), line, dots, {options->matching});
            belief = so_far.belief;
            standing = dots_of(so_far.done, line, dots);
        }
        if (spot->count() > 0) {
            HealedReading reading = read_healed(options->spot, client.diagnostics);
            Mixture mixed = mix(line, held.blend);
            if (held.found_mg_per_ml) mixed.mg_per_ml = *held.found_mg_per_ml;
            reading.name = "test spot";
            reading.standing = {
                session_dots(mixed, dots, spot_density->count() > 0 ? options->spot_density_per_cm2 : dots.density_per_cm2)};
            trials.spot = update_from_healed(belief, std::span(&reading, 1), line);
            belief = trials.spot->belief;
        }
        Bands target = client.target;
        if (!options->wanted.empty()) {
            const Blend wanted{parse_parts(options->wanted), options->wanted_water_parts};
            std::vector<SessionDots> then = standing;
            then.push_back(session_dots(mix(line, wanted), dots, dots.density_per_cm2));
            target = standing_area(belief.skin(), line, then, belief.retention().median, belief.depth_factor().median);
            client.target = target;
            client.target_basis = "what the recipe wanted would look like";
        }
        if (trials.blame_inks) line = line_as_found(line, *trials.drawdown);
        progress("searching additions");
        const auto start = Clock::now();
        Correction correction = correct_cup(belief, standing, held, target, line, dots, options->matching);
        correction.proof.seconds = correction.fresh_proof.seconds = seconds_since(start);
        std::cout << (options->json ? correction_json(client, line, held, correction, trials) + "\n"
                                    : correction_text(client, line, held, correction, trials));
        const bool fresh_serves = !correction.fresh.parts.empty() && !correction.fresh_looks.darker_than_target;
        exit_code = correction.corrected.darker_than_target && !fresh_serves ? no_acceptable_answer : done;
    });
}

} // namespace undertone::cli
