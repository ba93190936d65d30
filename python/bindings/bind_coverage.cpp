// Coverage of a line: the population, its clients, two lines side by side, and the ink that would add most.
#include "bind_fields.hpp"

#include "undertone/app/coverage.hpp"
#include "undertone/supply/fields.hpp"
#include "undertone/supply/skin_classes.hpp"

using namespace undertone;

namespace {

void bind_coverage_options(py::module_& module) {
    py::class_<CoverageOptions>(module, "CoverageOptions")
        .def(py::init<>())
        .def_readwrite("clients", &CoverageOptions::clients)
        .def_readwrite("skin_classes", &CoverageOptions::skin_classes)
        .def_readwrite("hair_colors", &CoverageOptions::hair_colors)
        .def_readwrite("tolerance_delta_e_2000", &CoverageOptions::tolerance_delta_e_2000)
        .def_readwrite("years", &CoverageOptions::years)
        .def_readwrite("fade_draws", &CoverageOptions::fade_draws)
        .def_readwrite("seed", &CoverageOptions::seed)
        .def_readwrite("dots", &CoverageOptions::dots)
        .def_readwrite("habits", &CoverageOptions::habits)
        .def_readwrite("threads", &CoverageOptions::threads)
        .def_property(
            "max_inks", [](const CoverageOptions& self) { return self.matching.max_inks; },
            [](CoverageOptions& self, int most) { self.matching.max_inks = most; })
        .def_property(
            "never_use", [](const CoverageOptions& self) { return self.matching.never_use; },
            [](CoverageOptions& self, std::vector<std::string> ids) { self.matching.never_use = std::move(ids); })
        .def_property(
            "today", [](const CoverageOptions& self) { return self.matching.today; },
            [](CoverageOptions& self, std::string date) { self.matching.today = std::move(date); })
        .def(
            "add_skin",
            [](CoverageOptions& self, std::string name, const Skin& skin) {
                self.skins.push_back({std::move(name), skin});
            },
            py::arg("name"), py::arg("skin"))
        .def(
            "add_hair",
            [](CoverageOptions& self, std::string name, const HairMelanin& melanin) {
                self.hairs.push_back({std::move(name), melanin});
            },
            py::arg("name"), py::arg("melanin"))
        .def("skin_count", &CoverageOptions::skin_count)
        .def("client_count", &CoverageOptions::client_count)
        .def("validate", &CoverageOptions::validate, py::arg("line"));
}

} // namespace

void bind_coverage(py::module_& module) {
    bind_coverage_options(module);
    bind_fields<CoveredClient>(module, "CoveredClient");
    bind_fields<ShareServed>(module, "ShareServed");
    bind_fields<MapCell>(module, "MapCell");
    bind_fields<YearShare>(module, "YearShare");
    bind_fields<InkUse>(module, "InkUse");
    bind_fields<InkTie>(module, "InkTie");
    bind_fields<LimitCount>(module, "LimitCount");
    bind_fields<LineCoverage>(module, "LineCoverage")
        .def("text", [](const LineCoverage& self) { return coverage_text(self); })
        .def("json", [](const LineCoverage& self) { return to_json(self); });
    bind_fields<CoverageComparison>(module, "CoverageComparison")
        .def("text", [](const CoverageComparison& self) { return coverage_text(self); })
        .def("json", [](const CoverageComparison& self) { return to_json(self); });
    bind_fields<InkComponentText>(module, "InkComponentText");
    bind_fields<NewInkTrial>(module, "NewInkTrial");
    bind_fields<NewInk>(module, "NewInk")
        .def("as_text", [](const NewInk& self) { return new_ink_text(self); })
        .def("json", [](const NewInk& self) { return to_json(self); });
    module.def("cover_clients", &cover_clients, py::arg("line"), py::arg("options"), py::arg("first_skin"), py::arg("skins"),
               Unlocked());
    module.def("summarise_coverage", &summarise_coverage, py::arg("line"), py::arg("options"), py::arg("clients"));
    module.def("compare_coverage", &compare_coverage, py::arg("first"), py::arg("second"));
    module.def(
        "suggest_new_ink",
        [](const Line& line, const LineCoverage& covered, const std::vector<std::string>& colorants, double most_mg_per_ml,
           int screened_clients, int refinements) {
            return suggest_new_ink(line, covered, {colorants, most_mg_per_ml, screened_clients, refinements});
        },
        py::arg("line"), py::arg("coverage"), py::arg("colorants"), py::arg("most_mg_per_ml"), py::arg("screened_clients"),
        py::arg("refinements"), Unlocked());
    module.def("skin_class_names", [] {
        std::vector<std::string> names;
        for (const SkinClass& one : skin_classes()) names.push_back(one.name);
        return names;
    });
    module.def(
        "drawn_skin",
        [](const std::string& name, std::uint64_t seed, std::uint64_t index) {
            return drawn_skin(skin_class(name), seed, index);
        },
        py::arg("skin_class"), py::arg("seed"), py::arg("index"));
    module.def(
        "typical_skin", [](const std::string& name) { return typical_skin(skin_class(name)); }, py::arg("skin_class"));
}
