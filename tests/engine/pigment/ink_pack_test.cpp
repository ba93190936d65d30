// Reference, property: an ink pack as a file. The signature is Ed25519 as RFC 8032 has it, every changed byte is refused, and so is what
// is signed but no pack.
#include "undertone/pigment/ink_pack.hpp"

#include "signing.hpp"

#include "undertone/base/error.hpp"
#include "undertone/numerics/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace undertone {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* rfc_key =
    "undertone signing key 1\n9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n";
constexpr const char* rfc_fingerprint = "21fe-31df-a154-a261-626b-f854-046f-d227"; // of its public half, by Python's hashlib

constexpr const char* line_text = R"(id = "own"
name = "Own"
maker = "us"
version = "2"

[[inks]]
id = "black"
name = "Black"
components = [{ colorant = "carbon_black", mg_per_ml = 150 }]
lots = [{ lot = "A1", expires = "2027-03-31" }, { lot = "A2", expires = "2028-03-31" }]

[[inks]]
id = "brown"
name = "Brown"
components = [{ colorant = "hematite", mg_per_ml = 150 }]
lot = "B1"
)";

InkPack a_pack() {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return {"3",
            "2026-12-01",
            line_text,
            {{"safety_sheet", {"black", "brown"}, "documents/sds.pdf", bytes},
             {"certificate", {"A2"}, "documents/\xC3\xA9tat.pdf", "none"},
             {"reading", {}, "films/black.csv", ""}}};
}

std::string written(const InkPack& pack) { return write_ink_pack(pack, rfc_key, "key"); }

std::string refusal(const std::string& text, const std::string& signed_by = "") {
    try {
        read_ink_pack(text, "x.inkpack", signed_by);
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

std::string refusal(const InkPack& pack) {
    try {
        written(pack);
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

/// Any payload with a signature that fits.
std::string signed_as_is(const std::string& payload) {
    const detail::SigningKey key(rfc_key, "key");
    const std::string head = "undertone ink pack 1\n", key_line = "key: " + detail::to_hex(key.public_key()) + "\n";
    return head + key_line + "signature: " + detail::to_hex(key.signature(head + key_line + payload + "\n")) + "\n" +
           payload + "\n";
}

TEST(Signing, IsEd25519OfRfc8032) { // section 7.1, tests 1 and 3
    const detail::SigningKey key(rfc_key, "key");
    EXPECT_EQ(detail::to_hex(key.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(detail::to_hex(key.signature("")), "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                                                 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    const detail::SigningKey third(
        "undertone signing key 1\nc5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7\n", "key");
    EXPECT_EQ(detail::to_hex(third.signature("\xaf\x82")),
              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
              "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
}

TEST(Signing, FingerprintIsOfTheSha256OfThePublicKey) {
    EXPECT_EQ(key_fingerprint(rfc_key, "key"), rfc_fingerprint);
    EXPECT_EQ(fingerprint_from("21FE31DF A154A261 626BF854 046FD227"), rfc_fingerprint);
    for (const char* wrong :
         {"", "21fe", "21fe-31df-a154-a261-626b-f854-046f-d22g", "21fe-31df-a154-a261-626b-f854-046f-d2277"})
        EXPECT_THROW(fingerprint_from(wrong), DomainError) << wrong;
}

TEST(Signing, KeysAreNewEachTimeAndOthersRefused) {
    const std::string one = make_signing_key(), other = make_signing_key();
    EXPECT_NE(key_fingerprint(one, "one"), key_fingerprint(other, "other"));
    for (const std::string& wrong : {std::string(), one.substr(1), one + "x", one.substr(0, one.size() - 2) + "\n",
                                     one.substr(0, one.size() - 2) + "g\n"})
        EXPECT_THROW(key_fingerprint(wrong, "key"), DataError) << wrong;
}

TEST(InkPack, ComesBackAsItWentIn) {
    const SignedInkPack read = read_ink_pack(written(a_pack()), "x.inkpack");
    EXPECT_EQ(read.pack, a_pack());
    EXPECT_EQ(read.signed_by, rfc_fingerprint);
    EXPECT_EQ(read.line.pack->text(), std::string("pack 3, signed by ") + rfc_fingerprint);
    EXPECT_EQ(read.line.inks[0].lots.size(), 2U);
}

TEST(InkPack, SameContentsAndKeyGiveTheSameFile) {
    EXPECT_EQ(written(a_pack()), written(a_pack()));
    EXPECT_NE(written(a_pack()), write_ink_pack(a_pack(), make_signing_key(), "key"));
}

TEST(InkPack, EveryChangedByteIsRefused) {
    const std::string whole = written(a_pack());
    ASSERT_EQ(refusal(whole), "taken");
    RandomStream random(1, 0);
    for (std::size_t i = 0; i < whole.size(); ++i)
        for (const char changed : {static_cast<char>(whole[i] ^ 1), static_cast<char>(whole[i] ^ 0x20),
                                   static_cast<char>(static_cast<int>(random.uniform() * 256))}) {
            if (changed == whole[i]) continue;
            std::string one = whole;
            one[i] = changed;
            ASSERT_NE(refusal(one), "taken") << "byte " << i << " of " << whole.size();
        }
}

TEST(InkPack, MissingDoubledAndAddedBytesAreRefused) {
    const std::string whole = written(a_pack());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        ASSERT_NE(refusal(whole.substr(0, i)), "taken") << i;
        ASSERT_NE(refusal(whole.substr(0, i) + whole.substr(i + 1)), "taken") << i;
        ASSERT_NE(refusal(whole.substr(0, i) + whole[i] + whole.substr(i)), "taken") << i;
    }
    for (const char* added : {"\n", " ", "x", "{}", "\r\n"}) EXPECT_NE(refusal(whole + added), "taken") << added;
    EXPECT_NE(refusal(" " + whole), "taken");
    EXPECT_NE(refusal("\xEF\xBB\xBF" + whole), "taken");
}

TEST(InkPack, AFailedSignatureSaysWhatItMeans) {
    std::string one = written(a_pack());
    one[one.find("2027-03-31")] = '3';
    EXPECT_THAT(refusal(one), HasSubstr("the signature does not fit"));
    EXPECT_THAT(refusal(one), HasSubstr("get it again from the maker"));
}

TEST(InkPack, SaysWhenAnotherSignedIt) {
    const std::string whole = written(a_pack());
    EXPECT_EQ(refusal(whole, rfc_fingerprint), "taken");
    EXPECT_THAT(refusal(whole, key_fingerprint(make_signing_key(), "key")), HasSubstr("signed by 21fe-"));
    EXPECT_THAT(refusal(whole, "me"), HasSubstr("a fingerprint"));
}

TEST(InkPack, AnotherKeysSignatureDoesNotFit) {
    // The key of one pack with the signature of another, of the same contents.
    const std::string mine = written(a_pack()), theirs = write_ink_pack(a_pack(), make_signing_key(), "key");
    const std::size_t key_end = mine.find("signature: ");
    EXPECT_THAT(refusal(theirs.substr(0, key_end) + mine.substr(key_end)), HasSubstr("does not fit"));
}

TEST(InkPack, RefusesWhatIsSignedButNoPack) {
    const std::string whole = written(a_pack());
    const std::string payload = whole.substr(whole.find("\n{") + 1, whole.size() - whole.find("\n{") - 2);
    ASSERT_EQ(signed_as_is(payload), whole);
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = payload;
        text.replace(text.find(from), from.size(), to);
        return refusal(signed_as_is(text));
    };
    EXPECT_THAT(changed(R"("version":"3")", R"("version": "3")"), HasSubstr("one spelling"));
    EXPECT_THAT(changed(R"("version":"3")", R"("version":"2","version":"3")"), HasSubstr("one spelling"));
    EXPECT_THAT(changed(R"("version":"3")", R"("version":3)"), HasSubstr("\"version\" is no text"));
    EXPECT_THAT(changed(R"("version":"3")", R"("version":"3","x":"")"), HasSubstr("keys"));
    EXPECT_THAT(changed(R"("version":"3")", "\"version\":\"\xFF\""), HasSubstr("not a pack's contents"));
    EXPECT_THAT(changed(R"("about":[])", R"("about":[1])"), HasSubstr("no text"));
    EXPECT_THAT(changed(R"("about":[])", R"("about":[[[[]]]])"), HasSubstr("nested too deep"));
    EXPECT_THAT(changed(R"("base64":"AAEC)", R"("base64":"AAE=)"), HasSubstr("\"base64\""));
    EXPECT_THAT(changed("2026-12-01", "2026-13-01"), HasSubstr("made_on"));
    EXPECT_THAT(changed("films/black.csv", "../../black.csv"), HasSubstr("documents[2].name"));
    EXPECT_THAT(changed("carbon_black", "coal"), HasSubstr("x.inkpack (line.toml):9"));
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("null"), std::string("{}"), std::string("{"),
          std::string(100'000, '['), R"({"documents":[)" + std::string(1000, '[') + "]}"})
        EXPECT_THAT(refusal(signed_as_is(text)), HasSubstr("not a pack's contents")) << text.substr(0, 20);
}

TEST(InkPack, RefusesWhatAnUnpackedFileMayNotBeCalled) {
    for (const char* name :
         {"", "/etc/x", "../x", "a/../x", "a//x", "./x", "a/", "a\\x", "c:x", "~x", "a\nb", "line.toml"}) {
        InkPack pack = a_pack();
        pack.documents[2].name = name;
        EXPECT_THAT(refusal(pack), HasSubstr("documents[2].name")) << name;
    }
    InkPack twice = a_pack();
    twice.documents[2].name = twice.documents[0].name;
    EXPECT_THAT(refusal(twice), HasSubstr("again"));
}

TEST(InkPack, RefusesDocumentsOfNoInkOrLot) {
    InkPack pack = a_pack();
    pack.documents[0].about = {"grey"};
    EXPECT_THAT(refusal(pack), HasSubstr("grey"));
    pack = a_pack();
    pack.documents[1].about = {"A9"};
    EXPECT_THAT(refusal(pack), HasSubstr("A1, A2, B1"));
    pack = a_pack();
    pack.documents[1].about.clear();
    EXPECT_THAT(refusal(pack), HasSubstr("documents[1].about"));
    pack = a_pack();
    pack.documents[2].about = {"black"};
    EXPECT_THAT(refusal(pack), HasSubstr("documents[2].about"));
}

TEST(InkPack, RefusesALotOfTwoInks) {
    InkPack pack = a_pack();
    pack.line_toml.replace(pack.line_toml.find("\"B1\""), 4, "\"A2\"");
    EXPECT_THAT(refusal(pack), HasSubstr("lot \"A2\" of ink \"brown\" and of ink \"black\""));
}

TEST(InkPack, RefusesALotNamedTwiceWithItsPlace) {
    InkPack pack = a_pack();
    pack.line_toml.replace(pack.line_toml.find("\"A2\""), 4, "\"A1\"");
    EXPECT_THAT(refusal(pack), HasSubstr("line.toml:10:"));
    EXPECT_THAT(refusal(pack), HasSubstr("lot \"A1\" of ink \"black\" stands twice"));
}

TEST(InkPack, IsTakenForWhatItIs) {
    EXPECT_TRUE(is_ink_pack(written(a_pack())));
    EXPECT_FALSE(is_ink_pack(line_text));
    EXPECT_THAT(refusal(line_text), HasSubstr("not an ink pack"));
    EXPECT_THAT(refusal("undertone ink pack 2\n"), HasSubstr("a version that is not known here"));
    EXPECT_THROW(load_line("demo", rfc_fingerprint), DataError);
}

} // namespace
} // namespace undertone
