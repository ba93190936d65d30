// Lines, blends, dots, appearance.
#include "bind_fields.hpp"

#include "undertone/pigment/clump.hpp"
#include "undertone/pigment/fields.hpp"
#include "undertone/pigment/granule.hpp"
#include "undertone/pigment/mie.hpp"

using namespace undertone;

namespace {

void bind_line(py::module_& module) {
    bind_fields<Colorant>(module, "Colorant")
        .def("validate", [](const Colorant& self) { self.validate(); })
        .def("mu_a_at", &Colorant::mu_a_at, py::arg("z_strength"), py::arg("z_exponent"));
    module.def(
        "clumped",
        [](const Colorant& colorant, double diameter_um, double packing) {
            return clumped(colorant, {diameter_um, packing});
        },
        py::arg("colorant"), py::arg("diameter_um"), py::arg("packing"), Unlocked());

    py::class_<InkComponent>(module, "InkComponent")
        .def_readonly("colorant", &InkComponent::colorant)
        .def_readonly("mg_per_ml", &InkComponent::mg_per_ml);

    py::class_<InkLot>(module, "InkLot")
        .def(py::init([](std::string lot, std::string expires) {
                 return InkLot{std::move(lot), std::move(expires)};
             }),
             py::arg("lot"), py::arg("expires"))
        .def_readonly("lot", &InkLot::lot)
        .def_readonly("expires", &InkLot::expires);

    py::class_<PackOrigin>(module, "PackOrigin")
        .def(py::init([](std::string version, std::string signed_by) {
                 return PackOrigin{std::move(version), std::move(signed_by)};
             }),
             py::arg("version"), py::arg("signed_by"))
        .def_readonly("version", &PackOrigin::version)
        .def_readonly("signed_by", &PackOrigin::signed_by);

    py::class_<Ink>(module, "Ink")
        .def_readonly("id", &Ink::id)
        .def_readonly("name", &Ink::name)
        .def_readonly("components", &Ink::components)
        .def_readonly("density_g_per_ml", &Ink::density_g_per_ml)
        .def_readonly("lot", &Ink::lot)
        .def_readonly("expires", &Ink::expires)
        .def_readonly("lots", &Ink::lots);

    py::class_<InkDescription>(module, "InkDescription")
        .def(py::init([](std::string id, std::string name, const std::vector<std::pair<std::string, double>>& components,
                         std::optional<double> density_g_per_ml, std::string lot, std::string expires,
                         std::vector<InkLot> lots) {
                 InkDescription made{std::move(id),      std::move(name), {}, density_g_per_ml, std::move(lot),
                                     std::move(expires), std::move(lots)};
                 for (const auto& [id_of_colorant, mg_per_ml] : components)
                     made.components.push_back({id_of_colorant, mg_per_ml});
                 return made;
             }),
             py::arg("id"), py::arg("name"), py::arg("components"), py::arg("density_g_per_ml"), py::arg("lot"),
             py::arg("expires"), py::arg("lots"));

    py::class_<Line>(module, "Line")
        .def(
            "equals", [](const Line& self, const Line& other) { return self == other; }, py::arg("other"))
        .def_readonly("carrier_density_g_per_ml", &Line::carrier_density_g_per_ml)
        .def_readonly("carrier_name", &Line::carrier_name)
        .def_readonly("id", &Line::id)
        .def_readonly("name", &Line::name)
        .def_readonly("maker", &Line::maker)
        .def_readonly("version", &Line::version)
        .def_readonly("note", &Line::note)
        .def_readonly("colorants", &Line::colorants)
        .def_readonly("inks", &Line::inks)
        .def_readonly("diluent_density_g_per_ml", &Line::diluent_density_g_per_ml)
        .def_readonly("diluent_name", &Line::diluent_name)
        .def_readonly("pack", &Line::pack)
        .def("ink_index", &Line::ink_index, py::arg("ink_id"));

    module.def(
        "make_line",
        [](std::string id, std::string name, std::string maker, std::string version, std::string note,
           std::vector<Colorant> colorants, std::vector<InkDescription> inks, std::string diluent_name,
           double diluent_density_g_per_ml, std::string carrier_name, double carrier_density_g_per_ml) {
            return make_line({std::move(id), std::move(name), std::move(maker), std::move(version), std::move(note),
                              std::move(colorants), std::move(inks), diluent_density_g_per_ml, std::move(diluent_name),
                              carrier_density_g_per_ml, std::move(carrier_name)});
        },
        py::arg("id"), py::arg("name"), py::arg("maker"), py::arg("version"), py::arg("note"), py::arg("colorants"),
        py::arg("inks"), py::arg("diluent_name"), py::arg("diluent_density_g_per_ml"), py::arg("carrier_name"),
        py::arg("carrier_density_g_per_ml"), Unlocked());
    module.def("line_toml", &line_toml, py::arg("line"));
    // The text of its TOML, what errors call it, and the pack that it came in.
    module.def(
        "line_source",
        [](const std::string& name_or_path, const std::string& signed_by) {
            LineSource source = line_source(name_or_path, signed_by);
            return std::tuple(std::move(source.toml_text), std::move(source.file), std::move(source.pack));
        },
        py::arg("name_or_path"), py::arg("signed_by"), Unlocked());
    const auto of_pack = [](Line line, std::optional<PackOrigin> pack) {
        line.pack = std::move(pack);
        return line;
    };
    module.def(
        "parse_line",
        [of_pack](const std::string& toml_text, const std::string& file, std::optional<PackOrigin> pack) {
            return of_pack(parse_line(toml_text, file), std::move(pack));
        },
        py::arg("toml_text"), py::arg("file"), py::arg("pack"), Unlocked());
    module.def(
        "parse_kept_line",
        [of_pack](const std::string& toml_text, const std::string& file, std::optional<PackOrigin> pack) {
            return of_pack(parse_kept_line(toml_text, file), std::move(pack));
        },
        py::arg("toml_text"), py::arg("file"), py::arg("pack"), Unlocked());
    module.def("with_lots", &with_lots, py::arg("line"), py::arg("lots"));
}

void bind_dots(py::module_& module) {
    bind_fields<LogNormal>(module, "LogNormal");
    bind_fields<Dots>(module, "Dots")
        .def("pitch_mm", &Dots::pitch_mm)
        .def("area_fraction", &Dots::area_fraction)
        .def("validate", &Dots::validate);
    bind_fields<InkDose>(module, "InkDose").def("validate", &InkDose::validate);
    module.def("dot_volume_nl", &dot_volume_nl, py::arg("dots"));
    module.def("retention", &retention, py::arg("dose"), py::arg("dots"));
    module.def(
        "dose_of_needle",
        [](double diameter_mm, const Dots& dots, const InkDose& prior) {
            return dose_of_needle({diameter_mm}, dots, prior);
        },
        py::arg("diameter_mm"), py::arg("dots"), py::arg("prior"));
    module.def(
        "dose_of_practice",
        [](double used_ml, double count, const std::optional<double>& lost_ml, const Dots& dots, double needle_diameter_mm,
           const InkDose& prior) {
            return dose_of_practice({used_ml, count, lost_ml}, dots, {needle_diameter_mm}, prior);
        },
        py::arg("used_ml"), py::arg("count"), py::arg("lost_ml"), py::arg("dots"), py::arg("needle_diameter_mm"),
        py::arg("prior"));
    module.def("usual_needle_mm", [] { return Needle{}.diameter_mm; });
    module.def("granule_absorption", &granule_absorption, py::arg("colorant"), py::arg("granule_um"));

    py::class_<PigmentState>(module, "PigmentState")
        .def_readonly("mg_per_ml", &PigmentState::mg_per_ml, py::return_value_policy::copy)
        .def_readonly("diameter_mm", &PigmentState::diameter_mm)
        .def_readonly("density_per_cm2", &PigmentState::density_per_cm2)
        .def_readonly("top_mm", &PigmentState::top_mm)
        .def_readonly("bottom_mm", &PigmentState::bottom_mm)
        .def_readonly("edge_sigma_mm", &PigmentState::edge_sigma_mm)
        .def_readonly("granule_um", &PigmentState::granule_um)
        .def("width_mm", &PigmentState::width_mm);
}

} // namespace

void bind_pigment(py::module_& module) {
    bind_line(module);
    bind_dots(module);

    bind_fields<Blend>(module, "Blend").def("validate", &Blend::validate, py::arg("line"));

    py::class_<Mixture>(module, "Mixture")
        .def_readonly("mg_per_ml", &Mixture::mg_per_ml, py::return_value_policy::copy)
        .def_readonly("density_g_per_ml", &Mixture::density_g_per_ml);

    bind_fields<Appearance>(module, "Appearance");

    module.def("mix", &mix, py::arg("line"), py::arg("blend"));
    module.def("blend_text", &blend_text, py::arg("line"), py::arg("blend"));
    module.def("healed_state", &healed_state, py::arg("mixture"), py::arg("dots"), py::arg("z_retention"),
               py::arg("z_depth"), py::arg("z_granule"));
    module.def("appearance", py::overload_cast<const Skin&, const Line&, const PigmentState&>(&appearance), py::arg("skin"),
               py::arg("line"), py::arg("state"), Unlocked());
    module.def(
        "mie",
        [](double size_parameter, std::complex<double> relative_index) {
            const MieEfficiencies q = mie(size_parameter, relative_index);
            return py::make_tuple(q.extinction, q.scattering, q.asymmetry);
        },
        py::arg("size_parameter"), py::arg("relative_index"));
}
