#pragma once
// Fields of what a search gives (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/search/match.hpp"

namespace undertone {

constexpr auto fields(const Dose*) {
    using T = Dose;
    return std::tuple(field<&T::ink_id>.in_json("ink"), field<&T::name>, field<&T::ml>, field<&T::grams>, field<&T::drops>,
                      field<&T::steps>);
}

constexpr auto fields(const Cup*) {
    using T = Cup;
    return std::tuple(field<&T::inks>, field<&T::water>, field<&T::pigment_ml>, field<&T::total_ml>, field<&T::total_grams>,
                      field<&T::weighed>, field<&T::whole_steps>);
}

constexpr auto fields(const SeenColor*) {
    using T = SeenColor;
    return std::tuple(field<&T::illuminant>, field<&T::target>, field<&T::bare>, field<&T::area>, field<&T::dot>,
                      field<&T::area_delta_e_2000>, field<&T::area_delta_e_ab>.in_json("area_delta_e_1976"),
                      field<&T::dot_delta_e_2000>);
}

constexpr auto fields(const LaterColor*) {
    using T = LaterColor;
    return std::tuple(field<&T::label>, field<&T::years>, field<&T::area>, field<&T::delta_e_2000>);
}

constexpr auto fields(const ValueRange*) {
    using T = ValueRange;
    return std::tuple(field<&T::low>, field<&T::median>, field<&T::high>);
}

constexpr auto fields(const UncertainColor*) {
    using T = UncertainColor;
    return std::tuple(field<&T::probability>, field<&T::l>, field<&T::a>, field<&T::b>, field<&T::delta_e_2000>,
                      field<&T::chance_acceptable>, field<&T::chance_within_tolerance>, field<&T::chance_darker>,
                      field<&T::dominated_by>);
}

constexpr auto fields(const SeenTexture*) {
    using T = SeenTexture;
    return std::tuple(field<&T::distance_m>, field<&T::dots>, field<&T::hair>, field<&T::difference>, field<&T::seen_from>,
                      field<&T::seen>);
}

constexpr auto fields(const StepEffect*) {
    using T = StepEffect;
    return std::tuple(field<&T::ink_id>.in_json("ink"), field<&T::steps>, field<&T::delta_e_2000>, field<&T::delta_l>);
}

constexpr auto fields(const Recipe*) {
    using T = Recipe;
    return std::tuple(field<&T::blend>, field<&T::cup>, field<&T::area>.internal(),
                      field<&T::weighted_delta_e_2000>.internal(), field<&T::objective>, field<&T::cost>,
                      field<&T::worst_delta_e_2000>, field<&T::worst_delta_e_ab>.in_json("worst_delta_e_1976"),
                      field<&T::acceptable>, field<&T::imperceptible>, field<&T::darker_than_target>, field<&T::seen>,
                      field<&T::later>, field<&T::texture>, field<&T::texture_penalty>, field<&T::texture_text>,
                      field<&T::range>, field<&T::step_effects>, field<&T::blue_shift_b>, field<&T::blue_beyond_neutral_b>,
                      field<&T::note>, field<&T::ranked_below_because>, field<&T::steady_cup_ml>, field<&T::diagnostics>);
}

constexpr auto fields(const PlannedSession*) {
    using T = PlannedSession;
    return std::tuple(field<&T::number>, field<&T::water_parts>, field<&T::new_density_per_cm2>, field<&T::density_per_cm2>,
                      field<&T::share>, field<&T::reflectance>.internal(), field<&T::area>, field<&T::delta_e_2000>,
                      field<&T::darker_than_target>);
}

constexpr auto fields(const SessionPlan*) {
    using T = SessionPlan;
    return std::tuple(field<&T::sessions>, field<&T::stop_rule>);
}

constexpr auto fields(const PruneAudit*) {
    using T = PruneAudit;
    return std::tuple(field<&T::recipes>, field<&T::seed>, field<&T::by_cells>, field<&T::by_dilution>,
                      field<&T::by_darkness>, field<&T::by_color>, field<&T::by_rank>, field<&T::wrongly_pruned>,
                      field<&T::worst_gain>, field<&T::worst_below_bound>, field<&T::margin>, field<&T::confidence>,
                      field<&T::share_at_most>, field<&T::failed>, field<&T::text>);
}

constexpr auto fields(const MatchProof*) {
    using T = MatchProof;
    return std::tuple(field<&T::method>, field<&T::recipes_covered>, field<&T::recipes_evaluated>,
                      field<&T::recipes_rechecked>, field<&T::ink_sets>, field<&T::surrogate_error>, field<&T::bound>,
                      field<&T::gap>, field<&T::complete>, field<&T::stopped>, field<&T::seconds>, field<&T::proven>,
                      field<&T::audit>);
}

constexpr auto fields(const MatchReport*) {
    using T = MatchReport;
    return std::tuple(
        field<&T::verdict>, field<&T::is_usable>.in_json("usable"), field<&T::brief_report>.in_json("headline"),
        field<&T::full_report>.not_in_json(), field<&T::caveats>, field<&T::hardly_needed>, field<&T::gap_delta_e_2000>,
        field<&T::bare_delta_e_2000>, field<&T::hair_basis>, field<&T::limiting_direction>, field<&T::binding_rules>,
        field<&T::perceptible_delta_e_2000>, field<&T::acceptable_delta_e_ab>.in_json("acceptable_delta_e_1976"),
        field<&T::skin_class>, field<&T::recipes>, field<&T::nearest>, field<&T::plan>.not_in_json(), field<&T::proof>,
        field<&T::diagnostics>);
}

} // namespace undertone
