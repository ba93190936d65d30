#include "uncertainty.hpp"

#include "bounds/lab_arithmetic.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/numerics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace undertone {

namespace {

constexpr double outer_depth = 2; ///< depths looked at beside the middle one

constexpr int deviate_count = 21; ///< of retention, and of depth

using AtRetentions = std::array<ReducedBands, 3>;

/// How the area departs from that at the middle depth: a quadratic in depth, whose coefficients are quadratics in retention, each through
/// three values by the full model.
class DepthEffect {
public:
    DepthEffect(const Matcher& matcher, const ReducedBands& mu_a, const ReducedBands& mu_s)
        : varies_(matcher.dots().depth_log_sd > 0) {
        if (!varies_) return;
        middle_ = areas(matcher, mu_a, mu_s, 0);
        shallow_ = areas(matcher, mu_a, mu_s, -outer_depth);
        deep_ = areas(matcher, mu_a, mu_s, outer_depth);
    }

    /// At this deviate of retention.
    void set_retention(double deviate) {
        slope_ = bend_ = {};
        if (!varies_) return;
        const double t = deviate / largest_deviate();
        const double part[] = {0.5 * t * (t - 1), 1 - t * t, 0.5 * t * (t + 1)};
        for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t b = 0; b < reduced_size; ++b) {
                slope_[b] += part[k] * 0.5 * (deep_[k][b] - shallow_[k][b]);
                bend_[b] += part[k] * 0.5 * (deep_[k][b] - 2 * middle_[k][b] + shallow_[k][b]);
            }
    }

    /// The area at this deviate of depth, from that at the middle depth.
    ReducedBands at(ReducedBands area, double deviate) const {
        const double t = deviate / outer_depth;
        for (std::size_t b = 0; b < reduced_size; ++b) area[b] += t * (slope_[b] + t * bend_[b]);
        return area;
    }

private:
    /// Dots as deep as that, at three retentions: the least, the median and the largest.
    static AtRetentions areas(const Matcher& matcher, const ReducedBands& mu_a, const ReducedBands& mu_s,
                              double depth_deviate) {
        const Dots& dots = matcher.dots();
        const Mixture any = mix(matcher.line(), Blend{{{matcher.line().inks[0].id, 1.0}}, 0});
        std::vector<int> at_bands;
        constexpr auto columns = static_cast<Eigen::Index>(3 * reduced_size);
        Eigen::ArrayXd a(columns), s(columns), g(columns);
        for (const double z : {-largest_deviate(), 0.0, largest_deviate()})
            for (std::size_t b = 0; b < reduced_size; ++b) {
                const auto column = static_cast<Eigen::Index>(at_bands.size());
                const double retained = dots.retention.at(z) / dots.retention.median;
                at_bands.push_back(matcher.memory().reduction.bands[b]);
                a[column] = retained * mu_a[b];
                g[column] = matcher.memory().domain.g[b];
                s[column] = retained * mu_s[b] / (1 - g[column]);
            }
        const Eigen::ArrayXd values =
            matcher.model()(geometry_of(healed_state(any, dots, 0, depth_deviate)), at_bands, a, s, g);
        AtRetentions result;
        for (std::size_t i = 0; i < 3 * reduced_size; ++i)
            result[i / reduced_size][i % reduced_size] = values[static_cast<Eigen::Index>(i)];
        return result;
    }

    bool varies_;
    AtRetentions middle_{}, shallow_{}, deep_{};
    ReducedBands slope_{}, bend_{};
};

/// How the area departs from the median's where one property of the pigment does: a quadratic in its deviate, through three values by the
/// full model at the median retention and depth.
class PigmentEffect {
public:
    /// `low` and `high` are the state and the line at the two outer deviates.
    struct Outer {
        Line line;
        PigmentState state;
    };

    PigmentEffect(const Matcher& matcher, const PigmentState& middle, const Outer& low, const Outer& high) {
        const std::array areas{area(matcher, low.line, low.state), area(matcher, matcher.line(), middle),
                               area(matcher, high.line, high.state)};
        for (std::size_t b = 0; b < reduced_size; ++b) {
            slope_[b] = 0.5 * (areas[2][b] - areas[0][b]);
            bend_[b] = 0.5 * (areas[2][b] - 2 * areas[1][b] + areas[0][b]);
        }
    }

    void add_to(ReducedBands& area, double deviate) const {
        const double t = deviate / largest_deviate();
        for (std::size_t b = 0; b < reduced_size; ++b) area[b] += t * (slope_[b] + t * bend_[b]);
    }

private:
    static ReducedBands area(const Matcher& matcher, const Line& line, const PigmentState& state) {
        const DotField dots = dot_lattice(line, state);
        const auto& reduced = matcher.memory().reduction.bands;
        const std::vector<int> bands(reduced.begin(), reduced.end());
        const Eigen::ArrayXd values = matcher.model()(geometry_of(state), bands, dots.pigment_mu_a_per_mm(bands),
                                                      dots.pigment_mu_s_per_mm(bands), dots.pigment_g(bands));
        ReducedBands result;
        for (std::size_t b = 0; b < reduced_size; ++b) result[b] = values[static_cast<Eigen::Index>(b)];
        return result;
    }

    ReducedBands slope_{}, bend_{};
};

/// What is uncertain of the pigment itself: granules, strength, and slope over wavelength.
std::vector<PigmentEffect> pigment_effects(const Matcher& matcher, const Candidate& candidate) {
    const PigmentState middle = matcher.state(matcher.healed_mg_per_ml(candidate), 0);
    std::vector<PigmentEffect> effects;
    const auto granules_of = [&](double z) {
        PigmentState state = middle;
        state.granule_um = matcher.dots().granule_um.at(z);
        return PigmentEffect::Outer{matcher.line(), state};
    };
    const auto absorbing = [&](double z_strength, double z_exponent) {
        Line line = matcher.line();
        for (Colorant& colorant : line.colorants) colorant.mu_a_per_mm = colorant.mu_a_at(z_strength, z_exponent);
        return PigmentEffect::Outer{std::move(line), middle};
    };
    const double z = largest_deviate();
    effects.emplace_back(matcher, middle, granules_of(-z), granules_of(z));
    effects.emplace_back(matcher, middle, absorbing(-z, 0), absorbing(z, 0));
    effects.emplace_back(matcher, middle, absorbing(0, -z), absorbing(0, z));
    return effects;
}

/// The outcomes of retention, depth and the pigment, each read once.
struct Outcomes {
    std::vector<double> l, a, b, delta_e;
    std::vector<double> l_by_retention, l_by_depth,
        l_by_pigment; ///< without the reading's scatter, the others at their middle
    int within = 0, darker = 0;

    void add(const std::vector<Lab>& read, const Matcher& matcher) {
        const Lab& target = matcher.lights().target.front();
        l.push_back(read.front().l);
        a.push_back(read.front().a);
        b.push_back(read.front().b);
        delta_e.push_back(delta_e_2000(read.front(), target));
        within += matcher.within_tolerance(read);
        darker += read.front().l < target.l - matcher.options().darker_tolerance_l;
    }
};

Outcomes outcomes_of(const Matcher& matcher, const Candidate& candidate, double scatter) {
    const SearchEpoch& healed = matcher.problem().epochs.front();
    const std::vector<double> shares = matcher.problem().shares(candidate);
    ReducedBands mu_a{}, mu_s{};
    for (std::size_t i = 0; i < shares.size(); ++i) add_ink(healed, candidate.inks[i], shares[i], mu_a, mu_s);
    static const std::vector<double> deviates = equally_likely_deviates(deviate_count);
    const ViewingColors viewing_colors(matcher.problem().viewings);
    std::vector<Lab> labs(matcher.lights().target.size());
    RandomStream random(80, 0);
    DepthEffect depth(matcher, mu_a, mu_s);
    const std::vector<PigmentEffect> effects = pigment_effects(matcher, candidate);
    Outcomes outcomes;
    for (int r = 0; r < deviate_count; ++r) {
        const double retention = deviates[static_cast<std::size_t>(r)];
        const ReducedBands here =
            reflectance_of(healed, mu_a, mu_s, matcher.dots().retention.at(retention) / matcher.dots().retention.median);
        depth.set_retention(retention);
        for (int d = 0; d < deviate_count; ++d) {
            ReducedBands area = depth.at(here, deviates[static_cast<std::size_t>(d)]);
            viewing_colors.labs(area, labs.data());
            if (d == deviate_count / 2) outcomes.l_by_retention.push_back(labs.front().l);
            if (r == deviate_count / 2) outcomes.l_by_depth.push_back(labs.front().l);
            const double without_l = labs.front().l;
            for (const PigmentEffect& effect : effects) effect.add_to(area, random.normal());
            viewing_colors.labs(area, labs.data());
            outcomes.l_by_pigment.push_back(labs.front().l - without_l);
            // One reading, under every light.
            const Lab off{scatter * random.normal(), scatter * random.normal(), scatter * random.normal()};
            for (Lab& seen : labs) seen = seen + off;
            outcomes.add(labs, matcher);
        }
    }
    return outcomes;
}

/// First viewing, for real-valued volumes; by the full model where the surrogate does not reach.
Lab healed_lab(const Matcher& matcher, const std::vector<int>& inks, const std::vector<double>& steps, double water_steps) {
    const SearchProblem& problem = matcher.problem();
    const SearchEpoch& healed = problem.epochs.front();
    double all = water_steps;
    for (std::size_t i = 0; i < inks.size(); ++i) all += problem.volume(inks[i], steps[i]);
    std::vector<double> shares;
    for (std::size_t i = 0; i < inks.size(); ++i) shares.push_back(problem.volume(inks[i], steps[i]) / all);
    ReducedBands mu_a{}, mu_s{};
    for (std::size_t i = 0; i < shares.size(); ++i) add_ink(healed, inks[i], shares[i], mu_a, mu_s);
    if (healed.surrogate.covers(mu_a, mu_s)) return lab_of(problem.viewings.front(), reflectance_of(healed, mu_a, mu_s, 1));
    Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(matcher.line().colorants.size()));
    for (std::size_t i = 0; i < inks.size(); ++i) mg += shares[i] * matcher.ink_healed_mg_per_ml(inks[i]);
    return matcher.lights().viewings.front().lab(matcher.full_areas({matcher.state(mg, 0)}).col(0));
}

} // namespace

double largest_deviate() {
    static const double z = normal_quantile((deviate_count - 0.5) / deviate_count);
    return z;
}

UncertainColor uncertain_color(const Matcher& matcher, const Candidate& candidate) {
    const MatchOptions& options = matcher.options();
    // Readings and skin scatter in all directions of Lab; the mean distance from the middle is 1.596 standard deviations.
    const double of_reading = options.reading_delta_e / 1.596, of_skin = options.skin_delta_e / 1.596;
    const Outcomes outcomes = outcomes_of(matcher, candidate, std::hypot(of_reading, of_skin));
    UncertainColor result;
    result.probability = options.range_probability;
    result.l = central_range(outcomes.l, result.probability);
    result.a = central_range(outcomes.a, result.probability);
    result.b = central_range(outcomes.b, result.probability);
    result.delta_e_2000 = central_range(outcomes.delta_e, result.probability);
    const double count = static_cast<double>(deviate_count * deviate_count);
    result.chance_acceptable = result.chance_within_tolerance = outcomes.within / count;
    result.chance_darker = outcomes.darker / count;
    const std::pair<double, const char*> causes[] = {{standard_deviation(outcomes.l_by_retention), "retention"},
                                                     {standard_deviation(outcomes.l_by_depth), "depth"},
                                                     {standard_deviation(outcomes.l_by_pigment), "pigment"},
                                                     {of_skin, "skin"},
                                                     {of_reading, "reading"}};
    result.dominated_by = std::max_element(std::begin(causes), std::end(causes), [](const auto& x, const auto& y) {
                              return x.first < y.first;
                          })->second;
    return result;
}

int fill_multiple(const SearchProblem& problem, const Candidate& candidate) {
    const double water_steps = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)] * candidate.step_sum();
    int multiple = problem.grid.fill_multiple(candidate.step_sum(), water_steps / candidate.step_sum());
    for (std::size_t i = 0; i < candidate.inks.size() && !problem.most_steps.empty();
         ++i) // a smaller cup where an ink runs out
        multiple = std::min(multiple, problem.most_steps[static_cast<std::size_t>(candidate.inks[i])] / candidate.steps[i]);
    while (multiple > 1 && std::abs(std::remainder(multiple * water_steps, 1.0)) > 1e-6) --multiple; // water in whole steps
    return multiple;
}

std::vector<StepEffect> step_effects(const Matcher& matcher, const Candidate& candidate) {
    const int multiple = fill_multiple(matcher.problem(), candidate);
    std::vector<double> steps;
    for (int k : candidate.steps) steps.push_back(static_cast<double>(k) * multiple);
    const double water_steps = matcher.water_parts(candidate) * candidate.step_sum() * multiple;
    const Lab nominal = healed_lab(matcher, candidate.inks, steps, water_steps);

    std::vector<StepEffect> effects;
    const auto add = [&](const std::string& id, int change, const std::vector<double>& changed, double water) {
        const Lab lab = healed_lab(matcher, candidate.inks, changed, water);
        effects.push_back({id, change, delta_e_2000(lab, nominal), lab.l - nominal.l});
    };
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (int change : {1, -1}) {
            std::vector<double> changed = steps;
            changed[i] += change;
            if (std::accumulate(changed.begin(), changed.end(), 0.0) < 0.5) continue; // no ink left
            add(matcher.ink(candidate.inks[i]).id, change, changed, water_steps);
        }
    for (int change : {1, -1})
        if (water_steps + change > -0.5) add("", change, steps, water_steps + change);
    return effects;
}

} // namespace undertone
