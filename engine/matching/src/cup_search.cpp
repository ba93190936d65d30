#include "cup_search.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace undertone {

namespace {

constexpr auto bands = static_cast<std::size_t>(reduced_band_count);
constexpr std::size_t inks_for_three = 7; ///< three and more inks at once are tried among so many
constexpr std::size_t rechecked = 24;     ///< judged again by the full model
constexpr double out_of_reach = 1e6;      ///< price of a mix stronger than the surrogate knows
constexpr double darkness_price = 20;     ///< per L*: no recipe that is too dark beats one that is not
/// The search keeps this far from the rule, so that the surrogate's error does not make a recipe break it.
constexpr double darkness_margin_l = 0.02;

Eigen::ArrayXd undiluted(const Line& line, std::size_t ink) {
    return mix(line, Blend{{{line.inks[ink].id, 1.0}}, 0}).mg_per_ml;
}

} // namespace

CupColors::CupColors(Scene scene, const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
                     const Eigen::ArrayXd& base_mg_per_ml)
    : scene_(std::move(scene)), line_(line) {
    double light_sum = 0;
    for (const WeightedIlluminant& light : options.illuminants) light_sum += light.weight;
    for (const WeightedIlluminant& light : options.illuminants) {
        weights_.push_back(light.weight / light_sum);
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

    std::vector<Eigen::ArrayXd> pure;
    for (const std::size_t ink : inks) pure.push_back(undiluted(line, ink));
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
    for (const Viewing& viewing : viewings_) reduced_weights_.push_back(reduction_.weights(viewing));

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
    if (base_mg_per_ml.size() > 0) corners.push_back(base_mg_per_ml);
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

    const AreaModel model = [&](const DotGeometry& geometry, const std::vector<int>& chosen, const Eigen::ArrayXd& mu_a,
                                const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g) -> Eigen::ArrayXd {
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
    const DotGeometry geometry{scene_.geometry.diameter_mm, total, scene_.geometry.top_mm * scene_.depth_factor,
                               scene_.geometry.bottom_mm * scene_.depth_factor};
    surrogate_ = std::make_unique<AreaSurrogate>(model, geometry, reduction_.bands, domain);
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

template <class LabOf>
CupColors::Judged CupColors::judge(const LabOf& lab_of) const {
    Judged result{0, -1e9};
    for (std::size_t v = 0; v < viewings_.size(); ++v) {
        const Lab lab = lab_of(v);
        result.delta_e += weights_[v] * delta_e_2000(lab, target_lab_[v]);
        result.darker = std::max(result.darker, target_lab_[v].l - lab.l);
    }
    return result;
}

std::optional<CupColors::Judged> CupColors::fast(const Optics& undiluted, double share) const {
    ReducedBands mu_a, mu_s, r;
    for (std::size_t b = 0; b < bands; ++b) {
        mu_a[b] = undiluted.mu_a[b] * share;
        mu_s[b] = undiluted.mu_s[b] * share;
    }
    if (!surrogate_->covers(mu_a, mu_s)) return {};
    surrogate_->reflectance(mu_a, mu_s, r);
    const Eigen::Map<const Eigen::Matrix<double, reduced_band_count, 1>> reduced(r.data());
    return judge([&](std::size_t v) {
        const Eigen::Vector3d xyz = reduced_weights_[v].weights * reduced + reduced_weights_[v].offset;
        return lab_from_xyz({xyz[0], xyz[1], xyz[2]}, viewings_[v].white());
    });
}

Bands CupColors::area(const Eigen::ArrayXd& mg_per_ml) const {
    std::vector<SessionDots> all = scene_.standing;
    all.push_back(session_dots({mg_per_ml, 1}, scene_.geometry, scene_.new_density_per_cm2));
    return standing_area(scene_.skin, line_, all, scene_.retention, scene_.depth_factor);
}

CupColors::Judged CupColors::full(const Eigen::ArrayXd& mg_per_ml) const {
    const Bands seen = area(mg_per_ml);
    return judge([&](std::size_t v) { return viewings_[v].lab(seen); });
}

namespace {

/// One search: enumerates steps, walks along the water.
class Search {
public:
    Search(const CupColors& colors, const Line& line, const MatchOptions& options, const std::vector<std::size_t>& inks,
           const CupContents& cup)
        : colors_(colors), options_(options), inks_(inks), cup_(cup) {
        for (const std::size_t ink : inks) pure_.push_back(undiluted(line, ink));
        grid_.step_ml = options.syringe_step_ml;
        grid_.cup_steps = static_cast<int>(std::floor(options.cup_volume_ml / options.syringe_step_ml + 1e-6));
        grid_.pigment_steps = static_cast<int>(
            std::floor(std::min(options.max_pigment_ml, options.cup_volume_ml) / options.syringe_step_ml + 1e-6));
        grid_.water_ladder = options.water_ladder;
        room_ = static_cast<int>(std::floor((options.cup_volume_ml - cup.ml) / options.syringe_step_ml + 1e-6));
        for (const std::string& id : options.must_use)
            for (std::size_t i = 0; i < inks.size(); ++i)
                if (line.inks[inks[i]].id == id) required_.push_back(i);
    }

    std::vector<Pour> run(std::size_t count) {
        const int most = std::min<int>(options_.max_inks, static_cast<int>(inks_.size()));
        std::vector<std::size_t> all(inks_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        if (cup_.ml > 0 && required_.empty()) try_steps({}, {});
        for (int size = 1; size <= std::min(most, 2); ++size) sets_of(all, size);
        if (most > 2) {
            const std::vector<std::size_t> few = most_promising();
            for (int size = 3; size <= most; ++size) sets_of(few, size);
        }
        return best(count);
    }

private:
    void sets_of(const std::vector<std::size_t>& from, int size) {
        std::vector<std::size_t> chosen;
        const auto choose = [&](auto&& self, std::size_t first) -> void {
            if (static_cast<int>(chosen.size()) == size) {
                for (const std::size_t must : required_)
                    if (std::find(chosen.begin(), chosen.end(), must) == chosen.end()) return;
                shares_of(chosen);
                return;
            }
            for (std::size_t i = first; i < from.size(); ++i) {
                chosen.push_back(from[i]);
                self(self, i + 1);
                chosen.pop_back();
            }
        };
        choose(choose, 0);
    }

    void shares_of(const std::vector<std::size_t>& chosen) {
        const int most = cup_.ml > 0 ? std::min(grid_.pigment_steps, room_) : grid_.pigment_steps;
        std::vector<int> steps;
        const auto give = [&](auto&& self, int left) -> void {
            if (steps.size() == chosen.size()) {
                if (cup_.ml == 0 &&
                    std::accumulate(steps.begin(), steps.end(), 0, [](int a, int b) { return std::gcd(a, b); }) != 1)
                    return; // the same proportions in smaller numbers
                try_steps(chosen, steps);
                return;
            }
            const int needed = static_cast<int>(chosen.size() - steps.size()) - 1;
            for (int k = 1; k <= left - needed; ++k) {
                steps.push_back(k);
                self(self, left - k);
                steps.pop_back();
            }
        };
        give(give, most);
    }

    /// All dilutions that these steps may have, strong to thin: as steps of water.
    void waters(int sum) {
        waters_.clear();
        if (cup_.ml > 0) {
            for (int w = 0; w <= room_ - sum; ++w) waters_.push_back(w);
            return;
        }
        for (const int n : grid_.allowed_water(sum))
            waters_.push_back(grid_.water_ladder[static_cast<std::size_t>(n)] * sum);
    }

    void try_steps(const std::vector<std::size_t>& chosen, const std::vector<int>& steps) {
        const int sum = std::accumulate(steps.begin(), steps.end(), 0);
        waters(sum);
        if (waters_.empty()) return;
        Eigen::ArrayXd amount = cup_.ml > 0 ? Eigen::ArrayXd(cup_.mg_per_ml * (cup_.ml / grid_.step_ml))
                                            : Eigen::ArrayXd(Eigen::ArrayXd::Zero(pure_[0].size()));
        for (std::size_t i = 0; i < chosen.size(); ++i) amount += steps[i] * pure_[chosen[i]];
        const double dry = sum + cup_.ml / grid_.step_ml;
        const auto inks = static_cast<double>(chosen.size());
        const CupColors::Optics undiluted = colors_.optics(amount);
        const double pigment = amount.sum();
        seen_.assign(waters_.size(), -1);
        const auto value = [&](std::size_t w) {
            if (seen_[w] >= 0) return seen_[w];
            const double share = 1 / (dry + waters_[w]);
            const std::optional<CupColors::Judged> judged = colors_.fast(undiluted, share);
            return seen_[w] = judged ? price(*judged, inks, pigment * share) : out_of_reach;
        };
        // Lighter with every step of water: one valley in nearly all cases, so a coarse look and a walk downhill find it.
        const std::size_t last = waters_.size() - 1;
        std::size_t at = 0;
        constexpr std::size_t looks = 6;
        for (std::size_t k = 0; k <= looks; ++k) {
            const std::size_t w = last * k * k / (looks * looks); // closer together where the mix is strong
            if (value(w) < value(at)) at = w;
        }
        for (std::size_t stride = std::max<std::size_t>(1, last / 12); stride > 0; stride /= 2) {
            bool moved = true;
            while (moved) {
                moved = false;
                for (const std::size_t next : {at >= stride ? at - stride : at, std::min(last, at + stride)})
                    if (value(next) < value(at)) {
                        at = next;
                        moved = true;
                    }
            }
        }
        Pour& best_of_set = best_[chosen];
        const double objective = value(at);
        if (best_of_set.steps.empty() && best_of_set.mg_per_ml.size() == 0) best_of_set.objective = out_of_reach;
        if (objective >= best_of_set.objective) return;
        best_of_set.inks.clear();
        for (const std::size_t i : chosen) best_of_set.inks.push_back(inks_[i]);
        best_of_set.steps = steps;
        best_of_set.water_steps = waters_[at];
        best_of_set.mg_per_ml = amount / (dry + waters_[at]);
        best_of_set.objective = objective;
    }

    double price(const CupColors::Judged& judged, double inks, double mg_per_ml) const {
        return judged.delta_e + options_.extra_ink_penalty * std::max(0.0, inks - (cup_.ml > 0 ? 0 : 1)) +
               options_.pigment_penalty * mg_per_ml +
               darkness_price * std::max(0.0, judged.darker - options_.darker_tolerance_l + darkness_margin_l);
    }

    std::vector<Pour> sorted() const {
        std::vector<Pour> pours;
        for (const auto& [chosen, pour] : best_)
            if (pour.objective < out_of_reach) pours.push_back(pour);
        std::stable_sort(pours.begin(), pours.end(), [](const Pour& a, const Pour& b) { return a.objective < b.objective; });
        return pours;
    }

    /// The inks that come up first among the best singles and pairs, and those that must be used.
    std::vector<std::size_t> most_promising() const {
        std::vector<std::size_t> few = required_;
        for (const Pour& pour : sorted())
            for (const std::size_t ink : pour.inks) {
                const auto i = static_cast<std::size_t>(std::find(inks_.begin(), inks_.end(), ink) - inks_.begin());
                if (few.size() < inks_for_three && std::find(few.begin(), few.end(), i) == few.end()) few.push_back(i);
            }
        std::sort(few.begin(), few.end());
        if (few.size() < static_cast<std::size_t>(options_.max_inks)) { // must_use may leave no singles or pairs
            few.resize(inks_.size());
            std::iota(few.begin(), few.end(), std::size_t{0});
        }
        return few;
    }

    std::vector<Pour> best(std::size_t count) const {
        std::vector<Pour> pours = sorted();
        if (pours.size() > std::max(rechecked, count)) pours.resize(std::max(rechecked, count));
        for (Pour& pour : pours) {
            pour.judged = colors_.full(pour.mg_per_ml);
            pour.objective = price(pour.judged, static_cast<double>(pour.inks.size()), pour.mg_per_ml.sum());
            pour.too_dark = pour.judged.darker > options_.darker_tolerance_l;
        }
        std::stable_sort(pours.begin(), pours.end(), [](const Pour& a, const Pour& b) {
            return a.too_dark != b.too_dark ? b.too_dark : a.objective < b.objective;
        });
        if (pours.size() > count) pours.resize(count);
        return pours;
    }

    const CupColors& colors_;
    const MatchOptions& options_;
    const std::vector<std::size_t>& inks_;
    const CupContents& cup_;
    std::vector<Eigen::ArrayXd> pure_;
    DosingGrid grid_;
    int room_ = 0;
    std::vector<std::size_t> required_;
    std::vector<double> waters_, seen_;
    std::map<std::vector<std::size_t>, Pour> best_;
};

} // namespace

std::vector<Pour> search_cup(const CupColors& colors, const Line& line, const MatchOptions& options,
                             const std::vector<std::size_t>& inks, const CupContents& cup, std::size_t count) {
    return Search(colors, line, options, inks, cup).run(count);
}

std::vector<std::size_t> allowed_inks(const Line& line, const MatchOptions& options) {
    for (const auto& id : options.must_use) line.ink_index(id);
    for (const auto& id : options.never_use) line.ink_index(id);
    std::vector<std::size_t> inks;
    for (std::size_t i = 0; i < line.inks.size(); ++i)
        if (std::find(options.never_use.begin(), options.never_use.end(), line.inks[i].id) == options.never_use.end())
            inks.push_back(i);
    if (inks.empty())
        throw DomainError("never_use", "every ink of the line", "at least one ink left to use", "allow an ink");
    // Answers do not depend on the order of the file.
    std::sort(inks.begin(), inks.end(), [&](std::size_t a, std::size_t b) { return line.inks[a].id < line.inks[b].id; });
    return inks;
}

std::string search_method(std::size_t inks, int max_inks) {
    std::string text = fmt::format("every proportion of one and two of {} inks", inks);
    if (max_inks > 2 && inks > 2)
        text += fmt::format(", of three and more among the {} that did best in pairs", std::min(inks, inks_for_three));
    return text + "; water by descent along each; the best judged by the full model (searched, not proven)";
}

} // namespace undertone
