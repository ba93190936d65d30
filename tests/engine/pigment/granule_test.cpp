// Reference: absorption of clumped pigment against Mie theory of lumps.

#include "undertone/pigment/granule.hpp"

#include "undertone/base/error.hpp"
#include "undertone/pigment/clump.hpp"
#include "undertone/pigment/implant.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace undertone {

// The closed form knows neither refraction nor the spread of sizes: it must still weaken each colorant as Mie's lumps do.
TEST(Granules, WeakenAsMieSays) {
    for (const char* id : {"carbon_black", "hematite"})
        for (const double um : {0.3, 0.6, 1.2}) {
            const Bands quick = granule_absorption(colorant(id), um);
            const Bands mie = clumped(colorant(id), {um, granule_packing}).mu_a_per_mm / colorant(id).mu_a_per_mm;
            const int middle = band_count / 2 - 6; // 550 nm
            std::cout << id << " " << um << " um: " << quick(middle) << " by the closed form, " << mie(middle)
                      << " by Mie\n";
            EXPECT_NEAR(quick(middle) / mie(middle), 1, 0.12) << id << " " << um;
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
