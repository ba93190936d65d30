// Plans, light, forecasts.
#include "bind_fields.hpp"

#include "undertone/fade/fields.hpp"

using namespace undertone;

namespace {

void bind_plan(py::module_& module) {
    bind_fields<Habits>(module, "Habits").def("validate", &Habits::validate);

    py::class_<DailyLight>(module, "DailyLight")
        .def(py::init<const Habits&>(), py::arg("habits"))
        .def("dose_kJ_per_m2_day", &DailyLight::dose_kJ_per_m2_day, py::arg("t_days"))
        .def("yearly_dose_kJ_per_m2", &DailyLight::yearly_dose_kJ_per_m2);

    py::class_<Session>(module, "Session")
        .def(py::init([](double time_days, const Eigen::ArrayXd& mg_per_ml, double inked_share, double new_share) {
                 return Session{time_days, mg_per_ml, inked_share, new_share};
             }),
             py::arg("time_days"), py::arg("mg_per_ml"), py::arg("inked_share"), py::arg("new_share"))
        .def_readonly("time_days", &Session::time_days)
        .def_readonly("mg_per_ml", &Session::mg_per_ml)
        .def_readonly("inked_share", &Session::inked_share)
        .def_readonly("new_share", &Session::new_share);

    py::class_<FadePlan>(module, "FadePlan")
        .def(py::init([](std::vector<Session> sessions, const Habits& habits, double transmission) {
                 return FadePlan{std::move(sessions), habits, transmission};
             }),
             py::arg("sessions"), py::arg("habits"), py::arg("light_transmission"))
        .def_readonly("sessions", &FadePlan::sessions)
        .def("validate", &FadePlan::validate, py::arg("line"));
}

void bind_report(py::module_& module) {
    bind_fields<FadeParameter>(module, "FadeParameter");

    py::class_<FadeTrajectory>(module, "FadeTrajectory")
        .def_property_readonly("status", [](const FadeTrajectory& self) { return std::string(to_string(self.status)); })
        .def_readonly("values", &FadeTrajectory::values)
        .def_readonly("states", &FadeTrajectory::states)
        .def_readonly("uv_dose_kJ_per_m2", &FadeTrajectory::uv_dose_kJ_per_m2)
        .def_readonly("pigment_left", &FadeTrajectory::pigment_left)
        .def_readonly("worst_mass_error", &FadeTrajectory::worst_mass_error);

    py::class_<FadeReport>(module, "FadeReport")
        .def_readonly("model", &FadeReport::model)
        .def_readonly("times_days", &FadeReport::times_days)
        .def_readonly("extrapolated", &FadeReport::extrapolated)
        .def_readonly("parameters", &FadeReport::parameters)
        .def_readonly("nominal", &FadeReport::nominal)
        .def_readonly("draws", &FadeReport::draws)
        .def_readonly("diagnostics", &FadeReport::diagnostics);
}

void bind_forecast(py::module_& module) {
    bind_fields<Range>(module, "Range");
    bind_fields<LabRange>(module, "LabRange");
    bind_fields<ForecastRow>(module, "ForecastRow");
    bind_fields<Forecast>(module, "Forecast");
}

} // namespace

void bind_fade(py::module_& module) {
    bind_plan(module);
    bind_report(module);
    bind_forecast(module);

    module.def("light_transmission", &light_transmission, py::arg("skin"), py::arg("dots"));
    module.def(
        "simulate_fade",
        [](const Line& line, const Dots& dots, const FadePlan& plan, const std::vector<double>& times_days,
           const std::string& model, int draws, std::uint64_t seed, double rtol, int threads, std::uint64_t first_draw,
           double max_seconds) {
            FadeOptions options;
            options.first_draw = first_draw;
            options.model = model;
            options.draws = draws;
            options.seed = seed;
            options.rtol = rtol;
            options.threads = threads;
            const Interruption interruption(max_seconds);
            return simulate_fade(line, dots, plan, times_days, options);
        },
        py::arg("line"), py::arg("dots"), py::arg("plan"), py::arg("times_days"), py::arg("model"), py::arg("draws"),
        py::arg("seed"), py::arg("rtol"), py::arg("threads"), py::arg("first_draw") = 0, py::arg("max_seconds") = 0.0);
    module.def(
        "forecast",
        [](const Skin& skin, const Line& line, const FadeReport& report, const Eigen::Array3d& target,
           const Viewing& viewing, int threads) { return forecast(skin, line, report, lab_of(target), viewing, threads); },
        py::arg("skin"), py::arg("line"), py::arg("report"), py::arg("target"), py::arg("viewing"), py::arg("threads"),
        Unlocked());
}
