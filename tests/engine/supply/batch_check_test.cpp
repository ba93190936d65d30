// Property, reference: a batch against its master: verdicts, what they are refused for, and causes found in synthetic batches.
#include "qc_films.hpp"

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/supply/batch_in_skin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace undertone {
namespace {

using testing::brown;
using testing::readings_of;

BatchCheckOptions stated(double tolerance = 1) {
    BatchCheckOptions options;
    options.tolerance = tolerance;
    options.set_by = "the supplier";
    options.ink = "mid_brown";
    return options;
}

const Diagnostic* found(const BatchCheck& check, const std::string& code) {
    const auto at =
        std::find_if(check.findings.begin(), check.findings.end(), [&](const auto& d) { return d.code == code; });
    return at == check.findings.end() ? nullptr : &*at;
}

/// The DomainError that a check throws, or nothing.
std::optional<DomainError> refusal(const std::vector<Measurement>& master, const std::vector<Measurement>& batch,
                                   const BatchCheckOptions& options) {
    try {
        check_batch(master, batch, options);
    } catch (const DomainError& error) {
        return error;
    }
    return {};
}

#define EXPECT_REFUSED(error, field, words)                                                                                 \
    do {                                                                                                                    \
        const auto caught = (error);                                                                                        \
        ASSERT_TRUE(caught.has_value());                                                                                    \
        EXPECT_EQ(caught->name, field);                                                                                     \
        EXPECT_THAT(caught->what(), ::testing::HasSubstr(words));                                                           \
    } while (false)

const std::vector<Measurement>& master() {
    static const auto readings = readings_of(brown(), 5, 0.004, 1);
    return readings;
}

TEST(BatchCheck, PassesTheSameInkAndGivesAllItsNumbers) {
    const BatchCheck check = check_batch(master(), readings_of(brown(), 5, 0.004, 2), stated());
    EXPECT_TRUE(check.passed);
    EXPECT_TRUE(check.is_decided);
    EXPECT_LT(check.value, 0.3);
    EXPECT_LE(check.value_low, check.value);
    EXPECT_GE(check.value_high, check.value);
    EXPECT_EQ(check.master_readings, 5);
    EXPECT_EQ(check.shade_555, "555");
    ASSERT_TRUE(check.strength.has_value());
    EXPECT_NEAR(check.strength->by("wsum").percent, 100, 1.5);
    EXPECT_EQ(found(check, "off_strength"), nullptr);
    EXPECT_NE(found(check, "opacity_not_shown"), nullptr);
}

TEST(BatchCheck, PassesADifferenceThatIsTheTolerance) {
    // Lab alone, so that the difference is exact: L* 50 and 51.5 differ by 1.5/S_L in CMC(1:1).
    const auto lab = [](double l) {
        Measurement m;
        m.name = "film";
        m.lab = Lab{l, 0, 0};
        m.illuminant = "D65";
        m.observer = "1964_10deg";
        m.geometry = "8/d SCE";
        return m;
    };
    BatchCheckOptions options = stated(delta_e_cmc({50, 0, 0}, {51.5, 0, 0}, 1, 1));
    options.metric = "cmc(1:1)";
    options.repeatability_delta_e = 0.05;
    const std::vector<Measurement> one{lab(50)}, equal{lab(51.5)}, more{lab(51.501)};
    EXPECT_TRUE(check_batch(one, equal, options).passed);
    EXPECT_FALSE(check_batch(one, more, options).passed);
    EXPECT_FALSE(check_batch(one, equal, options).is_decided);
    EXPECT_EQ(check_batch(one, equal, options).strength, std::nullopt);
    EXPECT_NE(found(check_batch(one, equal, options), "lab_only"), nullptr);
    options.illuminant = "A";
    EXPECT_REFUSED(refusal(one, equal, options), "master[0]", "another light");
}

TEST(BatchCheck, TellsOffStrengthFromContaminationAndFromAWrongLabel) {
    const auto weak = check_batch(master(), readings_of(0.8 * brown(), 5, 0.004, 3), stated());
    EXPECT_FALSE(weak.passed);
    ASSERT_NE(found(weak, "off_strength"), nullptr);
    EXPECT_THAT(found(weak, "off_strength")->message, ::testing::HasSubstr("weaker"));
    EXPECT_NEAR(weak.strength->by("wsum").percent, 80, 1.5);
    EXPECT_EQ(found(weak, "contaminated"), nullptr);

    const auto red = check_batch(master(), readings_of(brown() + 0.3 * testing::red(), 5, 0.004, 4), stated());
    EXPECT_FALSE(red.passed);
    ASSERT_NE(found(red, "contaminated"), nullptr);
    EXPECT_THAT(found(red, "contaminated")->message, ::testing::HasSubstr("redder"));

    const Bands ash = brown() + 0.6 * testing::red();
    const std::vector<OtherMaster> others{{"black", readings_of(Bands::Constant(12), 3, 0.004, 5)},
                                          {"ash", readings_of(ash, 3, 0.004, 6)}};
    const auto wrong = check_batch(master(), readings_of(ash, 5, 0.004, 7), stated(), others);
    ASSERT_NE(found(wrong, "mislabelled"), nullptr);
    EXPECT_EQ(found(wrong, "mislabelled")->subject, "ash");
    EXPECT_EQ(wrong.masters.front().ink, "ash");
    EXPECT_EQ(found(check_batch(master(), readings_of(brown(), 5, 0.004, 8), stated(), others), "mislabelled"), nullptr);
    // Halfway to another ink is no wrong label.
    const auto halfway = check_batch(master(), readings_of(brown() + 0.3 * testing::red(), 5, 0.004, 9), stated(), others);
    EXPECT_EQ(found(halfway, "mislabelled"), nullptr);
    EXPECT_NE(found(halfway, "contaminated"), nullptr);
}

TEST(BatchCheck, RefusesAToleranceThatTheReadingsCannotDecide) {
    // Noise of 0.03 is about 0.7 delta E: two readings each leave far more than 0.5 open.
    const auto noisy = readings_of(brown(), 2, 0.03, 9);
    const auto error = refusal(noisy, readings_of(brown(), 2, 0.03, 10), stated(0.5));
    EXPECT_REFUSED(error, "tolerance", "readings of each side would do");
    const int said = std::stoi(error->what_to_do);
    // So many do: of the noise that those readings showed.
    const auto more =
        check_batch(readings_of(brown(), 4 * said, 0.03, 11), readings_of(brown(), 4 * said, 0.03, 12), stated(0.5));
    EXPECT_GT(more.master_readings, 0);

    BatchCheckOptions agreed = stated(0.3);
    agreed.agreement_delta_e = 0.4;
    EXPECT_REFUSED(refusal(master(), readings_of(brown(), 3, 0.004, 13), agreed), "tolerance", "agree within");
    const std::vector<Measurement> one{master()[0]}, other = readings_of(brown(), 1, 0.004, 14);
    EXPECT_REFUSED(refusal(one, other, stated()), "repeatability_delta_e", "read each side three times");
}

TEST(BatchCheck, RefusesWhatCannotBeCompared) {
    const auto batch = readings_of(brown(), 3, 0.004, 15);
    EXPECT_REFUSED(refusal(master(), batch, BatchCheckOptions{}), "tolerance", "state the supplier's own");
    BatchCheckOptions nobody = stated();
    nobody.set_by = "";
    EXPECT_REFUSED(refusal(master(), batch, nobody), "set_by", "who set the tolerance");
    BatchCheckOptions metric = stated();
    metric.metric = "cie76";
    EXPECT_REFUSED(refusal(master(), batch, metric), "metric", "cmc(2:1)");
    BatchCheckOptions lots = stated();
    lots.lot = lots.master_lot = "B-7";
    EXPECT_REFUSED(refusal(master(), batch, lots), "lot", "not its own standard");
    EXPECT_REFUSED(refusal(master(), {}, stated()), "batch", "no readings");
    EXPECT_REFUSED(refusal(master(), master(), stated()), "batch[0]", "given twice");
    auto copied = batch;
    copied[2] = copied[0];
    EXPECT_REFUSED(refusal(master(), copied, stated()), "batch[2]", "a copy would make the verdict surer");
    BatchCheckOptions thin = stated();
    thin.c_batch = 0.8;
    EXPECT_REFUSED(refusal(master(), batch, thin), "c_batch", "draw the batch");

    auto percent = batch;
    for (double& r : percent[1].reflectance) r *= 100;
    EXPECT_REFUSED(refusal(master(), percent, stated()), "batch[1]", "percent");
    // A black in percent stays below 2: told by its being a hundredfold of another reading.
    const auto black = readings_of(Bands::Constant(60), 3, 0.004, 16);
    auto mixed = readings_of(Bands::Constant(60), 3, 0.004, 17);
    for (double& r : mixed[2].reflectance) r *= 100;
    EXPECT_REFUSED(refusal(black, mixed, stated()), "batch[2]", "percent and fraction are mixed");
    for (int i = 0; i < 2; ++i)
        for (double& r : mixed[static_cast<std::size_t>(i)].reflectance) r *= 100;
    EXPECT_REFUSED(refusal(black, mixed, stated()), "batch", "percent and fraction are mixed");

    auto included = batch;
    for (Measurement& m : included) m.geometry = "8/d SCI";
    EXPECT_REFUSED(refusal(master(), included, stated()), "batch", "the geometry's");
    BatchCheckOptions wanted = stated();
    wanted.geometry = "45/0";
    EXPECT_REFUSED(refusal(master(), batch, wanted), "geometry", "no reading");
}

TEST(BatchCheck, WarnsOfWhatItCannotKnow) {
    auto other = readings_of(brown(), 3, 0.004, 18);
    for (Measurement& m : other) m.instrument = "another";
    EXPECT_NE(found(check_batch(master(), other, stated()), "instruments_differ"), nullptr);
    for (Measurement& m : other) m.geometry = "";
    EXPECT_NE(found(check_batch(master(), other, stated()), "geometry_unstated"), nullptr);
    BatchCheckOptions weighed = stated();
    weighed.c_batch = 1.02;
    EXPECT_NE(found(check_batch(master(), readings_of(brown(), 3, 0.004, 19), weighed), "concentrations_differ"), nullptr);
    BatchCheckOptions sure = stated(2);
    sure.repeatability_delta_e = 0.01;
    EXPECT_NE(found(check_batch(readings_of(brown(), 3, 0.02, 20), readings_of(brown(), 3, 0.02, 21), sure),
                    "repeats_worse_than_stated"),
              nullptr);
    // Over black, the film is darker: it does not hide.
    const auto black = readings_of(1.1 * brown(), 3, 0.004, 22);
    const BatchCheck thin = check_batch(master(), readings_of(brown(), 3, 0.004, 23), stated(), {}, black);
    EXPECT_LT(*thin.opacity_percent, 98);
    EXPECT_NE(found(thin, "not_opaque"), nullptr);
    EXPECT_EQ(
        found(check_batch(master(), readings_of(brown(), 3, 0.004, 24), stated(), {}, readings_of(brown(), 3, 0.004, 25)),
              "not_opaque"),
        nullptr);
}

TEST(BatchCheck, DecidesAsOftenAsItsConfidenceSays) {
    // True difference against the interval, over 400 batches of which the truth is known.
    const DifferenceMetric metric;
    const Viewing viewing("D65", "1964_10deg");
    const auto lab = [&](const Bands& k) { return viewing.lab(reflectance_of_k_over_s(k)); };
    int held = 0, count = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const double factor = 0.8 + 0.001 * static_cast<double>(i);
        const double truth = metric(lab(brown()), lab(factor * brown()));
        if (truth < 0.5) continue; // where there is no direction, there is no side to be on
        const BatchCheck check = check_batch(readings_of(brown(), 4, 0.008, 1000 + i),
                                             readings_of(factor * brown(), 4, 0.008, 5000 + i), stated(2));
        ++count;
        held += truth >= check.value_low && truth <= check.value_high;
    }
    const double share = static_cast<double>(held) / count;
    EXPECT_GT(count, 250);
    EXPECT_GT(share, 0.92);
    EXPECT_LT(share, 0.98);
}

TEST(BatchInSkin, GrowsWithTheDifferenceAndIsNothingForNone) {
    const Line line = load_line("demo");
    EXPECT_NEAR(batch_in_skin(line, "mid_brown", 100)[0].delta_e_2000, 0, 1e-9);
    const auto weak = batch_in_skin(line, "mid_brown", 80, {10, 40}), weaker = batch_in_skin(line, "mid_brown", 60, {10});
    EXPECT_GT(weak[0].delta_e_2000, 0.05);
    EXPECT_GT(weaker[0].delta_e_2000, weak[0].delta_e_2000);
    EXPECT_GT(weak[0].delta_l, 0);
    EXPECT_GT(weak[0].delta_e_2000, weak[1].delta_e_2000);
    EXPECT_THROW(batch_in_skin(line, "no_ink", 80), DomainError);
    EXPECT_THROW(batch_in_skin(line, "mid_brown", 80, {}), DomainError);
    EXPECT_THROW(batch_in_skin(line, "mid_brown", -1), DomainError);
    BatchCheck none;
    EXPECT_THROW(with_skin(none, line), DomainError);
    none.ink = "mid_brown";
    EXPECT_THROW(with_skin(none, line), DomainError);
}

TEST(ReplicatesFor, AreTheFewestThatDo) {
    // t(0.975, 2n - 2) sqrt(2/n) falls below 2 at n = 4: 2.447 * 0.7071 = 1.730, while n = 3 gives 2.776 * 0.8165 = 2.267.
    EXPECT_EQ(replicates_for(0.5, 1, 0.95), 4);
    EXPECT_EQ(replicates_for(0, 1, 0.95), 2);
    EXPECT_EQ(replicates_for(1000, 0.01, 0.95), 0);
    EXPECT_EQ(difference_interval(std::vector<Lab>{{50, 0, 0}}, std::vector<Lab>{{51, 0, 0}}, {}, 0.95), std::nullopt);
    EXPECT_THROW(difference_interval({}, std::vector<Lab>{{51, 0, 0}}, {}, 0.95), DomainError);
}

} // namespace
} // namespace undertone
