// Property: from a surrogate's ranking to a proof. Looks inside the layer on purpose.

#include "recheck.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace undertone;

namespace {

Candidate by_surrogate(double objective) { return {{0}, {1}, 0, objective}; }

/// A full model that differs from the surrogate by these, in the order asked.
Verify differing_by(const std::vector<double>& errors, std::size_t& asked, bool obeys = true) {
    return [&errors, &asked, obeys](std::span<const Candidate> candidates) {
        std::vector<Verified> seen;
        for (const Candidate& candidate : candidates) seen.push_back({candidate.objective + errors[asked++], obeys});
        return seen;
    };
}

} // namespace

TEST(Recheck, GoesOnAsLongAsTwiceTheErrorFoundCouldTurnTheOrder) {
    const Shortlist list{{by_surrogate(1), by_surrogate(1.025), by_surrogate(1.05)}, 2, true};
    const std::vector<double> errors{0.01, -0.02, 0};
    std::size_t asked = 0;
    MatchProof proof;
    recheck({}, list, 1, differing_by(errors, asked), proof);
    EXPECT_EQ(asked, 2u); // 1.025 - 2 * 0.01 is below 1.01; then 1.05 - 2 * 0.02 is above 1.005
    EXPECT_NEAR(proof.surrogate_error, 0.02, 1e-12);
    EXPECT_TRUE(proof.proven());
    EXPECT_EQ(proof.recipes_rechecked, 2u);
}

TEST(Recheck, StopsWhereNothingLeftCanWin) {
    const Shortlist list{{by_surrogate(1), by_surrogate(1.5), by_surrogate(2)}, 2, true};
    const std::vector<double> errors{0.01, 0, 0};
    std::size_t asked = 0;
    MatchProof proof;
    recheck({}, list, 1, differing_by(errors, asked), proof);
    EXPECT_EQ(asked, 1u);
    EXPECT_DOUBLE_EQ(proof.gap, 0);
    EXPECT_DOUBLE_EQ(proof.bound, 1.5 - 0.02);
}

TEST(Recheck, NamesTheGapWhereWhatWasLeftOutMayWin) {
    const Shortlist list{{by_surrogate(1)}, 1.01, false};
    const std::vector<double> errors{0.03};
    std::size_t asked = 0;
    MatchProof proof;
    recheck({}, list, 1, differing_by(errors, asked), proof);
    EXPECT_NEAR(proof.gap, 1.03 - (1.01 - 0.06), 1e-12);
    EXPECT_FALSE(proof.proven());
    EXPECT_FALSE(proof.complete);
}

TEST(Recheck, SeesAllOfTheFirstAndNoneThatBreaksARuleAsTheBest) {
    const Shortlist list{{by_surrogate(1.2)}, 3, true};
    const std::vector<Candidate> first{by_surrogate(0.5), by_surrogate(0.6)};
    const std::vector<double> errors{0, 0, 0};
    std::size_t asked = 0;
    MatchProof proof;
    recheck(first, list, 1, differing_by(errors, asked, false), proof);
    EXPECT_EQ(asked, 3u); // nothing obeys, so all are looked at
    EXPECT_DOUBLE_EQ(proof.gap, 0);
}

TEST(Recheck, LeavesOutByAnEstimateWhatTheSurrogateCouldNot) {
    const Shortlist list{{by_surrogate(1), by_surrogate(1.01), by_surrogate(1.02), by_surrogate(1.03), by_surrogate(1.04),
                          by_surrogate(1.05), by_surrogate(1.3)},
                         2,
                         true};
    // The surrogate is off by up to 0.05; the estimates beside the full model by 0.001.
    const std::vector<double> full{1.05, 1, 1.04, 1.03, 1.07, 1.06, 1.3};
    std::vector<double> verified;
    std::size_t estimated = 0;
    const auto index_of = [&](const Candidate& candidate) {
        return static_cast<std::size_t>(
            std::find_if(list.candidates.begin(), list.candidates.end(),
                         [&](const Candidate& one) { return one.objective == candidate.objective; }) -
            list.candidates.begin());
    };
    const Estimate estimate = [&](std::span<const Candidate> candidates) {
        std::vector<double> result;
        for (const Candidate& candidate : candidates) result.push_back(full[index_of(candidate)] + 0.001);
        estimated += candidates.size();
        return result;
    };
    const Verify verify = [&](std::span<const Candidate> candidates) {
        std::vector<Verified> result;
        for (const Candidate& candidate : candidates) {
            verified.push_back(full[index_of(candidate)]);
            result.push_back({verified.back(), true});
        }
        return result;
    };
    MatchProof proof;
    recheck({}, list, 1, verify, proof, estimate);
    EXPECT_EQ(verified, (std::vector<double>{1, 1.03, 1.04, 1.05})); // 1.061 - 2 * 0.001 is above 1
    EXPECT_EQ(estimated, 6u);                                        // 1.3 - 2 * 0.051 is above it too
    EXPECT_TRUE(proof.proven());
    EXPECT_NEAR(proof.surrogate_error, 0.051, 1e-12);
    EXPECT_NEAR(proof.bound, 1.061 - 0.002, 1e-12);
}
