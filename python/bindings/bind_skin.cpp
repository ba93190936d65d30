// Skin, its fit, hair.
#include "bind_fields.hpp"

#include "undertone/tissue/fields.hpp"

using namespace undertone;

namespace {

void bind_parameters(py::module_& module) {
    py::class_<SkinParameters> parameters(module, "SkinParameters");
    parameters.def(py::init<>()).def("validate", &SkinParameters::validate);
    for (const SkinField& field : skin_fields) parameters.def_readwrite(field.id, field.value);
    module.def("skin_parameter_names", [] {
        std::vector<std::string> names;
        for (const SkinField& field : skin_fields) names.emplace_back(field.id);
        return names;
    });

    py::class_<Skin>(module, "Skin")
        .def(py::init<const SkinParameters&>(), py::arg("parameters"))
        .def(py::init<const SkinParameters&, const Bands&>(), py::arg("parameters"), py::arg("measured"))
        .def_property_readonly("parameters", [](const Skin& self) { return self.parameters(); })
        .def_property_readonly("layers", [](const Skin& self) { return self.layers(); })
        .def_property_readonly("reflectance", [](const Skin& self) { return self.reflectance(); })
        .def_property_readonly("residual_ratio", [](const Skin& self) { return self.residual_ratio(); });
}

void bind_fit(py::module_& module) {
    bind_fields<SkinFit>(module, "SkinFit");
    bind_fields<SkinPopulation>(module, "SkinPopulation");

    module.def(
        "fit_skin",
        [](const std::vector<Bands>& readings, const Coverage& coverage, bool specular_included, double noise,
           const std::string& site, const Bands& band_noise) {
            SkinFitOptions options;
            options.specular_included = specular_included;
            options.noise = noise;
            options.site = site;
            options.band_noise = band_noise;
            return fit_skin(std::span<const Bands>(readings), coverage, options);
        },
        py::arg("readings"), py::arg("coverage"), py::arg("specular_included"), py::arg("noise"), py::arg("site"),
        py::arg("band_noise"), Unlocked());
    module.def(
        "fit_skin_to_lab",
        [](const std::vector<Eigen::Array3d>& readings, const Viewing& viewing, bool specular_included, double noise,
           const std::string& site, const std::optional<SkinPopulation>& population) {
            SkinFitOptions options;
            options.specular_included = specular_included;
            options.lab_noise = noise;
            options.site = site;
            options.population = population;
            std::vector<Lab> labs;
            for (const Eigen::Array3d& lab : readings) labs.push_back(lab_of(lab));
            return fit_skin(std::span<const Lab>(labs), viewing, options);
        },
        py::arg("readings"), py::arg("viewing"), py::arg("specular_included"), py::arg("noise"), py::arg("site"),
        py::arg("population"), Unlocked());
    module.def(
        "skin_population", [](const std::vector<SkinFit>& fits) { return skin_population(fits); }, py::arg("fits"));
    module.def("skin_site_names", &skin_site_names);
}

void bind_hair(py::module_& module) {
    bind_fields<HairMelanin>(module, "HairMelanin").def("validate", &HairMelanin::validate);
    bind_fields<Stubble>(module, "Stubble").def("validate", &Stubble::validate);
    bind_fields<StrandFit>(module, "StrandFit");

    module.def(
        "fit_strand", [](const Bands& reflectance, const Coverage& coverage) { return fit_strand(reflectance, coverage); },
        py::arg("reflectance"), py::arg("coverage"), Unlocked());
    module.def(
        "fit_strand_to_lab",
        [](const Eigen::Array3d& lab, const Viewing& viewing) { return fit_strand(lab_of(lab), viewing); }, py::arg("lab"),
        py::arg("viewing"), Unlocked());
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
