#include "matcher.hpp"

#include "audit.hpp"
#include "bounds/lab_arithmetic.hpp"
#include "recheck.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace undertone {

namespace {

constexpr std::size_t bands = reduced_band_count;
constexpr std::size_t recheck_batch = 8; ///< estimates between two looks at the stopping rule
constexpr double outer_depth = 2;        ///< depths looked at beside the middle one
/// A search up to a known objective goes beyond it by so many errors of the surrogate; a proof asks for two.
constexpr double surrogate_errors_kept = 4, least_surrogate_error = 0.002;
constexpr double usual_surrogate_error = 0.003; ///< before any was seen
constexpr int usual_pool = 512, largest_pool = 4096;

/// People see and accept less difference on light skin (users.md's sources are in MatchOptions).
Tolerance tolerance_for(const Skin& skin, const MatchOptions& options) {
    const double ita = ita_deg(Viewing("D65", options.observer).lab(skin.reflectance()));
    const bool light = ita > 28;
    return {ita_class(ita),
            options.perceptible_delta_e_2000 > 0 ? options.perceptible_delta_e_2000
            : light                              ? 0.6
                                                 : 1.75,
            options.acceptable_delta_e_ab > 0 ? options.acceptable_delta_e_ab
            : light                           ? 1.8
                                              : 2.6};
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double normal_quantile(double p) {
    double low = -9, high = 9;
    for (int i = 0; i < 60; ++i) (normal_cdf(0.5 * (low + high)) < p ? low : high) = 0.5 * (low + high);
    return 0.5 * (low + high);
}

/// Mid-points of `count` equally likely slices of the standard normal distribution.
std::vector<double> equally_likely_deviates(int count) {
    std::vector<double> z;
    for (int i = 0; i < count; ++i) z.push_back(normal_quantile((i + 0.5) / count));
    return z;
}

constexpr int deviate_count = 21;

double largest_deviate() {
    static const double z = normal_quantile((deviate_count - 0.5) / deviate_count);
    return z;
}

double interpolated_quantile(const std::vector<double>& sorted, double p) {
    const double at = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

ValueRange range_of(std::vector<double> values, double probability) {
    std::sort(values.begin(), values.end());
    const double tail = 0.5 * (1 - probability);
    return {interpolated_quantile(values, tail), interpolated_quantile(values, 0.5),
            interpolated_quantile(values, 1 - tail)};
}

double spread(const std::vector<double>& values) {
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double sum = 0;
    for (double value : values) sum += (value - mean) * (value - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

std::vector<int> all_bands() {
    std::vector<int> all(band_count);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

DotGeometry geometry_of(const PigmentState& state) {
    return {state.diameter_mm, state.density_per_cm2, state.top_mm, state.bottom_mm, state.edge_sigma_mm};
}

} // namespace

AreaModel full_area_model(const Skin& skin, int streams) {
    return [&skin, streams](const DotGeometry& geometry, const std::vector<int>& at_bands, const Eigen::ArrayXd& mu_a,
                            const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g) -> Eigen::ArrayXd {
        Dots dots;
        dots.density_per_cm2 = geometry.density_per_cm2;
        DotField lattice;
        lattice.diameter_mm = geometry.diameter_mm;
        lattice.pitch_mm = dots.pitch_mm();
        lattice.top_mm = geometry.top_mm;
        lattice.bottom_mm = geometry.bottom_mm;
        lattice.edge_sigma_mm = geometry.edge_sigma_mm;
        lattice.pigment_mu_a_per_mm = mu_a;
        lattice.pigment_mu_s_per_mm = mu_s;
        lattice.pigment_g = g;
        return dot_reflectance(skin.layers().at(at_bands), lattice, streams) * skin.residual_ratio()(at_bands);
    };
}

bool Rechecked::operator<(const Rechecked& other) const {
    // Mixtures that come to the same colour (5:1 of an ink, 1:1 of another a third as strong) differ by rounding alone, which must not
    // decide what is recommended: among them the first by the inks' ids, wherever they stand in the line.
    constexpr double same_objective = 1e-8;
    const double mine = std::round(objective / same_objective), its = std::round(other.objective / same_objective);
    return mine != its ? mine < its : candidate.precedes(other.candidate);
}

Matcher::Matcher(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options,
                 MatchMemory& cache)
    : skin_(skin), target_(target), line_(line), dots_(dots), options_(options), model_(full_area_model(skin)),
      cache_(cache) {
    options.validate();
    dots.validate();
    check_input();
    for (const WeightedIlluminant& light : options.illuminants) {
        viewings_.emplace_back(light.name, options.observer);
        target_lab_.push_back(viewings_.back().lab(target));
        bare_lab_.push_back(viewings_.back().lab(skin.reflectance()));
    }
    tolerance_ = tolerance_for(skin, options);
    set_up_inks();
    set_up_moments();
    set_up_problem();
}

void Matcher::check_input() const {
    for (int b = 0; b < band_count; ++b)
        if (!(target_[b] > 0 && target_[b] <= 1.5))
            throw DomainError(fmt::format("target[{}]", b), fmt::format("{}", target_[b]),
                              "a reflectance above 0, up to 1.5",
                              fmt::format("check the reading at {} nm (fractions, not percent; no gaps)",
                                          first_wavelength_nm + b * wavelength_step_nm));
    if (line_.inks.empty()) throw DomainError("line.inks", "empty", "at least one ink", "choose a line that has inks");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < line_.inks.size(); ++i)
        if (!ids.insert(line_.inks[i].id).second)
            throw DomainError(fmt::format("line.inks[{}].id", i), "'" + line_.inks[i].id + "' again", "each ink once",
                              "rename one of the two");
    for (const auto& id : options_.must_use) line_.ink_index(id);
    for (const auto& id : options_.never_use) line_.ink_index(id);
    for (const auto& [id, cost] : options_.cost_per_ml) line_.ink_index(id);
    if (!options_.cost_per_ml.empty())
        for (const Ink& ink : line_.inks)
            if (!options_.cost_per_ml.contains(ink.id))
                throw DomainError("cost_per_ml", "nothing for '" + ink.id + "'", "a price for every ink of the line",
                                  "recipes cannot be compared where one has no price: add it, or give none");
    if (options_.never_use.size() == line_.inks.size())
        throw DomainError("never_use", "every ink of the line", "at least one ink left to use", "allow an ink");
    for (std::size_t i = 0; i < options_.later_epochs.size(); ++i)
        if (options_.later_epochs[i].remaining.size() != static_cast<Eigen::Index>(line_.colorants.size()))
            throw DomainError(fmt::format("later_epochs[{}].remaining", i),
                              fmt::format("{} values", options_.later_epochs[i].remaining.size()),
                              fmt::format("{}, one per colorant of the line", line_.colorants.size()));
}

void Matcher::set_up_inks() {
    order_.resize(line_.inks.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return line_.inks[a].id < line_.inks[b].id; });
    for (std::size_t index : order_) {
        const PigmentState healed = healed_state(mix(line_, Blend{{{line_.inks[index].id, 1.0}}, 0}), dots_);
        ink_healed_mg_per_ml_.push_back(healed.mg_per_ml);
    }
    const auto expired = [&](const Ink& ink) {
        return !options_.today.empty() && !ink.expires.empty() && ink.expires < options_.today; // ISO dates sort as text
    };
    for (const std::size_t index : order_) {
        const Ink& ink = line_.inks[index];
        if (!expired(ink)) continue;
        expired_.push_back(ink.id);
        if (options_.expired_reason.empty() &&
            std::find(options_.must_use.begin(), options_.must_use.end(), ink.id) != options_.must_use.end())
            throw DomainError("must_use", fmt::format("'{}', whose lot {} expired on {}", ink.id, ink.lot, ink.expires),
                              "inks that have not expired", "open a fresh lot, or give expired_reason");
    }
}

void Matcher::set_up_moments() {
    const Mixture any = mix(line_, Blend{{{line_.inks[0].id, 1.0}}, 0});
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

void Matcher::set_up_constraints(SearchProblem& problem) const {
    const auto index_of = [&](const std::string& id) {
        const std::size_t in_line = line_.ink_index(id);
        return static_cast<int>(std::find(order_.begin(), order_.end(), in_line) - order_.begin());
    };
    if (!options_.stock_ml.empty()) {
        problem.most_steps.assign(order_.size(), std::numeric_limits<int>::max());
        for (const auto& [id, ml] : options_.stock_ml)
            problem.most_steps[static_cast<std::size_t>(index_of(id))] =
                static_cast<int>(std::min(1e6, std::floor(ml / problem.volume(index_of(id), problem.grid.step_ml) + 1e-6)));
    }
    for (const FixedPair& pair : options_.fixed_pairs)
        problem.pairs.push_back({index_of(pair.first), index_of(pair.second), pair.first_parts, pair.second_parts});
    problem.most_mg_per_ml = options_.max_pigment_mg_per_ml;
    if (std::isfinite(options_.max_blue_shift_b)) problem.least_b = bare_lab_.front().b - options_.max_blue_shift_b;
    if (options_.expired_reason.empty())
        for (const std::string& id : expired_) problem.allowed[static_cast<std::size_t>(index_of(id))] = 0;
    if (std::none_of(problem.allowed.begin(), problem.allowed.end(), [](char allowed) { return allowed != 0; }))
        throw DomainError("line", "every ink that may be used has expired", "at least one ink left to use",
                          "open a fresh lot, or give expired_reason");
    if (options_.robustness == Robustness::quantile_80 || options_.robustness == Robustness::worst) {
        problem.scenario_weight = options_.healed_weight;
        for (const Epoch& epoch : options_.later_epochs) problem.scenario_weight += epoch.weight;
        problem.scenario_weight = options_.healed_weight / problem.scenario_weight;
        problem.scenario_rank = options_.robustness == Robustness::worst ? 8 : 7; // of nine equally likely: 80 % lie below
    }
}

PigmentState Matcher::state(const Eigen::ArrayXd& healed_mg_per_ml, std::size_t epoch) const {
    const Moment& moment = moments_[epoch];
    const DotGeometry& geometry = moment.geometry;
    PigmentState result{healed_mg_per_ml * moment.retention,
                        geometry.diameter_mm,
                        geometry.density_per_cm2,
                        geometry.top_mm,
                        geometry.bottom_mm,
                        geometry.edge_sigma_mm};
    if (moment.later >= 0) result.mg_per_ml *= options_.later_epochs[static_cast<std::size_t>(moment.later)].remaining;
    return result;
}

Eigen::ArrayXd Matcher::healed_mg_per_ml(const Candidate& candidate) const {
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line_.colorants.size()));
    const std::vector<double> shares = problem_->shares(candidate);
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        sum += shares[i] * ink_healed_mg_per_ml_[static_cast<std::size_t>(candidate.inks[i])];
    return sum;
}

Eigen::ArrayXXd Matcher::areas(const AreaModel& model, const std::vector<PigmentState>& states,
                               const std::vector<int>& at) const {
    const auto count = static_cast<Eigen::Index>(at.size());
    Eigen::ArrayXXd result(count, static_cast<Eigen::Index>(states.size()));
    // One call per geometry: the optics is at its best with many columns.
    std::map<std::array<double, 5>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < states.size(); ++i)
        groups[{states[i].diameter_mm, states[i].density_per_cm2, states[i].top_mm, states[i].bottom_mm,
                states[i].edge_sigma_mm}]
            .push_back(i);
    for (const auto& [key, members] : groups) {
        const auto columns = static_cast<Eigen::Index>(members.size()) * count;
        Eigen::ArrayXd mu_a(columns), mu_s(columns), g(columns);
        std::vector<int> at_bands;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const DotField lattice = dot_lattice(line_, states[members[i]]);
            const auto from = static_cast<Eigen::Index>(i) * count;
            mu_a.segment(from, count) = lattice.pigment_mu_a_per_mm(at);
            mu_s.segment(from, count) = lattice.pigment_mu_s_per_mm(at);
            g.segment(from, count) = lattice.pigment_g(at);
            at_bands.insert(at_bands.end(), at.begin(), at.end());
        }
        const Eigen::ArrayXd area = model(geometry_of(states[members[0]]), at_bands, mu_a, mu_s, g);
        for (std::size_t i = 0; i < members.size(); ++i)
            result.col(static_cast<Eigen::Index>(members[i])) = area.segment(static_cast<Eigen::Index>(i) * count, count);
    }
    return result;
}

Eigen::ArrayXXd Matcher::full_areas(const std::vector<PigmentState>& states) const {
    return areas(model_, states, all_bands());
}

/// The bands that stand for all: of the space that spectra of this skin and line span, so they stay when a slider moves dots.
void Matcher::set_up_reduction(const SearchProblem& problem) {
    const double strongest = problem.grid.water_ladder.front() + 1, thinnest = problem.grid.water_ladder.back() + 1;
    MatchMemory::Key key{problem.allowed, strongest, thinnest};
    if (!cache_.reduction.bands.empty() && cache_.key == key) return;
    cache_ = {};
    cache_.key = std::move(key);
    std::vector<std::size_t> usable;
    for (std::size_t i = 0; i < order_.size(); ++i)
        if (problem.allowed[i]) usable.push_back(i);

    // Sample spectra for the reduction: each ink strong and thinned, and blends, spread over the epochs.
    const std::size_t epochs = moments_.size();
    std::vector<PigmentState> samples;
    for (std::size_t ink : usable)
        samples.push_back(
            state(ink_healed_mg_per_ml_[ink] / (samples.size() % 2 == 0 ? strongest : std::sqrt(strongest * thinnest)),
                  samples.size() / 2 % epochs));
    RandomStream random(20, 0);
    for (int k = 0; k < 12; ++k) {
        Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(ink_healed_mg_per_ml_[0].size());
        double sum = 0;
        for (int j = 0; j < 3; ++j) {
            const double share = random.uniform();
            mg += share * ink_healed_mg_per_ml_[usable[static_cast<std::size_t>(random.uniform() *
                                                                                static_cast<double>(usable.size()))]];
            sum += share;
        }
        samples.push_back(
            state(mg / sum / (strongest * std::pow(thinnest / strongest, random.uniform())), samples.size() % epochs));
    }
    // Only directions are wanted of them: four streams do, as shares of what four streams say of bare skin.
    samples.push_back(state(Eigen::ArrayXd::Zero(ink_healed_mg_per_ml_[0].size()), 0));
    const Eigen::ArrayXXd seen = areas(full_area_model(skin_, 4), samples, all_bands());
    const Eigen::Index count = seen.cols() - 1;
    const Eigen::ArrayXd correction = skin_.reflectance() / seen.col(count);
    cache_.reduction = reduce_bands(skin_.reflectance(), (seen.leftCols(count).colwise() * correction).matrix());
}

void Matcher::set_up_problem() {
    auto problem = std::make_unique<SearchProblem>();
    DosingGrid& grid = problem->grid;
    grid = options_.dosing_grid(options_.syringe_step_ml);
    if (options_.scale_step_g > 0) {
        const double water_step_ml = options_.scale_step_g / line_.diluent_density_g_per_ml;
        double largest_step_ml = water_step_ml; // so that whatever is mixed fits
        for (const std::size_t ink : order_) {
            const double step_ml = options_.scale_step_g / line_.inks[ink].density_g_per_ml;
            problem->step_volume.push_back(step_ml / water_step_ml);
            largest_step_ml = std::max(largest_step_ml, step_ml);
        }
        grid = options_.dosing_grid(largest_step_ml);
        grid.step_ml = water_step_ml;
    }
    const int fewest = std::max<int>(1, static_cast<int>(options_.must_use.size()));
    if (grid.allowed_water(fewest).empty())
        throw DomainError(
            "cup_volume_ml", fmt::format("{}", options_.cup_volume_ml),
            fmt::format(
                "room for {} step{} of ink of {} with the water of at least one dilution on the ladder, in whole steps",
                fewest, fewest == 1 ? "" : "s", options_.dose_step_text()),
            fmt::format("use a cup of {:g} ml or more, finer steps or stronger dilutions",
                        fewest * (grid.water_ladder.front() + 1) * grid.step_ml));

    problem->max_inks = std::min<int>(options_.max_inks, static_cast<int>(order_.size()));
    problem->darker_tolerance_l = options_.darker_tolerance_l;
    problem->extra_ink_penalty = options_.extra_ink_penalty;
    problem->pigment_penalty = options_.pigment_penalty;
    for (const std::size_t ink : order_) {
        double mg_per_ml = 0;
        for (const InkComponent& component : line_.inks[ink].components) mg_per_ml += component.mg_per_ml;
        problem->ink_mg_per_ml.push_back(mg_per_ml);
    }
    if (!options_.cost_per_ml.empty())
        for (const std::size_t ink : order_)
            problem->ink_penalty.push_back(options_.cost_penalty * options_.cost_per_ml.at(line_.inks[ink].id));
    const auto listed = [](const std::vector<std::string>& list, const std::string& id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    for (std::size_t i = 0; i < order_.size(); ++i) {
        const std::string& id = line_.inks[order_[i]].id;
        problem->allowed.push_back(!listed(options_.never_use, id));
        problem->required.push_back(listed(options_.must_use, id));
    }

    set_up_constraints(*problem);
    set_up_reduction(*problem);
    const std::size_t epochs = moments_.size();

    // Inks as optics, and the domain they span.
    const BandReduction& reduction = cache_.reduction;
    SurrogateDomain domain;
    std::vector<std::vector<ReducedBands>> mu_a(epochs), mu_s(epochs);
    ReducedBands scattering{}, scattering_times_g{};
    for (std::size_t e = 0; e < epochs; ++e)
        for (std::size_t ink = 0; ink < order_.size(); ++ink) {
            const DotField lattice = dot_lattice(line_, state(ink_healed_mg_per_ml_[ink], e));
            ReducedBands a{}, s{};
            for (std::size_t b = 0; b < bands; ++b) {
                const int band = reduction.bands[b];
                a[b] = lattice.pigment_mu_a_per_mm[band];
                s[b] = lattice.pigment_mu_s_per_mm[band] * (1 - lattice.pigment_g[band]);
                if (!problem->allowed[ink]) continue;
                scattering[b] += lattice.pigment_mu_s_per_mm[band];
                scattering_times_g[b] += lattice.pigment_mu_s_per_mm[band] * lattice.pigment_g[band];
                domain.mu_a_max[b] = std::max(domain.mu_a_max[b], a[b]);
                domain.reduced_mu_s_max[b] = std::max(domain.reduced_mu_s_max[b], s[b]);
            }
            mu_a[e].push_back(a);
            mu_s[e].push_back(s);
        }
    const double reach = dots_.retention.at(largest_deviate()) / dots_.retention.median / problem->least_thinning();
    for (std::size_t b = 0; b < bands; ++b) {
        domain.g[b] = scattering[b] > 0 ? scattering_times_g[b] / scattering[b] : 0;
        domain.mu_a_max[b] *= reach;
        domain.reduced_mu_s_max[b] *= reach;
    }

    if (domain != cache_.domain) cache_.surrogates.clear();
    cache_.domain = domain;
    std::map<MatchMemory::Geometry, AreaSurrogate> used; // the same again, as far as any were there
    for (std::size_t e = 0; e < epochs; ++e) {
        const DotGeometry& g = moments_[e].geometry;
        const MatchMemory::Geometry at{g.diameter_mm, g.density_per_cm2, g.top_mm, g.bottom_mm, g.edge_sigma_mm};
        if (!used.contains(at)) {
            const auto known = cache_.surrogates.find(at);
            used.emplace(at, known != cache_.surrogates.end() ? known->second
                                                              : AreaSurrogate(model_, g, reduction.bands, domain));
        }
        problem->epochs.push_back(
            {used.at(at), std::move(mu_a[e]), std::move(mu_s[e]), moments_[e].weight, moments_[e].scenario});
    }
    cache_.surrogates = std::move(used);
    double light_sum = 0;
    for (const WeightedIlluminant& light : options_.illuminants) light_sum += light.weight;
    for (std::size_t v = 0; v < viewings_.size(); ++v)
        problem->viewings.push_back({reduction.weights(viewings_[v]), viewings_[v].white(), target_lab_[v],
                                     options_.illuminants[v].weight / light_sum});
    problem_ = std::move(problem);
}

std::array<ReducedBands, 3> Matcher::reduced_areas(const ReducedBands& mu_a, const ReducedBands& mu_s,
                                                   double depth_deviate) const {
    const Mixture any = mix(line_, Blend{{{line_.inks[0].id, 1.0}}, 0});
    std::vector<int> at_bands;
    constexpr auto columns = static_cast<Eigen::Index>(3 * bands);
    Eigen::ArrayXd a(columns), s(columns), g(columns);
    for (const double z : {-largest_deviate(), 0.0, largest_deviate()})
        for (std::size_t b = 0; b < bands; ++b) {
            const auto column = static_cast<Eigen::Index>(at_bands.size());
            const double retained = dots_.retention.at(z) / dots_.retention.median;
            at_bands.push_back(cache_.reduction.bands[b]);
            a[column] = retained * mu_a[b];
            g[column] = cache_.domain.g[b];
            s[column] = retained * mu_s[b] / (1 - g[column]);
        }
    const Eigen::ArrayXd values = model_(geometry_of(healed_state(any, dots_, 0, depth_deviate)), at_bands, a, s, g);
    std::array<ReducedBands, 3> result;
    for (std::size_t i = 0; i < 3 * bands; ++i) result[i / bands][i % bands] = values[static_cast<Eigen::Index>(i)];
    return result;
}

std::vector<std::optional<Rechecked>> Matcher::full_model(const SearchProblem& problem, const RankingRules& rules,
                                                          std::span<const Candidate> candidates) const {
    const std::size_t epochs = moments_.size();
    std::vector<PigmentState> states;
    for (const Candidate& candidate : candidates) states.push_back(state(healed_mg_per_ml(candidate), 0));
    std::vector<std::optional<Rechecked>> result(candidates.size());
    std::vector<std::size_t> obeying;
    const auto labs_of = [&](const Bands& area) {
        std::vector<Lab> labs;
        for (const Viewing& viewing : viewings_) labs.push_back(viewing.lab(area));
        return labs;
    };
    const Eigen::ArrayXXd healed = full_areas(states);
    states.clear();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Rechecked seen{candidates[i], 0, {labs_of(healed.col(static_cast<Eigen::Index>(i)))}};
        const std::vector<Lab>& labs = seen.lab.front();
        bool obeys = labs.front().b >= problem_->least_b && (!rules.acceptable || acceptable(seen));
        for (std::size_t v = 0; v < labs.size() && !rules.any_darkness; ++v)
            obeys = obeys && labs[v].l >= target_lab_[v].l - options_.darker_tolerance_l;
        if (!obeys) continue;
        const Eigen::ArrayXd mg = healed_mg_per_ml(candidates[i]);
        for (std::size_t e = 1; e < epochs; ++e) states.push_back(state(mg, e));
        obeying.push_back(i);
        result[i] = std::move(seen);
    }
    const Eigen::ArrayXXd others = full_areas(states);
    Eigen::Index next = 0;
    for (const std::size_t i : obeying) {
        Rechecked& seen = *result[i];
        for (std::size_t e = 1; e < epochs; ++e) seen.lab.push_back(labs_of(others.col(next++)));
        seen.objective = objective(problem, seen);
    }
    return result;
}

std::vector<double> Matcher::reduced_objectives(const SearchProblem& problem, std::span<const Candidate> candidates) const {
    const std::size_t epochs = moments_.size();
    std::vector<PigmentState> states;
    for (const Candidate& candidate : candidates) {
        const Eigen::ArrayXd mg = healed_mg_per_ml(candidate);
        for (std::size_t e = 0; e < epochs; ++e) states.push_back(state(mg, e));
    }
    const Eigen::ArrayXXd seen = areas(model_, states, cache_.reduction.bands);
    std::vector<double> result;
    Eigen::Index next = 0;
    for (const Candidate& candidate : candidates) {
        Rechecked estimated{candidate, 0, {}};
        for (std::size_t e = 0; e < epochs; ++e) {
            ReducedBands area;
            Eigen::Map<Eigen::ArrayXd>(area.data(), reduced_band_count) = seen.col(next++);
            std::vector<Lab>& labs = estimated.lab.emplace_back();
            for (const SearchViewing& viewing : problem.viewings) labs.push_back(lab_of(viewing, area));
        }
        result.push_back(objective(problem, estimated));
    }
    return result;
}

std::vector<double> Matcher::healed_objectives(const SearchProblem& problem, const RankingRules& rules,
                                               std::span<const AuditDraw> draws, double best) const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double doubt_l = 0.2; // of the reduced bands, in L* and b*
    // Where the surrogate is right to 0.3 % at three bands, spread over all, its colour is not off by 0.3 in delta E or L*.
    constexpr double far = 0.3, agrees_to = 0.003;
    constexpr std::size_t quarters = 4;
    const SearchEpoch& healed = problem.epochs.front();
    struct Seen {
        ReducedBands area; ///< by the surrogate, then by the full model
        double partial = 0;
        bool excluded = false;
        std::size_t from = 0, every = 1; ///< bands at which the full model is asked
    };
    const auto look = [&](Seen& seen, const Candidate& candidate, double doubt) {
        const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
        seen.partial = problem.penalty(candidate.inks, candidate.steps, water_parts);
        seen.excluded = false;
        for (std::size_t v = 0; v < viewings_.size(); ++v) {
            const Lab lab = lab_of(problem.viewings[v], seen.area);
            seen.partial += healed.weight * problem.viewings[v].weight * delta_e_2000(lab, target_lab_[v]);
            seen.excluded = seen.excluded || (v == 0 && lab.b < problem_->least_b - doubt) ||
                            (!rules.any_darkness && lab.l < target_lab_[v].l - options_.darker_tolerance_l - doubt);
        }
    };
    std::vector<Seen> all(draws.size());
    std::vector<Eigen::ArrayXd> mg;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const Candidate& candidate = draws[i].candidate;
        MixtureOptics mixture;
        mix_steps(problem, candidate.inks, candidate.steps, mixture);
        const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
        all[i].area = reflectance_of(healed, mixture.mu_a[0], mixture.mu_s[0],
                                     1 / problem.thinning(candidate.inks, candidate.steps, water_parts));
        look(all[i], candidate, far);
        if (all[i].excluded || all[i].partial > best + far) {
            all[i].from = i % quarters;
            all[i].every = quarters;
        }
        mg.push_back(healed_mg_per_ml(candidate));
    }
    const auto ask = [&](const std::vector<std::size_t>& which) {
        std::vector<int> at;
        std::vector<double> a, s, g;
        for (const std::size_t i : which) {
            const DotField inside = dot_lattice(line_, state(mg[i], 0));
            for (std::size_t b = all[i].from; b < bands; b += all[i].every) {
                const int band = cache_.reduction.bands[b];
                at.push_back(band);
                a.push_back(inside.pigment_mu_a_per_mm[band]);
                s.push_back(inside.pigment_mu_s_per_mm[band]);
                g.push_back(inside.pigment_g[band]);
            }
        }
        const auto array = [](const std::vector<double>& values) {
            return Eigen::Map<const Eigen::ArrayXd>(values.data(), static_cast<Eigen::Index>(values.size()));
        };
        return at.empty() ? Eigen::ArrayXd() : model_(moments_.front().geometry, at, array(a), array(s), array(g));
    };
    std::vector<std::size_t> first(draws.size()), again;
    std::iota(first.begin(), first.end(), std::size_t{0});
    std::vector<double> result(draws.size());
    for (std::vector<std::size_t> which = first; !which.empty(); which = std::move(again), again.clear()) {
        const Eigen::ArrayXd full = ask(which);
        Eigen::Index next = 0;
        for (const std::size_t i : which) {
            bool agrees = all[i].every > 1;
            for (std::size_t b = all[i].from; b < bands; b += all[i].every) {
                const double now = full[next++];
                agrees = agrees && std::abs(now - all[i].area[b]) <= agrees_to * now;
                all[i].area[b] = now;
            }
            if (all[i].every > 1 && !agrees) { // at all of them, then
                all[i].from = 0;
                all[i].every = 1;
                again.push_back(i);
                continue;
            }
            look(all[i], draws[i].candidate, doubt_l);
            result[i] = all[i].excluded ? infinity : all[i].partial;
        }
    }
    // Of what the healed colour does not decide, later epochs and outcomes as well.
    std::vector<std::size_t> open;
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < draws.size(); ++i)
        if (moments_.size() > 1 && result[i] - audit_slack < best) {
            open.push_back(i);
            candidates.push_back(draws[i].candidate);
        }
    const std::vector<double> objectives = reduced_objectives(problem, candidates);
    for (std::size_t k = 0; k < open.size(); ++k) result[open[k]] = objectives[k];
    return result;
}

void Matcher::audit(const SearchProblem& problem, const RankingRules& rules, Ranking& ranking) const {
    const double best = ranking.ranked.empty() ? std::numeric_limits<double>::infinity() : ranking.ranked.front().objective;
    const auto verify = [&](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (std::optional<Rechecked>& seen : full_model(problem, rules, candidates)) {
            result.push_back(seen ? Verified{seen->objective, true} : Verified{});
            if (seen && seen->objective < best) ranking.ranked.push_back(std::move(*seen));
        }
        return result;
    };
    ranking.proof.audit = audit_pruned(
        ranking.drawn, ranking.verified,
        [&](std::span<const AuditDraw> draws, double least) { return healed_objectives(problem, rules, draws, least); },
        verify, best, ranking.proof.surrogate_error);
    ranking.proof.audit.seed = options_.audit_seed;
    std::sort(ranking.ranked.begin(), ranking.ranked.end());
}

double Matcher::objective(const SearchProblem& problem, const Rechecked& seen) const {
    std::vector<double> delta_e(seen.lab.size(), 0.0);
    for (std::size_t e = 0; e < seen.lab.size(); ++e)
        for (std::size_t v = 0; v < viewings_.size(); ++v)
            delta_e[e] += problem.viewings[v].weight * delta_e_2000(seen.lab[e][v], target_lab_[v]);
    const Candidate& candidate = seen.candidate;
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    return problem.penalty(candidate.inks, candidate.steps, water_parts) + problem.combine(delta_e);
}

bool Matcher::acceptable(const Rechecked& seen) const { return within_tolerance(seen.lab.front()); }

bool Matcher::within_tolerance(std::span<const Lab> area) const {
    bool accepted = true, unseen = true;
    for (std::size_t v = 0; v < viewings_.size() && accepted; ++v)
        accepted = delta_e_1976(area[v], target_lab_[v]) <= tolerance_.acceptable_delta_e_ab;
    for (std::size_t v = 0; v < viewings_.size() && !accepted && unseen; ++v)
        unseen = delta_e_2000(area[v], target_lab_[v]) <= tolerance_.perceptible_delta_e_2000;
    return accepted || unseen;
}

Ranking Matcher::rank(const RankingRules& rules) const {
    SearchProblem problem = *problem_;
    if (rules.healed_color_only) {
        problem.extra_ink_penalty = problem.pigment_penalty = 0;
        problem.ink_penalty.clear();
        double healed = problem.scenario_weight;
        for (std::size_t e = 0; e < problem.epochs.size(); ++e) {
            double& weight = problem.epochs[e].weight;
            if (moments_[e].later >= 0) weight = 0;
            if (!problem.epochs[e].scenario) healed += weight;
        }
        for (SearchEpoch& epoch : problem.epochs) epoch.weight /= healed;
        problem.scenario_weight /= healed;
    }
    if (rules.any_darkness) problem.darker_tolerance_l = std::numeric_limits<double>::infinity();

    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double error = std::max(cache_.last_error, usual_surrogate_error);
    Scope scope{usual_pool, rules.best_known + surrogate_errors_kept * error, surrogate_errors_kept * error};
    if (options_.recipe_count == 1 && std::isinf(scope.limit)) scope.limit = limit_by_last(problem);
    if (!rules.any_darkness) problem.darker_tolerance_l += darkness_margin_l;
    problem.least_b -= blueness_margin_b;
    Ranking ranking;
    std::optional<std::vector<Candidate>> best_of_sets;
    for (bool limit_is_known = false;;) {
        ranking = rank(problem, rules, scope, best_of_sets);
        cache_.last_error = std::max(least_surrogate_error, ranking.proof.surrogate_error);
        if (!ranking.proof.complete) break;
        const bool none = ranking.ranked.empty();
        if (none ? ranking.kept == 0 && std::isinf(scope.limit) : ranking.proof.proven()) break;
        if (none && ranking.kept < scope.pool) { // what was thought to be in reach is not
            if (std::isinf(scope.limit) && std::isinf(scope.keep_within)) break;
            scope.limit = scope.keep_within = infinity;
        } else if (none || limit_is_known) { // very many look alike, or break a rule, and must be ruled out one by one
            if (scope.pool == largest_pool) break;
            scope.pool = largest_pool;
        }
        if (none) continue;
        // What is still to be ruled out lies below this.
        scope.limit = ranking.ranked.front().objective + surrogate_errors_kept * cache_.last_error;
        scope.keep_within = infinity;
        limit_is_known = true;
    }
    if (options_.audit_recipes > 0) audit(problem, rules, ranking);
    cache_.last.clear();
    for (std::size_t i = 0; i < std::min<std::size_t>(4, ranking.ranked.size()); ++i)
        cache_.last.push_back(ranking.ranked[i].candidate);
    return ranking;
}

double Matcher::limit_by_last(const SearchProblem& problem) const {
    SearchProblem strict = problem; // so that what is taken obeys whatever the surrogate errs by
    strict.darker_tolerance_l -= darkness_margin_l;
    strict.least_b += blueness_margin_b;
    double least = std::numeric_limits<double>::infinity();
    for (Candidate candidate : cache_.last) {
        const auto usable = [&](std::size_t ink) {
            return std::find(candidate.inks.begin(), candidate.inks.end(), static_cast<int>(ink)) != candidate.inks.end()
                       ? problem.allowed[ink]
                       : !problem.required[ink];
        };
        bool all_usable = static_cast<int>(candidate.inks.size()) <= problem.max_inks;
        for (std::size_t ink = 0; ink < problem.ink_count(); ++ink) all_usable = all_usable && usable(ink);
        if (!all_usable || candidate.step_sum() > problem.grid.pigment_steps) continue;
        for (const int water : problem.grid.allowed_water(candidate.step_sum())) {
            candidate.water = water;
            const SearchEvaluation seen = evaluate(strict, candidate);
            if (!seen.too_dark && !seen.excluded) least = std::min(least, seen.objective);
        }
    }
    return least + surrogate_errors_kept * cache_.last_error;
}

Ranking Matcher::rank(SearchProblem& problem, const RankingRules& rules, const Scope& scope,
                      std::optional<std::vector<Candidate>>& best_of_sets) const {
    const int sets = best_of_sets || options_.recipe_count == 1 ? 0 : options_.recipe_count + 3;
    SearchResult found =
        search(problem, {scope.pool, sets, options_.robustness != Robustness::quantile_80, options_.should_stop, scope.limit,
                         scope.keep_within, options_.audit_recipes, options_.audit_seed});
    if (!best_of_sets) best_of_sets = found.best_of_set;

    Ranking ranking;
    ranking.kept = static_cast<int>(found.best.size());
    MatchProof& proof = ranking.proof;
    proof.recipes_covered = found.recipes_covered;
    proof.recipes_evaluated = found.recipes_evaluated;
    proof.ink_sets = found.ink_sets;
    proof.stopped = found.stopped;
    ranking.drawn = std::move(found.audit);
    const auto verify = [&](std::span<const Candidate> candidates) {
        ranking.verified.insert(ranking.verified.end(), candidates.begin(), candidates.end());
        std::vector<Verified> result;
        for (std::optional<Rechecked>& seen : full_model(problem, rules, candidates)) {
            result.push_back(seen ? Verified{seen->objective, true} : Verified{});
            if (seen) ranking.ranked.push_back(std::move(*seen));
        }
        return result;
    };
    recheck(
        *best_of_sets, shortlist_of(found, *best_of_sets), recheck_batch, verify, proof,
        [&](std::span<const Candidate> candidates) { return reduced_objectives(problem, candidates); },
        StopToken(options_.should_stop));
    proof.method =
        fmt::format("every set of up to {} inks, every proportion in whole steps, every dilution: left out only where a "
                    "bound on its colour "
                    "exceeds that of what is kept (near the best, {} at most), or a rule excludes it; surrogate in {} "
                    "bands, what is kept "
                    "rechecked with the full model as far as it could still win{}",
                    problem.max_inks, scope.pool, reduced_band_count, proof.stopped ? "; stopped before the end" : "");
    std::sort(ranking.ranked.begin(), ranking.ranked.end());
    return ranking;
}

Blend Matcher::blend(const Candidate& candidate) const {
    Blend result;
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        result.parts[line_.inks[order_[static_cast<std::size_t>(candidate.inks[i])]].id] =
            problem_->volume(candidate.inks[i], candidate.steps[i]);
    const double water_parts = problem_->grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    result.water_parts = problem_->thinning(candidate.inks, candidate.steps, water_parts) - 1;
    return result;
}

UncertainColor Matcher::uncertain_color(const Candidate& candidate) const {
    const SearchEpoch& healed = problem_->epochs.front();
    const std::vector<double> shares = problem_->shares(candidate);
    ReducedBands mu_a{}, mu_s{};
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        for (std::size_t b = 0; b < bands; ++b) {
            mu_a[b] += shares[i] * healed.ink_mu_a_per_mm[static_cast<std::size_t>(candidate.inks[i])][b];
            mu_s[b] += shares[i] * healed.ink_reduced_mu_s_per_mm[static_cast<std::size_t>(candidate.inks[i])][b];
        }

    static const std::vector<double> deviates = equally_likely_deviates(deviate_count);
    std::vector<double> l, a, b_star, delta_e, l_by_retention, l_by_depth;
    int within = 0, darker = 0;
    const ViewingColors viewing_colors(problem_->viewings);
    std::vector<Lab> labs(viewings_.size());
    // Readings and skin scatter in all directions of Lab; the mean distance from the middle is 1.596 standard deviations.
    const double of_reading = options_.reading_delta_e / 1.596, of_skin = options_.skin_delta_e / 1.596;
    const double scatter = std::hypot(of_reading, of_skin);
    RandomStream random(80, 0);
    // Beside the middle depth, a shallow and a deep one; how they differ from it bends little with retention.
    const bool depth_varies = dots_.depth_log_sd > 0;
    std::array<ReducedBands, 3> middle, shallow{}, deep{};
    if (depth_varies) {
        middle = reduced_areas(mu_a, mu_s, 0);
        shallow = reduced_areas(mu_a, mu_s, -outer_depth);
        deep = reduced_areas(mu_a, mu_s, outer_depth);
    }
    for (int r = 0; r < deviate_count; ++r) {
        const double factor = dots_.retention.at(deviates[static_cast<std::size_t>(r)]) / dots_.retention.median;
        ReducedBands here, by_slope{}, by_bend{};
        healed.surrogate.reflectance(mu_a, mu_s, here, factor);
        if (depth_varies) {
            const double t = deviates[static_cast<std::size_t>(r)] / largest_deviate();
            const double part[] = {0.5 * t * (t - 1), 1 - t * t, 0.5 * t * (t + 1)};
            for (std::size_t k = 0; k < 3; ++k)
                for (std::size_t b = 0; b < bands; ++b) {
                    by_slope[b] += part[k] * 0.5 * (deep[k][b] - shallow[k][b]);
                    by_bend[b] += part[k] * 0.5 * (deep[k][b] - 2 * middle[k][b] + shallow[k][b]);
                }
        }
        for (int d = 0; d < deviate_count; ++d) {
            ReducedBands at = here;
            const double t = deviates[static_cast<std::size_t>(d)] / outer_depth; // quadratic through the three depths
            for (std::size_t b = 0; b < bands; ++b) at[b] += t * (by_slope[b] + t * by_bend[b]);
            viewing_colors.labs(at, labs.data());
            Lab& lab = labs.front();
            if (d == deviate_count / 2) l_by_retention.push_back(lab.l);
            if (r == deviate_count / 2) l_by_depth.push_back(lab.l);
            // One reading, under every light.
            const Lab off{scatter * random.normal(), scatter * random.normal(), scatter * random.normal()};
            for (Lab& seen : labs) seen = seen + off;
            l.push_back(lab.l);
            a.push_back(lab.a);
            b_star.push_back(lab.b);
            delta_e.push_back(delta_e_2000(lab, target_lab_.front()));
            within += within_tolerance(labs);
            darker += lab.l < target_lab_.front().l - options_.darker_tolerance_l;
        }
    }
    UncertainColor result;
    result.probability = options_.range_probability;
    result.l = range_of(l, result.probability);
    result.a = range_of(a, result.probability);
    result.b = range_of(b_star, result.probability);
    result.delta_e_2000 = range_of(delta_e, result.probability);
    const double count = static_cast<double>(deviate_count * deviate_count);
    result.chance_acceptable = result.chance_within_tolerance = within / count;
    result.chance_darker = darker / count;
    const std::pair<double, const char*> causes[] = {
        {spread(l_by_retention), "retention"}, {spread(l_by_depth), "depth"}, {of_skin, "skin"}, {of_reading, "reading"}};
    result.dominated_by = std::max_element(std::begin(causes), std::end(causes), [](const auto& x, const auto& y) {
                              return x.first < y.first;
                          })->second;
    return result;
}

Lab Matcher::healed_lab(const std::vector<int>& inks, const std::vector<double>& steps, double water_steps) const {
    const SearchEpoch& healed = problem_->epochs.front();
    double all = water_steps;
    for (std::size_t i = 0; i < inks.size(); ++i) all += problem_->volume(inks[i], steps[i]);
    ReducedBands mu_a{}, mu_s{}, r;
    Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line_.colorants.size()));
    for (std::size_t i = 0; i < inks.size(); ++i) {
        const auto ink = static_cast<std::size_t>(inks[i]);
        const double share = problem_->volume(inks[i], steps[i]) / all;
        mg += share * ink_healed_mg_per_ml_[ink];
        for (std::size_t b = 0; b < bands; ++b) {
            mu_a[b] += share * healed.ink_mu_a_per_mm[ink][b];
            mu_s[b] += share * healed.ink_reduced_mu_s_per_mm[ink][b];
        }
    }
    if (!healed.surrogate.covers(mu_a, mu_s)) return viewings_.front().lab(full_areas({state(mg, 0)}).col(0));
    healed.surrogate.reflectance(mu_a, mu_s, r);
    return lab_of(problem_->viewings.front(), r);
}

int Matcher::fill_multiple(const Candidate& candidate) const {
    const SearchProblem& problem = *problem_;
    const double water_steps = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)] * candidate.step_sum();
    int multiple = problem.grid.fill_multiple(candidate.step_sum(), water_steps / candidate.step_sum());
    for (std::size_t i = 0; i < candidate.inks.size() && !problem.most_steps.empty();
         ++i) // a smaller cup where an ink runs out
        multiple = std::min(multiple, problem.most_steps[static_cast<std::size_t>(candidate.inks[i])] / candidate.steps[i]);
    while (multiple > 1 && std::abs(std::remainder(multiple * water_steps, 1.0)) > 1e-6) --multiple; // water in whole steps
    return multiple;
}

std::vector<StepEffect> Matcher::step_effects(const Candidate& candidate) const {
    const double water_parts = problem_->grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    const int multiple = fill_multiple(candidate);
    std::vector<double> steps;
    for (int k : candidate.steps) steps.push_back(static_cast<double>(k) * multiple);
    const double water_steps = water_parts * candidate.step_sum() * multiple;
    const Lab nominal = healed_lab(candidate.inks, steps, water_steps);

    std::vector<StepEffect> effects;
    const auto add = [&](const std::string& id, int change, const std::vector<double>& changed, double water) {
        const Lab lab = healed_lab(candidate.inks, changed, water);
        effects.push_back({id, change, delta_e_2000(lab, nominal), lab.l - nominal.l});
    };
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (int change : {1, -1}) {
            std::vector<double> changed = steps;
            changed[i] += change;
            if (std::accumulate(changed.begin(), changed.end(), 0.0) < 0.5) continue; // no ink left
            add(line_.inks[order_[static_cast<std::size_t>(candidate.inks[i])]].id, change, changed, water_steps);
        }
    for (int change : {1, -1})
        if (water_steps + change > -0.5) add("", change, steps, water_steps + change);
    return effects;
}

} // namespace undertone
