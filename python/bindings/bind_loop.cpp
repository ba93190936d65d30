// Healing, the next session, corrections of a cup.
#include "bind_drawdown.hpp"
#include "bind_fields.hpp"
#include "timed.hpp"

#include "undertone/app/client_correction.hpp"
#include "undertone/learning/fields.hpp"
#include "undertone/planning/fields.hpp"

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
        .def(py::init<const SkinFit&, const Dots&, int, double>(), py::arg("skin"), py::arg("prior"), py::arg("readings"),
             py::arg("repeat_delta_e"))
        .def(py::init<const Skin&, const Dots&, int, double>(), py::arg("skin"), py::arg("prior"), py::arg("readings"),
             py::arg("repeat_delta_e"))
        .def_property_readonly("names", [](const HealingBelief& self) { return self.names(); })
        .def_property_readonly("mean", [](const HealingBelief& self) { return self.mean(); })
        .def_property_readonly("covariance", [](const HealingBelief& self) { return self.covariance(); })
        .def_property_readonly("retention", &HealingBelief::retention)
        .def_property_readonly("depth_factor", &HealingBelief::depth_factor)
        .def_property_readonly("skin", &HealingBelief::skin)
        .def("moved", &HealingBelief::moved, py::arg("mean"), py::arg("covariance"))
        .def("dots", &HealingBelief::dots, py::arg("geometry"));

    bind_fields<LearntRange>(module, "LearntRange");
    bind_fields<HealingUpdate>(module, "HealingUpdate");

    module.def(
        "update_from_healed",
        [](const HealingBelief& before, const std::vector<HealedReading>& readings, const Line& line) {
            return update_from_healed(before, readings, line);
        },
        py::arg("before"), py::arg("readings"), py::arg("line"), Unlocked());
    module.def(
        "standing_area",
        [](const Skin& skin, const Line& line, const std::vector<SessionDots>& standing, double retention,
           double depth_factor, double granule_um) {
            return standing_area(skin, line, standing, {retention, depth_factor, granule_um});
        },
        py::arg("skin"), py::arg("line"), py::arg("standing"), py::arg("retention"), py::arg("depth_factor"),
        py::arg("granule_um"), Unlocked());
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

    bind_fields<ExpectedSession>(module, "ExpectedSession");
    bind_fields<NextSession>(module, "NextSession");

    module.def(
        "next_session",
        [](const HealingBelief& belief, const std::vector<SessionDots>& standing, const Bands& target, const Line& line,
           const Dots& dots, const NextSessionOptions& options, const std::optional<HealingBelief>& before,
           const std::optional<Blend>& before_blend) {
            return timed([&] {
                return next_session(belief, standing, target, line, dots, options, before ? &*before : nullptr,
                                    before_blend ? &*before_blend : nullptr);
            });
        },
        py::arg("belief"), py::arg("standing"), py::arg("target"), py::arg("line"), py::arg("dots"), py::arg("options"),
        py::arg("before"), py::arg("before_blend"), Unlocked());
}

void bind_correction(py::module_& module) {
    bind_fields<Addition>(module, "Addition");
    bind_fields<MixLooks>(module, "MixLooks");
    bind_fields<Correction>(module, "Correction");

    module.def(
        "correct_cup",
        [](const HealingBelief& belief, const std::vector<SessionDots>& standing, const Blend& blend, double ml,
           const std::optional<Eigen::ArrayXd>& found_mg_per_ml, const Bands& target, const Line& line, const Dots& dots,
           const MatchOptions& options) {
            return timed([&] {
                return correct_cup(belief, standing, {blend, ml, found_mg_per_ml}, target, line, dots, options);
            });
        },
        py::arg("belief"), py::arg("standing"), py::arg("blend"), py::arg("ml"), py::arg("found_mg_per_ml"),
        py::arg("target"), py::arg("line"), py::arg("dots"), py::arg("options"), Unlocked());
}

void bind_bias(py::module_& module) {
    bind_fields<PractitionerBias>(module, "PractitionerBias").def("apply", &PractitionerBias::apply, py::arg("prior"));

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
