// Property: the ink that would add most is no worse than the best of the grid, adds what the full match says it adds, and is the same on any
// threads.
#include "undertone/base/error.hpp"
#include "undertone/supply/new_ink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

using testing::HasSubstr;

/// Browns alone: black hair is out of reach.
Line browns() {
    Line line = load_line("demo");
    line.id = "browns";
    std::erase_if(line.inks, [](const Ink& ink) { return ink.id != "mid_brown" && ink.id != "blond"; });
    return line;
}

CoverageOptions few() {
    CoverageOptions options;
    options.clients = 6;
    options.skin_classes = {"light", "tan"};
    options.hair_colors = {"black", "dark_brown", "light_brown"};
    options.fade_draws = 0;
    options.tolerance_delta_e_2000 = 2;
    return options;
}

NewInkOptions quick() {
    NewInkOptions options;
    options.colorants = {"carbon_black", "hematite", "yellow_oxide"};
    options.screened_clients = 3;
    options.refinements = 6;
    return options;
}

TEST(NewInk, IsNoWorseThanTheGridAndAddsWhatTheMatchSays) {
    const Line line = browns();
    const LineCoverage coverage = line_coverage(line, few());
    ASSERT_GT(coverage.overall.clients - coverage.overall.served, 0);
    const NewInk answer = suggest_new_ink(line, coverage, quick());
    EXPECT_EQ(answer.grid_trials, 18);
    EXPECT_EQ(answer.trials, 24);
    EXPECT_GT(answer.best.served, 0);
    EXPECT_GE(answer.best.served, answer.grid_best.served);
    if (answer.best.served == answer.grid_best.served) {
        EXPECT_LE(answer.best.shortfall_delta_e_2000, answer.grid_best.shortfall_delta_e_2000);
    }
    // Bought and put into the line, it serves as many.
    Line with = line;
    Ink ink{"bought", "bought", {}, 1, "", ""};
    for (const InkComponentText& part : answer.best.components) {
        auto at = std::find_if(with.colorants.begin(), with.colorants.end(),
                               [&](const Colorant& c) { return c.id == part.colorant; });
        if (at == with.colorants.end()) at = with.colorants.insert(at, colorant(part.colorant));
        ink.components.push_back({static_cast<std::size_t>(at - with.colorants.begin()), part.mg_per_ml});
    }
    with.inks.push_back(ink);
    EXPECT_EQ(line_coverage(with, few()).overall.served, answer.after.served);

    LineCoverage one_thread = coverage;
    one_thread.options.threads = 1;
    EXPECT_EQ(suggest_new_ink(line, one_thread, quick()).text, answer.text);
}

TEST(NewInk, IsNoneWhereAllAreServed) {
    CoverageOptions options = few();
    options.tolerance_delta_e_2000 = 40;
    const Line line = browns();
    const NewInk answer = suggest_new_ink(line, line_coverage(line, options), quick());
    EXPECT_TRUE(answer.best.components.empty());
    EXPECT_THAT(answer.text, HasSubstr("no ink is missing"));
}

TEST(NewInk, RefusesWhatMakesNoSense) {
    const Line line = browns();
    NewInkOptions options;
    options.colorants = {"unobtainium"};
    EXPECT_THROW(options.validate(line), DomainError);
    options.colorants = {"hematite", "hematite"};
    EXPECT_THROW(options.validate(line), DomainError);
    options = {};
    options.most_mg_per_ml = 0;
    EXPECT_THROW(options.validate(line), DomainError);
    options = {};
    options.refinements = -1;
    EXPECT_THROW(options.validate(line), DomainError);
    options = {};
    options.screened_clients = 0;
    EXPECT_THROW(options.validate(line), DomainError);
    LineCoverage coverage = line_coverage(line, few());
    coverage.clients.pop_back();
    EXPECT_THROW(suggest_new_ink(line, coverage), DomainError);
    Line other = line;
    other.id = "another";
    EXPECT_THROW(suggest_new_ink(other, line_coverage(line, few())), DomainError);
}

} // namespace
} // namespace undertone
