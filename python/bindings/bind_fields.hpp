#pragma once
// Binds a struct from the list of its fields (undertone/base/fields.hpp): each as a property, and all of them by name in a constructor.

#include "bind.hpp"
#include "lab.hpp"

#include "undertone/base/diagnostic.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/fields.hpp"
#include "undertone/search/match.hpp"

#include <string>
#include <vector>

// ---- how a field looks in Python: colours are arrays, words are texts, the rest is as pybind11 has it

template <class T>
const T& shown(const T& value) {
    return value;
}
inline Eigen::Array3d shown(const undertone::Lab& lab) { return triple(lab); }
inline Eigen::ArrayX3d shown(const std::vector<undertone::Lab>& labs) { return triples(labs); }
inline std::optional<Eigen::Array3d> shown(const std::optional<undertone::Lab>& lab) {
    return lab ? std::optional(triple(*lab)) : std::nullopt;
}
std::string shown(undertone::Verdict verdict);
inline std::string shown(undertone::ColorantRole role) { return std::string(name_of(undertone::colorant_roles, role)); }
inline std::string shown(undertone::OpticsOrigin origin) { return std::string(name_of(undertone::optics_origins, origin)); }

template <class T>
using Shown = std::decay_t<decltype(shown(std::declval<const T&>()))>;

// ---- and on its way back

template <class T>
void take(T& into, const T& value) {
    into = value;
}
inline void take(undertone::Lab& into, const Eigen::Array3d& value) { into = lab_of(value); }
inline void take(std::optional<undertone::Lab>& into, const std::optional<Eigen::Array3d>& value) {
    into = value ? std::optional(lab_of(*value)) : std::nullopt;
}
inline void take(std::vector<undertone::Lab>& into, const Eigen::ArrayX3d& value) {
    into.clear();
    for (Eigen::Index i = 0; i < value.rows(); ++i) into.push_back(lab_of(value.row(i).transpose()));
}
void take(undertone::Verdict& into, const std::string& value);
inline void take(undertone::ColorantRole& into, const std::string& value) { into = undertone::colorant_role(value); }
inline void take(undertone::OpticsOrigin& into, const std::string& value) { into = undertone::optics_origin(value); }

/// The struct with these fields, the others as they are; what follows from them is not looked at. Throws DomainError for a name that is
/// no field.
template <class T>
T from_fields(const py::kwargs& given) {
    T made;
    std::size_t known = 0;
    undertone::for_each_field<T>([&](const auto& field) {
        using One = std::decay_t<decltype(field)>;
        if constexpr (One::has_python) {
            const std::string name(field.name);
            if (!given.contains(name)) return;
            ++known;
            if constexpr (One::is_member) {
                auto& member = made.*One::member;
                take(member, given[name.c_str()].template cast<Shown<std::decay_t<decltype(member)>>>());
            }
        }
    });
    if (known != given.size()) throw undertone::DomainError("fields", py::str(given), "fields of the struct");
    return made;
}

/// Read-only, with a constructor by names where the struct has a default. `fields_of` of the module lists them: name, and name in JSON.
template <class T>
py::class_<T> bind_fields(py::module_& module, const char* name) {
    py::class_<T> bound(module, name);
    py::list names;
    undertone::for_each_field<T>([&](const auto& field) {
        using One = std::decay_t<decltype(field)>;
        if constexpr (One::has_python) {
            using Value = std::decay_t<decltype(One::of(std::declval<const T&>()))>;
            constexpr bool is_whole = std::is_same_v<Value, Shown<Value>> && One::is_member;
            const auto policy = std::is_base_of_v<Eigen::EigenBase<Value>, Value>
                                    ? py::return_value_policy::copy
                                    : py::return_value_policy::reference_internal;
            const std::string field_name(field.name);
            if constexpr (is_whole)
                bound.def_property_readonly(
                    field_name.c_str(), [](const T& self) -> const Value& { return self.*One::member; }, policy);
            else
                bound.def_property_readonly(field_name.c_str(), [](const T& self) { return shown(One::of(self)); });
            names.append(py::make_tuple(field_name, std::string(One::has_json ? field.json_name : "")));
        }
    });
    if constexpr (std::is_default_constructible_v<T>)
        bound.def(py::init([](const py::kwargs& fields) { return from_fields<T>(fields); }));
    if (!py::hasattr(module, "fields_of")) module.attr("fields_of") = py::dict();
    module.attr("fields_of")[name] = names;
    return bound;
}
