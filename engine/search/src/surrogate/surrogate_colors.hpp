#pragma once
// From what is in a dot to Lab, through the surrogate.

#include "undertone/search/search.hpp"

#include <span>
#include <vector>

namespace undertone {

/// The optics of inks mixed undiluted, per epoch; a dilution divides them (SearchProblem::thinning).
struct MixtureOptics {
    std::vector<ReducedBands> mu_a, mu_s;
};

/// Adds a share of an undiluted ink.
void add_ink(const SearchEpoch& epoch, int ink, double share, ReducedBands& mu_a, ReducedBands& mu_s);

/// `volumes` of the inks in any common unit. `mixture` is written anew; kept by the caller, so that its memory is.
void mix_volumes(const SearchProblem& problem, std::span<const int> inks, std::span<const double> volumes,
                 MixtureOptics& mixture);

/// The same for steps of the dosing grid.
void mix_steps(const SearchProblem& problem, std::span<const int> inks, std::span<const int> steps, MixtureOptics& mixture);

/// Up to what share of the cup reflectance falls in every band and epoch (AreaSurrogate::falls_up_to).
double falls_up_to(const SearchProblem& problem, const MixtureOptics& mixture);

/// Area reflectance of `amount` times these coefficients.
ReducedBands reflectance_of(const SearchEpoch& epoch, const ReducedBands& mu_a, const ReducedBands& mu_s, double amount);

/// One of X, Y, Z (row 0, 1, 2).
double tristimulus(const SearchViewing& viewing, int row, const ReducedBands& r);

Lab lab_of(const SearchViewing& viewing, const ReducedBands& r);

/// L* alone.
double lightness_of(const SearchViewing& viewing, const ReducedBands& r);

} // namespace undertone
