// The screen against a list of limits, and claims.
#include "bind_fields.hpp"

#include "undertone/app/coverage.hpp"
#include "undertone/supply/fields.hpp"

using namespace undertone;

void bind_screen(py::module_& module) {
    bind_fields<LimitRow>(module, "LimitRow");
    bind_fields<LimitList>(module, "LimitList");
    bind_fields<LabResult>(module, "LabResult");
    bind_fields<ScreenRow>(module, "ScreenRow");
    bind_fields<Screen>(module, "Screen")
        .def("as_text", [](const Screen& self) { return screen_text(self); })
        .def("json", [](const Screen& self) { return to_json(self); });
    module.def("load_limit_list", &load_limit_list, py::arg("name_or_path"));
    module.def("load_lab_results", &load_lab_results, py::arg("path"));
    module.def("check_cas", &check_cas, py::arg("cas"));
    module.def(
        "screen",
        [](const LimitList& list, const std::vector<LabResult>& results, const std::optional<Line>& line) {
            return screen(list, results, line ? &*line : nullptr);
        },
        py::arg("list"), py::arg("results"), py::arg("line"));

    bind_fields<Claim>(module, "Claim");
    bind_fields<LineClaims>(module, "LineClaims").def("text", &claims_text).def("json", [](const LineClaims& self) {
        return to_json(self);
    });
    bind_fields<ClaimFinding>(module, "ClaimFinding");
    bind_fields<ClaimCheck>(module, "ClaimCheck")
        .def("as_text", [](const ClaimCheck& self) { return claim_check_text(self); })
        .def("json", [](const ClaimCheck& self) { return to_json(self); });
    module.def(
        "claims_from",
        [](const LineCoverage& coverage, const std::optional<Screen>& screened) {
            return claims_from(coverage, screened ? &*screened : nullptr);
        },
        py::arg("coverage"), py::arg("screened"));
    module.def("check_claim", &check_claim, py::arg("text"));
}
