// Reference, property: the gauge study against AIAG's worked example, by both methods, and on readings whose spread is known.
#include "shared_files.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/supply/gauge_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace undertone {
namespace {

TEST(GaugeStudy, GivesTheWorkedExample) {
    UNDERTONE_NEEDS_SHARED_FILES();
    const GaugeStudy study =
        gauge_study(read_gauge_readings(undertone_tests::shared_data("quality/aiag_gauge_study.csv").string()), 8.0);
    EXPECT_EQ(study.appraisers, 3);
    EXPECT_EQ(study.trials, 3);
    EXPECT_EQ(study.parts, 10);
    ASSERT_TRUE(study.average_range.has_value());
    // The book rounds the mean range (0.3417) and the appraisers' range (0.4446) to four places on the way.
    EXPECT_NEAR(study.average_range->repeatability_sd, 0.20188, 0.5908 * 5e-5);
    EXPECT_NEAR(study.average_range->reproducibility_sd, 0.22963, 0.5231 * 1e-4);
    EXPECT_NEAR(0.5908 * 0.3417, 0.20188, 5e-6);
    EXPECT_NEAR(study.average_range->gauge_sd, 0.3058, 1e-4);
    EXPECT_NEAR(study.average_range->gauge_percent_of_total, 26.68, 0.01);
    EXPECT_EQ(study.average_range->distinct_categories, 5);
    EXPECT_TRUE(study.interaction_pooled);
    EXPECT_NEAR(study.anova.repeatability_sd, 0.199933, 1e-6);
    EXPECT_NEAR(study.anova.reproducibility_sd, 0.226838, 1e-6);
    EXPECT_NEAR(study.anova.gauge_sd, 0.302372, 1e-6);
    EXPECT_NEAR(study.anova.gauge_percent_of_total, 27.9, 0.05);
    EXPECT_NEAR(study.anova.part_sd, 1.042327, 1e-6);
    EXPECT_NEAR(*study.anova.precision_to_tolerance, 6 * 0.302372 / 8, 1e-6);
    EXPECT_EQ(study.verdict, "marginal");
}

/// a appraisers, each off by their own amount, t trials, p parts.
std::vector<GaugeReading> made(int a, int t, int p, double noise, double between, double interaction = 0) {
    RandomStream random(3, 0);
    std::vector<double> off, part;
    for (int i = 0; i < a; ++i) off.push_back(between * random.normal());
    for (int j = 0; j < p; ++j) part.push_back(random.normal());
    std::vector<GaugeReading> readings;
    for (int i = 0; i < a; ++i)
        for (int j = 0; j < p; ++j) {
            const double both = interaction * random.normal();
            for (int k = 0; k < t; ++k)
                readings.push_back(
                    {"a" + std::to_string(i), std::to_string(k), std::to_string(j),
                     off[static_cast<std::size_t>(i)] + part[static_cast<std::size_t>(j)] + both + noise * random.normal()});
        }
    return readings;
}

TEST(GaugeStudy, FindsTheSpreadThatWasPutIn) {
    const GaugeStudy study = gauge_study(made(20, 5, 50, 0.1, 0.3));
    EXPECT_NEAR(study.anova.repeatability_sd, 0.1, 0.01);
    EXPECT_NEAR(study.anova.reproducibility_sd, 0.3, 0.12);
    EXPECT_NEAR(study.anova.part_sd, 1, 0.25);
    EXPECT_EQ(study.average_range, std::nullopt); // beyond the constants
    EXPECT_EQ(study.diagnostics[1].code, "no_average_range");
    const GaugeStudy crossed = gauge_study(made(10, 3, 30, 0.1, 0, 0.5));
    EXPECT_FALSE(crossed.interaction_pooled);
    EXPECT_NEAR(crossed.anova.repeatability_sd, 0.1, 0.01);
    EXPECT_NEAR(crossed.anova.reproducibility_sd, 0.5, 0.1);
}

TEST(GaugeStudy, JudgesByTheToleranceWhereItIsStated) {
    EXPECT_EQ(gauge_study(made(3, 3, 10, 0.01, 0)).verdict, "good");
    EXPECT_EQ(gauge_study(made(3, 3, 10, 0.01, 0), 0.05).verdict, "unacceptable");
    EXPECT_EQ(gauge_study(made(3, 3, 10, 2, 0)).verdict, "unacceptable");
}

TEST(GaugeStudy, RefusesAStudyThatIsNotBalanced) {
    auto readings = made(2, 2, 3, 0.1, 0.1);
    auto twice = readings;
    twice.push_back(readings[0]);
    EXPECT_THROW(gauge_study(twice), DomainError);
    readings.pop_back();
    try {
        gauge_study(readings);
        FAIL();
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("appraiser a1, trial 1, part 2"));
    }
    EXPECT_THROW(gauge_study({}), DomainError);
    EXPECT_THROW(gauge_study(made(1, 2, 3, 0.1, 0)), DomainError);
    EXPECT_THROW(gauge_study(made(2, 1, 3, 0.1, 0)), DomainError);
    EXPECT_THROW(gauge_study(made(2, 2, 3, 0.1, 0), -1), DomainError);
    auto same = made(2, 2, 3, 0.1, 0);
    for (GaugeReading& one : same) one.value = 1;
    EXPECT_THROW(gauge_study(same), DomainError);
    same[0].value = std::nan("");
    EXPECT_THROW(gauge_study(same), DomainError);
}

TEST(GaugeStudy, NamesTheLineOfAFileThatIsWrong) {
    const auto path = (std::filesystem::temp_directory_path() / "undertone_gauge_test.csv").string();
    const auto refusal = [&](const std::string& text) -> std::string {
        std::ofstream(path) << text;
        try {
            read_gauge_readings(path);
        } catch (const DataError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(refusal("# a study\nappraiser,trial,part,value\nA,1,1,0.5\n"), "");
    EXPECT_THAT(refusal("appraiser,trial,part,value\nA,1,1,0,5\n"), ::testing::HasSubstr(":2: 5 cells under 4 columns"));
    EXPECT_THAT(refusal("appraiser,trial,part,value\nA,1,1,x\n"), ::testing::HasSubstr("which is no number"));
    EXPECT_THAT(refusal("appraiser,trial,part,value\nA,1,1,nan\n"), ::testing::HasSubstr("which is no number"));
    EXPECT_THAT(refusal("appraiser,trial,value\nA,1,1\n"), ::testing::HasSubstr("no column part"));
    EXPECT_THAT(refusal("appraiser,trial,part,value,value\nA,1,1,1,1\n"), ::testing::HasSubstr("stands twice"));
    EXPECT_THAT(refusal("appraiser,trial,part,value,mood\nA,1,1,1,1\n"), ::testing::HasSubstr("mood"));
    EXPECT_THAT(refusal("# nothing\n"), ::testing::HasSubstr("no rows"));
    std::filesystem::remove(path);
}

} // namespace
} // namespace undertone
