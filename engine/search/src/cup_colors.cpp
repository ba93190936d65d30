#include "problem.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "undertone/base/error.hpp"
#include "undertone/search/cup_search.hpp"

#include <fmt/format.h>

#include "undertone/pigment/granule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace undertone {

namespace {

/// The area's model for new dots among older ones, by the sum in standing_dots.hpp: `new_share` of all dots are new, and `old_inverse`
/// is the older dots' part of the sum.
AreaModel model_among(const Skin& skin, double new_share, const Bands& old_inverse) {
    return [&skin, new_share, old_inverse](const DotGeometry& geometry, const std::vector<int>& chosen,
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
        const Eigen::ArrayXd ours = dot_reflectance(skin.layers().at(chosen), field);
        return skin.residual_ratio()(chosen) / (new_share / ours + old_inverse(chosen));
    };
}

} // namespace

CupColors::CupColors(Scene scene, const Line& line, const MatchOptions& options, const UsableInks& inks,
                     const Eigen::ArrayXd& base_mg_per_ml)
    : scene_(std::move(scene)), line_(line), options_(options), inks_(inks.indices),
      lights_(std::make_unique<Lights>(options, scene_.target, scene_.skin.reflectance())),
      problem_(std::make_unique<SearchProblem>(problem_with_rules(line, options, inks_, *lights_))) {
    for (const std::size_t ink : inks_) pure_.push_back(mix(line, Blend{{{line.inks[ink].id, 1.0}}, 0}).mg_per_ml);
    set_up_model();
    set_up_reduction();
    set_up_optics(base_mg_per_ml);
}

CupColors::~CupColors() = default;

void CupColors::set_up_model() {
    const double old_density = total_density_per_cm2(scene_.standing), total = old_density + scene_.new_density_per_cm2;
    const double new_share = scene_.new_density_per_cm2 / total;
    Bands old_inverse = Bands::Zero();
    if (old_density > 0) { // the older dots as if they were all the dots
        std::vector<SessionDots> crowded = scene_.standing;
        for (SessionDots& session : crowded) session.density_per_cm2 *= total / old_density;
        old_inverse =
            scene_.skin.residual_ratio() / standing_area(scene_.skin, line_, crowded, scene_.healing) * (1 - new_share);
    }
    model_ = model_among(scene_.skin, new_share, old_inverse);
    geometry_ = {scene_.geometry.diameter_mm, total, scene_.geometry.top_mm * scene_.healing.depth_factor,
                 scene_.geometry.bottom_mm * scene_.healing.depth_factor};
}

/// The reduced bands, and the colorants' optics in them.
void CupColors::set_up_reduction() {
    const double strongest = options_.water_ladder.front() + 1, thinnest = options_.water_ladder.back() + 1;
    std::vector<Eigen::ArrayXd> samples;
    for (const Eigen::ArrayXd& ink : pure_) samples.push_back(ink / std::sqrt(strongest * thinnest));
    for (Eigen::ArrayXd& blend : sample_blends(pure_, options_, 16, RandomStream(21, 0)))
        samples.push_back(std::move(blend));
    Eigen::Matrix<double, band_count, Eigen::Dynamic> spectra(band_count, static_cast<Eigen::Index>(samples.size()));
    for (std::size_t i = 0; i < samples.size(); ++i) spectra.col(static_cast<Eigen::Index>(i)) = area(samples[i]).matrix();
    reduction_ = reduce_bands(scene_.skin.reflectance(), spectra);

    const auto colorants = static_cast<Eigen::Index>(line_.colorants.size());
    mu_a_.resize(reduced_band_count, colorants);
    mu_s_.resize(reduced_band_count, colorants);
    const double retention = scene_.healing.retention;
    for (Eigen::Index c = 0; c < colorants; ++c) {
        const Colorant& colorant = line_.colorants[static_cast<std::size_t>(c)];
        const Bands mu_a_per_mm = colorant.mu_a_per_mm * granule_absorption(colorant, scene_.healing.granule_um);
        for (Eigen::Index b = 0; b < reduced_band_count; ++b) {
            const int band = reduction_.bands[static_cast<std::size_t>(b)];
            mu_a_(b, c) = retention * mu_a_per_mm(band);
            mu_s_(b, c) = retention * colorant.mu_s_per_mm(band) * (1 - colorant.g(band));
        }
    }
}

void CupColors::set_up_optics(const Eigen::ArrayXd& base_mg_per_ml) {
    std::vector<Eigen::ArrayXd> corners;
    for (const Eigen::ArrayXd& ink : pure_) corners.push_back(ink / (options_.water_ladder.front() + 1));
    if (base_mg_per_ml.size() > 0) { // what is added comes on top
        for (Eigen::ArrayXd& corner : corners) corner += base_mg_per_ml;
        corners.push_back(base_mg_per_ml);
    }
    DomainOfMixtures mixtures;
    for (const Eigen::ArrayXd& corner : corners) {
        const auto [mu_a, mu_s] = optics(corner);
        for (std::size_t b = 0; b < reduced_size; ++b) {
            mixtures.reach(b, mu_a[b], mu_s[b]);
            const int band = reduction_.bands[b];
            for (std::size_t c = 0; c < line_.colorants.size(); ++c)
                mixtures.scatter(b, corner(static_cast<Eigen::Index>(c)) * line_.colorants[c].mu_s_per_mm(band),
                                 line_.colorants[c].g(band));
        }
    }
    EpochOptics healed{geometry_, 1, false, {}, {}};
    for (const Eigen::ArrayXd& ink : pure_) {
        const Optics one = optics(ink);
        healed.ink_mu_a_per_mm.push_back(one.mu_a);
        healed.ink_reduced_mu_s_per_mm.push_back(one.mu_s);
    }
    Surrogates none;
    add_optics(*problem_, options_, *lights_, reduction_, model_, mixtures.domain(), {std::move(healed)}, none);
}

CupColors::Optics CupColors::optics(const Eigen::ArrayXd& mg_per_ml) const {
    Optics result{};
    for (Eigen::Index c = 0; c < mg_per_ml.size(); ++c) {
        const double amount = mg_per_ml(c);
        if (amount == 0) continue;
        for (std::size_t b = 0; b < reduced_size; ++b) {
            result.mu_a[b] += amount * mu_a_(static_cast<Eigen::Index>(b), c);
            result.mu_s[b] += amount * mu_s_(static_cast<Eigen::Index>(b), c);
        }
    }
    return result;
}

Bands CupColors::area(const Eigen::ArrayXd& mg_per_ml) const {
    std::vector<SessionDots> all = scene_.standing;
    all.push_back(session_dots({mg_per_ml, 1}, scene_.geometry, scene_.new_density_per_cm2));
    return standing_area(scene_.skin, line_, all, scene_.healing);
}

CupColors::Judged CupColors::judged(std::span<const Lab> labs) const {
    Judged result{0, -std::numeric_limits<double>::infinity(), labs.front().b};
    for (std::size_t v = 0; v < labs.size(); ++v) {
        result.delta_e += problem_->viewings[v].weight * delta_e_2000(labs[v], lights_->target[v]);
        result.darker = std::max(result.darker, lights_->target[v].l - labs[v].l);
    }
    return result;
}

CupColors::Judged CupColors::full(const Eigen::ArrayXd& mg_per_ml) const { return judged(lights_->labs(area(mg_per_ml))); }

std::vector<CupColors::Judged> CupColors::reduced(const std::vector<Eigen::ArrayXd>& mg_per_ml) const {
    if (mg_per_ml.empty()) return {};
    const auto count = static_cast<Eigen::Index>(mg_per_ml.size() * reduced_size);
    std::vector<int> at;
    Eigen::ArrayXd mu_a(count), mu_s(count), g(count);
    Eigen::Index next = 0;
    for (const Eigen::ArrayXd& mg : mg_per_ml) {
        const DotField inside =
            dot_lattice(line_, {scene_.healing.retention * mg, geometry_.diameter_mm, geometry_.density_per_cm2,
                                geometry_.top_mm, geometry_.bottom_mm, geometry_.edge_sigma_mm, scene_.healing.granule_um});
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
        for (std::size_t b = 0; b < reduced_size; ++b) area[b] = areas[static_cast<Eigen::Index>(i * reduced_size + b)];
        std::vector<Lab> labs;
        for (const SearchViewing& viewing : problem_->viewings) labs.push_back(lab_of(viewing, area));
        result.push_back(judged(labs));
    }
    return result;
}

UsableInks inks_for_cups(const Line& line, const MatchOptions& options) {
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
    return usable_inks(line, options);
}

} // namespace undertone
