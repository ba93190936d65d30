#include "json_parts.hpp"

#include "undertone/app/limits.hpp"

namespace undertone {

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

Json lab_json(const Lab& lab) { return {{"l", lab.l}, {"a", lab.a}, {"b", lab.b}}; }

Json labs_json(const std::vector<Lab>& labs) {
    Json json = Json::array();
    for (const Lab& lab : labs) json.push_back(lab_json(lab));
    return json;
}

Json diagnostics_json(const Diagnostics& diagnostics) {
    Json json = Json::array();
    for (const auto& d : diagnostics)
        json.push_back({{"severity", to_string(d.severity)}, {"code", d.code}, {"message", d.message}});
    return json;
}

Json limits_json() {
    Json json = Json::array();
    for (const auto& text : model_limits()) json.push_back(text);
    return json;
}

Json dose_json(const Dose& dose) {
    return {{"ink", dose.ink_id},  {"name", dose.name},   {"ml", dose.ml},
            {"grams", dose.grams}, {"drops", dose.drops}, {"steps", dose.steps}};
}

Json cup_json(const Cup& cup) {
    Json json{{"inks", Json::array()},    {"water", dose_json(cup.water)},  {"pigment_ml", cup.pigment_ml},
              {"total_ml", cup.total_ml}, {"total_grams", cup.total_grams}, {"weighed", cup.weighed}};
    for (const Dose& dose : cup.inks) json["inks"].push_back(dose_json(dose));
    return json;
}

Json proof_json(const MatchProof& proof) {
    return {{"method", proof.method},
            {"recipes_covered", proof.recipes_covered},
            {"recipes_evaluated", proof.recipes_evaluated},
            {"recipes_rechecked", proof.recipes_rechecked},
            {"surrogate_error", proof.surrogate_error},
            {"bound", proof.bound},
            {"gap", proof.gap},
            {"complete", proof.complete},
            {"stopped", proof.stopped},
            {"seconds", proof.seconds},
            {"proven", proof.proven()},
            {"audit",
             {{"recipes", proof.audit.recipes},
              {"seed", proof.audit.seed},
              {"by_cells", proof.audit.by_cells},
              {"by_dilution", proof.audit.by_dilution},
              {"by_darkness", proof.audit.by_darkness},
              {"by_color", proof.audit.by_color},
              {"by_rank", proof.audit.by_rank},
              {"wrongly_pruned", proof.audit.wrongly_pruned},
              {"worst_gain", proof.audit.worst_gain},
              {"worst_below_bound", proof.audit.worst_below_bound},
              {"margin", proof.audit.margin},
              {"confidence", proof.audit.confidence},
              {"share_at_most", proof.audit.share_at_most},
              {"failed", proof.audit.failed()}}}};
}

Json blend_json(const Blend& blend) { return {{"parts", blend.parts}, {"water_parts", blend.water_parts}}; }

} // namespace undertone
