#include "client_options.hpp"
#include "clock.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace undertone::cli {

namespace {

std::string today() {
    const std::time_t now = std::time(nullptr);
    char text[11];
    std::tm local{};
    std::strftime(text, sizeof text, "%Y-%m-%d", localtime_r(&now, &local));
    return text;
}

/// "ink=0.5" as (ink, 0.5).
std::pair<std::string, double> named_number(const std::string& option, const std::string& text) {
    const std::size_t at = text.rfind('=');
    try {
        std::size_t used = 0;
        if (at == std::string::npos || at == 0) throw std::invalid_argument("");
        const double value = std::stod(text.substr(at + 1), &used);
        if (used != text.size() - at - 1) throw std::invalid_argument("");
        return {text.substr(0, at), value};
    } catch (const std::exception&) {
        throw DomainError(option, "'" + text + "'", "NAME=NUMBER, such as pure_black=0.5");
    }
}

/// "first:second=3:1".
FixedPair fixed_pair(const std::string& text) {
    FixedPair pair;
    char first[128], second[128];
    int used = 0;
    if (std::sscanf(text.c_str(), "%127[^:=]:%127[^:=]=%d:%d%n", first, second, &pair.first_parts, &pair.second_parts,
                    &used) != 4 ||
        static_cast<std::size_t>(used) != text.size())
        throw DomainError("fixed-pair", "'" + text + "'", "INK:INK=PARTS:PARTS, such as dark_brown:ash=3:1");
    pair.first = first;
    pair.second = second;
    return pair;
}

/// What MatchOptions holds in another form than a user types.
struct MatchInput {
    std::vector<std::string> stock, pairs, illuminants, zones, costs;
    std::vector<double> diameters_mm, densities_per_cm2; ///< to choose among
    double time_budget_s = 0;
    bool whole_drops = false;
};

void apply(const MatchInput& input, MatchOptions& matching) {
    for (const std::string& text : input.stock) matching.stock_ml.insert(named_number("stock-ml", text));
    for (const std::string& text : input.costs) matching.cost_per_ml.insert(named_number("cost-per-ml", text));
    if (input.whole_drops) matching.syringe_step_ml = 1 / matching.drops_per_ml;
    for (const std::string& text : input.pairs) matching.fixed_pairs.push_back(fixed_pair(text));
    if (!input.illuminants.empty()) {
        matching.illuminants.clear();
        for (const std::string& text : input.illuminants) {
            const auto [name, weight] =
                text.find('=') == std::string::npos ? std::pair{text, 1.0} : named_number("illuminants", text);
            matching.illuminants.push_back({name, weight});
        }
    }
    matching.today = today();
    if (input.time_budget_s > 0)
        matching.should_stop = [start = Clock::now(), budget = input.time_budget_s] {
            return seconds_since(start) > budget;
        };
}

} // namespace

void add_match_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<ClientOptions>();
    auto input = std::make_shared<MatchInput>();
    CLI::App* command = app.add_subcommand("match", "Recommend inks, their parts and their dilution: the mix card");
    add_client_options(*command, *options);
    MatchOptions& matching = options->treatment.matching;
    auto* cup = command->add_option_group("Mixing");
    cup->add_option("--max-inks", matching.max_inks, "At most so many inks in one cup")->capture_default_str();
    cup->add_option("--cup-ml", matching.cup_volume_ml, "Volume of the cup")->capture_default_str();
    cup->add_option("--syringe-step-ml", matching.syringe_step_ml, "Smallest step of the syringe")->capture_default_str();
    auto* scale = cup->add_option("--scale-step-g", matching.scale_step_g,
                                  "Weigh inks and water in whole steps of a scale; N:1 is then by weight");
    cup->add_option("--drops-per-ml", matching.drops_per_ml, "Drops in one ml, for the drop counts")->capture_default_str();
    cup->add_flag("--whole-drops", input->whole_drops, "Everything in whole drops, not in steps of a syringe")
        ->excludes(scale);
    cup->add_option("--cost-per-ml", input->costs, "Price of every ink: INK=PRICE,...; the card then shows what a cup costs")
        ->delimiter(',');
    cup->add_option("--must-use", matching.must_use, "Ids of inks every recipe must hold")->delimiter(',');
    cup->add_option("--never-use", matching.never_use, "Ids of inks no recipe may hold")->delimiter(',');
    cup->add_option("--stock-ml", input->stock, "What is left of an ink: INK=ML,...")->delimiter(',');
    cup->add_option("--fixed-pair", input->pairs, "Inks used only together: INK:INK=3:1,...")->delimiter(',');
    cup->add_option("--max-pigment-mg-per-ml", matching.max_pigment_mg_per_ml, "Most pigment in the cup");
    cup->add_option("--expired-reason", matching.expired_reason, "Why inks past their date may be used nevertheless");
    cup->add_option("--recipes", matching.recipe_count, "How many recipes to show")->capture_default_str();
    auto* goal = command->add_option_group("Goal");
    goal->add_option("--illuminants", input->illuminants, "Lights, each with a weight: D65=1,A=0.5 (D65,A,F11)")
        ->delimiter(',');
    goal->add_option("--robustness", matching.robustness,
                     "What counts where retention and depth are unsure: median, mean, quantile_80, worst")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Robustness>{{"median", Robustness::median},
                                                                              {"mean", Robustness::mean},
                                                                              {"quantile_80", Robustness::quantile_80},
                                                                              {"worst", Robustness::worst}},
                                            CLI::ignore_case)
                        .description(""))
        ->default_str("median");
    goal->add_option("--max-blue-shift-b", matching.max_blue_shift_b, "b* below bare skin's that is still allowed");
    goal->add_option("--extra-ink-penalty", matching.extra_ink_penalty, "Delta E that each ink after the first must earn")
        ->capture_default_str();
    goal->add_option("--pigment-penalty", matching.pigment_penalty, "Delta E that each mg/ml of pigment must earn")
        ->capture_default_str();
    goal->add_option("--cost-penalty", matching.cost_penalty, "Delta E that each unit of money per ml of cup must earn")
        ->capture_default_str();
    goal->add_option("--choose-density", input->densities_per_cm2, "Dots per cm2 to choose among: 120,150,180")
        ->delimiter(',');
    goal->add_option("--choose-diameter", input->diameters_mm, "Dot diameters to choose among, mm: 0.12,0.15")
        ->delimiter(',');
    goal->add_option("--zones", input->zones, "A card for each: hairline, mid, crown, sides, scar")->delimiter(',');
    goal->add_option("--time-budget-s", input->time_budget_s, "Stop then with the best so far and the gap left");
    goal->add_option("--later-years", options->treatment.later_years, "Must still look right then; 0 leaves it out")
        ->capture_default_str();
    goal->add_option("--later-weight", options->treatment.later_weight, "Weight beside 1 for the healed colour")
        ->capture_default_str();
    command->callback([options, input, &exit_code] {
        progress("reading and fitting the skin");
        const Client client = options->read();
        const Line line = load_line(options->line);
        progress("searching recipes");
        apply(*input, options->treatment.matching);
        const Clock::time_point start = Clock::now();
        if (!input->zones.empty()) {
            if (!input->diameters_mm.empty() || !input->densities_per_cm2.empty())
                throw DomainError("zones", "together with --choose-density or --choose-diameter", "one of the two",
                                  "zones have dots of their own: choose dots for the middle first");
            std::vector<Zone> zones;
            for (const std::string& name : input->zones) zones.push_back(usual_zone(name, options->treatment.dots));
            const std::vector<ZonePlan> plans = match_zones(client, line, zones, options->treatment);
            std::cout << (options->json ? to_json(client, line, plans) + "\n" : mix_card_text(client, line, plans));
            const bool all = std::all_of(plans.begin(), plans.end(), [](const ZonePlan& p) { return p.report.is_usable(); });
            exit_code = all ? done : no_acceptable_answer;
            return;
        }
        if (!input->diameters_mm.empty() || !input->densities_per_cm2.empty()) {
            const Dots& dots = options->treatment.dots;
            if (input->diameters_mm.empty()) input->diameters_mm = {dots.diameter_mm};
            if (input->densities_per_cm2.empty()) input->densities_per_cm2 = {dots.density_per_cm2};
            const DotChoice choice =
                match_dots(client, line, input->diameters_mm, input->densities_per_cm2, options->treatment);
            std::cout << (options->json ? to_json(client, line, choice) + "\n" : mix_card_text(client, line, choice));
            exit_code = choice.report.is_usable() ? done : no_acceptable_answer;
            return;
        }
        MatchReport report = match_client(client, line, options->treatment);
        report.proof.seconds = seconds_since(start);
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
