// Property: a practitioner's bias, found from simulated clients.

#include "undertone/learning/bias.hpp"

#include "pigment/test_line.hpp"
#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <Eigen/Cholesky>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace undertone;
using testing::HasSubstr;

namespace {

const Line line = testing_line::line();

/// Clients of a hand that keeps `retention` and sets at `depth` times what is assumed, each with a healing of their own.
std::vector<HealedPair> clients(int count, double retention, double depth, std::uint64_t seed) {
    const Eigen::MatrixXd root = Eigen::LLT<Eigen::MatrixXd>(reading_covariance(3, 1)).matrixL();
    std::vector<HealedPair> pairs;
    for (int i = 0; i < count; ++i) {
        RandomStream random(seed, static_cast<std::uint64_t>(i));
        SkinParameters parameters;
        parameters.melanosome_fraction = 0.01 * std::exp(2 * random.uniform());
        const HealingBelief belief(Skin(parameters), Dots{});
        Eigen::VectorXd truth = belief.draws(1, seed + 100 + static_cast<std::uint64_t>(i))[0];
        truth(0) += std::log(retention);
        truth(1) += std::log(depth);
        HealedReading reading;
        reading.standing = {session_dots(mix(line, Blend{{{"black", 1}}, 25}), Dots{}, 180)};
        Eigen::VectorXd z(band_count);
        for (double& value : z) value = random.normal();
        reading.reflectance =
            standing_area(belief.skin_at(truth), line, reading.standing, HealingBelief::healing_at(truth)) *
            (root * z).array().exp();
        pairs.push_back({belief, reading});
    }
    return pairs;
}

} // namespace

TEST(PractitionerBias, IsFoundAndHelpsWithClientsLeftOut) {
    const PractitionerBias bias = practitioner_bias(clients(14, 0.45, 1, 1), line);
    EXPECT_LT(bias.retention.median, 0.8);
    EXPECT_NEAR(std::log(bias.retention.median), std::log(0.45), 2.5 * bias.retention.log_sd);
    EXPECT_GT(bias.retention_identified, 0.3);
    EXPECT_TRUE(bias.helps());
    EXPECT_LT(bias.median_error_after, 0.9 * bias.median_error_before);
    EXPECT_EQ(bias.error_after.size(), 14u);
    EXPECT_THAT(bias.sentence, HasSubstr("each client left out"));
    const Dots moved = bias.apply(Dots{});
    EXPECT_NEAR(moved.retention.median, Dots{}.retention.median * bias.retention.median, 1e-12);
}

TEST(PractitionerBias, IsNotSeenWhereThereIsNone) {
    int wrongly_sure = 0;
    for (std::uint64_t seed = 10; seed < 13; ++seed) {
        const PractitionerBias bias = practitioner_bias(clients(6, 1, 1, seed), line);
        wrongly_sure += std::abs(std::log(bias.retention.median)) > 1.96 * bias.retention.log_sd;
    }
    EXPECT_LE(wrongly_sure, 1);
}

// Property: more clients say more, and none says less.
TEST(PractitionerBias, NarrowsWithEveryClient) {
    const std::vector<HealedPair> many = clients(8, 0.7, 1.1, 3);
    const PractitionerBias few = practitioner_bias(std::span(many).first(5), line), all = practitioner_bias(many, line);
    EXPECT_LT(all.retention.log_sd, few.retention.log_sd);
    EXPECT_LE(all.depth.log_sd, few.depth.log_sd * (1 + 1e-12));
    EXPECT_GT(few.depth_identified, 0);
}

TEST(PractitionerBias, AsksForFivePairs) {
    const std::vector<HealedPair> four = clients(4, 0.7, 1, 2);
    try {
        practitioner_bias(four, line);
        ADD_FAILURE();
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), HasSubstr("at least 5"));
        EXPECT_THAT(error.what(), HasSubstr("record more healed readings"));
    }
}

TEST(PractitionerBias, RefusesToKeepMoreThanAll) {
    PractitionerBias bias;
    bias.retention = {7, 0.1};
    bias.depth = {1, 0.1};
    EXPECT_THROW(bias.apply(Dots{}), DomainError);
}
