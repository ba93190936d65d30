#pragma once
// Sets up the search problem that match, cups and the next session share: the grid, the rules, and inks and lights as the surrogate
// takes them.

#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/search/match_options.hpp"
#include "undertone/search/search.hpp"

#include <array>
#include <map>
#include <span>
#include <vector>

namespace undertone {

/// The target and the bare skin under the lights of the options.
struct Lights {
    Lights(const MatchOptions& options, const Bands& target, const Bands& bare);

    std::vector<Lab> labs(const Bands& reflectance) const;

    std::vector<Viewing> viewings;
    std::vector<Lab> target, bare;
};

/// Everything of the problem but its viewings and epochs. `inks`: of the line, in the order in which the problem counts them.
SearchProblem problem_with_rules(const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
                                 const Lights& lights);

/// `count` blends of three of the inks at random, each over the whole range of dilutions. `inks_mg_per_ml`: undiluted.
std::vector<Eigen::ArrayXd> sample_blends(std::span<const Eigen::ArrayXd> inks_mg_per_ml, const MatchOptions& options,
                                          int count, RandomStream random);

/// What dots may contain, collected from the mixtures that span it.
class DomainOfMixtures {
public:
    /// One mixture's absorption and reduced scattering at reduced band b.
    void reach(std::size_t b, double mu_a, double reduced_mu_s);
    /// A part of some mixture's scattering: the domain's g is the mean over all of it.
    void scatter(std::size_t b, double mu_s, double g);
    /// Of these mixtures, `amount` times as strong.
    SurrogateDomain domain(double amount = 1) const;

private:
    SurrogateDomain reached_;
    ReducedBands scattering_{}, scattering_times_g_{};
};

/// One epoch of the problem: the dots' geometry, and the undiluted inks inside them.
struct EpochOptics {
    DotGeometry geometry;
    double weight = 1;
    bool scenario = false;
    std::vector<ReducedBands> ink_mu_a_per_mm, ink_reduced_mu_s_per_mm;
};

/// Surrogates by geometry.
using Surrogates = std::map<std::array<double, 5>, AreaSurrogate>;

/// Completes the problem with viewings and epochs. Surrogates of `known`, which are of this model and domain, are used again; afterwards
/// it holds those of this problem.
void add_optics(SearchProblem& problem, const MatchOptions& options, const Lights& lights, const BandReduction& reduction,
                const AreaModel& model, const SurrogateDomain& domain, std::vector<EpochOptics> epochs, Surrogates& known);

/// What a candidate is called: parts of each ink by volume, and N of N:1.
Blend blend_of(const Line& line, const std::vector<std::size_t>& inks, const SearchProblem& problem,
               const Candidate& candidate);

std::array<double, 5> key_of(const DotGeometry& geometry);

} // namespace undertone
