#include "characterise_findings.hpp"

#include "film_thickness.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undertone::detail {

namespace {

using U = FilmUnknowns;

/// A standard deviation of ln(mu) below this tells a value; above the other, next to nothing.
constexpr double told = 0.2, largest_credible = 2.5;
constexpr double worthwhile = 0.95;           ///< a film that narrows less is not worth laying
constexpr int first_band = 4, last_band = 64; // 400 to 700 nm

double factor_80(double log_sd) { return std::exp(central_80_deviate * log_sd); }

/// How much of what each band takes out of a beam is absorbed, and how much scattered away.
struct Shares {
    Bands absorbed, scattered;
};

Shares shares_of(const Eigen::VectorXd& point) {
    const Bands mu_a = point.segment<band_count>(U::mu_a).array().exp();
    const Bands turned = point.segment<band_count>(U::mu_s_reduced).array().exp();
    return {mu_a / (mu_a + turned), turned / (mu_a + turned)};
}

/// Mean standard deviation of ln(mu) over 400 to 700 nm, absorption and scattering by their shares.
double mean_log_sd(const Eigen::MatrixXd& covariance, const Shares& shares) {
    double sum = 0;
    for (int b = first_band; b <= last_band; ++b)
        sum += shares.absorbed(b) * covariance(U::mu_a + b, U::mu_a + b) +
               shares.scattered(b) * covariance(U::mu_s_reduced + b, U::mu_s_reduced + b);
    return std::sqrt(sum / (last_band - first_band + 1));
}

/// Cards to lay a next film on: those of the films, and usual ones where one is missing.
std::vector<std::pair<std::string, Bands>> cards_of(std::span<const InkFilm> films) {
    std::vector<std::pair<std::string, Bands>> cards;
    for (const auto& [name, usual] : {std::pair{"white", 0.85}, {"black", 0.04}}) {
        Bands card = Bands::Constant(usual);
        for (const InkFilm& film : films)
            if (!film.opaque && film.backing == name) card = film.card;
        cards.emplace_back(name, card);
    }
    return cards;
}

Eigen::MatrixXd inverse(const Eigen::MatrixXd& matrix) {
    return matrix.ldlt().solve(Eigen::MatrixXd::Identity(matrix.rows(), matrix.cols()));
}

std::string spans_text(const Bands& log_sd, const Coverage& coverage) {
    std::string text;
    int from = -1;
    for (int b = 0; b <= band_count; ++b) {
        const bool in = b < band_count && coverage.measured[static_cast<std::size_t>(b)] && log_sd(b) < told;
        if (in && from < 0) from = b;
        if (!in && from >= 0) {
            text += fmt::format("{}{} to {} nm", text.empty() ? "" : ", ", first_wavelength_nm + wavelength_step_nm * from,
                                first_wavelength_nm + wavelength_step_nm * (b - 1));
            from = -1;
        }
    }
    return text;
}

/// Median over the bands that were read.
double middle(const Bands& values, const Coverage& coverage) {
    std::vector<double> read;
    for (int b = 0; b < band_count; ++b)
        if (coverage.measured[static_cast<std::size_t>(b)]) read.push_back(values(b));
    return median(std::move(read));
}

} // namespace

std::string measured_on(const InkStatement& ink, std::size_t films) {
    return fmt::format("measured{} by {} film{}", ink.date.empty() ? "" : " on " + ink.date, films, films == 1 ? "" : "s");
}

std::optional<NextFilm> next_film(std::span<const InkFilm> films, const InkStatement& ink, const Eigen::VectorXd& point,
                                  const Eigen::MatrixXd& hessian) {
    const Shares shares = shares_of(point);
    const double before = mean_log_sd(inverse(hessian), shares);
    NextFilm best{"", 0, before, before};
    InkFilm laid = films[0];
    for (const InkFilm& film : films)
        if (film.wet_thickness_mm) laid.wet_thickness_mm = film.wet_thickness_mm;
    if (!laid.wet_thickness_mm) laid.wet_thickness_mm = 0.1;
    laid.opaque = false;
    laid.tint.reset();
    laid.card_coverage = laid.coverage = Coverage{};
    for (const auto& [backing, card] : cards_of(films))
        for (const double water_parts : {0.0, 1.0, 3.0, 8.0, 20.0, 40.0, 80.0, 160.0}) {
            laid.card = card;
            laid.water_parts = water_parts;
            Eigen::VectorXd there(point.size() + 1);
            there << point, 0.0;
            const auto own = static_cast<Eigen::Index>(films.size());
            laid.reflectance =
                FilmModel(laid, ink, own, FilmTheory::radiative_transfer).reflectance(there).max(1e-4).min(0.95);
            const Eigen::MatrixXd slopes = FilmModel(laid, ink, own, FilmTheory::radiative_transfer).jacobian(there);
            Eigen::MatrixXd then = Eigen::MatrixXd::Zero(there.size(), there.size());
            then.topLeftCorner(point.size(), point.size()) = hessian;
            then(point.size(), point.size()) = 1 / (0.05 * 0.05); // its own thickness
            then += slopes.transpose() * slopes;
            const double after = mean_log_sd(inverse(then), shares);
            if (after < best.log_sd_after) best = {backing, water_parts, before, after};
        }
    if (best.log_sd_after > worthwhile * before) return std::nullopt;
    return best;
}

void add_findings(InkCharacterisation& found, std::span<const InkFilm> films, const FilmProblem& problem,
                  const Eigen::VectorXd& point) {
    const auto say = [&](Severity severity, const char* code, std::string message) {
        found.diagnostics.push_back({severity, code, std::move(message)});
    };
    const double scattering = middle(found.mu_s_reduced_log_sd, found.coverage),
                 absorption = middle(found.mu_a_log_sd, found.coverage);
    if (!found.converged)
        say(Severity::warning, "not_converged", "the search stopped before settling: treat the ranges as too narrow");
    if (found.misfit > largest_credible)
        say(Severity::warning, "film_unexplained",
            fmt::format(
                "no ink explains these films ({:.1f} standard deviations off): check that all are of one ink, the cards, "
                "the dilutions and the geometry",
                found.misfit));
    if (films.size() == 1)
        say(Severity::warning, "one_film",
            fmt::format(
                "one film alone: its thickness and the ink's strength cannot be told apart beyond a factor of {:.1f}; lay "
                "another dilution and the black card",
                factor_80(absorption)));
    bool light = false, dark = false;
    for (const InkFilm& film : films) {
        const double lightness = Viewing("D65").lab(film.card).l;
        (lightness > 60 ? light : dark) = true;
        light = light || film.opaque || film.tint;
        dark = dark || film.opaque || film.tint;
    }
    if (!films.empty() && !(light && dark))
        say(scattering > told ? Severity::warning : Severity::info, "one_backing",
            fmt::format(
                "one backing: scattering and absorption cannot be told apart beyond a factor of {:.1f} (80 %); add {}",
                factor_80(scattering), light ? "black" : "white"));
    else if (scattering > told)
        say(Severity::info, "scattering_not_told",
            fmt::format("scattering is known to a factor of {:.1f} (80 %): the ink scatters little beside what it absorbs{}",
                        factor_80(scattering), found.next_film ? "; a thinner film on black tells more" : ""));
    for (std::size_t i = 0; i < films.size(); ++i) {
        const FilmModel& model = problem.films()[i];
        if (films[i].opaque) continue;
        const Eigen::Index own = U::first_film + static_cast<Eigen::Index>(i);
        const std::string& name = found.films[i].name;
        if (model.jacobian(point).col(own).norm() * 0.1 < 1)
            say(Severity::info, "film_opaque",
                name +
                    ": a tenth more of it would not show, so it tells the ratio of absorption to scattering alone; thin it");
        const double off = std::abs(point(own)) / model.own_log_sd();
        if (off > 3)
            say(Severity::warning, "thickness_unlikely",
                fmt::format("{}: only a film of {:.3f} mm explains it ({:.1f} standard deviations from what was stated): "
                            "measure its "
                            "thickness, check the dilution",
                            name, found.films[i].wet_thickness_mm.median, off));
    }
    if (std::abs(point(U::bar)) > 3 * bar_log_sd)
        say(Severity::warning, "thickness_unlikely",
            "all films together are thicker or thinner than their bar leaves: measure one, by weighing or a gauge");
    const ValueRange& exponent = found.dilution_exponent;
    if ((exponent.low > 0 || exponent.high < 0) && std::abs(exponent.median) > 0.02)
        say(Severity::warning, "dilution_not_linear",
            fmt::format("thinned ten times, the ink colours {:.2f} times (80 %: {:.2f} to {:.2f}) what its dilution says: "
                        "it clumps or "
                        "disperses as it is thinned, or dilutions were not as written",
                        std::pow(0.1, exponent.median), std::pow(0.1, exponent.high), std::pow(0.1, exponent.low)));
    if (!found.coverage.complete())
        say(Severity::info, "bands_extended",
            fmt::format(
                "read from {:.0f} to {:.0f} nm; beyond, the ink is continued by its neighbouring bands with growing ranges",
                found.coverage.first_nm, found.coverage.last_nm));
    const std::string absorption_spans = spans_text(found.mu_a_log_sd, found.coverage);
    const std::string scattering_spans = spans_text(found.mu_s_reduced_log_sd, found.coverage);
    found.sentence =
        fmt::format("{}: absorption known within {:.0f} % ({}), scattering within {:.0f} % ({})", found.colorant.source,
                    100 * absorption, absorption_spans.empty() ? "in no band well" : "well at " + absorption_spans,
                    100 * scattering, scattering_spans.empty() ? "in no band well" : "well at " + scattering_spans);
    if (found.next_film)
        found.sentence +=
            fmt::format("; the film to lay next is {:g}:1 on {}: {:.0f} % becomes {:.0f} %", found.next_film->water_parts,
                        found.next_film->backing, 100 * found.next_film->log_sd_before, 100 * found.next_film->log_sd_after);
}

} // namespace undertone::detail
