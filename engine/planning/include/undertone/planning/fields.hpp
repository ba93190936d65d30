#pragma once
// Fields of what is planned (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/planning/correction.hpp"
#include "undertone/planning/next_session.hpp"

namespace undertone {

constexpr auto fields(const ExpectedSession*) {
    using T = ExpectedSession;
    return std::tuple(field<&T::number>, field<&T::new_density_per_cm2>, field<&T::density_per_cm2>, field<&T::share>,
                      field<&T::reflectance>.internal(), field<&T::area>, field<&T::delta_e_2000>,
                      field<&T::l>.in_json("l_range"), field<&T::delta_e_range>.in_json("delta_e_2000_range"),
                      field<&T::chance_darker>, field<&T::darker_than_target>);
}

constexpr auto fields(const NextSession*) {
    using T = NextSession;
    return std::tuple(field<&T::stop>, field<&T::undecided>, field<&T::binding_rules>, field<&T::number>, field<&T::why>,
                      field<&T::standing_reflectance>.internal(), field<&T::standing_area>,
                      field<&T::standing_delta_e>.in_json("standing_delta_e_2000"),
                      field<&T::delta_e>.in_json("delta_e_2000"), field<&T::density_factor>, field<&T::as_planned>,
                      field<&T::planned_delta_e>.in_json("planned_delta_e_2000"), field<&T::stop_rule>, field<&T::method>,
                      field<&T::proof>, field<&T::sessions>, field<&T::blend>, field<&T::cup>, field<&T::diagnostics>);
}

constexpr auto fields(const Addition*) {
    using T = Addition;
    return std::tuple(field<&T::ink_id>.in_json("ink"), field<&T::name>, field<&T::steps>, field<&T::ml>, field<&T::drops>);
}

constexpr auto fields(const MixLooks*) {
    using T = MixLooks;
    return std::tuple(field<&T::reflectance>.internal(), field<&T::area>, field<&T::delta_e_2000>,
                      field<&T::delta_e>.in_json("weighted_delta_e_2000"), field<&T::darker_than_target>);
}

constexpr auto fields(const Correction*) {
    using T = Correction;
    return std::tuple(field<&T::as_it_is>, field<&T::additions>, field<&T::total_ml>, field<&T::mg_per_ml>.not_in_json(),
                      field<&T::corrected>, field<&T::fresh>.not_in_json(), field<&T::fresh_cup>.not_in_json(),
                      field<&T::fresh_looks>.not_in_json(), field<&T::fresh_proof>.not_in_json(), field<&T::obeys_rules>,
                      field<&T::undecided>, field<&T::binding_rules>, field<&T::fresh_binding_rules>, field<&T::sentence>,
                      field<&T::method>, field<&T::proof>, field<&T::diagnostics>);
}

} // namespace undertone
