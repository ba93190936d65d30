// Reference, property: results and colorants against dated lists, in words that promise nothing; what cannot be read is refused where it stands.
#include "undertone/base/error.hpp"
#include "undertone/supply/screen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace undertone {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string list_text = "# name: ours\n# date: 2024-05-01\nsubstance,cas,color_index,limit,unit,status\n"
                              "lead,7439-92-1,,0.7,mg/kg,verified\nnickel,7440-02-0,,5,mg/kg,unverified\n"
                              "Pigment Black 7,,77266,0.1,%,verified\n";

LimitList list() { return parse_limit_list(list_text, "list.csv"); }

std::vector<LabResult> results(const std::string& rows) {
    return parse_lab_results("substance,cas,color_index,value,unit,laboratory,date\n" + rows, "results.csv");
}

/// The row of that answer, of one result.
ScreenRow row_of(const std::string& result) {
    const Screen screened = screen(list(), results(result));
    for (const ScreenRow& row : screened.rows)
        if (!row.result.empty()) return row;
    return {};
}

std::string refusal_of_list(const std::string& text) {
    try {
        parse_limit_list(text, "list.csv");
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

std::string refusal_of_results(const std::string& rows) {
    try {
        results(rows);
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

// Reference: check digits as CAS publishes them (107-07-3 is its own example); and substances whose numbers everybody knows.
TEST(Cas, ChecksTheDigit) {
    for (const char* good : {"107-07-3", "7732-18-5", "50-32-8", "7439-92-1", "18540-29-9", "1328-53-6"})
        EXPECT_NO_THROW(check_cas(good)) << good;
    try {
        check_cas("50-32-9");
        FAIL();
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), HasSubstr("a check digit of 8"));
    }
    for (const char* bad : {"", "50328", "50-3-28", "5a-32-8", "7439 92 1", "-92-1"})
        EXPECT_THROW(check_cas(bad), DomainError);
}

TEST(ColorIndex, ReadsTheNumberInItsSpellings) {
    for (const char* one : {"77266", "CI 77266", "C.I. 77266", "ci77266"}) EXPECT_EQ(color_index_number(one), "CI 77266");
    EXPECT_EQ(color_index_number(""), "");
    EXPECT_EQ(color_index_number("Pigment Black 7"), "CI 77266");
    EXPECT_THROW(color_index_number("7726"), DomainError);
}

TEST(Units, AreSaidAndNeverGuessed) {
    EXPECT_DOUBLE_EQ(mg_per_kg(0.1, "%"), 1000);
    EXPECT_DOUBLE_EQ(mg_per_kg(0.001, "fraction"), 1000);
    EXPECT_DOUBLE_EQ(mg_per_kg(3, "ppm"), 3);
    EXPECT_DOUBLE_EQ(mg_per_kg(500, "ug/kg"), 0.5);
    EXPECT_THROW(mg_per_kg(1, "mg/l"), DomainError);
}

TEST(Screen, AnswersInWordsThatPromiseNothing) {
    EXPECT_EQ(row_of("lead,7439-92-1,,0.9,mg/kg,A,2026-01-10").text, "above the limit of 0.7 mg/kg");
    EXPECT_EQ(row_of("lead,7439-92-1,,0.7,mg/kg,A,2026-01-10").text, "at or below the limit of 0.7 mg/kg");
    EXPECT_EQ(row_of("nickel,7440-02-0,,5,ppm,A,2026-01-10").text, "at or below the limit of 5 mg/kg (unverified)");
    EXPECT_EQ(row_of("water,7732-18-5,,60,%,A,2026-01-10").text, "not in the list dated 2024-05-01");
    EXPECT_EQ(row_of("lead,7439-92-1,,<0.5,mg/kg,A,2026-01-10").answer, "at_or_below");
    EXPECT_THAT(row_of("lead,7439-92-1,,<1,mg/kg,A,2026-01-10").text,
                HasSubstr("not shown: looked for only down to 1 mg/kg"));
    EXPECT_THAT(row_of("lead,7439-92-1,,<LOQ,mg/kg,A,2026-01-10").text, HasSubstr("not shown"));
    EXPECT_EQ(row_of("Lead,,,0.9,mg/kg,A,2026-01-10").answer, "above") << "by name where no number is given";
    EXPECT_EQ(row_of(",,77266,2000,mg/kg,A,2026-01-10").answer, "above") << "by Colour Index number";
}

TEST(Screen, RefusesAResultWhoseNameAndNumberAreOfTwoSubstances) {
    try {
        row_of("nickel,7439-92-1,,0.6,mg/kg,Lab,2026-01-31\n");
        FAIL() << "nickel with lead's number was held against lead's limit";
    } catch (const DomainError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("\"nickel\" with 7439-92-1"), HasSubstr("\"lead\"")));
    }
    EXPECT_EQ(row_of("lead (total),7439-92-1,,0.6,mg/kg,Lab,2026-01-31\n").answer, "at_or_below");
}

TEST(Screen, HoldsAResultAgainstTheStrictestRow) {
    const std::string head = "# name: ours\n# date: 2024-05-01\nsubstance,cas,color_index,limit,unit,status\n",
                      strict = "lead,7439-92-1,,0.5,mg/kg,verified\n", loose = "lead,,,5,mg/kg,verified\n";
    for (const std::string& rows : {strict + loose, loose + strict}) {
        const Screen screened =
            screen(parse_limit_list(head + rows, "list.csv"), results("lead,7439-92-1,,0.9,mg/kg,Lab,2026-01-31\n"));
        EXPECT_EQ(screened.above, 1) << rows;
    }
}

TEST(Screen, ShowsWhatNobodyLookedFor) {
    const Screen screened = screen(list(), results("lead,7439-92-1,,0.1,mg/kg,A,2026-01-10"));
    EXPECT_EQ(screened.at_or_below, 1);
    EXPECT_EQ(screened.not_shown, 2);
    const std::string text = screen_text(screened);
    EXPECT_THAT(text, AllOf(HasSubstr("no result against the limit of 5 mg/kg"), HasSubstr("2024-05-01")));
    for (const char* never : {"compliant", "complies", "safe", "conform"}) EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(Screen, ShowsItForEachSample) {
    const std::string of_two = "substance,cas,value,unit,laboratory,date,sample\nlead,7439-92-1,0.1,mg/kg,A,2026-01-10,one\n"
                               "nickel,7440-02-0,0.1,mg/kg,A,2026-01-10,two\n";
    EXPECT_EQ(screen(list(), parse_lab_results(of_two, "results.csv")).not_shown, 4);
}

TEST(Screen, LooksAtTheLinesOwnColorants) {
    const Line line = load_line("demo");
    const Screen screened = screen(list(), {}, &line);
    int above = 0;
    for (const ScreenRow& row : screened.rows)
        if (row.answer == "above") {
            ++above;
            EXPECT_EQ(row.color_index, "CI 77266");
        }
    EXPECT_GT(above, 0) << "carbon black is CI 77266";
    EXPECT_GT(screened.not_in_list, 0);
}

TEST(Screen, ShipsOneListWhoseRowsSayWhatWasVerified) {
    const LimitList shipped = load_limit_list("eu_2020_2081");
    EXPECT_EQ(shipped.date, "2022-01-04");
    int verified = 0;
    for (const LimitRow& row : shipped.rows) {
        if (row.status == "verified") ++verified;
        if (row.substance == "lead") {
            EXPECT_DOUBLE_EQ(row.limit_mg_per_kg, 0.7);
        }
        if (row.substance == "benzo[a]pyrene") {
            EXPECT_DOUBLE_EQ(row.limit_mg_per_kg, 0.005);
        }
        if (row.color_index == "CI 74160") {
            EXPECT_EQ(row.applies_from, "2023-01-04");
        }
        if (row.substance == "methanol") {
            EXPECT_DOUBLE_EQ(row.limit_mg_per_kg, 110000);
        }
    }
    EXPECT_EQ(verified, 13);
    EXPECT_GT(shipped.rows.size(), 13u);
    EXPECT_THROW(load_limit_list("no_such_list"), DataError);
}

TEST(LimitList, WithoutADateIsRefused) {
    EXPECT_THAT(refusal_of_list("substance,limit,unit\nlead,0.7,mg/kg\n"), HasSubstr("a list without a date"));
    EXPECT_THAT(refusal_of_list("# date: May 2024\nsubstance,limit,unit\nlead,0.7,mg/kg\n"), HasSubstr("is no date"));
}

TEST(LimitList, RefusesWhatCannotBeRead) {
    const auto with = [](const std::string& rows) {
        return refusal_of_list("# date: 2024-05-01\nsubstance,cas,limit,unit,status\n" + rows);
    };
    EXPECT_EQ(with("lead,7439-92-1,0.7,mg/kg,verified\n"), "");
    EXPECT_THAT(with("lead,7439-92-2,0.7,mg/kg,\n"), AllOf(HasSubstr("check digit"), HasSubstr("list.csv:3:6")));
    EXPECT_THAT(with("lead,,0.7,,\n"), HasSubstr("without its unit"));
    EXPECT_THAT(with("lead,,0.7,mg/l,\n"), HasSubstr("mg/l"));
    EXPECT_THAT(with("lead,,\"0,7\",mg/kg,\n"), HasSubstr("is no limit"));
    EXPECT_THAT(with("lead,,0.7,%,\nnickel,,0.001,fraction,\n"), HasSubstr("percent and fraction in one file"));
    EXPECT_THAT(with("lead,,0.7,mg/kg,\nlead,,1,mg/kg,\n"), HasSubstr("stands twice"));
    EXPECT_THAT(with("lead,,0.7,mg/kg,perhaps\n"), HasSubstr("verified or unverified"));
    EXPECT_THAT(with(",,0.7,mg/kg,\n"), HasSubstr("without substance"));
    EXPECT_THAT(with(""), HasSubstr("without rows"));
    EXPECT_THAT(refusal_of_list("# date: 2024-05-01\nstuff,limit\nlead,1\n"), HasSubstr("not known"));
}

TEST(LabResults, RefuseWhatCannotBeRead) {
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,little,mg/kg,A,2026-01-10"), HasSubstr("is no result"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,-1,mg/kg,A,2026-01-10"), HasSubstr("is no result"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,1,mg/kg,A,"), HasSubstr("without a date"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,1,mg/kg,,2026-01-10"), HasSubstr("without its laboratory"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,1,,A,2026-01-10"), HasSubstr("without its unit"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,2,fraction,A,2026-01-10"), HasSubstr("did you mean %"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,,200,%,A,2026-01-10"), HasSubstr("more than all of an ink"));
    EXPECT_THAT(refusal_of_results("a,,,1,%,A,2026-01-10\nb,,,0.1,fraction,A,2026-01-10"),
                HasSubstr("percent and fraction"));
    EXPECT_THAT(refusal_of_results("lead,7439-92-1,7726,1,mg/kg,A,2026-01-10"), HasSubstr("five digits"));
}

} // namespace
} // namespace undertone
