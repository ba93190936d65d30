// Consistency, property: an ink known by its label holds the true one within its ranges, and colours of films narrow it.
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/pigment/blend.hpp"
#include "undertone/pigment/film.hpp"
#include "undertone/supply/label_ink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

InkLabel warm_black() {
    InkLabel label;
    label.id = "warm";
    label.color_index = {"Pigment Red 101", "CI 77266", "PY42"}; // as the demonstration line's warm_black: 70, 50, 30
    return label;
}

LabFilm film_of(double water_parts, double thickness_mm = 0.07) {
    static const Line line = load_line("demo");
    LabFilm film;
    film.water_parts = water_parts;
    film.wet_thickness_mm = 0.1;
    film.lab = Viewing("D65").lab(
        DrawdownCard(Bands::Constant(0.85))
            .under_film(line, mix(line, Blend{{{"warm_black", 1}}, water_parts}).mg_per_ml, thickness_mm));
    return film;
}

double ln_mu_a_off(const LabelInk& ink) {
    static const Line line = load_line("demo");
    const FilmOptics truth = film_optics(line, mix(line, Blend{{{"warm_black", 1}}, 0}).mg_per_ml);
    return std::log(ink.colorant.mu_a_per_mm(34) * ink.pigment_mg_per_ml / truth.mu_a_per_mm(34));
}

TEST(LabelInk, HoldsTheTrueInkWithinItsRanges) {
    const LabelInk ink = ink_from_label(warm_black());
    EXPECT_EQ(ink.colorant.optics, OpticsOrigin::label);
    EXPECT_GT(ink.colorant.absorption_log_sd, 0.3);
    EXPECT_LT(std::abs(ln_mu_a_off(ink)), 2 * ink.colorant.absorption_log_sd);
    ASSERT_EQ(ink.components.size(), 3u);
    for (std::size_t i = 0; i + 1 < 3; ++i)
        EXPECT_GT(ink.components[i].mg_per_ml.median, ink.components[i + 1].mg_per_ml.median);
    EXPECT_THAT(ink.diagnostics, Contains(Field(&Diagnostic::code, "label_only")));
    EXPECT_LT(ink.log_sd_after_drawdown, 0.7 * ink.colorant.absorption_log_sd);
    EXPECT_THAT(ink.sentence, HasSubstr("would narrow"));
}

TEST(LabelInk, IsNarrowedByColoursOfFilms) {
    const LabelInk label = ink_from_label(warm_black());
    const std::vector<LabFilm> films{film_of(20), film_of(80)};
    const LabelInk seen = ink_from_label(warm_black(), films);
    EXPECT_LT(seen.colorant.absorption_log_sd, 0.5 * label.colorant.absorption_log_sd);
    EXPECT_LT(std::abs(ln_mu_a_off(seen)), 2.5 * seen.colorant.absorption_log_sd);
    EXPECT_LT(seen.worst_film_delta_e, 3);
    EXPECT_LE(seen.components[1].mg_per_ml.low, 50);
    EXPECT_GE(seen.components[1].mg_per_ml.high, 50);
    const LabelInk again = ink_from_label(warm_black(), films);
    EXPECT_EQ(again.colorant, seen.colorant);
}

TEST(LabelInk, KeepsTheLabelsOrderWhateverTheFilmsSay) {
    InkLabel label = warm_black();
    std::swap(label.color_index[0], label.color_index[2]); // yellow first, of which there is least
    const LabelInk ink = ink_from_label(label, std::vector{film_of(20), film_of(80)});
    EXPECT_GE(ink.components[0].mg_per_ml.median, ink.components[1].mg_per_ml.median);
    EXPECT_GE(ink.components[1].mg_per_ml.median, ink.components[2].mg_per_ml.median);
    label.descending = false;
    const LabelInk free = ink_from_label(label, std::vector{film_of(20), film_of(80)});
    EXPECT_LT(free.components[0].mg_per_ml.median, free.components[1].mg_per_ml.median);
}

TEST(LabelInk, SaysWhenTheLabelCannotBeAll) {
    LabFilm film = film_of(20);
    film.lab = {50, -40, -30}; // turquoise
    EXPECT_THAT(ink_from_label(warm_black(), std::vector{film}).diagnostics,
                Contains(Field(&Diagnostic::code, "label_unexplained")));
}

TEST(LabelInk, RefusesWhatNoLabelSays) {
    const auto refused = [](auto change) -> std::string {
        InkLabel label = warm_black();
        change(label);
        try {
            ink_from_label(label);
        } catch (const DomainError& error) {
            return error.what();
        }
        return "not refused";
    };
    EXPECT_THAT(refused([](InkLabel& l) { l.color_index.clear(); }), HasSubstr("at least one"));
    EXPECT_THAT(refused([](InkLabel& l) { l.color_index.push_back("CI 12345"); }), HasSubstr("CI 12345"));
    EXPECT_THAT(refused([](InkLabel& l) { l.color_index.push_back("CI 74160"); }), HasSubstr("films of it"));
    EXPECT_THAT(refused([](InkLabel& l) { l.color_index.push_back("77266"); }), HasSubstr("each pigment once"));
    EXPECT_THAT(refused([](InkLabel& l) { l.least_pigment_mg_per_ml = 400; }), HasSubstr("ascending"));
    LabFilm film = film_of(20);
    film.backing = "wood";
    EXPECT_THROW(ink_from_label(warm_black(), std::vector{film}), DomainError);
    film = film_of(20);
    film.wet_thickness_mm = 100;
    EXPECT_THROW(ink_from_label(warm_black(), std::vector{film}), DomainError);
}

} // namespace
} // namespace undertone
