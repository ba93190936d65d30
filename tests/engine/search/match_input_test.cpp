// Property: what a match cannot take is refused by name.
#include "match_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace undertone;
using namespace match_example;
using testing::HasSubstr;

TEST(MatchInput, AnEmptyLineIsRefused) {
    Line line = testing_line::line();
    line.inks.clear();
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, line, {}); }), HasSubstr("line.inks"));
}

TEST(MatchInput, AnInkNamedTwiceIsRefused) {
    Line line = testing_line::line();
    line.inks[1].id = "black";
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, line, {}); }),
                HasSubstr("'black' again"));
    MatchOptions options;
    options.must_use = {"red", "red"};
    EXPECT_THAT(message_of([&] { options.validate(); }), HasSubstr("must_use[1]"));
    options.must_use = {"red"};
    options.never_use = {"red"};
    EXPECT_THAT(message_of([&] { options.validate(); }), HasSubstr("also in must_use"));
}

TEST(MatchInput, AnUnknownInkIsRefusedWithTheInksThereAre) {
    MatchOptions options;
    options.must_use = {"blakc"};
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), {}, options); }),
                testing::AllOf(HasSubstr("blakc"), HasSubstr("brown")));
}

TEST(MatchInput, ABrokenTargetNamesTheBand) {
    Bands target = fair_skin().reflectance();
    target[40] = std::nan("");
    EXPECT_THAT(message_of([&] { match(fair_skin(), target, testing_line::line(), {}); }),
                testing::AllOf(HasSubstr("target[40]"), HasSubstr("580 nm")));
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 100, testing_line::line(), {}); }),
                HasSubstr("percent"));
}

TEST(MatchInput, ACupTooSmallForTheLadderIsRefused) {
    MatchOptions options;
    options.cup_volume_ml = 0.3;
    options.water_ladder = {20};
    EXPECT_THAT(message_of([&] { match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), {}, options); }),
                HasSubstr("cup_volume_ml"));
}

TEST(MatchInput, DotsThatOverlapAreRefused) {
    Dots dots;
    dots.density_per_cm2 = 1e5;
    EXPECT_THROW(match(fair_skin(), fair_skin().reflectance() * 0.8, testing_line::line(), dots), DomainError);
}

struct BadOption {
    const char* name;
    std::function<void(MatchOptions&)> spoil;
};

class MatchOptionsInput : public testing::TestWithParam<BadOption> {};

TEST_P(MatchOptionsInput, NamesWhatIsWrong) {
    MatchOptions options;
    EXPECT_TRUE(options.is_valid());
    GetParam().spoil(options);
    std::string why;
    EXPECT_FALSE(options.is_valid(&why));
    EXPECT_THAT(why, HasSubstr(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(
    Each, MatchOptionsInput,
    testing::Values(BadOption{"max_inks", [](MatchOptions& o) { o.max_inks = 0; }},
                    BadOption{"illuminants", [](MatchOptions& o) { o.illuminants.clear(); }},
                    BadOption{"illuminants",
                              [](MatchOptions& o) {
                                  for (auto& light : o.illuminants) light.weight = 0;
                              }},
                    BadOption{"illuminants[1].weight", [](MatchOptions& o) { o.illuminants[1].weight = -1; }},
                    BadOption{"X99", [](MatchOptions& o) { o.illuminants[0].name = "X99"; }},
                    BadOption{"healed_weight", [](MatchOptions& o) { o.healed_weight = 0; }},
                    BadOption{"cup_volume_ml", [](MatchOptions& o) { o.cup_volume_ml = std::nan(""); }},
                    BadOption{"syringe_step_ml", [](MatchOptions& o) { o.syringe_step_ml = 20; }},
                    BadOption{"syringe_step_ml", [](MatchOptions& o) { o.syringe_step_ml = 0.001; }},
                    BadOption{"scale_step_g", [](MatchOptions& o) { o.scale_step_g = -0.1; }},
                    BadOption{"scale_step_g", [](MatchOptions& o) { o.scale_step_g = 0.001; }},
                    BadOption{"drops_per_ml", [](MatchOptions& o) { o.drops_per_ml = 0; }},
                    BadOption{"water_ladder", [](MatchOptions& o) { o.water_ladder.clear(); }},
                    BadOption{"water_ladder[1]",
                              [](MatchOptions& o) {
                                  o.water_ladder = {20, 10};
                              }},
                    BadOption{"session_shares",
                              [](MatchOptions& o) {
                                  o.session_shares = {0.3, 0.7};
                              }},
                    BadOption{"session_shares[1]",
                              [](MatchOptions& o) {
                                  o.session_shares = {0.7, 0.3, 1};
                              }},
                    BadOption{"later_epochs[0].weight",
                              [](MatchOptions& o) {
                                  o.later_epochs = {Epoch{}};
                                  o.later_epochs[0].weight = -1;
                              }},
                    BadOption{"later_epochs[0].years", [](MatchOptions& o) { o.later_epochs = {Epoch{}}; }},
                    BadOption{"range_probability", [](MatchOptions& o) { o.range_probability = 1; }},
                    BadOption{"darker_tolerance_l", [](MatchOptions& o) { o.darker_tolerance_l = -0.1; }},
                    BadOption{"stock_ml['black']", [](MatchOptions& o) { o.stock_ml["black"] = -1; }},
                    BadOption{"fixed_pairs[0].first_parts",
                              [](MatchOptions& o) {
                                  o.fixed_pairs = {{"black", "red", 0, 1}};
                              }},
                    BadOption{"max_pigment_mg_per_ml", [](MatchOptions& o) { o.max_pigment_mg_per_ml = 0; }},
                    BadOption{"max_blue_shift_b", [](MatchOptions& o) { o.max_blue_shift_b = -1; }},
                    BadOption{"today", [](MatchOptions& o) { o.today = "31.3.2026"; }},
                    BadOption{"reading_delta_e", [](MatchOptions& o) { o.reading_delta_e = std::nan(""); }},
                    BadOption{"cannot be verified", [](MatchOptions& o) { o.acceptable_delta_e_ab = 0.3; }},
                    BadOption{"recipe_count", [](MatchOptions& o) { o.recipe_count = 0; }}));
