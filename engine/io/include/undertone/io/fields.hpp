#pragma once
// Fields of readings and of what is found in them (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/io/check.hpp"
#include "undertone/io/icc.hpp"
#include "undertone/io/instruments.hpp"
#include "undertone/io/photo.hpp"

namespace undertone {

constexpr auto fields(const Measurement*) {
    using T = Measurement;
    return std::tuple(field<&T::name>, field<&T::file>, field<&T::geometry>, field<&T::instrument>, field<&T::date>,
                      field<&T::lab_only>, field<&T::lab>, field<&T::illuminant>, field<&T::observer>, field<&T::assumed>,
                      field<&T::wavelengths_nm>, field<&T::reflectance>, field<&T::metadata>, field<&T::diagnostics>);
}

constexpr auto fields(const RepeatedMeasurement*) {
    using T = RepeatedMeasurement;
    return std::tuple(field<&T::mean>, field<&T::count>, field<&T::spread_delta_e>, field<&T::reflectance_sd>);
}

constexpr auto fields(const OneGeometry*) {
    using T = OneGeometry;
    return std::tuple(field<&T::readings>, field<&T::geometry>, field<&T::diagnostics>);
}

constexpr auto fields(const InstrumentPreset*) {
    using T = InstrumentPreset;
    return std::tuple(field<&T::id>, field<&T::name>, field<&T::geometry>, field<&T::illuminant>, field<&T::observer>,
                      field<&T::source>);
}

constexpr auto fields(const MeasurementCheck*) {
    using T = MeasurementCheck;
    return std::tuple(field<&T::first_nm>, field<&T::last_nm>, field<&T::step_nm>, field<&T::missing_bands>,
                      field<&T::noise>, field<&T::lab_of_spectrum>, field<&T::lab_difference>,
                      field<&T::illuminant>.internal(), field<&T::observer>.internal(), field<&T::findings>);
}

constexpr auto fields(const CheckReport*) {
    using T = CheckReport;
    return std::tuple(field<&T::verdict>, field<&T::measurements>, field<&T::spread_delta_e>, field<&T::findings>);
}

constexpr auto fields(const IccInfo*) {
    using T = IccInfo;
    return std::tuple(field<&T::description>, field<&T::color_space>, field<&T::device_class>, field<&T::version>,
                      field<&T::channels>, field<&T::to_lab>, field<&T::from_lab>);
}

constexpr auto fields(const CardPatch*) {
    using T = CardPatch;
    return std::tuple(field<&T::name>, field<&T::reference>, field<&T::seen>, field<&T::delta_e>, field<&T::used>,
                      field<&T::exposure>);
}

constexpr auto fields(const PhotoMeasurement*) {
    using T = PhotoMeasurement;
    return std::tuple(field<&T::lab>, field<&T::reason>, field<&T::uncertainty_delta_e>, field<&T::residual_delta_e>,
                      field<&T::region_spread_delta_e>, field<&T::patches>, field<&T::diagnostics>);
}

} // namespace undertone
