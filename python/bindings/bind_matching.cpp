// Match, its options and its report.
#include "bind.hpp"

#include "lab.hpp"
#include "undertone/base/error.hpp"
#include "undertone/search/match.hpp"

#include <algorithm>
#include <iterator>
#include <string>

using namespace undertone;

namespace {

/// As identifiers are spelt; to_string is for people.
std::string verdict_name(Verdict verdict) {
    std::string name = to_string(verdict);
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

const std::string robustness_names[] = {"median", "mean", "quantile_80", "worst"};

void bind_options(py::module_& module) {
    py::class_<WeightedIlluminant>(module, "WeightedIlluminant")
        .def(py::init([](std::string name, double weight) {
                 return WeightedIlluminant{std::move(name), weight};
             }),
             py::arg("name"), py::arg("weight"))
        .def_readonly("name", &WeightedIlluminant::name)
        .def_readonly("weight", &WeightedIlluminant::weight);

    py::class_<FixedPair>(module, "FixedPair")
        .def(py::init([](std::string first, std::string second, int first_parts, int second_parts) {
                 return FixedPair{std::move(first), std::move(second), first_parts, second_parts};
             }),
             py::arg("first"), py::arg("second"), py::arg("first_parts"), py::arg("second_parts"));

    py::class_<MatchOptions>(module, "MatchOptions")
        .def(py::init<>())
        .def_readwrite("max_inks", &MatchOptions::max_inks)
        .def_readwrite("illuminants", &MatchOptions::illuminants)
        .def_readwrite("observer", &MatchOptions::observer)
        .def_readwrite("healed_weight", &MatchOptions::healed_weight)
        .def_readwrite("cup_volume_ml", &MatchOptions::cup_volume_ml)
        .def_readwrite("syringe_step_ml", &MatchOptions::syringe_step_ml)
        .def_readwrite("scale_step_g", &MatchOptions::scale_step_g)
        .def_readwrite("max_pigment_ml", &MatchOptions::max_pigment_ml)
        .def_readwrite("water_ladder", &MatchOptions::water_ladder)
        .def_readwrite("drops_per_ml", &MatchOptions::drops_per_ml)
        .def_readwrite("extra_ink_penalty", &MatchOptions::extra_ink_penalty)
        .def_readwrite("pigment_penalty", &MatchOptions::pigment_penalty)
        .def_readwrite("cost_per_ml", &MatchOptions::cost_per_ml)
        .def_readwrite("cost_penalty", &MatchOptions::cost_penalty)
        .def_readwrite("stock_ml", &MatchOptions::stock_ml)
        .def_readwrite("fixed_pairs", &MatchOptions::fixed_pairs)
        .def_readwrite("max_pigment_mg_per_ml", &MatchOptions::max_pigment_mg_per_ml)
        .def_readwrite("max_blue_shift_b", &MatchOptions::max_blue_shift_b)
        .def_readwrite("today", &MatchOptions::today)
        .def_readwrite("expired_reason", &MatchOptions::expired_reason)
        .def_readwrite("reading_delta_e", &MatchOptions::reading_delta_e)
        .def_readwrite("skin_delta_e", &MatchOptions::skin_delta_e)
        .def_property(
            "robustness",
            [](const MatchOptions& self) { return robustness_names[static_cast<std::size_t>(self.robustness)]; },
            [](MatchOptions& self, const std::string& name) {
                const auto at = std::find(std::begin(robustness_names), std::end(robustness_names), name);
                if (at == std::end(robustness_names))
                    throw DomainError("robustness", "'" + name + "'", "median, mean, quantile_80 or worst");
                self.robustness = static_cast<Robustness>(at - std::begin(robustness_names));
            })
        .def("stop_after", [](MatchOptions& self, double seconds) { self.should_stop = after_seconds(seconds); })
        .def_readwrite("audit_recipes", &MatchOptions::audit_recipes)
        .def_readwrite("audit_seed", &MatchOptions::audit_seed)
        .def_readwrite("must_use", &MatchOptions::must_use)
        .def_readwrite("never_use", &MatchOptions::never_use)
        .def_readwrite("perceptible_delta_e_2000", &MatchOptions::perceptible_delta_e_2000)
        .def_readwrite("acceptable_delta_e_ab", &MatchOptions::acceptable_delta_e_ab)
        .def_readwrite("darker_tolerance_l", &MatchOptions::darker_tolerance_l)
        .def_readwrite("session_shares", &MatchOptions::session_shares)
        .def_readwrite("range_probability", &MatchOptions::range_probability)
        .def_readwrite("recipe_count", &MatchOptions::recipe_count)
        .def_readwrite("bluish_limit_b", &MatchOptions::bluish_limit_b)
        .def("validate", &MatchOptions::validate);
}

void bind_cup(py::module_& module) {
    py::class_<Dose>(module, "Dose")
        .def_readonly("ink_id", &Dose::ink_id)
        .def_readonly("name", &Dose::name)
        .def_readonly("ml", &Dose::ml)
        .def_readonly("grams", &Dose::grams)
        .def_readonly("drops", &Dose::drops)
        .def_readonly("steps", &Dose::steps);

    py::class_<Cup>(module, "Cup")
        .def_readonly("inks", &Cup::inks)
        .def_readonly("water", &Cup::water)
        .def_readonly("pigment_ml", &Cup::pigment_ml)
        .def_readonly("total_ml", &Cup::total_ml)
        .def_readonly("total_grams", &Cup::total_grams)
        .def_readonly("weighed", &Cup::weighed)
        .def_readonly("whole_steps", &Cup::whole_steps);

    module.def(
        "fill_cup",
        [](const Line& line, const Blend& blend, double total_ml, double step_ml, double drops_per_ml, double scale_step_g) {
            return fill_cup(line, blend, total_ml, {step_ml, scale_step_g}, drops_per_ml);
        },
        py::arg("line"), py::arg("blend"), py::arg("total_ml"), py::arg("step_ml"), py::arg("drops_per_ml"),
        py::arg("scale_step_g"));
}

void bind_recipe(py::module_& module) {
    py::class_<SeenColor>(module, "SeenColor")
        .def_readonly("illuminant", &SeenColor::illuminant)
        .def_property_readonly("target", [](const SeenColor& self) { return triple(self.target); })
        .def_property_readonly("bare", [](const SeenColor& self) { return triple(self.bare); })
        .def_property_readonly("area", [](const SeenColor& self) { return triple(self.area); })
        .def_property_readonly("dot", [](const SeenColor& self) { return triple(self.dot); })
        .def_readonly("area_delta_e_2000", &SeenColor::area_delta_e_2000)
        .def_readonly("area_delta_e_ab", &SeenColor::area_delta_e_ab)
        .def_readonly("dot_delta_e_2000", &SeenColor::dot_delta_e_2000);

    py::class_<LaterColor>(module, "LaterColor")
        .def_readonly("label", &LaterColor::label)
        .def_readonly("years", &LaterColor::years)
        .def_property_readonly("area", [](const LaterColor& self) { return triples(self.area); })
        .def_readonly("delta_e_2000", &LaterColor::delta_e_2000);

    py::class_<ValueRange>(module, "ValueRange")
        .def_readonly("low", &ValueRange::low)
        .def_readonly("median", &ValueRange::median)
        .def_readonly("high", &ValueRange::high);

    py::class_<UncertainColor>(module, "UncertainColor")
        .def_readonly("probability", &UncertainColor::probability)
        .def_readonly("l", &UncertainColor::l)
        .def_readonly("a", &UncertainColor::a)
        .def_readonly("b", &UncertainColor::b)
        .def_readonly("delta_e_2000", &UncertainColor::delta_e_2000)
        .def_readonly("chance_acceptable", &UncertainColor::chance_acceptable)
        .def_readonly("chance_within_tolerance", &UncertainColor::chance_within_tolerance)
        .def_readonly("chance_darker", &UncertainColor::chance_darker)
        .def_readonly("dominated_by", &UncertainColor::dominated_by);

    py::class_<StepEffect>(module, "StepEffect")
        .def_readonly("ink_id", &StepEffect::ink_id)
        .def_readonly("steps", &StepEffect::steps)
        .def_readonly("delta_e_2000", &StepEffect::delta_e_2000)
        .def_readonly("delta_l", &StepEffect::delta_l);

    py::class_<Recipe>(module, "Recipe")
        .def_readonly("blend", &Recipe::blend)
        .def_readonly("cup", &Recipe::cup)
        .def_readonly("seen", &Recipe::seen)
        .def_readonly("later", &Recipe::later)
        .def_readonly("objective", &Recipe::objective)
        .def_readonly("cost", &Recipe::cost)
        .def_readonly("worst_delta_e_2000", &Recipe::worst_delta_e_2000)
        .def_readonly("worst_delta_e_ab", &Recipe::worst_delta_e_ab)
        .def_readonly("acceptable", &Recipe::acceptable)
        .def_readonly("imperceptible", &Recipe::imperceptible)
        .def_readonly("darker_than_target", &Recipe::darker_than_target)
        .def_readonly("range", &Recipe::range)
        .def_readonly("step_effects", &Recipe::step_effects)
        .def_readonly("blue_shift_b", &Recipe::blue_shift_b)
        .def_readonly("blue_beyond_neutral_b", &Recipe::blue_beyond_neutral_b)
        .def_readonly("note", &Recipe::note)
        .def_readonly("ranked_below_because", &Recipe::ranked_below_because)
        .def_readonly("steady_cup_ml", &Recipe::steady_cup_ml)
        .def_readonly("diagnostics", &Recipe::diagnostics);
}

void bind_sessions(py::module_& module) {
    py::class_<PlannedSession>(module, "PlannedSession")
        .def_readonly("number", &PlannedSession::number)
        .def_readonly("water_parts", &PlannedSession::water_parts)
        .def_readonly("new_density_per_cm2", &PlannedSession::new_density_per_cm2)
        .def_readonly("density_per_cm2", &PlannedSession::density_per_cm2)
        .def_readonly("share", &PlannedSession::share)
        .def_property_readonly("area", [](const PlannedSession& self) { return triples(self.area); })
        .def_readonly("delta_e_2000", &PlannedSession::delta_e_2000)
        .def_readonly("darker_than_target", &PlannedSession::darker_than_target);

    py::class_<SessionPlan>(module, "SessionPlan")
        .def_readonly("sessions", &SessionPlan::sessions)
        .def_readonly("stop_rule", &SessionPlan::stop_rule);
}

} // namespace

void bind_matching(py::module_& module) {
    bind_options(module);
    bind_cup(module);
    bind_recipe(module);
    bind_sessions(module);

    py::class_<PruneAudit>(module, "PruneAudit")
        .def_readonly("recipes", &PruneAudit::recipes)
        .def_readonly("seed", &PruneAudit::seed)
        .def_readonly("by_cells", &PruneAudit::by_cells)
        .def_readonly("by_dilution", &PruneAudit::by_dilution)
        .def_readonly("by_darkness", &PruneAudit::by_darkness)
        .def_readonly("by_color", &PruneAudit::by_color)
        .def_readonly("by_rank", &PruneAudit::by_rank)
        .def_readonly("wrongly_pruned", &PruneAudit::wrongly_pruned)
        .def_readonly("worst_gain", &PruneAudit::worst_gain)
        .def_readonly("worst_below_bound", &PruneAudit::worst_below_bound)
        .def_readonly("margin", &PruneAudit::margin)
        .def_readonly("confidence", &PruneAudit::confidence)
        .def_readonly("share_at_most", &PruneAudit::share_at_most)
        .def_property_readonly("failed", &PruneAudit::failed)
        .def_property_readonly("text", &PruneAudit::text);

    py::class_<MatchProof>(module, "MatchProof")
        .def_readonly("stopped", &MatchProof::stopped)
        .def_readonly("audit", &MatchProof::audit)
        .def_property_readonly("text", &MatchProof::text)
        .def_readonly("method", &MatchProof::method)
        .def_readonly("recipes_covered", &MatchProof::recipes_covered)
        .def_readonly("recipes_evaluated", &MatchProof::recipes_evaluated)
        .def_readonly("recipes_rechecked", &MatchProof::recipes_rechecked)
        .def_readonly("ink_sets", &MatchProof::ink_sets)
        .def_readonly("surrogate_error", &MatchProof::surrogate_error)
        .def_readonly("bound", &MatchProof::bound)
        .def_readonly("complete", &MatchProof::complete)
        .def_readonly("gap", &MatchProof::gap);

    py::class_<MatchReport>(module, "MatchReport")
        .def_property_readonly("verdict", [](const MatchReport& self) { return verdict_name(self.verdict); })
        .def_readonly("recipes", &MatchReport::recipes)
        .def_readonly("nearest", &MatchReport::nearest)
        .def_readonly("plan", &MatchReport::plan)
        .def_readonly("gap_delta_e_2000", &MatchReport::gap_delta_e_2000)
        .def_readonly("bare_delta_e_2000", &MatchReport::bare_delta_e_2000)
        .def_readonly("limiting_direction", &MatchReport::limiting_direction)
        .def_readonly("binding_rules", &MatchReport::binding_rules)
        .def_readonly("caveats", &MatchReport::caveats)
        .def_readonly("hardly_needed", &MatchReport::hardly_needed)
        .def_readonly("perceptible_delta_e_2000", &MatchReport::perceptible_delta_e_2000)
        .def_readonly("acceptable_delta_e_ab", &MatchReport::acceptable_delta_e_ab)
        .def_readonly("skin_class", &MatchReport::skin_class)
        .def_readonly("proof", &MatchReport::proof)
        .def_readonly("diagnostics", &MatchReport::diagnostics)
        .def_property_readonly("brief", &MatchReport::brief_report)
        .def_property_readonly("full", &MatchReport::full_report);
}
