#include "undertone/search/rules.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone {

namespace {

constexpr double any_darkness_l = 100;
constexpr double larger = 4; ///< cup, and most pigment in it

} // namespace

const char* option_of(Rule rule) {
    switch (rule) {
    case Rule::darkness: return "darker_tolerance_l";
    case Rule::most_pigment: return "max_pigment_mg_per_ml";
    case Rule::blue_shift: return "max_blue_shift_b";
    case Rule::stock: return "stock_ml";
    case Rule::pairs: return "fixed_pairs";
    case Rule::must_use: return "must_use";
    case Rule::never_use: return "never_use";
    case Rule::expired: return "today";
    case Rule::max_inks: return "max_inks";
    case Rule::water_ladder: return "water_ladder";
    case Rule::max_pigment: return "max_pigment_ml";
    case Rule::cup: break;
    }
    return "cup_volume_ml";
}

std::vector<Rule> rules_in_force(const MatchOptions& options, const Line& line, bool usual) {
    const MatchOptions defaults;
    std::vector<Rule> rules;
    const auto add = [&](Rule rule, bool holds) {
        if (holds) rules.push_back(rule);
    };
    add(Rule::most_pigment, std::isfinite(options.max_pigment_mg_per_ml));
    add(Rule::blue_shift, std::isfinite(options.max_blue_shift_b));
    add(Rule::stock, !options.stock_ml.empty());
    add(Rule::pairs, !options.fixed_pairs.empty());
    add(Rule::must_use, !options.must_use.empty());
    add(Rule::never_use, !options.never_use.empty());
    add(Rule::expired,
        options.expired_reason.empty() &&
            std::any_of(line.inks.begin(), line.inks.end(), [&](const Ink& ink) { return ink.expired_on(options.today); }));
    add(Rule::max_inks, options.max_inks < defaults.max_inks && options.max_inks < static_cast<int>(line.inks.size()));
    add(Rule::water_ladder, options.water_ladder != defaults.water_ladder);
    add(Rule::max_pigment, options.max_pigment_ml < defaults.max_pigment_ml && options.scale_step_g <= 0);
    add(Rule::cup, options.cup_volume_ml < usual_cup_ml); // a larger one holds the same mixes
    add(Rule::darkness, usual);
    return rules;
}

void loosen(Rule rule, MatchOptions& options) {
    const MatchOptions defaults;
    switch (rule) {
    case Rule::darkness: options.darker_tolerance_l = any_darkness_l; break;
    case Rule::most_pigment: options.max_pigment_mg_per_ml = defaults.max_pigment_mg_per_ml; break;
    case Rule::blue_shift: options.max_blue_shift_b = defaults.max_blue_shift_b; break;
    case Rule::stock: options.stock_ml.clear(); break;
    case Rule::pairs: options.fixed_pairs.clear(); break;
    case Rule::must_use: options.must_use.clear(); break;
    case Rule::never_use: options.never_use.clear(); break;
    case Rule::expired: options.expired_reason = "to see what leaving them out costs"; break;
    case Rule::max_inks: options.max_inks = defaults.max_inks; break;
    case Rule::water_ladder:
        options.water_ladder.insert(options.water_ladder.end(), defaults.water_ladder.begin(), defaults.water_ladder.end());
        std::sort(options.water_ladder.begin(), options.water_ladder.end());
        options.water_ladder.erase(std::unique(options.water_ladder.begin(), options.water_ladder.end()),
                                   options.water_ladder.end());
        break;
    case Rule::max_pigment:
        options.max_pigment_ml = std::max(defaults.max_pigment_ml, larger * options.max_pigment_ml);
        break;
    case Rule::cup: options.cup_volume_ml = std::max(defaults.cup_volume_ml, larger * options.cup_volume_ml); break;
    }
    // No finer than options may be.
    const double step = options.scale_step_g > 0 ? options.scale_step_g : options.syringe_step_ml;
    options.max_pigment_ml = std::min(options.max_pigment_ml, 100 * step);
}

std::string rule_text(Rule rule, const MatchOptions& options, const Line& line) {
    const auto joined = [](const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, ", ")); };
    const auto names = [&](const std::vector<std::string>& ids) {
        std::vector<std::string> list;
        for (const std::string& id : ids) list.push_back(line.ink(id).name);
        return joined(list);
    };
    switch (rule) {
    case Rule::darkness: return fmt::format("never darker than the target by more than {:g} L*", options.darker_tolerance_l);
    case Rule::most_pigment: return fmt::format("at most {:g} mg/ml in the cup", options.max_pigment_mg_per_ml);
    case Rule::blue_shift: return fmt::format("b* at most {:g} below bare skin's", options.max_blue_shift_b);
    case Rule::stock: {
        std::vector<std::string> stock;
        for (const auto& [id, ml] : options.stock_ml) stock.push_back(fmt::format("{:g} ml of {}", ml, line.ink(id).name));
        return "no more than " + joined(stock);
    }
    case Rule::pairs: {
        std::vector<std::string> pairs;
        for (const FixedPair& pair : options.fixed_pairs)
            pairs.push_back(fmt::format("{} with {} as {}:{}", line.ink(pair.first).name, line.ink(pair.second).name,
                                        pair.first_parts, pair.second_parts));
        return "only " + joined(pairs);
    }
    case Rule::must_use: return "always " + names(options.must_use);
    case Rule::never_use: return "never " + names(options.never_use);
    case Rule::expired: {
        std::vector<std::string> lots;
        for (const Ink& ink : line.inks)
            if (ink.expired_on(options.today))
                lots.push_back(fmt::format("{}, lot {}, on {}", ink.name, ink.lot_text(), ink.expires));
        return fmt::format("expired lots ({})", fmt::join(lots, "; "));
    }
    case Rule::max_inks: return fmt::format("at most {} ink{}", options.max_inks, options.max_inks == 1 ? "" : "s");
    case Rule::water_ladder:
        return fmt::format("only {:g}:1 to {:g}:1", options.water_ladder.front(), options.water_ladder.back());
    case Rule::max_pigment: return fmt::format("at most {:g} ml of ink in the cup", options.max_pigment_ml);
    case Rule::cup: break;
    }
    return fmt::format("a cup of {:g} ml, in steps of {}", options.cup_volume_ml, options.dose_step_text());
}

std::vector<std::vector<std::string>> BindingRules::options() const {
    std::vector<std::vector<std::string>> result;
    for (const std::vector<Rule>& set : sets) {
        std::vector<std::string>& names = result.emplace_back();
        for (const Rule rule : set) names.emplace_back(option_of(rule));
    }
    return result;
}

BindingRules binding_rules(const std::vector<Rule>& in_force, const MatchOptions& options, Level level,
                           const LevelOf& level_of) {
    BindingRules result;
    if (in_force.empty()) return result;
    const auto level_without = [&](const std::vector<Rule>& set) {
        if (result.stopped) return level;
        MatchOptions without = options;
        for (const Rule rule : set) loosen(rule, without);
        try {
            const std::optional<Level> now = level_of(without);
            result.stopped = !now;
            return now.value_or(level);
        } catch (const DomainError&) { // what is left makes no sense
            return level;
        }
    };
    const Level without_all = level_without(in_force);
    if (without_all <= level) return result;
    const Level goal = level < Level::acceptable ? std::min(Level::acceptable, without_all) : without_all;
    std::vector<std::vector<Rule>> pairs;
    for (std::size_t i = 0; i < in_force.size(); ++i) {
        if (level_without({in_force[i]}) >= goal) result.sets.push_back({in_force[i]});
        for (std::size_t j = 0; j < i; ++j) pairs.push_back({in_force[j], in_force[i]});
    }
    if (result.sets.empty())
        std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(result.sets),
                     [&](const std::vector<Rule>& pair) { return level_without(pair) >= goal; });
    if (result.sets.empty() && !result.stopped) result.sets.push_back(in_force);
    return result;
}

std::string binding_text(const BindingRules& binding, Level level, const MatchOptions& options, const Line& line) {
    if (binding.stopped && binding.sets.empty())
        return "which of the rules stands in the way was not found before the search was stopped";
    if (binding.sets.empty()) return "";
    std::vector<std::string> sets;
    for (const std::vector<Rule>& set : binding.sets) {
        std::vector<std::string> rules;
        for (const Rule rule : set) rules.push_back(rule_text(rule, options, line));
        sets.push_back(fmt::format("{}", fmt::join(rules, " together with ")));
    }
    const char* what = level == Level::none   ? "no recipe keeps to the rules"
                       : level == Level::some ? "no acceptable recipe keeps to the rules"
                                              : "a closer match does not keep to the rules";
    const bool one = sets.size() == 1, single = binding.sets.front().size() == 1;
    return fmt::format("{}; in the way {}: {}{}", what, one && single ? "stands" : "stand", fmt::join(sets, "; or "),
                       one ? "" : "; to loosen one of them is enough");
}

} // namespace undertone
