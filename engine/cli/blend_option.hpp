#pragma once
// "carbon=3" on the command line.

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace undertone::cli {

/// "ink=0.5" as (ink, 0.5). Throws DomainError that names the option and says what form was expected.
std::pair<std::string, double> named_number(const std::string& option, const std::string& text,
                                            const char* form = "NAME=NUMBER, such as pure_black=0.5");

/// Throws DomainError: not ID=PARTS, an ink named twice.
std::map<std::string, double> parse_parts(const std::vector<std::string>& words);

} // namespace undertone::cli
