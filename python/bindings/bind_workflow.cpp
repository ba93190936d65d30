// The workflow layer: one treatment plan, the sessions on it, corrections, forecasts and cards, as the command line has them.
#include "bind_fields.hpp"
#include "timed.hpp"

#include "undertone/app/card.hpp"
#include "undertone/app/fields.hpp"
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
                         std::optional<int> healed_on, std::optional<HealedReading> reading,
                         std::map<std::string, std::string> lots, std::string diluent_lot, std::string needle_lot) {
                 return SessionRecord{blend,
                                      density_per_cm2,
                                      diameter_mm,
                                      top_mm,
                                      bottom_mm,
                                      date,
                                      healed_on,
                                      "",
                                      std::move(reading),
                                      {},
                                      std::move(lots),
                                      std::move(diluent_lot),
                                      std::move(needle_lot)};
             }),
             py::arg("blend"), py::arg("density_per_cm2"), py::arg("diameter_mm"), py::arg("top_mm"), py::arg("bottom_mm"),
             py::arg("date"), py::arg("healed_on"), py::arg("reading"), py::arg("lots"), py::arg("diluent_lot"),
             py::arg("needle_lot"))
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

    bind_fields<SessionReport>(module, "SessionReport");
    module.def("plan_next_session", timed(&plan_next_session), py::arg("client"), py::arg("done"), py::arg("line"),
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
    bind_fields<CorrectionReport>(module, "CorrectionReport");
    module.def("correct_client_cup", timed(&correct_client_cup), py::arg("client"), py::arg("done"), py::arg("line"),
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
std::pair<std::string, std::string> json_and_text(const Client& client, const Line& line,
                                                  const TreatmentForecast& forecast) {
    return {to_json(client, line, forecast), forecast_text(client, line, forecast)};
}

void bind_forecast_job(py::module_& module) {
    module.def(
        "forecast_blend",
        [](const Client& client, const Line& line, const Blend& blend, const std::vector<double>& years,
           const TreatmentOptions& options) {
            return json_and_text(client, line, forecast_client(client, line, blend, years, options));
        },
        py::arg("client"), py::arg("line"), py::arg("blend"), py::arg("years"), py::arg("options"), Unlocked());
    module.def(
        "forecast_plan",
        [](const Client& client, const std::vector<SessionRecord>& done, const Line& line, const std::vector<double>& years,
           const TreatmentOptions& options) {
            const SessionReport report = plan_next_session(client, done, line, options);
            return json_and_text(client, line, forecast_sessions(client, report, line, years, options));
        },
        py::arg("client"), py::arg("done"), py::arg("line"), py::arg("years"), py::arg("options"), Unlocked());
    module.def("default_forecast_years", &default_forecast_years);
}

/// A card in all its forms: JSON, text, HTML.
std::tuple<std::string, std::string, std::string> forms(const Card& card) {
    return {card_json(card), card_text(card), card_html(card)};
}

/// What the command line shows of a result: its card, and its JSON.
template <class Report>
void bind_shown(py::module_& module, const char* card_name, const char* json_name,
                Card (*card)(const Client&, const Line&, const Report&, const TreatmentOptions&)) {
    module.def(
        card_name,
        [card](const Client& client, const Line& line, const Report& report, const TreatmentOptions& options) {
            return forms(card(client, line, report, options));
        },
        py::arg("client"), py::arg("line"), py::arg("report"), py::arg("options"), Unlocked());
    module.def(
        json_name,
        [](const Client& client, const Line& line, const Report& report, const TreatmentOptions& options) {
            return to_json(client, line, report, options);
        },
        py::arg("client"), py::arg("line"), py::arg("report"), py::arg("options"), Unlocked());
}

void bind_cards(py::module_& module) {
    bind_shown<MatchReport>(module, "match_card", "match_json", &match_card);
    bind_shown<SessionReport>(module, "session_card", "session_json", &session_card);
    bind_shown<CorrectionReport>(module, "correction_card", "correction_json", &correction_card);
    module.def(
        "client_json", [](const Client& client) { return to_json(client); }, py::arg("client"), Unlocked());
}

} // namespace

void bind_reading_scale(py::module_& module) {
    bind_fields<ReadingScale>(module, "ReadingScale")
        .def_property_readonly("is_internal", &ReadingScale::is_internal)
        .def(
            "lab",
            [](const ReadingScale& self, const Bands& reflectance) {
                const Lab lab = self.lab(reflectance);
                return Eigen::Array3d(lab.l, lab.a, lab.b);
            },
            py::arg("reflectance"));

    bind_fields<InstrumentOptions>(module, "InstrumentOptions");
}

void bind_workflow(py::module_& module) {
    bind_names(module);
    bind_sessions(module);
    bind_correction_job(module);
    bind_forecast_job(module);
    bind_cards(module);
}
