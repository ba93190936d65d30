#include "undertone/search/match_options.hpp"

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

constexpr double most_weight = 1e6, least_weight = 1e-6; ///< of sums that are divided by: neither overflows nor vanishes
constexpr double most_delta_e = 1e3, most_ml = 1e4, most_money = 1e9;
constexpr std::size_t most_items = 1000; ///< of a list that the search walks over

bool is_weight(double value) { return value == 0 || (value >= least_weight && value <= most_weight); }
const std::string weight_range = "0, or 1e-6 to 1e6";

void check_delta_e(const char* name, double value, const std::string& allowed = "0 to 1000") {
    require(value >= 0 && value <= most_delta_e, name, value, allowed);
}

void check_count(const std::string& name, std::size_t count, std::size_t most) {
    if (count > most) throw DomainError(name, fmt::format("{} entries", count), fmt::format("up to {}", most));
}

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
    check_count("illuminants", options.illuminants.size(), 100);
    double sum = 0;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < options.illuminants.size(); ++i) {
        const auto& [name, weight] = options.illuminants[i];
        require(is_weight(weight), fmt::format("illuminants[{}].weight", i), weight, weight_range,
                "only the proportions of weights matter");
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
    require(is_weight(options.healed_weight), "healed_weight", options.healed_weight, weight_range);
    check_count("later_epochs", options.later_epochs.size(), 100);
    double sum = options.healed_weight;
    for (std::size_t i = 0; i < options.later_epochs.size(); ++i) {
        const Epoch& epoch = options.later_epochs[i];
        const std::string name = fmt::format("later_epochs[{}]", i);
        require(is_weight(epoch.weight), name + ".weight", epoch.weight, weight_range);
        require(epoch.years > 0 && epoch.years <= 200, name + ".years", epoch.years, "above 0, up to 200");
        Dots dots;
        dots.diameter_mm = epoch.diameter_mm;
        dots.density_per_cm2 = epoch.density_per_cm2;
        dots.top_mm = epoch.top_mm;
        dots.bottom_mm = epoch.bottom_mm;
        dots.validate();
        require(epoch.edge_sigma_mm >= 0 && epoch.edge_sigma_mm <= epoch.diameter_mm, name + ".edge_sigma_mm",
                epoch.edge_sigma_mm, "0 to the dots' diameter_mm");
        for (Eigen::Index c = 0; c < epoch.remaining.size(); ++c)
            require(epoch.remaining[c] >= 0 && epoch.remaining[c] <= 100, fmt::format("{}.remaining[{}]", name, c),
                    epoch.remaining[c], "0 to 100, a share of the healed pigment");
        sum += epoch.weight;
    }
    require(sum > 0, "healed_weight", sum, "a sum above 0 with the later epochs' weights",
            "give at least one moment a weight");
}

void check_texture(const MatchOptions& options) {
    check_count("viewing_distances_m", options.viewing_distances_m.size(), 20);
    double sum = 0;
    for (std::size_t i = 0; i < options.viewing_distances_m.size(); ++i) {
        const auto& [distance_m, weight] = options.viewing_distances_m[i];
        const std::string name = fmt::format("viewing_distances_m[{}]", i);
        require(distance_m >= 0.1 && distance_m <= 100, name, distance_m, "0.1 to 100 m",
                "nearer than 0.1 m no eye sees sharp");
        require(is_weight(weight), name + ".weight", weight, weight_range, "only the proportions of weights matter");
        for (std::size_t j = 0; j < i; ++j)
            require(options.viewing_distances_m[j].distance_m != distance_m, name, distance_m, "each distance once",
                    "add the weights up");
        sum += weight;
    }
    require(options.viewing_distances_m.empty() || sum > 0, "viewing_distances_m[].weight", sum, "a sum above 0",
            "give at least one distance a weight, or leave texture_weight at 0");
    require(options.texture_weight >= 0 && options.texture_weight <= most_weight, "texture_weight", options.texture_weight,
            "0 (reported alone) to 1e6");
    if (options.hair) {
        options.hair->validate();
        require(options.hair->density_per_cm2 >= 1, "hair.density_per_cm2", options.hair->density_per_cm2,
                "1 to 1000 hairs per cm2", "without hair there is no texture to match: leave hair out");
    }
}

void check_dosing(const MatchOptions& options) {
    const auto positive = [](const char* name, double value, double most, const char* allowed) {
        require(value > 0 && value <= most, name, value, allowed);
    };
    positive("cup_volume_ml", options.cup_volume_ml, most_ml, "above 0, up to 10000 ml");
    positive("syringe_step_ml", options.syringe_step_ml, most_ml, "above 0, up to 10000 ml");
    require(options.scale_step_g >= 0 && options.scale_step_g <= most_ml, "scale_step_g", options.scale_step_g,
            "0 (doses by volume) or above, up to 10000 g");
    positive("max_pigment_ml", options.max_pigment_ml, most_ml, "above 0, up to 10000 ml");
    positive("drops_per_ml", options.drops_per_ml, 1e4, "above 0, up to 10000");
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
    check_count("water_ladder", options.water_ladder.size(), most_items);
    for (std::size_t i = 0; i < options.water_ladder.size(); ++i) {
        require(options.water_ladder[i] >= 0 && options.water_ladder[i] <= 1e4, fmt::format("water_ladder[{}]", i),
                options.water_ladder[i], "0 to 10000, N of N:1");
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
        require(ml >= 0 && ml <= 1e6, fmt::format("stock_ml['{}']", ink), ml, "0 to 1e6 ml",
                "leave out inks that are enough");
    check_count("fixed_pairs", options.fixed_pairs.size(), most_items);
    for (std::size_t i = 0; i < options.fixed_pairs.size(); ++i) {
        const FixedPair& pair = options.fixed_pairs[i];
        const std::string name = fmt::format("fixed_pairs[{}]", i);
        require(pair.first_parts >= 1 && pair.first_parts <= 10000, name + ".first_parts", pair.first_parts, "1 to 10000");
        require(pair.second_parts >= 1 && pair.second_parts <= 10000, name + ".second_parts", pair.second_parts,
                "1 to 10000");
        if (pair.first == pair.second) throw DomainError(name, "'" + pair.first + "' with itself", "two different inks");
    }
    require(options.max_pigment_mg_per_ml > 0, "max_pigment_mg_per_ml", options.max_pigment_mg_per_ml, "above 0");
    require(options.max_blue_shift_b >= 0, "max_blue_shift_b", options.max_blue_shift_b, "0 or more");
    if (!options.today.empty() && !is_iso_date(options.today))
        throw DomainError("today", "'" + options.today + "'", "an ISO date such as 2026-03-31, or \"\" to check none");
    check_delta_e("reading_delta_e", options.reading_delta_e);
    check_delta_e("skin_delta_e", options.skin_delta_e);
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
    check_count("session_shares", shares.size(), 100);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::string name = fmt::format("session_shares[{}]", i);
        require(shares[i] > 0 && shares[i] <= 1, name, shares[i], "above 0, up to 1");
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
    check_texture(*this);
    require(extra_ink_penalty >= 0 && extra_ink_penalty <= 1e6, "extra_ink_penalty", extra_ink_penalty, "0 to 1e6");
    require(pigment_penalty >= 0 && pigment_penalty <= 1e6, "pigment_penalty", pigment_penalty, "0 to 1e6");
    require(cost_penalty >= 0 && cost_penalty <= 1e6, "cost_penalty", cost_penalty, "0 to 1e6");
    for (const auto& [ink, cost] : cost_per_ml)
        require(cost >= 0 && cost <= most_money, fmt::format("cost_per_ml['{}']", ink), cost, "0 to 1e9");
    if (cost_penalty > 0 && cost_per_ml.empty())
        throw DomainError("cost_per_ml", "empty", "a price for every ink", "give prices, or leave cost_penalty at 0");
    check_dosing(*this);
    check_count("must_use", must_use.size(), most_items);
    check_count("never_use", never_use.size(), most_items);
    reject_repeats("must_use", must_use);
    reject_repeats("never_use", never_use);
    for (const std::string& id : must_use)
        if (std::find(never_use.begin(), never_use.end(), id) != never_use.end())
            throw DomainError("never_use", "'" + id + "', also in must_use", "an ink in one of the two",
                              "take it out of one list");
    require(must_use.size() <= static_cast<std::size_t>(max_inks), "must_use", static_cast<double>(must_use.size()),
            fmt::format("up to max_inks = {} inks", max_inks), "allow more inks or require fewer");
    check_delta_e("perceptible_delta_e_2000", perceptible_delta_e_2000, "0 (by skin tone) or above, up to 1000");
    check_delta_e("acceptable_delta_e_ab", acceptable_delta_e_ab, "0 (by skin tone) or above, up to 1000");
    require(audit_recipes >= 0 && audit_recipes <= 100000, "audit_recipes", audit_recipes, "0 (no audit) to 100000");
    check_constraints(*this);
    check_verifiable(*this);
    check_delta_e("darker_tolerance_l", darker_tolerance_l);
    check_sessions(*this);
    require(range_probability > 0 && range_probability < 1, "range_probability", range_probability, "between 0 and 1");
    require(recipe_count >= 1 && recipe_count <= 50, "recipe_count", recipe_count, "1 to 50");
    check_delta_e("bluish_limit_b", bluish_limit_b);
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
