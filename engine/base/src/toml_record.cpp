// Reads TOML with file, line and column in every complaint.
#include "toml_record.hpp"

#include "join.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace undertone::detail {

namespace {

std::string line_of(std::string_view text, std::uint32_t number) {
    for (std::uint32_t i = 1; i < number && !text.empty(); ++i) {
        const std::size_t end = text.find('\n');
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    return std::string(text);
}

/// Not all of a text that may be a megabyte: cut between characters.
std::string shortened(std::string_view text, std::size_t most = 60) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return std::string(text.substr(0, most)) + "...";
}

/// Whether the number that begins there is written as zero: 1e-400 is parsed as 0 as well.
bool is_written_zero(std::string_view text, const toml::source_region& where) {
    const std::string line = line_of(text, where.begin.line);
    std::size_t at = 0;
    for (std::uint32_t column = 1; column < where.begin.column && at < line.size(); ++column) // in characters
        do ++at;
        while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80);
    at = std::min(at, line.size());
    const std::string_view number = std::string_view(line).substr(at);
    const std::string_view digits = number.substr(0, number.find_first_not_of("+-._0123456789"));
    return !digits.empty() && digits.find_first_of("123456789") == digits.npos;
}

/// Just after the string that opens at `i`; the end where it is never closed.
std::size_t after_string(std::string_view text, std::size_t i) {
    const char quote = text[i];
    const bool escapes = quote == '"';
    const auto triple = [&](std::size_t at) {
        return at + 3 <= text.size() && text[at] == quote && text[at + 1] == quote && text[at + 2] == quote;
    };
    if (triple(i)) {
        for (i += 3; i < text.size(); ++i) {
            if (escapes && text[i] == '\\') {
                ++i;
            } else if (triple(i)) {
                i += 3;
                for (int more = 0; more < 2 && i < text.size() && text[i] == quote; ++more) ++i; // they belong to the string
                return i;
            }
        }
        return text.size();
    }
    for (++i; i < text.size() && text[i] != '\n'; ++i) {
        if (escapes && text[i] == '\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return std::min(i, text.size());
}

/// The first byte at which a key has too many parts, or brackets are too deep: toml++ follows both with the stack.
std::optional<std::size_t> too_deep(std::string_view text) {
    constexpr int most_dots = 8, most_brackets = 8; // our records need 1 and 3
    int dots = 0, brackets = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            i = after_string(text, i);
            continue;
        }
        if (c == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '.' && ++dots > most_dots) return i;
        if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
        if ((c == '[' || c == '{') && ++brackets > most_brackets) return i;
        if ((c == ']' || c == '}') && brackets > 0) --brackets;
        ++i;
    }
    return {};
}

} // namespace

TomlRecord::TomlRecord(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    refuse_large();
    try {
        root_ = toml::parse(text_);
    } catch (const toml::parse_error& error) {
        fail(error.source(), fmt::format("not TOML: {}", shortened(error.description(), 300)),
             "the file cannot be read past this point",
             "correct the line (strings in double quotes, numbers with a decimal point)");
    }
}

void TomlRecord::refuse_large() const {
    if (text_.size() > input_kinds::line.most_bytes)
        throw DataError(file_, {}, "the text is larger than 1 MB",
                        "a record takes a few pages: this is another kind of file", "give the right file");
    const std::optional<std::size_t> at = too_deep(text_);
    if (!at) return;
    const std::string_view before = std::string_view(text_).substr(0, *at);
    const std::size_t line_start = before.find_last_of('\n') + 1; // npos + 1 is 0
    toml::source_region where;
    where.begin.line = static_cast<toml::source_index>(1 + std::count(before.begin(), before.end(), '\n'));
    where.begin.column = static_cast<toml::source_index>(*at - line_start + 1);
    fail(where, "keys or brackets are nested more than 8 deep here",
         "no record is built like that: it is damaged, or made to do harm", "get the file anew from whoever made it");
}

void TomlRecord::fail(const toml::source_region& where, const std::string& what, const std::string& why,
                      const std::string& what_to_do) const {
    const TextPosition position{static_cast<int>(where.begin.line), static_cast<int>(where.begin.column)};
    constexpr int widest_column = 160; // a caret helps only where the line can be seen
    const bool shown = where.begin.line > 0 && position.column <= widest_column;
    throw DataError(file_, position, what, why, what_to_do,
                    shown ? shortened(line_of(text_, where.begin.line), widest_column + 40) : "");
}

void TomlRecord::fail_missing(const toml::table& table, std::string_view key, std::string_view kind) const {
    fail(table, fmt::format("\"{}\" is missing", key), "the record is not complete without it",
         fmt::format("add {} = {}", key, kind));
}

void TomlRecord::fail_kind(const toml::node& node, std::string_view key, std::string_view kind) const {
    fail(node, fmt::format("\"{}\" is not {}", shortened(key), kind), "it cannot be understood otherwise",
         fmt::format("write {} there", kind));
}

void TomlRecord::refuse_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            fail(key.source(), fmt::format("unknown key \"{}\"", shortened(key.str())),
                 "a key that nothing reads is most often a misspelt one", "use one of " + join(known));
}

std::optional<std::string> TomlRecord::text(const toml::table& table, std::string_view key, std::size_t most_bytes) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_string()) fail_kind(*node, key, "a text in double quotes");
    const std::string& text = node->as_string()->get();
    if (text.size() > most_bytes) fail_kind(*node, key, fmt::format("a text of at most {} bytes", most_bytes));
    if (text.find('\0') != text.npos) fail_kind(*node, key, "a text without zero characters");
    return text;
}

double TomlRecord::as_number(const toml::node& node, std::string_view what) const {
    constexpr std::int64_t most = std::int64_t{1} << 53; // beyond, a double leaves out whole numbers
    if (const auto* whole = node.as_integer()) {
        const std::int64_t value = whole->get();
        if (value > most || value < -most)
            fail(node, fmt::format("\"{}\" is {}", shortened(what), value),
                 "whole numbers beyond 2^53 cannot be held exactly, and nothing measured is so large", "correct the number");
        return static_cast<double>(value);
    }
    const auto* real = node.as_floating_point();
    if (real == nullptr) fail_kind(node, what, "a number");
    const double value = real->get();
    if (!std::isfinite(value)) fail_kind(node, what, "a finite number");
    if (std::abs(value) < std::numeric_limits<double>::min() && !is_written_zero(text_, node.source()))
        fail_kind(node, what, "a number that a double holds, or 0");
    return value;
}

std::optional<double> TomlRecord::number(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    return node == nullptr ? std::nullopt : std::optional(as_number(*node, key));
}

const toml::array* TomlRecord::array(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_array()) fail_kind(*node, key, "a list");
    return node->as_array();
}

const toml::table* TomlRecord::table(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    return node == nullptr ? nullptr : &as_table(*node, key);
}

const toml::table& TomlRecord::as_table(const toml::node& node, std::string_view what) const {
    if (!node.is_table()) fail_kind(node, what, "a table of keys");
    return *node.as_table();
}

std::string TomlRecord::required_text(const toml::table& table, std::string_view key, std::size_t most_bytes) const {
    const auto value = text(table, key, most_bytes);
    if (!value) fail_missing(table, key, "\"...\"");
    if (value->empty()) fail_kind(*table.get(key), key, "a text that says something");
    return *value;
}

double TomlRecord::required_number(const toml::table& table, std::string_view key) const {
    const auto value = number(table, key);
    if (!value) fail_missing(table, key, "a number");
    return *value;
}

const toml::array& TomlRecord::required_array(const toml::table& table, std::string_view key) const {
    const toml::array* list = array(table, key);
    if (list == nullptr) fail_missing(table, key, "a list");
    if (list->empty()) fail_kind(*list, key, "a list with at least one entry");
    return *list;
}

} // namespace undertone::detail
