// Property: blends, dots and how they heal.

#include "undertone/pigment/dose.hpp"

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <cmath>
#include <numbers>

namespace undertone {

TEST(Blend, VolumesAddAndMassesFollow) {
    const Line line = load_line("demo");
    const Blend blend{{{"pure_black", 2}, {"auburn", 1}}, 20};
    const Mixture mixture = mix(line, blend);
    // 2/3 x 150 + 1/3 x 2 mg/ml carbon, thinned 21-fold.
    EXPECT_NEAR(mixture.mg_per_ml(0), (2.0 / 3 * 150 + 1.0 / 3 * 2) / 21, 1e-12);
    const double black = line.ink("pure_black").density_g_per_ml, red = line.ink("auburn").density_g_per_ml;
    EXPECT_NEAR(mixture.density_g_per_ml, (2 * black + red + 60 * 0.9982) / 63, 1e-12);
}

TEST(Blend, OnlyProportionsMatter) {
    const Line line = load_line("demo");
    const Mixture one = mix(line, {{{"ash", 1}, {"blond", 3}}, 12}), ten = mix(line, {{{"ash", 10}, {"blond", 30}}, 12});
    EXPECT_LT((one.mg_per_ml - ten.mg_per_ml).abs().maxCoeff(), 1e-12);
    const Mixture undiluted = mix(line, {{{"ash", 1}}, 0});
    EXPECT_NEAR(undiluted.density_g_per_ml, line.ink("ash").density_g_per_ml, 1e-12);
}

TEST(Blend, RefusesWhatCannotBePoured) {
    const Line line = load_line("demo");
    EXPECT_THROW(mix(line, {{}, 20}), DomainError);
    EXPECT_THROW(mix(line, {{{"pink", 1}}, 20}), DomainError);
    EXPECT_THROW(mix(line, {{{"ash", 0}}, 20}), DomainError);
    EXPECT_THROW(mix(line, {{{"ash", std::nan("")}}, 20}), DomainError);
    EXPECT_THROW(mix(line, {{{"ash", 1}}, -1}), DomainError);
    EXPECT_THROW(mix(line, {{{"ash", 1e308}, {"blond", 1e308}}, 20}), DomainError); // their sum is infinite
    EXPECT_THROW(mix(line, {{{"ash", 1e-320}}, 20}), DomainError);
    EXPECT_THROW(mix(line, {{{"ash", 1}}, 1e308}), DomainError);
}

TEST(Dots, KnowTheirSpacingAndCover) {
    Dots dots;
    dots.diameter_mm = 0.2;
    dots.density_per_cm2 = 100;
    EXPECT_DOUBLE_EQ(dots.pitch_mm(), 1);
    EXPECT_DOUBLE_EQ(dots.area_fraction(), std::numbers::pi * 0.01);
}

TEST(Dots, RefuseWhatNoNeedleLeaves) {
    const auto refused = [](auto change, const char* name) {
        Dots dots;
        change(dots);
        try {
            dots.validate();
            ADD_FAILURE() << name << " was accepted";
        } catch (const DomainError& error) {
            EXPECT_EQ(error.name, name);
        }
    };
    EXPECT_NO_THROW(Dots{}.validate());
    refused([](Dots& d) { d.diameter_mm = 0; }, "dots.diameter_mm");
    refused([](Dots& d) { d.diameter_mm = 1.5; }, "dots.diameter_mm"); // wider than their spacing
    refused([](Dots& d) { d.density_per_cm2 = std::nan(""); }, "dots.density_per_cm2");
    refused([](Dots& d) { d.top_mm = -0.1; }, "dots.top_mm");
    refused([](Dots& d) { d.bottom_mm = 0.1; }, "dots.bottom_mm");
    refused([](Dots& d) { d.bottom_mm = 700; }, "dots.bottom_mm"); // micrometres
    refused([](Dots& d) { d.density_per_cm2 = 1e-308; }, "dots.density_per_cm2");
    refused([](Dots& d) { d.retention.median = 1.2; }, "dots.retention.median");
    refused([](Dots& d) { d.retention.log_sd = -1; }, "dots.retention.log_sd");
    refused([](Dots& d) { d.depth_log_sd = 5; }, "dots.depth_log_sd");
}

TEST(Healing, KeepsTheMedianShareAndSpreadsLogNormally) {
    const Line line = load_line("demo");
    const Mixture mixture = mix(line, {{{"pure_black", 1}}, 20});
    const Dots dots;
    const PigmentState middle = healed_state(mixture, dots), high = healed_state(mixture, dots, 1, 1),
                       low = healed_state(mixture, dots, -1, -1);
    EXPECT_NEAR(middle.mg_per_ml(0), dots.retention.median * mixture.mg_per_ml(0), 1e-12);
    EXPECT_NEAR(std::log(high.mg_per_ml(0) / middle.mg_per_ml(0)), dots.retention.log_sd, 1e-12);
    EXPECT_NEAR(high.mg_per_ml(0) * low.mg_per_ml(0), middle.mg_per_ml(0) * middle.mg_per_ml(0), 1e-9);
    EXPECT_NEAR(high.top_mm / middle.top_mm, high.bottom_mm / middle.bottom_mm, 1e-12);
    EXPECT_GT(high.bottom_mm, middle.bottom_mm);
    EXPECT_EQ(middle.top_mm, dots.top_mm);
}

TEST(ImplantPriors, AreTheDefaultsOfTheHeader) {
    const toml::table priors = toml::parse(data_file("exposure/implant_priors.toml"));
    const auto median = [&](const char* name) { return priors[name]["median"].value<double>().value(); };
    const Dots dots;
    EXPECT_EQ(median("diameter"), dots.diameter_mm);
    EXPECT_EQ(median("density"), dots.density_per_cm2);
    EXPECT_EQ(median("top"), dots.top_mm);
    EXPECT_EQ(median("bottom"), dots.bottom_mm);
    EXPECT_EQ(median("retention"), dots.retention.median);
    EXPECT_EQ(priors["retention"]["log_sd"].value<double>(), dots.retention.log_sd);
    EXPECT_EQ(median("kept_share"), dots.kept_share);
    const InkDose dose;
    EXPECT_EQ(median("ink_volume"), dose.ink_volume_nl.median);
    EXPECT_EQ(priors["ink_volume"]["log_sd"].value<double>(), dose.ink_volume_nl.log_sd);
    EXPECT_EQ(median("kept_share"), dose.kept_share.median);
    EXPECT_EQ(priors["kept_share"]["log_sd"].value<double>(), dose.kept_share.log_sd);
    EXPECT_EQ(median("needle"), Needle{}.diameter_mm);
    EXPECT_EQ(priors["depth_factor"]["log_sd"].value<double>(), dots.depth_log_sd);
    for (const auto& [name, prior] : priors)
        EXPECT_TRUE(!prior.is_table() || prior.as_table()->contains("source")) << name.str();
    EXPECT_EQ(PigmentState{}.diameter_mm, dots.diameter_mm);
}

} // namespace undertone
