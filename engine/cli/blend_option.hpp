#pragma once
// "carbon=3" pairs on the command line.

#include <map>
#include <string>
#include <vector>

namespace undertone::cli {

/// Throws DomainError: not ID=PARTS, an ink named twice.
std::map<std::string, double> parse_parts(const std::vector<std::string>& words);

} // namespace undertone::cli
