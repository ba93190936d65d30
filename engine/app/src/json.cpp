#include "undertone/app/json.hpp"

#include "card_json.hpp"

#include "undertone/base/error.hpp"

namespace undertone {

namespace {

template <class Values>
Json list(const Values& values) {
    Json json = Json::array();
    for (const double value : values) json.push_back(value);
    return json;
}

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
    for (Eigen::Index i = 0; i < correlations.rows(); ++i) {
        Json row = Json::array();
        for (Eigen::Index k = 0; k < correlations.cols(); ++k) row.push_back(correlations(i, k));
        correlation.push_back(row);
    }
    const Viewing viewing("D65");
    const Lab lab = viewing.lab(client.skin.reflectance());
    Json json{{"name", client.name},
              {"synthetic", client.synthetic},
              {"skin",
               {{"site", fit.site},
                {"readings", client.skin_readings},
                {"spread_delta_e_2000", client.skin_spread_delta_e},
                {"lab_d65_2deg", lab_json(lab)},
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
                {"wavelengths_nm", list(wavelengths_nm())},
                {"reflectance", list(client.skin.reflectance())},
                {"model_reflectance", list(fit.reflectance)},
                {"residual", list(fit.residual)},
                {"reading_sd", list(fit.reading_sd)}}}};
    if (!client.target_basis.empty())
        json["target"] = {{"basis", client.target_basis},
                          {"lab_d65_2deg", lab_json(viewing.lab(client.target))},
                          {"reflectance", list(client.target)}};
    json["scale"] = {{"text", client.scale.text()},       {"instrument", client.scale.instrument},
                     {"geometry", client.scale.geometry}, {"illuminant", client.scale.illuminant},
                     {"observer", client.scale.observer}, {"surface", client.scale.surface()}};
    json["skin"]["lab_read"] = lab_json(client.scale.lab(client.skin.reflectance()));
    if (!client.target_basis.empty()) json["target"]["lab_read"] = lab_json(client.scale.lab(client.target));
    Json assumptions = Json::array();
    for (const OpenAssumption& open : client.assumptions)
        assumptions.push_back({{"what", open.what}, {"assumed", open.assumed}, {"other", open.other}});
    json["assumptions"] = assumptions;
    json["diagnostics"] = diagnostics_json(client.diagnostics);
    return json;
}

template <class AnyRange>
Json low_high(const AnyRange& range) {
    return {{"low", range.low}, {"median", range.median}, {"high", range.high}};
}

Json quantiles(const Range& range) {
    return {{"nominal", range.nominal}, {"q10", range.q10}, {"q50", range.q50}, {"q90", range.q90}};
}

Json recipe_json(const Recipe& recipe) {
    Json seen = Json::array();
    for (const SeenColor& s : recipe.seen)
        seen.push_back({{"illuminant", s.illuminant},
                        {"target", lab_json(s.target)},
                        {"bare", lab_json(s.bare)},
                        {"area", lab_json(s.area)},
                        {"dot", lab_json(s.dot)},
                        {"area_delta_e_2000", s.area_delta_e_2000},
                        {"area_delta_e_1976", s.area_delta_e_ab},
                        {"dot_delta_e_2000", s.dot_delta_e_2000}});
    Json later = Json::array();
    for (const LaterColor& l : recipe.later) {
        later.push_back(
            {{"label", l.label}, {"years", l.years}, {"area", labs_json(l.area)}, {"delta_e_2000", list(l.delta_e_2000)}});
    }
    Json steps = Json::array();
    for (const StepEffect& s : recipe.step_effects)
        steps.push_back({{"ink", s.ink_id.empty() ? "water" : s.ink_id},
                         {"steps", s.steps},
                         {"delta_e_2000", s.delta_e_2000},
                         {"delta_l", s.delta_l}});
    const UncertainColor& u = recipe.range;
    return {{"blend", blend_json(recipe.blend)},
            {"cup", cup_json(recipe.cup)},
            {"objective", recipe.objective},
            {"cost", recipe.cost ? Json(*recipe.cost) : Json()},
            {"worst_delta_e_2000", recipe.worst_delta_e_2000},
            {"worst_delta_e_1976", recipe.worst_delta_e_ab},
            {"acceptable", recipe.acceptable},
            {"imperceptible", recipe.imperceptible},
            {"darker_than_target", recipe.darker_than_target},
            {"seen", seen},
            {"later", later},
            {"range",
             {{"probability", u.probability},
              {"l", low_high(u.l)},
              {"a", low_high(u.a)},
              {"b", low_high(u.b)},
              {"delta_e_2000", low_high(u.delta_e_2000)},
              {"chance_acceptable", u.chance_acceptable},
              {"chance_within_tolerance", u.chance_within_tolerance},
              {"chance_darker", u.chance_darker},
              {"dominated_by", u.dominated_by}}},
            {"step_effects", steps},
            {"blue_shift_b", recipe.blue_shift_b},
            {"note", recipe.note},
            {"ranked_below_because", recipe.ranked_below_because},
            {"steady_cup_ml", recipe.steady_cup_ml},
            {"diagnostics", diagnostics_json(recipe.diagnostics)}};
}

Json line_json(const Line& line) {
    return {{"id", line.id}, {"name", line.name}, {"maker", line.maker}, {"version", line.version}, {"note", line.note}};
}

Json recipes_json(const std::vector<Recipe>& recipes) {
    Json json = Json::array();
    for (const Recipe& recipe : recipes) json.push_back(recipe_json(recipe));
    return json;
}

std::string verdict_name(Verdict verdict) {
    std::string name = to_string(verdict);
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

Json report_json(const MatchReport& report) {
    Json sessions = Json::array();
    for (const auto& s : report.plan.sessions) {
        sessions.push_back({{"number", s.number},
                            {"water_parts", s.water_parts},
                            {"new_density_per_cm2", s.new_density_per_cm2},
                            {"density_per_cm2", s.density_per_cm2},
                            {"share", s.share},
                            {"area", labs_json(s.area)},
                            {"delta_e_2000", list(s.delta_e_2000)},
                            {"darker_than_target", s.darker_than_target}});
    }
    return {{"verdict", verdict_name(report.verdict)},
            {"usable", report.is_usable()},
            {"headline", report.brief_report()},
            {"caveats", report.caveats},
            {"hardly_needed", report.hardly_needed},
            {"gap_delta_e_2000", report.gap_delta_e_2000},
            {"bare_delta_e_2000", report.bare_delta_e_2000},
            {"limiting_direction", report.limiting_direction},
            {"binding_rules", report.binding_rules},
            {"perceptible_delta_e_2000", report.perceptible_delta_e_2000},
            {"acceptable_delta_e_1976", report.acceptable_delta_e_ab},
            {"recipes", recipes_json(report.recipes)},
            {"nearest", recipes_json(report.nearest)},
            {"sessions", sessions},
            {"stop_rule", report.plan.stop_rule},
            {"proof", proof_json(report.proof)},
            {"diagnostics", diagnostics_json(report.diagnostics)}};
}

} // namespace

std::string to_json(const Client& client) { return text_of(client_json(client)); }

std::string to_json(const Client& client, const Line& line, const std::vector<ZonePlan>& zones,
                    const TreatmentOptions& options) {
    const std::vector<Card> cards = zone_cards(client, line, zones, options);
    std::size_t at = 0;
    Json json{{"client", client_json(client)}, {"line", line_json(line)}, {"zones", Json::array()}};
    for (const ZonePlan& plan : zones) {
        const Dots& dots = plan.zone.dots;
        Json one{{"zone", plan.zone.name},
                 {"dots",
                  {{"diameter_mm", dots.diameter_mm},
                   {"density_per_cm2", dots.density_per_cm2},
                   {"top_mm", dots.top_mm},
                   {"bottom_mm", dots.bottom_mm},
                   {"retention", dots.retention.median},
                   {"retention_log_sd", dots.retention.log_sd},
                   {"depth_log_sd", dots.depth_log_sd}}}};
        one.update(report_json(plan.report));
        one["card"] = card_as_json(cards[at++]);
        json["zones"].push_back(one);
    }
    json["limits"] = limits_json();
    return text_of(json);
}

std::string to_json(const Client& client, const Line& line, const DotChoice& choice, const TreatmentOptions& options) {
    Json json{{"client", client_json(client)}, {"line", line_json(line)}, {"trials", Json::array()}, {"best", choice.best}};
    for (const DotTrial& trial : choice.trials)
        json["trials"].push_back({{"diameter_mm", trial.dots.diameter_mm},
                                  {"density_per_cm2", trial.dots.density_per_cm2},
                                  {"objective", trial.objective},
                                  {"worst_delta_e_2000", trial.worst_delta_e_2000},
                                  {"usable", trial.usable},
                                  {"proven", trial.proven}});
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
        const ForecastRow& row = forecast.rows[i];
        const auto lab_range = [](const LabRange& range) {
            return Json{{"l", quantiles(range.l)}, {"a", quantiles(range.a)}, {"b", quantiles(range.b)}};
        };
        rows.push_back({{"years_after_last_session", treatment.years[i]},
                        {"time_days", row.time_days},
                        {"extrapolated", row.extrapolated},
                        {"area", lab_range(row.area)},
                        {"dot", lab_range(row.dot)},
                        {"delta_e_2000", quantiles(row.delta_e_2000)},
                        {"contrast_l", quantiles(row.contrast_l)},
                        {"diameter_mm", quantiles(row.diameter_mm)},
                        {"overlap", quantiles(row.overlap)},
                        {"blue_shift_b", quantiles(row.blue_shift_b)},
                        {"delta_e_2000_to_first", quantiles(row.delta_e_2000_to_first)},
                        {"pigment_left", quantiles(row.pigment_left)},
                        {"mg_per_ml", list(row.state.mg_per_ml)}});
    }
    Json colorants = Json::array();
    for (const auto& colorant : line.colorants) colorants.push_back(colorant.id);
    const Json json{{"client", client_json(client)},
                    {"line", line_json(line)},
                    {"basis", treatment.basis},
                    {"caveats", treatment.caveats},
                    {"blend", blend_json(treatment.blend)},
                    {"model", treatment.report.model},
                    {"draws", forecast.draws_used},
                    {"illuminant", forecast.illuminant},
                    {"observer", forecast.observer},
                    {"target", lab_json(forecast.target)},
                    {"bare", lab_json(forecast.bare)},
                    {"colorants", colorants},
                    {"rows", rows},
                    {"limits", limits_json()},
                    {"diagnostics", diagnostics_json(forecast.diagnostics)}};
    return text_of(json);
}

std::string to_json(const Measurement& m) {
    Json json{{"name", m.name}, {"file", m.file},          {"geometry", m.geometry}, {"instrument", m.instrument},
              {"date", m.date}, {"lab_only", m.lab_only()}};
    json["lab"] = m.lab ? lab_json(*m.lab) : Json(nullptr);
    json["illuminant"] = m.illuminant;
    json["observer"] = m.observer;
    if (!m.assumed.empty()) json["assumed"] = m.assumed;
    json["wavelengths_nm"] = m.wavelengths_nm;
    json["reflectance"] = m.reflectance;
    json["metadata"] = m.metadata;
    json["diagnostics"] = diagnostics_json(m.diagnostics);
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
