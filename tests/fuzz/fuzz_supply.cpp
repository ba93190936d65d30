// libFuzzer on what suppliers and laboratories send (FUZZED_TEXT): ink packs, evidence of a line, limit lists, laboratory results, and the
// cards and records that a recall reads.

#include "undertone/app/line_folder.hpp"
#include "undertone/app/recall.hpp"
#include "undertone/base/error.hpp"
#include "undertone/pigment/ink_pack.hpp"
#include "undertone/supply/screen.hpp"

#include "signing.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace undertone;

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

/// The payload with a signature that fits: what a hostile signer could send. What is taken can be written again, byte for byte.
[[maybe_unused]] void pack(std::string_view payload) {
    static const std::string key_text = "undertone signing key 1\n" + std::string(64, '1') + "\n";
    static const detail::SigningKey key(key_text, "key");
    const std::string head = "undertone ink pack 1\n", key_line = "key: " + detail::to_hex(key.public_key()) + "\n";
    const std::string body = std::string(payload) + "\n";
    const std::string whole =
        head + key_line + "signature: " + detail::to_hex(key.signature(head + key_line + body)) + "\n" + body;
    const SignedInkPack read = read_ink_pack(whole, "fuzzed");
    check(write_ink_pack(read.pack, key_text, "key") == whole);
    check(!read.line.inks.empty() && read.line.pack);
    for (const PackDocument& one : read.pack.documents) {
        check(!one.name.empty() && one.name.front() != '/' && one.name.find('\\') == one.name.npos);
        check(("/" + one.name + "/").find("/../") == std::string::npos);
    }
    check((std::string(payload) + "\n").size() >= read.pack.line_toml.size());
}

/// The bytes as they come.
[[maybe_unused]] void pack_file(std::string_view text) { read_ink_pack(text, "fuzzed"); }

[[maybe_unused]] void evidence(std::string_view text) {
    const LineEvidence evidence = parse_line_evidence(text, "fuzzed");
    check(!evidence.inks.empty());
    for (const InkEntry& ink : evidence.inks) {
        check(!ink.statement.id.empty() && (!ink.films.empty() || !ink.label.empty()));
        for (const FilmEntry& film : ink.films) check(film.water_parts >= 0 && film.water_parts <= 2000);
    }
    for (const MixtureEntry& mixture : evidence.mixtures)
        for (const auto& [id, parts] : mixture.parts) check(parts > 0);
}

[[maybe_unused]] void limits(std::string_view text) {
    for (const LimitRow& row : parse_limit_list(std::string(text), "fuzzed").rows)
        check(!row.substance.empty() || !row.cas.empty() || !row.color_index.empty());
}

[[maybe_unused]] void laboratory(std::string_view text) { parse_lab_results(std::string(text), "fuzzed"); }

[[maybe_unused]] void recall(std::string_view text) {
    const Recall found = recall_lot("A17", {{"fuzzed", std::string(text)}});
    check(found.unread.size() + found.other.size() <= 1);
    if (!found.unread.empty())
        check(found.uses.empty() && found.unrecorded.empty() && found.cards == 0 && found.sessions == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        FUZZED_TEXT({reinterpret_cast<const char*>(data), size});
    } catch (const Error&) { // refused in our own words
    }
    return 0;
}
