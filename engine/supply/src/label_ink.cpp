#include "undertone/supply/label_ink.hpp"

#include "film_thickness.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/pigment/film.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

constexpr std::size_t draw_count = 2000, burn_in = 600;
/// Of a phone colorimeter on a film, each of L*, a*, b*: its own repeat, and the model of films (film_covariance). Expert guess.
constexpr double lab_sd = 1.5;
constexpr double furthest = 5; ///< deviate of a pigment's strength and slope
using detail::bar_leaves, detail::bar_log_sd, detail::unknown_mm, detail::unknown_log_sd;

/// One composition: mg/ml of each pigment, ln of the film's thickness over the usual, deviates of each pigment's strength and slope.
struct Draw {
    std::vector<double> mg_per_ml;
    double ln_thickness = 0;
    std::vector<double> strength, exponent;

    double total() const { return std::accumulate(mg_per_ml.begin(), mg_per_ml.end(), 0.0); }
};

/// What may be in the bottle.
class Composition {
public:
    explicit Composition(const InkLabel& label) : label_(label) {
        for (const std::string& name : label.color_index) {
            const ColorIndexEntry& entry = color_index(name);
            if (entry.colorant.empty())
                throw DomainError(
                    "color_index", name, "pigments whose optics ship: CI 77266, 77491, 77492, 77891",
                    fmt::format("no optics of {} could be read: enter the ink by films of it", entry.generic_name));
            const Colorant* pigment = &colorant(entry.colorant);
            if (std::find(pigments_.begin(), pigments_.end(), pigment) != pigments_.end())
                throw DomainError("color_index", name, "each pigment once");
            pigments_.push_back(pigment);
        }
        if (pigments_.empty())
            throw DomainError("color_index", "none", "at least one Colour Index number, as the label lists them");
        if (!(label.least_pigment_mg_per_ml > 0 && label.most_pigment_mg_per_ml > label.least_pigment_mg_per_ml &&
              label.most_pigment_mg_per_ml <= 1000))
            throw DomainError("least_pigment_mg_per_ml, most_pigment_mg_per_ml",
                              fmt::format("{:g} to {:g}", label.least_pigment_mg_per_ml, label.most_pigment_mg_per_ml),
                              "above 0, ascending, at most 1000", "5 to 30 % of pigment are 50 to 300 mg/ml");
    }

    const std::vector<const Colorant*>& pigments() const { return pigments_; }

    Draw any(RandomStream& random) const {
        Draw draw;
        double sum = 0;
        for (std::size_t i = 0; i < pigments_.size(); ++i) {
            draw.mg_per_ml.push_back(-std::log(random.uniform()));
            sum += draw.mg_per_ml.back();
            draw.strength.push_back(random.normal());
            draw.exponent.push_back(random.normal());
        }
        if (label_.descending) std::sort(draw.mg_per_ml.rbegin(), draw.mg_per_ml.rend());
        const double solids = label_.least_pigment_mg_per_ml *
                              std::pow(label_.most_pigment_mg_per_ml / label_.least_pigment_mg_per_ml, random.uniform());
        for (double& one : draw.mg_per_ml) one *= solids / sum;
        draw.ln_thickness = random.normal();
        return draw;
    }

    /// ln of its probability before films, by ln(mg/ml): uniform on the simplex, solids log-uniform.
    double ln_prior(const Draw& draw) const {
        const double total = draw.total();
        if (total < label_.least_pigment_mg_per_ml || total > label_.most_pigment_mg_per_ml) return -INFINITY;
        if (label_.descending && !std::is_sorted(draw.mg_per_ml.rbegin(), draw.mg_per_ml.rend())) return -INFINITY;
        double ln =
            -static_cast<double>(draw.mg_per_ml.size()) * std::log(total) - 0.5 * draw.ln_thickness * draw.ln_thickness;
        for (std::size_t i = 0; i < draw.mg_per_ml.size(); ++i) {
            const double strength = draw.strength[i], exponent = draw.exponent[i];
            if (std::max(std::abs(strength), std::abs(exponent)) > furthest) return -INFINITY;
            ln += std::log(draw.mg_per_ml[i]) - 0.5 * (strength * strength + exponent * exponent);
        }
        return ln;
    }

    /// Of the undiluted ink.
    FilmOptics optics(const Draw& draw) const {
        FilmOptics ink;
        Bands forward = Bands::Zero();
        for (std::size_t i = 0; i < pigments_.size(); ++i) {
            const Bands mu_s = draw.mg_per_ml[i] * pigments_[i]->mu_s_per_mm;
            ink.mu_a_per_mm += draw.mg_per_ml[i] * pigments_[i]->mu_a_at(draw.strength[i], draw.exponent[i]);
            ink.mu_s_per_mm += mu_s;
            forward += mu_s * pigments_[i]->g;
        }
        ink.g = forward / ink.mu_s_per_mm.max(1e-12);
        return ink;
    }

private:
    InkLabel label_;
    std::vector<const Colorant*> pigments_;
};

/// A film's colour as a likelihood.
class SeenFilm {
public:
    explicit SeenFilm(const LabFilm& film, std::size_t index)
        : film_(film), viewing_(film.illuminant, film.observer), card_(card_of(film, index)) {
        const std::string name = fmt::format("films[{}]", index);
        if (!(film.lab.l >= 0 && film.lab.l <= 100 && std::abs(film.lab.a) < 128 && std::abs(film.lab.b) < 128))
            throw DomainError(name + ".lab", fmt::format("{:g}, {:g}, {:g}", film.lab.l, film.lab.a, film.lab.b),
                              "L* 0 to 100, a* and b* within 128");
        if (!(film.water_parts >= 0 && film.water_parts <= 2000))
            throw DomainError(name + ".water_parts", fmt::format("{}", film.water_parts), "0 to 2000");
        if (film.wet_thickness_mm && !(*film.wet_thickness_mm >= 0.001 && *film.wet_thickness_mm <= 5))
            throw DomainError(name + ".wet_thickness_mm", fmt::format("{}", *film.wet_thickness_mm), "0.001 to 5 mm",
                              "were micrometres meant?");
        if (!(film.surface >= 0 && film.surface <= 0.1))
            throw DomainError(name + ".surface", fmt::format("{}", film.surface), "0 to 0.1");
    }

    Lab of(const FilmOptics& ink, double thickness_deviate) const {
        const double share = 1 / (1 + film_.water_parts);
        const double median = film_.wet_thickness_mm ? bar_leaves * *film_.wet_thickness_mm : unknown_mm;
        const double thickness =
            median * std::exp((film_.wet_thickness_mm ? bar_log_sd : unknown_log_sd) * thickness_deviate);
        return viewing_.lab(
            card_.under_film({share * ink.mu_a_per_mm, share * ink.mu_s_per_mm, ink.g}, std::min(thickness, 9.0)) +
            film_.surface);
    }
    double thickness_log_sd() const { return film_.wet_thickness_mm ? bar_log_sd : unknown_log_sd; }
    double ln_likelihood(const Lab& seen) const {
        const Eigen::Vector3d off(seen.l - film_.lab.l, seen.a - film_.lab.a, seen.b - film_.lab.b);
        return -0.5 * off.squaredNorm() / (lab_sd * lab_sd);
    }
    double delta_e(const Lab& seen) const { return delta_e_2000(seen, film_.lab); }

private:
    /// Grey of the lightness that was read: cards are nearly neutral.
    static Bands card_of(const LabFilm& film, std::size_t index) {
        if (film.backing != "white" && film.backing != "black")
            throw DomainError(fmt::format("films[{}].backing", index), "\"" + film.backing + "\"", "\"white\" or \"black\"");
        if (!film.card) return Bands::Constant(film.backing == "white" ? 0.85 : 0.04);
        const double f = (film.card->l + 16) / 116;
        const double y = (f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 108 / 841) - film.surface;
        if (!(y > 0.001 && y < 0.96))
            throw DomainError(fmt::format("films[{}].card", index), fmt::format("L* {:g}", film.card->l),
                              "L* of a card, 1 to 98");
        return Bands::Constant(y);
    }

    LabFilm film_;
    Viewing viewing_;
    DrawdownCard card_;
};

double ln_likelihood(const Composition& composition, const std::vector<SeenFilm>& films, const Draw& draw) {
    const FilmOptics ink = composition.optics(draw);
    double ln = 0;
    for (const SeenFilm& film : films) ln += film.ln_likelihood(film.of(ink, draw.ln_thickness));
    return ln;
}

/// Compositions as likely as label and films make them.
std::vector<Draw> drawn(const Composition& composition, const std::vector<SeenFilm>& films) {
    double thickness_log_sd = bar_log_sd;
    for (const SeenFilm& film : films) thickness_log_sd = std::max(thickness_log_sd, film.thickness_log_sd());
    std::vector<Draw> draws;
    RandomStream random(1931, 0);
    if (films.empty()) {
        for (std::size_t i = 0; i < draw_count; ++i) draws.push_back(composition.any(random));
        return draws;
    }
    // Begin at the best of some at random, then walk.
    Draw here = composition.any(random);
    double ln_here = ln_likelihood(composition, films, here);
    for (int i = 0; i < 200; ++i) {
        Draw other = composition.any(random);
        if (const double ln = ln_likelihood(composition, films, other); ln > ln_here) {
            here = std::move(other);
            ln_here = ln;
        }
    }
    ln_here += composition.ln_prior(here);
    const double step = 0.35 / std::sqrt(static_cast<double>(here.mg_per_ml.size()));
    double scale = 1;
    for (std::size_t i = 0; i < burn_in + draw_count; ++i) {
        poll_stop();
        Draw there = here;
        // Every other step slides along what films cannot tell: more pigment in thinner films.
        const double slide = i % 2 == 0 ? 0.3 * random.normal() : 0;
        const double jump = i % 2 == 0 ? 0.2 * scale : scale;
        for (double& one : there.mg_per_ml) one *= std::exp(slide + jump * step * random.normal());
        there.ln_thickness += jump * random.normal() - slide / thickness_log_sd;
        for (double& one : there.strength) one += jump * random.normal();
        for (double& one : there.exponent) one += jump * random.normal();
        const double prior = composition.ln_prior(there);
        const double ln = std::isfinite(prior) ? prior + ln_likelihood(composition, films, there) : -INFINITY;
        const bool taken = std::log(random.uniform()) < ln - ln_here;
        if (taken) {
            here = std::move(there);
            ln_here = ln;
        }
        if (i < burn_in && i % 2 == 1)
            scale = std::clamp(scale * std::exp((taken ? 1 - 0.25 : -0.25) * 0.1), 0.02, 3.0); // a quarter is to be taken
        if (i >= burn_in) draws.push_back(here);
    }
    return draws;
}

ValueRange range_of(const std::vector<Draw>& draws, std::size_t pigment) {
    std::vector<double> amounts;
    for (const Draw& draw : draws) amounts.push_back(draw.mg_per_ml[pigment]);
    return central_range(std::move(amounts), 0.8);
}

/// Geometric mean optics of the draws, with how level and exponent of the absorption differ between them.
Colorant colorant_of(const Composition& composition, const std::vector<Draw>& draws, double pigment_mg_per_ml) {
    Colorant whole;
    Bands ln_a = Bands::Zero(), ln_s = Bands::Zero(), g = Bands::Zero();
    Bands wavelength = Bands::LinSpaced(first_wavelength_nm, first_wavelength_nm + wavelength_step_nm * (band_count - 1));
    const Bands x = (wavelength / 550).log();
    double level = 0, level_2 = 0, slope = 0, slope_2 = 0;
    const auto count = static_cast<double>(draws.size());
    for (const Draw& draw : draws) {
        const FilmOptics ink = composition.optics(draw);
        const Bands ln = ink.mu_a_per_mm.max(1e-9).log();
        ln_a += ln / count;
        ln_s += ink.mu_s_per_mm.max(1e-9).log() / count;
        g += ink.g / count;
        const double b = ((x - x.mean()) * (ln - ln.mean())).sum() / (x - x.mean()).square().sum(),
                     a = ln.mean() - b * x.mean();
        level += a / count;
        level_2 += a * a / count;
        slope += b / count;
        slope_2 += b * b / count;
    }
    whole.mu_a_per_mm = ln_a.exp() / pigment_mg_per_ml;
    whole.mu_s_per_mm = ln_s.exp() / pigment_mg_per_ml;
    whole.g = g;
    whole.optics = OpticsOrigin::label;
    whole.absorption_log_sd = std::min(2.0, std::sqrt(std::max(0.0, level_2 - level * level)));
    whole.absorption_exponent_sd = std::min(2.0, std::sqrt(std::max(0.0, slope_2 - slope * slope)));
    return whole;
}

double log_sd_of(const Composition& composition, const std::vector<Draw>& draws) {
    return colorant_of(composition, draws, 1).absorption_log_sd;
}

/// The composition of middling total, which stands for the ink where one is asked for.
const Draw& middling(const std::vector<Draw>& draws, double total) {
    return *std::min_element(draws.begin(), draws.end(), [&](const Draw& a, const Draw& b) {
        return std::abs(std::log(a.total() / total)) < std::abs(std::log(b.total() / total));
    });
}

/// What a film of 20:1 on white would leave of the spread, were the ink the middling one.
double after_drawdown(const Composition& composition, std::vector<SeenFilm> films, const Draw& truth) {
    LabFilm film;
    film.water_parts = 20;
    film.wet_thickness_mm = 0.1;
    film.lab = SeenFilm(film, 0).of(composition.optics(truth), 0);
    films.emplace_back(film, films.size());
    return log_sd_of(composition, drawn(composition, films));
}

void describe(LabelInk& ink, const InkLabel& label, std::span<const LabFilm> films, double unexplained) {
    const double before = std::exp(central_80_deviate * ink.colorant.absorption_log_sd);
    const double after = std::exp(central_80_deviate * ink.log_sd_after_drawdown);
    std::string held;
    for (const LabelComponent& one : ink.components)
        held += fmt::format("{}{} {:.0f} mg/ml (80 %: {:.0f} to {:.0f})", held.empty() ? "" : ", ", one.color_index,
                            one.mg_per_ml.median, one.mg_per_ml.low, one.mg_per_ml.high);
    const std::string from = films.empty()
                                 ? "its label alone"
                                 : fmt::format("its label and {} colour{}", films.size(), films.size() == 1 ? "" : "s");
    ink.sentence = fmt::format("known from {}: {}; strength known to a factor of {:.1f} (80 %)", from, held, before);
    if (after < 0.9 * before)
        ink.sentence += fmt::format("; one drawdown, 20:1 on white, would narrow that to {:.1f}", after);
    ink.diagnostics.push_back(
        {Severity::warning, "label_only",
         fmt::format("{} is known from {}: its strength only to a factor of {:.1f}. Test the mix on card, and "
                     "lay a drawdown",
                     label.name.empty() ? label.id : label.name, from, before)});
    if (films.size() == 1)
        ink.diagnostics.push_back({Severity::info, "dilutions_too_few",
                                   "one colour cannot tell strength from proportions: read a second dilution"});
    if (unexplained > 5)
        ink.diagnostics.push_back(
            {Severity::warning, "label_unexplained",
             fmt::format("no mixture of the label's pigments comes nearer to the films than delta E {:.1f}: the "
                         "label does not say all, or the dilutions are not as written",
                         unexplained)});
}

} // namespace

LabelInk ink_from_label(const InkLabel& label, std::span<const LabFilm> films) {
    const Composition composition(label);
    std::vector<SeenFilm> seen;
    for (std::size_t i = 0; i < films.size(); ++i) seen.emplace_back(films[i], i);
    const std::vector<Draw> draws = drawn(composition, seen);

    LabelInk ink;
    ink.draws = draws.size();
    std::vector<double> totals;
    for (const Draw& draw : draws) totals.push_back(draw.total());
    ink.pigment_mg_per_ml = median(std::move(totals));
    ink.colorant = colorant_of(composition, draws, ink.pigment_mg_per_ml);
    ink.colorant.id = label.id;
    ink.colorant.name = label.name.empty() ? label.id : label.name;
    double density = 0, mass = 0;
    for (std::size_t i = 0; i < composition.pigments().size(); ++i) {
        const Colorant& pigment = *composition.pigments()[i];
        ink.components.push_back({pigment.id, pigment.color_index, range_of(draws, i)});
        mass += ink.components.back().mg_per_ml.median;
        density += ink.components.back().mg_per_ml.median / pigment.density_g_per_ml;
    }
    ink.colorant.density_g_per_ml = mass / density;
    const auto most = std::max_element(ink.components.begin(), ink.components.end(),
                                       [](const auto& a, const auto& b) { return a.mg_per_ml.median < b.mg_per_ml.median; });
    ink.colorant.role = colorant(most->colorant).role;
    ink.colorant.color_index = most->color_index;
    ink.colorant.source = films.empty() ? "its label alone" : fmt::format("its label and {} films' colours", films.size());

    const Draw& middle = middling(draws, ink.pigment_mg_per_ml);
    double best = films.empty() ? 0 : INFINITY;
    for (std::size_t i = 0; i < draws.size() && !films.empty(); i += 50) {
        const FilmOptics optics = composition.optics(draws[i]);
        double worst = 0;
        for (const SeenFilm& film : seen) worst = std::max(worst, film.delta_e(film.of(optics, draws[i].ln_thickness)));
        best = std::min(best, worst);
    }
    ink.worst_film_delta_e = best;
    ink.log_sd_after_drawdown = after_drawdown(composition, seen, middle);
    describe(ink, label, films, best);
    return ink;
}

} // namespace undertone
