// Lines, blends, dots, appearance.
#include "bind.hpp"

#include "undertone/pigment/appearance.hpp"
#include "undertone/pigment/mie.hpp"

using namespace undertone;

namespace {

void bind_line(py::module_& module) {
    py::class_<Colorant>(module, "Colorant")
        .def_readonly("id", &Colorant::id)
        .def_readonly("name", &Colorant::name)
        .def_readonly("color_index", &Colorant::color_index)
        .def_readonly("mu_a_per_mm", &Colorant::mu_a_per_mm, py::return_value_policy::copy)
        .def_readonly("mu_s_per_mm", &Colorant::mu_s_per_mm, py::return_value_policy::copy)
        .def_readonly("g", &Colorant::g, py::return_value_policy::copy)
        .def_readonly("density_g_per_ml", &Colorant::density_g_per_ml)
        .def_readonly("source", &Colorant::source);

    py::class_<InkComponent>(module, "InkComponent")
        .def_readonly("colorant", &InkComponent::colorant)
        .def_readonly("mg_per_ml", &InkComponent::mg_per_ml);

    py::class_<Ink>(module, "Ink")
        .def_readonly("id", &Ink::id)
        .def_readonly("name", &Ink::name)
        .def_readonly("components", &Ink::components)
        .def_readonly("density_g_per_ml", &Ink::density_g_per_ml)
        .def_readonly("lot", &Ink::lot)
        .def_readonly("expires", &Ink::expires);

    py::class_<Line>(module, "Line")
        .def_readonly("id", &Line::id)
        .def_readonly("name", &Line::name)
        .def_readonly("maker", &Line::maker)
        .def_readonly("version", &Line::version)
        .def_readonly("note", &Line::note)
        .def_readonly("colorants", &Line::colorants)
        .def_readonly("inks", &Line::inks)
        .def_readonly("diluent_density_g_per_ml", &Line::diluent_density_g_per_ml)
        .def_readonly("diluent_name", &Line::diluent_name)
        .def("ink_index", &Line::ink_index, py::arg("ink_id"));

    module.def("line_text", &line_text, py::arg("name_or_path"));
    module.def(
        "parse_line", [](const std::string& toml_text, const std::string& file) { return parse_line(toml_text, file); },
        py::arg("toml_text"), py::arg("file"), Unlocked());
}

void bind_dots(py::module_& module) {
    py::class_<LogNormal>(module, "LogNormal")
        .def(py::init([](double median, double log_sd) {
                 return LogNormal{median, log_sd};
             }),
             py::arg("median"), py::arg("log_sd"))
        .def_readonly("median", &LogNormal::median)
        .def_readonly("log_sd", &LogNormal::log_sd);

    py::class_<Dots>(module, "Dots")
        .def(py::init<>())
        .def_readwrite("diameter_mm", &Dots::diameter_mm)
        .def_readwrite("density_per_cm2", &Dots::density_per_cm2)
        .def_readwrite("top_mm", &Dots::top_mm)
        .def_readwrite("bottom_mm", &Dots::bottom_mm)
        .def_readwrite("retention", &Dots::retention)
        .def_readwrite("depth_log_sd", &Dots::depth_log_sd)
        .def("pitch_mm", &Dots::pitch_mm)
        .def("area_fraction", &Dots::area_fraction)
        .def("validate", &Dots::validate);

    py::class_<PigmentState>(module, "PigmentState")
        .def_readonly("mg_per_ml", &PigmentState::mg_per_ml, py::return_value_policy::copy)
        .def_readonly("diameter_mm", &PigmentState::diameter_mm)
        .def_readonly("density_per_cm2", &PigmentState::density_per_cm2)
        .def_readonly("top_mm", &PigmentState::top_mm)
        .def_readonly("bottom_mm", &PigmentState::bottom_mm)
        .def_readonly("edge_sigma_mm", &PigmentState::edge_sigma_mm)
        .def("width_mm", &PigmentState::width_mm);
}

} // namespace

void bind_pigment(py::module_& module) {
    bind_line(module);
    bind_dots(module);

    py::class_<Blend>(module, "Blend")
        .def(py::init([](std::map<std::string, double> parts, double water_parts) {
                 return Blend{std::move(parts), water_parts};
             }),
             py::arg("parts"), py::arg("water_parts"))
        .def_readonly("parts", &Blend::parts)
        .def_readonly("water_parts", &Blend::water_parts)
        .def("validate", &Blend::validate, py::arg("line"));

    py::class_<Mixture>(module, "Mixture")
        .def_readonly("mg_per_ml", &Mixture::mg_per_ml, py::return_value_policy::copy)
        .def_readonly("density_g_per_ml", &Mixture::density_g_per_ml);

    py::class_<Appearance>(module, "Appearance")
        .def_readonly("area", &Appearance::area, py::return_value_policy::copy)
        .def_readonly("dot", &Appearance::dot, py::return_value_policy::copy)
        .def_readonly("bare", &Appearance::bare, py::return_value_policy::copy)
        .def_readonly("diagnostics", &Appearance::diagnostics);

    module.def("mix", &mix, py::arg("line"), py::arg("blend"));
    module.def("healed_state", &healed_state, py::arg("mixture"), py::arg("dots"), py::arg("z_retention"),
               py::arg("z_depth"));
    module.def("appearance", py::overload_cast<const Skin&, const Line&, const PigmentState&>(&appearance), py::arg("skin"),
               py::arg("line"), py::arg("state"), Unlocked());
    module.def(
        "mie",
        [](double size_parameter, std::complex<double> relative_index) {
            const MieEfficiencies q = mie(size_parameter, relative_index);
            return py::make_tuple(q.extinction, q.scattering, q.asymmetry);
        },
        py::arg("size_parameter"), py::arg("relative_index"));
}
