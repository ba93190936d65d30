// Property, consistency: a recalled lot is found in every card and record that names it, and what could not be read, or names no lot,
// is said.
#include "undertone/app/recall.hpp"

#include "undertone/app/session_records.hpp"
#include "undertone/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace undertone {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace fs = std::filesystem;

const std::string card = R"({"schema":"undertone.card/1","kind":"match","client":"anna","date":"2026-12-01",
    "doses":[{"ink":"soft_black","lot":"A 17"},{"ink":"ash","lot":null},{"ink":"","lot":null}]})";

const std::string sessions = R"([[sessions]]
date = 2026-05-01
parts = { soft_black = 3, mid_brown = 1 }
water_parts = 20
density_per_cm2 = 60
lots = { soft_black = "a17" }
diluent_lot = "W9"
needle_lot = "N3"
)";

TEST(Recall, FindsALotHoweverItIsTyped) {
    for (const char* lot : {"A17", "a17", " A 17 "}) {
        const Recall found = recall_lot(lot, {{"card.json", card}, {"clients/berta/sessions.toml", sessions}});
        ASSERT_THAT(found.uses, SizeIs(2)) << lot;
        EXPECT_EQ(found.uses[0].kind, "match card");
        EXPECT_EQ(found.uses[0].client, "anna");
        EXPECT_EQ(found.uses[0].lot, "A 17");
        EXPECT_EQ(found.uses[1].kind, "session");
        EXPECT_EQ(found.uses[1].client, "berta");
        EXPECT_EQ(found.uses[1].date, "2026-05-01");
        EXPECT_EQ(found.uses[1].what, "soft_black");
    }
    EXPECT_THAT(recall_lot("A1", {{"card.json", card}}).uses, IsEmpty());
    EXPECT_EQ(recall_lot("W9", {{"s.toml", sessions}}).uses.at(0).what, "diluent");
    EXPECT_EQ(recall_lot("n3", {{"s.toml", sessions}}).uses.at(0).what, "needle");
}

TEST(Recall, ListsInksWhoseLotNobodyWroteDown) {
    const Recall found = recall_lot("B2", {{"card.json", card}, {"s.toml", sessions}});
    EXPECT_THAT(found.uses, IsEmpty());
    ASSERT_THAT(found.unrecorded, SizeIs(2));
    EXPECT_EQ(found.unrecorded[0].what, "ash");
    EXPECT_EQ(found.unrecorded[1].what, "mid_brown");
    EXPECT_THAT(recall_text(found), HasSubstr("cannot be ruled out"));
}

TEST(Recall, LooksInsideWhatCommandsPrint) {
    const Recall found =
        recall_lot("A17", {{"match.json", R"({"client":{"name":"x"},"card":)" + card + "}"},
                           {"zones.json", R"({"zones":[{"card":)" + card + R"(},{"card":)" + card + "}]}"},
                           {"all.json", "[" + card + "," + card + "]"},
                           {"session.json", R"({"client":"carla","card":)" + card +
                                                R"(,"done":[{"parts":{"soft_black":1},"lots":{"soft_black":"A17"}}]})"}});
    EXPECT_THAT(found.uses, SizeIs(7));
    EXPECT_EQ(found.cards, 6);
    EXPECT_EQ(found.sessions, 1);
    EXPECT_EQ(found.uses.back().client, "carla");
}

TEST(Recall, SaysWhatCouldNotBeRead) {
    const Recall found = recall_lot("A17", {{"cut.json", card.substr(0, 60)},
                                            {"deep.json", R"({"a":)" + std::string(100'000, '[')},
                                            {"broken.toml", "[[sessions]"},
                                            {"no_parts.toml", "[[sessions]]\nwater_parts = 1\n"},
                                            {"number.toml", "[[sessions]]\nparts = { a = 1 }\nlots = { a = 7 }\n"},
                                            {"no_doses.json", R"({"schema":"undertone.card/1"})"},
                                            {"plan.toml", "water_parts = 3\n"},
                                            {"skin.json", R"({"measurements":[]})"},
                                            {"good.json", card}});
    EXPECT_THAT(found.unread, SizeIs(6));
    EXPECT_THAT(found.other, SizeIs(2));
    EXPECT_THAT(found.uses, SizeIs(1));
    EXPECT_EQ(found.cards, 1);
    EXPECT_EQ(found.sessions, 0);
    for (const RecallFile& one : found.unread) EXPECT_FALSE(one.why.empty()) << one.file;
    EXPECT_THAT(recall_text(found), HasSubstr("NOT READ"));
}

TEST(Recall, RefusesNoLot) {
    EXPECT_THROW(recall_lot("", {}), DomainError);
    EXPECT_THROW(recall_lot("  ", {}), DomainError);
    EXPECT_THROW(recall_lot(std::string(201, 'x'), {}), DomainError);
    EXPECT_THROW(recall_lot_in_files("A17", {}), DomainError);
}

TEST(Recall, LooksThroughFoldersAndSaysWhatItDidNotLookInto) {
    const fs::path root = fs::path(testing::TempDir()) / "undertone_recall";
    fs::remove_all(root);
    fs::create_directories(root / "anna");
    std::ofstream(root / "anna" / "sessions.toml") << sessions;
    std::ofstream(root / "anna" / "skin.csv") << "x";
    std::ofstream(root / "anna" / "card.html") << "x";
    std::ofstream(root / "card.JSON") << card;
    fs::create_directory_symlink(root / "anna", root / "again");
    const Recall found = recall_lot_in_files("A17", {root.string(), (root / "missing.json").string()});
    EXPECT_THAT(found.uses, SizeIs(2));
    EXPECT_EQ(found.uses[0].client, "anna");
    EXPECT_THAT(found.unread, SizeIs(2)); // the link, and what is missing
    EXPECT_THAT(found.unseen, ElementsAre("1 .csv", "1 .html"));
    // Of a file that somebody names, that it holds nothing is told as loudly as that it cannot be read.
    EXPECT_THAT(recall_lot_in_files("A17", {(root / "anna" / "skin.csv").string()}).unread, SizeIs(1));
    fs::remove_all(root);
}

TEST(Sessions, HoldTheLotsThatWereUsed) {
    const Line line = load_line("demo");
    const SessionRecord session = parse_sessions(sessions, "sessions.toml", line).at(0);
    EXPECT_EQ(session.lots.at("soft_black"), "a17");
    EXPECT_EQ(session.diluent_lot, "W9");
    EXPECT_EQ(session.needle_lot, "N3");
    const auto says = [&](const std::string& more) {
        try {
            parse_sessions("[[sessions]]\nparts = { soft_black = 3 }\nwater_parts = 20\ndensity_per_cm2 = 60\n" + more,
                           "sessions.toml", line);
        } catch (const DataError& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    EXPECT_EQ(says("lots = { soft_black = \"A\" }"), "taken");
    EXPECT_THAT(says("lots = { mid_brown = \"A\" }"), HasSubstr("sessions.toml:5:10"));
    EXPECT_THAT(says("lots = { soft_black = 17 }"), HasSubstr("sessions.toml:5:"));
    EXPECT_THAT(says("needle_lot = \"\""), HasSubstr("needle_lot"));
}

} // namespace
} // namespace undertone
