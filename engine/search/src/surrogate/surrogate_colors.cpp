#include "surrogate_colors.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace undertone {

namespace {

/// f of CIE 1976 to a few units in 1e-14: the search spends most of its time on cube roots, and libm's is ten times slower.
double lab_f(double t) {
    constexpr double toe = 216.0 / 24389.0, slope = 24389.0 / 27.0;
    if (t <= toe) return (slope * t + 16.0) / 116.0;
    // A third of the exponent gives 3 %; each step of Halley cubes the error.
    double root = std::bit_cast<double>(std::bit_cast<std::uint64_t>(t) / 3 + 0x2A9F7893782DA1CEull);
    for (int i = 0; i < 2; ++i) {
        const double cube = root * root * root;
        root *= (cube + 2 * t) / (2 * cube + t);
    }
    return root;
}

template <class Volume>
void mix(const SearchProblem& problem, std::span<const int> inks, const Volume& volume_of, MixtureOptics& mixture) {
    double sum = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) sum += volume_of(i);
    mixture.mu_a.assign(problem.epochs.size(), ReducedBands{});
    mixture.mu_s.assign(problem.epochs.size(), ReducedBands{});
    for (std::size_t e = 0; e < problem.epochs.size(); ++e)
        for (std::size_t i = 0; i < inks.size(); ++i)
            add_ink(problem.epochs[e], inks[i], volume_of(i) / sum, mixture.mu_a[e], mixture.mu_s[e]);
}

} // namespace

void add_ink(const SearchEpoch& epoch, int ink, double share, ReducedBands& mu_a, ReducedBands& mu_s) {
    const auto at = static_cast<std::size_t>(ink);
    for (std::size_t b = 0; b < reduced_size; ++b) {
        mu_a[b] += share * epoch.ink_mu_a_per_mm[at][b];
        mu_s[b] += share * epoch.ink_reduced_mu_s_per_mm[at][b];
    }
}

void mix_volumes(const SearchProblem& problem, std::span<const int> inks, std::span<const double> volumes,
                 MixtureOptics& mixture) {
    mix(
        problem, inks, [&](std::size_t i) { return volumes[i]; }, mixture);
}

void mix_steps(const SearchProblem& problem, std::span<const int> inks, std::span<const int> steps, MixtureOptics& mixture) {
    mix(
        problem, inks, [&](std::size_t i) { return problem.volume(inks[i], steps[i]); }, mixture);
}

ReducedBands reflectance_of(const SearchEpoch& epoch, const ReducedBands& mu_a, const ReducedBands& mu_s, double amount) {
    ReducedBands r;
    epoch.surrogate.reflectance(mu_a, mu_s, r, amount);
    return r;
}

double tristimulus(const SearchViewing& viewing, int row, const ReducedBands& r) {
    double sum = viewing.weights.offset[row];
    const double* weights = viewing.weights.weights.data() + static_cast<std::size_t>(row) * reduced_size;
    for (std::size_t b = 0; b < reduced_size; ++b) sum += weights[b] * r[b];
    return sum;
}

double lightness_of(const SearchViewing& viewing, const ReducedBands& r) {
    return 116 * lab_f(tristimulus(viewing, 1, r) / viewing.white.y) - 16;
}

Lab lab_of(const SearchViewing& viewing, const ReducedBands& r) {
    const double f_x = lab_f(tristimulus(viewing, 0, r) / viewing.white.x);
    const double f_y = lab_f(tristimulus(viewing, 1, r) / viewing.white.y);
    const double f_z = lab_f(tristimulus(viewing, 2, r) / viewing.white.z);
    return {116 * f_y - 16, 500 * (f_x - f_y), 200 * (f_y - f_z)};
}

double falls_up_to(const SearchProblem& problem, const MixtureOptics& mixture) {
    double factor = std::numeric_limits<double>::infinity();
    for (std::size_t e = 0; e < problem.epochs.size(); ++e)
        factor = std::min(factor, problem.epochs[e].surrogate.falls_up_to(mixture.mu_a[e], mixture.mu_s[e]));
    return factor;
}

} // namespace undertone
