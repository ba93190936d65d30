// Consistency, property: coverage is what `match` says of each client, the same in any pieces and on any threads; two lines are judged on
// the same people.
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/search/match.hpp"
#include "undertone/supply/coverage.hpp"
#include "undertone/supply/skin_classes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

using testing::HasSubstr;

const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

CoverageOptions small() {
    CoverageOptions options;
    options.clients = 12;
    options.skin_classes = {"light", "brown"};
    options.hair_colors = {"black", "dark_brown", "white"};
    options.fade_draws = 2;
    return options;
}

const LineCoverage& covered() {
    static const LineCoverage once = line_coverage(demo(), small());
    return once;
}

std::string refusal(const CoverageOptions& options, const Line& line = demo()) {
    try {
        options.validate(line);
    } catch (const DomainError& error) {
        return error.what();
    }
    return "";
}

void expect_same(const CoveredClient& one, const CoveredClient& other) {
    EXPECT_EQ(one.index, other.index);
    EXPECT_EQ(one.skin, other.skin);
    EXPECT_EQ(one.outcome, other.outcome);
    EXPECT_EQ(one.ita_deg, other.ita_deg);
    EXPECT_EQ(one.delta_e_2000, other.delta_e_2000);
    EXPECT_EQ(one.inks, other.inks);
    EXPECT_EQ(one.parts, other.parts);
    EXPECT_EQ(one.as_good, other.as_good);
    EXPECT_EQ(one.water_parts, other.water_parts);
    EXPECT_EQ(one.years_within, other.years_within);
    EXPECT_EQ(one.years_low, other.years_low);
    EXPECT_EQ(one.years_high, other.years_high);
}

TEST(Coverage, IsWhatMatchSaysOfEachOfTheSuppliersOwnPeople) {
    CoverageOptions options;
    options.skins = {{"one", typical_skin(skin_class("light"))}, {"two", typical_skin(skin_class("tan"))}};
    options.hairs = {{"brown of one strand", melanin_of("dark_brown")}, {"black of another", melanin_of("black")}};
    options.fade_draws = 0;
    const std::vector<CoveredClient> clients = cover_clients(demo(), options, 0, 2);
    ASSERT_EQ(clients.size(), 4u);
    for (const CoveredClient& client : clients) {
        const Skin& skin = options.skins[client.skin == "one" ? 0 : 1].skin;
        const HairMelanin melanin = client.index % 2 == 0 ? melanin_of("dark_brown") : melanin_of("black");
        const MatchReport report = match(skin, fringe_reflectance(skin, melanin, {}), demo(), {}, coverage_matching());
        EXPECT_EQ(client.outcome == "served", report.is_usable());
        const Recipe& best = report.is_usable() ? report.recipes.front() : report.nearest.front();
        EXPECT_EQ(client.delta_e_2000, best.worst_delta_e_2000);
        EXPECT_EQ(client.water_parts, best.blend.water_parts);
        EXPECT_EQ(client.bare_delta_e_2000, report.bare_delta_e_2000);
    }
}

TEST(Coverage, IsTheSameInPiecesAndOnAnyThreads) {
    for (const int threads : {1, 3}) {
        CoverageOptions options = small();
        options.threads = threads;
        std::vector<CoveredClient> pieces;
        for (const auto& [first, count] : {std::pair{0, 1}, std::pair{1, 3}})
            for (const CoveredClient& client : cover_clients(demo(), options, first, count)) pieces.push_back(client);
        ASSERT_EQ(pieces.size(), covered().clients.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) expect_same(pieces[i], covered().clients[i]);
    }
}

TEST(Coverage, CountsEveryClientOnce) {
    const LineCoverage& c = covered();
    EXPECT_EQ(c.skins, 4);
    EXPECT_EQ(c.overall.clients + c.overall.needs_none, 12);
    EXPECT_EQ(c.overall.needs_none, 4) << "nobody sees white stubble in these skins";
    int of_classes = 0, of_cells = 0, unserved = 0;
    for (const ShareServed& share : c.by_class) of_classes += share.clients;
    for (const MapCell& cell : c.map) of_cells += cell.served.clients;
    for (const LimitCount& limit : c.limits) unserved += limit.clients;
    EXPECT_EQ(of_classes, c.overall.clients);
    EXPECT_EQ(of_cells, c.overall.clients);
    EXPECT_EQ(unserved, c.overall.clients - c.overall.served);
    EXPECT_LE(c.overall.low, c.overall.share);
    EXPECT_GE(c.overall.high, c.overall.share);
}

TEST(Coverage, HoldsYearsThatFallAndAreNoneForTheUnserved) {
    for (std::size_t i = 1; i < covered().by_years.size(); ++i)
        EXPECT_LE(covered().by_years[i].served.served, covered().by_years[i - 1].served.served);
    EXPECT_EQ(covered().by_years.front().served.served, covered().overall.served);
    for (const CoveredClient& client : covered().clients) {
        if (client.outcome != "served") {
            EXPECT_EQ(client.years_within, 0);
        } else {
            EXPECT_GT(client.years_within, 0);
        }
        EXPECT_LE(client.years_low, client.years_high);
        EXPECT_EQ(client.outcome == "unserved", !client.in_the_way.empty());
    }
}

TEST(Coverage, ServesMoreAtAWiderTolerance) {
    CoverageOptions options = small();
    options.tolerance_delta_e_2000 = 0.5;
    const LineCoverage narrow = line_coverage(demo(), options);
    options.tolerance_delta_e_2000 = 5;
    const LineCoverage wide = line_coverage(demo(), options);
    EXPECT_LE(narrow.overall.share, wide.overall.share);
    EXPECT_EQ(wide.overall.share, 1);
    for (const CoveredClient& client : narrow.clients)
        EXPECT_EQ(client.outcome == "served" && client.delta_e_2000 > 0.5, false);
}

TEST(Coverage, SaysWhatIsInTheWay) {
    Line light = demo(); // blond alone: it can darken nobody to black
    light.inks = {demo().ink("blond")};
    CoverageOptions options = small();
    options.hair_colors = {"black"};
    options.clients = 2;
    for (const CoveredClient& client : line_coverage(light, options).clients) {
        EXPECT_EQ(client.outcome, "unserved");
        EXPECT_GT(client.shortfall_delta_e_2000, 0);
        EXPECT_FALSE(client.needs.empty());
        EXPECT_FALSE(client.why.empty());
    }
}

TEST(Coverage, SaysThatSoFewClientsLeaveClassesOut) {
    CoverageOptions options = small();
    options.clients = 3; // one skin with three colours of hair
    const auto uneven = [](const LineCoverage& coverage) {
        for (const Diagnostic& one : coverage.diagnostics)
            if (one.code == "classes_uneven") return one.message;
        return std::string();
    };
    EXPECT_THAT(uneven(line_coverage(demo(), options)), HasSubstr("light 3, brown none"));
    EXPECT_EQ(uneven(covered()), "");
}

TEST(Coverage, PairsTwoLinesClientByClientAndShowsTies) {
    const CoverageComparison alike = compare_coverage(covered(), covered());
    EXPECT_EQ(alike.ties, alike.clients);
    EXPECT_EQ(alike.first_only + alike.second_only, 0);
    EXPECT_THAT(alike.verdict, HasSubstr("a tie"));
    Line fewer = demo();
    fewer.id = "blond_alone";
    fewer.inks = {demo().ink("blond")};
    const CoverageComparison better = compare_coverage(covered(), line_coverage(fewer, small()));
    EXPECT_GT(better.first_only, 0);
    EXPECT_EQ(better.second_only, 0);
    EXPECT_EQ(better.first_nearer + better.second_nearer + better.ties, better.clients);
    CoverageOptions others = small();
    others.seed = 1;
    EXPECT_THROW(compare_coverage(covered(), line_coverage(demo(), others)), DomainError);
}

TEST(Coverage, RefusesWhatMakesNoSense) {
    const auto with = [](auto change) {
        CoverageOptions options = small();
        change(options);
        return refusal(options);
    };
    EXPECT_THAT(with([](CoverageOptions& o) { o.clients = 0; }), HasSubstr("a coverage needs someone to cover"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.tolerance_delta_e_2000 = 0; }), HasSubstr("nobody can be served"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.tolerance_delta_e_2000 = -1; }), HasSubstr("tolerance_delta_e_2000 is -1"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.tolerance_delta_e_2000 = 0.3; }), HasSubstr("readings"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.skin_classes = {"pale"}; }), HasSubstr("very_light"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.hair_colors = {"mauve"}; }), HasSubstr("mauve"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.hair_colors = {"red", "red"}; }), HasSubstr("twice"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.years = {3, 1}; }), HasSubstr("rising"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.years = {11}; }), HasSubstr("years[0]"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.fade_draws = -1; }), HasSubstr("fade_draws"));
    EXPECT_THAT(with([](CoverageOptions& o) { o.matching.robustness = Robustness::mean; }), HasSubstr("matching"));
    Line dry = demo();
    dry.inks.clear();
    EXPECT_THAT(refusal(small(), dry), HasSubstr("ink"));
    Line old = demo();
    for (Ink& ink : old.inks) ink.expires = "2020-01-31";
    CoverageOptions dated = small();
    dated.matching.today = "2026-01-01";
    EXPECT_NE(refusal(dated, old), "");
}

TEST(Coverage, EndsWhenItIsToldTo) {
    int asked = 0;
    const StopScope scope{StopToken([&asked] { return ++asked > 3; })};
    CoverageOptions options = small();
    options.clients = 300;
    EXPECT_THROW(line_coverage(demo(), options), Stopped);
}

TEST(Coverage, TellsHowFarItIs) {
    std::vector<int> seen;
    CoverageOptions options = small();
    options.clients = 30;
    options.fade_draws = 0;
    line_coverage(demo(), options, [&](int done, int all) {
        EXPECT_EQ(all, 30);
        seen.push_back(done);
    });
    EXPECT_EQ(seen, (std::vector<int>{24, 30}));
}

} // namespace
} // namespace undertone
