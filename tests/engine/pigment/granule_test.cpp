// Reference: absorption of clumped pigment against the limits of the package effect and Mie theory.

#include "undertone/pigment/granule.hpp"

#include "undertone/base/error.hpp"
#include "undertone/pigment/implant.hpp"
#include "undertone/pigment/mie.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace undertone {

TEST(PackageShare, HasItsTwoLimitsAndNoSeam) {
    EXPECT_EQ(package_share(0), 1);
    EXPECT_NEAR(package_share(1e-3), 1 - 3.0 / 8 * 1e-3, 1e-6);
    EXPECT_NEAR(package_share(200), 1.5 / 200, 1e-4); // a black sphere shows its shadow
    EXPECT_NEAR(package_share(0.02 - 1e-9), package_share(0.02 + 1e-9), 1e-8);
    for (double x = 0.01; x < 50; x *= 1.3) EXPECT_LT(package_share(1.3 * x), package_share(x));
}

// A sphere of the same absorption that hardly refracts, by Mie theory: what the closed form is the limit of.
TEST(PackageShare, IsThatOfMieWhereTheSphereHardlyRefracts) {
    for (const double size : {20.0, 60.0}) {
        const double k = 0.01; // relative absorption index; absorption coefficient times diameter is 4 k size
        const MieEfficiencies q = mie(size, {1.0 + 1e-3, k});
        const double x = 4 * k * size;
        EXPECT_NEAR(q.absorption() / (2.0 / 3 * x), package_share(x), 0.03) << size;
    }
}

TEST(Granules, WeakenCarbonAndFlattenItsSlope) {
    const Colorant& carbon = colorant("carbon_black");
    const Bands none = granule_absorption(carbon, 0), usual = granule_absorption(carbon, Dots{}.granule_um.median),
                large = granule_absorption(carbon, 1);
    EXPECT_TRUE((none == 1).all());
    EXPECT_TRUE((usual < 1).all() && (large < usual).all());
    const auto band = [](double nm) { return static_cast<int>((nm - first_wavelength_nm) / wavelength_step_nm); };
    const int blue = band(420), red = band(700);
    const auto slope = [&](const Bands& factor) {
        return carbon.mu_a_per_mm(blue) * factor(blue) / (carbon.mu_a_per_mm(red) * factor(red));
    };
    EXPECT_LT(slope(large), slope(usual));
    EXPECT_LT(slope(usual), slope(none));
    EXPECT_THROW(granule_absorption(carbon, -1), DomainError);
}

TEST(Granules, AreNoLargerThanTheDot) {
    Dots dots;
    dots.granule_um.median = 1000 * dots.diameter_mm + 1;
    EXPECT_THROW(dots.validate(), DomainError);
    dots.granule_um.median = -0.1;
    EXPECT_THROW(dots.validate(), DomainError);
}

} // namespace undertone
