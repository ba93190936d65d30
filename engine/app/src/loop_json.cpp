#include "undertone/app/json.hpp"

#include "card_json.hpp"

namespace undertone {

namespace {

Json learnt_json(const LearntRange& one) {
    return {{"before", {{"low", one.low_before}, {"median", one.before}, {"high", one.high_before}}},
            {"now", {{"low", one.low}, {"median", one.after}, {"high", one.high}}}};
}

Json drawdown_json(const CupFound& cup) {
    Json inks = Json::array();
    for (const InkFound& ink : cup.inks)
        inks.push_back({{"ink", ink.ink_id},
                        {"name", ink.name},
                        {"mg_per_ml_meant", ink.mg_per_ml_meant},
                        {"factor", learnt_json(ink.factor)}});
    return {{"inks", inks},
            {"strength", learnt_json(cup.strength)},
            {"thickness_mm", learnt_json(cup.thickness_mm)},
            {"predicted", labs_json(cup.predicted)},
            {"read", labs_json(cup.read)},
            {"explained", labs_json(cup.explained)},
            {"misfit", cup.misfit},
            {"thin_to_water_parts", cup.thin_to_water_parts ? Json(*cup.thin_to_water_parts) : Json()},
            {"converged", cup.converged},
            {"sentence", cup.sentence},
            {"diagnostics", diagnostics_json(cup.diagnostics)}};
}

Json update_json(const HealingUpdate& update) {
    Json learnt = Json::object();
    for (const LearntRange& one : update.learnt) learnt[one.name] = learnt_json(one);
    return {{"predicted", labs_json(update.predicted)},
            {"read", labs_json(update.read)},
            {"explained", labs_json(update.explained)},
            {"learnt", learnt},
            {"misfit", update.misfit},
            {"believed", update.credible()},
            {"converged", update.converged},
            {"sentence", update.sentence},
            {"diagnostics", diagnostics_json(update.diagnostics)}};
}

Json range_json(const ValueRange& range) { return {{"low", range.low}, {"median", range.median}, {"high", range.high}}; }

Json bias_json(const PractitionerBias& bias, bool used) {
    const auto factor = [](const LogNormal& value, double identified) {
        return Json{{"factor", value.median}, {"log_sd", value.log_sd}, {"identified", identified}};
    };
    return {{"used", used},
            {"pairs", bias.pairs},
            {"retention", factor(bias.retention, bias.retention_identified)},
            {"depth", factor(bias.depth, bias.depth_identified)},
            {"error_before", bias.error_before},
            {"error_after", bias.error_after},
            {"median_error_before", bias.median_error_before},
            {"median_error_after", bias.median_error_after},
            {"helps", bias.helps()},
            {"sentence", bias.sentence},
            {"diagnostics", diagnostics_json(bias.diagnostics)}};
}

Json looks_json(const MixLooks& looks) {
    return {{"area", labs_json(looks.area)},
            {"delta_e_2000", looks.delta_e_2000},
            {"weighted_delta_e_2000", looks.delta_e},
            {"darker_than_target", looks.darker_than_target}};
}

Json head_json(const Client& client, const Line& line) {
    const Viewing viewing("D65");
    return {{"client", client.name},
            {"scale", {{"text", client.scale.text()}, {"instrument", client.scale.instrument}}},
            {"target_lab_read", lab_json(client.scale.lab(client.target))},
            {"skin_lab_d65_2deg", lab_json(viewing.lab(client.skin.reflectance()))},
            {"target_lab_d65_2deg", lab_json(viewing.lab(client.target))},
            {"target_basis", client.target_basis},
            {"line", {{"id", line.id}, {"version", line.version}}}};
}

std::string finish(Json json, Diagnostics diagnostics, const Client& client) {
    diagnostics.insert(diagnostics.end(), client.diagnostics.begin(), client.diagnostics.end());
    json["limits"] = limits_json();
    json["diagnostics"] = diagnostics_json(diagnostics);
    return text_of(json);
}

} // namespace

std::string to_json(const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options) {
    Json json = head_json(client, line);
    json["done"] = Json::array();
    std::size_t update = 0;
    for (const SessionRecord& session : report.done) {
        Json one = blend_json(session.blend);
        one["density_per_cm2"] = session.density_per_cm2;
        one["healed"] = session.reading ? update_json(report.updates[update++]) : Json(nullptr);
        json["done"].push_back(one);
    }
    if (report.bias) json["bias"] = bias_json(*report.bias, report.bias_used);
    const auto log_normal = [](const LogNormal& value) { return Json{{"median", value.median}, {"log_sd", value.log_sd}}; };
    json["belief"] = {{"retention", log_normal(report.belief.retention())},
                      {"depth_factor", log_normal(report.belief.depth_factor())}};
    const NextSession& next = report.next;
    Json plan{{"stop", next.stop},
              {"undecided", next.undecided},
              {"binding_rules", next.binding_rules},
              {"number", next.number},
              {"why", next.why},
              {"standing_area", labs_json(next.standing_area)},
              {"standing_delta_e_2000", next.standing_delta_e},
              {"delta_e_2000", next.delta_e},
              {"density_factor", next.density_factor},
              {"as_planned", next.as_planned},
              {"planned_delta_e_2000", next.planned_delta_e},
              {"stop_rule", next.stop_rule},
              {"method", next.method},
              {"proof", proof_json(next.proof)},
              {"sessions", Json::array()}};
    if (!next.blend.parts.empty()) {
        plan["blend"] = blend_json(next.blend);
        plan["cup"] = cup_json(next.cup);
    }
    for (const ExpectedSession& session : next.sessions)
        plan["sessions"].push_back({{"number", session.number},
                                    {"new_density_per_cm2", session.new_density_per_cm2},
                                    {"density_per_cm2", session.density_per_cm2},
                                    {"share", session.share},
                                    {"area", labs_json(session.area)},
                                    {"delta_e_2000", session.delta_e_2000},
                                    {"l_range", range_json(session.l)},
                                    {"delta_e_2000_range", range_json(session.delta_e_range)},
                                    {"chance_darker", session.chance_darker},
                                    {"darker_than_target", session.darker_than_target}});
    plan["diagnostics"] = diagnostics_json(next.diagnostics);
    json["next"] = plan;
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
    json["target_lab_d65_2deg"] = lab_json(Viewing("D65").lab(report.target));
    json["target_lab_read"] = lab_json(client.scale.lab(report.target));
    json["target_basis"] = report.target_basis;
    json["density_per_cm2"] = report.density_per_cm2;
    json["cup"] = blend_json(report.cup.blend);
    json["cup"]["ml"] = report.cup.ml;
    if (report.drawdown) {
        json["drawdown"] = drawdown_json(*report.drawdown);
        json["drawdown"]["blame"] = report.blame_inks ? "inks" : "mixing";
    }
    if (report.spot) json["spot"] = update_json(*report.spot);
    json["departures"] = report.departures;
    json["as_it_is"] = looks_json(correction.as_it_is);
    Json additions = Json::array();
    for (const Addition& one : correction.additions)
        additions.push_back(
            {{"ink", one.ink_id}, {"name", one.name}, {"steps", one.steps}, {"ml", one.ml}, {"drops", one.drops}});
    json["additions"] = additions;
    json["total_ml"] = correction.total_ml;
    json["corrected"] = looks_json(correction.corrected);
    json["corrected"]["mg_per_ml"] = Json::object();
    for (std::size_t c = 0; c < line.colorants.size(); ++c)
        json["corrected"]["mg_per_ml"][line.colorants[c].id] = correction.mg_per_ml(static_cast<Eigen::Index>(c));
    if (!correction.fresh.parts.empty()) {
        json["fresh"] = blend_json(correction.fresh);
        json["fresh"]["cup"] = cup_json(correction.fresh_cup);
        json["fresh"]["looks"] = looks_json(correction.fresh_looks);
        json["fresh"]["proof"] = proof_json(correction.fresh_proof);
    }
    json["obeys_rules"] = correction.obeys_rules;
    json["undecided"] = correction.undecided;
    json["binding_rules"] = correction.binding_rules;
    json["fresh_binding_rules"] = correction.fresh_binding_rules;
    json["sentence"] = correction.sentence;
    json["method"] = correction.method;
    json["proof"] = proof_json(correction.proof);
    json["card"] = card_as_json(correction_card(client, line, report, options));
    Diagnostics diagnostics = correction.diagnostics;
    diagnostics.insert(diagnostics.end(), report.diagnostics.begin(), report.diagnostics.end());
    return finish(json, diagnostics, client);
}

} // namespace undertone
