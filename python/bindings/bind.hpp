#pragma once
// The private module `undertone._core`: the engine's structs and functions as they are, one file per layer. Names that
// users see, defaults, docstrings and display belong to the Python package.

#include <pybind11/complex.h>
#include <pybind11/eigen.h>
#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "interruption.hpp"

namespace py = pybind11;

void bind_base(py::module_& module);
void bind_spectral(py::module_& module);
void bind_colorimetry(py::module_& module);
void bind_optics(py::module_& module);
void bind_radiative_transfer(py::module_& module);
void bind_skin(py::module_& module);
void bind_pigment(py::module_& module);
void bind_fade(py::module_& module);
void bind_fade_model(py::module_& module);
void bind_matching(py::module_& module);
void bind_loop(py::module_& module);
void bind_io(py::module_& module);
void bind_color_management(py::module_& module);
void bind_reading_scale(py::module_& module);
void bind_app(py::module_& module);
void bind_supply(py::module_& module);
void bind_workflow(py::module_& module);
void bind_ink(py::module_& module);
void bind_coverage(py::module_& module);
void bind_screen(py::module_& module);
void bind_pack(py::module_& module);
