#pragma once
// Fields of what is learnt (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/learning/bias.hpp"
#include "undertone/learning/drawdown.hpp"

namespace undertone {

constexpr auto fields(const LearntRange*) {
    using T = LearntRange;
    return std::tuple(field<&T::name>, field<&T::low_before>, field<&T::before>, field<&T::high_before>, field<&T::low>,
                      field<&T::after>, field<&T::high>);
}

constexpr auto fields(const HealingUpdate*) {
    using T = HealingUpdate;
    return std::tuple(field<&T::belief>.not_in_json(), field<&T::posterior>.not_in_json(), field<&T::predicted>,
                      field<&T::read>, field<&T::explained>, field<&T::learnt>, field<&T::misfit>,
                      field<&T::credible>.in_json("believed"), field<&T::converged>, field<&T::sentence>,
                      field<&T::diagnostics>);
}

constexpr auto fields(const PractitionerBias*) {
    using T = PractitionerBias;
    return std::tuple(field<&T::pairs>, field<&T::retention>.not_in_json(), field<&T::depth>.not_in_json(),
                      field<&T::retention_identified>.not_in_json(), field<&T::depth_identified>.not_in_json(),
                      field<&T::error_before>, field<&T::error_after>, field<&T::median_error_before>,
                      field<&T::median_error_after>, field<&T::helps>, field<&T::sentence>, field<&T::diagnostics>);
}

constexpr auto fields(const InkFound*) {
    using T = InkFound;
    return std::tuple(field<&T::ink_id>.in_json("ink"), field<&T::name>, field<&T::mg_per_ml_meant>, field<&T::factor>);
}

constexpr auto fields(const CupFound*) {
    using T = CupFound;
    return std::tuple(field<&T::inks>, field<&T::strength>, field<&T::thickness_mm>, field<&T::mg_per_ml>.not_in_json(),
                      field<&T::mean>.not_in_json(), field<&T::covariance>.not_in_json(), field<&T::predicted>,
                      field<&T::read>, field<&T::explained>, field<&T::misfit>, field<&T::thin_to_water_parts>,
                      field<&T::converged>, field<&T::credible>, field<&T::other_ink>, field<&T::sentence>,
                      field<&T::diagnostics>);
}

} // namespace undertone
