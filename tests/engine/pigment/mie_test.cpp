// Reference, property: Mie's theory.

#include "undertone/pigment/mie.hpp"

#include "undertone/base/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace undertone {

namespace {

struct Published {
    double size_parameter, n, k, extinction, scattering, asymmetry; // as printed, six digits
};

// Wiscombe 1979, "Mie scattering calculations: advances in technique and fast, vector-speed computer codes",
// NCAR/TN-140+STR, doi:10.5065/D6ZP4414, test cases of MIEV0 (revised 1996).
constexpr Published wiscombe[] = {
    {10, 1.5, 0, 2.881999, 2.881999, 0.742913},      {100, 1.5, 0, 2.094388, 2.094388, 0.818246},
    {1000, 1.5, 0, 2.013945, 2.013945, 0.827882},    {10, 0.75, 0, 2.232265, 2.232265, 0.896473},
    {1000, 0.75, 0, 1.997908, 1.997908, 0.844944},   {1, 1.33, 1e-5, 0.093952, 0.093923, 0.184517},
    {100, 1.33, 1e-5, 2.101321, 2.096594, 0.868959}, {10000, 1.33, 1e-5, 2.004089, 1.723857, 0.907840},
    {0.055, 1.5, 1, 0.101491, 0.000011, 0.000491},   {1, 1.5, 1, 2.336321, 0.663454, 0.192136},
    {100, 1.5, 1, 2.097502, 1.283697, 0.850252},     {10000, 1.5, 1, 2.004368, 1.236574, 0.846310},
    {1, 10, 10, 2.532993, 2.049405, -0.110664},      {100, 10, 10, 2.071124, 1.836785, 0.556215},
    {10000, 10, 10, 2.005914, 1.795393, 0.548194},
};

} // namespace

TEST(MieReference, AgreesWithWiscombe1979ToThePrintedDigits) {
    for (const auto& row : wiscombe) {
        SCOPED_TRACE(testing::Message() << "x = " << row.size_parameter << ", m = " << row.n << " + " << row.k << "i");
        const MieEfficiencies found = mie(row.size_parameter, {row.n, row.k});
        EXPECT_NEAR(found.extinction, row.extinction, 0.6e-6);
        EXPECT_NEAR(found.scattering, row.scattering, 0.6e-6);
        EXPECT_NEAR(found.asymmetry, row.asymmetry, 0.6e-6);
    }
}

TEST(MieReference, AgreesWithBohrenAndHuffman1983AppendixA) {
    // The sample calculation of BHMIE: m 1.55, radius 0.525 um, 0.6328 um in vacuum.
    const MieEfficiencies found = mie(2 * std::numbers::pi * 0.525 / 0.6328, 1.55);
    EXPECT_NEAR(found.extinction, 3.10543, 1e-5);
    EXPECT_NEAR(found.scattering, 3.10543, 1e-5);
    EXPECT_NEAR(found.asymmetry, 0.63314, 1e-5);
}

TEST(MieProperty, SmallSpheresFollowRayleigh) {
    const std::complex<double> m(1.4, 0.56), contrast = (m * m - 1.0) / (m * m + 2.0);
    for (const double x : {1e-3, 3e-3, 1e-2}) {
        const MieEfficiencies found = mie(x, m);
        EXPECT_NEAR(found.absorption() / (4 * x * contrast.imag()), 1, 3 * x * x + 1e-8) << x;
        EXPECT_NEAR(found.scattering / (8.0 / 3.0 * std::pow(x, 4) * std::norm(contrast)), 1, 3 * x * x + 1e-8) << x;
        EXPECT_NEAR(found.asymmetry, 0, x * x);
    }
}

TEST(MieProperty, WithoutAbsorptionAllThatIsTakenIsScattered) {
    for (const double x : {1e-3, 0.03, 0.4, 2.7, 31.0, 500.0})
        for (const double n : {0.7, 1.1, 1.9, 3.0}) {
            const MieEfficiencies found = mie(x, n);
            EXPECT_NEAR(found.extinction / found.scattering, 1, 1e-9) << "x = " << x << ", n = " << n;
        }
}

TEST(MieProperty, AnAbsorbingSphereNeverAbsorbsLessThanNothing) {
    for (double x = 0.01; x < 300; x *= 1.7)
        for (const double k : {1e-6, 1e-3, 0.1, 3.0}) {
            const MieEfficiencies found = mie(x, {1.6, k});
            EXPECT_GT(found.absorption(), 0) << "x = " << x << ", k = " << k;
            EXPECT_LT(std::abs(found.asymmetry), 1) << "x = " << x << ", k = " << k;
        }
}

TEST(Mie, RefusesWhatIsNotASphereInAClearMedium) {
    EXPECT_THROW(mie(0, 1.5), DomainError);
    EXPECT_THROW(mie(std::nan(""), 1.5), DomainError);
    EXPECT_THROW(mie(1e6, 1.5), DomainError);
    EXPECT_THROW(mie(1, {0, 1}), DomainError);
    try {
        mie(1, {1.5, -0.1});
        FAIL() << "a sphere that emits was accepted";
    } catch (const DomainError& error) {
        EXPECT_EQ(error.name, "relative_index");
        EXPECT_NE(std::string(error.what()).find("positive imaginary part"), std::string::npos);
    }
}

} // namespace undertone
