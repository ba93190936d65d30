// `line coverage`: which skins and hair a line serves, for how long and by what; two lines side by side; the one ink that would add most.
#include "client_options.hpp"
#include "clock.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/coverage.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

struct CoverageCommand {
    LineOption line;
    std::string against, site = "scalp";
    std::vector<std::string> skins;
    InstrumentOptions instrument;
    CoverageOptions coverage;
    double tolerance = 0;
    NewInkOptions new_ink;
    bool wants_new_ink = false, json = false;
};

void add_coverage_options(CLI::App& command, CoverageCommand& options) {
    CoverageOptions& coverage = options.coverage;
    auto* people = command.add_option_group("People");
    people->add_option("--clients", coverage.clients, "How many, each a skin with a hair")->capture_default_str();
    people
        ->add_option("--skin-classes", coverage.skin_classes,
                     "very_light, light, intermediate, tan, brown, dark; all where none is named")
        ->delimiter(',');
    people->add_option("--skins", options.skins, "Files of your own people's readings, a scalp each, instead")
        ->excludes("--skin-classes");
    people->add_option("--site", options.site, "Where those were read, as in `undertone skin`")->capture_default_str();
    people->add_option("--hair-colors", coverage.hair_colors, "Words: black,dark_brown,red ...; all where none is named")
        ->delimiter(',');
    people->add_option("--seed", coverage.seed, "Of the people drawn")->check(seed_number())->capture_default_str();
    auto* judged = command.add_option_group("What serves");
    judged->add_option("--tolerance-delta-e-2000", options.tolerance,
                       "Healed area to fringe, worst light; unseen or accepted by skin tone where not given");
    judged->add_option("--years", coverage.years, "Years at which shares are stated: 0,1,3,5")->delimiter(',');
    judged->add_option("--fade-draws", coverage.fade_draws, "Per skin, for the range of years")->capture_default_str();
    judged->add_option("--max-inks", coverage.matching.max_inks, "At most so many inks in one cup")->capture_default_str();
    judged->add_option("--never-use", coverage.matching.never_use, "Ids of inks no recipe may hold")->delimiter(',');
    judged->add_option("--density-per-cm2", coverage.dots.density_per_cm2, "Dots per cm2")->capture_default_str();
    judged->add_option("--diameter-mm", coverage.dots.diameter_mm, "Width of a healed dot")->capture_default_str();
    auto* against = command.add_option("--against", options.against, "Another line, for the same clients");
    auto* wanted = command.add_flag("--new-ink", options.wants_new_ink,
                                    "Also: the one ink, over colorants and strengths, that would serve most of the others");
    wanted->excludes(against);
    command.add_option("--colorants", options.new_ink.colorants, "That ink may hold; all where none is named")
        ->delimiter(',')
        ->needs(wanted);
    command.add_option("--most-mg-per-ml", options.new_ink.most_mg_per_ml, "Most pigment in that ink")
        ->needs(wanted)
        ->capture_default_str();
    command.add_option("--refinements", options.new_ink.refinements, "Trials after the grid")
        ->needs(wanted)
        ->capture_default_str();
    command.add_option("--threads", coverage.threads, "0 for as many as the machine has; the numbers are the same")
        ->capture_default_str();
    command.add_flag("--json", options.json, "JSON on standard output");
}

LineCoverage cover(const Line& line, const CoverageOptions& options) {
    return line_coverage(line, options, client_progress(line.id));
}

void print(const CoverageCommand& options, const LineCoverage& covered) {
    if (!options.wants_new_ink) {
        std::cout << (options.json ? to_json(covered) + "\n" : coverage_text(covered));
        return;
    }
    const NewInk answer = suggest_new_ink(options.line.load(), covered, options.new_ink, [](int done, int all) {
        if (done % 16 == 0) progress(fmt::format("{} of {} inks", done, all));
    });
    std::cout << (options.json ? to_json(answer) + "\n" : coverage_text(covered) + "\n" + new_ink_text(answer));
}

} // namespace

std::function<void(int, int)> client_progress(const std::string& line) {
    return [line](int done, int all) {
        if (done == all || done % 256 == 0) progress(fmt::format("{}: {} of {} clients", line, done, all));
    };
}

void add_line_coverage_command(CLI::App& line, int& exit_code) {
    auto options = std::make_shared<CoverageCommand>();
    CLI::App* command = line.add_subcommand(
        "coverage", "Which skins and hair the line serves, for how long, by what; who is not served and why");
    add_line_option(*command, options->line, "line", true);
    add_coverage_options(*command, *options);
    add_instrument_options(*command, options->instrument);
    command->callback([options, command, &exit_code] {
        CoverageOptions& coverage = options->coverage;
        if (command->count("--tolerance-delta-e-2000") > 0) coverage.tolerance_delta_e_2000 = options->tolerance;
        if (command->count("--skins") > 0) coverage.skins = read_skins(options->skins, options->site, options->instrument);
        coverage.matching.today = today();
        const LineCoverage covered = cover(options->line.load(), coverage);
        if (options->against.empty()) {
            print(*options, covered);
        } else {
            const CoverageComparison compared = compare_coverage(covered, cover(load_line(options->against), coverage));
            std::cout << (options->json ? to_json(compared) + "\n" : coverage_text(compared));
        }
        exit_code = done;
    });
}

} // namespace undertone::cli
