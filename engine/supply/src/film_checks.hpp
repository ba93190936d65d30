#pragma once
// What films of an ink cannot be, found before any search.

#include "undertone/supply/characterise_ink.hpp"

#include <span>

namespace undertone::detail {

/// Throws DomainError as `characterise_ink` says.
void check_films(std::span<const InkFilm> films, std::span<const CuvetteReading> cuvettes);

} // namespace undertone::detail
