// Healing, the next session, corrections of a cup.
#include "bind.hpp"
#include "bind_drawdown.hpp"

#include "lab.hpp"
#include "undertone/app/loop.hpp"

using namespace undertone;

namespace {

void bind_healing(py::module_& module) {
    py::class_<SessionDots>(module, "SessionDots")
        .def(py::init([](const Line& line, const Blend& blend, double density_per_cm2, double diameter_mm, double top_mm,
                         double bottom_mm) {
                 return SessionDots{mix(line, blend), density_per_cm2, diameter_mm, top_mm, bottom_mm};
             }),
             py::arg("line"), py::arg("blend"), py::arg("density_per_cm2"), py::arg("diameter_mm"), py::arg("top_mm"),
             py::arg("bottom_mm"));

    py::class_<HealedReading>(module, "HealedReading")
        .def(py::init([](std::vector<SessionDots> standing, const std::optional<Bands>& reflectance,
                         const std::vector<int>& measured_bands, const std::optional<Eigen::Array3d>& lab,
                         std::string illuminant, std::string observer, int readings, double repeat_delta_e, double surface,
                         std::string name) {
                 HealedReading reading;
                 reading.standing = std::move(standing);
                 reading.reflectance = reflectance;
                 reading.coverage.measured.reset();
                 for (const int band : measured_bands) reading.coverage.measured.set(static_cast<std::size_t>(band));
                 if (lab) reading.lab = lab_of(*lab);
                 reading.illuminant = std::move(illuminant);
                 reading.observer = std::move(observer);
                 reading.readings = readings;
                 reading.repeat_delta_e = repeat_delta_e;
                 reading.surface = surface;
                 reading.name = std::move(name);
                 return reading;
             }),
             py::arg("standing"), py::arg("reflectance"), py::arg("measured_bands"), py::arg("lab"), py::arg("illuminant"),
             py::arg("observer"), py::arg("readings"), py::arg("repeat_delta_e"), py::arg("surface"), py::arg("name"));

    py::class_<HealingBelief>(module, "HealingBelief")
        .def(py::init([](const Skin& skin, const std::optional<Eigen::VectorXd>& parameters,
                         const std::optional<Eigen::MatrixXd>& covariance, const Bands& reading_sd, bool lab_only,
                         const Dots& prior, int readings, double repeat_delta_e) {
                 if (!parameters || !covariance) return HealingBelief(skin, prior, readings, repeat_delta_e);
                 SkinFit fit;
                 fit.skin = skin;
                 fit.parameters = *parameters;
                 fit.covariance = *covariance;
                 fit.reading_sd = reading_sd;
                 fit.lab_only = lab_only;
                 return HealingBelief(fit, prior, readings, repeat_delta_e);
             }),
             py::arg("skin"), py::arg("parameters"), py::arg("covariance"), py::arg("reading_sd"), py::arg("lab_only"),
             py::arg("prior"), py::arg("readings"), py::arg("repeat_delta_e"))
        .def_property_readonly("names", [](const HealingBelief& self) { return self.names(); })
        .def_property_readonly("mean", [](const HealingBelief& self) { return self.mean(); })
        .def_property_readonly("covariance", [](const HealingBelief& self) { return self.covariance(); })
        .def_property_readonly("retention", &HealingBelief::retention)
        .def_property_readonly("depth_factor", &HealingBelief::depth_factor)
        .def_property_readonly("skin", &HealingBelief::skin)
        .def("moved", &HealingBelief::moved, py::arg("mean"), py::arg("covariance"))
        .def("dots", &HealingBelief::dots, py::arg("geometry"));

    py::class_<LearntRange>(module, "LearntRange")
        .def(py::init([](std::string name, double low_before, double before, double high_before, double low, double after,
                         double high) {
                 return LearntRange{std::move(name), low_before, before, high_before, low, after, high};
             }),
             py::arg("name"), py::arg("low_before"), py::arg("before"), py::arg("high_before"), py::arg("low"),
             py::arg("after"), py::arg("high"))
        .def_readonly("name", &LearntRange::name)
        .def_readonly("low_before", &LearntRange::low_before)
        .def_readonly("before", &LearntRange::before)
        .def_readonly("high_before", &LearntRange::high_before)
        .def_readonly("low", &LearntRange::low)
        .def_readonly("after", &LearntRange::after)
        .def_readonly("high", &LearntRange::high);

    py::class_<HealingUpdate>(module, "HealingUpdate")
        .def_readonly("belief", &HealingUpdate::belief)
        .def_readonly("posterior", &HealingUpdate::posterior)
        .def_readonly("learnt", &HealingUpdate::learnt)
        .def_property_readonly("predicted", [](const HealingUpdate& self) { return triples(self.predicted); })
        .def_property_readonly("read", [](const HealingUpdate& self) { return triples(self.read); })
        .def_property_readonly("explained", [](const HealingUpdate& self) { return triples(self.explained); })
        .def_readonly("misfit", &HealingUpdate::misfit)
        .def_readonly("converged", &HealingUpdate::converged)
        .def_property_readonly("credible", &HealingUpdate::credible)
        .def_readonly("sentence", &HealingUpdate::sentence)
        .def_readonly("diagnostics", &HealingUpdate::diagnostics);

    module.def(
        "update_from_healed",
        [](const HealingBelief& before, const std::vector<HealedReading>& readings, const Line& line) {
            return update_from_healed(before, readings, line);
        },
        py::arg("before"), py::arg("readings"), py::arg("line"), Unlocked());
    module.def(
        "standing_area",
        [](const Skin& skin, const Line& line, const std::vector<SessionDots>& standing, double retention,
           double depth_factor) { return standing_area(skin, line, standing, retention, depth_factor); },
        py::arg("skin"), py::arg("line"), py::arg("standing"), py::arg("retention"), py::arg("depth_factor"), Unlocked());
    module.def("reading_covariance", &reading_covariance, py::arg("readings"), py::arg("repeat_delta_e"));
}

void bind_next_session(py::module_& module) {
    py::class_<NextSessionOptions>(module, "NextSessionOptions")
        .def(py::init<>())
        .def_readwrite("matching", &NextSessionOptions::matching)
        .def_readwrite("planned", &NextSessionOptions::planned)
        .def_readwrite("most_density_per_cm2", &NextSessionOptions::most_density_per_cm2)
        .def_readwrite("density_change_penalty", &NextSessionOptions::density_change_penalty)
        .def_readwrite("least_gain_delta_e", &NextSessionOptions::least_gain_delta_e)
        .def_readwrite("draws", &NextSessionOptions::draws)
        .def_readwrite("seed", &NextSessionOptions::seed);

    py::class_<ExpectedSession>(module, "ExpectedSession")
        .def_readonly("number", &ExpectedSession::number)
        .def_readonly("new_density_per_cm2", &ExpectedSession::new_density_per_cm2)
        .def_readonly("density_per_cm2", &ExpectedSession::density_per_cm2)
        .def_readonly("share", &ExpectedSession::share)
        .def_property_readonly("area", [](const ExpectedSession& self) { return triples(self.area); })
        .def_readonly("delta_e_2000", &ExpectedSession::delta_e_2000)
        .def_readonly("l", &ExpectedSession::l)
        .def_readonly("delta_e_range", &ExpectedSession::delta_e_range)
        .def_readonly("chance_darker", &ExpectedSession::chance_darker)
        .def_readonly("darker_than_target", &ExpectedSession::darker_than_target);

    py::class_<NextSession>(module, "NextSession")
        .def_readonly("stop", &NextSession::stop)
        .def_readonly("undecided", &NextSession::undecided)
        .def_readonly("binding_rules", &NextSession::binding_rules)
        .def_readonly("number", &NextSession::number)
        .def_readonly("blend", &NextSession::blend)
        .def_readonly("cup", &NextSession::cup)
        .def_readonly("sessions", &NextSession::sessions)
        .def_property_readonly("standing_area", [](const NextSession& self) { return triples(self.standing_area); })
        .def_readonly("standing_delta_e", &NextSession::standing_delta_e)
        .def_readonly("delta_e", &NextSession::delta_e)
        .def_readonly("density_factor", &NextSession::density_factor)
        .def_readonly("as_planned", &NextSession::as_planned)
        .def_readonly("planned_delta_e", &NextSession::planned_delta_e)
        .def_readonly("why", &NextSession::why)
        .def_readonly("stop_rule", &NextSession::stop_rule)
        .def_readonly("method", &NextSession::method)
        .def_readonly("proof", &NextSession::proof)
        .def_readonly("diagnostics", &NextSession::diagnostics);

    module.def(
        "next_session",
        [](const HealingBelief& belief, const std::vector<SessionDots>& standing, const Bands& target, const Line& line,
           const Dots& dots, const NextSessionOptions& options, const std::optional<HealingBelief>& before,
           const std::optional<Blend>& before_blend) {
            return next_session(belief, standing, target, line, dots, options, before ? &*before : nullptr,
                                before_blend ? &*before_blend : nullptr);
        },
        py::arg("belief"), py::arg("standing"), py::arg("target"), py::arg("line"), py::arg("dots"), py::arg("options"),
        py::arg("before"), py::arg("before_blend"), Unlocked());
}

void bind_correction(py::module_& module) {
    py::class_<Addition>(module, "Addition")
        .def_readonly("ink_id", &Addition::ink_id)
        .def_readonly("name", &Addition::name)
        .def_readonly("steps", &Addition::steps)
        .def_readonly("ml", &Addition::ml)
        .def_readonly("drops", &Addition::drops);

    py::class_<MixLooks>(module, "MixLooks")
        .def_property_readonly("area", [](const MixLooks& self) { return triples(self.area); })
        .def_readonly("delta_e_2000", &MixLooks::delta_e_2000)
        .def_readonly("delta_e", &MixLooks::delta_e)
        .def_readonly("darker_than_target", &MixLooks::darker_than_target);

    py::class_<Correction>(module, "Correction")
        .def_readonly("as_it_is", &Correction::as_it_is)
        .def_readonly("additions", &Correction::additions)
        .def_readonly("total_ml", &Correction::total_ml)
        .def_readonly("mg_per_ml", &Correction::mg_per_ml, py::return_value_policy::copy)
        .def_readonly("corrected", &Correction::corrected)
        .def_readonly("fresh", &Correction::fresh)
        .def_readonly("fresh_cup", &Correction::fresh_cup)
        .def_readonly("fresh_looks", &Correction::fresh_looks)
        .def_readonly("sentence", &Correction::sentence)
        .def_readonly("method", &Correction::method)
        .def_readonly("proof", &Correction::proof)
        .def_readonly("fresh_proof", &Correction::fresh_proof)
        .def_readonly("obeys_rules", &Correction::obeys_rules)
        .def_readonly("undecided", &Correction::undecided)
        .def_readonly("binding_rules", &Correction::binding_rules)
        .def_readonly("fresh_binding_rules", &Correction::fresh_binding_rules)
        .def_readonly("diagnostics", &Correction::diagnostics);

    module.def(
        "correct_cup",
        [](const HealingBelief& belief, const std::vector<SessionDots>& standing, const Blend& blend, double ml,
           const std::optional<Eigen::ArrayXd>& found_mg_per_ml, const Bands& target, const Line& line, const Dots& dots,
           const MatchOptions& options) {
            return correct_cup(belief, standing, {blend, ml, found_mg_per_ml}, target, line, dots, options);
        },
        py::arg("belief"), py::arg("standing"), py::arg("blend"), py::arg("ml"), py::arg("found_mg_per_ml"),
        py::arg("target"), py::arg("line"), py::arg("dots"), py::arg("options"), Unlocked());
}

void bind_bias(py::module_& module) {
    py::class_<PractitionerBias>(module, "PractitionerBias")
        .def(py::init([](const LogNormal& retention, const LogNormal& depth) {
                 PractitionerBias bias;
                 bias.retention = retention;
                 bias.depth = depth;
                 return bias;
             }),
             py::arg("retention"), py::arg("depth"))
        .def_readonly("retention", &PractitionerBias::retention)
        .def_readonly("depth", &PractitionerBias::depth)
        .def_readonly("retention_identified", &PractitionerBias::retention_identified)
        .def_readonly("depth_identified", &PractitionerBias::depth_identified)
        .def_readonly("pairs", &PractitionerBias::pairs)
        .def_readonly("error_before", &PractitionerBias::error_before)
        .def_readonly("error_after", &PractitionerBias::error_after)
        .def_readonly("median_error_before", &PractitionerBias::median_error_before)
        .def_readonly("median_error_after", &PractitionerBias::median_error_after)
        .def_readonly("sentence", &PractitionerBias::sentence)
        .def_readonly("diagnostics", &PractitionerBias::diagnostics)
        .def("helps", &PractitionerBias::helps)
        .def("apply", &PractitionerBias::apply, py::arg("prior"));

    module.def(
        "practitioner_bias",
        [](const std::vector<HealingBelief>& priors, const std::vector<HealedReading>& readings, const Line& line) {
            std::vector<HealedPair> pairs;
            for (std::size_t i = 0; i < priors.size(); ++i) pairs.push_back({priors[i], readings.at(i)});
            return practitioner_bias(pairs, line);
        },
        py::arg("priors"), py::arg("readings"), py::arg("line"), Unlocked());
}

} // namespace

void bind_loop(py::module_& module) {
    bind_healing(module);
    bind_next_session(module);
    bind_correction(module);
    bind_bias(module);
    bind_drawdown(module);
}
