// Consistency, property: inks made by the engine are found again from films of them; what films cannot be is refused.
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/learning/film_noise.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/supply/characterise_ink.hpp"

#include <Eigen/Cholesky>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

const Bands white_card = Bands::Constant(0.85), black_card = Bands::Constant(0.03);

/// An ink of three colorants that ship, in amounts drawn at random, alone in a line.
Line drawn_line(std::uint64_t index) {
    RandomStream random(19, index);
    std::vector<InkDescription::Component> components{
        {"carbon_black", 0.5 + 150 * std::pow(random.uniform(), 3)},
        {"hematite", 1 + 120 * random.uniform()},
        {index % 2 == 0 ? "yellow_oxide" : "titanium_dioxide", 1 + 120 * random.uniform()}};
    LineDescription line;
    line.id = line.name = line.maker = line.version = "drawn";
    line.inks.push_back({"ink", "Ink", components, {}, "", ""});
    return make_line(line);
}

/// Film of the line's only ink as it would be read: films `log_sd` from their stated thickness of 0.1 mm, noise where `random` is given.
InkFilm film_of(const Line& line, bool white, double water_parts, RandomStream* random = nullptr,
                double thickness_mm = 0.1) {
    InkFilm film;
    film.backing = white ? "white" : "black";
    film.name = std::to_string(static_cast<int>(water_parts)) + ":1 on " + film.backing;
    film.card = white ? white_card : black_card;
    film.water_parts = water_parts;
    film.wet_thickness_mm = 0.1;
    film.thickness_measured = true;
    if (random != nullptr) thickness_mm *= std::exp(0.03 * random->normal());
    film.reflectance = DrawdownCard(film.card).under_film(
        line, mix(line, Blend{{{line.inks[0].id, 1}}, water_parts}).mg_per_ml, thickness_mm);
    if (random != nullptr) {
        Eigen::VectorXd deviates(band_count);
        for (double& one : deviates) one = random->normal();
        const Eigen::MatrixXd noise = film_covariance(film.reflectance, film.readings, film.repeat_delta_e).llt().matrixL();
        film.reflectance = (film.reflectance + (noise * deviates).array()).max(2e-4);
    }
    return film;
}

std::vector<InkFilm> films_of(const Line& line, std::initializer_list<double> dilutions, RandomStream* random = nullptr) {
    std::vector<InkFilm> films;
    for (const double n : dilutions)
        for (const bool white : {true, false}) films.push_back(film_of(line, white, n, random));
    return films;
}

FilmOptics undiluted(const Line& line) { return film_optics(line, mix(line, Blend{{{line.inks[0].id, 1}}, 0}).mg_per_ml); }

double median_of(std::vector<double> values) { return median(std::move(values)); }

TEST(CharacteriseInk, FindsInksAgainWithinTheirRanges) {
    std::vector<double> mu_a_off, mu_s_off, area_off;
    int inside = 0, told = 0;
    for (std::uint64_t index = 0; index < 16; ++index) {
        const Line line = drawn_line(index);
        RandomStream random(20, index);
        const InkCharacterisation found = characterise_ink(films_of(line, {8, 30, 100}, &random));
        const FilmOptics truth = undiluted(line);
        EXPECT_TRUE(found.converged) << index;
        EXPECT_LT(found.misfit, 1.3) << index;
        for (int b = 4; b <= 64; b += 4) {
            const double off_a = std::log(found.mu_a_per_mm(b) / truth.mu_a_per_mm(b));
            const double off_s = std::log(found.mu_s_reduced_per_mm(b) / (truth.mu_s_per_mm(b) * (1 - truth.g(b))));
            if (found.mu_a_log_sd(b) < 0.06) mu_a_off.push_back(std::abs(off_a));
            if (found.mu_s_reduced_log_sd(b) < 0.06) mu_s_off.push_back(std::abs(off_s));
            inside += (std::abs(off_a) < 1.6449 * found.mu_a_log_sd(b)) +
                      (std::abs(off_s) < 1.6449 * found.mu_s_reduced_log_sd(b));
            told += 2;
        }
        // The same healed area from what was found as from the ink itself.
        LineDescription measured;
        measured.id = measured.name = measured.maker = measured.version = "measured";
        measured.colorants.push_back(found.colorant);
        measured.inks.push_back({"ink", "Ink", {{found.colorant.id, found.pigment_mg_per_ml}}, {}, "", ""});
        const Line as_found = make_line(measured);
        const Viewing viewing("D65");
        const Blend blend{{{"ink", 1}}, 5};
        area_off.push_back(delta_e_2000(viewing.lab(appearance(Skin(), line, blend, {}).area),
                                        viewing.lab(appearance(Skin(), as_found, blend, {}).area)));
    }
    EXPECT_LT(median_of(mu_a_off), 0.05);
    EXPECT_LT(median_of(mu_s_off), 0.05);
    EXPECT_LT(median_of(area_off), 0.3);
    // Bands of one ink err together: 16 inks tell the share to about a tenth.
    EXPECT_GT(static_cast<double>(inside) / told, 0.78);
    EXPECT_LT(static_cast<double>(inside) / told, 0.99);
}

TEST(CharacteriseInk, IsExactWithoutNoise) {
    const Line line = drawn_line(2);
    const InkCharacterisation found = characterise_ink(films_of(line, {8, 30, 100}));
    const FilmOptics truth = undiluted(line);
    for (int b = 4; b <= 64; b += 10) EXPECT_NEAR(found.mu_a_per_mm(b) / truth.mu_a_per_mm(b), 1, 0.02) << b;
    for (const FilmExplained& film : found.films) {
        EXPECT_LT(film.delta_e, 0.3) << film.name;
        EXPECT_LT(film.left_out_delta_e.value(), 1) << film.name;
    }
    EXPECT_THAT(found.diagnostics, testing::Not(Contains(Field(&Diagnostic::code, "dilution_not_linear"))));
    EXPECT_THAT(found.sentence, HasSubstr("by 6 films"));
}

TEST(CharacteriseInk, GivesAColorantThatIsWhatWasFoundAndPaintsLikeTheInk) {
    const Line line = drawn_line(3); // with white in it: scattering shows
    const InkCharacterisation found = characterise_ink(films_of(line, {8, 30, 100}));
    const double mg = found.pigment_mg_per_ml;
    EXPECT_LT((found.colorant.mu_a_per_mm * mg / found.mu_a_per_mm - 1).abs().maxCoeff(), 1e-12);
    EXPECT_LT((found.colorant.mu_s_per_mm * (1 - found.colorant.g) * mg / found.mu_s_reduced_per_mm - 1).abs().maxCoeff(),
              1e-12);
    const Viewing viewing("D65");
    const Colorant& ink = found.colorant;
    EXPECT_LT(delta_e_2000(viewing.lab(masstone(FilmOptics{ink.mu_a_per_mm, ink.mu_s_per_mm, ink.g})),
                           viewing.lab(masstone(undiluted(line)))),
              0.7);
}

TEST(CharacteriseInk, SaysWhatOneBackingOrOneFilmDoesNotTell) {
    const Line line = drawn_line(2);
    const std::vector<InkFilm> white{film_of(line, true, 8), film_of(line, true, 30)};
    const InkCharacterisation found = characterise_ink(white);
    EXPECT_THAT(found.diagnostics, Contains(testing::AllOf(Field(&Diagnostic::code, "one_backing"),
                                                           Field(&Diagnostic::message, HasSubstr("add black")))));
    const InkCharacterisation both = characterise_ink(films_of(line, {8, 30}));
    EXPECT_LT(both.mu_s_reduced_log_sd(34), 0.7 * found.mu_s_reduced_log_sd(34));
    EXPECT_THAT(characterise_ink(std::vector{white[0]}).diagnostics, Contains(Field(&Diagnostic::code, "one_film")));
}

TEST(CharacteriseInk, KnowsAThicknessThatItWasNotToldLessWell) {
    const Line line = drawn_line(2);
    std::vector<InkFilm> films = films_of(line, {8, 30});
    const double measured = characterise_ink(films).mu_a_log_sd(34);
    for (InkFilm& film : films) film.thickness_measured = false;
    const double by_bar = characterise_ink(films).mu_a_log_sd(34);
    for (InkFilm& film : films) film.wet_thickness_mm.reset();
    const double unknown = characterise_ink(films).mu_a_log_sd(34);
    EXPECT_LT(measured, 0.06);
    EXPECT_GT(by_bar, 2 * measured);
    EXPECT_GT(unknown, 2 * by_bar);
}

TEST(CharacteriseInk, SaysWhichFilmIsNotAsThickAsStated) {
    const Line line = drawn_line(2);
    std::vector<InkFilm> films = films_of(line, {8, 30, 100});
    films[2] = film_of(line, true, 30, nullptr, 0.16);
    EXPECT_THAT(characterise_ink(films).diagnostics,
                Contains(testing::AllOf(Field(&Diagnostic::code, "thickness_unlikely"),
                                        Field(&Diagnostic::message, HasSubstr("30:1 on white")))));
}

TEST(CharacteriseInk, SaysThatAnInkClumpsAsItIsThinned) {
    const Line line = drawn_line(2);
    std::vector<InkFilm> films;
    for (const double n : {8.0, 30.0, 100.0}) { // colours by less than its dilution says
        for (const bool white : {true, false}) {
            InkFilm film = film_of(line, white, n);
            const double weaker = std::pow(n + 1, 1.15) - 1;
            film.reflectance = film_of(line, white, weaker).reflectance;
            films.push_back(film);
        }
    }
    const InkCharacterisation found = characterise_ink(films);
    EXPECT_GT(found.dilution_exponent.low, 0.05);
    EXPECT_LT(found.dilution_exponent.high, 0.25);
    EXPECT_THAT(found.diagnostics, Contains(Field(&Diagnostic::code, "dilution_not_linear")));
}

TEST(CharacteriseInk, SaysThatAnOpaqueFilmTellsARatioAlone) {
    const Line line = drawn_line(2);
    EXPECT_THAT(characterise_ink(films_of(line, {0, 30})).diagnostics,
                Contains(testing::AllOf(Field(&Diagnostic::code, "film_opaque"),
                                        Field(&Diagnostic::message, HasSubstr("0:1 on white")))));
}

TEST(CharacteriseInk, LearnsFromATintInAMeasuredWhite) {
    const Line line = drawn_line(2);
    const FilmOptics white{Bands::Constant(0.05), Bands::Constant(400), Bands::Constant(0.6)};
    const FilmOptics truth = undiluted(line);
    std::vector<InkFilm> films;
    for (const double parts : {5.0, 20.0, 0.0}) {
        InkFilm film;
        film.opaque = true;
        if (parts > 0) film.tint = KnownInk{white, parts};
        FilmOptics mixed{truth.mu_a_per_mm + parts * white.mu_a_per_mm, truth.mu_s_per_mm + parts * white.mu_s_per_mm,
                         Bands::Zero()};
        mixed.g = (truth.g * truth.mu_s_per_mm + parts * white.g * white.mu_s_per_mm) / mixed.mu_s_per_mm;
        film.reflectance = masstone(mixed);
        films.push_back(film);
    }
    const InkCharacterisation found = characterise_ink(films);
    for (int b = 4; b <= 64; b += 10) {
        EXPECT_LT(std::abs(std::log(found.mu_a_per_mm(b) / truth.mu_a_per_mm(b))), 2 * found.mu_a_log_sd(b)) << b;
        EXPECT_LT(std::abs(std::log(found.mu_s_reduced_per_mm(b) / (truth.mu_s_per_mm(b) * (1 - truth.g(b))))),
                  2 * found.mu_s_reduced_log_sd(b))
            << b;
        EXPECT_LT(found.mu_a_log_sd(b), 0.1);
    }
}

TEST(CharacteriseInk, LearnsFromACuvette) {
    const Line line = drawn_line(2);
    const FilmOptics truth = undiluted(line);
    CuvetteReading cuvette;
    cuvette.water_parts = 9999;
    cuvette.transmittance = (-10 * (truth.mu_a_per_mm + truth.mu_s_per_mm) / 10000).exp();
    std::vector<InkFilm> films = films_of(line, {30});
    for (InkFilm& film : films) film.wet_thickness_mm.reset();
    const double alone = characterise_ink(films).mu_a_log_sd(34);
    EXPECT_LT(characterise_ink(films, {}, std::vector{cuvette}).mu_a_log_sd(34), 0.5 * alone);
}

std::string refused(const std::vector<InkFilm>& films, const InkStatement& ink = {}) {
    try {
        characterise_ink(films, ink);
    } catch (const DomainError& error) {
        return error.what();
    }
    return "not refused";
}

TEST(CharacteriseInk, RefusesWhatFilmsCannotBe) {
    const Line line = drawn_line(2);
    const std::vector<InkFilm> good = films_of(line, {8, 30});
    EXPECT_THAT(refused({}), HasSubstr("none"));
    const auto with = [&](auto change) {
        std::vector<InkFilm> films = good;
        change(films);
        return refused(films);
    };
    EXPECT_THAT(with([](auto& f) { f[0].water_parts = -1; }), HasSubstr("water_parts"));
    EXPECT_THAT(with([](auto& f) { f[0].reflectance *= 100; }), HasSubstr("percent"));
    EXPECT_THAT(with([](auto& f) { f[0].wet_thickness_mm = 100; }), HasSubstr("micrometres"));
    EXPECT_THAT(with([](auto& f) { f[0].card = Bands::Constant(0.3); }), HasSubstr("a white card"));
    EXPECT_THAT(with([](auto& f) { f[1].card = Bands::Constant(0.3); }), HasSubstr("a black card"));
    EXPECT_THAT(with([](auto& f) { f[1].backing = "brown"; }), HasSubstr("\"brown\""));
    EXPECT_THAT(with([](auto& f) { f[0].repeat_delta_e = 20; }), HasSubstr("lay another"));
    EXPECT_THAT(with([](auto& f) { std::swap(f[2].reflectance, f[3].reflectance); }), HasSubstr("are the two exchanged"));
    EXPECT_THAT(with([](auto& f) { std::swap(f[0].water_parts, f[2].water_parts); }), HasSubstr("are the labels exchanged"));
    EXPECT_THAT(with([](auto& f) { f[0].coverage.measured.reset(); }), HasSubstr("14 bands"));
    EXPECT_THAT(with([](auto& f) { f[0].tint = KnownInk{{}, -1}; }), HasSubstr("tint.parts"));
    InkStatement ink;
    ink.pigment_mg_per_ml = -5;
    EXPECT_THAT(refused(good, ink), HasSubstr("pigment_mg_per_ml"));
    CuvetteReading cuvette;
    cuvette.transmittance = Bands::Constant(60);
    EXPECT_THROW(characterise_ink(good, {}, std::vector{cuvette}), DomainError);
}

} // namespace
} // namespace undertone
