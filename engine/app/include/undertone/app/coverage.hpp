#pragma once
// What suppliers are told of a line, from files: the supplier's own people, and the answers as JSON.

#include "undertone/app/reading_conditions.hpp"
#include "undertone/supply/claims.hpp"
#include "undertone/supply/coverage.hpp"
#include "undertone/supply/new_ink.hpp"
#include "undertone/supply/screen.hpp"

#include <string>
#include <vector>

namespace undertone {

/// One skin per file of readings of one spot, named by the file. Throws DataError, and DomainError where no skin that people have explains
/// the readings.
std::vector<NamedSkin> read_skins(const std::vector<std::string>& files, const std::string& site = "scalp",
                                  const InstrumentOptions& instrument = {});

std::string to_json(const LineCoverage& coverage);
std::string to_json(const CoverageComparison& comparison);
std::string to_json(const NewInk& answer);
std::string to_json(const Screen& screen);
std::string to_json(const LineClaims& claims);
std::string to_json(const ClaimCheck& check);

} // namespace undertone
