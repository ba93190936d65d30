#pragma once
// JSON of any struct with a list of its fields (undertone/base/fields.hpp), and of what fields are made of.

#include "json_parts.hpp"

#include "undertone/app/fields.hpp"
#include "undertone/base/fields.hpp"
#include "undertone/fade/fields.hpp"
#include "undertone/io/fields.hpp"
#include "undertone/learning/fields.hpp"
#include "undertone/pigment/fields.hpp"
#include "undertone/planning/fields.hpp"
#include "undertone/search/fields.hpp"
#include "undertone/supply/fields.hpp"
#include "undertone/tissue/fields.hpp"

#include <concepts>
#include <map>
#include <optional>

namespace undertone {

Json json_of(const Lab& lab);
Json json_of(const Diagnostic& diagnostic);
Json json_of(Verdict verdict);
/// By name: what was believed before, and now.
Json json_of(const std::vector<LearntRange>& learnt);
Json json_of(const LearntRange& learnt);

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::convertible_to<const T&, std::string>;

template <Plain T>
Json json_of(const T& value) {
    return value;
}

template <class Derived>
Json json_of(const Eigen::DenseBase<Derived>& values) {
    Json json = Json::array();
    for (Eigen::Index i = 0; i < values.size(); ++i) json.push_back(values.derived()(i));
    return json;
}

template <HasFields T>
Json json_of(const T& value);
template <class T>
Json json_of(const std::vector<T>& values);
template <class T>
Json json_of(const std::map<std::string, T>& values);
template <class T>
Json json_of(const std::optional<T>& value);

template <HasFields T>
Json json_of(const T& value) {
    Json json = Json::object();
    for_each_field<T>([&](const auto& field) {
        if constexpr (std::decay_t<decltype(field)>::has_json) json[std::string(field.json_name)] = json_of(field.of(value));
    });
    return json;
}

template <class T>
Json json_of(const std::vector<T>& values) {
    Json json = Json::array();
    for (const T& value : values) json.push_back(json_of(value));
    return json;
}

template <class T>
Json json_of(const std::map<std::string, T>& values) {
    Json json = Json::object();
    for (const auto& [name, value] : values) json[name] = json_of(value);
    return json;
}

template <class T>
Json json_of(const std::optional<T>& value) {
    return value ? json_of(*value) : Json(nullptr);
}

} // namespace undertone
