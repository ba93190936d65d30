// Reference, property: strength against its worked value and its definition, the 555 sort and contrast ratio against theirs.
#include "undertone/base/error.hpp"
#include "undertone/supply/shade_sort.hpp"
#include "undertone/supply/strength.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

/// A brown: K/S falls from blue to red.
Bands brown_k_over_s() { return 0.4 + 6 * (-(wavelengths_nm() - 380) / 120).exp(); }

TEST(Strength, GivesTheWorkedValueByEveryCriterion) {
    const Strength result = strength(Bands::Constant(0.20), Bands::Constant(0.18));
    ASSERT_EQ(result.criteria.size(), 5u);
    for (const CriterionStrength& one : result.criteria) {
        EXPECT_NEAR(one.percent, 116.7361, 5e-5) << one.criterion;
        EXPECT_NEAR(one.residual_delta_e_2000, 0, 1e-9);
    }
}

TEST(Strength, IsTheFactorOfKOverSWithNothingLeftOver) {
    for (const char* geometry : {"8/d SCI", "8/d SCE"})
        for (const double factor : {0.31, 0.9, 1.0, 1.27, 5.0}) {
            StrengthOptions options;
            options.surface = surface_of(geometry);
            const auto read = [&](double f) {
                return reflectance_read(reflectance_of_k_over_s(f * brown_k_over_s()), options.surface);
            };
            for (const CriterionStrength& one : strength(read(1), read(factor), options).criteria) {
                EXPECT_NEAR(one.percent / 100, factor, 1e-9 * factor) << one.criterion;
                EXPECT_NEAR(one.residual_delta_e_2000, 0, 1e-8) << one.criterion;
            }
        }
}

TEST(Strength, IsPerAmountOfColorant) {
    const Bands standard = reflectance_of_k_over_s(brown_k_over_s()),
                batch = reflectance_of_k_over_s(1.5 * brown_k_over_s());
    StrengthOptions options;
    options.c_batch = 1.5;
    EXPECT_NEAR(strength(standard, batch, options).by("wsum").percent, 100, 1e-9);
}

TEST(Strength, TakesOffTheWhiteOfATint) {
    const Bands white = reflectance_of_k_over_s(Bands::Constant(0.02));
    const auto tint = [&](double f) { return reflectance_of_k_over_s(0.02 + 0.1 * f * brown_k_over_s()); };
    StrengthOptions options;
    options.white = white;
    for (const CriterionStrength& one : strength(tint(1), tint(1.2), options).criteria) {
        EXPECT_NEAR(one.percent, 120, 1e-7) << one.criterion;
        EXPECT_NEAR(one.residual_delta_e_2000, 0, 1e-8);
    }
    EXPECT_LT(strength(tint(1), tint(1.2)).by("sum").percent, 119.5); // with the white counted as colorant
}

TEST(Strength, SaysWhereTheLightAndTheCriterionStand) {
    const Strength result = strength(Bands::Constant(0.2), Bands::Constant(0.18));
    EXPECT_EQ(result.illuminant, "D65");
    EXPECT_EQ(result.observer, "1964_10deg");
    EXPECT_TRUE(result.by("swl").at_nm.has_value());
    EXPECT_THROW(result.by("volume"), DomainError);
    const Bands other = reflectance_of_k_over_s(brown_k_over_s().reverse());
    const Strength unlike = strength(reflectance_of_k_over_s(brown_k_over_s()), other);
    ASSERT_FALSE(unlike.diagnostics.empty());
    EXPECT_EQ(unlike.diagnostics[0].code, "criteria_disagree");
    EXPECT_GT(unlike.by("wsum").residual_delta_e_2000, 5);
}

TEST(Strength, RefusesWhatHasNone) {
    EXPECT_THROW(strength(Bands::Ones() * (1 - 1e-12), Bands::Constant(0.2)), DomainError); // a white
    EXPECT_THROW(strength(Bands::Constant(0.2), Bands::Zero()), DomainError);
    EXPECT_THROW(strength(Bands::Constant(0.2), Bands::Constant(1e-9)), DomainError); // a billion times
    StrengthOptions options;
    options.c_batch = -1;
    EXPECT_THROW(strength(Bands::Constant(0.2), Bands::Constant(0.2), options), DomainError);
    options = {};
    options.first_nm = 501;
    options.last_nm = 504;
    EXPECT_THROW(strength(Bands::Constant(0.2), Bands::Constant(0.2), options), DomainError);
}

TEST(ShadeSort, GivesThePublishedExample) {
    ColorDifference d;
    d.delta_l = -2.1;
    d.delta_a = 0.3;
    d.delta_b = 0.8;
    EXPECT_EQ(shade_sort_555(d, {}), "356"); // two L blocks below, same a, one b above
    EXPECT_EQ(shade_sort_555({}, {}), "555");
    d.delta_l = 40;
    d.delta_a = -40;
    EXPECT_EQ(shade_sort_555(d, {}), "916");
    EXPECT_THROW(shade_sort_555(d, {0, 1, 1}), DomainError);
}

TEST(ContrastRatio, IsThatOfY) {
    EXPECT_NEAR(contrast_ratio_percent(Bands::Constant(0.3), Bands::Constant(0.4)), 75, 1e-9);
    EXPECT_THROW(contrast_ratio_percent(Bands::Constant(0.4), Bands::Constant(0.3)), DomainError); // swapped
    EXPECT_THROW(contrast_ratio_percent(Bands::Zero(), Bands::Zero()), DomainError);
}

} // namespace
} // namespace undertone
