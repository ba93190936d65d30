#include "bind.hpp"

#include "lab.hpp"
#include "undertone/tissue/fit_skin.hpp"
#include "undertone/tissue/hair.hpp"

using namespace undertone;

namespace {

void bind_parameters(py::module_& module) {
    py::class_<SkinParameters>(module, "SkinParameters")
        .def(py::init<>())
        .def_readwrite("melanosome_fraction", &SkinParameters::melanosome_fraction)
        .def_readwrite("pheomelanin_fraction", &SkinParameters::pheomelanin_fraction)
        .def_readwrite("blood_fraction", &SkinParameters::blood_fraction)
        .def_readwrite("deep_blood_fraction", &SkinParameters::deep_blood_fraction)
        .def_readwrite("oxygen_saturation", &SkinParameters::oxygen_saturation)
        .def_readwrite("scattering_a_per_mm", &SkinParameters::scattering_a_per_mm)
        .def_readwrite("scattering_b", &SkinParameters::scattering_b)
        .def_readwrite("carotene_mg_per_l", &SkinParameters::carotene_mg_per_l)
        .def_readwrite("epidermis_thickness_mm", &SkinParameters::epidermis_thickness_mm)
        .def("validate", &SkinParameters::validate);

    py::class_<Skin>(module, "Skin")
        .def(py::init<const SkinParameters&>(), py::arg("parameters"))
        .def(py::init<const SkinParameters&, const Bands&>(), py::arg("parameters"), py::arg("measured"))
        .def_property_readonly("parameters", [](const Skin& self) { return self.parameters(); })
        .def_property_readonly("layers", [](const Skin& self) { return self.layers(); })
        .def_property_readonly("reflectance", [](const Skin& self) { return self.reflectance(); })
        .def_property_readonly("residual_ratio", [](const Skin& self) { return self.residual_ratio(); });
}

void bind_fit(py::module_& module) {
    py::class_<SkinFit>(module, "SkinFit")
        .def_readonly("skin", &SkinFit::skin)
        .def_readonly("reflectance", &SkinFit::reflectance, py::return_value_policy::copy)
        .def_readonly("residual", &SkinFit::residual, py::return_value_policy::copy)
        .def_readonly("parameter_names", &SkinFit::parameter_names)
        .def_readonly("parameters", &SkinFit::parameters, py::return_value_policy::copy)
        .def_readonly("covariance", &SkinFit::covariance, py::return_value_policy::copy)
        .def_readonly("bounds_hit", &SkinFit::bounds_hit)
        .def_readonly("rms", &SkinFit::rms)
        .def_readonly("converged", &SkinFit::converged)
        .def_readonly("iterations", &SkinFit::iterations)
        .def_readonly("diagnostics", &SkinFit::diagnostics);

    module.def(
        "fit_skin",
        [](const Bands& reflectance, const Coverage& coverage, bool specular_included, double noise) {
            SkinFitOptions options;
            options.specular_included = specular_included;
            options.noise = noise;
            return fit_skin(reflectance, coverage, options);
        },
        py::arg("reflectance"), py::arg("coverage"), py::arg("specular_included"), py::arg("noise"), Unlocked());
    module.def(
        "fit_skin_to_lab",
        [](const Eigen::Array3d& lab, const Viewing& viewing, bool specular_included, double noise) {
            SkinFitOptions options;
            options.specular_included = specular_included;
            options.noise = noise;
            return fit_skin(lab_of(lab), viewing, options);
        },
        py::arg("lab"), py::arg("viewing"), py::arg("specular_included"), py::arg("noise"), Unlocked());
}

void bind_hair(py::module_& module) {
    py::class_<HairMelanin>(module, "HairMelanin")
        .def(py::init([](double eumelanin, double pheomelanin) {
                 return HairMelanin{eumelanin, pheomelanin};
             }),
             py::arg("eumelanin_mg_per_ml"), py::arg("pheomelanin_mg_per_ml"))
        .def_readonly("eumelanin_mg_per_ml", &HairMelanin::eumelanin_mg_per_ml)
        .def_readonly("pheomelanin_mg_per_ml", &HairMelanin::pheomelanin_mg_per_ml);

    py::class_<Stubble>(module, "Stubble")
        .def(py::init<>())
        .def_readwrite("shaft_diameter_mm", &Stubble::shaft_diameter_mm)
        .def_readwrite("density_per_cm2", &Stubble::density_per_cm2)
        .def_readwrite("length_in_skin_mm", &Stubble::length_in_skin_mm)
        .def_readwrite("grey_fraction", &Stubble::grey_fraction)
        .def_readwrite("length_above_mm", &Stubble::length_above_mm);

    module.def("strand_reflectance", &strand_reflectance, py::arg("melanin"), Unlocked());
    module.def(
        "melanin_from_strand", [](const Bands& reflectance) { return melanin_from_strand(reflectance); },
        py::arg("reflectance"), Unlocked());
    module.def(
        "melanin_from_strand_lab",
        [](const Eigen::Array3d& lab, const Viewing& viewing) { return melanin_from_strand(lab_of(lab), viewing); },
        py::arg("lab"), py::arg("viewing"), Unlocked());
    module.def("melanin_of", &melanin_of, py::arg("color_name"));
    module.def("fringe_reflectance", &fringe_reflectance, py::arg("skin"), py::arg("melanin"), py::arg("stubble"),
               Unlocked());
}

} // namespace

void bind_skin(py::module_& module) {
    bind_parameters(module);
    bind_fit(module);
    bind_hair(module);
}
