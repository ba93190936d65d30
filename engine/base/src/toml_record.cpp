#include "toml_record.hpp"

#include "join.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

} // namespace

TomlRecord::TomlRecord(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    try {
        root_ = toml::parse(text_);
    } catch (const toml::parse_error& error) {
        fail(error.source(), fmt::format("not TOML: {}", error.description()), "the file cannot be read past this point",
             "correct the line (strings in double quotes, numbers with a decimal point)");
    }
}

void TomlRecord::fail(const toml::source_region& where, const std::string& what, const std::string& why,
                      const std::string& what_to_do) const {
    const TextPosition position{static_cast<int>(where.begin.line), static_cast<int>(where.begin.column)};
    throw DataError(file_, position, what, why, what_to_do, where.begin.line > 0 ? line_of(text_, where.begin.line) : "");
}

void TomlRecord::fail_missing(const toml::table& table, std::string_view key, std::string_view kind) const {
    fail(table, fmt::format("\"{}\" is missing", key), "the record is not complete without it",
         fmt::format("add {} = {}", key, kind));
}

void TomlRecord::fail_kind(const toml::node& node, std::string_view key, std::string_view kind) const {
    fail(node, fmt::format("\"{}\" is not {}", key, kind), "it cannot be understood otherwise",
         fmt::format("write {} there", kind));
}

void TomlRecord::refuse_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            fail(key.source(), fmt::format("unknown key \"{}\"", key.str()),
                 "a key that nothing reads is most often a misspelt one", "use one of " + join(known));
}

std::optional<std::string> TomlRecord::text(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_string()) fail_kind(*node, key, "a text in double quotes");
    return **node->as_string();
}

std::optional<double> TomlRecord::number(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_number()) fail_kind(*node, key, "a number");
    const double value = *node->value<double>();
    if (!std::isfinite(value)) fail_kind(*node, key, "a finite number");
    return value;
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

std::string TomlRecord::required_text(const toml::table& table, std::string_view key) const {
    const auto value = text(table, key);
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
