#pragma once
// From ranked candidates to recipes: doses, colours, ranges, and the notes and warnings that go with them.

#include "ranking.hpp"

#include "undertone/search/match.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace undertone {

/// At most `count` recipes, the best of each set of inks: alternatives that differ in what is on the table, not in the last step of one
/// dose. `proof` is for the first one's note.
std::vector<Recipe> make_recipes(const Matcher& matcher, const std::vector<Rechecked>& ranked, std::size_t count,
                                 const MatchProof& proof);

/// Adds the recipe's warnings. Uses its colours, ranges and step effects.
void add_warnings(const Matcher& matcher, Recipe& recipe);

/// Says of each recipe why it ranks where it does.
void add_notes(const Matcher& matcher, std::vector<Recipe>& recipes, const MatchProof& proof);

/// In which way the best answer falls short, in words.
std::string limiting_direction(const Matcher& matcher, const Recipe& best);

} // namespace undertone
