#pragma once
// Which of the rules that were given keep an answer, or a better one, out: found by loosening them and searching again.

#include "undertone/search/match_options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

enum class Rule {
    darkness,
    most_pigment,
    blue_shift,
    stock,
    pairs,
    must_use,
    never_use,
    expired,
    max_inks,
    water_ladder,
    max_pigment,
    cup,
};

/// The option that sets it.
const char* option_of(Rule rule);

/// Those that the user gave, and with `usual` that of darkness, which always holds.
std::vector<Rule> rules_in_force(const MatchOptions& options, const Line& line, bool usual);

/// The options without that rule; of the cup and the most pigment, with four times as much.
void loosen(Rule rule, MatchOptions& options);

/// "at most 0.5 mg/ml in the cup"; option_of has the name of the option.
std::string rule_text(Rule rule, const MatchOptions& options, const Line& line);

/// How good the answer is: nothing obeys the rules; something does; it is acceptable; it cannot be told from the target.
enum class Level { none, some, acceptable, matched };

/// Level with these options; nothing where the search was stopped first.
using LevelOf = std::function<std::optional<Level>(const MatchOptions&)>;

struct BindingRules {
    /// Sets of rules that loosened together give an acceptable answer (one that cannot be told from the target, where there is an
    /// acceptable one; any at all, where even without all rules none is acceptable). All single rules that do; else all pairs; else all
    /// rules in force. Empty where the rules are not to blame.
    std::vector<std::vector<Rule>> sets;
    bool stopped = false; ///< before that was known

    std::vector<std::vector<std::string>> options() const; ///< the names of their options
};

BindingRules binding_rules(const std::vector<Rule>& in_force, const MatchOptions& options, Level level,
                           const LevelOf& level_of);

/// One sentence: what they do, and that loosening helps. "" where there are none and all was examined.
std::string binding_text(const BindingRules& binding, Level level, const MatchOptions& options, const Line& line);

} // namespace undertone
