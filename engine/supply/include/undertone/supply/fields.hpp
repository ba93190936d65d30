#pragma once
// Fields of what suppliers are given (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/supply/characterise_ink.hpp"
#include "undertone/supply/label_ink.hpp"
#include "undertone/supply/mixture_check.hpp"

namespace undertone {

constexpr auto fields(const FilmExplained*) {
    using T = FilmExplained;
    return std::tuple(field<&T::name>, field<&T::read>, field<&T::predicted>, field<&T::delta_e>,
                      field<&T::kubelka_munk_delta_e>, field<&T::left_out_delta_e>, field<&T::wet_thickness_mm>);
}

constexpr auto fields(const NextFilm*) {
    using T = NextFilm;
    return std::tuple(field<&T::backing>, field<&T::water_parts>, field<&T::log_sd_before>, field<&T::log_sd_after>);
}

constexpr auto fields(const InkCharacterisation*) {
    using T = InkCharacterisation;
    return std::tuple(field<&T::colorant>.not_in_json(), field<&T::pigment_mg_per_ml>, field<&T::mu_a_per_mm>,
                      field<&T::mu_s_reduced_per_mm>, field<&T::mu_a_log_sd>, field<&T::mu_s_reduced_log_sd>,
                      field<&T::covariance>.not_in_json(), field<&T::smoothness>, field<&T::films>,
                      field<&T::dilution_exponent>, field<&T::next_film>, field<&T::misfit>, field<&T::converged>,
                      field<&T::diagnostics>, field<&T::sentence>, field<&T::coverage>.internal());
}

constexpr auto fields(const LabelComponent*) {
    using T = LabelComponent;
    return std::tuple(field<&T::colorant>, field<&T::color_index>, field<&T::mg_per_ml>);
}

constexpr auto fields(const LabelInk*) {
    using T = LabelInk;
    return std::tuple(field<&T::colorant>.not_in_json(), field<&T::pigment_mg_per_ml>, field<&T::components>,
                      field<&T::draws>, field<&T::worst_film_delta_e>, field<&T::log_sd_after_drawdown>,
                      field<&T::diagnostics>, field<&T::sentence>);
}

constexpr auto fields(const MixturePrediction*) {
    using T = MixturePrediction;
    return std::tuple(field<&T::name>, field<&T::parts>, field<&T::water_parts>, field<&T::read>, field<&T::predicted>,
                      field<&T::delta_e>);
}

constexpr auto fields(const InkVerdict*) {
    using T = InkVerdict;
    return std::tuple(field<&T::ink_id>, field<&T::mixtures>, field<&T::median_delta_e>, field<&T::worst_delta_e>,
                      field<&T::verdict>);
}

constexpr auto fields(const MixtureReport*) {
    using T = MixtureReport;
    return std::tuple(field<&T::mixtures>, field<&T::inks>, field<&T::median_delta_e>, field<&T::sentence>);
}

} // namespace undertone
