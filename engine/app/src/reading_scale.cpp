#include "undertone/app/reading_scale.hpp"

#include "undertone/tissue/reflectance.hpp"
#include "undertone/tissue/skin.hpp"

#include <fmt/format.h>

namespace undertone {

double ReadingScale::surface() const { return specular_included() ? specular_reflectance(skin_refractive_index()) : 0.0; }

Lab ReadingScale::lab(const Bands& reflectance) const { return Viewing(illuminant, observer).lab(reflectance + surface()); }

bool ReadingScale::is_internal() const { return !specular_included() && illuminant == "D65" && observer == "1931_2deg"; }

std::string ReadingScale::text() const {
    return fmt::format("{}, {}, {} deg", geometry, illuminant, observer == "1964_10deg" ? 10 : 2);
}

std::string stop_rule(const ReadingScale& scale, const Bands& target) {
    const std::string ours = scale.is_internal()
                                 ? ""
                                 : fmt::format("; that is L* {:.1f} with the surface reflection excluded, D65, 2 deg",
                                               internal_scale().lab(target).l);
    return fmt::format(
        "Stop adding dots once the healed area reads L* {:.1f} or less on the instrument set to {}{}; measure "
        "after 4 to 6 weeks.",
        scale.lab(target).l, scale.text(), ours);
}

} // namespace undertone
