#pragma once
// A TOML file read strictly: every refusal names line and column, and no key goes unread. For all layers, so that all our TOML is
// refused in the same words.

#include "undertone/base/error.hpp"

#include <toml++/toml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace undertone::detail {

/// A parsed TOML text that remembers its name and lines.
class TomlRecord {
public:
    /// Throws DataError where `text` is not TOML, or nested or long beyond any record of ours.
    TomlRecord(std::string_view text, std::string file);

    const toml::table& root() const { return root_; }

    /// Throws DataError at the first key of `table` that is not in `known`.
    void refuse_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known) const;

    /// The value of `key`, or nothing where there is none; DataError where it is of another kind. Numbers are those that were
    /// written: finite, and no whole number that a double cannot hold. Texts have at most `most_bytes`.
    std::optional<std::string> text(const toml::table& table, std::string_view key, std::size_t most_bytes = 10'000) const;
    std::optional<double> number(const toml::table& table, std::string_view key) const;
    const toml::array* array(const toml::table& table, std::string_view key) const;
    const toml::table* table(const toml::table& table, std::string_view key) const;
    /// An entry of a list, or a value, as a number.
    double as_number(const toml::node& node, std::string_view what) const;
    /// `node` as a table; DataError otherwise.
    const toml::table& as_table(const toml::node& node, std::string_view what) const;

    /// The same, but DataError where it is missing or empty.
    std::string required_text(const toml::table& table, std::string_view key, std::size_t most_bytes = 10'000) const;
    double required_number(const toml::table& table, std::string_view key) const;
    const toml::array& required_array(const toml::table& table, std::string_view key) const;

    [[noreturn]] void fail(const toml::source_region& where, const std::string& what, const std::string& why,
                           const std::string& what_to_do) const;
    [[noreturn]] void fail(const toml::node& where, const std::string& what, const std::string& why,
                           const std::string& what_to_do) const {
        fail(where.source(), what, why, what_to_do);
    }

private:
    void refuse_large() const;
    [[noreturn]] void fail_missing(const toml::table& table, std::string_view key, std::string_view kind) const;
    [[noreturn]] void fail_kind(const toml::node& node, std::string_view key, std::string_view kind) const;

    std::string text_, file_;
    toml::table root_;
};

} // namespace undertone::detail
