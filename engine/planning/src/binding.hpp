#pragma once
// Which rules keep a pour, or one that cannot be told from the target, out.

#include "undertone/search/cup_search.hpp"
#include "undertone/search/rules.hpp"

#include <functional>
#include <string>
#include <vector>

namespace undertone {

/// How good a search's best is.
Level level_of(const std::vector<Pour>& pours, double perceptible_delta_e);

/// What a search finds under other options.
using SearchWith = std::function<PourSearch(const MatchOptions&)>;

/// The options of the rules go to `names`; in words, "" where they do nothing. `cup_is_full`: then the cup counts among the rules, and
/// nothing is taken for granted.
std::string name_binding_rules(std::vector<std::vector<std::string>>& names, const MatchOptions& options, const Line& line,
                               Level level, double perceptible_delta_e, const SearchWith& search, bool room_counts = false,
                               bool cup_is_full = false);

bool names(const std::vector<std::vector<std::string>>& binding, Rule rule);

/// Nothing but that every mix is too dark.
bool only_darkness(const std::vector<std::vector<std::string>>& binding);

/// The diagnostic that says what name_binding_rules found.
void add_binding_diagnostic(Diagnostics& diagnostics, const std::vector<std::vector<std::string>>& names,
                            const std::string& text);

} // namespace undertone
