#pragma once
// Fields of what suppliers are given (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/supply/batch_check.hpp"
#include "undertone/supply/control_chart.hpp"
#include "undertone/supply/gauge_study.hpp"
#include "undertone/supply/lightfastness.hpp"
#include "undertone/supply/quality_log.hpp"

namespace undertone {

constexpr auto fields(const ColorDifference*) {
    using T = ColorDifference;
    return std::tuple(field<&T::delta_l>, field<&T::delta_a>, field<&T::delta_b>, field<&T::delta_c>, field<&T::delta_h>,
                      field<&T::delta_e_2000>, field<&T::delta_e_cmc_2_1>);
}

constexpr auto fields(const CriterionStrength*) {
    using T = CriterionStrength;
    return std::tuple(field<&T::criterion>, field<&T::percent>, field<&T::residual_delta_e_2000>, field<&T::at_nm>);
}

constexpr auto fields(const Strength*) {
    using T = Strength;
    return std::tuple(field<&T::criteria>, field<&T::geometry>, field<&T::illuminant>, field<&T::observer>,
                      field<&T::c_standard>, field<&T::c_batch>, field<&T::diagnostics>);
}

constexpr auto fields(const BatchCheckOptions*) {
    using T = BatchCheckOptions;
    return std::tuple(field<&T::tolerance>, field<&T::metric>, field<&T::set_by>, field<&T::illuminant>, field<&T::observer>,
                      field<&T::geometry>, field<&T::confidence>, field<&T::agreement_delta_e>,
                      field<&T::repeatability_delta_e>, field<&T::c_master>, field<&T::c_batch>, field<&T::shade_block>,
                      field<&T::ink>, field<&T::lot>, field<&T::master_lot>);
}

constexpr auto fields(const MasterDistance*) {
    using T = MasterDistance;
    return std::tuple(field<&T::ink>, field<&T::delta_e>, field<&T::residual_delta_e_2000>);
}

constexpr auto fields(const BatchInSkin*) {
    using T = BatchInSkin;
    return std::tuple(field<&T::water_parts>, field<&T::delta_e_2000>, field<&T::delta_l>);
}

constexpr auto fields(const BatchCheck*) {
    using T = BatchCheck;
    return std::tuple(field<&T::passed>, field<&T::is_decided>, field<&T::replicates_to_decide>, field<&T::ink>,
                      field<&T::lot>, field<&T::master_lot>, field<&T::metric>, field<&T::tolerance>, field<&T::set_by>,
                      field<&T::value>, field<&T::value_low>, field<&T::value_high>, field<&T::confidence>,
                      field<&T::reading_sd>, field<&T::master_readings>, field<&T::batch_readings>, field<&T::master_spread>,
                      field<&T::batch_spread>, field<&T::agreement_delta_e>, field<&T::geometry>, field<&T::illuminant>,
                      field<&T::observer>, field<&T::master_instrument>, field<&T::batch_instrument>, field<&T::master_lab>,
                      field<&T::batch_lab>, field<&T::difference>, field<&T::shade_555>, field<&T::shade_block>,
                      field<&T::strength>, field<&T::opacity_percent>, field<&T::masters>, field<&T::in_skin>,
                      field<&T::findings>);
}

constexpr auto fields(const ControlRule*) {
    using T = ControlRule;
    return std::tuple(field<&T::id>, field<&T::text>);
}

constexpr auto fields(const ControlPoint*) {
    using T = ControlPoint;
    return std::tuple(field<&T::label>, field<&T::value>, field<&T::moving_range>, field<&T::ewma>, field<&T::ewma_low>,
                      field<&T::ewma_high>, field<&T::signals>);
}

constexpr auto fields(const ControlChart*) {
    using T = ControlChart;
    return std::tuple(field<&T::quantity>, field<&T::center>, field<&T::sd>, field<&T::low>, field<&T::high>,
                      field<&T::mean_moving_range>, field<&T::range_high>, field<&T::ewma_weight>, field<&T::ewma_width>,
                      field<&T::baseline>, field<&T::points>, field<&T::diagnostics>);
}

constexpr auto fields(const GaugeReading*) {
    using T = GaugeReading;
    return std::tuple(field<&T::appraiser>, field<&T::trial>, field<&T::part>, field<&T::value>);
}

constexpr auto fields(const GaugeResult*) {
    using T = GaugeResult;
    return std::tuple(field<&T::method>, field<&T::repeatability_sd>, field<&T::reproducibility_sd>, field<&T::gauge_sd>,
                      field<&T::part_sd>, field<&T::total_sd>, field<&T::gauge_percent_of_total>,
                      field<&T::distinct_categories>, field<&T::precision_to_tolerance>);
}

constexpr auto fields(const AnovaRow*) {
    using T = AnovaRow;
    return std::tuple(field<&T::source>, field<&T::degrees_of_freedom>, field<&T::sum_of_squares>, field<&T::mean_square>,
                      field<&T::f>, field<&T::p>);
}

constexpr auto fields(const GaugeStudy*) {
    using T = GaugeStudy;
    return std::tuple(field<&T::verdict>, field<&T::appraisers>, field<&T::trials>, field<&T::parts>,
                      field<&T::tolerance_width>, field<&T::average_range>, field<&T::anova>, field<&T::table>,
                      field<&T::interaction_pooled>, field<&T::diagnostics>);
}

constexpr auto fields(const LogEntry*) {
    using T = LogEntry;
    return std::tuple(field<&T::id>, field<&T::date>, field<&T::ink>, field<&T::lot>, field<&T::master_lot>,
                      field<&T::metric>, field<&T::set_by>, field<&T::verdict>, field<&T::tolerance>, field<&T::difference>,
                      field<&T::delta_l>, field<&T::delta_a>, field<&T::delta_b>, field<&T::delta_c>, field<&T::delta_h>,
                      field<&T::strength_percent>, field<&T::residual_delta_e_2000>, field<&T::master_readings>,
                      field<&T::batch_readings>, field<&T::instrument>, field<&T::geometry>, field<&T::illuminant>,
                      field<&T::observer>);
}

constexpr auto fields(const FadedColor*) {
    using T = FadedColor;
    return std::tuple(field<&T::exposure>, field<&T::readings>, field<&T::lab>, field<&T::delta_e_2000>,
                      field<&T::strength_percent>);
}

constexpr auto fields(const InkLightfastness*) {
    using T = InkLightfastness;
    return std::tuple(field<&T::ink>, field<&T::readings>, field<&T::exposures>, field<&T::rate>, field<&T::rate_low>,
                      field<&T::rate_high>, field<&T::half_exposure>, field<&T::half_exposure_low>,
                      field<&T::half_exposure_high>, field<&T::half_years>, field<&T::half_years_low>,
                      field<&T::half_years_high>, field<&T::residual_sd>, field<&T::path>);
}

constexpr auto fields(const Lightfastness*) {
    using T = Lightfastness;
    return std::tuple(field<&T::unit>, field<&T::method>, field<&T::glass>, field<&T::assumption>, field<&T::confidence>,
                      field<&T::inks>, field<&T::diagnostics>);
}

} // namespace undertone
