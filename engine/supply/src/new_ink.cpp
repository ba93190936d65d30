#include "undertone/supply/new_ink.hpp"

#include "coverage_people.hpp"
#include "join.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/parallel.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/search/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace undertone {

namespace {

constexpr const char* new_ink_id = "new_ink";
constexpr double least_mg_per_ml = 0.5;
constexpr std::array grid_strengths{0.1, 0.3, 1.0}; // of the most

/// mg/ml of each colorant.
using Amounts = std::vector<double>;

struct Score {
    int served = -1;
    double shortfall = 0;
    bool better_than(const Score& other) const {
        return served != other.served ? served > other.served : shortfall < other.shortfall;
    }
};

/// The line with the new ink, and what trials of it are judged on.
class NewInkSearch {
public:
    NewInkSearch(const Line& line, const CoverageOptions& options, const NewInkOptions& limits,
                 const std::vector<const CoveredClient*>& unserved)
        : options_(options), most_(limits.most_mg_per_ml), line_(line) {
        std::vector<std::string> ids = limits.colorants;
        if (ids.empty()) {
            for (const Colorant& own : line.colorants) ids.push_back(own.id);
            for (const std::string& id : colorant_ids())
                if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
        for (const std::string& id : ids) {
            auto own = std::find_if(line_.colorants.begin(), line_.colorants.end(),
                                    [&](const Colorant& one) { return one.id == id; });
            if (own == line_.colorants.end()) own = line_.colorants.insert(own, colorant(id));
            colorants_.push_back(static_cast<std::size_t>(own - line_.colorants.begin()));
        }
        line_.inks.push_back({new_ink_id, "the new ink", {}, 1, "", ""});
        const std::size_t screened =
            std::min<std::size_t>(unserved.size(), static_cast<std::size_t>(limits.screened_clients));
        for (std::size_t i = 0; i < screened; ++i) screened_.push_back(unserved[i * unserved.size() / screened]);
        people_.resize(screened, {Skin(), Bands::Zero()});
        parallel_for(screened, options.threads,
                     [&](std::size_t i) { people_[i] = coverage_person(options, screened_[i]->index); });
    }

    std::size_t colorants() const { return colorants_.size(); }
    std::size_t screened() const { return screened_.size(); }
    double most() const { return most_; }

    Line with(const Amounts& amounts) const {
        Line line = line_;
        for (std::size_t i = 0; i < amounts.size(); ++i)
            if (amounts[i] > 0) line.inks.back().components.push_back({colorants_[i], amounts[i]});
        return line;
    }

    std::vector<InkComponentText> components(const Amounts& amounts) const {
        std::vector<InkComponentText> result;
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            const Colorant& of = line_.colorants[colorants_[i]];
            if (amounts[i] > 0) result.push_back({of.id, of.color_index, amounts[i]});
        }
        return result;
    }

    /// Quickly: alone or with one ink of the line, by colour alone, the recipe of the least weighted delta E.
    Score screen(const Amounts& amounts) const {
        const Line line = with(amounts);
        MatchOptions quick = coverage_match_options(options_);
        quick.recipe_count = 1;
        quick.max_inks = std::min(2, quick.max_inks);
        quick.viewing_distances_m = {};
        quick.must_use = {new_ink_id};
        quick.perceptible_delta_e_2000 = 50; // nothing is refused here: what is seen is judged below
        std::vector<double> excess(people_.size()), shortfall(people_.size());
        parallel_for(people_.size(), options_.threads, [&](std::size_t i) {
            poll_stop();
            const CoveredClient& client = *screened_[i];
            const MatchReport report = match(people_[i].skin, people_[i].target, line, options_.dots, quick);
            const double delta_e =
                report.recipes.empty() ? client.bare_delta_e_2000 : report.recipes.front().worst_delta_e_2000;
            const double delta_ab = report.recipes.empty() ? 1e9 : report.recipes.front().worst_delta_e_ab;
            // The ink is no use where the line does better without it.
            shortfall[i] = std::min(client.shortfall_delta_e_2000, std::max(0.0, delta_e - client.tolerance_delta_e_2000));
            excess[i] = std::min(delta_e - client.tolerance_delta_e_2000, delta_ab - client.acceptable_delta_e_ab);
        });
        return sum(excess, shortfall);
    }

    /// As coverage judges.
    Score judge(const Amounts& amounts, const std::vector<const CoveredClient*>& unserved) const {
        std::vector<int> indices;
        for (const CoveredClient* client : unserved) indices.push_back(client->index);
        const std::vector<CoveredClient> now = cover_chosen(with(amounts), options_, indices);
        std::vector<double> excess, shortfall;
        for (const CoveredClient& client : now) {
            excess.push_back(client.outcome == "served" ? 0 : 1);
            shortfall.push_back(client.shortfall_delta_e_2000);
        }
        return sum(excess, shortfall);
    }

private:
    static Score sum(const std::vector<double>& excess, const std::vector<double>& shortfall) {
        Score score{0, 0};
        for (std::size_t i = 0; i < excess.size(); ++i) {
            if (excess[i] <= 0)
                ++score.served;
            else
                score.shortfall += shortfall[i];
        }
        return score;
    }

    const CoverageOptions& options_;
    double most_;
    Line line_; ///< the new ink last, empty
    std::vector<std::size_t> colorants_;
    std::vector<const CoveredClient*> screened_;
    std::vector<CoveragePerson> people_;
};

/// Single colorants and halves of two, at each strength.
std::vector<Amounts> grid_of(std::size_t colorants, double most) {
    std::vector<Amounts> grid;
    for (const double strength : grid_strengths)
        for (std::size_t i = 0; i < colorants; ++i)
            for (std::size_t j = i; j < colorants; ++j) {
                Amounts amounts(colorants, 0.0);
                amounts[i] += 0.5 * strength * most;
                amounts[j] += 0.5 * strength * most;
                grid.push_back(amounts);
            }
    return grid;
}

/// Neighbours of an ink: stronger, weaker, and a share moved from one colorant to another.
std::vector<Amounts> neighbours_of(const Amounts& at, double step, double most) {
    std::vector<Amounts> result;
    double total = 0;
    for (const double one : at) total += one;
    for (const double factor : {1 + step, 1 / (1 + step)}) {
        if (total * factor > most || total * factor < least_mg_per_ml) continue;
        result.push_back(at);
        for (double& one : result.back()) one *= factor;
    }
    for (std::size_t from = 0; from < at.size(); ++from)
        for (std::size_t to = 0; to < at.size() && at[from] > 0; ++to) {
            if (from == to) continue;
            result.push_back(at);
            const double moved = std::min(at[from], 0.5 * step * total);
            result.back()[from] -= moved;
            result.back()[to] += moved;
        }
    return result;
}

std::string components_text(const std::vector<InkComponentText>& components) {
    std::string text;
    for (const InkComponentText& one : components)
        text += fmt::format("{}{} {:.3g} mg/ml", text.empty() ? "" : ", ", one.colorant, one.mg_per_ml);
    return text;
}

void say_what_it_adds(NewInk& answer, const LineCoverage& coverage) {
    answer.after = coverage.overall;
    answer.after.served += answer.best.served;
    const ValueRange range = wilson_interval(answer.after.served, answer.after.clients, 0.95);
    answer.after.share = range.median;
    answer.after.low = range.low;
    answer.after.high = range.high;
    if (answer.best.served == 0) {
        answer.text = fmt::format(
            "no ink that was tried of these colorants serves any of the {} unserved, who mostly need {}; {} comes nearest",
            answer.unserved, coverage.limits.front().needs.empty() ? "another rule" : coverage.limits.front().needs,
            components_text(answer.best.components));
        return;
    }
    answer.text = fmt::format("an ink of {} would serve {} of the {} unserved ({} of {} clients instead of {}); the best of "
                              "a grid of {} ({}) serves "
                              "{}: the answer starts from it and is no worse",
                              components_text(answer.best.components), answer.best.served, answer.unserved,
                              answer.after.served, answer.after.clients, answer.before.served, answer.grid_trials,
                              components_text(answer.grid_best.components), answer.grid_best.served);
}

} // namespace

void NewInkOptions::validate(const Line& line) const {
    std::set<std::string> seen;
    for (const std::string& id : colorants) {
        if (!seen.insert(id).second) throw DomainError("colorants", "\"" + id + "\" twice", "each once");
        if (std::none_of(line.colorants.begin(), line.colorants.end(), [&](const Colorant& own) { return own.id == id; }))
            colorant(id); // throws, naming those there are
    }
    if (!(most_mg_per_ml >= 5 && most_mg_per_ml <= 1000))
        throw DomainError("most_mg_per_ml", fmt::format("{:g}", most_mg_per_ml), "5 to 1000 mg/ml");
    if (screened_clients < 1 || screened_clients > 10000)
        throw DomainError("screened_clients", fmt::format("{}", screened_clients), "1 to 10000");
    if (refinements < 0 || refinements > 10000)
        throw DomainError("refinements", fmt::format("{}", refinements), "0 to 10000");
}

NewInk suggest_new_ink(const Line& line, const LineCoverage& coverage, const NewInkOptions& limits,
                       const std::function<void(int, int)>& progress) {
    const CoverageOptions& options = coverage.options;
    options.validate(line);
    limits.validate(line);
    if (coverage.line != line.id || static_cast<int>(coverage.clients.size()) != options.client_count() ||
        coverage.seed != options.seed)
        throw DomainError("coverage", "of another line or other clients", "what line_coverage gave for this line");
    if (std::any_of(line.inks.begin(), line.inks.end(), [](const Ink& ink) { return ink.id == new_ink_id; }))
        throw DomainError("line", "an ink called new_ink", "a line without one",
                          "that id is needed for the ink that is tried");
    NewInk answer;
    answer.line = line.id;
    answer.before = answer.after = coverage.overall;
    std::vector<const CoveredClient*> unserved;
    for (const CoveredClient& client : coverage.clients) {
        if (client.outcome != "unserved") continue;
        unserved.push_back(&client);
        answer.shortfall_before_delta_e_2000 += client.shortfall_delta_e_2000;
    }
    answer.unserved = static_cast<int>(unserved.size());
    answer.diagnostics.push_back({Severity::info, "model_only", "model only, not validated on healed scalp"});
    if (unserved.empty()) {
        answer.text = "every client who needs pigment is served: no ink is missing";
        return answer;
    }
    const NewInkSearch search(line, options, limits, unserved);
    answer.screened_clients = static_cast<int>(search.screened());
    const std::vector<Amounts> grid = grid_of(search.colorants(), search.most());
    answer.grid_trials = static_cast<int>(grid.size());
    const int in_all = answer.grid_trials + limits.refinements;
    const auto screened = [&](const Amounts& amounts) {
        poll_stop();
        const Score score = search.screen(amounts);
        ++answer.trials;
        if (progress) progress(answer.trials, in_all);
        return score;
    };
    Amounts of_grid = grid.front();
    Score best_score;
    for (const Amounts& amounts : grid)
        if (const Score score = screened(amounts); score.better_than(best_score)) {
            best_score = score;
            of_grid = amounts;
        }
    Amounts best = of_grid;
    for (double step = 0.5; step > 0.05 && answer.trials < in_all;) {
        bool moved = false;
        for (const Amounts& near : neighbours_of(best, step, search.most())) {
            if (answer.trials >= in_all) break;
            if (const Score score = screened(near); score.better_than(best_score)) {
                best_score = score;
                best = near;
                moved = true;
                break;
            }
        }
        if (!moved) step /= 2;
    }
    Score full = search.judge(best, unserved);
    const Score full_grid = best == of_grid ? full : search.judge(of_grid, unserved);
    if (full_grid.better_than(full)) { // what is better on a sample may not be so on all
        best = of_grid;
        full = full_grid;
    }
    answer.best = {search.components(best), full.served, full.shortfall};
    answer.grid_best = {search.components(of_grid), full_grid.served, full_grid.shortfall};
    say_what_it_adds(answer, coverage);
    return answer;
}

std::string new_ink_text(const NewInk& answer) {
    std::string text = fmt::format("The one ink that would add most to line {}\n", shown_line(answer.line));
    text += shown_line(answer.text) + "\n";
    if (answer.best.components.empty()) return text;
    for (const InkComponentText& one : answer.best.components)
        text += fmt::format("  {:<20} {:>7.2f} mg/ml  {}\n", shown_line(one.colorant), one.mg_per_ml,
                            shown_line(one.color_index));
    text += fmt::format(
        "Shortfall of the unserved, delta E summed: {:.2f} before, {:.2f} with it, {:.2f} with the grid's best\n",
        answer.shortfall_before_delta_e_2000, answer.best.shortfall_delta_e_2000, answer.grid_best.shortfall_delta_e_2000);
    text += fmt::format(
        "{} inks tried on {} of the unserved, alone or with one ink of the line; the two judged on all {} by the "
        "full match. A better one may exist: only the grid is proven no better\n",
        answer.trials, answer.screened_clients, answer.unserved);
    return text;
}

} // namespace undertone
