#pragma once
// "carbon=3" on the command line.

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace undertone::cli {

/// "ink=0.5" as (ink, 0.5). Throws DomainError that names the option.
std::pair<std::string, double> named_number(const std::string& option, const std::string& text);

/// Throws DomainError: not ID=PARTS, an ink named twice.
std::map<std::string, double> parse_parts(const std::vector<std::string>& words);

} // namespace undertone::cli
