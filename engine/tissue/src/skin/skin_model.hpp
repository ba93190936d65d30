#pragma once
// The skin model's tables, and the layers they make of parameters. Several parameter sets go into one LayerStack side by
// side, so that a fit evaluates all its finite differences in one call of the solver.

#include "undertone/tissue/skin.hpp"

#include <span>

namespace undertone {

/// Every band, in order.
std::span<const int> all_bands();

/// An empty stack of the model's layers for this many wavelengths.
LayerStack make_skin_stack(Eigen::Index wavelengths);

/// Writes the coefficients of `bands` into the columns from `first_column` on. Thickness is written for the whole stack:
/// sets side by side must agree in epidermis_thickness_mm.
void fill_skin_layers(const SkinParameters& parameters, std::span<const int> bands, LayerStack& layers,
                      Eigen::Index first_column);

} // namespace undertone
