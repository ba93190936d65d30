#pragma once
// From what is in a dot to Lab, through the surrogate.

#include "undertone/matching/search.hpp"

#include <span>
#include <vector>

namespace undertone {

/// The optics of inks mixed undiluted, per epoch; a dilution N:1 divides them by N + 1.
struct MixtureOptics {
    std::vector<ReducedBands> mu_a, mu_s;
};

/// `shares` of the inks in any common unit. `mixture` is written anew; kept by the caller, so that its memory is.
template <class Share>
void mix_inks(const SearchProblem& problem, std::span<const int> inks, std::span<const Share> shares,
              MixtureOptics& mixture) {
    double sum = 0;
    for (const Share share : shares) sum += static_cast<double>(share);
    mixture.mu_a.assign(problem.epochs.size(), ReducedBands{});
    mixture.mu_s.assign(problem.epochs.size(), ReducedBands{});
    for (std::size_t e = 0; e < problem.epochs.size(); ++e)
        for (std::size_t i = 0; i < inks.size(); ++i) {
            const auto ink = static_cast<std::size_t>(inks[i]);
            const double share = static_cast<double>(shares[i]) / sum;
            for (std::size_t b = 0; b < reduced_band_count; ++b) {
                mixture.mu_a[e][b] += share * problem.epochs[e].ink_mu_a_per_mm[ink][b];
                mixture.mu_s[e][b] += share * problem.epochs[e].ink_reduced_mu_s_per_mm[ink][b];
            }
        }
}

/// Up to what share of the cup reflectance falls in every band and epoch (AreaSurrogate::falls_up_to).
double falls_up_to(const SearchProblem& problem, const MixtureOptics& mixture);

/// Area reflectance of `amount` times these coefficients.
ReducedBands reflectance_of(const SearchEpoch& epoch, const ReducedBands& mu_a, const ReducedBands& mu_s, double amount);

/// One of X, Y, Z (row 0, 1, 2).
double tristimulus(const SearchViewing& viewing, int row, const ReducedBands& r);

Lab lab_of(const SearchViewing& viewing, const ReducedBands& r);

/// "Not darker than the target" as a limit on Y under every viewing.
class DarknessRule {
public:
    DarknessRule(const std::vector<SearchViewing>& viewings, double tolerance_l);
    bool broken_by(const ReducedBands& healed) const;

private:
    const std::vector<SearchViewing>& viewings_;
    std::vector<double> least_y_;
};

} // namespace undertone
