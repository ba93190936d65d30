// Property: the parameters of skin, and one that is added.

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace undertone {
namespace {

using ::testing::Contains;

/// The shipped parameters and one more that the model knows: a row is all it takes.
const SkinSpace& space_with_thickness() {
    static const SkinSpace space(
        read_table(std::string(data_file("tissue/skin_parameters.csv")) + "epidermis_thickness_mm,1,0.03,0.3,0.08,0.3\n",
                   "with thickness"));
    return space;
}

TEST(SkinSpace, AnAddedParameterIsFitted) {
    SkinFitOptions options;
    options.space = space_with_thickness();
    const Bands reading = Skin({.melanosome_fraction = 0.05, .epidermis_thickness_mm = 0.12}).reflectance();
    const SkinFit fit = fit_skin(reading, {}, options), without = fit_skin(reading);
    ASSERT_THAT(fit.parameter_names, Contains("epidermis_thickness_mm"));
    ASSERT_EQ(fit.parameters.size(), without.parameters.size() + 1);
    EXPECT_TRUE(fit.converged);
    // Reflectance tells melanin times thickness, so the prior shares the difference out; the fit does move it.
    const SkinParameters found = fit.skin.parameters();
    EXPECT_GT(found.epidermis_thickness_mm, 0.083);
    EXPECT_LT(fit.rms, without.rms);
    EXPECT_EQ(fit.parameters(*options.space.axis("epidermis_thickness_mm")), found.epidermis_thickness_mm);
    EXPECT_EQ(without.skin.parameters().epidermis_thickness_mm, 0.08);
    EXPECT_GT((fit.covariance(fit.parameters.size() - 1, fit.parameters.size() - 1)), 0);
}

TEST(SkinSpace, AnAddedParameterIsFittedToAColourAndAtASite) {
    SkinFitOptions options;
    options.space = space_with_thickness();
    options.site = "forearm"; // whose epidermis is 0.075 mm: the prior's median where it is free, the value where it is not
    const SkinFit fit = fit_skin(Lab{60, 12, 17}, Viewing("D65"), options);
    EXPECT_TRUE(fit.converged);
    EXPECT_NEAR(fit.skin.parameters().epidermis_thickness_mm, 0.075, 0.01);
    EXPECT_NE(fit.skin.parameters().epidermis_thickness_mm, 0.075);
}

TEST(SkinSpace, TypicalSkinStandsAtTheMediansOfThePriors) {
    const SkinSpace& space = SkinSpace::shipped();
    for (Eigen::Index i = 0; i < space.size(); ++i)
        EXPECT_EQ(SkinParameters{}.*space[i].field.value, space[i].prior_mean) << space[i].field.id;
}

TEST(SkinSpaceProperty, OrderOfRowsMeansNothing) {
    const Table table = data_table("tissue/skin_parameters.csv");
    Table reversed = table;
    std::reverse(reversed.ids.begin(), reversed.ids.end());
    reversed.values = table.values.colwise().reverse().eval();
    SkinFitOptions options;
    options.space = SkinSpace(reversed);
    const Bands reading = Skin({.melanosome_fraction = 0.1}).reflectance();
    const SkinFit fit = fit_skin(reading, {}, options), shipped = fit_skin(reading);
    EXPECT_EQ(fit.parameter_names, shipped.parameter_names);
    EXPECT_EQ(fit.parameters, shipped.parameters);
}

TEST(SkinSpaceProperty, CoordinatesAndValuesAreInverse) {
    const SkinSpace& space = SkinSpace::shipped();
    for (Eigen::Index i = 0; i < space.size(); ++i) {
        const FreeSkinParameter& one = space[i];
        EXPECT_NEAR(one.value(one.coordinate(one.prior_mean)), one.prior_mean, 1e-14 * one.prior_mean) << one.field.id;
        const Eigen::VectorXd at = space.prior_mean();
        Eigen::VectorXd up = at;
        up(i) += 1e-6;
        EXPECT_NEAR((space.values(up)(i) - space.values(at)(i)) / 1e-6, space.slope(at)(i), 1e-5 * one.prior_mean + 1e-9);
    }
}

TEST(SkinSpace, RefusesWhatNoSkinHas) {
    const auto refused = [](const char* rows) {
        try {
            SkinSpace(read_table(std::string("id,logarithmic,lower,upper,prior_mean,prior_sd\n") + rows, "rows"));
        } catch (const DomainError& error) {
            return error.name;
        }
        return std::string();
    };
    EXPECT_EQ(refused("shoe_size,0,1,50,40,2\n"), "id");
    EXPECT_EQ(refused("oxygen_saturation,0,0.2,1.1,0.6,0.1\n"), "oxygen_saturation.upper");
    EXPECT_EQ(refused("blood_fraction,1,0,0.1,0.01,1\n"), "blood_fraction.lower"); // zero has no logarithm
    EXPECT_EQ(refused("scattering_b,0,0,3,4,1\n"), "scattering_b.prior_mean");
    EXPECT_EQ(refused("scattering_b,0,0,3,1,0\n"), "scattering_b.prior_sd");
}

} // namespace
} // namespace undertone
