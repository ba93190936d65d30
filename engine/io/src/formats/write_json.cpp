// Measurements as a JSON list, one object each.

#include "undertone/base/stop.hpp"
#include "writers.hpp"

#include <nlohmann/json.hpp>

namespace undertone::io_detail {

std::string json_text(std::span<const Measurement> measurements) {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const Measurement& m : measurements) {
        poll_stop();
        Json one{{"name", m.name}, {"geometry", m.geometry}, {"instrument", m.instrument}, {"date", m.date}};
        one["lab"] = m.lab ? Json{{"l", m.lab->l}, {"a", m.lab->a}, {"b", m.lab->b}} : Json(nullptr);
        one["illuminant"] = m.illuminant;
        one["observer"] = m.observer;
        if (!m.assumed.empty()) one["assumed"] = m.assumed;
        one["wavelengths_nm"] = m.wavelengths_nm;
        one["reflectance"] = m.reflectance;
        one["metadata"] = m.metadata;
        list.push_back(std::move(one));
    }
    const Json document{{"format", "undertone measurements"}, {"version", 1}, {"measurements", std::move(list)}};
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace undertone::io_detail
