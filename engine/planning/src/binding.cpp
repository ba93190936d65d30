#include "binding.hpp"

#include <algorithm>
#include <optional>

namespace undertone {

Level level_of(const std::vector<Pour>& pours, double perceptible_delta_e) {
    return pours.empty() ? Level::none : pours.front().judged.delta_e <= perceptible_delta_e ? Level::matched : Level::some;
}

std::string name_binding_rules(std::vector<std::vector<std::string>>& names, const MatchOptions& options, const Line& line,
                               Level level, double perceptible_delta_e, const SearchWith& search, bool room_counts,
                               bool cup_is_full) {
    // An acceptable answer needs no excuse, and to search without the one rule that always holds costs many times a search with it.
    const bool only_the_usual = rules_in_force(options, line, false).empty();
    if (!cup_is_full && (level >= Level::acceptable || (level == Level::some && only_the_usual))) return "";
    if (level == Level::matched) return "";
    std::vector<Rule> in_force = rules_in_force(options, line, level == Level::none || !only_the_usual);
    if (room_counts && std::find(in_force.begin(), in_force.end(), Rule::cup) == in_force.end())
        in_force.push_back(Rule::cup);
    const BindingRules binding = binding_rules(in_force, options, level, [&](MatchOptions loosened) {
        loosened.audit_recipes = 0;
        const PourSearch found = search(loosened);
        const Level now = level_of(found.pours, perceptible_delta_e);
        return found.proof.stopped && now != Level::matched ? std::optional<Level>{} : std::optional(now);
    });
    names = binding.options();
    return binding_text(binding, level, options, line);
}

bool names(const std::vector<std::vector<std::string>>& binding, Rule rule) {
    return std::any_of(binding.begin(), binding.end(), [&](const std::vector<std::string>& set) {
        return std::find(set.begin(), set.end(), option_of(rule)) != set.end();
    });
}

bool only_darkness(const std::vector<std::vector<std::string>>& binding) {
    return !binding.empty() && std::all_of(binding.begin(), binding.end(), [](const std::vector<std::string>& set) {
        return set.size() == 1 && (set.front() == option_of(Rule::darkness) || set.front() == option_of(Rule::cup));
    });
}

void add_binding_diagnostic(Diagnostics& diagnostics, const std::vector<std::vector<std::string>>& names,
                            const std::string& text) {
    if (!text.empty()) diagnostics.push_back({Severity::warning, names.empty() ? "rules_not_examined" : "rule_binds", text});
}

} // namespace undertone
