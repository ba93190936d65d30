#include "undertone/app/json.hpp"

#include "card_json.hpp"
#include "fields_json.hpp"

#include "undertone/base/error.hpp"

namespace undertone {

namespace {

Json client_json(const Client& client) {
    Json parameters = Json::object(), sds = Json::object();
    const SkinFit& fit = client.skin_fit;
    for (std::size_t i = 0; i < fit.parameter_names.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        parameters[fit.parameter_names[i]] = fit.parameters(at);
        sds[fit.parameter_names[i]] = std::sqrt(fit.covariance(at, at));
    }
    Json correlation = Json::array();
    const Eigen::MatrixXd correlations = fit.correlation();
    for (Eigen::Index i = 0; i < correlations.rows(); ++i) correlation.push_back(json_of(correlations.row(i)));
    const Viewing viewing("D65");
    const Lab lab = viewing.lab(client.skin.reflectance());
    Json json{{"name", client.name},
              {"synthetic", client.synthetic},
              {"skin",
               {{"site", fit.site},
                {"readings", client.skin_readings},
                {"spread_delta_e_2000", client.skin_spread_delta_e},
                {"lab_d65_2deg", json_of(lab)},
                {"ita_deg", ita_deg(lab)},
                {"ita_class", ita_class(ita_deg(lab))},
                {"fit",
                 {{"converged", fit.converged},
                  {"rms", fit.rms},
                  {"iterations", fit.iterations},
                  {"bounds_hit", fit.bounds_hit},
                  {"parameters", parameters},
                  {"standard_deviations", sds},
                  {"parameter_names", fit.parameter_names},
                  {"correlation", correlation}}},
                {"wavelengths_nm", json_of(wavelengths_nm())},
                {"reflectance", json_of(client.skin.reflectance())},
                {"model_reflectance", json_of(fit.reflectance)},
                {"residual", json_of(fit.residual)},
                {"reading_sd", json_of(fit.reading_sd)}}}};
    if (!client.target_basis.empty())
        json["target"] = {{"basis", client.target_basis},
                          {"lab_d65_2deg", json_of(viewing.lab(client.target))},
                          {"reflectance", json_of(client.target)}};
    json["scale"] = json_of(client.scale);
    json["skin"]["lab_read"] = json_of(client.scale.lab(client.skin.reflectance()));
    if (!client.target_basis.empty()) json["target"]["lab_read"] = json_of(client.scale.lab(client.target));
    Json assumptions = Json::array();
    for (const OpenAssumption& open : client.assumptions)
        assumptions.push_back({{"what", open.what}, {"assumed", open.assumed}, {"other", open.other}});
    json["assumptions"] = assumptions;
    json["diagnostics"] = json_of(client.diagnostics);
    return json;
}

Json recipe_json(const Recipe& recipe) {
    Json json = json_of(recipe);
    for (Json& step : json["step_effects"])
        if (step["ink"] == "") step["ink"] = "water";
    return json;
}

Json line_json(const Line& line) {
    return {{"id", line.id},           {"name", line.name}, {"maker", line.maker},
            {"version", line.version}, {"note", line.note}, {"pack", line.pack ? Json(line.pack->text()) : Json(nullptr)}};
}

Json recipes_json(const std::vector<Recipe>& recipes) {
    Json json = Json::array();
    for (const Recipe& recipe : recipes) json.push_back(recipe_json(recipe));
    return json;
}

/// The plan of sessions stands beside the recipes it is for.
Json report_json(const MatchReport& report) {
    Json json = json_of(report);
    json["recipes"] = recipes_json(report.recipes);
    json["nearest"] = recipes_json(report.nearest);
    json.update(json_of(report.plan));
    return json;
}

} // namespace

std::string to_json(const Client& client) { return text_of(client_json(client)); }

std::string to_json(const Client& client, const Line& line, const std::vector<ZonePlan>& zones,
                    const TreatmentOptions& options) {
    const std::vector<Card> cards = zone_cards(client, line, zones, options);
    std::size_t at = 0;
    Json json{{"client", client_json(client)}, {"line", line_json(line)}, {"zones", Json::array()}};
    for (const ZonePlan& plan : zones) {
        Json one{{"zone", plan.zone.name}, {"dots", json_of(plan.zone.dots)}};
        one["dots"]["retention"] = plan.zone.dots.retention.median;
        one["dots"]["retention_log_sd"] = plan.zone.dots.retention.log_sd;
        one.update(report_json(plan.report));
        one["card"] = card_as_json(cards[at++]);
        json["zones"].push_back(one);
    }
    json["limits"] = limits_json();
    return text_of(json);
}

std::string to_json(const Client& client, const Line& line, const DotChoice& choice, const TreatmentOptions& options) {
    Json json{{"client", client_json(client)}, {"line", line_json(line)}, {"trials", Json::array()}, {"best", choice.best}};
    for (const DotTrial& trial : choice.trials) {
        Json one{{"diameter_mm", trial.dots.diameter_mm}, {"density_per_cm2", trial.dots.density_per_cm2}};
        one.update(json_of(trial));
        json["trials"].push_back(one);
    }
    json.update(report_json(choice.report));
    TreatmentOptions own = options;
    own.dots = choice.trials[choice.best].dots;
    json["card"] = card_as_json(match_card(client, line, choice.report, own));
    json["limits"] = limits_json();
    return text_of(json);
}

std::string to_json(const Client& client, const Line& line, const MatchReport& report, const TreatmentOptions& options) {
    Json json{{"client", client_json(client)}, {"line", line_json(line)}};
    json.update(report_json(report));
    json["card"] = card_as_json(match_card(client, line, report, options));
    json["limits"] = limits_json();
    return text_of(json);
}

std::string to_json(const Client& client, const Line& line, const TreatmentForecast& treatment) {
    const Forecast& forecast = treatment.forecast;
    Json rows = Json::array();
    for (std::size_t i = 0; i < forecast.rows.size(); ++i) {
        Json row{{"years_after_last_session", treatment.years[i]}};
        row.update(json_of(forecast.rows[i]));
        row["mg_per_ml"] = json_of(forecast.rows[i].state.mg_per_ml);
        rows.push_back(row);
    }
    Json colorants = Json::array();
    for (const auto& colorant : line.colorants) colorants.push_back(colorant.id);
    const Json json{{"client", client_json(client)},
                    {"line", line_json(line)},
                    {"basis", treatment.basis},
                    {"caveats", treatment.caveats},
                    {"blend", json_of(treatment.blend)},
                    {"model", treatment.report.model},
                    {"draws", forecast.draws_used},
                    {"illuminant", forecast.illuminant},
                    {"observer", forecast.observer},
                    {"target", json_of(forecast.target)},
                    {"bare", json_of(forecast.bare)},
                    {"colorants", colorants},
                    {"rows", rows},
                    {"limits", limits_json()},
                    {"diagnostics", json_of(forecast.diagnostics)}};
    return text_of(json);
}

std::string to_json(const Measurement& measurement) {
    Json json = json_of(measurement);
    if (measurement.assumed.empty()) json.erase("assumed");
    return text_of(json);
}

std::string json_string(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string error_json(const std::exception& error) {
    Json json{{"message", error.what()}};
    if (const auto* data = dynamic_cast<const DataError*>(&error)) {
        json["kind"] = "data";
        json["file"] = data->file;
        json["line"] = data->position.line;
        json["column"] = data->position.column;
        json["what"] = data->problem;
        json["why"] = data->why;
        json["what_to_do"] = data->what_to_do;
    } else if (const auto* domain = dynamic_cast<const DomainError*>(&error)) {
        json["kind"] = "domain";
        json["name"] = domain->name;
        json["value"] = domain->value;
        json["allowed"] = domain->allowed;
    }
    return text_of(Json{{"error", json}});
}

} // namespace undertone
