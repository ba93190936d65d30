// Property, consistency: sentences carry what they rest on and pass their own reader; words that nothing bears out are refused, their false
// friends are not.
#include "undertone/base/error.hpp"
#include "undertone/supply/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace undertone {
namespace {

using testing::HasSubstr;

/// The kinds that are found, "a b" in the order of the text.
std::string kinds_of(const std::string& text) {
    std::string kinds;
    for (const ClaimFinding& one : check_claim(text).findings) kinds += (kinds.empty() ? "" : " ") + one.kind;
    return kinds;
}

TEST(ClaimCheck, RefusesWhatNothingBearsOut) {
    const std::array<std::pair<const char*, const char*>, 64> refused{{
        {"a medical device", "medical"},
        {"sterile and biocompatible", "medical medical"},
        {"It lasts for ever", "permanence"},
        {"zero blueing", "color"},
        {"It can't turn blue", "color"},
        {"Meets REACH", "approval"},
        {"stays true for 10 years", "duration"},
        {"Lasts up to 5 years", "duration"},
        {"A long-lasting black", "duration"},
        {"keeps its colour for ten years", "duration"},
        {"Years of natural colour", "duration"},
        {"Our pigments are permanent.", "permanence"},
        {"Permanently natural hairline", "permanence"},
        {"PERMANENT colour", "permanence"},
        {"perma\xC2\xADnent colour", "permanence"},
        {"A permanent make-up that is permanent", "permanence"},
        {"Not only permanent but soft", "permanence"},
        {"It lasts forever", "permanence"},
        {"An ink that never fades", "permanence"},
        {"It will not fade", "permanence"},
        {"It won't fade", "permanence"},
        {"fade-proof black", "permanence"},
        {"never blue", "color"},
        {"Never turns blue!", "color"},
        {"It does not go grey", "color"},
        {"This black won't turn green", "color"},
        {"no bluish cast", "color"},
        {"safe", "safety"},
        {"Completely safe for scalp", "safety"},
        {"safest ink on the market", "safety"},
        {"No safer ink", "safety"},
        {"No other ink is safe", "safety"},
        {"non-toxic", "safety"},
        {"without any risk", "safety"},
        {"no known side effects", "safety"},
        {"harmless", "safety"},
        {"No more fading", "permanence"},
        {"colour stays for life", "permanence"},
        {"a colour that does not change", "permanence"},
        {"Free of heavy metals", "safety"},
        {"Trusted by doctors", "medical"},
        {"hypoallergenic", "allergy"},
        {"Hypo-allergenic formula", "allergy"},
        {"suitable for sensitive skin", "allergy"},
        {"no allergic reactions", "allergy"},
        {"dermatologically tested", "allergy"},
        {"medical grade", "medical"},
        {"Medical-grade pigments", "medical"},
        {"clinically tested", "medical"},
        {"heals scars", "medical"},
        {"It heals your skin", "medical"},
        {"treats alopecia", "medical"},
        {"treatment of hair loss", "medical"},
        {"promotes faster healing", "medical"},
        {"FDA approved", "approval approval"},
        {"approved by dermatologists", "approval"},
        {"REACH-compliant", "approval"},
        {"complies with EU 2020/2081", "approval"},
        {"certified pigments", "approval"},
        {"guaranteed to match", "guarantee"},
        {"We guarantee it", "guarantee"},
        {"always natural", "guarantee"},
        {"100 % match", "guarantee"},
        {"for all skin types", "guarantee"},
    }};
    for (const auto& [text, kind] : refused) EXPECT_EQ(kinds_of(text), kind) << text;
}

TEST(ClaimCheck, LetsFalseFriendsPass) {
    for (const char* text : {
             "Pigments for permanent make-up",
             "permanent makeup artists",
             "Permanent cosmetics since 2009",
             "semi-permanent",
             "It is not permanent.",
             "This isn't permanent",
             "impermanent colour",
             "The colour fades over three years",
             "Contains no blue pigment",
             "Judged under no blue light",
             "Blue 15:3",
             "Safety data sheet on request",
             "Keep in a safe place",
             "Store safely out of reach of children",
             "unsafe when swallowed",
             "We do not say that it is safe.",
             "The healed area came within tolerance",
             "after healing it is lighter",
             "It heals to a soft brown",
             "No medical claim is made",
             "not approved by any authority",
             "No guarantee is given",
             "Not guaranteed",
             "Served: 100 % of 34 clients (95 % interval 90 to 100 %)",
             "100 ml bottle",
             "An accredited laboratory measured 0.4 mg/kg",
             "best before 2027",
             "saved time",
             "it is not blue",
             "This pigment may fade",
             "41 of 60 clients stayed within delta E 1.8 for 3 years",
             "It stays within tolerance for 2 years in 70 % of 40 clients",
             "A sealed bottle stays usable for 2 years",
             "Use within 12 months of opening",
             "Carbon black can look blue under the skin.",
             "Developed over ten years",
         })
        EXPECT_EQ(kinds_of(text), "") << text;
}

TEST(ClaimCheck, SaysWhyAndWhatInstead) {
    const ClaimCheck check = check_claim("Our ink is permanent, safe and medical grade.");
    ASSERT_EQ(check.findings.size(), 3u);
    EXPECT_TRUE(check.refused());
    for (const ClaimFinding& one : check.findings) {
        EXPECT_FALSE(one.reason.empty());
        EXPECT_FALSE(one.instead.empty());
    }
    EXPECT_EQ(check.findings[2].words, "medical grade");
    EXPECT_THAT(claim_check_text(check), HasSubstr("refused"));
    EXPECT_FALSE(check_claim("A brown ink.").refused());
    EXPECT_THAT(check_claim("A brown ink.").note, HasSubstr("not thereby true"));
}

TEST(ClaimCheck, RefusesNothingAndTooMuch) {
    EXPECT_THROW(check_claim(""), DomainError);
    EXPECT_THROW(check_claim(" \n"), DomainError);
    EXPECT_THROW(check_claim(std::string(200'000, 'a')), DomainError);
    EXPECT_NO_THROW(check_claim("\xFF\xC2 ~ | * ;"));
}

/// A coverage with so many clients in each class.
LineCoverage coverage_of(int n) {
    LineCoverage coverage;
    coverage.line = "demo";
    coverage.line_version = "2";
    coverage.skins = 40;
    coverage.least_ita_deg = -20;
    coverage.most_ita_deg = 50;
    coverage.tolerance = "served: delta E2000 2";
    coverage.method = "matched over the whole grid";
    coverage.overall = {"all", 2 * n, n, 0.5, 0.4, 0.6, 0};
    coverage.by_class = {{"light", n, n, 1, 0.9, 1, 0}, {"brown", n, 0, 0, 0, 0.1, 0}};
    coverage.by_years = {{0, coverage.overall}, {3, coverage.overall}};
    coverage.limits = {{"less red", "hue", n, 1}};
    return coverage;
}

TEST(Claims, CarryWhatTheyRestOnAndPassTheirOwnReader) {
    const LineClaims claims = claims_from(coverage_of(50));
    EXPECT_EQ(claims.claims.size(), 5u) << "all, two classes, three years, those left out";
    for (const Claim& claim : claims.claims) {
        EXPECT_GE(claim.n, least_n_of_claim);
        EXPECT_FALSE(claim.skins.empty());
        EXPECT_FALSE(claim.duration.empty());
        EXPECT_FALSE(claim.method.empty());
        EXPECT_THAT(claim.limits, HasSubstr("not been validated on healed scalp"));
        for (const std::string& printed : {claim.sentence, claim.limits, claim.method})
            EXPECT_EQ(kinds_of(printed), "") << printed;
    }
}

TEST(Claims, AreWithheldWhereTooFewClientsBearThem) {
    const LineClaims claims = claims_from(coverage_of(10));
    for (const Claim& claim : claims.claims) EXPECT_THAT(claim.sentence, HasSubstr("Out of tolerance"));
    EXPECT_THAT(claims.withheld, testing::Contains(HasSubstr("of light: n is 10")));
}

TEST(Claims, HoldWhatALaboratoryFoundAndWhatItDidNotLookFor) {
    const LimitList list =
        parse_limit_list("# name: L\n# date: 2024-05-01\nsubstance,limit,unit\nlead,0.7,mg/kg\nnickel,5,mg/kg\n", "l.csv");
    const Screen screened =
        screen(list, parse_lab_results("substance,value,unit,laboratory,date\nlead,0.1,mg/kg,Lab A,2026-01-10\n", "r.csv"));
    const LineClaims claims = claims_from(coverage_of(50), &screened);
    const std::string& said = claims.claims.back().sentence;
    EXPECT_THAT(said, HasSubstr("Of 1 results by Lab A"));
    EXPECT_THAT(said, HasSubstr("1 of its rows were not shown"));
    EXPECT_EQ(kinds_of(said + " " + claims.claims.back().limits), "");
}

} // namespace
} // namespace undertone
