#include "card_json.hpp"

#include "fields_json.hpp"

namespace undertone {

namespace {

Json optional_text(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json pack_json(const std::optional<PackOrigin>& pack) {
    return pack ? Json{{"version", pack->version}, {"signed_by", pack->signed_by}} : Json(nullptr);
}

Json dots_json(const Dots& dots, const std::string& when) {
    return {{"diameter_mm", dots.diameter_mm},
            {"density_per_cm2", dots.density_per_cm2},
            {"when", when},
            {"top_mm", dots.top_mm},
            {"bottom_mm", dots.bottom_mm}};
}

Json session_json(const CardSession& s) {
    Json json{{"number", s.number},
              {"new_density_per_cm2", s.new_density_per_cm2},
              {"density_per_cm2", s.density_per_cm2},
              {"read", json_of(s.read)},
              {"internal", json_of(s.internal)},
              {"delta_e_2000", s.delta_e_2000}};
    if (s.l) json["read_l_range"] = json_of(*s.l);
    return json;
}

} // namespace

Json card_as_json(const Card& card) {
    Json doses = Json::array(), colors = Json::array(), sessions = Json::array(), years = Json::array();
    for (const CardDose& dose : card.doses)
        doses.push_back({{"ink", dose.ink_id},
                         {"name", dose.name},
                         {"lot", optional_text(dose.lot)},
                         {"expires", optional_text(dose.expires)},
                         {"ml", dose.ml},
                         {"grams", dose.grams},
                         {"drops", dose.drops}});
    for (const CardColor& color : card.colors)
        colors.push_back({{"name", color.name}, {"read", json_of(color.read)}, {"internal", json_of(color.internal)}});
    for (const CardSession& session : card.sessions) sessions.push_back(session_json(session));
    for (const CardYear& year : card.years)
        years.push_back({{"label", year.label}, {"read_l", year.l}, {"delta_e_2000", year.delta_e_2000}});
    return {{"schema", "undertone.card/1"},
            {"kind", card.kind},
            {"client", card.client},
            {"zone", card.zone},
            {"date", card.date},
            {"scale", {{"text", card.scale}, {"instrument", card.instrument}, {"is_internal", card.scale_is_internal}}},
            {"synthetic", card.synthetic},
            {"verdict", card.verdict},
            {"headline", card.headline},
            {"caveats", card.caveats},
            {"advised", card.advised},
            {"mixture_given", card.mixture_given},
            {"line",
             {{"name", card.line_name},
              {"version", card.line_version},
              {"note", card.line_note},
              {"pack", pack_json(card.line_pack)}}},
            {"ink_basis", card.ink_basis},
            {"blend", card.blend},
            {"water_parts", card.water_parts},
            {"doses", doses},
            {"total", {{"ml", card.total_ml}, {"grams", card.total_grams}, {"drops", card.total_drops}}},
            {"cost", json_of(card.cost)},
            {"dots", card.dots ? dots_json(*card.dots, card.dots_when) : Json(nullptr)},
            {"colors", colors},
            {"dot", json_of(card.dot)},
            {"range", card.range},
            {"texture", optional_text(card.texture)},
            {"texture_basis", optional_text(card.texture_basis)},
            {"years", years},
            {"drift", json_of(card.drift)},
            {"sessions", sessions},
            {"stop_rule", card.stop_rule},
            {"proof", card.proof},
            {"diagnostics", json_of(card.diagnostics)},
            {"limits", card.limits},
            {"notes", card.notes}};
}

std::string card_json(const Card& card) { return text_of(card_as_json(card)); }

} // namespace undertone
