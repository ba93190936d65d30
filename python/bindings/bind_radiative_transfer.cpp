// Reflectance, fluxes and derivatives of layers.
#include "bind_fields.hpp"

#include "undertone/tissue/fields.hpp"
#include "undertone/tissue/layer_evaluator.hpp"

using namespace undertone;

void bind_radiative_transfer(py::module_& module) {
    bind_fields<Fluxes>(module, "Fluxes");
    bind_fields<ReflectanceDerivatives>(module, "ReflectanceDerivatives");

    py::class_<LayerEvaluator>(module, "LayerEvaluator")
        .def(py::init<const LayerStack&, Eigen::Index, Eigen::Index, int>(), py::arg("layers"), py::arg("first"),
             py::arg("count"), py::arg("streams"), Unlocked())
        .def("reflectance", &LayerEvaluator::reflectance, py::arg("mu_a_per_mm"), py::arg("mu_s_per_mm"), py::arg("g"),
             Unlocked());

    module.def(
        "radiative_transfer",
        [](const LayerStack& layers, bool diffuse, double angle_deg, int streams) {
            const auto kind = diffuse ? Illumination::Kind::diffuse : Illumination::Kind::collimated;
            return radiative_transfer(layers, {kind, angle_deg}, streams);
        },
        py::arg("layers"), py::arg("diffuse"), py::arg("angle_deg"), py::arg("streams"), Unlocked());
    module.def("radiance_factor", &radiance_factor, py::arg("layers"), py::arg("angle_deg"), py::arg("streams"), Unlocked());
    module.def("reflectance_with_derivatives", &reflectance_with_derivatives, py::arg("layers"), py::arg("streams"),
               Unlocked());
}
