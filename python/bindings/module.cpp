#include "undertone/spectral/grid.hpp"

#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>

PYBIND11_MODULE(_core, module) {
    module.doc() = "The engine behind undertone; use the package, not this module.";
    module.attr("__version__") = UNDERTONE_VERSION;
    module.def("wavelengths_nm", &undertone::wavelengths_nm, "The engine's grid: 380-780 nm every 5 nm, shape (81,).");
}
