#include "fields_json.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/limits.hpp"

#include <algorithm>

namespace undertone {

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

Json limits_json() { return json_of(model_limits()); }

std::string verdict_name(Verdict verdict) {
    std::string name = to_string(verdict);
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

Json json_of(const Lab& lab) { return {{"l", lab.l}, {"a", lab.a}, {"b", lab.b}}; }

Json json_of(const Diagnostic& d) { return {{"severity", to_string(d.severity)}, {"code", d.code}, {"message", d.message}}; }

Json json_of(Verdict verdict) { return verdict_name(verdict); }

Json json_of(const LearntRange& one) {
    return {{"before", json_of(ValueRange{one.low_before, one.before, one.high_before})},
            {"now", json_of(ValueRange{one.low, one.after, one.high})}};
}

Json json_of(const std::vector<LearntRange>& learnt) {
    Json json = Json::object();
    for (const LearntRange& one : learnt) json[one.name] = json_of(one);
    return json;
}

} // namespace undertone
