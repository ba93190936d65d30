#pragma once
// Fields of what a forecast gives (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/fade/forecast.hpp"

namespace undertone {

constexpr auto fields(const Habits*) {
    using T = Habits;
    return std::tuple(field<&T::latitude_deg>, field<&T::start_day_of_year>, field<&T::outdoor_share>, field<&T::altitude_m>,
                      field<&T::hat_share>, field<&T::spf_applied>, field<&T::sky_transmission>);
}

constexpr auto fields(const FadeParameter*) {
    using T = FadeParameter;
    return std::tuple(field<&T::name>, field<&T::unit>, field<&T::prior>, field<&T::source>, field<&T::confidence>);
}

constexpr auto fields(const Range*) {
    using T = Range;
    return std::tuple(field<&T::nominal>, field<&T::q10>, field<&T::q50>, field<&T::q90>);
}

constexpr auto fields(const LabRange*) {
    using T = LabRange;
    return std::tuple(field<&T::l>, field<&T::a>, field<&T::b>);
}

constexpr auto fields(const ForecastRow*) {
    using T = ForecastRow;
    return std::tuple(field<&T::time_days>, field<&T::extrapolated>, field<&T::state>.not_in_json(),
                      field<&T::appearance>.not_in_json(), field<&T::area>, field<&T::dot>, field<&T::delta_e_2000>,
                      field<&T::contrast_l>, field<&T::diameter_mm>, field<&T::overlap>, field<&T::blue_shift_b>,
                      field<&T::delta_e_2000_to_first>, field<&T::pigment_left>);
}

constexpr auto fields(const Forecast*) {
    using T = Forecast;
    return std::tuple(field<&T::target>, field<&T::bare>, field<&T::illuminant>, field<&T::observer>, field<&T::rows>,
                      field<&T::draws_used>.in_json("draws"), field<&T::diagnostics>);
}

} // namespace undertone
