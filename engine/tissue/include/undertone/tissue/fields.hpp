#pragma once
// Fields of skin, hair and what is fitted of them (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/tissue/fit_skin.hpp"
#include "undertone/tissue/hair.hpp"
#include "undertone/tissue/radiative_transfer.hpp"

namespace undertone {

constexpr auto fields(const SkinPopulation*) {
    using T = SkinPopulation;
    return std::tuple(field<&T::mean>, field<&T::covariance>, field<&T::people>);
}

constexpr auto fields(const SkinFit*) {
    using T = SkinFit;
    return std::tuple(field<&T::skin>, field<&T::reflectance>, field<&T::residual>, field<&T::parameter_names>,
                      field<&T::parameters>, field<&T::covariance>, field<&T::bounds_hit>, field<&T::site>,
                      field<&T::readings>, field<&T::reading_sd>, field<&T::spread_delta_e>, field<&T::rms>,
                      field<&T::converged>, field<&T::iterations>, field<&T::lab_only>, field<&T::diagnostics>);
}

constexpr auto fields(const HairMelanin*) {
    using T = HairMelanin;
    return std::tuple(field<&T::eumelanin_mg_per_ml>, field<&T::pheomelanin_mg_per_ml>);
}

constexpr auto fields(const Stubble*) {
    using T = Stubble;
    return std::tuple(field<&T::shaft_diameter_mm>, field<&T::density_per_cm2>, field<&T::length_in_skin_mm>,
                      field<&T::grey_fraction>, field<&T::length_above_mm>);
}

constexpr auto fields(const StrandFit*) {
    using T = StrandFit;
    return std::tuple(field<&T::melanin>, field<&T::reflectance>, field<&T::residual>, field<&T::covariance>,
                      field<&T::bounds_hit>, field<&T::rms>, field<&T::converged>, field<&T::iterations>,
                      field<&T::diagnostics>);
}

constexpr auto fields(const Fluxes*) {
    using T = Fluxes;
    return std::tuple(field<&T::reflectance>, field<&T::specular>, field<&T::transmittance>,
                      field<&T::unscattered_transmittance>, field<&T::absorbed>);
}

constexpr auto fields(const ReflectanceDerivatives*) {
    using T = ReflectanceDerivatives;
    return std::tuple(field<&T::value>, field<&T::d_mu_a_per_mm>, field<&T::d_mu_s_per_mm>, field<&T::d_g>,
                      field<&T::d_thickness_mm>);
}

} // namespace undertone
