// Colours cross as rows of (n, 3) arrays; Python does the broadcasting.

#include "bind.hpp"

#include "lab.hpp"
#include "undertone/colorimetry/srgb.hpp"
#include "undertone/colorimetry/viewing.hpp"

using namespace undertone;

namespace {

using Spectra = Eigen::Array<double, Eigen::Dynamic, band_count, Eigen::RowMajor>;
using Colors = Eigen::Array<double, Eigen::Dynamic, 3, Eigen::RowMajor>;

Eigen::Array<double, 1, 3> row_of(const Eigen::Array3d& color) { return color.transpose(); }

Lab lab_at(const Colors& colors, Eigen::Index row) { return {colors(row, 0), colors(row, 1), colors(row, 2)}; }
XYZ xyz_at(const Colors& colors, Eigen::Index row) { return {colors(row, 0), colors(row, 1), colors(row, 2)}; }

template <class One>
Colors each_row(Eigen::Index rows, One one) {
    Colors out(rows, 3);
    for (Eigen::Index row = 0; row < rows; ++row) {
        if (row % 256 == 0) poll_stop();
        out.row(row) = one(row);
    }
    return out;
}

template <class Difference>
Eigen::ArrayXd each_pair(const Colors& lab_1, const Colors& lab_2, Difference difference) {
    Eigen::ArrayXd out(lab_1.rows());
    for (Eigen::Index row = 0; row < out.size(); ++row) {
        if (row % 256 == 0) poll_stop();
        out(row) = difference(lab_at(lab_1, row), lab_at(lab_2, row));
    }
    return out;
}

} // namespace

void bind_colorimetry(py::module_& module) {
    module.def("illuminant_names", &illuminant_names);

    py::class_<Viewing>(module, "Viewing")
        .def(py::init<std::string_view, std::string_view>(), py::arg("illuminant"), py::arg("observer"))
        .def_property_readonly("white", [](const Viewing& self) { return triple(self.white()); })
        .def(
            "xyz",
            [](const Viewing& self, const Spectra& reflectance) {
                return each_row(reflectance.rows(),
                                [&](auto row) { return row_of(triple(self.xyz(reflectance.row(row).transpose()))); });
            },
            py::arg("reflectance"), Unlocked())
        .def(
            "lab",
            [](const Viewing& self, const Spectra& reflectance) {
                return each_row(reflectance.rows(),
                                [&](auto row) { return row_of(triple(self.lab(reflectance.row(row).transpose()))); });
            },
            py::arg("reflectance"), Unlocked())
        .def(
            "lab_from_xyz",
            [](const Viewing& self, const Colors& xyz) {
                return each_row(xyz.rows(),
                                [&](auto row) { return row_of(triple(lab_from_xyz(xyz_at(xyz, row), self.white()))); });
            },
            py::arg("xyz"), Unlocked())
        .def(
            "xyz_from_lab",
            [](const Viewing& self, const Colors& lab) {
                return each_row(lab.rows(),
                                [&](auto row) { return row_of(triple(xyz_from_lab(lab_at(lab, row), self.white()))); });
            },
            py::arg("lab"), Unlocked());

    module.def(
        "delta_e_2000", [](const Colors& lab_1, const Colors& lab_2) { return each_pair(lab_1, lab_2, delta_e_2000); },
        py::arg("lab_1"), py::arg("lab_2"), Unlocked());
    module.def("delta_e_2000_rows", &delta_e_2000_rows, py::arg("labs_1"), py::arg("labs_2"),
               Unlocked()); // by the batch's kernel
    module.def(
        "delta_e_1976", [](const Colors& lab_1, const Colors& lab_2) { return each_pair(lab_1, lab_2, delta_e_1976); },
        py::arg("lab_1"), py::arg("lab_2"), Unlocked());
    module.def(
        "lch_from_lab",
        [](const Colors& lab) {
            return each_row(lab.rows(), [&](auto row) {
                const LCh lch = lch_from_lab(lab_at(lab, row));
                return Eigen::Array<double, 1, 3>(lch.l, lch.c, lch.h_deg);
            });
        },
        py::arg("lab"), Unlocked());
    module.def(
        "ita_deg",
        [](const Eigen::Array3d& lab) {
            return ita_deg({lab(0), lab(1), lab(2)});
        },
        py::arg("lab"));
    module.def(
        "ita_class", [](double degrees) { return std::string(ita_class(degrees)); }, py::arg("ita_deg"));
    module.def(
        "srgb_from_lab",
        [](const Colors& lab_d65) {
            return each_row(lab_d65.rows(), [&](auto row) {
                const Srgb rgb = srgb_from_lab(lab_at(lab_d65, row));
                return Eigen::Array<double, 1, 3>(rgb.r, rgb.g, rgb.b);
            });
        },
        py::arg("lab_d65"), Unlocked());
    module.def(
        "srgb_hex_from_lab",
        [](const Eigen::Array3d& lab_d65) {
            return srgb_from_lab({lab_d65(0), lab_d65(1), lab_d65(2)}).hex();
        },
        py::arg("lab_d65"));
}
