// Reference, property: streams of random numbers.

#include "undertone/numerics/random.hpp"

#include <gtest/gtest.h>

namespace undertone {

// Reference: known-answer vector of Philox4x32-10 for an all-zero key and counter (Salmon et al. 2011, Random123 kat_vectors).
TEST(RandomStream, GivesThePublishedPhiloxNumbers) {
    RandomStream stream(0, 0);
    EXPECT_EQ(stream.next(), 0x6627e8d5u);
    EXPECT_EQ(stream.next(), 0xe169c58du);
    EXPECT_EQ(stream.next(), 0xbc57ac4cu);
    EXPECT_EQ(stream.next(), 0x9b00dbd8u);
}

TEST(RandomStream, IsUniformAndNormalInItsFirstTwoMoments) {
    RandomStream stream(7, 3);
    double sum = 0, sum_normal = 0, square_normal = 0;
    const int n = 200000;
    for (int i = 0; i < n; ++i) {
        sum += stream.uniform();
        const double z = stream.normal();
        sum_normal += z;
        square_normal += z * z;
    }
    EXPECT_NEAR(sum / n, 0.5, 4 * 0.2887 / std::sqrt(n));
    EXPECT_NEAR(sum_normal / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(square_normal / n, 1, 4 * std::sqrt(2.0 / n));
}

TEST(RandomStream, DiffersBetweenStreamsAndSeeds) {
    EXPECT_NE(RandomStream(1, 0).next(), RandomStream(1, 1).next());
    EXPECT_NE(RandomStream(1, 0).next(), RandomStream(2, 0).next());
}

} // namespace undertone
