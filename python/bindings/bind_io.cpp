#include "bind.hpp"

#include "lab.hpp"
#include "undertone/io/read_measurements.hpp"

using namespace undertone;

void bind_io(py::module_& module) {
    py::class_<Measurement>(module, "Measurement")
        .def(py::init([](std::string name, std::vector<double> wavelengths_nm, std::vector<double> reflectance,
                         const std::optional<Eigen::Array3d>& lab, std::string illuminant, std::string observer,
                         std::string geometry) {
                 Measurement made;
                 made.name = std::move(name);
                 made.wavelengths_nm = std::move(wavelengths_nm);
                 made.reflectance = std::move(reflectance);
                 if (lab) made.lab = lab_of(*lab);
                 made.illuminant = std::move(illuminant);
                 made.observer = std::move(observer);
                 made.geometry = std::move(geometry);
                 return made;
             }),
             py::arg("name"), py::arg("wavelengths_nm"), py::arg("reflectance"), py::arg("lab"), py::arg("illuminant"),
             py::arg("observer"), py::arg("geometry"))
        .def_readonly("name", &Measurement::name)
        .def_readonly("file", &Measurement::file)
        .def_readonly("wavelengths_nm", &Measurement::wavelengths_nm)
        .def_readonly("reflectance", &Measurement::reflectance)
        .def_property_readonly(
            "lab", [](const Measurement& self) { return self.lab ? std::optional(triple(*self.lab)) : std::nullopt; })
        .def_readonly("illuminant", &Measurement::illuminant)
        .def_readonly("observer", &Measurement::observer)
        .def_readonly("geometry", &Measurement::geometry)
        .def_readonly("instrument", &Measurement::instrument)
        .def_readonly("date", &Measurement::date)
        .def_readonly("metadata", &Measurement::metadata)
        .def_readonly("diagnostics", &Measurement::diagnostics);

    py::class_<RepeatedMeasurement>(module, "RepeatedMeasurement")
        .def_readonly("mean", &RepeatedMeasurement::mean)
        .def_readonly("count", &RepeatedMeasurement::count)
        .def_readonly("spread_delta_e", &RepeatedMeasurement::spread_delta_e)
        .def_readonly("reflectance_sd", &RepeatedMeasurement::reflectance_sd);

    module.def("read_measurements", &read_measurements, py::arg("path"), Unlocked());
    module.def("on_grid", &on_grid, py::arg("measurement"));
    module.def(
        "average_readings", [](const std::vector<Measurement>& readings) { return average_readings(readings); },
        py::arg("readings"));
}
