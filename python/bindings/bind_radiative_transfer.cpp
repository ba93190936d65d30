// Reflectance, fluxes and derivatives of layers.
#include "bind.hpp"

#include "undertone/tissue/layer_evaluator.hpp"
#include "undertone/tissue/radiative_transfer.hpp"

using namespace undertone;

namespace {

template <class T>
void def_arrays(py::class_<T>&) {}

/// Read-only fields that come out as arrays of their own.
template <class T, class Array, class... More>
void def_arrays(py::class_<T>& type, const char* name, Array T::*field, More... more) {
    type.def_readonly(name, field, py::return_value_policy::copy);
    def_arrays(type, more...);
}

} // namespace

void bind_radiative_transfer(py::module_& module) {
    py::class_<Fluxes> fluxes(module, "Fluxes");
    fluxes.def_readonly("specular", &Fluxes::specular);
    def_arrays(fluxes, "reflectance", &Fluxes::reflectance, "transmittance", &Fluxes::transmittance,
               "unscattered_transmittance", &Fluxes::unscattered_transmittance, "absorbed", &Fluxes::absorbed);

    py::class_<ReflectanceDerivatives> derivatives(module, "ReflectanceDerivatives");
    def_arrays(derivatives, "value", &ReflectanceDerivatives::value, "d_mu_a_per_mm", &ReflectanceDerivatives::d_mu_a_per_mm,
               "d_mu_s_per_mm", &ReflectanceDerivatives::d_mu_s_per_mm, "d_g", &ReflectanceDerivatives::d_g,
               "d_thickness_mm", &ReflectanceDerivatives::d_thickness_mm);

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
