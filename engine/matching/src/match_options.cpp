#include "undertone/matching/match_options.hpp"

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/pigment/implant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace undertone {

namespace {

void require(bool good, const std::string& name, double value, const std::string& allowed,
             const std::string& what_to_do = "") {
    if (!good) throw DomainError(name, fmt::format("{}", value), allowed, what_to_do);
}

bool positive(double value) { return std::isfinite(value) && value > 0; }
bool not_negative(double value) { return std::isfinite(value) && value >= 0; }

void reject_repeats(const std::string& name, const std::vector<std::string>& ids) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!seen.insert(ids[i]).second)
            throw DomainError(fmt::format("{}[{}]", name, i), "'" + ids[i] + "' again", "each ink once",
                              "name the ink once");
}

void check_illuminants(const MatchOptions& options) {
    if (options.illuminants.empty())
        throw DomainError("illuminants", "empty", "at least one illuminant",
                          "colour is only defined under a light: give \"D65\"");
    double sum = 0;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < options.illuminants.size(); ++i) {
        const auto& [name, weight] = options.illuminants[i];
        require(not_negative(weight), fmt::format("illuminants[{}].weight", i), weight, "0 or more");
        illuminant(name); // throws with the names there are
        if (!seen.insert(name).second)
            throw DomainError(fmt::format("illuminants[{}]", i), "'" + name + "' again", "each illuminant once",
                              "add the weights up");
        sum += weight;
    }
    require(sum > 0, "illuminants[].weight", sum, "a sum above 0", "give at least one illuminant a weight");
    observer(options.observer);
}

void check_epochs(const MatchOptions& options) {
    require(not_negative(options.healed_weight), "healed_weight", options.healed_weight, "0 or more");
    double sum = options.healed_weight;
    for (std::size_t i = 0; i < options.later_epochs.size(); ++i) {
        const Epoch& epoch = options.later_epochs[i];
        const std::string name = fmt::format("later_epochs[{}]", i);
        require(not_negative(epoch.weight), name + ".weight", epoch.weight, "0 or more");
        require(positive(epoch.years), name + ".years", epoch.years, "above 0");
        Dots dots;
        dots.diameter_mm = epoch.diameter_mm;
        dots.density_per_cm2 = epoch.density_per_cm2;
        dots.top_mm = epoch.top_mm;
        dots.bottom_mm = epoch.bottom_mm;
        dots.validate();
        require(not_negative(epoch.edge_sigma_mm) && epoch.edge_sigma_mm <= epoch.diameter_mm, name + ".edge_sigma_mm",
                epoch.edge_sigma_mm, "0 to the dots' diameter_mm");
        for (Eigen::Index c = 0; c < epoch.remaining.size(); ++c)
            require(not_negative(epoch.remaining[c]), fmt::format("{}.remaining[{}]", name, c), epoch.remaining[c],
                    "0 or more");
        sum += epoch.weight;
    }
    require(sum > 0, "healed_weight", sum, "a sum above 0 with the later epochs' weights",
            "give at least one moment a weight");
}

void check_dosing(const MatchOptions& options) {
    require(positive(options.cup_volume_ml), "cup_volume_ml", options.cup_volume_ml, "above 0");
    require(positive(options.syringe_step_ml), "syringe_step_ml", options.syringe_step_ml, "above 0");
    require(not_negative(options.scale_step_g), "scale_step_g", options.scale_step_g, "0 (doses by volume) or above");
    require(positive(options.max_pigment_ml), "max_pigment_ml", options.max_pigment_ml, "above 0");
    require(positive(options.drops_per_ml), "drops_per_ml", options.drops_per_ml, "above 0");
    const bool weighed = options.scale_step_g > 0;
    const char* const name = weighed ? "scale_step_g" : "syringe_step_ml";
    const double step = weighed ? options.scale_step_g : options.syringe_step_ml; // a ml of ink weighs about a gram
    const double most = std::min({options.cup_volume_ml, options.max_pigment_ml, usual_cup_ml});
    require(step <= most * (1 + 1e-9), name, step,
            fmt::format("up to {} {} (the cup, or the most pigment in it)", most, weighed ? "g" : "ml"),
            "use a finer step or a larger cup");
    // The number of proportions grows with the cube of this.
    require(most / step <= 100 * (1 + 1e-9), name, step, "at least a hundredth of the most pigment in a cup",
            "proportions finer than 1 % cannot be seen; use a coarser step");
    if (options.water_ladder.empty())
        throw DomainError("water_ladder", "empty", "at least one N of N:1", "use trade_water_ladder() for 1:1 to 60:1");
    for (std::size_t i = 0; i < options.water_ladder.size(); ++i) {
        require(not_negative(options.water_ladder[i]), fmt::format("water_ladder[{}]", i), options.water_ladder[i],
                "0 or more");
        require(i == 0 || options.water_ladder[i] > options.water_ladder[i - 1], fmt::format("water_ladder[{}]", i),
                options.water_ladder[i], "more than the one before", "sort the ladder from strong to thin, without repeats");
    }
}

bool is_iso_date(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
        if (text[i] < '0' || text[i] > '9') return false;
    const int month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void check_constraints(const MatchOptions& options) {
    for (const auto& [ink, ml] : options.stock_ml)
        require(not_negative(ml), fmt::format("stock_ml['{}']", ink), ml, "0 or more ml", "leave out inks that are enough");
    for (std::size_t i = 0; i < options.fixed_pairs.size(); ++i) {
        const FixedPair& pair = options.fixed_pairs[i];
        const std::string name = fmt::format("fixed_pairs[{}]", i);
        require(pair.first_parts >= 1, name + ".first_parts", pair.first_parts, "1 or more");
        require(pair.second_parts >= 1, name + ".second_parts", pair.second_parts, "1 or more");
        if (pair.first == pair.second) throw DomainError(name, "'" + pair.first + "' with itself", "two different inks");
    }
    require(options.max_pigment_mg_per_ml > 0, "max_pigment_mg_per_ml", options.max_pigment_mg_per_ml, "above 0");
    require(options.max_blue_shift_b >= 0, "max_blue_shift_b", options.max_blue_shift_b, "0 or more");
    if (!options.today.empty() && !is_iso_date(options.today))
        throw DomainError("today", "'" + options.today + "'", "an ISO date such as 2026-03-31, or \"\" to check none");
    require(not_negative(options.reading_delta_e), "reading_delta_e", options.reading_delta_e, "0 or more");
    require(not_negative(options.skin_delta_e), "skin_delta_e", options.skin_delta_e, "0 or more");
}

/// A tolerance below what readings repeat to can never be checked.
void check_verifiable(const MatchOptions& options) {
    for (const auto& [name, value] : {std::pair{"perceptible_delta_e_2000", options.perceptible_delta_e_2000},
                                      std::pair{"acceptable_delta_e_ab", options.acceptable_delta_e_ab}})
        require(value == 0 || value >= options.reading_delta_e, name, value,
                fmt::format("0 (by skin tone), or at least reading_delta_e = {}", options.reading_delta_e),
                "what readings do not repeat to cannot be verified: ask for more, or measure better");
}

void check_sessions(const MatchOptions& options) {
    const auto& shares = options.session_shares;
    if (shares.empty()) throw DomainError("session_shares", "empty", "at least one share", "give {1} for a single session");
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::string name = fmt::format("session_shares[{}]", i);
        require(positive(shares[i]) && shares[i] <= 1, name, shares[i], "above 0, up to 1");
        require(i == 0 || shares[i] > shares[i - 1], name, shares[i], "more than the one before",
                "dots can only be added: light first");
    }
    require(shares.back() == 1, "session_shares", shares.back(), "1 at the end", "the last session completes the dots");
}

} // namespace

std::vector<double> trade_water_ladder() {
    std::vector<double> ladder;
    for (int n = 1; n <= 60; ++n) ladder.push_back(n);
    return ladder;
}

void MatchOptions::validate() const {
    require(max_inks >= 1 && max_inks <= 4, "max_inks", max_inks, "1 to 4",
            "nobody can measure more inks into one cup and repeat it");
    check_illuminants(*this);
    check_epochs(*this);
    require(not_negative(extra_ink_penalty), "extra_ink_penalty", extra_ink_penalty, "0 or more");
    require(not_negative(pigment_penalty), "pigment_penalty", pigment_penalty, "0 or more");
    require(not_negative(cost_penalty), "cost_penalty", cost_penalty, "0 or more");
    for (const auto& [ink, cost] : cost_per_ml)
        require(not_negative(cost), fmt::format("cost_per_ml['{}']", ink), cost, "0 or more");
    if (cost_penalty > 0 && cost_per_ml.empty())
        throw DomainError("cost_per_ml", "empty", "a price for every ink", "give prices, or leave cost_penalty at 0");
    check_dosing(*this);
    reject_repeats("must_use", must_use);
    reject_repeats("never_use", never_use);
    for (const std::string& id : must_use)
        if (std::find(never_use.begin(), never_use.end(), id) != never_use.end())
            throw DomainError("never_use", "'" + id + "', also in must_use", "an ink in one of the two",
                              "take it out of one list");
    require(must_use.size() <= static_cast<std::size_t>(max_inks), "must_use", static_cast<double>(must_use.size()),
            fmt::format("up to max_inks = {} inks", max_inks), "allow more inks or require fewer");
    require(not_negative(perceptible_delta_e_2000), "perceptible_delta_e_2000", perceptible_delta_e_2000,
            "0 (by skin tone) or above");
    require(not_negative(acceptable_delta_e_ab), "acceptable_delta_e_ab", acceptable_delta_e_ab,
            "0 (by skin tone) or above");
    require(audit_recipes >= 0 && audit_recipes <= 100000, "audit_recipes", audit_recipes, "0 (no audit) to 100000");
    check_constraints(*this);
    check_verifiable(*this);
    require(not_negative(darker_tolerance_l), "darker_tolerance_l", darker_tolerance_l, "0 or more");
    check_sessions(*this);
    require(range_probability > 0 && range_probability < 1, "range_probability", range_probability, "between 0 and 1");
    require(recipe_count >= 1 && recipe_count <= 50, "recipe_count", recipe_count, "1 to 50");
    require(not_negative(bluish_limit_b), "bluish_limit_b", bluish_limit_b, "0 or more");
}

DosingGrid MatchOptions::dosing_grid(double step_ml) const {
    const auto whole_steps = [&](double ml) { return static_cast<int>(std::floor(ml / step_ml + 1e-6)); };
    const double searched_ml = std::min(cup_volume_ml, usual_cup_ml);
    DosingGrid grid{step_ml, whole_steps(searched_ml), whole_steps(std::min(max_pigment_ml, searched_ml)), water_ladder};
    if (cup_volume_ml > usual_cup_ml) {
        grid.fill_steps = whole_steps(cup_volume_ml);
        // The usual "no more than 1 ml" is of a 10 ml cup; a smaller limit is meant, and grows with the cup.
        if (max_pigment_ml < MatchOptions{}.max_pigment_ml)
            grid.fill_pigment_steps = whole_steps(max_pigment_ml * cup_volume_ml / usual_cup_ml);
    }
    return grid;
}

std::string MatchOptions::dose_step_text() const {
    return scale_step_g > 0 ? fmt::format("{} g", scale_step_g) : fmt::format("{} ml", syringe_step_ml);
}

bool MatchOptions::is_valid(std::string* why) const {
    try {
        validate();
        return true;
    } catch (const DomainError& error) {
        if (why) *why = error.what();
        return false;
    }
}

} // namespace undertone
