#include "matcher.hpp"

#include "surrogate/surrogate_colors.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace undertone {

namespace {

const MatchOptions& checked(const MatchOptions& options, const Dots& dots, const Bands& target) {
    options.validate();
    dots.validate();
    check_target(target);
    return options;
}

Mixture undiluted(const Line& line, std::size_t ink) { return mix(line, Blend{{{line.inks[ink].id, 1.0}}, 0}); }

} // namespace

Matcher::Matcher(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options,
                 MatchMemory& memory)
    : skin_(skin), line_(line), dots_(dots), options_(checked(options, dots, target)), memory_(memory),
      model_(full_area_model(skin)), lights_(options, target, skin.reflectance()), tolerance_(tolerance_for(skin, options)),
      inks_(usable_inks(line, options)) {
    check_epochs();
    for (const std::size_t ink : inks_.indices) healed_.push_back(healed_state(undiluted(line, ink), dots).mg_per_ml);
    set_up_moments();
    problem_ = std::make_unique<SearchProblem>(problem_with_rules(line, options, inks_.indices, lights_));
    problem_->texture = std::make_shared<const TextureTerm>(skin, target, dots, options, lights_.viewings.front());
    check_cup();
    set_up_reduction();
    set_up_optics();
}

void Matcher::check_epochs() const {
    for (std::size_t i = 0; i < options_.later_epochs.size(); ++i)
        if (options_.later_epochs[i].remaining.size() != static_cast<Eigen::Index>(line_.colorants.size()))
            throw DomainError(fmt::format("later_epochs[{}].remaining", i),
                              fmt::format("{} values", options_.later_epochs[i].remaining.size()),
                              fmt::format("{}, one per colorant of the line", line_.colorants.size()));
}

void Matcher::check_cup() const {
    const DosingGrid& grid = problem_->grid;
    const int fewest = std::max<int>(1, static_cast<int>(options_.must_use.size()));
    if (grid.allowed_water(fewest).empty())
        throw DomainError(
            "cup_volume_ml", fmt::format("{}", options_.cup_volume_ml),
            fmt::format(
                "room for {} step{} of ink of {} with the water of at least one dilution on the ladder, in whole steps",
                fewest, fewest == 1 ? "" : "s", options_.dose_step_text()),
            fmt::format("use a cup of {:g} ml or more, finer steps or stronger dilutions",
                        fewest * (grid.water_ladder.front() + 1) * grid.step_ml));
}

void Matcher::set_up_moments() {
    const Mixture any = undiluted(line_, 0);
    const auto healed = [&](double z_retention, double z_depth, double weight, bool scenario) {
        const PigmentState state = healed_state(any, dots_, z_retention, z_depth);
        moments_.push_back(
            {geometry_of(state), dots_.retention.at(z_retention) / dots_.retention.median, -1, weight, scenario});
    };
    double sum = options_.healed_weight;
    for (const Epoch& epoch : options_.later_epochs) sum += epoch.weight;
    const double healed_weight = options_.healed_weight / sum;
    const bool robust = options_.robustness != Robustness::median;
    healed(0, 0, robust ? 0 : healed_weight, false);
    for (std::size_t i = 0; i < options_.later_epochs.size(); ++i) {
        const Epoch& epoch = options_.later_epochs[i];
        moments_.push_back({{epoch.diameter_mm, epoch.density_per_cm2, epoch.top_mm, epoch.bottom_mm, epoch.edge_sigma_mm},
                            1,
                            static_cast<int>(i),
                            epoch.weight / sum,
                            false});
    }
    if (!robust) return;
    const auto grid = [&](double z, double middle, double side, bool scenario) {
        for (const double depth : {-z, 0.0, z})
            for (const double retention : {-z, 0.0, z})
                healed(retention, depth, healed_weight * (depth == 0 ? middle : side) * (retention == 0 ? middle : side),
                       scenario);
    };
    if (options_.robustness == Robustness::mean)
        grid(std::sqrt(3.0), 2.0 / 3, 1.0 / 6, false);
    else if (options_.robustness == Robustness::quantile_80)
        grid(normal_quantile(5.0 / 6), 0, 0, true); // no weight in bounds: a quantile may be below the mean
    else
        grid(normal_quantile(0.9), 1.0 / 3, 1.0 / 3, true);
}

/// The bands that stand for all: of the space that spectra of this skin and line span, so they stay when a slider moves dots.
void Matcher::set_up_reduction() {
    const double strongest = options_.water_ladder.front() + 1, thinnest = options_.water_ladder.back() + 1;
    MatchMemory::Key key{inks_.indices, strongest, thinnest};
    if (!memory_.reduction.bands.empty() && memory_.key == key) return;
    memory_ = {};
    memory_.key = std::move(key);

    // Sample spectra for the reduction: each ink strong and thinned, and blends, spread over the moments.
    const std::size_t moments = moments_.size();
    std::vector<PigmentState> samples;
    for (const Eigen::ArrayXd& ink : healed_)
        samples.push_back(state(ink / (samples.size() % 2 == 0 ? strongest : std::sqrt(strongest * thinnest)),
                                samples.size() / 2 % moments));
    for (const Eigen::ArrayXd& blend : sample_blends(healed_, options_, 12, RandomStream(20, 0)))
        samples.push_back(state(blend, samples.size() % moments));
    // Only directions are wanted of them: four streams do, as shares of what four streams say of bare skin.
    samples.push_back(state(Eigen::ArrayXd::Zero(healed_[0].size()), 0));
    const Eigen::ArrayXXd seen = full_areas(samples, 4);
    const Eigen::Index count = seen.cols() - 1;
    const Eigen::ArrayXd correction = skin_.reflectance() / seen.col(count);
    memory_.reduction = reduce_bands(skin_.reflectance(), (seen.leftCols(count).colwise() * correction).matrix());
}

/// Inks as optics, the domain they span, and the surrogates over it.
void Matcher::set_up_optics() {
    const BandReduction& reduction = memory_.reduction;
    DomainOfMixtures mixtures;
    std::vector<EpochOptics> epochs;
    for (std::size_t m = 0; m < moments_.size(); ++m) {
        EpochOptics& epoch =
            epochs.emplace_back(EpochOptics{moments_[m].geometry, moments_[m].weight, moments_[m].scenario, {}, {}});
        for (std::size_t ink = 0; ink < healed_.size(); ++ink) {
            const DotField inside = dot_lattice(line_, state(healed_[ink], m));
            ReducedBands mu_a{}, mu_s{};
            for (std::size_t b = 0; b < reduced_band_count; ++b) {
                const int band = reduction.bands[b];
                const double scattering = inside.pigment_mu_s_per_mm[band], g = inside.pigment_g[band];
                mu_a[b] = inside.pigment_mu_a_per_mm[band];
                mu_s[b] = scattering * (1 - g);
                if (!problem_->allowed[ink]) continue;
                mixtures.scatter(b, scattering, g);
                mixtures.reach(b, mu_a[b], mu_s[b]);
            }
            epoch.ink_mu_a_per_mm.push_back(mu_a);
            epoch.ink_reduced_mu_s_per_mm.push_back(mu_s);
        }
    }
    const SurrogateDomain domain =
        mixtures.domain(dots_.retention.at(largest_deviate()) / dots_.retention.median / problem_->least_thinning());
    if (domain != memory_.domain) memory_.surrogates.clear();
    memory_.domain = domain;
    add_optics(*problem_, options_, lights_, reduction, model_, domain, std::move(epochs), memory_.surrogates);
}

} // namespace undertone
