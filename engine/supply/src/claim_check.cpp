#include "claim_rules.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/supply/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace undertone {

namespace {

constexpr std::size_t most_bytes = 100'000;

struct ClaimWord {
    std::string word; ///< lower case; "." ends a clause
    std::size_t begin = 0, end = 0;
};

/// Hyphens and apostrophes part words, but "isn't" is "isn t"; invisible characters part nothing.
std::vector<ClaimWord> words_in(const std::string& text) {
    std::vector<ClaimWord> words;
    bool open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest.substr(0, 2) == "\xC2\xAD" || rest.substr(0, 3) == "\xE2\x80\x8B") { // soft hyphen, zero width space
            i += rest[0] == '\xC2' ? 1 : 2;
            continue;
        }
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter) {
            if (!open) words.push_back({"", i, i});
            open = true;
            words.back().word += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            words.back().end = i + 1;
            continue;
        }
        open = false;
        if (c == '%') words.push_back({"%", i, i + 1});
        if (std::string_view(".,;:!?\n").find(c) != std::string_view::npos) words.push_back({".", i, i + 1});
    }
    return words;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t at = std::min(text.find(by), text.size());
        if (at > 0) parts.push_back(text.substr(0, at));
        text.remove_prefix(std::min(at + 1, text.size()));
    }
    return parts;
}

bool is_word(const std::string& word, std::string_view pattern) {
    for (const std::string_view one : split(pattern, '|'))
        if (one.back() == '*' ? word.rfind(one.substr(0, one.size() - 1), 0) == 0 : word == one) return true;
    return false;
}

/// One past the last word of a match that begins at `at`.
std::optional<std::size_t> match_at(const std::vector<ClaimWord>& words, std::size_t at,
                                    const std::vector<std::string_view>& pattern, std::size_t part = 0) {
    if (part == pattern.size()) return at;
    if (pattern[part] == "~") {
        for (std::size_t skipped = 0; skipped <= 3 && at + skipped < words.size(); ++skipped) {
            if (const auto end = match_at(words, at + skipped, pattern, part + 1)) return end;
            if (words[at + skipped].word == ".") break;
        }
        return std::nullopt;
    }
    if (at >= words.size() || !is_word(words[at].word, pattern[part])) return std::nullopt;
    return match_at(words, at + 1, pattern, part + 1);
}

struct WordSpan {
    std::size_t begin, end;
};

std::vector<WordSpan> spans_of(const std::vector<ClaimWord>& words, std::string_view patterns) {
    std::vector<WordSpan> spans;
    for (const std::string_view pattern : split(patterns, ';')) {
        const std::vector<std::string_view> parts = split(pattern, ' ');
        for (std::size_t at = 0; at < words.size(); ++at)
            if (const auto end = match_at(words, at, parts)) spans.push_back({at, *end});
    }
    return spans;
}

/// "not" and its like up to six words before, "no" up to two ("no other ink is safe" denies nothing of ours), in the same clause; "not only"
/// denies nothing either.
bool is_denied(const std::vector<ClaimWord>& words, std::size_t at) {
    static const std::set<std::string> far{"not", "cannot", "without", "nor", "neither",
                                           "isn", "aren",   "doesn",   "don", "wasn"},
        near{"no", "non", "never"};
    for (std::size_t back = 1; back <= 6 && back <= at; ++back) {
        const std::string& word = words[at - back].word;
        if (word == "." || word == "but") return false;
        if (far.count(word) == 0 && !(back <= 2 && near.count(word) > 0)) continue;
        const std::string& next = words[at - back + 1].word;
        return next != "only" && next != "just" && next != "merely";
    }
    return false;
}

void add_findings(const std::vector<ClaimWord>& words, const ClaimRule& rule, const std::string& text,
                  std::vector<std::pair<WordSpan, ClaimFinding>>& found) {
    const std::vector<WordSpan> friends = spans_of(words, rule.unless);
    for (const WordSpan& span : spans_of(words, rule.patterns)) {
        const bool excused = std::any_of(friends.begin(), friends.end(), [&](const WordSpan& other) {
            return other.begin < span.end && span.begin < other.end;
        });
        if (excused || (rule.negatable && is_denied(words, span.begin))) continue;
        const std::size_t begin = words[span.begin].begin, end = words[span.end - 1].end;
        found.push_back({span,
                         {text.substr(begin, end - begin), std::string(rule.kind), std::string(rule.reason),
                          std::string(rule.instead)}});
    }
}

} // namespace

ClaimCheck check_claim(const std::string& text) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) throw DomainError("text", "empty", "a sentence to check");
    if (text.size() > most_bytes)
        throw DomainError("text", fmt::format("{} bytes", text.size()), fmt::format("up to {}", most_bytes),
                          "check a page at a time");
    const std::vector<ClaimWord> words = words_in(text);
    std::vector<std::pair<WordSpan, ClaimFinding>> found;
    for (const ClaimRule& rule : claim_rules) add_findings(words, rule, text, found);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first.begin != b.first.begin ? a.first.begin < b.first.begin : a.first.end > b.first.end;
    });
    ClaimCheck check{text, {}, "English words alone are known. What passes is not thereby true: print what it rests on"};
    std::map<std::string, std::size_t> until; // per kind: of what overlaps, the first
    for (auto& [span, finding] : found) {
        std::size_t& end = until[finding.kind];
        if (span.begin < end) continue;
        end = span.end;
        check.findings.push_back(std::move(finding));
    }
    return check;
}

std::string claim_check_text(const ClaimCheck& check) {
    std::string text = fmt::format("{}: {}\n", check.refused() ? "refused" : "nothing refused", shown_line(check.text));
    for (const ClaimFinding& one : check.findings)
        text += fmt::format("  \"{}\" ({}): {}. Instead: {}\n", shown_line(one.words), one.kind, one.reason, one.instead);
    return text + "  " + check.note + "\n";
}

} // namespace undertone
