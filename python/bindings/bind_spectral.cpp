// The grid and resampling.
#include "bind.hpp"

#include "undertone/spectral/grid.hpp"
#include "undertone/spectral/resample.hpp"

#include <vector>

using namespace undertone;

namespace {

Coverage coverage_of(const std::vector<bool>& measured) {
    Coverage coverage;
    const Bands at_nm = wavelengths_nm();
    bool any = false;
    for (std::size_t band = 0; band < coverage.measured.size(); ++band) {
        coverage.measured.set(band, measured.at(band));
        if (!measured[band]) continue;
        coverage.last_nm = at_nm(static_cast<Eigen::Index>(band));
        if (!any) coverage.first_nm = coverage.last_nm;
        any = true;
    }
    return coverage;
}

} // namespace

void bind_spectral(py::module_& module) {
    module.def("wavelengths_nm", &wavelengths_nm);

    py::class_<Coverage>(module, "Coverage")
        .def(py::init(&coverage_of), py::arg("measured"))
        .def_property_readonly("measured", [](const Coverage& self) {
            std::vector<bool> bands;
            for (std::size_t band = 0; band < self.measured.size(); ++band) bands.push_back(self.measured[band]);
            return bands;
        });

    py::class_<ResampledSpectrum>(module, "ResampledSpectrum")
        .def_readonly("values", &ResampledSpectrum::values, py::return_value_policy::copy)
        .def_readonly("coverage", &ResampledSpectrum::coverage)
        .def_readonly("diagnostics", &ResampledSpectrum::diagnostics);

    module.def(
        "resample",
        [](const std::vector<double>& at_nm, const std::vector<double>& values) { return resample(at_nm, values); },
        py::arg("at_nm"), py::arg("values"));
}
