// Drawdowns and films.
#include "bind_drawdown.hpp"
#include "bind_fields.hpp"

#include "undertone/learning/fields.hpp"
#include "undertone/pigment/film.hpp"

using namespace undertone;

void bind_drawdown(py::module_& module) {
    module.def("masstone", py::overload_cast<const Line&, const Eigen::ArrayXd&>(&masstone), py::arg("line"),
               py::arg("mg_per_ml"), Unlocked());
    module.def(
        "film_reflectance",
        [](const Line& line, const Blend& blend, const Bands& card, double wet_thickness_mm) {
            return DrawdownCard(card).under_film(line, mix(line, blend).mg_per_ml, wet_thickness_mm);
        },
        py::arg("line"), py::arg("blend"), py::arg("card"), py::arg("wet_thickness_mm"), Unlocked());

    py::class_<Drawdown>(module, "Drawdown")
        .def(py::init([](const Bands& card, const std::vector<int>& card_bands, const std::optional<Bands>& reflectance,
                         const std::vector<int>& measured_bands, const std::optional<Eigen::Array3d>& lab,
                         std::string illuminant, std::string observer, double surface, int readings, double repeat_delta_e,
                         std::string name, std::optional<double> thinned_to_water_parts) {
                 const auto coverage_of = [](const std::vector<int>& bands) {
                     Coverage coverage;
                     coverage.measured.reset();
                     for (const int band : bands) coverage.measured.set(static_cast<std::size_t>(band));
                     return coverage;
                 };
                 Drawdown drawdown;
                 drawdown.card = card;
                 drawdown.card_coverage = coverage_of(card_bands);
                 drawdown.reflectance = reflectance;
                 drawdown.coverage = coverage_of(measured_bands);
                 if (lab) drawdown.lab = lab_of(*lab);
                 drawdown.illuminant = std::move(illuminant);
                 drawdown.observer = std::move(observer);
                 drawdown.surface = surface;
                 drawdown.readings = readings;
                 drawdown.repeat_delta_e = repeat_delta_e;
                 drawdown.name = std::move(name);
                 drawdown.thinned_to_water_parts = thinned_to_water_parts;
                 return drawdown;
             }),
             py::arg("card"), py::arg("card_bands"), py::arg("reflectance"), py::arg("measured_bands"), py::arg("lab"),
             py::arg("illuminant"), py::arg("observer"), py::arg("surface"), py::arg("readings"), py::arg("repeat_delta_e"),
             py::arg("name"), py::arg("thinned_to_water_parts"));

    py::class_<DrawdownOptions>(module, "DrawdownOptions")
        .def(py::init<>())
        .def_readwrite("thickness_mm", &DrawdownOptions::thickness_mm)
        .def_readwrite("ink_log_sd", &DrawdownOptions::ink_log_sd)
        .def_readwrite("strength_log_sd", &DrawdownOptions::strength_log_sd)
        .def_readwrite("suspect_other_inks", &DrawdownOptions::suspect_other_inks);

    bind_fields<InkFound>(module, "InkFound");
    bind_fields<CupFound>(module, "CupFound").def("require_credible", &CupFound::require_credible);

    module.def(
        "read_drawdowns",
        [](const Line& line, const Blend& meant, const std::vector<Drawdown>& drawdowns, const DrawdownOptions& options) {
            return read_drawdowns(line, meant, drawdowns, options);
        },
        py::arg("line"), py::arg("meant"), py::arg("drawdowns"), py::arg("options"), Unlocked());
    module.def("line_as_found", &line_as_found, py::arg("line"), py::arg("found"));
}
