#pragma once
// The fields of a struct, listed once beside it. JSON, the Python module and the test that nothing is forgotten are made from the list.
//
//     constexpr auto fields(const StepEffect*) {
//         using T = StepEffect;
//         return std::tuple(field<&T::ink_id>.in_json("ink"), field<&T::steps>, field<&T::delta_e_2000>, field<&T::delta_l>);
//     }
//
// A field is a member, or a member function without arguments for what follows from others.

#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace undertone {

/// The member's own name, as the compiler spells it.
template <auto Member>
constexpr std::string_view member_name() {
    std::string_view text = __PRETTY_FUNCTION__; // "... [with auto Member = &undertone::StepEffect::steps; ...]"
    text.remove_prefix(text.find("Member = "));
    text = text.substr(0, text.find_first_of(";]"));
    return text.substr(text.rfind(':') + 1);
}

/// One field. `Json`: it is part of the struct's own JSON, there by another name where its readers have always known it so. `Python`: it
/// is part of the struct's Python value.
template <auto Member, bool Json = true, bool Python = true>
struct Field {
    static constexpr bool is_member = std::is_member_object_pointer_v<decltype(Member)>;
    static constexpr bool has_json = Json, has_python = Python;
    static constexpr auto member = Member;

    std::string_view name = member_name<Member>();
    std::string_view json_name = name;

    constexpr Field in_json(std::string_view other_name) const { return {name, other_name}; }
    constexpr Field<Member, false, true> not_in_json() const { return {}; }
    /// For the engine's own use: in neither.
    constexpr Field<Member, false, false> internal() const { return {}; }

    /// The field's value, by reference where it is a member.
    template <class T>
    static constexpr decltype(auto) of(const T& value) {
        if constexpr (is_member)
            return (value.*Member);
        else
            return (value.*Member)();
    }
};

template <auto Member>
inline constexpr Field<Member> field{};

template <class T>
concept HasFields = requires {
    fields(static_cast<const T*>(nullptr));
};

/// Calls `visit(field)` for every field, in order.
template <HasFields T, class Visit>
constexpr void for_each_field(Visit&& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, fields(static_cast<const T*>(nullptr)));
}

} // namespace undertone
