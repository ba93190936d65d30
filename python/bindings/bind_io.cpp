// Measurements, their checks and their files.
#include "bind_fields.hpp"

#include "undertone/io/fields.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/write_measurements.hpp"

using namespace undertone;

void bind_io(py::module_& module) {
    bind_fields<Measurement>(module, "Measurement").def("validate", [](const Measurement& self) { self.validate(); });
    bind_fields<InstrumentPreset>(module, "InstrumentPreset");
    module.def("instrument_presets", &instrument_presets);
    module.def("instrument_preset", &instrument_preset, py::arg("id"));

    bind_fields<OneGeometry>(module, "OneGeometry");
    module.def(
        "readings_of_one_geometry",
        [](const std::vector<Measurement>& readings, const std::string& preferred) {
            return readings_of_one_geometry(readings, preferred);
        },
        py::arg("readings"), py::arg("preferred"));

    bind_fields<RepeatedMeasurement>(module, "RepeatedMeasurement");

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

    bind_fields<MeasurementCheck>(module, "MeasurementCheck");
    bind_fields<CheckReport>(module, "CheckReport");
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
