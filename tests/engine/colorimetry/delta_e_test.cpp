// Reference, property: colour differences.

#include "undertone/colorimetry/color.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include "csv.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

Lab random_lab(RandomStream& random) {
    return {100 * random.uniform(), 250 * random.uniform() - 125, 250 * random.uniform() - 125};
}

// Reference ---------------------------------------------------------------------------------------------------------

TEST(DeltaE2000, AgreesWithAllPairsOfSharmaWuAndDalal) {
    UNDERTONE_READ_SHARED(rows, "colorimetry/ciede2000_sharma_34_pairs.csv");
    ASSERT_EQ(rows.size(), 34u);
    for (const auto& row : rows) {
        const auto number = [&](const char* name) { return std::stod(row.at(name)); };
        const Lab first{number("L1"), number("a1"), number("b1")}, second{number("L2"), number("a2"), number("b2")};
        EXPECT_NEAR(delta_e_2000(first, second), number("dE00"), 1e-4) << "pair " << row.at("pair");
        EXPECT_NEAR(delta_e_2000(second, first), number("dE00"), 1e-4) << "pair " << row.at("pair") << ", swapped";
        Eigen::ArrayX3d firsts(5, 3), seconds(5, 3); // a full vector and a tail
        firsts.rowwise() = Eigen::Array3d(first.l, first.a, first.b).transpose();
        seconds.rowwise() = Eigen::Array3d(second.l, second.a, second.b).transpose();
        EXPECT_LT((delta_e_2000_rows(firsts, seconds) - number("dE00")).abs().maxCoeff(), 1e-4)
            << "pair " << row.at("pair") << ", array";
    }
}

// The published figures themselves, so that they hold where the reference folder is absent. Between the three second
// colours the mean hue flips by 180 degrees: at exactly opposite hues Sharma's rule, not rounding, decides.
TEST(DeltaE2000, TakesSharmasSideOfOppositeHues) {
    const Lab first{50, 2.49, -0.001};
    EXPECT_NEAR(delta_e_2000(first, {50, -2.49, 0.0009}), 7.1792, 1e-4);
    EXPECT_NEAR(delta_e_2000(first, {50, -2.49, 0.0010}), 7.1792, 1e-4);
    EXPECT_NEAR(delta_e_2000(first, {50, -2.49, 0.0011}), 7.2195, 1e-4);
    const Lab warm{50, -0.001, 2.49};
    EXPECT_NEAR(delta_e_2000(warm, {50, 0.0009, -2.49}), 4.8045, 1e-4);
    EXPECT_NEAR(delta_e_2000(warm, {50, 0.0010, -2.49}), 4.8045, 1e-4); // pair 14
    EXPECT_NEAR(delta_e_2000(warm, {50, 0.0011, -2.49}), 4.7461, 1e-4);
}

// Property ----------------------------------------------------------------------------------------------------------

TEST(DeltaE2000, IsZeroOnlyBetweenEqualColours) {
    RandomStream random(1, 0);
    for (int i = 0; i < 1000; ++i) {
        const Lab lab = random_lab(random);
        EXPECT_EQ(delta_e_2000(lab, lab), 0.0);
        EXPECT_GT(delta_e_2000(lab, {lab.l, lab.a + 0.01, lab.b}), 0.0);
    }
    EXPECT_EQ(delta_e_2000({50, 0, 0}, {50, -0.0, -0.0}), 0.0);
}

// Found by Hypothesis: chromas whose product underflows.
TEST(DeltaE2000, TakesVanishingChromaForGrey) {
    const Lab almost_grey{10, 1e-156, 1e-156}, grey{10, 0, 0}, coloured{10, 3, 4};
    EXPECT_EQ(delta_e_2000(almost_grey, almost_grey), 0);
    EXPECT_NEAR(delta_e_2000(almost_grey, grey), 0, 1e-100);
    EXPECT_NEAR(delta_e_2000(almost_grey, coloured), delta_e_2000(grey, coloured), 1e-12);
}

TEST(DeltaE2000, IsTheSameInBothDirections) {
    RandomStream random(2, 0);
    for (int i = 0; i < 1000; ++i) {
        const Lab first = random_lab(random), second = random_lab(random);
        EXPECT_NEAR(delta_e_2000(first, second), delta_e_2000(second, first), 1e-12);
        const Lab opposite{second.l, -first.a, -first.b};
        EXPECT_EQ(delta_e_2000(first, opposite), delta_e_2000(opposite, first));
    }
}

// For greys a'=b=0: only lightness counts, and the formula is short enough to write out.
TEST(DeltaE2000, OfGreysIsTheWeightedLightnessStep) {
    const double s_l = 1 + 0.015 * 15 * 15 / std::sqrt(20.0 + 15 * 15);
    EXPECT_NEAR(delta_e_2000({30, 0, 0}, {40, 0, 0}), 10 / s_l, 1e-12);
}

TEST(DeltaE2000, OfAGreyAndAColourIsTheWeightedChroma) {
    // C' of the pair is 0 and 20, so no hue difference and nothing but the chroma term remains.
    EXPECT_NEAR(delta_e_2000({50, 0, 0}, {50, 0, 20}), 20 / (1 + 0.045 * 10), 1e-12);
}

// The textbook formula with hue angles, written without regard for speed: the engine's vector form must be the same
// function, not only at 34 points.
double delta_e_2000_by_angles(const Lab& one, const Lab& two) {
    const double pi = std::acos(-1.0), degree = pi / 180;
    const auto seventh = [](double c) { return std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7))); };
    const double c_ab = 0.5 * (std::hypot(one.a, one.b) + std::hypot(two.a, two.b)), g = 0.5 * (1 - seventh(c_ab));
    const double a1 = (1 + g) * one.a, a2 = (1 + g) * two.a, c1 = std::hypot(a1, one.b), c2 = std::hypot(a2, two.b);
    const auto angle = [&](double a, double b) {
        const double h = std::atan2(b, a) / degree;
        return h < 0 ? h + 360 : h;
    };
    const double h1 = angle(a1, one.b), h2 = angle(a2, two.b);
    double dh = h2 - h1;
    if (dh > 180) dh -= 360;
    if (dh < -180) dh += 360;
    double h = (h1 + h2) / 2;
    if (std::abs(h1 - h2) > 180) h += h1 + h2 < 360 ? 180 : -180;
    const double dl = two.l - one.l, dc = c2 - c1, dhh = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * degree);
    const double l = (one.l + two.l) / 2, c = (c1 + c2) / 2;
    const double t = 1 - 0.17 * std::cos((h - 30) * degree) + 0.24 * std::cos(2 * h * degree) +
                     0.32 * std::cos((3 * h + 6) * degree) - 0.20 * std::cos((4 * h - 63) * degree);
    const double sl = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2)), sc = 1 + 0.045 * c,
                 sh = 1 + 0.015 * c * t;
    const double rt = -2 * seventh(c) * std::sin(60 * std::exp(-std::pow((h - 275) / 25, 2)) * degree);
    return std::sqrt(std::pow(dl / sl, 2) + std::pow(dc / sc, 2) + std::pow(dhh / sh, 2) + rt * dc / sc * dhh / sh);
}

TEST(DeltaE2000, IsTheTextbookFormulaEverywhere) {
    RandomStream random(3, 0);
    for (int i = 0; i < 20000; ++i) {
        const Lab first = random_lab(random);
        Lab second = random_lab(random);
        if (i % 2 == 0) // near pairs, where matching lives
            second = {first.l + random.normal(), first.a + random.normal(), first.b + random.normal()};
        EXPECT_NEAR(delta_e_2000(first, second), delta_e_2000_by_angles(first, second), 1e-10)
            << first.l << " " << first.a << " " << first.b << " | " << second.l << " " << second.a << " " << second.b;
    }
}

// Consistency -------------------------------------------------------------------------------------------------------

TEST(DeltaE2000, OverArraysIsTheScalarForm) {
    RandomStream random(7, 0);
    for (const Eigen::Index count : {0, 1, 7, 4096}) { // whole vectors and their tails
        Eigen::ArrayX3d first(count, 3), second(count, 3);
        for (Eigen::Index i = 0; i < count; ++i) {
            const Lab one = random_lab(random);
            Lab two = random_lab(random);
            if (i % 4 == 0) two = {one.l + random.normal(), one.a + random.normal(), one.b + random.normal()};
            if (i % 4 == 1) two = {two.l, -one.a, -one.b}; // opposite hues
            if (i % 16 == 2) two = one;
            if (i % 16 == 3) two = {two.l, 0, 0};
            first.row(i) << one.l, one.a, one.b;
            second.row(i) << two.l, two.a, two.b;
        }
        const Eigen::ArrayXd differences = delta_e_2000_rows(first, second);
        ASSERT_EQ(differences.size(), count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const double scalar =
                delta_e_2000(Lab{first(i, 0), first(i, 1), first(i, 2)}, Lab{second(i, 0), second(i, 1), second(i, 2)});
            EXPECT_NEAR(differences(i), scalar, 1e-11) << i;
            if (i % 16 == 2) {
                EXPECT_EQ(differences(i), 0.0);
            }
        }
    }
}

TEST(DeltaE2000, OverArraysRefusesUnequalLengths) {
    EXPECT_THROW(delta_e_2000_rows(Eigen::ArrayX3d::Zero(2, 3), Eigen::ArrayX3d::Zero(3, 3)), DomainError);
}

TEST(DeltaE1976, IsTheEuclideanDistance) { EXPECT_DOUBLE_EQ(delta_e_1976({50, 0, 0}, {52, 3, -6}), 7.0); }

} // namespace

// Property: whatever is finite has a difference (colour-science/colour #538 once had none). Far from grey only ratios count.
TEST(DeltaE2000, OfAnyFiniteColoursIsANumber) {
    const double large[] = {0, 50, -1e3, 1e30, 1e45, -1e100, 1e154, 1e200, -1e300, 1.7e308};
    for (const double l : large)
        for (const double a : large)
            for (const double b : large) {
                const Lab one{50, a, 0}, other{l, 0, b};
                EXPECT_GE(delta_e_2000(one, other), 0) << l << " " << a << " " << b;
                EXPECT_TRUE(std::isfinite(delta_e_2000(one, other))) << l << " " << a << " " << b;
                EXPECT_GE(delta_e_1976(one, other), 0);
                Eigen::ArrayX3d ones(5, 3), others(5, 3);
                ones.rowwise() = Eigen::RowVector3d(50, a, 0).array();
                others.rowwise() = Eigen::RowVector3d(l, 0, b).array();
                EXPECT_NEAR(delta_e_2000_rows(ones, others)(3), delta_e_2000(one, other), 1e-9 * delta_e_2000(one, other));
            }
    const double far = delta_e_2000({50, 1e30, 0}, {50, 0, 1e30});
    EXPECT_NEAR(delta_e_2000({50, 1e200, 0}, {50, 0, 1e200}), far, 1e-9 * far);
    EXPECT_NEAR(delta_e_1976({0, 3e200, 0}, {0, 0, 4e200}), 5e200, 1e187);
}

TEST(LabBadInput, BeyondAllColoursIsRefusedByXyzAndSrgb) {
    EXPECT_THROW(xyz_from_lab({1e300, 0, 0}, {95, 100, 108}), DomainError);
    EXPECT_THROW(xyz_from_lab({50, -1e10, 0}, {95, 100, 108}), DomainError);
    EXPECT_NO_THROW(xyz_from_lab({1e6, -1e6, 1e6}, {95, 100, 108}));
}

} // namespace undertone
