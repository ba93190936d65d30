#pragma once
// Fields of colorants, dots and how they look (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/pigment/dose.hpp"

namespace undertone {

constexpr auto fields(const Colorant*) {
    using T = Colorant;
    return std::tuple(field<&T::id>, field<&T::name>, field<&T::color_index>, field<&T::mu_a_per_mm>, field<&T::mu_s_per_mm>,
                      field<&T::g>, field<&T::density_g_per_ml>, field<&T::source>, field<&T::role>, field<&T::optics>,
                      field<&T::absorption_log_sd>, field<&T::absorption_exponent_sd>);
}

constexpr auto fields(const Blend*) {
    using T = Blend;
    return std::tuple(field<&T::parts>, field<&T::water_parts>);
}

constexpr auto fields(const LogNormal*) {
    using T = LogNormal;
    return std::tuple(field<&T::median>, field<&T::log_sd>);
}

constexpr auto fields(const Dots*) {
    using T = Dots;
    return std::tuple(field<&T::diameter_mm>, field<&T::density_per_cm2>, field<&T::top_mm>, field<&T::bottom_mm>,
                      field<&T::retention>, field<&T::kept_share>, field<&T::depth_log_sd>, field<&T::granule_um>);
}

constexpr auto fields(const InkDose*) {
    using T = InkDose;
    return std::tuple(field<&T::ink_volume_nl>, field<&T::kept_share>);
}

constexpr auto fields(const Appearance*) {
    using T = Appearance;
    return std::tuple(field<&T::area>, field<&T::dot>, field<&T::bare>, field<&T::diagnostics>);
}

} // namespace undertone
