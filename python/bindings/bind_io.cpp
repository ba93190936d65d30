// Measurements, their checks and their files.
#include "bind.hpp"

#include "lab.hpp"
#include "undertone/io/check.hpp"
#include "undertone/io/instruments.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/write_measurements.hpp"

using namespace undertone;

void bind_io(py::module_& module) {
    py::class_<Measurement>(module, "Measurement")
        .def(py::init([](std::string name, std::vector<double> wavelengths_nm, std::vector<double> reflectance,
                         const std::optional<Eigen::Array3d>& lab, std::string illuminant, std::string observer,
                         std::string geometry, std::string instrument, std::string date, std::string file,
                         std::map<std::string, std::string> metadata,
                         const std::vector<std::array<std::string, 3>>& diagnostics,
                         std::map<std::string, std::string> assumed) {
                 Measurement made;
                 made.name = std::move(name);
                 made.wavelengths_nm = std::move(wavelengths_nm);
                 made.reflectance = std::move(reflectance);
                 if (lab) made.lab = lab_of(*lab);
                 made.illuminant = std::move(illuminant);
                 made.observer = std::move(observer);
                 made.geometry = std::move(geometry);
                 made.instrument = std::move(instrument);
                 made.date = std::move(date);
                 made.file = std::move(file);
                 made.metadata = std::move(metadata);
                 made.assumed = std::move(assumed);
                 for (const auto& [severity, code, message] : diagnostics)
                     made.diagnostics.push_back({severity == "error"     ? Severity::error
                                                 : severity == "warning" ? Severity::warning
                                                                         : Severity::info,
                                                 code, message});
                 return made;
             }),
             py::arg("name"), py::arg("wavelengths_nm"), py::arg("reflectance"), py::arg("lab"), py::arg("illuminant"),
             py::arg("observer"), py::arg("geometry"), py::arg("instrument"), py::arg("date"), py::arg("file"),
             py::arg("metadata"), py::arg("diagnostics"), py::arg("assumed") = std::map<std::string, std::string>{})
        .def("validate", [](const Measurement& self) { self.validate(); })
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
        .def_readonly("diagnostics", &Measurement::diagnostics)
        .def_readonly("assumed", &Measurement::assumed);

    py::class_<InstrumentPreset>(module, "InstrumentPreset")
        .def_readonly("id", &InstrumentPreset::id)
        .def_readonly("name", &InstrumentPreset::name)
        .def_readonly("geometry", &InstrumentPreset::geometry)
        .def_readonly("illuminant", &InstrumentPreset::illuminant)
        .def_readonly("observer", &InstrumentPreset::observer)
        .def_readonly("source", &InstrumentPreset::source);
    module.def("instrument_presets", &instrument_presets);
    module.def("instrument_preset", &instrument_preset, py::arg("id"));

    py::class_<OneGeometry>(module, "OneGeometry")
        .def_readonly("readings", &OneGeometry::readings)
        .def_readonly("geometry", &OneGeometry::geometry)
        .def_readonly("diagnostics", &OneGeometry::diagnostics);
    module.def(
        "readings_of_one_geometry",
        [](const std::vector<Measurement>& readings, const std::string& preferred) {
            return readings_of_one_geometry(readings, preferred);
        },
        py::arg("readings"), py::arg("preferred"));

    py::class_<RepeatedMeasurement>(module, "RepeatedMeasurement")
        .def_readonly("mean", &RepeatedMeasurement::mean)
        .def_readonly("count", &RepeatedMeasurement::count)
        .def_readonly("spread_delta_e", &RepeatedMeasurement::spread_delta_e)
        .def_readonly("reflectance_sd", &RepeatedMeasurement::reflectance_sd);

    module.def("read_measurements", &read_measurements, py::arg("path"), Unlocked());
    module.def("on_grid", &on_grid, py::arg("measurement"), Unlocked());
    module.def(
        "average_readings", [](const std::vector<Measurement>& readings) { return average_readings(readings); },
        py::arg("readings"), Unlocked());

    module.def(
        "measurements_text",
        [](const std::vector<Measurement>& measurements, const std::string& format) {
            return measurements_text(measurements, measurement_format(format));
        },
        py::arg("measurements"), py::arg("format"), Unlocked());
    module.def(
        "write_measurements",
        [](const std::string& path, const std::vector<Measurement>& measurements, const std::string& format,
           bool overwrite) {
            return write_measurements(path, measurements, measurement_format(format.empty() ? path : format),
                                      {overwrite, true, {}});
        },
        py::arg("path"), py::arg("measurements"), py::arg("format"), py::arg("overwrite"), Unlocked());

    py::class_<MeasurementCheck>(module, "MeasurementCheck")
        .def_readonly("first_nm", &MeasurementCheck::first_nm)
        .def_readonly("last_nm", &MeasurementCheck::last_nm)
        .def_readonly("step_nm", &MeasurementCheck::step_nm)
        .def_readonly("missing_bands", &MeasurementCheck::missing_bands)
        .def_readonly("noise", &MeasurementCheck::noise)
        .def_property_readonly("lab_of_spectrum",
                               [](const MeasurementCheck& self) {
                                   return self.lab_of_spectrum ? std::optional(triple(*self.lab_of_spectrum)) : std::nullopt;
                               })
        .def_readonly("lab_difference", &MeasurementCheck::lab_difference)
        .def_readonly("findings", &MeasurementCheck::findings);
    py::class_<CheckReport>(module, "CheckReport")
        .def_readonly("measurements", &CheckReport::measurements)
        .def_readonly("spread_delta_e", &CheckReport::spread_delta_e)
        .def_readonly("findings", &CheckReport::findings)
        .def_property_readonly("worst", [](const CheckReport& self) { return to_string(self.worst()); })
        .def_property_readonly("verdict", &CheckReport::verdict);
    module.def(
        "check_measurements",
        [](const std::vector<Measurement>& measurements, double spread_delta_e, double noise, double coarse_step_nm) {
            CheckLimits limits;
            limits.repeats.spread_delta_e = spread_delta_e;
            limits.noise = noise;
            limits.coarse_step_nm = coarse_step_nm;
            return check_measurements(measurements, limits);
        },
        py::arg("measurements"), py::arg("spread_delta_e"), py::arg("noise"), py::arg("coarse_step_nm"), Unlocked());
    module.def("check_pair", &check_pair, py::arg("skin"), py::arg("fringe"), Unlocked());
}
