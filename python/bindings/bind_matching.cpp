// Match, its options and its report.
#include "bind_fields.hpp"

#include "lab.hpp"
#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"
#include "undertone/search/fields.hpp"
#include "undertone/search/match.hpp"

#include <algorithm>
#include <iterator>
#include <string>

using namespace undertone;

namespace {

const std::string robustness_names[] = {"median", "mean", "quantile_80", "worst"};

void bind_options(py::module_& module) {
    py::class_<WeightedIlluminant>(module, "WeightedIlluminant")
        .def(py::init([](std::string name, double weight) {
                 return WeightedIlluminant{std::move(name), weight};
             }),
             py::arg("name"), py::arg("weight"))
        .def_readonly("name", &WeightedIlluminant::name)
        .def_readonly("weight", &WeightedIlluminant::weight);

    py::class_<WeightedDistance>(module, "WeightedDistance")
        .def(py::init([](double distance_m, double weight) {
                 return WeightedDistance{distance_m, weight};
             }),
             py::arg("distance_m"), py::arg("weight"))
        .def_readonly("distance_m", &WeightedDistance::distance_m)
        .def_readonly("weight", &WeightedDistance::weight);

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
        .def_readwrite("viewing_distances_m", &MatchOptions::viewing_distances_m)
        .def_readwrite("texture_weight", &MatchOptions::texture_weight)
        .def_readwrite("hair", &MatchOptions::hair)
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
        .def_readwrite("mixture_given", &MatchOptions::mixture_given)
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
    module.def(
        "fill_cup",
        [](const Line& line, const Blend& blend, double total_ml, double step_ml, double drops_per_ml, double scale_step_g) {
            return fill_cup(line, blend, total_ml, {step_ml, scale_step_g}, drops_per_ml);
        },
        py::arg("line"), py::arg("blend"), py::arg("total_ml"), py::arg("step_ml"), py::arg("drops_per_ml"),
        py::arg("scale_step_g"));
}

} // namespace

std::string shown(Verdict verdict) { return verdict_name(verdict); }

void take(Verdict& into, const std::string& value) {
    for (const Verdict one :
         {Verdict::matched, Verdict::acceptable, Verdict::cannot_match, Verdict::no_pigment_needed, Verdict::undecided})
        if (value == verdict_name(one)) into = one;
}

void bind_matching(py::module_& module) {
    bind_options(module);
    bind_fields<Dose>(module, "Dose");
    bind_fields<Cup>(module, "Cup");
    bind_cup(module);
    bind_fields<SeenColor>(module, "SeenColor");
    bind_fields<LaterColor>(module, "LaterColor");
    bind_fields<ValueRange>(module, "ValueRange");
    bind_fields<UncertainColor>(module, "UncertainColor");
    bind_fields<SeenTexture>(module, "SeenTexture");
    bind_fields<StepEffect>(module, "StepEffect");
    bind_fields<Recipe>(module, "Recipe");
    bind_fields<PlannedSession>(module, "PlannedSession");
    bind_fields<SessionPlan>(module, "SessionPlan");
    bind_fields<PruneAudit>(module, "PruneAudit");
    bind_fields<MatchProof>(module, "MatchProof");
    bind_fields<MatchReport>(module, "MatchReport");
}
