#pragma once
// What a batch's strength does where it matters: in the healed area, at the dilutions that are used.

#include "undertone/pigment/implant.hpp"
#include "undertone/supply/batch_check.hpp"
#include "undertone/tissue/skin.hpp"

namespace undertone {

/// Areas healed from the line's ink as it stands and with all its colorants `strength_percent` / 100 as strong, each at N:1. It carries
/// the strength alone: a shift of hue that a film shows is not in it. Throws DomainError: an unknown ink, water or strength out of
/// range, no dilution.
std::vector<BatchInSkin> batch_in_skin(const Line& line, const std::string& ink, double strength_percent,
                                       const std::vector<double>& water_parts = {10, 20}, const Skin& skin = Skin(),
                                       const Dots& dots = {});

/// The check with that added, by its ink and its strength (wsum). Throws DomainError where the check has no strength or names no ink.
BatchCheck with_skin(BatchCheck check, const Line& line, const std::vector<double>& water_parts = {10, 20},
                     const Skin& skin = Skin(), const Dots& dots = {});

} // namespace undertone
