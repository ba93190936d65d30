#include "undertone/app/json.hpp"

#include "card_json.hpp"
#include "fields_json.hpp"

namespace undertone {

namespace {

Json bias_json(const PractitionerBias& bias, bool used) {
    const auto factor = [](const LogNormal& value, double identified) {
        return Json{{"factor", value.median}, {"log_sd", value.log_sd}, {"identified", identified}};
    };
    Json json{{"used", used},
              {"retention", factor(bias.retention, bias.retention_identified)},
              {"depth", factor(bias.depth, bias.depth_identified)}};
    json.update(json_of(bias));
    return json;
}

Json head_json(const Client& client, const Line& line) {
    const Viewing viewing("D65");
    return {{"client", client.name},
            {"scale", {{"text", client.scale.text()}, {"instrument", client.scale.instrument}}},
            {"target_lab_read", json_of(client.scale.lab(client.target))},
            {"skin_lab_d65_2deg", json_of(viewing.lab(client.skin.reflectance()))},
            {"target_lab_d65_2deg", json_of(viewing.lab(client.target))},
            {"target_basis", client.target_basis},
            {"line", {{"id", line.id}, {"version", line.version}}}};
}

std::string finish(Json json, Diagnostics diagnostics, const Client& client) {
    diagnostics.insert(diagnostics.end(), client.diagnostics.begin(), client.diagnostics.end());
    json["limits"] = limits_json();
    json["diagnostics"] = json_of(diagnostics);
    return text_of(json);
}

} // namespace

std::string to_json(const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options) {
    Json json = head_json(client, line);
    json["done"] = Json::array();
    std::size_t update = 0;
    for (const SessionRecord& session : report.done) {
        Json one = json_of(session.blend);
        one["density_per_cm2"] = session.density_per_cm2;
        one["date"] = session.date ? Json(iso_date(*session.date)) : Json(nullptr);
        one["lots"] = session.lots;
        one["diluent_lot"] = session.diluent_lot;
        one["needle_lot"] = session.needle_lot;
        one["healed"] = session.reading ? json_of(report.updates[update++]) : Json(nullptr);
        json["done"].push_back(one);
    }
    if (report.bias) json["bias"] = bias_json(*report.bias, report.bias_used);
    json["belief"] = {{"retention", json_of(report.belief.retention())},
                      {"depth_factor", json_of(report.belief.depth_factor())}};
    json["next"] = json_of(report.next);
    if (report.next.blend.parts.empty())
        for (const char* of_a_mix : {"blend", "cup"}) json["next"].erase(of_a_mix);
    json["departures"] = report.departures;
    json["measure_again"] = report.measure_again;
    json["planned"] = {{"verdict", report.planned.is_usable() ? "usable" : "not_usable"},
                       {"headline", report.planned.brief_report()}};
    json["card"] = card_as_json(session_card(client, line, report, options));
    return finish(json, report.diagnostics, client);
}

std::string to_json(const Client& client, const Line& line, const CorrectionReport& report,
                    const TreatmentOptions& options) {
    const Correction& correction = report.correction;
    Json json = head_json(client, line);
    json["target_lab_d65_2deg"] = json_of(Viewing("D65").lab(report.target));
    json["target_lab_read"] = json_of(client.scale.lab(report.target));
    json["target_basis"] = report.target_basis;
    json["density_per_cm2"] = report.density_per_cm2;
    json["cup"] = json_of(report.cup.blend);
    json["cup"]["ml"] = report.cup.ml;
    if (report.drawdown) {
        json["drawdown"] = json_of(*report.drawdown);
        json["drawdown"]["blame"] = report.blame_inks ? "inks" : "mixing";
    }
    if (report.spot) json["spot"] = json_of(*report.spot);
    json["departures"] = report.departures;
    json.update(json_of(correction));
    json["corrected"]["mg_per_ml"] = Json::object();
    for (std::size_t c = 0; c < line.colorants.size(); ++c)
        json["corrected"]["mg_per_ml"][line.colorants[c].id] = correction.mg_per_ml(static_cast<Eigen::Index>(c));
    if (!correction.fresh.parts.empty()) {
        json["fresh"] = json_of(correction.fresh);
        json["fresh"]["cup"] = json_of(correction.fresh_cup);
        json["fresh"]["looks"] = json_of(correction.fresh_looks);
        json["fresh"]["proof"] = json_of(correction.fresh_proof);
    }
    json["card"] = card_as_json(correction_card(client, line, report, options));
    Diagnostics diagnostics = correction.diagnostics;
    diagnostics.insert(diagnostics.end(), report.diagnostics.begin(), report.diagnostics.end());
    return finish(json, diagnostics, client);
}

} // namespace undertone
