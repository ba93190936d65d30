#include "undertone/app/dot_choice.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace undertone {

namespace {

void check(const char* name, const std::vector<double>& values) {
    if (values.empty()) throw DomainError(name, "empty", "at least one value");
    if (values.size() > 100) throw DomainError(name, fmt::format("{} values", values.size()), "up to 100");
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) !=
            values.begin() + static_cast<std::ptrdiff_t>(i))
            throw DomainError(fmt::format("{}[{}]", name, i), fmt::format("{:g} again", values[i]), "each value once");
}

} // namespace

DotChoice match_dots(const Client& client, const Line& line, const std::vector<double>& diameters_mm,
                     const std::vector<double>& densities_per_cm2, const TreatmentOptions& options) {
    check("diameters_mm", diameters_mm);
    check("densities_per_cm2", densities_per_cm2);
    DotChoice choice;
    const TreatmentOptions of_client = with_hair_of(client, options);
    Rematch rematch(client.skin, line);
    const auto rank = [](const DotTrial& trial) {
        return std::tuple(!trial.usable, trial.objective, trial.dots.density_per_cm2, trial.dots.diameter_mm);
    };
    for (const double diameter_mm : diameters_mm)
        for (const double density_per_cm2 : densities_per_cm2) {
            TreatmentOptions own = of_client;
            own.dots.diameter_mm = diameter_mm;
            own.dots.density_per_cm2 = density_per_cm2;
            MatchReport report = match_again(rematch, client.target, own);
            DotTrial trial{own.dots, 0, report.gap_delta_e_2000, {}, report.is_usable(), report.proof.proven()};
            const std::vector<Recipe>& recipes = report.is_usable() ? report.recipes : report.nearest;
            trial.objective = recipes.empty() ? report.gap_delta_e_2000 : recipes.front().objective;
            if (!recipes.empty()) trial.texture = recipes.front().texture;
            choice.trials.push_back(trial);
            if (choice.trials.size() == 1 || rank(trial) < rank(choice.trials[choice.best])) {
                choice.best = choice.trials.size() - 1;
                choice.report = std::move(report);
            }
        }
    TreatmentOptions best = of_client;
    best.dots = choice.trials[choice.best].dots;
    add_client_caveats(choice.report, client, rematch, best);
    return choice;
}

std::vector<double> usual_density_choices(const TreatmentOptions& options) {
    const Dots& dots = options.dots;
    std::vector<double> choices;
    for (const double factor : {0.6, 0.8, 1.0, 1.25, 1.6, 2.0}) {
        Dots tried = dots;
        tried.density_per_cm2 = std::round(factor * dots.density_per_cm2);
        const bool fits = tried.diameter_mm <= tried.pitch_mm() && tried.density_per_cm2 <= options.most_density_per_cm2;
        if (fits && (choices.empty() || tried.density_per_cm2 > choices.back())) choices.push_back(tried.density_per_cm2);
    }
    return choices.empty() ? std::vector{dots.density_per_cm2} : choices;
}

DotChoice match_dilution(const Client& client, const Line& line, const std::string& ink,
                         const std::vector<double>& densities_per_cm2, const TreatmentOptions& options) {
    line.ink_index(ink);
    for (const std::string& other : options.matching.must_use)
        if (other != ink)
            throw DomainError("must_use", "\"" + other + "\"", "nothing but \"" + ink + "\", the one ink that is diluted",
                              "leave must_use out");
    TreatmentOptions alone = options;
    alone.matching.must_use = {ink};
    alone.matching.max_inks = 1;
    return match_dots(client, line, {options.dots.diameter_mm},
                      densities_per_cm2.empty() ? usual_density_choices(options) : densities_per_cm2, alone);
}

} // namespace undertone
