// Consistency, property: measured mixtures of a line's inks against its predictions.
#include "undertone/base/error.hpp"
#include "undertone/supply/mixture_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

using testing::HasSubstr;

/// A film of auburn and blond as the engine lays it, this thick.
MeasuredMixture laid(const Line& line, double auburn, double blond, double thickness_mm) {
    MeasuredMixture mixture{{{"auburn", auburn}, {"blond", blond}}, {}};
    mixture.film.name = "auburn and blond";
    mixture.film.backing = "white";
    mixture.film.card = Bands::Constant(0.85);
    mixture.film.water_parts = 20;
    mixture.film.wet_thickness_mm = 0.1;
    mixture.film.thickness_measured = true;
    mixture.film.reflectance =
        DrawdownCard(mixture.film.card).under_film(line, mix(line, Blend{mixture.parts, 20}).mg_per_ml, thickness_mm);
    return mixture;
}

TEST(MixtureCheck, PredictsWhatWasLaid) {
    const Line line = load_line("demo");
    MeasuredMixture by_bar = laid(line, 1, 2, 0.07); // a bar leaves seven tenths of its gap
    by_bar.film.thickness_measured = false;
    const MixtureReport report = check_mixtures(line, std::vector{laid(line, 1, 1, 0.1), by_bar});
    EXPECT_LT(report.mixtures[0].delta_e, 1e-6);
    for (const InkVerdict& ink : report.inks)
        EXPECT_EQ(ink.verdict, ink.ink_id == "auburn" || ink.ink_id == "blond" ? "good" : "not tested") << ink.ink_id;
}

TEST(MixtureCheck, PutsTheWorstFirstAndSaysWhichInkItSpeaksAgainst) {
    const Line line = load_line("demo");
    MeasuredMixture wrong = laid(line, 1, 5, 0.1);
    wrong.parts = {{"auburn", 5}, {"blond", 1}};
    wrong.film.name = "mislabelled";
    const MixtureReport report = check_mixtures(line, std::vector{laid(line, 1, 1, 0.1), wrong});
    EXPECT_EQ(report.mixtures[0].name, "mislabelled");
    EXPECT_GT(report.mixtures[0].delta_e, 5);
    EXPECT_THAT(report.sentence, HasSubstr("mislabelled"));
    EXPECT_EQ(check_mixtures(line, std::vector{wrong}).inks[line.ink_index("auburn")].verdict, "poor");
}

TEST(MixtureCheck, RefusesWhatCannotBePredicted) {
    const Line line = load_line("demo");
    EXPECT_THROW(check_mixtures(line, {}), DomainError);
    MeasuredMixture mixture = laid(line, 1, 1, 0.1);
    mixture.parts["nothing"] = 1;
    EXPECT_THROW(check_mixtures(line, std::vector{mixture}), DomainError);
    mixture = laid(line, 1, 1, 0.1);
    mixture.film.wet_thickness_mm.reset();
    EXPECT_THROW(check_mixtures(line, std::vector{mixture}), DomainError);
}

} // namespace
} // namespace undertone
