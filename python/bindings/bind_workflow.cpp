// The workflow layer: one treatment plan, the sessions on it, corrections, forecasts and cards, as the command line has them.
#include "bind.hpp"

#include "lab.hpp"
#include "undertone/app/card.hpp"
#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"
#include "undertone/io/reading_conditions.hpp"

using namespace undertone;

namespace {

void bind_names(py::module_& module) {
    module.def(
        "geometry_from", [](const std::string& text) { return geometry_from(text); }, py::arg("text"));
    module.def(
        "illuminant_from", [](const std::string& text) { return illuminant_from(text); }, py::arg("text"));
    module.def(
        "observer_from", [](const std::string& text) { return observer_from(text); }, py::arg("text"));
}

void bind_sessions(py::module_& module) {
    py::class_<SessionRecord>(module, "SessionRecord")
        .def(py::init([](const Blend& blend, double density_per_cm2, std::optional<double> diameter_mm,
                         std::optional<double> top_mm, std::optional<double> bottom_mm, std::optional<int> date,
                         std::optional<int> healed_on, std::optional<HealedReading> reading) {
                 return SessionRecord{blend, density_per_cm2,    diameter_mm, top_mm, bottom_mm, date, healed_on,
                                      "",    std::move(reading), {}};
             }),
             py::arg("blend"), py::arg("density_per_cm2"), py::arg("diameter_mm"), py::arg("top_mm"), py::arg("bottom_mm"),
             py::arg("date"), py::arg("healed_on"), py::arg("reading"))
        .def_readonly("blend", &SessionRecord::blend)
        .def_readonly("density_per_cm2", &SessionRecord::density_per_cm2)
        .def_property_readonly("was_read", [](const SessionRecord& self) { return self.reading.has_value(); });

    module.def(
        "read_sessions",
        [](const std::string& path, const Client& client, const Line& line) {
            std::vector<SessionRecord> sessions = read_sessions(path, line);
            read_healed_files(sessions, client);
            return sessions;
        },
        py::arg("path"), py::arg("client"), py::arg("line"), Unlocked());
    // What was read, and the diagnostics of reading it.
    module.def(
        "read_healed",
        [](const std::string& path, const Client& client) {
            Diagnostics diagnostics;
            HealedReading reading = read_healed(path, client, diagnostics);
            return std::pair(reading, diagnostics);
        },
        py::arg("path"), py::arg("client"), Unlocked());
    module.def(
        "bare_repeat",
        [](const Client& client) {
            const BareRepeat bare = bare_repeat(client);
            return std::pair(bare.readings, bare.delta_e);
        },
        py::arg("client"), Unlocked());
    module.def("bias_of_clients", &bias_of_clients, py::arg("folders"), py::arg("site"), py::arg("line"), py::arg("dots"),
               Unlocked());

    py::class_<SessionReport>(module, "SessionReport")
        .def_readonly("planned", &SessionReport::planned)
        .def_readonly("done", &SessionReport::done)
        .def_readonly("updates", &SessionReport::updates)
        .def_readonly("read_sessions", &SessionReport::read_sessions)
        .def_readonly("prior", &SessionReport::prior)
        .def_readonly("belief", &SessionReport::belief)
        .def_readonly("bias", &SessionReport::bias)
        .def_readonly("bias_used", &SessionReport::bias_used)
        .def_readonly("next", &SessionReport::next)
        .def_readonly("measure_again", &SessionReport::measure_again)
        .def_readonly("departures", &SessionReport::departures)
        .def_readonly("diagnostics", &SessionReport::diagnostics);
    module.def("plan_next_session", &plan_next_session, py::arg("client"), py::arg("done"), py::arg("line"),
               py::arg("options"), py::arg("bias"), py::arg("use_bias"), Unlocked());
}

void bind_correction_job(py::module_& module) {
    py::class_<CupProblem>(module, "CupProblem")
        .def(py::init([](const Blend& blend, double left_ml, bool blame_inks, std::optional<HealedReading> spot,
                         double spot_density_per_cm2, std::optional<Blend> wanted, std::vector<Drawdown> drawdowns,
                         const DrawdownOptions& drawdown, Diagnostics diagnostics) {
                 CupProblem problem;
                 problem.diagnostics = std::move(diagnostics);
                 problem.blend = blend;
                 problem.left_ml = left_ml;
                 problem.blame_inks = blame_inks;
                 problem.spot = std::move(spot);
                 problem.spot_density_per_cm2 = spot_density_per_cm2;
                 problem.wanted = std::move(wanted);
                 problem.drawdowns = std::move(drawdowns);
                 problem.drawdown = drawdown;
                 return problem;
             }),
             py::arg("blend"), py::arg("left_ml"), py::arg("blame_inks"), py::arg("spot"), py::arg("spot_density_per_cm2"),
             py::arg("wanted"), py::arg("drawdowns"), py::arg("drawdown"), py::arg("diagnostics"));
    py::class_<CorrectionReport>(module, "CorrectionReport")
        .def_readonly("treatment", &CorrectionReport::treatment)
        .def_readonly("density_per_cm2", &CorrectionReport::density_per_cm2)
        .def_readonly("target", &CorrectionReport::target, py::return_value_policy::copy)
        .def_readonly("target_basis", &CorrectionReport::target_basis)
        .def_readonly("drawdown", &CorrectionReport::drawdown)
        .def_readonly("spot", &CorrectionReport::spot)
        .def_readonly("correction", &CorrectionReport::correction)
        .def_readonly("departures", &CorrectionReport::departures)
        .def_readonly("diagnostics", &CorrectionReport::diagnostics)
        .def_property_readonly("is_usable", &CorrectionReport::is_usable);
    module.def("correct_client_cup", &correct_client_cup, py::arg("client"), py::arg("done"), py::arg("line"),
               py::arg("options"), py::arg("problem"), Unlocked());
    module.def(
        "read_drawdown",
        [](const std::string& film, const std::string& card, const Client& client) {
            Diagnostics diagnostics;
            Drawdown drawdown = read_drawdown(film, card, client, diagnostics);
            return std::pair(drawdown, diagnostics);
        },
        py::arg("film"), py::arg("card"), py::arg("client"), Unlocked());
}

/// JSON and text of a forecast.
std::pair<std::string, std::string> told(const Client& client, const Line& line, const TreatmentForecast& forecast) {
    return {to_json(client, line, forecast), forecast_text(client, forecast)};
}

void bind_forecast_job(py::module_& module) {
    module.def(
        "forecast_blend",
        [](const Client& client, const Line& line, const Blend& blend, const std::vector<double>& years,
           const TreatmentOptions& options) {
            return told(client, line, forecast_client(client, line, blend, years, options));
        },
        py::arg("client"), py::arg("line"), py::arg("blend"), py::arg("years"), py::arg("options"), Unlocked());
    module.def(
        "forecast_plan",
        [](const Client& client, const std::vector<SessionRecord>& done, const Line& line, const std::vector<double>& years,
           const TreatmentOptions& options) {
            const SessionReport report = plan_next_session(client, done, line, options);
            return told(client, line, forecast_sessions(client, report, line, years, options));
        },
        py::arg("client"), py::arg("done"), py::arg("line"), py::arg("years"), py::arg("options"), Unlocked());
    module.def("default_forecast_years", &default_forecast_years);
}

/// A card in all its forms: JSON, text, HTML.
std::tuple<std::string, std::string, std::string> forms(const Card& card) {
    return {card_json(card), card_text(card), card_html(card)};
}

void bind_cards(py::module_& module) {
    module.def(
        "match_card",
        [](const Client& client, const Line& line, const MatchReport& report, const TreatmentOptions& options) {
            return forms(match_card(client, line, report, options));
        },
        py::arg("client"), py::arg("line"), py::arg("report"), py::arg("options"), Unlocked());
    module.def(
        "session_card",
        [](const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options) {
            return forms(session_card(client, line, report, options));
        },
        py::arg("client"), py::arg("line"), py::arg("report"), py::arg("options"), Unlocked());
    module.def(
        "correction_card",
        [](const Client& client, const Line& line, const CorrectionReport& report, const TreatmentOptions& options) {
            return forms(correction_card(client, line, report, options));
        },
        py::arg("client"), py::arg("line"), py::arg("report"), py::arg("options"), Unlocked());
}

} // namespace

void bind_reading_scale(py::module_& module) {
    py::class_<ReadingScale>(module, "ReadingScale")
        .def(py::init([](std::string instrument, std::string geometry, std::string illuminant, std::string observer) {
                 return ReadingScale{std::move(instrument), std::move(geometry), std::move(illuminant), std::move(observer)};
             }),
             py::arg("instrument"), py::arg("geometry"), py::arg("illuminant"), py::arg("observer"))
        .def_readonly("instrument", &ReadingScale::instrument)
        .def_readonly("geometry", &ReadingScale::geometry)
        .def_readonly("illuminant", &ReadingScale::illuminant)
        .def_readonly("observer", &ReadingScale::observer)
        .def_property_readonly("surface", &ReadingScale::surface)
        .def_property_readonly("text", &ReadingScale::text)
        .def_property_readonly("is_internal", &ReadingScale::is_internal)
        .def(
            "lab",
            [](const ReadingScale& self, const Bands& reflectance) {
                const Lab lab = self.lab(reflectance);
                return Eigen::Array3d(lab.l, lab.a, lab.b);
            },
            py::arg("reflectance"));

    py::class_<InstrumentOptions>(module, "InstrumentOptions")
        .def(py::init([](std::string instrument, std::string geometry, std::string illuminant, std::string observer) {
                 return InstrumentOptions{std::move(instrument), std::move(geometry), std::move(illuminant),
                                          std::move(observer)};
             }),
             py::arg("instrument"), py::arg("geometry"), py::arg("illuminant"), py::arg("observer"));
}

void bind_workflow(py::module_& module) {
    bind_names(module);
    bind_sessions(module);
    bind_correction_job(module);
    bind_forecast_job(module);
    bind_cards(module);
}
