// Plans, light, forecasts.
#include "bind.hpp"

#include "lab.hpp"
#include "undertone/fade/forecast.hpp"

using namespace undertone;

namespace {

void bind_plan(py::module_& module) {
    py::class_<Habits>(module, "Habits")
        .def(py::init<>())
        .def_readwrite("latitude_deg", &Habits::latitude_deg)
        .def_readwrite("start_day_of_year", &Habits::start_day_of_year)
        .def_readwrite("outdoor_share", &Habits::outdoor_share)
        .def_readwrite("altitude_m", &Habits::altitude_m)
        .def_readwrite("hat_share", &Habits::hat_share)
        .def_readwrite("spf_applied", &Habits::spf_applied)
        .def_readwrite("sky_transmission", &Habits::sky_transmission)
        .def("validate", &Habits::validate);

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
    py::class_<FadeParameter>(module, "FadeParameter")
        .def_readonly("name", &FadeParameter::name)
        .def_readonly("unit", &FadeParameter::unit)
        .def_readonly("prior", &FadeParameter::prior)
        .def_readonly("source", &FadeParameter::source)
        .def_readonly("confidence", &FadeParameter::confidence);

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
    py::class_<Range>(module, "Range")
        .def_readonly("nominal", &Range::nominal)
        .def_readonly("q10", &Range::q10)
        .def_readonly("q50", &Range::q50)
        .def_readonly("q90", &Range::q90);

    py::class_<LabRange>(module, "LabRange")
        .def_readonly("l", &LabRange::l)
        .def_readonly("a", &LabRange::a)
        .def_readonly("b", &LabRange::b);

    py::class_<ForecastRow>(module, "ForecastRow")
        .def_readonly("time_days", &ForecastRow::time_days)
        .def_readonly("extrapolated", &ForecastRow::extrapolated)
        .def_readonly("state", &ForecastRow::state)
        .def_readonly("appearance", &ForecastRow::appearance)
        .def_readonly("area", &ForecastRow::area)
        .def_readonly("dot", &ForecastRow::dot)
        .def_readonly("delta_e_2000", &ForecastRow::delta_e_2000)
        .def_readonly("contrast_l", &ForecastRow::contrast_l)
        .def_readonly("diameter_mm", &ForecastRow::diameter_mm)
        .def_readonly("overlap", &ForecastRow::overlap)
        .def_readonly("blue_shift_b", &ForecastRow::blue_shift_b)
        .def_readonly("delta_e_2000_to_first", &ForecastRow::delta_e_2000_to_first)
        .def_readonly("pigment_left", &ForecastRow::pigment_left);

    py::class_<Forecast>(module, "Forecast")
        .def_property_readonly("target", [](const Forecast& self) { return triple(self.target); })
        .def_property_readonly("bare", [](const Forecast& self) { return triple(self.bare); })
        .def_readonly("illuminant", &Forecast::illuminant)
        .def_readonly("observer", &Forecast::observer)
        .def_readonly("rows", &Forecast::rows)
        .def_readonly("draws_used", &Forecast::draws_used)
        .def_readonly("diagnostics", &Forecast::diagnostics);
}

} // namespace

void bind_fade(py::module_& module) {
    bind_plan(module);
    bind_report(module);
    bind_forecast(module);

    module.def("light_transmission", &light_transmission, py::arg("skin"));
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
