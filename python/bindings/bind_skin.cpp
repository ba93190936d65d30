// Skin, its fit, hair.
#include "bind.hpp"

#include "lab.hpp"
#include "undertone/tissue/fit_skin.hpp"
#include "undertone/tissue/hair.hpp"

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
    py::class_<SkinFit>(module, "SkinFit")
        .def(py::init([](const Skin& skin, const Bands& reflectance, const Bands& residual,
                         std::vector<std::string> parameter_names, const Eigen::VectorXd& parameters,
                         const Eigen::MatrixXd& covariance, std::vector<std::string> bounds_hit, double rms, bool converged,
                         int iterations, Diagnostics diagnostics, std::string site, int readings, const Bands& reading_sd,
                         double spread_delta_e, bool lab_only) {
                 SkinFit fit;
                 fit.skin = skin;
                 fit.reflectance = reflectance;
                 fit.residual = residual;
                 fit.parameter_names = std::move(parameter_names);
                 fit.parameters = parameters;
                 fit.covariance = covariance;
                 fit.bounds_hit = std::move(bounds_hit);
                 fit.rms = rms;
                 fit.converged = converged;
                 fit.iterations = iterations;
                 fit.diagnostics = std::move(diagnostics);
                 fit.site = std::move(site);
                 fit.readings = readings;
                 fit.reading_sd = reading_sd;
                 fit.spread_delta_e = spread_delta_e;
                 fit.lab_only = lab_only;
                 return fit;
             }),
             py::arg("skin"), py::arg("reflectance"), py::arg("residual"), py::arg("parameter_names"), py::arg("parameters"),
             py::arg("covariance"), py::arg("bounds_hit"), py::arg("rms"), py::arg("converged"), py::arg("iterations"),
             py::arg("diagnostics"), py::arg("site"), py::arg("readings"), py::arg("reading_sd"), py::arg("spread_delta_e"),
             py::arg("lab_only"))
        .def_readonly("skin", &SkinFit::skin)
        .def_readonly("reflectance", &SkinFit::reflectance, py::return_value_policy::copy)
        .def_readonly("residual", &SkinFit::residual, py::return_value_policy::copy)
        .def_readonly("parameter_names", &SkinFit::parameter_names)
        .def_readonly("parameters", &SkinFit::parameters, py::return_value_policy::copy)
        .def_readonly("covariance", &SkinFit::covariance, py::return_value_policy::copy)
        .def_readonly("bounds_hit", &SkinFit::bounds_hit)
        .def_readonly("site", &SkinFit::site)
        .def_readonly("readings", &SkinFit::readings)
        .def_readonly("reading_sd", &SkinFit::reading_sd, py::return_value_policy::copy)
        .def_readonly("spread_delta_e", &SkinFit::spread_delta_e)
        .def_readonly("lab_only", &SkinFit::lab_only)
        .def_readonly("rms", &SkinFit::rms)
        .def_readonly("converged", &SkinFit::converged)
        .def_readonly("iterations", &SkinFit::iterations)
        .def_readonly("diagnostics", &SkinFit::diagnostics);

    py::class_<SkinPopulation>(module, "SkinPopulation")
        .def(py::init([](const Eigen::VectorXd& mean, const Eigen::MatrixXd& covariance, int people) {
                 return SkinPopulation{mean, covariance, people};
             }),
             py::arg("mean"), py::arg("covariance"), py::arg("people"))
        .def_readonly("mean", &SkinPopulation::mean, py::return_value_policy::copy)
        .def_readonly("covariance", &SkinPopulation::covariance, py::return_value_policy::copy)
        .def_readonly("people", &SkinPopulation::people);

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
        "skin_population",
        [](const std::vector<Eigen::VectorXd>& parameters) {
            std::vector<SkinFit> fits(parameters.size());
            for (std::size_t i = 0; i < fits.size(); ++i) fits[i].parameters = parameters[i];
            return skin_population(fits);
        },
        py::arg("parameters"));
    module.def("skin_site_names", &skin_site_names);
}

void bind_hair(py::module_& module) {
    py::class_<HairMelanin>(module, "HairMelanin")
        .def("validate", &HairMelanin::validate)
        .def(py::init([](double eumelanin, double pheomelanin) {
                 return HairMelanin{eumelanin, pheomelanin};
             }),
             py::arg("eumelanin_mg_per_ml"), py::arg("pheomelanin_mg_per_ml"))
        .def_readonly("eumelanin_mg_per_ml", &HairMelanin::eumelanin_mg_per_ml)
        .def_readonly("pheomelanin_mg_per_ml", &HairMelanin::pheomelanin_mg_per_ml);

    py::class_<Stubble>(module, "Stubble")
        .def("validate", &Stubble::validate)
        .def(py::init<>())
        .def_readwrite("shaft_diameter_mm", &Stubble::shaft_diameter_mm)
        .def_readwrite("density_per_cm2", &Stubble::density_per_cm2)
        .def_readwrite("length_in_skin_mm", &Stubble::length_in_skin_mm)
        .def_readwrite("grey_fraction", &Stubble::grey_fraction)
        .def_readwrite("length_above_mm", &Stubble::length_above_mm);

    py::class_<StrandFit>(module, "StrandFit")
        .def_readonly("melanin", &StrandFit::melanin)
        .def_readonly("reflectance", &StrandFit::reflectance, py::return_value_policy::copy)
        .def_readonly("residual", &StrandFit::residual, py::return_value_policy::copy)
        .def_readonly("covariance", &StrandFit::covariance, py::return_value_policy::copy)
        .def_readonly("bounds_hit", &StrandFit::bounds_hit)
        .def_readonly("rms", &StrandFit::rms)
        .def_readonly("converged", &StrandFit::converged)
        .def_readonly("iterations", &StrandFit::iterations)
        .def_readonly("diagnostics", &StrandFit::diagnostics);

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
