#include "undertone/supply/mixture_check.hpp"

#include "film_checks.hpp"
#include "film_thickness.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

constexpr double good = 2,
                 fair = 4; ///< CIEDE2000: what a printer or painter would call a match, and one that wants a second try

Bands film_predicted(const Line& line, const MeasuredMixture& mixture) {
    const FilmOptics cup = film_optics(line, mix(line, Blend{mixture.parts, mixture.film.water_parts}).mg_per_ml);
    if (mixture.film.opaque) return masstone(cup);
    if (!mixture.film.wet_thickness_mm)
        throw DomainError(mixture.film.name + ": wet_thickness_mm", "not stated", "a thickness, or opaque",
                          "what a thin film lets through cannot be predicted without it");
    const double thickness = (mixture.film.thickness_measured ? 1 : detail::bar_leaves) * *mixture.film.wet_thickness_mm;
    return DrawdownCard(mixture.film.card).under_film(cup, thickness);
}

InkVerdict verdict_on(const std::string& ink, const std::vector<MixturePrediction>& mixtures) {
    InkVerdict verdict{ink, 0, 0, 0, "not tested"};
    std::vector<double> off;
    for (const MixturePrediction& one : mixtures)
        if (one.parts.contains(ink)) off.push_back(one.delta_e);
    if (off.empty()) return verdict;
    verdict.mixtures = off.size();
    verdict.worst_delta_e = *std::max_element(off.begin(), off.end());
    verdict.median_delta_e = median(std::move(off));
    verdict.verdict = verdict.median_delta_e <= good ? "good" : verdict.median_delta_e <= fair ? "fair" : "poor";
    return verdict;
}

} // namespace

MixtureReport check_mixtures(const Line& line, std::span<const MeasuredMixture> mixtures) {
    std::vector<InkFilm> films;
    for (const MeasuredMixture& one : mixtures) films.push_back(one.film);
    if (films.empty()) throw DomainError("mixtures", "none", "at least one measured mixture");
    for (std::size_t i = 0; i < films.size(); ++i) detail::check_films(std::span(films).subspan(i, 1), {});
    const Viewing viewing("D65");
    MixtureReport report;
    std::vector<double> off;
    for (const MeasuredMixture& one : mixtures) {
        MixturePrediction prediction{one.film.name,
                                     one.parts,
                                     one.film.water_parts,
                                     viewing.lab(one.film.reflectance),
                                     viewing.lab(film_predicted(line, one)),
                                     0};
        prediction.delta_e = delta_e_2000(prediction.read, prediction.predicted);
        off.push_back(prediction.delta_e);
        report.mixtures.push_back(std::move(prediction));
    }
    std::stable_sort(report.mixtures.begin(), report.mixtures.end(),
                     [](const auto& a, const auto& b) { return a.delta_e > b.delta_e; });
    for (const Ink& ink : line.inks) report.inks.push_back(verdict_on(ink.id, report.mixtures));
    report.median_delta_e = median(off);
    report.sentence = fmt::format(
        "{} mixture{} that characterised no ink: predicted within delta E {:.1f} at the median, {:.1f} at worst ({})",
        off.size(), off.size() == 1 ? "" : "s", report.median_delta_e, report.mixtures[0].delta_e, report.mixtures[0].name);
    return report;
}

} // namespace undertone
