#pragma once
// A search problem with made-up but well-behaved optics, so that the search can be judged without skin or pigment.

#include "undertone/numerics/random.hpp"
#include "undertone/search/search.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace undertone::synthetic {

inline Bands bare_skin() { return 0.25 + 0.35 / (1.0 + (-(wavelengths_nm() - 570.0) / 40.0).exp()); }

/// Reflectance falls with absorption (saturating, as dots do) and rises a little with scattering.
inline Eigen::ArrayXd area(const DotGeometry& geometry, const std::vector<int>& at_bands, const Eigen::ArrayXd& mu_a,
                           const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g) {
    const Eigen::ArrayXd bare = bare_skin()(at_bands);
    const double cover =
        geometry.density_per_cm2 * 0.01 * 3.14159265358979 / 4 * geometry.diameter_mm * geometry.diameter_mm;
    const Eigen::ArrayXd absorbed = cover * (1 - (-mu_a * geometry.diameter_mm).exp()) / geometry.diameter_mm;
    const Eigen::ArrayXd scattered = cover * mu_s * (1 - g);
    return bare * (1 + 0.3 * scattered / (1 + scattered)) / (1 + 3.0 * absorbed);
}

/// Inks with smooth random absorption; the last (if `white`) mostly scatters. With `scattering` 1 strong mixes of many inks
/// brighten again; with 0.1 thinner is lighter almost always.
inline SearchProblem problem(int ink_count, std::uint64_t seed, DosingGrid grid, int max_inks, double year_weight = 0.4,
                             bool white = false, double scattering = 1) {
    RandomStream random(seed, 7);
    std::vector<Bands> mu_a, mu_s;
    for (int i = 0; i < ink_count; ++i) {
        const double strength = 10 * std::exp(1.2 * random.normal()), slope = 2 * random.normal(),
                     level = 2 * scattering * random.uniform();
        mu_a.push_back(strength * (-slope * (wavelengths_nm() - 550) / 200).exp());
        mu_s.push_back(Bands::Constant(level));
    }
    if (white) {
        mu_a.back() = Bands::Constant(0.01);
        mu_s.back() = Bands::Constant(120);
    }
    const DotGeometry healed{0.15, 150, 0.2, 0.7}, later{0.19, 150, 0.2, 0.7};
    const double strongest = 1.0 / (grid.water_ladder.front() + 1);

    Eigen::Matrix<double, band_count, Eigen::Dynamic> samples(band_count, 3 * ink_count);
    std::vector<int> all_bands;
    for (int b = 0; b < band_count; ++b) all_bands.push_back(b);
    for (int i = 0; i < ink_count; ++i)
        for (int k = 0; k < 3; ++k) {
            const double dilution = strongest / std::pow(4.0, k);
            const auto ink = static_cast<std::size_t>(i);
            samples.col(3 * i + k) =
                area(healed, all_bands, mu_a[ink] * dilution, mu_s[ink] * dilution, Bands::Zero()).matrix();
        }
    const BandReduction reduction = reduce_bands(bare_skin(), samples);

    SurrogateDomain domain;
    std::vector<ReducedBands> ink_a, ink_s, ink_a_later, ink_s_later;
    for (int i = 0; i < ink_count; ++i) {
        const auto ink = static_cast<std::size_t>(i);
        ReducedBands a, s, a_later, s_later;
        for (std::size_t b = 0; b < a.size(); ++b) {
            a[b] = mu_a[ink][reduction.bands[b]];
            s[b] = mu_s[ink][reduction.bands[b]];
            a_later[b] = 0.5 * a[b];
            s_later[b] = 0.5 * s[b];
            domain.mu_a_max[b] = std::max(domain.mu_a_max[b], a[b] * strongest);
            domain.reduced_mu_s_max[b] = std::max(domain.reduced_mu_s_max[b], s[b] * strongest);
        }
        ink_a.push_back(a);
        ink_s.push_back(s);
        ink_a_later.push_back(a_later);
        ink_s_later.push_back(s_later);
    }
    SearchProblem result;
    result.grid = std::move(grid);
    result.max_inks = max_inks;
    result.extra_ink_penalty = seed % 2 == 0 ? 0 : 0.05;
    result.pigment_penalty = seed % 3 == 0 ? 0 : 0.001;
    for (int ink = 0; ink < ink_count; ++ink) result.ink_mg_per_ml.push_back(60.0 + 40.0 * (ink % 4));
    result.allowed.assign(static_cast<std::size_t>(ink_count), 1);
    result.required.assign(static_cast<std::size_t>(ink_count), 0);
    result.epochs.push_back({AreaSurrogate(area, healed, reduction.bands, domain), ink_a, ink_s, 1 - year_weight});
    if (year_weight > 0)
        result.epochs.push_back(
            {AreaSurrogate(area, later, reduction.bands, domain), ink_a_later, ink_s_later, year_weight});

    // A target somewhere between bare skin and dark, a little off hue.
    const double share = 0.35 + 0.6 * random.uniform(), tilt = 0.05 * random.normal(); // in this order for every compiler
    const Bands target = bare_skin() * share * (1 + tilt * (wavelengths_nm() - 580) / 200);
    for (const char* light : {"D65", "A"}) {
        const Viewing viewing(light);
        result.viewings.push_back({reduction.weights(viewing), viewing.white(), viewing.lab(target), 0.5});
    }
    return result;
}

inline DosingGrid small_grid() {
    DosingGrid grid;
    grid.cup_steps = 120;
    grid.pigment_steps = 6;
    for (int n = 1; n <= 30; ++n) grid.water_ladder.push_back(n);
    return grid;
}

/// Every recipe of the grid by plain loops over steps: shares no code with the search but `evaluate`.
inline std::vector<Candidate> every_recipe(const SearchProblem& problem) {
    std::vector<Candidate> all;
    const int inks = static_cast<int>(problem.ink_count());
    std::vector<int> steps(static_cast<std::size_t>(inks), 0);
    const auto visit = [&](auto&& self, int ink, int used_inks, int sum) -> void {
        if (ink == inks) {
            int divisor = 0;
            Candidate candidate;
            for (int i = 0; i < inks; ++i) {
                const int k = steps[static_cast<std::size_t>(i)];
                for (int a = k, b = divisor;;) { // Euclid
                    if (b == 0) {
                        divisor = a;
                        break;
                    }
                    const int rest = a % b;
                    a = b;
                    b = rest;
                }
                if (k > 0) {
                    candidate.inks.push_back(i);
                    candidate.steps.push_back(k);
                }
                if (k == 0 && problem.required[static_cast<std::size_t>(i)]) return;
            }
            if (divisor != 1) return;
            for (std::size_t n = 0; n < problem.grid.water_ladder.size(); ++n)
                if (sum * (problem.grid.water_ladder[n] + 1) <= problem.grid.cup_steps) {
                    candidate.water = static_cast<int>(n);
                    const SearchEvaluation seen = evaluate(problem, candidate);
                    candidate.objective = seen.objective;
                    if (!seen.too_dark) all.push_back(candidate);
                }
            return;
        }
        const int most = problem.allowed[static_cast<std::size_t>(ink)] && used_inks < problem.max_inks
                             ? problem.grid.pigment_steps - sum
                             : 0;
        for (int k = 0; k <= most; ++k) {
            steps[static_cast<std::size_t>(ink)] = k;
            self(self, ink + 1, used_inks + (k > 0), sum + k);
        }
        steps[static_cast<std::size_t>(ink)] = 0;
    };
    visit(visit, 0, 0, 0);
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace undertone::synthetic
