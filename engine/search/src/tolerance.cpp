#include "undertone/search/tolerance.hpp"

#include "undertone/base/table.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/pigment/appearance.hpp"

namespace undertone {

namespace {

const Table& table() {
    static const Table read = data_table("tissue/color_tolerances.csv");
    return read;
}

bool is_light(double ita) { return ita > table().at("light", "ita_above_deg"); }

} // namespace

Tolerance tolerance_for(const Skin& skin, const MatchOptions& options) {
    const double ita = ita_deg(Viewing("D65", options.observer).lab(skin.reflectance()));
    const auto known = [&](const char* column) { return table().at(is_light(ita) ? "light" : "dark", column); };
    return {ita_class(ita),
            options.perceptible_delta_e_2000 > 0 ? options.perceptible_delta_e_2000 : known("perceptible_delta_e_2000"),
            options.acceptable_delta_e_ab > 0 ? options.acceptable_delta_e_ab : known("acceptable_delta_e_ab")};
}

bool is_light_skin(const Lab& bare) { return is_light(ita_deg(bare)); }

} // namespace undertone
