// The workflow: client, treatment, zones, card.
#include "bind_fields.hpp"
#include "timed.hpp"

#include "undertone/app/dot_stamp.hpp"
#include "undertone/app/fields.hpp"
#include "undertone/app/limits.hpp"
#include "undertone/app/preview.hpp"
#include "undertone/app/zones.hpp"

using namespace undertone;

namespace {

void bind_line_report(py::module_& module) {
    bind_fields<InkReport>(module, "InkReport");
    bind_fields<LineReport>(module, "LineReport").def("text", &line_report_text).def("json", [](const LineReport& self) {
        return to_json(self);
    });
    module.def("line_report", &line_report, py::arg("line"), py::arg("today"));
}

void bind_ladder(py::module_& module) {
    bind_fields<LadderStep>(module, "LadderStep");
    bind_fields<LadderInk>(module, "LadderInk");
    bind_fields<Ladder>(module, "Ladder").def("text", &ladder_text).def("json", [](const Ladder& self) {
        return to_json(self);
    });
    module.def("ladder_water_parts", &ladder_water_parts);
    module.def("dilution_ladder", &dilution_ladder, py::arg("skin"), py::arg("line"), py::arg("inks"), py::arg("dots"),
               py::arg("water_parts"), py::arg("target"), py::arg("scale"), Unlocked());
}

void bind_line_ladder(py::module_& module) {
    bind_fields<FlaggedStep>(module, "FlaggedStep");
    bind_fields<ToldApart>(module, "ToldApart");
    bind_fields<ClassLadder>(module, "ClassLadder");
    bind_fields<LineLadder>(module, "LineLadder").def("text", &line_ladder_text).def("json", [](const LineLadder& self) {
        return to_json(self);
    });
    module.def("line_ladder", &line_ladder, py::arg("line"), py::arg("skin_classes"), py::arg("inks"), py::arg("dots"),
               py::arg("water_parts"), py::arg("today"), Unlocked());
}

void bind_client(py::module_& module) {
    py::class_<ClientFiles>(module, "ClientFiles")
        .def_readonly("skin", &ClientFiles::skin)
        .def_readonly("fringe", &ClientFiles::fringe)
        .def_readonly("strand", &ClientFiles::strand)
        .def_readonly("sessions", &ClientFiles::sessions)
        .def(py::init([](std::string skin, std::string fringe, std::string strand, std::string hair_color,
                         const Stubble& stubble, std::string site, const InstrumentOptions& instrument,
                         std::string sessions) {
                 return ClientFiles{std::move(skin), std::move(fringe), std::move(strand), std::move(hair_color),
                                    stubble,         std::move(site),   instrument,        std::move(sessions)};
             }),
             py::arg("skin"), py::arg("fringe"), py::arg("strand"), py::arg("hair_color"), py::arg("stubble"),
             py::arg("site"), py::arg("instrument"), py::arg("sessions"));

    py::class_<Client> of_client(module, "Client");
    py::class_<OpenAssumption>(module, "OpenAssumption")
        .def(py::init([](std::string what, std::string assumed, std::string other, const std::optional<Client>& otherwise) {
                 return OpenAssumption{std::move(what), std::move(assumed), std::move(other),
                                       otherwise ? std::make_shared<const Client>(*otherwise) : nullptr};
             }),
             py::arg("what"), py::arg("assumed"), py::arg("other"), py::arg("otherwise"))
        .def_readonly("what", &OpenAssumption::what)
        .def_readonly("assumed", &OpenAssumption::assumed)
        .def_readonly("other", &OpenAssumption::other)
        .def_property_readonly("otherwise", [](const OpenAssumption& self) -> std::optional<Client> {
            if (!self.otherwise) return {};
            return *self.otherwise;
        });
    of_client
        .def(py::init([](std::string name, const Skin& skin, const Bands& target, std::string target_basis) {
                 Client client;
                 client.name = std::move(name);
                 client.skin = skin;
                 client.target = target;
                 client.target_basis = std::move(target_basis);
                 return client;
             }),
             py::arg("name"), py::arg("skin"), py::arg("target"), py::arg("target_basis"))
        .def(py::init([](std::string name, const SkinFit& skin_fit, double skin_spread_delta_e, int skin_readings,
                         const Bands& target, std::string target_basis, const Stubble& stubble, bool synthetic,
                         const ReadingScale& scale, const InstrumentOptions& instrument,
                         std::vector<OpenAssumption> assumptions, std::string sessions_file, Diagnostics diagnostics) {
                 Client client;
                 client.name = std::move(name);
                 client.skin = skin_fit.skin;
                 client.skin_fit = skin_fit;
                 client.skin_spread_delta_e = skin_spread_delta_e;
                 client.skin_readings = skin_readings;
                 client.target = target;
                 client.target_basis = std::move(target_basis);
                 client.stubble = stubble;
                 client.synthetic = synthetic;
                 client.scale = scale;
                 client.instrument = instrument;
                 client.assumptions = std::move(assumptions);
                 client.sessions_file = std::move(sessions_file);
                 client.diagnostics = std::move(diagnostics);
                 return client;
             }),
             py::arg("name"), py::arg("skin_fit"), py::arg("skin_spread_delta_e"), py::arg("skin_readings"),
             py::arg("target"), py::arg("target_basis"), py::arg("stubble"), py::arg("synthetic"), py::arg("scale"),
             py::arg("instrument"), py::arg("assumptions"), py::arg("sessions_file"), py::arg("diagnostics"))
        .def_property_readonly("instrument",
                               [](const Client& self) {
                                   const InstrumentOptions& said = self.instrument;
                                   return std::tuple(said.instrument, said.geometry, said.illuminant, said.observer);
                               })
        .def_readonly("stubble", &Client::stubble)
        .def_readonly("name", &Client::name)
        .def_readonly("skin", &Client::skin)
        .def_readonly("skin_fit", &Client::skin_fit)
        .def_readonly("skin_spread_delta_e", &Client::skin_spread_delta_e)
        .def_readonly("skin_readings", &Client::skin_readings)
        .def_readonly("target", &Client::target, py::return_value_policy::copy)
        .def_readonly("target_basis", &Client::target_basis)
        .def_readonly("synthetic", &Client::synthetic)
        .def_readonly("scale", &Client::scale)
        .def_readonly("assumptions", &Client::assumptions)
        .def_readonly("sessions_file", &Client::sessions_file)
        .def_readonly("diagnostics", &Client::diagnostics);

    module.def("client_folder", &client_folder, py::arg("folder"));
    module.def("read_client", &read_client, py::arg("files"), Unlocked());
}

void bind_treatment(py::module_& module) {
    py::class_<TreatmentOptions>(module, "TreatmentOptions")
        .def(py::init([](const Dots& dots, const MatchOptions& matching, const Habits& habits, double later_years,
                         double later_weight, double session_interval_days, double most_density_per_cm2, std::string zone,
                         int draws, std::uint64_t seed, std::string model) {
                 TreatmentOptions options;
                 options.most_density_per_cm2 = most_density_per_cm2;
                 options.zone = std::move(zone);
                 options.fade.draws = draws;
                 options.fade.seed = seed;
                 options.fade.model = std::move(model);
                 options.dots = dots;
                 options.matching = matching;
                 options.habits = habits;
                 options.later_years = later_years;
                 options.later_weight = later_weight;
                 options.session_interval_days = session_interval_days;
                 return options;
             }),
             py::arg("dots"), py::arg("matching"), py::arg("habits"), py::arg("later_years"), py::arg("later_weight"),
             py::arg("session_interval_days"), py::arg("most_density_per_cm2"), py::arg("zone"), py::arg("draws"),
             py::arg("seed"), py::arg("model"));

    module.def("zone_names", &zone_names);
    module.def(
        "usual_zone", [](const std::string& name, const Dots& mid) { return usual_zone(name, mid).dots; }, py::arg("name"),
        py::arg("mid"));
    module.def("match_client", timed(&match_client), py::arg("client"), py::arg("line"), py::arg("options"), Unlocked());
    module.def(
        "match_zones",
        [](const Client& client, const Line& line, const std::vector<std::pair<std::string, Dots>>& zones,
           const TreatmentOptions& options) {
            std::vector<Zone> named;
            for (const auto& [name, dots] : zones) named.push_back({name, dots});
            std::vector<MatchReport> reports;
            for (ZonePlan& plan : match_zones(client, line, named, options)) reports.push_back(std::move(plan.report));
            return reports;
        },
        py::arg("client"), py::arg("line"), py::arg("zones"), py::arg("options"), Unlocked());
    bind_fields<DotTrial>(module, "DotTrial");
    bind_fields<DotChoice>(module, "DotChoice");
    module.def("client_ladder", &client_ladder, py::arg("client"), py::arg("line"), py::arg("inks"), py::arg("water_parts"),
               py::arg("options"), Unlocked());
    module.def("match_dilution", &match_dilution, py::arg("client"), py::arg("line"), py::arg("ink"),
               py::arg("densities_per_cm2"), py::arg("options"), Unlocked());
    module.def("match_dots", timed(&match_dots), py::arg("client"), py::arg("line"), py::arg("diameters_mm"),
               py::arg("densities_per_cm2"), py::arg("options"), Unlocked());
    py::class_<Rematch>(module, "Rematch")
        .def(py::init<Skin, Line>(), py::arg("skin"), py::arg("line"))
        .def("match", timed(&match_again), py::arg("target"), py::arg("options"), Unlocked());
}

void bind_preview(py::module_& module) {
    py::class_<PatchView>(module, "PatchView")
        .def(py::init([](const Eigen::Array3d& bare, const Eigen::Array3d& area, const Eigen::Array3d& dot,
                         double diameter_mm, double density_per_cm2, double softness_mm) {
                 const auto xyz = [](const Eigen::Array3d& v) { return XYZ{v(0), v(1), v(2)}; };
                 return PatchView{xyz(bare), xyz(area), xyz(dot), diameter_mm, density_per_cm2, softness_mm, {}};
             }),
             py::arg("bare"), py::arg("area"), py::arg("dot"), py::arg("dot_diameter_mm"), py::arg("density_per_cm2"),
             py::arg("softness_mm"));

    module.def("patch_view", &patch_view, py::arg("skin"), py::arg("line"), py::arg("state"), py::arg("viewing"),
               Unlocked());
    module.def("target_view", &target_view, py::arg("client"), py::arg("viewing"));
    module.def(
        "render_pair",
        [](const PatchView& target, const PatchView& result, double patch_mm, double pixels_per_mm, std::uint64_t seed) {
            const Image image = [&] {
                const Interruption interruption;
                return render_pair(target, result, {patch_mm, pixels_per_mm, seed});
            }();
            py::array_t<std::uint8_t> pixels({image.height, image.width, 3});
            std::copy(image.rgb.begin(), image.rgb.end(), pixels.mutable_data());
            return pixels;
        },
        py::arg("target"), py::arg("result"), py::arg("patch_mm"), py::arg("pixels_per_mm"), py::arg("seed"));
    module.def(
        "dot_stamp",
        [](const PatchView& view, const Viewing& viewing, double distance_m, double step_mm, int samples) {
            const DotStamp stamp = [&] {
                const py::gil_scoped_release unlocked;
                return dot_stamp(view, viewing, distance_m, step_mm, samples);
            }();
            return std::pair<Eigen::Array3d, Eigen::ArrayX3d>(stamp.ground, stamp.shadow);
        },
        py::arg("view"), py::arg("viewing"), py::arg("distance_m"), py::arg("step_mm"), py::arg("samples"));
}

} // namespace

void bind_app(py::module_& module) {
    bind_line_report(module);
    bind_ladder(module);
    bind_line_ladder(module);
    bind_client(module);
    bind_treatment(module);
    bind_preview(module);
    module.def("model_limits", &model_limits);
    module.attr("healed_after_days") = healed_after_days;
}
