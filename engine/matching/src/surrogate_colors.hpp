#pragma once
// From what is in a dot to Lab, through the surrogate.

#include "undertone/matching/search.hpp"

namespace undertone {

/// Area reflectance of `amount` times these coefficients.
ReducedBands reflectance_of(const SearchEpoch& epoch, const ReducedBands& mu_a, const ReducedBands& mu_s, double amount);

/// One of X, Y, Z (row 0, 1, 2).
double tristimulus(const SearchViewing& viewing, int row, const ReducedBands& r);

Lab lab_of(const SearchViewing& viewing, const ReducedBands& r);

} // namespace undertone
