// Reference, property: Kubelka-Munk and Saunderson against worked values, and as inverses of each other.
#include "undertone/base/error.hpp"
#include "undertone/supply/kubelka_munk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

TEST(KubelkaMunk, GivesTheWorkedValuesOfColourLaboratories) {
    // R 0.20 and 0.18: K/S 1.6 and 1.867778, a strength of 116.7361 %.
    const double standard = k_over_s(Bands::Constant(0.20))(0), batch = k_over_s(Bands::Constant(0.18))(0);
    EXPECT_NEAR(standard, 1.6, 1e-12);
    EXPECT_NEAR(batch, 1.867778, 5e-7);
    EXPECT_NEAR(100 * batch / standard, 116.7361, 5e-5);
}

TEST(KubelkaMunk, IsUndoneByItsInverse) {
    const Bands within = Bands::LinSpaced(0.001, 0.999);
    EXPECT_LT((reflectance_of_k_over_s(k_over_s(within)) - within).abs().maxCoeff(), 1e-13);
    EXPECT_LT(reflectance_of_k_over_s(Bands::Constant(1e9)).maxCoeff(), 1e-8);
    EXPECT_EQ(reflectance_of_k_over_s(Bands::Zero())(0), 1);
}

TEST(KubelkaMunk, FilmGoesFromItsBackingToOpaque) {
    const Bands k = Bands::LinSpaced(0.5, 5), s = Bands::Constant(20), backing = Bands::Constant(0.8);
    EXPECT_LT((film_on_backing(k, s, 0, backing) - backing).abs().maxCoeff(), 1e-9);
    EXPECT_LT((film_on_backing(k, s, 50, backing) - reflectance_of_k_over_s(k / s)).abs().maxCoeff(), 1e-12);
    // Two films on top of each other are one of both thicknesses.
    EXPECT_LT((film_on_backing(k, s, 0.02, film_on_backing(k, s, 0.03, backing)) - film_on_backing(k, s, 0.05, backing))
                  .abs()
                  .maxCoeff(),
              1e-12);
    // Without scattering to speak of it is Bouguer's law, twice through.
    EXPECT_NEAR(film_on_backing(Bands::Constant(3), Bands::Constant(1e-6), 0.1, backing)(0), 0.8 * std::exp(-0.6), 1e-6);
    EXPECT_THROW(film_on_backing(Bands::Zero(), s, 1, backing), DomainError);
    EXPECT_THROW(film_on_backing(k, s, -1, backing), DomainError);
}

TEST(Saunderson, IsUndoneByItsInverse) {
    const Bands within = Bands::LinSpaced(0.01, 0.99);
    for (const bool included : {false, true}) {
        const SurfaceReflection surface{0.04, 0.6, included};
        EXPECT_LT((reflectance_within(reflectance_read(within, surface), surface) - within).abs().maxCoeff(), 1e-13);
    }
    // A perfect white under a surface reads as one: what is kept inside comes out in the end.
    EXPECT_NEAR(reflectance_read(Bands::Ones(), {0.04, 0.6, true})(0), 1, 1e-12);
}

TEST(Saunderson, RefusesAReadingBelowWhatTheSurfaceReflects) {
    EXPECT_THROW(reflectance_within(Bands::Constant(0.03), {0.04, 0.6, true}), DomainError);
    EXPECT_THROW(reflectance_within(Bands::Constant(1.2), {}), DomainError);
    EXPECT_THROW(reflectance_within(Bands::Constant(0.5), {0.6, 0.6, false}), DomainError);
    EXPECT_THROW(k_over_s(Bands::Zero()), DomainError);
    EXPECT_THROW(reflectance_of_k_over_s(Bands::Constant(-0.1)), DomainError);
}

} // namespace
} // namespace undertone
