#include "undertone/supply/batch_in_skin.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/pigment/appearance.hpp"

#include <fmt/format.h>

namespace undertone {

std::vector<BatchInSkin> batch_in_skin(const Line& line, const std::string& ink, double strength_percent,
                                       const std::vector<double>& water_parts, const Skin& skin, const Dots& dots) {
    require_range("strength_percent", strength_percent, 1, 10000, "of the master's");
    if (water_parts.empty()) throw DomainError("water_parts", "none", "at least one N of N:1");
    require_size("water_parts", static_cast<double>(water_parts.size()), 100, "dilutions");
    Line batch = line;
    for (InkComponent& component : batch.ink(ink).components) component.mg_per_ml *= strength_percent / 100;
    const Viewing daylight("D65");
    std::vector<BatchInSkin> found;
    for (const double water : water_parts) {
        require_range("water_parts", water, 0, 1000, "N of N:1");
        const Blend blend{{{ink, 1}}, water};
        const auto healed = [&](const Line& one) {
            return daylight.lab(area_reflectance(skin, one, healed_state(mix(one, blend), dots)));
        };
        const Lab of_master = healed(line), of_batch = healed(batch);
        found.push_back({water, delta_e_2000(of_master, of_batch), of_batch.l - of_master.l});
    }
    return found;
}

BatchCheck with_skin(BatchCheck check, const Line& line, const std::vector<double>& water_parts, const Skin& skin,
                     const Dots& dots) {
    if (check.ink.empty())
        throw DomainError("ink", "not stated", "the id of an ink of the line",
                          "what a batch does in skin depends on which ink it is");
    if (!check.strength)
        throw DomainError("line", fmt::format("\"{}\", with a check that has no strength", line.id),
                          "readings that give a strength", "what a batch does in skin is worked out from its strength");
    check.in_skin = batch_in_skin(line, check.ink, check.strength->by("wsum").percent, water_parts, skin, dots);
    return check;
}

} // namespace undertone
