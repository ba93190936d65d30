#include "undertone/search/cup_search.hpp"

#include "surrogate/surrogate_colors.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

namespace {

constexpr auto bands = static_cast<std::size_t>(reduced_band_count);
constexpr double infinity = std::numeric_limits<double>::infinity();

Eigen::ArrayXd undiluted(const Line& line, std::size_t ink) {
    return mix(line, Blend{{{line.inks[ink].id, 1.0}}, 0}).mg_per_ml;
}

int whole_steps(double ml, double step_ml) { return static_cast<int>(std::floor(ml / step_ml + 1e-6)); }

} // namespace

CupColors::CupColors(Scene scene, const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
                     const Eigen::ArrayXd& base_mg_per_ml)
    : scene_(std::move(scene)), line_(line), options_(options), inks_(inks), problem_(std::make_unique<SearchProblem>()) {
    for (const WeightedIlluminant& light : options.illuminants) {
        viewings_.emplace_back(light.name, options.observer);
        target_lab_.push_back(viewings_.back().lab(scene_.target));
    }

    const double old_density = total_density_per_cm2(scene_.standing), total = old_density + scene_.new_density_per_cm2;
    const double new_share = scene_.new_density_per_cm2 / total;
    // The older dots as if they were all the dots, for the sum in standing_dots.hpp.
    Bands old_inverse = Bands::Zero();
    if (old_density > 0) {
        std::vector<SessionDots> crowded = scene_.standing;
        for (SessionDots& session : crowded) session.density_per_cm2 *= total / old_density;
        old_inverse = scene_.skin.residual_ratio() /
                      standing_area(scene_.skin, line, crowded, scene_.retention, scene_.depth_factor) * (1 - new_share);
    }
    const double thinnest = options.water_ladder.back() + 1, strongest = options.water_ladder.front() + 1;

    for (const std::size_t ink : inks) pure_.push_back(undiluted(line, ink));
    const std::vector<Eigen::ArrayXd>& pure = pure_;
    std::vector<Eigen::ArrayXd> samples;
    for (const Eigen::ArrayXd& ink : pure) samples.push_back(ink / std::sqrt(strongest * thinnest));
    RandomStream random(21, 0);
    for (int k = 0; k < 16; ++k) {
        Eigen::ArrayXd mg = Eigen::ArrayXd::Zero(pure[0].size());
        double sum = 0;
        for (int j = 0; j < 3; ++j) {
            const double share = random.uniform();
            mg += share * pure[static_cast<std::size_t>(random.uniform() * static_cast<double>(pure.size()))];
            sum += share;
        }
        samples.push_back(mg / sum / (strongest * std::pow(thinnest / strongest, random.uniform())));
    }
    Eigen::Matrix<double, band_count, Eigen::Dynamic> spectra(band_count, static_cast<Eigen::Index>(samples.size()));
    for (std::size_t i = 0; i < samples.size(); ++i) spectra.col(static_cast<Eigen::Index>(i)) = area(samples[i]).matrix();
    reduction_ = reduce_bands(scene_.skin.reflectance(), spectra);

    const auto colorants = static_cast<Eigen::Index>(line.colorants.size());
    mu_a_.resize(reduced_band_count, colorants);
    mu_s_.resize(reduced_band_count, colorants);
    for (Eigen::Index c = 0; c < colorants; ++c)
        for (Eigen::Index b = 0; b < reduced_band_count; ++b) {
            const int band = reduction_.bands[static_cast<std::size_t>(b)];
            const Colorant& colorant = line.colorants[static_cast<std::size_t>(c)];
            mu_a_(b, c) = scene_.retention * colorant.mu_a_per_mm(band);
            mu_s_(b, c) = scene_.retention * colorant.mu_s_per_mm(band) * (1 - colorant.g(band));
        }
    SurrogateDomain domain;
    ReducedBands scattering{}, times_g{};
    std::vector<Eigen::ArrayXd> corners;
    for (const Eigen::ArrayXd& ink : pure) corners.push_back(ink / strongest);
    if (base_mg_per_ml.size() > 0) { // what is added comes on top
        for (Eigen::ArrayXd& corner : corners) corner += base_mg_per_ml;
        corners.push_back(base_mg_per_ml);
    }
    for (const Eigen::ArrayXd& corner : corners) {
        const auto [a, s] = optics(corner);
        for (std::size_t b = 0; b < bands; ++b) {
            domain.mu_a_max[b] = std::max(domain.mu_a_max[b], a[b]);
            domain.reduced_mu_s_max[b] = std::max(domain.reduced_mu_s_max[b], s[b]);
            for (Eigen::Index c = 0; c < colorants; ++c) {
                const Colorant& colorant = line.colorants[static_cast<std::size_t>(c)];
                const int band = reduction_.bands[b];
                scattering[b] += corner(c) * colorant.mu_s_per_mm(band);
                times_g[b] += corner(c) * colorant.mu_s_per_mm(band) * colorant.g(band);
            }
        }
    }
    for (std::size_t b = 0; b < bands; ++b) domain.g[b] = scattering[b] > 0 ? times_g[b] / scattering[b] : 0;

    model_ = [this, new_share, old_inverse](const DotGeometry& geometry, const std::vector<int>& chosen,
                                            const Eigen::ArrayXd& mu_a, const Eigen::ArrayXd& mu_s,
                                            const Eigen::ArrayXd& g) -> Eigen::ArrayXd {
        DotField field;
        field.diameter_mm = geometry.diameter_mm;
        field.pitch_mm = 10 / std::sqrt(geometry.density_per_cm2);
        field.top_mm = geometry.top_mm;
        field.bottom_mm = geometry.bottom_mm;
        field.pigment_mu_a_per_mm = mu_a;
        field.pigment_mu_s_per_mm = mu_s;
        field.pigment_g = g;
        const Eigen::ArrayXd ours = dot_reflectance(scene_.skin.layers().at(chosen), field);
        return scene_.skin.residual_ratio()(chosen) / (new_share / ours + old_inverse(chosen));
    };
    geometry_ = {scene_.geometry.diameter_mm, total, scene_.geometry.top_mm * scene_.depth_factor,
                 scene_.geometry.bottom_mm * scene_.depth_factor};
    SearchEpoch healed{AreaSurrogate(model_, geometry_, reduction_.bands, domain), {}, {}, 1};
    for (const Eigen::ArrayXd& ink : pure) {
        const Optics one = optics(ink);
        healed.ink_mu_a_per_mm.push_back(one.mu_a);
        healed.ink_reduced_mu_s_per_mm.push_back(one.mu_s);
    }
    problem_->epochs.push_back(std::move(healed));
    set_up_rules();
}

void CupColors::set_up_rules() {
    SearchProblem& problem = *problem_;
    problem.grid = options_.dosing_grid(options_.syringe_step_ml);
    double light_sum = 0;
    for (const WeightedIlluminant& light : options_.illuminants) light_sum += light.weight;
    for (std::size_t v = 0; v < viewings_.size(); ++v)
        problem.viewings.push_back({reduction_.weights(viewings_[v]), viewings_[v].white(), target_lab_[v],
                                    options_.illuminants[v].weight / light_sum});
    problem.max_inks = std::min<int>(options_.max_inks, static_cast<int>(inks_.size()));
    problem.darker_tolerance_l = options_.darker_tolerance_l;
    problem.extra_ink_penalty = options_.extra_ink_penalty;
    problem.pigment_penalty = options_.pigment_penalty;
    problem.most_mg_per_ml = options_.max_pigment_mg_per_ml;
    if (std::isfinite(options_.max_blue_shift_b))
        problem.least_b = viewings_.front().lab(scene_.skin.reflectance()).b - options_.max_blue_shift_b;
    const auto index_of = [&](const std::string& id) {
        const auto at = std::find(inks_.begin(), inks_.end(), line_.ink_index(id));
        return at == inks_.end() ? -1 : static_cast<int>(at - inks_.begin());
    };
    problem.allowed.assign(inks_.size(), 1);
    problem.required.assign(inks_.size(), 0);
    for (const std::string& id : options_.must_use) problem.required[static_cast<std::size_t>(index_of(id))] = 1;
    for (const Eigen::ArrayXd& ink : pure_) problem.ink_mg_per_ml.push_back(ink.sum());
    if (!options_.stock_ml.empty()) {
        problem.most_steps.assign(inks_.size(), std::numeric_limits<int>::max());
        for (const auto& [id, ml] : options_.stock_ml)
            if (const int i = index_of(id); i >= 0)
                problem.most_steps[static_cast<std::size_t>(i)] = whole_steps(std::min(ml, 1e4), options_.syringe_step_ml);
    }
    for (const FixedPair& pair : options_.fixed_pairs) {
        const int first = index_of(pair.first), second = index_of(pair.second);
        if (first >= 0 && second >= 0)
            problem.pairs.push_back({first, second, pair.first_parts, pair.second_parts});
        else // one of the two may not be used, so neither may the other
            for (const int i : {first, second})
                if (i >= 0) problem.allowed[static_cast<std::size_t>(i)] = 0;
    }
}

CupColors::Optics CupColors::optics(const Eigen::ArrayXd& mg_per_ml) const {
    Optics result{};
    for (Eigen::Index c = 0; c < mg_per_ml.size(); ++c) {
        const double amount = mg_per_ml(c);
        if (amount == 0) continue;
        for (std::size_t b = 0; b < bands; ++b) {
            result.mu_a[b] += amount * mu_a_(static_cast<Eigen::Index>(b), c);
            result.mu_s[b] += amount * mu_s_(static_cast<Eigen::Index>(b), c);
        }
    }
    return result;
}

Bands CupColors::area(const Eigen::ArrayXd& mg_per_ml) const {
    std::vector<SessionDots> all = scene_.standing;
    all.push_back(session_dots({mg_per_ml, 1}, scene_.geometry, scene_.new_density_per_cm2));
    return standing_area(scene_.skin, line_, all, scene_.retention, scene_.depth_factor);
}

CupColors::Judged CupColors::full(const Eigen::ArrayXd& mg_per_ml) const {
    const Bands seen = area(mg_per_ml);
    Judged result{0, -infinity, 0};
    for (std::size_t v = 0; v < viewings_.size(); ++v) {
        const Lab lab = viewings_[v].lab(seen);
        result.delta_e += problem_->viewings[v].weight * delta_e_2000(lab, target_lab_[v]);
        result.darker = std::max(result.darker, target_lab_[v].l - lab.l);
        if (v == 0) result.b = lab.b;
    }
    return result;
}

std::vector<CupColors::Judged> CupColors::reduced(const std::vector<Eigen::ArrayXd>& mg_per_ml) const {
    if (mg_per_ml.empty()) return {};
    const auto count = static_cast<Eigen::Index>(mg_per_ml.size() * bands);
    std::vector<int> at;
    Eigen::ArrayXd mu_a(count), mu_s(count), g(count);
    Eigen::Index next = 0;
    for (const Eigen::ArrayXd& mg : mg_per_ml) {
        const DotField inside = dot_lattice(line_, {scene_.retention * mg, geometry_.diameter_mm, geometry_.density_per_cm2,
                                                    geometry_.top_mm, geometry_.bottom_mm, geometry_.edge_sigma_mm});
        for (const int band : reduction_.bands) {
            at.push_back(band);
            mu_a[next] = inside.pigment_mu_a_per_mm[band];
            mu_s[next] = inside.pigment_mu_s_per_mm[band];
            g[next++] = inside.pigment_g[band];
        }
    }
    const Eigen::ArrayXd areas = model_(geometry_, at, mu_a, mu_s, g);
    std::vector<Judged> result;
    for (std::size_t i = 0; i < mg_per_ml.size(); ++i) {
        ReducedBands area;
        for (std::size_t b = 0; b < bands; ++b) area[b] = areas[static_cast<Eigen::Index>(i * bands + b)];
        Judged judged{0, -infinity, 0};
        for (std::size_t v = 0; v < viewings_.size(); ++v) {
            const Lab lab = lab_of(problem_->viewings[v], area);
            judged.delta_e += problem_->viewings[v].weight * delta_e_2000(lab, target_lab_[v]);
            judged.darker = std::max(judged.darker, target_lab_[v].l - lab.l);
            if (v == 0) judged.b = lab.b;
        }
        result.push_back(judged);
    }
    return result;
}

std::vector<std::size_t> allowed_inks(const Line& line, const MatchOptions& options) {
    for (const auto& id : options.must_use) line.ink_index(id);
    for (const auto& id : options.never_use) line.ink_index(id);
    if (options.cost_penalty > 0)
        throw DomainError("cost_penalty", fmt::format("{}", options.cost_penalty), "0 here",
                          "cups over standing dots are ranked by colour alone: leave cost to match");
    if (options.scale_step_g > 0)
        throw DomainError(
            "scale_step_g", fmt::format("{}", options.scale_step_g), "0 here",
            "what is poured over standing dots or into a cup is searched in syringe steps: weigh what they come to");
    if (options.robustness != Robustness::median)
        throw DomainError("robustness", "not median", "median",
                          "in the loop what is believed of this client's healing gives the ranges");
    const auto has = [](const std::vector<std::string>& list, const std::string& id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    std::vector<std::size_t> inks;
    bool any_expired = false;
    for (std::size_t i = 0; i < line.inks.size(); ++i) {
        const Ink& ink = line.inks[i];
        const bool expired = !options.today.empty() && options.expired_reason.empty() && !ink.expires.empty() &&
                             ink.expires < options.today; // ISO dates sort as text
        if (has(options.must_use, ink.id) && (expired || has(options.never_use, ink.id)))
            throw DomainError("must_use",
                              "'" + ink.id + (expired ? "', whose lot has expired" : "', which is in never_use too"),
                              "inks that may be used", "open a fresh lot, give expired_reason, or leave it out");
        any_expired = any_expired || expired;
        if (!expired && !has(options.never_use, ink.id)) inks.push_back(i);
    }
    if (inks.empty())
        throw DomainError(any_expired ? "line" : "never_use",
                          any_expired ? "every ink has expired" : "every ink of the line", "at least one ink left to use",
                          any_expired ? "open a fresh lot" : "allow an ink");
    // Answers do not depend on the order of the file.
    std::sort(inks.begin(), inks.end(), [&](std::size_t a, std::size_t b) { return line.inks[a].id < line.inks[b].id; });
    return inks;
}

} // namespace undertone
