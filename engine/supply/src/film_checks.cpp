#include "film_checks.hpp"

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

namespace {

constexpr double most_water = 2000, most_parts = 10000;

std::string film_name(const InkFilm& film, std::size_t index) {
    return film.name.empty() ? fmt::format("films[{}]", index) : fmt::format("films[{}] ({})", index, film.name);
}

void check_bands(const std::string& name, const char* field, const Bands& values, const Coverage& coverage, double most) {
    if (coverage.measured.count() < 14)
        throw DomainError(name + ": " + field, fmt::format("{} bands", coverage.measured.count()), "14 bands or more",
                          "a film is told by its spectrum: read 400 to 700 nm every 10 nm");
    for (int b = 0; b < band_count; ++b)
        if (coverage.measured[static_cast<std::size_t>(b)] && !(values(b) > 0 && values(b) < most))
            throw DomainError(name + ": " + field,
                              fmt::format("{:.4g} at {} nm", values(b), first_wavelength_nm + wavelength_step_nm * b),
                              fmt::format("above 0 and below {:g}", most),
                              values(b) > 1.5 ? "this looks like percent: divide by 100" : "");
}

void check_card(const std::string& name, const InkFilm& film) {
    const Lab lab = Viewing("D65").lab(film.card);
    const double chroma = std::hypot(lab.a, lab.b);
    if (film.backing == "white" && (lab.l < 80 || chroma > 12))
        throw DomainError(name + ": card", fmt::format("L* {:.1f}, chroma {:.1f}", lab.l, chroma),
                          "a white card: L* of 80 or more, chroma of 12 or less",
                          "read the bare white part, or state another backing");
    if (film.backing == "black" && lab.l > 40)
        throw DomainError(name + ": card", fmt::format("L* {:.1f}", lab.l), "a black card: L* of 40 or less",
                          "read the bare black part, or state another backing");
}

void check_one(const std::string& name, const InkFilm& film) {
    if (!(film.water_parts >= 0 && film.water_parts <= most_water))
        throw DomainError(name + ": water_parts", fmt::format("{}", film.water_parts), fmt::format("0 to {:g}", most_water),
                          "N of N:1, parts of water to one of ink");
    if (film.tint && !(film.tint->parts > 0 && film.tint->parts <= most_parts))
        throw DomainError(name + ": tint.parts", fmt::format("{}", film.tint->parts),
                          fmt::format("above 0, at most {:g}", most_parts), "parts of the other ink to one of this");
    if (film.wet_thickness_mm && !(*film.wet_thickness_mm >= 0.001 && *film.wet_thickness_mm <= 5))
        throw DomainError(name + ": wet_thickness_mm", fmt::format("{}", *film.wet_thickness_mm), "0.001 to 5 mm",
                          *film.wet_thickness_mm > 5 ? "were micrometres meant? 100 um are 0.1 mm" : "");
    if (film.readings < 1) throw DomainError(name + ": readings", fmt::format("{}", film.readings), "1 or more");
    if (!(film.repeat_delta_e > 0 && film.repeat_delta_e <= 10))
        throw DomainError(name + ": repeat_delta_e", fmt::format("{}", film.repeat_delta_e), "above 0, at most 10",
                          "readings further apart are not of one film: lay another");
    check_bands(name, "reflectance", film.reflectance, film.coverage, 1);
    if (film.opaque) return;
    check_bands(name, "card", film.card, film.card_coverage, 0.96);
    if (!film.backing.empty() && film.backing != "white" && film.backing != "black")
        throw DomainError(name + ": backing", "\"" + film.backing + "\"", "\"white\", \"black\" or nothing");
    check_card(name, film);
}

/// Laid alike, a film is the lighter the lighter its card: the other way round, the cards are exchanged.
void check_backings(std::span<const InkFilm> films) {
    const Viewing viewing("D65");
    for (std::size_t i = 0; i < films.size(); ++i)
        for (std::size_t j = 0; j < films.size(); ++j) {
            const InkFilm &light = films[i], &dark = films[j];
            if (light.opaque || dark.opaque || light.ink_share() != dark.ink_share() ||
                light.wet_thickness_mm != dark.wet_thickness_mm || !light.wet_thickness_mm ||
                viewing.lab(light.card).l < viewing.lab(dark.card).l + 20)
                continue;
            const double by = viewing.lab(dark.reflectance).l - viewing.lab(light.reflectance).l;
            if (by > 1 + 1.5 * (light.repeat_delta_e + dark.repeat_delta_e))
                throw DomainError(film_name(light, i) + ": backing", "the lighter card",
                                  "a film that is not darker than " + film_name(dark, j) + " on the darker card",
                                  fmt::format("it reads {:.1f} L* darker, laid alike: are the two exchanged?", by));
        }
}

/// More water and yet clearly darker, laid alike: the dilutions are in the wrong order, or the films are.
void check_order(std::span<const InkFilm> films) {
    const Viewing viewing("D65");
    for (std::size_t i = 0; i < films.size(); ++i)
        for (std::size_t j = 0; j < films.size(); ++j) {
            const InkFilm &thick = films[i], &thin = films[j];
            if (thick.opaque || thin.opaque || thick.tint || thin.tint || thick.backing != "white" ||
                thin.backing != "white" || thick.wet_thickness_mm != thin.wet_thickness_mm || !thick.wet_thickness_mm ||
                !(thin.water_parts > 1.2 * thick.water_parts + 0.2))
                continue;
            const double by = viewing.lab(thick.reflectance).l - viewing.lab(thin.reflectance).l;
            if (by > 3 * (thick.repeat_delta_e + thin.repeat_delta_e) / 2 + 1)
                throw DomainError(
                    film_name(thin, j) + ": water_parts", fmt::format("{:g}:1", thin.water_parts),
                    fmt::format("a dilution that is not darker than {} ({:g}:1)", film_name(thick, i), thick.water_parts),
                    fmt::format("it reads {:.1f} L* darker with more water: are the labels exchanged?", by));
        }
}

} // namespace

void InkStatement::validate() const {
    if (id.empty()) throw DomainError("id", "\"\"", "a name for the ink");
    if (!(pigment_mg_per_ml > 0 && pigment_mg_per_ml <= 5000))
        throw DomainError("pigment_mg_per_ml", fmt::format("{}", pigment_mg_per_ml), "above 0, at most 5000");
    if (!(pigment_density_g_per_ml > 0.5 && pigment_density_g_per_ml < 25))
        throw DomainError("pigment_density_g_per_ml", fmt::format("{}", pigment_density_g_per_ml), "above 0.5, below 25");
    if (!(g >= 0 && g <= 0.9))
        throw DomainError("g", fmt::format("{}", g), "0 to 0.9", "pigments scatter forward, 0.4 to 0.9");
    if (!(g_sd >= 0 && g_sd <= 0.3)) throw DomainError("g_sd", fmt::format("{}", g_sd), "0 to 0.3");
}

namespace detail {

void check_films(std::span<const InkFilm> films, std::span<const CuvetteReading> cuvettes) {
    if (films.empty())
        throw DomainError("films", "none", "at least one film on a card", "two dilutions on white and on black tell most");
    for (std::size_t i = 0; i < films.size(); ++i) {
        const std::string name = film_name(films[i], i);
        check_one(name, films[i]);
    }
    check_backings(films);
    check_order(films);
    for (std::size_t i = 0; i < cuvettes.size(); ++i) {
        const CuvetteReading& one = cuvettes[i];
        const std::string name = one.name.empty() ? fmt::format("cuvettes[{}]", i) : one.name;
        check_bands(name, "transmittance", one.transmittance, one.coverage, 1.02);
        if (!(one.path_mm >= 0.01 && one.path_mm <= 100))
            throw DomainError(name + ": path_mm", fmt::format("{}", one.path_mm), "0.01 to 100 mm", "10 mm is usual");
        if (!(one.water_parts >= 0 && one.water_parts <= 1e6))
            throw DomainError(name + ": water_parts", fmt::format("{}", one.water_parts), "0 to 1e6");
        if (!(one.log_sd > 0 && one.log_sd <= 1))
            throw DomainError(name + ": log_sd", fmt::format("{}", one.log_sd), "above 0, at most 1");
    }
}

} // namespace detail
} // namespace undertone
