// Pictures and ICC profiles.
#include "bind_fields.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/io/color_management.hpp"
#include "undertone/io/fields.hpp"
#include "undertone/io/icc.hpp"
#include "undertone/io/photo.hpp"

using namespace undertone;

namespace {

std::vector<std::uint8_t> bytes_of(const py::bytes& bytes) {
    const std::string_view view = bytes;
    return {view.begin(), view.end()};
}
py::bytes python_bytes(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

IccOptions options_of(const std::string& intent, bool black_point_compensation) {
    IccOptions options;
    options.black_point_compensation = black_point_compensation;
    const std::array names = {"perceptual", "relative_colorimetric", "saturation", "absolute_colorimetric"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (intent == names[i]) {
            options.intent = static_cast<RenderingIntent>(i);
            return options;
        }
    throw DomainError("intent", "\"" + intent + "\"",
                      "perceptual, relative_colorimetric, saturation, absolute_colorimetric");
}

using Colors = Eigen::Array<double, Eigen::Dynamic, 3, Eigen::RowMajor>;

std::vector<Lab> labs_of(const Colors& rows) {
    std::vector<Lab> out;
    for (Eigen::Index i = 0; i < rows.rows(); ++i) out.push_back({rows(i, 0), rows(i, 1), rows(i, 2)});
    return out;
}

} // namespace

void bind_color_management(py::module_& module) {
    py::class_<Picture>(module, "Picture")
        .def(py::init([](py::array_t<std::uint16_t, py::array::c_style | py::array::forcecast> samples, int bits,
                         const py::bytes& profile) {
                 Picture made;
                 made.height = static_cast<int>(samples.shape(0));
                 made.width = static_cast<int>(samples.shape(1));
                 made.channels = static_cast<int>(samples.shape(2));
                 made.bits = bits;
                 made.samples.assign(samples.data(), samples.data() + samples.size());
                 made.profile = bytes_of(profile);
                 return made;
             }),
             py::arg("samples"), py::arg("bits"), py::arg("profile"))
        .def_readonly("width", &Picture::width)
        .def_readonly("height", &Picture::height)
        .def_readonly("channels", &Picture::channels)
        .def_readonly("bits", &Picture::bits)
        .def_property_readonly("samples",
                               [](const py::object& self) { // a view that keeps the picture: no second copy of large ones
                                   auto& picture = self.cast<Picture&>();
                                   return py::array_t<std::uint16_t>({picture.height, picture.width, picture.channels},
                                                                     picture.samples.data(), self);
                               })
        .def_property_readonly("profile", [](const Picture& self) { return python_bytes(self.profile); })
        .def_readonly("diagnostics", &Picture::diagnostics);
    module.def("read_picture", &read_picture, py::arg("path"), Unlocked());
    module.def(
        "write_picture",
        [](const std::string& path, const Picture& picture, bool overwrite) {
            write_picture(path, picture, {overwrite, true, {}});
        },
        py::arg("path"), py::arg("picture"), py::arg("overwrite"), Unlocked());
    // What the Python side takes apart itself comes in through the same door.
    module.def(
        "read_input_file",
        [](const std::string& path, const std::string& kind) {
            const InputKind& known = kind == "profile"    ? input_kinds::profile
                                     : kind == "exchange" ? input_kinds::exchange
                                                          : input_kinds::visits;
            return py::bytes(read_input_file(path, known));
        },
        py::arg("path"), py::arg("kind"));

    bind_fields<IccInfo>(module, "IccInfo");
    module.def(
        "icc_info", [](const py::bytes& profile) { return icc_info(bytes_of(profile)); }, py::arg("profile"));
    module.def("srgb_icc_profile", [] { return python_bytes(srgb_icc_profile()); });
    module.def(
        "intent_explanation", [](const std::string& intent) { return explanation(options_of(intent, false).intent); },
        py::arg("intent"));
    module.def("black_point_explanation", &black_point_explanation, py::arg("compensation"));
    module.def(
        "matrix_profile",
        [](const std::string& description, const std::array<std::array<double, 2>, 3>& primaries,
           const std::array<double, 2>& white, double gamma) {
            double p[3][2] = {}, w[2] = {white[0], white[1]};
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t k = 0; k < 2; ++k) p[i][k] = primaries[i][k];
            return python_bytes(matrix_profile(description, p, w, gamma));
        },
        py::arg("description"), py::arg("primaries_xy"), py::arg("white_xy"), py::arg("gamma"));
    module.def(
        "device_to_lab",
        [](const py::bytes& profile, const std::vector<double>& device, const std::string& intent,
           bool black_point_compensation) {
            const std::vector<std::uint8_t> bytes = bytes_of(profile);
            const Interruption interruption;
            return triples(DeviceToLab(bytes, options_of(intent, black_point_compensation)).lab(device));
        },
        py::arg("profile"), py::arg("device"), py::arg("intent"), py::arg("black_point_compensation"));
    module.def(
        "lab_to_device",
        [](const py::bytes& profile, const Colors& lab, const std::string& intent, bool black_point_compensation) {
            const std::vector<std::uint8_t> bytes = bytes_of(profile);
            const Interruption interruption;
            const LabToDevice transform(bytes, options_of(intent, black_point_compensation));
            return std::pair(transform.device(labs_of(lab)), transform.channels());
        },
        py::arg("profile"), py::arg("lab"), py::arg("intent"), py::arg("black_point_compensation"));
    module.def(
        "picture_lab",
        [](const Picture& picture, const py::bytes& profile, const std::string& intent, bool black_point_compensation) {
            const std::vector<std::uint8_t> bytes = bytes_of(profile);
            const Interruption interruption;
            return triples(picture_lab(picture, bytes, options_of(intent, black_point_compensation)));
        },
        py::arg("picture"), py::arg("profile"), py::arg("intent"), py::arg("black_point_compensation"));
    module.def(
        "picture_from_lab",
        [](const Colors& lab, int width, int height, const py::bytes& profile, int bits, const std::string& intent,
           bool black_point_compensation) {
            const std::vector<std::uint8_t> bytes = bytes_of(profile);
            const Interruption interruption;
            return picture_from_lab(labs_of(lab), width, height, bytes, bits, options_of(intent, black_point_compensation));
        },
        py::arg("lab"), py::arg("width"), py::arg("height"), py::arg("profile"), py::arg("bits"), py::arg("intent"),
        py::arg("black_point_compensation"));
    module.def(
        "soft_proof",
        [](const Colors& lab, const py::bytes& profile, const std::string& intent, bool black_point_compensation,
           bool paper_white, double warn_delta_e) {
            const std::vector<std::uint8_t> bytes = bytes_of(profile);
            const Interruption interruption;
            const SoftProof proof =
                soft_proof(labs_of(lab), bytes, {options_of(intent, black_point_compensation), paper_white, warn_delta_e});
            std::vector<bool> mask(proof.out_of_gamut.begin(), proof.out_of_gamut.end());
            return std::pair(triples(proof.lab), mask);
        },
        py::arg("lab"), py::arg("profile"), py::arg("intent"), py::arg("black_point_compensation"), py::arg("paper_white"),
        py::arg("warn_delta_e"));
    module.def(
        "named_color_profile",
        [](const std::string& description, const std::vector<std::string>& names, const Colors& lab) {
            std::vector<NamedColor> colors;
            const std::vector<Lab> labs = labs_of(lab);
            for (std::size_t i = 0; i < names.size(); ++i) colors.push_back({names[i], labs.at(i)});
            return python_bytes(named_color_profile(description, colors));
        },
        py::arg("description"), py::arg("names"), py::arg("lab"));

    bind_fields<CardPatch>(module, "CardPatch");
    bind_fields<PhotoMeasurement>(module, "PhotoMeasurement");
    module.def(
        "measure_photo",
        [](const Picture& picture, const std::array<double, 4>& region,
           const std::optional<std::array<std::array<double, 2>, 4>>& corners, const py::bytes& profile) {
            PhotoOptions options;
            if (corners) {
                options.card_corners.emplace();
                for (std::size_t i = 0; i < 4; ++i) (*options.card_corners)[i] = {(*corners)[i][0], (*corners)[i][1]};
            }
            options.profile = bytes_of(profile);
            const Interruption interruption;
            return measure_photo(picture, {region[0], region[1], region[2], region[3]}, options);
        },
        py::arg("picture"), py::arg("region"), py::arg("card_corners"), py::arg("profile"));
}
