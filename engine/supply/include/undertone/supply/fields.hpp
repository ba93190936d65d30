#pragma once
// Fields of what suppliers are told (undertone/base/fields.hpp says what for).

#include "undertone/base/fields.hpp"
#include "undertone/supply/batch_check.hpp"
#include "undertone/supply/characterise_ink.hpp"
#include "undertone/supply/claims.hpp"
#include "undertone/supply/control_chart.hpp"
#include "undertone/supply/coverage.hpp"
#include "undertone/supply/gauge_study.hpp"
#include "undertone/supply/label_ink.hpp"
#include "undertone/supply/lightfastness.hpp"
#include "undertone/supply/mixture_check.hpp"
#include "undertone/supply/new_ink.hpp"
#include "undertone/supply/quality_log.hpp"
#include "undertone/supply/screen.hpp"

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

constexpr auto fields(const CoveredClient*) {
    using T = CoveredClient;
    return std::tuple(field<&T::index>, field<&T::skin>, field<&T::skin_class>, field<&T::hair>, field<&T::ita_deg>,
                      field<&T::outcome>, field<&T::bare_delta_e_2000>, field<&T::delta_e_2000>, field<&T::delta_e_ab>,
                      field<&T::tolerance_delta_e_2000>, field<&T::acceptable_delta_e_ab>, field<&T::shortfall_delta_e_2000>,
                      field<&T::inks>, field<&T::parts>, field<&T::water_parts>, field<&T::as_good>, field<&T::years_within>,
                      field<&T::years_low>, field<&T::years_high>, field<&T::beyond_horizon>, field<&T::needs>,
                      field<&T::needs_by>, field<&T::in_the_way>, field<&T::why>, field<&T::texture_seen_from_m>);
}

constexpr auto fields(const ShareServed*) {
    using T = ShareServed;
    return std::tuple(field<&T::group>, field<&T::clients>, field<&T::served>, field<&T::share>, field<&T::low>,
                      field<&T::high>, field<&T::needs_none>);
}

constexpr auto fields(const MapCell*) {
    using T = MapCell;
    return std::tuple(field<&T::skin_class>, field<&T::hair>, field<&T::served>, field<&T::median_delta_e_2000>,
                      field<&T::median_years>, field<&T::needs>, field<&T::in_the_way>);
}

constexpr auto fields(const YearShare*) {
    using T = YearShare;
    return std::tuple(field<&T::years>, field<&T::served>);
}

constexpr auto fields(const InkUse*) {
    using T = InkUse;
    return std::tuple(field<&T::ink>, field<&T::clients>, field<&T::alone>, field<&T::replaceable>);
}

constexpr auto fields(const InkTie*) {
    using T = InkTie;
    return std::tuple(field<&T::best>, field<&T::as_good>, field<&T::clients>);
}

constexpr auto fields(const LimitCount*) {
    using T = LimitCount;
    return std::tuple(field<&T::needs>, field<&T::in_the_way>, field<&T::clients>, field<&T::median_shortfall_delta_e_2000>);
}

constexpr auto fields(const LineCoverage*) {
    using T = LineCoverage;
    return std::tuple(field<&T::line>, field<&T::line_version>, field<&T::population>, field<&T::tolerance>,
                      field<&T::method>, field<&T::seed>, field<&T::skins>, field<&T::least_ita_deg>,
                      field<&T::most_ita_deg>, field<&T::overall>, field<&T::by_class>, field<&T::by_hair>, field<&T::map>,
                      field<&T::by_years>, field<&T::inks>, field<&T::ties>, field<&T::limits>, field<&T::clients>,
                      field<&T::diagnostics>, field<&T::options>.not_in_json());
}

constexpr auto fields(const CoverageComparison*) {
    using T = CoverageComparison;
    return std::tuple(field<&T::first>, field<&T::second>, field<&T::clients>, field<&T::both>, field<&T::first_only>,
                      field<&T::second_only>, field<&T::neither>, field<&T::first_served>, field<&T::second_served>,
                      field<&T::chance_if_alike>, field<&T::first_nearer>, field<&T::second_nearer>, field<&T::ties>,
                      field<&T::first_by_class>, field<&T::second_by_class>, field<&T::first_by_hair>,
                      field<&T::second_by_hair>, field<&T::verdict>, field<&T::diagnostics>);
}

constexpr auto fields(const InkComponentText*) {
    using T = InkComponentText;
    return std::tuple(field<&T::colorant>, field<&T::color_index>, field<&T::mg_per_ml>);
}

constexpr auto fields(const NewInkTrial*) {
    using T = NewInkTrial;
    return std::tuple(field<&T::components>, field<&T::served>, field<&T::shortfall_delta_e_2000>);
}

constexpr auto fields(const NewInk*) {
    using T = NewInk;
    return std::tuple(field<&T::line>, field<&T::unserved>, field<&T::best>, field<&T::grid_best>,
                      field<&T::shortfall_before_delta_e_2000>, field<&T::before>, field<&T::after>, field<&T::grid_trials>,
                      field<&T::trials>, field<&T::screened_clients>, field<&T::text>, field<&T::diagnostics>);
}

constexpr auto fields(const LimitRow*) {
    using T = LimitRow;
    return std::tuple(field<&T::substance>, field<&T::cas>, field<&T::color_index>, field<&T::limit_mg_per_kg>,
                      field<&T::as_stated>, field<&T::status>, field<&T::applies_from>);
}

constexpr auto fields(const LimitList*) {
    using T = LimitList;
    return std::tuple(field<&T::name>, field<&T::date>, field<&T::rows>);
}

constexpr auto fields(const LabResult*) {
    using T = LabResult;
    return std::tuple(field<&T::substance>, field<&T::cas>, field<&T::color_index>, field<&T::laboratory>, field<&T::date>,
                      field<&T::sample>, field<&T::value_mg_per_kg>, field<&T::below>, field<&T::as_stated>);
}

constexpr auto fields(const ScreenRow*) {
    using T = ScreenRow;
    return std::tuple(field<&T::substance>, field<&T::cas>, field<&T::color_index>, field<&T::sample>, field<&T::limit>,
                      field<&T::status>, field<&T::result>, field<&T::laboratory>, field<&T::date>, field<&T::answer>,
                      field<&T::text>);
}

constexpr auto fields(const Screen*) {
    using T = Screen;
    return std::tuple(field<&T::list_name>, field<&T::list_date>, field<&T::line>, field<&T::above>, field<&T::at_or_below>,
                      field<&T::not_shown>, field<&T::not_in_list>, field<&T::rows>, field<&T::text>,
                      field<&T::diagnostics>);
}

constexpr auto fields(const Claim*) {
    using T = Claim;
    return std::tuple(field<&T::sentence>, field<&T::n>, field<&T::skins>, field<&T::duration>, field<&T::method>,
                      field<&T::limits>);
}

constexpr auto fields(const LineClaims*) {
    using T = LineClaims;
    return std::tuple(field<&T::line>, field<&T::claims>, field<&T::withheld>, field<&T::diagnostics>);
}

constexpr auto fields(const ClaimFinding*) {
    using T = ClaimFinding;
    return std::tuple(field<&T::words>, field<&T::kind>, field<&T::reason>, field<&T::instead>);
}

constexpr auto fields(const ClaimCheck*) {
    using T = ClaimCheck;
    return std::tuple(field<&T::text>, field<&T::findings>, field<&T::note>, field<&T::refused>);
}

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
