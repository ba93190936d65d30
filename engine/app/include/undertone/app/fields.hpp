#pragma once
// Fields of what the jobs of one client give (undertone/base/fields.hpp says what for).

#include "undertone/app/client_correction.hpp"
#include "undertone/app/dot_choice.hpp"
#include "undertone/app/hue_drift.hpp"
#include "undertone/app/ladder.hpp"
#include "undertone/app/line_dossier.hpp"
#include "undertone/app/line_folder.hpp"
#include "undertone/app/line_ladder.hpp"
#include "undertone/app/line_pack.hpp"
#include "undertone/app/line_report.hpp"
#include "undertone/app/recall.hpp"
#include "undertone/base/fields.hpp"

namespace undertone {

constexpr auto fields(const ReadingScale*) {
    using T = ReadingScale;
    return std::tuple(field<&T::text>, field<&T::instrument>, field<&T::geometry>, field<&T::illuminant>,
                      field<&T::observer>, field<&T::surface>);
}

constexpr auto fields(const InstrumentOptions*) {
    using T = InstrumentOptions;
    return std::tuple(field<&T::instrument>, field<&T::geometry>, field<&T::illuminant>, field<&T::observer>);
}

constexpr auto fields(const DotTrial*) {
    using T = DotTrial;
    return std::tuple(field<&T::dots>.not_in_json(), field<&T::objective>, field<&T::worst_delta_e_2000>, field<&T::texture>,
                      field<&T::usable>, field<&T::proven>);
}

constexpr auto fields(const DotChoice*) {
    using T = DotChoice;
    return std::tuple(field<&T::trials>, field<&T::best>, field<&T::report>.not_in_json());
}

constexpr auto fields(const SessionReport*) {
    using T = SessionReport;
    return std::tuple(field<&T::planned>.not_in_json(), field<&T::done>.not_in_json(), field<&T::updates>.not_in_json(),
                      field<&T::read_sessions>.not_in_json(), field<&T::prior>.not_in_json(),
                      field<&T::belief>.not_in_json(), field<&T::bias>.not_in_json(), field<&T::bias_used>.not_in_json(),
                      field<&T::next>, field<&T::departures>, field<&T::measure_again>,
                      field<&T::diagnostics>.not_in_json());
}

constexpr auto fields(const CorrectionReport*) {
    using T = CorrectionReport;
    return std::tuple(field<&T::treatment>.not_in_json(), field<&T::cup>.internal(), field<&T::density_per_cm2>,
                      field<&T::target>.not_in_json(), field<&T::target_basis>, field<&T::drawdown>.not_in_json(),
                      field<&T::blame_inks>.not_in_json(), field<&T::spot>.not_in_json(), field<&T::spot_scale>.internal(),
                      field<&T::correction>.not_in_json(), field<&T::departures>, field<&T::diagnostics>.not_in_json(),
                      field<&T::is_usable>.not_in_json());
}

constexpr auto fields(const HueDrift*) {
    using T = HueDrift;
    return std::tuple(field<&T::years>, field<&T::a>, field<&T::b>, field<&T::agreeing>, field<&T::draws>,
                      field<&T::sentence>);
}

constexpr auto fields(const InkReport*) {
    using T = InkReport;
    return std::tuple(field<&T::id>, field<&T::name>, field<&T::lot>, field<&T::expires>, field<&T::mg_per_ml>,
                      field<&T::density_g_per_ml>, field<&T::colorants>, field<&T::expired>, field<&T::lots>);
}

constexpr auto fields(const LineReport*) {
    using T = LineReport;
    return std::tuple(field<&T::id>, field<&T::name>, field<&T::maker>, field<&T::version>, field<&T::note>,
                      field<&T::diluent_name>, field<&T::inks>, field<&T::sources>, field<&T::diagnostics>, field<&T::pack>);
}

constexpr auto fields(const PackEntry*) {
    using T = PackEntry;
    return std::tuple(field<&T::kind>, field<&T::about>, field<&T::name>, field<&T::size_bytes>);
}

constexpr auto fields(const InkPackReport*) {
    using T = InkPackReport;
    return std::tuple(field<&T::version>, field<&T::made_on>, field<&T::signed_by>, field<&T::line>, field<&T::documents>);
}

constexpr auto fields(const LotUse*) {
    using T = LotUse;
    return std::tuple(field<&T::file>, field<&T::kind>, field<&T::client>, field<&T::date>, field<&T::what>, field<&T::lot>);
}

constexpr auto fields(const RecallFile*) {
    using T = RecallFile;
    return std::tuple(field<&T::file>, field<&T::why>);
}

constexpr auto fields(const Recall*) {
    using T = Recall;
    return std::tuple(field<&T::lot>, field<&T::uses>, field<&T::unrecorded>, field<&T::unread>, field<&T::other>,
                      field<&T::unseen>, field<&T::cards>, field<&T::sessions>);
}

constexpr auto fields(const LadderStep*) {
    using T = LadderStep;
    return std::tuple(field<&T::water_parts>, field<&T::area>, field<&T::dot>, field<&T::area_lab>, field<&T::dot_lab>,
                      field<&T::area_l>, field<&T::lighter_than_previous_l>, field<&T::delta_e_2000>,
                      field<&T::chance_darker>);
}

constexpr auto fields(const LadderInk*) {
    using T = LadderInk;
    return std::tuple(field<&T::id>, field<&T::steps>, field<&T::nearest>);
}

constexpr auto fields(const Ladder*) {
    using T = Ladder;
    return std::tuple(field<&T::scale>, field<&T::bare>, field<&T::target>, field<&T::perceptible_delta_e_2000>,
                      field<&T::inks>, field<&T::diagnostics>);
}

constexpr auto fields(const CharacterisedInk*) {
    using T = CharacterisedInk;
    return std::tuple(field<&T::id>, field<&T::name>, field<&T::measured>, field<&T::label>, field<&T::diagnostics>);
}

constexpr auto fields(const LineCharacterisation*) {
    using T = LineCharacterisation;
    return std::tuple(field<&T::line>.internal(), field<&T::inks>, field<&T::mixtures>, field<&T::diagnostics>);
}

constexpr auto fields(const EvidenceCheck*) {
    using T = EvidenceCheck;
    return std::tuple(field<&T::entry>, field<&T::file>, field<&T::usable>, field<&T::error>, field<&T::readings>,
                      field<&T::diagnostics>);
}

constexpr auto fields(const LineCheck*) {
    using T = LineCheck;
    return std::tuple(field<&T::folder>, field<&T::entries>, field<&T::usable>);
}

constexpr auto fields(const FlaggedStep*) {
    using T = FlaggedStep;
    return std::tuple(field<&T::ink>, field<&T::from_water_parts>, field<&T::to_water_parts>, field<&T::lighter_l>,
                      field<&T::expected_l>, field<&T::kind>, field<&T::why>);
}

constexpr auto fields(const ToldApart*) {
    using T = ToldApart;
    return std::tuple(field<&T::ink>, field<&T::water_parts>);
}

constexpr auto fields(const ClassLadder*) {
    using T = ClassLadder;
    return std::tuple(field<&T::skin_class>, field<&T::ita_deg>, field<&T::ladder>, field<&T::flagged>,
                      field<&T::told_apart>);
}

constexpr auto fields(const LineLadder*) {
    using T = LineLadder;
    return std::tuple(field<&T::line>, field<&T::rule>, field<&T::classes>, field<&T::diagnostics>);
}

constexpr auto fields(const DossierSection*) {
    using T = DossierSection;
    return std::tuple(field<&T::title>, field<&T::basis>, field<&T::text>, field<&T::figure>, field<&T::caption>);
}

constexpr auto fields(const LineDossier*) {
    using T = LineDossier;
    return std::tuple(field<&T::line>, field<&T::name>, field<&T::maker>, field<&T::version>, field<&T::note>,
                      field<&T::date>, field<&T::command>, field<&T::sections>);
}

} // namespace undertone
